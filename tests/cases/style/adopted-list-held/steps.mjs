export const steps = {
  'another sheet is pushed to it': () => {
    list.push(made('p { background: khaki }'));
    document.querySelector('p').append(' and more');
  },
  'the first is replaced in it': () => {
    list[0] = made('p { color: crimson; font-size: 30px }');
    document.querySelector('p').append(', and more');
  },
  'all are taken from it': () => {
    list.length = 0;
    document.querySelector('p').append(', and the end');
  },
};
