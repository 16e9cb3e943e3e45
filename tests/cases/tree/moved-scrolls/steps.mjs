export const unsteady = 'a frame comes when it has loaded';

export const steps = {
  'all are scrolled': () => {
    document.querySelector('#box').scrollTop = 100;
    document.querySelector('#list').scrollTop = 40;
    document.querySelector('textarea').scrollTop = 30;
    document.querySelector('iframe').contentWindow.scrollTo(0, 200);
  },
  'each is moved': async () => {
    const frame = document.querySelector('iframe');
    const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
    document.querySelector('#b').append(...document.querySelector('#a').childNodes);
    await loaded;
  },
  'all are scrolled again': () => {
    document.querySelector('#box').scrollTop = 150;
    document.querySelector('#list').scrollTop = 20;
    document.querySelector('iframe').contentWindow.scrollTo(0, 100);
  },
  'the parent goes and comes back': async () => {
    const frame = document.querySelector('iframe');
    const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
    const b = document.querySelector('#b');
    b.remove();
    document.body.prepend(b);
    await loaded;
  },
};
