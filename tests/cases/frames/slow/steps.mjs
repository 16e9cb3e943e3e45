/** Waits until a frame shows a page with a paragraph, and until the recorder must have found it. */
const shown = (id) =>
  new Promise((done) => {
    const look = () => {
      if (document.getElementById(id)?.contentDocument?.querySelector('p')) done();
      else requestAnimationFrame(look);
    };
    look();
  });

/** Has the pictures of the framed pages never come, so that these never load. */
const withhold = (page) => page.context().route('**/never.png', () => undefined);

export const steps = {
  'a frame comes whose page does not end to load': async (page) => {
    await withhold(page);
    await page.evaluate(() => {
      const frame = Object.assign(document.createElement('iframe'), { id: 'slow', src: '/slow.html' });
      document.getElementById('place').append(frame);
    });
    await page.evaluate(shown, 'slow');
  },
  'a script changes it': () => {
    const { body } = document.getElementById('slow').contentDocument;
    body.append('added while it loads');
    body.style.background = '#efe';
  },
  'a frame that has loaded leaves for such a page': async (page) => {
    await page.evaluate(() => document.getElementById('first').contentWindow.location.assign('/slow.html?again'));
    await page.waitForFunction(() => document.getElementById('first').contentDocument.URL.endsWith('again'));
    await page.evaluate(shown, 'first');
  },
  'a script changes that': () => {
    document.getElementById('first').contentDocument.querySelector('p').textContent = 'changed while it loads';
  },
};

// A frame that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
