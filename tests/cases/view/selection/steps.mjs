export const steps = {
  'selects words': () => {
    const text = document.getElementById('p').firstChild;
    getSelection().setBaseAndExtent(text, 5, text, 10);
  },
  'selects over elements, backwards': () => {
    const [p, q] = document.querySelectorAll('p');
    getSelection().setBaseAndExtent(q.firstChild, 3, p.querySelector('b').firstChild, 2);
  },
  'selects in a node that was just added': () => {
    const added = Object.assign(document.createElement('p'), { textContent: 'just added' });
    document.body.append(added);
    getSelection().selectAllChildren(added);
  },
  'selects by a double click': (page) => page.locator('b').dblclick(),
  'selects all, with the ends of lines': () => getSelection().selectAllChildren(document.body),
  'selects nothing': () => getSelection().removeAllRanges(),
};
