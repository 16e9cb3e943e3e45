const scrolled = (top) =>
  new Promise((done) => {
    scrollTo(0, top);
    let before = -1;
    const look = () => {
      if (scrollY === before) return done();
      before = scrollY;
      scrollTo(0, top);
      requestAnimationFrame(() => requestAnimationFrame(look));
    };
    look();
  });

export const steps = {
  'the end of the page': (page) => page.evaluate(scrolled, 1e6),
};

export const unsteady = 'scroll offsets are told of when they are painted';
