export const before = async (page) => {
  await page.evaluate(() => {
    const { body } = document.getElementById('frame').contentDocument;
    body.innerHTML = '<style>:host(:hover), b:hover { background: lime } div:hover { color: teal }</style><div>div</div>';
    const root = body.querySelector('div').attachShadow({ mode: 'open' });
    root.innerHTML = '<style>:host(:hover) { background: lavender } b:hover { color: red }</style><slot></slot><p><b>bold</b></p>';
  });
  await page.mouse.move(40, 110);
  await page.waitForFunction(() =>
    document.getElementById('frame').contentDocument.querySelector('div').shadowRoot.querySelector('b:hover'),
  );
};

export const steps = {
  'something changes, but not where the pointer is': () => document.body.append('more'),
  'the pointer moves on': async (page) => page.mouse.move(40, 20),
};
