export const steps = {
  'selects options one by one': () => {
    const [d, e] = document.querySelectorAll('#many option');
    d.selected = true;
    e.selected = true;
  },
  'removes the selected option': () => document.getElementById('one').remove(1),
  'adds options by every way': () => {
    const one = document.getElementById('one');
    one.add(new Option('new', 'n', true, true));
    one.options[one.options.length] = new Option('newer');
    one.insertAdjacentHTML('afterbegin', '<option>first</option>');
  },
  'changes texts, labels and disabledness': () => {
    const one = document.getElementById('one');
    one.options[0].text = 'the first';
    one.options[1].label = 'labelled';
    one.options[2].disabled = true;
  },
  'shortens the list': () => {
    document.getElementById('one').length = 2;
  },
  'moves a selected option to another group': () => {
    const [first, second] = document.querySelectorAll('optgroup');
    first.append(second.firstElementChild);
  },
};
