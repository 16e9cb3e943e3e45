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
  'disables an option': () => {
    const one = document.getElementById('one');
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
