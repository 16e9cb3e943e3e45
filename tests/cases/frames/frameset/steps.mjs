export const unsteady = 'frames come when they have loaded';

export const steps = {
  'the columns change': () => {
    document.querySelector('frameset').cols = '60%,*';
  },
  'a script writes into one': () => frames[0].document.body.append('more'),
  'another page is loaded into one': (page) =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const frame = document.querySelector('frame');
          frame.addEventListener('load', () => done(), { once: true });
          frame.src = 'right.html';
        }),
    ),
};
