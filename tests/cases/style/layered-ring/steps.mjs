const tab = (page) => page.keyboard.press('Tab');

export const steps = {
  'focuses a button that wants no ring': tab,
  'focuses one with a ring of its own': tab,
  'focuses one of which only the colour is said': tab,
  'focuses one with a ring from no layer': tab,
  'names another layer': () => {
    const sheet = document.querySelector('style').sheet;
    sheet.insertRule('@layer last;', 1);
    sheet.insertRule('@layer last { .plain { color: red; } }', 4);
  },
};

export const unsteady = 'keys come when they do';
