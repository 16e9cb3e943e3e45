export const steps = {
  'selects a word': async (page) => {
    await page.focus('input');
    await page.evaluate(() => document.querySelector('input').setSelectionRange(5, 10));
  },
  'selects another backwards': () => document.querySelector('input').setSelectionRange(11, 13, 'backward'),
  'selects in lines': async (page) => {
    await page.focus('textarea');
    await page.evaluate(() => document.querySelector('textarea').setSelectionRange(5, 12));
  },
  'leaves it': () => document.activeElement.blur(),
};
