export const steps = {
  'focuses a field by a click': async (page) => {
    await page.locator('#one').click();
    await page.mouse.move(630, 470);
  },
  'goes on by the keyboard': async (page) => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
  },
  'focuses by a script': () => document.getElementById('p').focus(),
  'lets all of the page be edited, with the focus where it is': () => {
    document.designMode = 'on';
  },
  'lets none of it be edited': () => {
    document.designMode = 'off';
  },
  'focuses a button by a click': async (page) => {
    await page.locator('#button').click();
    await page.mouse.move(630, 470);
  },
  'focuses nothing': () => document.activeElement.blur(),
  'removes what has the focus': async (page) => {
    await page.locator('#two').focus();
    await page.locator('#two').evaluate((field) => field.remove());
  },
};

export const unsteady = 'keys come when they do';
