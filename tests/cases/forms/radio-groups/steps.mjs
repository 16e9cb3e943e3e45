export const steps = {
  'checks one in each form': () => {
    document.getElementById('second').checked = true;
  },
  'moves it into the group of the other, which it unchecks': () => {
    document.getElementById('second').setAttribute('form', 'one');
  },
  'resets the form': () => document.getElementById('one').reset(),
  'gives one that is checked the name of the group': () => {
    document.getElementById('third').name = 'group';
  },
  'checks another by its attribute': () => document.getElementById('fourth').setAttribute('checked', ''),
  'takes it out of the group again': () => {
    document.getElementById('fourth').name = 'elsewhere';
    document.getElementById('first').checked = true;
  },
};
