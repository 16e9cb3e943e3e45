export const steps = {
  'attaches roots with slots': () => {
    document.querySelector('x-slots').attachShadow({ mode: 'open' }).innerHTML =
      '<style>slot:hover { outline: 2px solid green } div:hover { background: gold }</style><div><slot name="a"></slot></div><slot></slot>';
    const host = document.querySelector('x-manual');
    const root = host.attachShadow({ mode: 'open', slotAssignment: 'manual' });
    root.innerHTML = '<slot></slot>';
    host.innerHTML = '<b>put into a slot</b><i>not put there</i>';
    root.querySelector('slot').assign(host.firstChild);
  },
  'points at what is slotted': (page) => page.hover('span'),
  'points at a label': (page) => page.hover('label[for]'),
  'points at a label around its field': (page) => page.hover('label:not([for])', { position: { x: 5, y: 5 } }),
  'changes slots': async (page) => {
    await page.mouse.move(5, 470);
    await page.evaluate(() => {
      document.querySelector('span').slot = '';
      document.querySelector('i').slot = 'a';
      const host = document.querySelector('x-manual');
      host.shadowRoot.querySelector('slot').assign(host.lastChild);
    });
  },
};
