/** Draws, and waits for frames enough that a sample was taken and encoded. */
const drawn = (action) => async (page) => {
  await page.evaluate(action);
  await page.evaluate(
    () =>
      new Promise((done) => {
        let left = 60;
        const next = () => (left-- > 0 ? requestAnimationFrame(next) : done());
        next();
      }),
  );
};

export const steps = {
  'one is drawn on': drawn(() => {
    const context = document.getElementById('plane').getContext('2d');
    context.fillStyle = 'teal';
    context.fillRect(10, 10, 60, 40);
    context.font = '20px serif';
    context.fillText('drawn', 20, 80);
  }),
  'one is given a picture': drawn(async () => {
    const bitmap = await createImageBitmap(document.getElementById('plane'));
    document.getElementById('bitmap').getContext('bitmaprenderer').transferFromImageBitmap(bitmap);
  }),
  'one is drawn on from elsewhere': drawn(() => {
    const context = document.getElementById('off').transferControlToOffscreen().getContext('2d');
    context.fillStyle = 'crimson';
    context.fillRect(20, 20, 80, 20);
  }),
  'one is a copy of another': drawn(() => {
    const context = document.getElementById('copy').getContext('2d');
    context.drawImage(document.getElementById('plane'), 0, 0);
    context.fillStyle = context.createPattern(document.getElementById('plane'), 'repeat');
    context.fillRect(60, 45, 60, 45);
  }),
  'one has another size, and is empty': drawn(() => {
    document.getElementById('plane').width = 60;
  }),
  'one is taken out and put back': drawn(() => {
    const copy = document.getElementById('copy');
    copy.remove();
    document.body.prepend(copy);
  }),
};

export const options = { canvas: { fps: 10 } };
export const unsteady = 'canvases are sampled';
