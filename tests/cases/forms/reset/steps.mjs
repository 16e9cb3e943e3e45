const change = async (page) => {
  await page.locator('[name=text]').fill('changed');
  await page.locator('[name=check]').check();
  await page.locator('[name=area]').fill('changed');
  await page.locator('[name=r]').last().check();
  await page.locator('[name=select]').selectOption('x');
};

export const steps = {
  'changes every field': change,
  'resets by the button': (page) => page.locator('button').click(),
  'changes every field again': change,
  'moves the pointer away': (page) => page.mouse.move(630, 470),
  'resets by a script': () => document.getElementById('form').reset(),
};
