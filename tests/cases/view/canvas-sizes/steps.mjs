export const steps = {
  'becomes larger': () => {
    document.getElementById('said').width = 80;
    document.getElementById('narrow').height = 60;
  },
  'goes without its attributes': () => {
    document.getElementById('said').removeAttribute('height');
    document.getElementById('tall').removeAttribute('width');
  },
  'comes by script': () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 25, height: 35 });
    document.querySelector('p').append(canvas, ' and more');
  },
};
