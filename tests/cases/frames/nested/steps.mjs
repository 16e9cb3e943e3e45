const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));

export const steps = {
  'everything scrolls': async (page) => {
    await page.evaluate(() => {
      const outer = document.getElementById('outer').contentWindow;
      const inner = outer.document.getElementById('inner').contentWindow;
      inner.document.querySelector('div').scrollTo(120, 60);
      inner.scrollTo(0, 20);
      outer.scrollTo(0, 40);
    });
    await page.evaluate(painted);
  },
  'a field is changed there, and a frame comes into the innermost': async (page) => {
    await page.evaluate(() => {
      const inner = document.getElementById('outer').contentDocument.getElementById('inner').contentDocument;
      inner.querySelector('input').value = 'changed';
      const frame = Object.assign(inner.createElement('iframe'), { width: 120, height: 40 });
      inner.body.prepend(frame);
      frame.contentDocument.write('<!doctype html><b style="color:crimson">written within');
      frame.contentDocument.close();
    });
    await page.evaluate(painted);
  },
  'a page of bytes is framed': async (page) => {
    await page.evaluate(async () => {
      const page = new Blob(['<!doctype html><style>p{color:green}</style><p>of bytes</p>'], { type: 'text/html' });
      const frame = document.createElement('iframe');
      const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
      frame.src = URL.createObjectURL(page);
      frame.height = 60;
      document.getElementById('place').append(frame);
      await loaded;
      frame.contentDocument.querySelector('p').append(', changed');
      URL.revokeObjectURL(frame.src);
    });
    await page.evaluate(painted);
  },
  'the frame in the middle moves, and begins anew': async (page) => {
    await page.evaluate(async () => {
      const outer = document.getElementById('outer');
      const loaded = new Promise((done) => outer.addEventListener('load', done, { once: true }));
      document.getElementById('place').append(outer);
      await loaded;
    });
    await page.evaluate(painted);
  },
};

// A frame that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
