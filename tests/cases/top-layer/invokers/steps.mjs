export const steps = {
  'opens a menu by another button than the one for it': () =>
    document.getElementById('menu').showPopover({ source: document.getElementById('two') }),
  'opens it by no button': () => {
    const menu = document.getElementById('menu');
    menu.hidePopover();
    menu.showPopover();
  },
  'opens it by its button': async (page) => {
    await page.evaluate(() => document.getElementById('menu').hidePopover());
    await page.locator('#one').click();
    await page.mouse.move(630, 470);
  },
  'opens a tip at another button': () =>
    document.getElementById('tip').togglePopover({ source: document.getElementById('one') }),
  'opens it by a command': async (page) => {
    await page.evaluate(() => document.getElementById('tip').hidePopover());
    await page.locator('#three').click();
    await page.mouse.move(630, 470);
  },
  'opens it by a button that a script has made for it': () => {
    const tip = document.getElementById('tip');
    tip.hidePopover();
    const button = document.createElement('button');
    button.textContent = 'four';
    button.popoverTargetElement = tip;
    document.body.append(button);
    button.click();
  },
};

export const afresh = 'opens it by no button';
