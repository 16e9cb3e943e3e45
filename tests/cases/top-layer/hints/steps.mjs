const shown = async (page, isShown) => {
  // A browser that knows no interest shows nothing.
  if (!(await page.evaluate(() => 'interestForElement' in HTMLAnchorElement.prototype))) return;
  await page.locator(isShown ? '#hint:popover-open' : '#hint:not(:popover-open)').waitFor({ state: 'attached' });
};

export const steps = {
  'shows a hint at the second of two links that ask for it': async (page) => {
    await page.locator('a').last().hover();
    await shown(page, true);
  },
  'shows none': async (page) => {
    await page.mouse.move(630, 470);
    await shown(page, false);
  },
  'shows it at the first': async (page) => {
    await page.locator('a').first().hover();
    await shown(page, true);
  },
};

export const unsteady = 'a hint comes when the browser takes it for wanted';
