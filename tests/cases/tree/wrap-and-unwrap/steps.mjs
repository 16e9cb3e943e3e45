export const steps = {
  'wraps a paragraph': () => {
    const frame = Object.assign(document.createElement('div'), { className: 'frame' });
    const p = document.getElementById('p');
    p.before(frame);
    frame.append(p);
  },
  'wraps the wrapper and the neighbour together': () => {
    const outer = Object.assign(document.createElement('section'), { className: 'frame' });
    outer.append(...document.querySelector('main').childNodes);
    document.querySelector('main').append(outer);
  },
  'unwraps the inner one': () => {
    const inner = document.querySelector('div.frame');
    inner.replaceWith(...inner.childNodes);
  },
  'wraps and unwraps in one task': () => {
    const p = document.getElementById('p');
    const frame = document.createElement('article');
    p.replaceWith(frame);
    frame.append(p);
    frame.replaceWith(...frame.childNodes);
  },
  'wraps every text with a span': () => {
    for (const text of [...document.getElementById('p').childNodes].filter((node) => node.nodeType === 3)) {
      const span = document.createElement('span');
      text.replaceWith(span);
      span.append(text);
    }
  },
};
