const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));

export const steps = {
  'follows the page and a box': async (page) => {
    await page.evaluate(() => {
      const moved = { transform: ['none', 'translateX(200px)'] };
      const by = (source) => ({ timeline: new ScrollTimeline({ source }), fill: 'both' });
      document.getElementById('bypage').animate(moved, by(document.documentElement));
      document.getElementById('bybox').animate(moved, by(document.getElementById('box')));
    });
    await page.evaluate(painted);
  },
  'scrolls the page': (page) => page.evaluate(() => scrollTo(0, 760)).then(() => page.evaluate(painted)),
  'scrolls the box': (page) =>
    page.evaluate(() => document.getElementById('box').scrollTo(0, 250)).then(() => page.evaluate(painted)),
  'ends them': (page) =>
    page.evaluate(() => document.getAnimations().forEach((one) => one.cancel())).then(() => page.evaluate(painted)),
};

export const unsteady = 'scrolling is told of when it is painted';
