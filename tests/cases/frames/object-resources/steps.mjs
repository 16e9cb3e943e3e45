export const steps = {
  'the page in it changes': () => {
    document.querySelector('object').contentDocument.body.append(' and more');
  },
};

export const options = { resources: 'same-origin' };

export const unsteady = 'resources are kept in idle time';
