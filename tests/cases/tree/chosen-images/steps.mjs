const decoded = async () => {
  for (const image of document.images) await image.decode();
};
const resize = (width) => async (page) => {
  const resized = page.evaluate(() => new Promise((done) => addEventListener('resize', done, { once: true })));
  await page.setViewportSize({ width, height: 480 });
  await resized;
  await page.evaluate(decoded);
};

export const steps = {
  'a smaller window chooses others': resize(400),
  'a larger one the first again': resize(640),
  'other sources are set': async (page) => {
    await page.evaluate(() => {
      document.getElementById('set').srcset = 'gold.svg 1x';
      document.querySelector('source').media = 'all';
      document.querySelector('video').poster = 'red.svg';
    });
    await page.evaluate(decoded);
  },
  'a source goes': async (page) => {
    await page.evaluate(() => document.querySelector('source').remove());
    await page.evaluate(decoded);
  },
  'a list names what is shown already': async (page) => {
    await page.evaluate(() => {
      const image = document.getElementById('pic');
      image.sizes = '40px';
      image.srcset = 'teal.svg 40w, red.svg 400w';
    });
    await page.evaluate(decoded);
  },
};

export const options = { resources: 'same-origin' };
export const unsteady = 'resources are kept in idle time';
