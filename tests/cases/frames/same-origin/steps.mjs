const loading = (action) => async (page) => page.evaluate(`(async () => {
  const frame = await (${action})();
  await new Promise((done) => frame.addEventListener('load', done, { once: true }));
})()`);

export const steps = {
  'changes what is in a frame': () => {
    document.getElementById('src').contentDocument.getElementById('p').append(' And changed.');
  },
  'types into a field in a frame': (page) => page.frameLocator('#src').locator('input').pressSequentially('typed'),
  'writes into an empty frame': () => {
    const { contentDocument } = document.getElementById('blank');
    contentDocument.open();
    contentDocument.write('<!doctype html><style>p { color: red }</style><p>written</p>');
    contentDocument.close();
  },
  'changes what was written': () => {
    document.getElementById('blank').contentDocument.querySelector('p').append(' and changed');
  },
  'navigates a frame': loading(() => {
    const frame = document.getElementById('src');
    frame.src = 'second.html';
    return frame;
  }),
  'changes the second page': () => {
    document.getElementById('src').contentDocument.body.append('more');
  },
  'adds a frame': loading(() => {
    const frame = Object.assign(document.createElement('iframe'), { id: 'late', src: 'inner.html', height: 60 });
    document.body.append(frame);
    return frame;
  }),
  'scrolls in a frame': () => document.getElementById('late').contentWindow.scrollTo(0, 30),
  'removes a frame': () => {
    window.kept = document.getElementById('doc');
    kept.remove();
  },
  'puts it back elsewhere': loading(() => {
    document.body.prepend(window.kept);
    return window.kept;
  }),
  'fills a new frame by a script alone': () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.contentDocument.body.append('filled');
  },
};

// A frame that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
