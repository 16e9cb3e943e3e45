/** Drags the corner at which an element is resized, and moves the pointer away. */
const drag = (selector, across, down) => async (page) => {
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  await page.mouse.move(x + width - 4, y + height - 4);
  await page.mouse.down();
  await page.mouse.move(x + width - 4 + across, y + height - 4 + down);
  await page.mouse.up();
  await page.mouse.move(630, 470);
};

export const unsteady = 'a pointer moves as the browser tells of it';

export const steps = {
  'a text area becomes larger': drag('textarea', 90, 50),
  'a box becomes wider, which changes its looks': drag('div', 120, 20),
  'it becomes smaller': drag('div', -140, -10),
};
