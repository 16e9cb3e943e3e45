export const steps = {
  'goes on in the page': () => document.getElementById('button').focus(),
};
