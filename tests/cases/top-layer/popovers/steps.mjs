export const steps = {
  'opens one by its button': (page) => page.locator('button').click(),
  'opens another by a script': () => document.getElementById('manual').showPopover(),
  'closes the first by a click elsewhere': (page) => page.mouse.click(500, 400),
  'hides the other': () => document.getElementById('manual').hidePopover(),
  'opens details': (page) => page.locator('#details summary').click(),
  'opens details of a group': (page) => page.locator('[name=group] summary').last().click(),
};
