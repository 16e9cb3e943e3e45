const ended = (page, action) =>
  page.evaluate(`new Promise((done) => {
    document.addEventListener('scrollend', () => done(), { once: true, capture: true });
    (${action})();
  })`);

export const steps = {
  'the page has scrolled to an element': (page) => ended(page, () => document.getElementById('end').scrollIntoView()),
  'it is half way back, where it is stopped': async (page) => {
    await page.evaluate(async () => {
      const from = scrollY;
      scrollTo(0, 0);
      while (scrollY > from - 200) await new Promise((done) => requestAnimationFrame(done));
      scrollTo({ top: 1000, behavior: 'instant' });
    });
  },
  'a box has scrolled to where it snaps': (page) => ended(page, () => document.getElementById('box').scrollTo(0, 130)),
};

export const unsteady = 'scrolling is told of when it is painted';
