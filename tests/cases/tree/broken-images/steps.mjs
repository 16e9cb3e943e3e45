const loaded = (page) => page.evaluate(() => new Promise((done) => setTimeout(done)));

export const steps = {
  'the image of a drawing is another one that is not there': async (page) => {
    const failed = page.waitForResponse('**/other.png');
    await page.evaluate(() => document.querySelector('image').setAttribute('href', 'other.png'));
    await failed;
    await loaded(page);
  },
  'it has none any more': () => document.querySelector('image').removeAttribute('href'),
};
