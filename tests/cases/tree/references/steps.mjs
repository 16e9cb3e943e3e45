export const steps = {
  'uses a symbol by the whole address of the page': () => {
    document.querySelector('use').setAttributeNS('http://www.w3.org/1999/xlink', 'href', `${location.href.split('#')[0]}#dot`);
  },
  'uses another, by the newer attribute': () => {
    document.querySelector('use').setAttribute('href', `${location.href.split('#')[0]}#ring`);
  },
};
