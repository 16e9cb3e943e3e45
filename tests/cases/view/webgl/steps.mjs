/** Fills a canvas by WebGL in a frame of its own. */
const fill = ([id, colour, options]) =>
  new Promise((done) => {
    requestAnimationFrame(() => {
      const gl = document.getElementById(id).getContext('webgl', options);
      gl.clearColor(...colour);
      gl.clear(gl.COLOR_BUFFER_BIT);
      requestAnimationFrame(() => requestAnimationFrame(done));
    });
  });

/** Waits for frames enough that a sample was taken and encoded. */
const taken = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        let left = 60;
        const next = () => (left-- > 0 ? requestAnimationFrame(next) : done());
        next();
      }),
  );

export const steps = {
  'one is drawn once': async (page) => {
    await page.evaluate(fill, ['once', [1, 0, 0, 1]]);
    await taken(page);
  },
  'it is drawn again, twice within the time of a sample': async (page) => {
    await page.evaluate(fill, ['once', [0, 0, 1, 1]]);
    await page.evaluate(fill, ['once', [0, 1, 0, 1]]);
    await taken(page);
  },
  'one that keeps what was drawn': async (page) => {
    await page.evaluate(fill, ['kept', [1, 1, 0, 0.5], { preserveDrawingBuffer: true }]);
    await taken(page);
  },
};

export const options = { canvas: { fps: 4 } };
export const unsteady = 'canvases are sampled';
