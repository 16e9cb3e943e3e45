export const unsteady = 'documents come when they have loaded';

export const steps = {
  'one is given a document': () =>
    new Promise((done) => {
      const object = document.querySelector('object');
      object.addEventListener('load', done, { once: true });
      object.data = 'inner.html';
    }),
  'another document takes its place': () =>
    new Promise((done) => {
      const object = document.querySelector('object');
      object.addEventListener('load', done, { once: true });
      object.data = 'second.html';
    }),
  'a script changes what is in it': () => {
    document.querySelector('object').contentDocument.querySelector('p').textContent = 'changed';
  },
  'one that was taken out comes back': () =>
    new Promise((done) => {
      const object = document.querySelector('object');
      object.addEventListener('load', done, { once: true });
      object.remove();
      document.body.append(object);
    }),
  'one comes with its document': () =>
    new Promise((done) => {
      const made = Object.assign(document.createElement('object'), { data: 'inner.html', width: 100, height: 50 });
      made.addEventListener('load', done, { once: true });
      document.body.prepend(made);
    }),
};
