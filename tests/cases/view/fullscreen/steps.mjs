const show = (id) => async (page) => {
  await page.click('button');
  await page.evaluate((id) => document.getElementById(id).requestFullscreen(), id);
  await page.waitForFunction((id) => document.fullscreenElement?.id === id, id);
  await page.mouse.move(600, 470);
};
const leave = async (page) => {
  await page.evaluate(() => document.exitFullscreen());
  await page.waitForFunction(() => !document.fullscreenElement);
  await page.evaluate(() => document.activeElement.blur());
};
export const steps = {
  'shows a box on the whole screen': show('box'),
  'leaves it': leave,
  'shows another, in which nothing is styled': show('plain'),
  'leaves that': leave,
  'shows one on the black that is behind all of them': show('bare'),
  'leaves it again': leave,
  'shows what is in a frame, which loses its border': async (page) => {
    await page.click('button');
    await page.evaluate(() => {
      const { contentDocument: inner } = document.getElementById('frame');
      return inner.querySelector('p').requestFullscreen();
    });
    await page.waitForFunction(() => document.fullscreenElement?.id === 'frame');
    await page.mouse.move(600, 470);
  },
  'leaves the frame': leave,
};
