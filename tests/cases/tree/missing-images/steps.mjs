const decoded = async () => {
  for (const image of document.images) await image.decode();
};

export const steps = {
  'another is shown': async (page) => {
    await page.evaluate(() => {
      document.getElementById('first').src = 'other.svg';
    });
    await page.evaluate(decoded);
  },
  'a film comes': () =>
    new Promise((loaded) => {
      const film = document.getElementById('film');
      film.onloadeddata = loaded;
      film.src = 'clip.webm';
    }),
};
