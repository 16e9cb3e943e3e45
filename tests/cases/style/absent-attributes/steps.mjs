export const steps = {
  'attributes come': () => {
    document.querySelector('input').setAttribute('autofocus', '');
    document.querySelector('video').setAttribute('autoplay', '');
    document.querySelector('button').setAttribute('formaction', '/x');
  },
  'values change': () => {
    document.querySelector('form').action = '/old';
    document.querySelector('a[target]').target = '_top';
    document.querySelector('img').src =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect fill='gold' width='40' height='20'/%3E%3C/svg%3E";
  },
  'a rule is changed': () => {
    document.styleSheets[0].cssRules[0].selectorText = '[target], [src*="gold"]';
  },
  'attributes go': () => {
    document.querySelector('a').removeAttribute('download');
    document.querySelector('input').removeAttribute('autofocus');
    document.querySelector('x-canvas').removeAttribute('background');
    document.querySelector('img').removeAttribute('src');
  },
};

export const unsteady = 'pictures are there when they have loaded';
