const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
/** Waits until an animation has been seen to begin, and a frame longer, which is when it is written. */
const begun = (page, selector, action) =>
  Promise.all([
    page.evaluate(
      (selector) => new Promise((done) => document.querySelector(selector).addEventListener('beginEvent', done, { once: true })).then(() => undefined),
      selector,
    ),
    action(),
  ]).then(() => page.evaluate(painted));

export const steps = {
  'begins by a click': async (page) => {
    await begun(page, 'set', () => page.click('#box'));
    await page.mouse.move(600, 440);
  },
  'begins by a script': (page) =>
    begun(page, '#away', () => page.evaluate(() => document.getElementById('away').beginElement())),
  'moves the clock of one that stands still': (page) =>
    page.evaluate(() => document.getElementById('held').setCurrentTime(7)).then(() => page.evaluate(painted)),
};

export const unsteady = 'clocks run';
