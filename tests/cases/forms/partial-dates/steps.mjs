export const steps = {
  'a day is typed, and nothing else': async (page) => {
    await page.locator('input').first().focus();
    await page.keyboard.type('1');
    await page.locator('p').click();
  },
  'an hour is typed': async (page) => {
    await page.locator('input').nth(1).focus();
    await page.keyboard.type('7');
    await page.locator('p').click();
  },
  'a whole date is typed': async (page) => {
    await page.locator('input').first().focus();
    await page.keyboard.type('12242024');
    await page.locator('p').click();
  },
  'a part of a whole one is emptied': async (page) => {
    await page.locator('input').nth(3).focus();
    await page.keyboard.press('Backspace');
    await page.locator('p').click();
  },
};
