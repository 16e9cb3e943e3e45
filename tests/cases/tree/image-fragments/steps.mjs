const decoded = async () => {
  for (const image of document.images) await image.decode();
};

export const steps = {
  'another part': async (page) => {
    await page.evaluate(() => {
      document.getElementById('third').src = 'parts.svg#corner';
    });
    await page.evaluate(decoded);
  },
  'the whole': async (page) => {
    await page.evaluate(() => {
      document.getElementById('third').src = 'parts.svg';
    });
    await page.evaluate(decoded);
  },
};

export const options = { resources: 'same-origin' };
export const unsteady = 'resources are kept in idle time';
