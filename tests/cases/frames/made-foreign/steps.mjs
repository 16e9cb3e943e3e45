export const steps = {
  'the frame shows a page that nobody may read': async () => {
    const frame = document.querySelector('iframe');
    frame.setAttribute('sandbox', '');
    const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
    frame.srcdoc = '<p>foreign</p>';
    await loaded;
  },
  'something else goes': () => document.getElementById('first').remove(),
  'the page goes on': () => document.querySelector('p').append(' still'),
  'the frame shows a page of its own origin again': async () => {
    const frame = document.querySelector('iframe');
    frame.removeAttribute('sandbox');
    const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
    frame.removeAttribute('srcdoc');
    await loaded;
  },
};

export const differs = 'what is in the frame may not be read';
export const options = { resources: 'same-origin' };
export const unsteady = 'a frame is there when it has loaded';
