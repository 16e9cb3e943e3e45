export const steps = {
  'a cell gets an image alone': () => {
    document.getElementById('cell').append(document.querySelector('img').cloneNode());
  },
  'a length without a unit means nothing': () => {
    document.querySelector('p').setAttribute('style', 'margin-left: 90; padding-left: 90px');
  },
};
