export const steps = {
  'removes a node and puts it back in the same task': () => {
    const one = document.getElementById('one');
    one.remove();
    document.getElementById('box').append(one);
  },
  'removes a node and keeps it': () => {
    window.kept = document.getElementById('one');
    window.kept.remove();
  },
  'changes what is detached': () => {
    window.kept.firstChild.data = 'changed while away ';
    window.kept.append('!');
  },
  'puts it back later': () => document.getElementById('other').append(window.kept),
  'adds a node and removes it in one task': () => {
    const passing = document.createElement('em');
    document.body.append(passing);
    passing.remove();
  },
  'removes a parent and puts only the child back': () => {
    const child = window.kept.querySelector('b');
    window.kept.remove();
    document.getElementById('box').prepend(child);
  },
  'removes a node, puts another in its place, and the first into that': () => {
    const two = document.getElementById('two');
    const frame = document.createElement('section');
    two.replaceWith(frame);
    frame.append(two);
  },
};
