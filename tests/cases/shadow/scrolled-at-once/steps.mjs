export const steps = {
  'a tree that is scrolled as soon as it is there': () => {
    const root = document.getElementById('open').attachShadow({ mode: 'open' });
    root.innerHTML =
      '<div style="height:90px;overflow:auto;border:1px solid"><p style="height:400px;background:linear-gradient(red,blue)">text</p></div>';
    root.firstChild.scrollTop = 120;
  },
  'one in a tree that is new, too': () => {
    const outer = document.getElementById('late').attachShadow({ mode: 'open' });
    outer.innerHTML = '<div></div>';
    const root = outer.firstChild.attachShadow({ mode: 'open' });
    root.innerHTML =
      '<div style="height:90px;overflow:auto"><p style="height:400px;background:linear-gradient(red,lime)">text</p></div>';
    root.firstChild.scrollTop = 200;
  },
  'one of an element that is new': () => document.body.append(document.createElement('x-list')),
};

export const unsteady = 'an offset comes with the tree, or after it if the tree was read before the page was painted';
