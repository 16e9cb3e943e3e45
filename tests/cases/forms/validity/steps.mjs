export const steps = {
  'a script finds a text wrong': () => document.querySelector('textarea').setCustomValidity('no'),
  'fills in what is no address': async (page) => {
    await page.fill('#mail', 'none');
    await page.locator('#mail').blur();
  },
  'mends it': async (page) => {
    await page.fill('#mail', 'a@b.example');
    await page.locator('#mail').blur();
  },
  'tries to send': async (page) => {
    await page.evaluate(() => document.querySelector('form').reportValidity());
    await page.evaluate(() => document.activeElement.blur());
  },
  'the script finds it right': () => document.querySelector('textarea').setCustomValidity(''),
};
