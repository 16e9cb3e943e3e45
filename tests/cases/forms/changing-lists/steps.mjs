export const steps = {
  'chooses others': () => {
    document.getElementById('one').selectedIndex = 2;
    document.getElementById('many').options[2].selected = true;
    document.getElementById('new').selectedIndex = 0;
  },
  'several no more': () => {
    document.getElementById('many').multiple = false;
    document.getElementById('one').options.length = 2;
  },
  'options that say that they are chosen, two of them': () => {
    document.getElementById('many').value = 'c';
    document.getElementById('new').innerHTML = '<option>x<option selected>y<option selected>z';
  },
  'none is chosen, and what is there moves': () => {
    document.getElementById('one').selectedIndex = -1;
    document.getElementById('one').append(document.getElementById('group'));
  },
  'several again': () => {
    const many = document.getElementById('many');
    many.multiple = true;
    for (const option of many.options) option.selected = true;
    const list = document.getElementById('new');
    list.replaceChildren(new Option('a', 'a', true, false), new Option('b', 'b', false, true));
  },
};
