export const touch = true;

export const steps = {
  'taps a button': (page) => page.locator('#one').tap(),
  'taps the other': (page) => page.locator('#two').tap(),
};

export const unsteady = 'the pointer moves when it does';
