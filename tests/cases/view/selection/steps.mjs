export const steps = {
  'selects words': () => {
    const text = document.getElementById('p').firstChild;
    getSelection().setBaseAndExtent(text, 5, text, 10);
  },
  'selects over elements, backwards': () => {
    const [p, q] = document.querySelectorAll('p');
    getSelection().setBaseAndExtent(q.firstChild, 3, p.querySelector('b').firstChild, 2);
  },
  'selects in a node that was just added': () => {
    const added = Object.assign(document.createElement('p'), { textContent: 'just added' });
    document.body.append(added);
    getSelection().selectAllChildren(added);
  },
  'selects by a double click': (page) => page.locator('b').dblclick(),
  'selects all, with the ends of lines': () => getSelection().selectAllChildren(document.body),
  'selects from the page into a shadow tree': () => {
    const root = document.getElementById('host').attachShadow({ mode: 'open' });
    root.innerHTML = '<p>words in the shadow';
    getSelection().setBaseAndExtent(document.getElementById('q').firstChild, 4, root.firstChild.firstChild, 8);
  },
  'selects from the shadow tree backwards': () => {
    const { shadowRoot } = document.getElementById('host');
    const text = document.getElementById('p').firstChild;
    getSelection().setBaseAndExtent(shadowRoot.firstChild.firstChild, 12, text, 5);
  },
  'selects in a frame': async (page) => {
    await page.evaluate(() => getSelection().removeAllRanges());
    await page.frameLocator('#frame').locator('p').dblclick({ position: { x: 20, y: 8 } });
  },
  'selects nothing': () => document.getElementById('frame').contentDocument.getSelection().removeAllRanges(),
};
