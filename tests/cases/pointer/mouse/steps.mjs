export const steps = {
  'moves onto a button': (page) => page.locator('#one').hover(),
  'holds it down': (page) => page.mouse.down(),
  'lets it go': (page) => page.mouse.up(),
  'moves onto a row': (page) => page.locator('b').hover(),
  'clicks twice': (page) => page.locator('#two').dblclick(),
  'asks for the menu': (page) => page.locator('#row').click({ button: 'right' }),
  'removes what is under the pointer': async (page) => {
    await page.locator('#one').hover();
    await page.locator('#one').evaluate((button) => button.remove());
  },
};

export const unsteady = 'the pointer moves when it does';
