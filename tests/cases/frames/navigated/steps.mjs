export const steps = {
  'the frame loads another page': async () => {
    const frame = document.querySelector('iframe');
    frame.src = 'second.html';
    await new Promise((done) => frame.addEventListener('load', done, { once: true }));
  },
  'a script does there what no observer tells of': () => {
    const { contentDocument: inner } = document.querySelector('iframe');
    inner.querySelector('input').value = 'by a script';
    inner.styleSheets[0].insertRule('p { font-size: 30px }');
    inner.querySelector('div').attachShadow({ mode: 'open' }).innerHTML = '<b>shadow</b>';
  },
};

// A frame that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
