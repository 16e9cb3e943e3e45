export const steps = {};
for (const id of ['search', 'empty', 'none', 'number', 'disabled', 'readonly', 'thin', 'listed', 'text']) {
  steps[`${id} is under the pointer`] = (page) => page.locator(`#${id}`).hover({ position: { x: 9, y: 9 }, force: true });
}
steps['a label is'] = (page) => page.locator('label').hover();
steps['nothing is'] = (page) => page.mouse.move(600, 460);
for (const id of ['search', 'number', 'thin', 'listed']) {
  steps[`${id} has the focus`] = (page) => page.locator(`#${id}`).focus();
}
