const scrolled = (top) => async (page) => {
  await page.evaluate(
    (top) =>
      new Promise((done) => {
        addEventListener('scroll', () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true });
        scrollTo(0, top);
      }),
    top,
  );
};

export const steps = {
  'there is no room above any more': scrolled(170),
  'there is none below': async (page) => {
    await page.evaluate(() => {
      document.querySelector('.anchor').style.top = '560px';
    });
  },
};
