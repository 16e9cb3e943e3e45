const resize = (width, height) => async (page) => {
  const resized = page.evaluate(() => new Promise((done) => addEventListener('resize', done, { once: true })));
  await page.setViewportSize({ width, height });
  await resized;
};

export const steps = {
  'makes the window smaller': resize(400, 480),
  'makes it wider than it was': resize(700, 300),
  'makes it as it was': resize(640, 480),
};
