export const steps = {
  'adds an item at each end': () => {
    const item = (text) => Object.assign(document.createElement('li'), { textContent: text });
    const list = document.getElementById('list');
    list.prepend(item('zero'));
    list.append(item('four'));
  },
  'changes a text': () => {
    document.getElementById('text').firstChild.data = 'Another text.';
  },
  'changes, adds and removes attributes': () => {
    const [first, second, , third] = document.querySelectorAll('li');
    first.setAttribute('class', 'old');
    second.title = 'the second';
    third.removeAttribute('class');
  },
  'removes an item': () => document.querySelectorAll('li')[2].remove(),
  'empties the list': () => {
    document.getElementById('list').replaceChildren();
  },
};
