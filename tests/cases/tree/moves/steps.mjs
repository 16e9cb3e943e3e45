export const steps = {
  'moves the first item to the end': () => {
    const left = document.getElementById('left');
    left.append(left.firstChild);
  },
  'reverses the list': () => {
    const left = document.getElementById('left');
    for (const item of [...left.children]) left.prepend(item);
  },
  'swaps two items that are neighbours': () => {
    const [first, second] = document.getElementById('left').children;
    second.after(first);
  },
  'moves items to the other list, and one back': () => {
    const [left, right] = document.querySelectorAll('ul');
    right.prepend(...[...left.children].slice(0, 2));
    left.append(right.lastElementChild);
  },
  'moves one list into an item of the other': () => {
    const [left, right] = document.querySelectorAll('ul');
    right.firstElementChild.append(left);
  },
  'turns parent and child around': () => {
    const right = document.getElementById('right');
    const left = document.getElementById('left');
    document.body.append(left);
    left.append(right);
  },
  'moves an item through several places in one task': () => {
    const item = document.getElementById('c');
    for (const place of ['right', 'left', 'right']) document.getElementById(place).append(item);
  },
};
