export const unsteady = 'filling a field selects all of it first, for as short a time as it happens to take';

const change = async (page) => {
  await page.locator('[name=text]').fill('changed');
  await page.locator('[name=check]').check();
  await page.locator('[name=area]').fill('changed');
  await page.locator('[name=r]').last().check();
  await page.locator('[name=select]').selectOption('x');
};

export const steps = {
  'changes every field': change,
  'resets by the button': async (page) => {
    await page.locator('button').click();
    // The look of a native control under the pointer cannot be shown.
    await page.mouse.move(630, 470);
  },
  'changes every field again': change,
  'resets by a script': () => document.getElementById('form').reset(),
};
