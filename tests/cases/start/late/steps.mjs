export const steps = {
  'goes on': () => {
    document.getElementById('dialog').close();
    document.getElementById('p').append(', and again');
    document.adoptedStyleSheets[0].insertRule('input { color: blue }', 1);
  },
};

export const pixels = { most: 100, because: 'a highlight ends one row above a selection' };
