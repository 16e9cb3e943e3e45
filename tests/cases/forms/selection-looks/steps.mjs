export const steps = {
  'selects a word of a paragraph': () => getSelection().setBaseAndExtent(document.querySelector('p').firstChild, 6, document.querySelector('i').firstChild, 3),
  'selects in a field': () => {
    const field = document.getElementById('plain');
    field.focus();
    field.setSelectionRange(5, 10);
  },
  'selects in a field with looks of its own': () => {
    const field = document.getElementById('styled');
    field.focus();
    field.setSelectionRange(0, 99);
  },
  'selects over lines': () => {
    const field = document.getElementById('lines');
    field.focus();
    field.setSelectionRange(5, 45);
  },
};

export const pixels = { most: 1700, because: 'letters that are cut out of a background have softer edges' };
