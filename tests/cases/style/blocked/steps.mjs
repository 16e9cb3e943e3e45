export const steps = {
  'sets a style by its properties, which no policy forbids': () => {
    document.getElementById('own').style.background = 'gold';
  },
  'sets the attribute, which has no effect': () => {
    document.getElementById('own').setAttribute('style', 'background: navy');
  },
  'writes an element with a style': () => {
    document.body.insertAdjacentHTML('beforeend', '<p style="padding: 40px">written</p>');
  },
  'sets one by its properties after all': () => {
    document.querySelector('p').style.color = 'purple';
  },
};

export const unsteady = 'the browser tells of what it forbids when it has time';
