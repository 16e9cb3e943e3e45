export const steps = {
  'opens one by its button': async (page) => {
    await page.locator('button').click();
    // The look of a native control under the pointer cannot be shown.
    await page.mouse.move(630, 470);
  },
  'opens another by a script': () => document.getElementById('manual').showPopover(),
  'closes the first by a click elsewhere': (page) => page.mouse.click(500, 400),
  'hides the other': () => document.getElementById('manual').hidePopover(),
  'opens details': (page) => page.locator('#details summary').click(),
  'opens details of a group': (page) => page.locator('[name=group] summary').last().click(),
};
