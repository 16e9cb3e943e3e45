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
  'follows a box that it does not stand in, and how far something of it is in view': async (page) => {
    await page.evaluate(() => {
      const options = { fill: 'both', rangeStart: 'entry 0%', rangeEnd: 'cover 80%' };
      const timeline = new ScrollTimeline({ source: document.getElementById('box') });
      window.aside = document.getElementById('aside').animate({ width: ['60px', '260px'] }, { timeline, fill: 'both' });
      const inView = new ViewTimeline({ subject: document.getElementById('byrule') });
      document.getElementById('beside').animate({ opacity: [1, 0.2] }, { ...options, timeline: inView });
    });
    await page.evaluate(painted);
  },
  'scrolls that box': (page) =>
    page.evaluate(() => document.getElementById('box').scrollTo(0, 90)).then(() => page.evaluate(painted)),
  'follows the page instead': async (page) => {
    await page.evaluate(() => {
      aside.timeline = new ScrollTimeline({ source: document.documentElement });
    });
    await page.evaluate(painted);
  },
  'ends them': (page) =>
    page.evaluate(() => document.getAnimations().forEach((one) => one.cancel())).then(() => page.evaluate(painted)),
};

export const unsteady = 'scrolling is told of when it is painted';
