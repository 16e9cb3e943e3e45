const click = (selector) => async (page) => {
  await page.click(selector);
  await page.mouse.move(600, 400);
};
const arrow = (page) => page.keyboard.press('ArrowDown');

export const steps = {
  'clicks on a box': click('#plain'),
  'a key makes its ring seen': arrow,
  'clicks on another': (page) => click('#own')(page),
  'the keyboard is in use': arrow,
  'is left and clicked on anew': async (page) => {
    await page.evaluate(() => document.activeElement.blur());
    await page.mouse.click(600, 400);
    await click('button')(page);
  },
  'a key makes the ring of a button seen': (page) => page.keyboard.press('Shift'),
};

export const unsteady = 'keys and pointers come when they do';
