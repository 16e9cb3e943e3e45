const settled = (top) =>
  new Promise((done) => {
    scrollTo(0, top);
    let count = 0;
    const look = () => {
      if (count++ > 10) return done();
      requestAnimationFrame(look);
    };
    look();
  });
const scrolled = (top) => (page) => page.evaluate(settled, top);

export const steps = {
  'passes over some': async (page) => {
    for (let top = 0; top <= 9000; top += 900) await page.evaluate(settled, top);
  },
  'jumps to the end': scrolled(1e6),
  'jumps back over what was passed': scrolled(7000),
  'and to the top': scrolled(0),
};

export const afresh = 'jumps back over what was passed';
export const unsteady = 'scroll offsets are told of when they are painted';
