export const steps = {
  'the image is shown as large as it is': async (page) => {
    await page.locator('#image').click({ position: { x: 60, y: 60 } });
    await page.mouse.move(630, 470);
  },
};

export const options = { resources: 'same-origin' };

export const unsteady = 'resources are kept in idle time';
