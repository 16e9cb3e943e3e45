const tab = (page) => page.keyboard.press('Tab');

export const steps = {
  'focuses what is in a slot in a slot': tab,
  'focuses what is in a slot': tab,
  'focuses what has a ring of its own': tab,
  'is moved to where nobody wants a ring gone': () => document.body.append(direct, document.createElement('hr')),
  'focuses it there': () => direct.focus(),
  'is put into a slot while it has the focus': () => document.querySelector('x-box').append(own),
  'focuses it in the slot': () => own.focus(),
};

export const unsteady = 'keys come when they do';
