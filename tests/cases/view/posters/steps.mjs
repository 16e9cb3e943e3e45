const loaded = (page) =>
  page.waitForFunction(() => [...document.querySelectorAll('video')].every(({ readyState }) => readyState === 4));

export const steps = {
  'both show their posters': loaded,
  'one is sought to where it is': () =>
    new Promise((done) => {
      const film = document.querySelector('video');
      film.onseeked = done;
      film.currentTime = 0;
    }),
  'it is loaded anew': async (page) => {
    await page.evaluate(() => document.querySelector('video').load());
    await loaded(page);
  },
};

export const options = { resources: 'same-origin' };

export const unsteady = 'films load when they do';
