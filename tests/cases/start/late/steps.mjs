export const steps = {
  'goes on': () => {
    document.getElementById('dialog').close();
    document.getElementById('p').append(', and again');
    document.adoptedStyleSheets[0].insertRule('input { color: blue }', 1);
  },
};
