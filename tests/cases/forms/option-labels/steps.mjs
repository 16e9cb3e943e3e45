export const steps = {
  'a label comes that is wider than the list': () => {
    document.querySelector('select').options[1].label = 'labelled';
  },
  'a text becomes longer': () => {
    document.querySelector('select').options[0].text = 'a longer one';
  },
  'an option comes': () => document.querySelector('select').add(new Option('c')),
};
