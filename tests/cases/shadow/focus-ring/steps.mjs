const tab = (page) => page.keyboard.press('Tab');

export const steps = {
  'focuses a host that wants no ring': tab,
  'focuses a host that has a ring of its own': tab,
  'focuses a host of which nothing is said': tab,
  'focuses a host that the page around gives a ring': tab,
};

export const unsteady = 'keys come when they do';
