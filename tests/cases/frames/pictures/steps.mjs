/** Resolves when what is made of a document has loaded. */
const loaded = (page, make) =>
  page.evaluate(
    (make) =>
      new Promise((done) => {
        new Function('done', `(${make})(done)`)(done);
      }),
    String(make),
  );

export const steps = {
  'one comes into an empty frame': (page) =>
    loaded(page, (done) => {
      const { body } = document.getElementById('made').contentDocument;
      body.innerHTML = '<img src="made.svg">';
      body.firstChild.onload = done;
    }),
  'an image comes into a frame': (page) =>
    loaded(page, (done) => {
      const image = document.getElementById('inner').contentDocument.createElement('img');
      Object.assign(image, { onload: done, width: 30, src: 'late.svg' });
      document.getElementById('inner').contentDocument.body.append(image);
    }),
  'another frame comes': (page) =>
    loaded(page, (done) => {
      const frame = document.createElement('iframe');
      Object.assign(frame, { onload: done, srcdoc: '<p style="background: url(later.svg)">text <img src="late.svg">' });
      document.body.append(frame);
    }),
  'it loads another page': (page) =>
    loaded(page, (done) => {
      const frame = document.body.lastChild;
      frame.onload = done;
      frame.removeAttribute('srcdoc');
      frame.src = 'inner.html?again';
    }),
};

export const options = { resources: 'same-origin' };

export const unsteady = 'resources are kept in idle time';
