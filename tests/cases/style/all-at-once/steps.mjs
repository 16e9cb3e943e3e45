export const steps = {
  'sets all properties, and some beside them': () => {
    document.getElementById('plain').style.cssText = 'all: initial; display: block; color: teal';
  },
  'other ones': () => {
    document.getElementById('plain').style.cssText = 'all: unset; display: block; margin-left: 20px';
  },
};
