export const steps = {
  'the page says another one': () => {
    document.documentElement.lang = 'en';
  },
  'and none': () => document.documentElement.removeAttribute('lang'),
  'words come': () => document.body.append(Object.assign(document.createElement('q'), { textContent: 'more' })),
};
export const unsteady = 'the language is looked for when a frame is painted';
