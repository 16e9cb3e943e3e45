export const steps = {
  'a script changes what they draw': () => {
    for (const { contentDocument } of document.querySelectorAll('object')) {
      contentDocument.querySelector('circle')?.setAttribute('r', '28');
      contentDocument.querySelector('style')?.sheet.cssRules[0].style.setProperty('fill', 'khaki');
    }
  },
  'one is laid out otherwise': () => {
    document.getElementById('wide').style.width = '120px';
  },
  'another comes': async () => {
    const made = document.createElement('object');
    Object.assign(made, { type: 'image/svg+xml', data: 'drawing.svg?made', width: '60' });
    const loaded = new Promise((done) => made.addEventListener('load', done, { once: true }));
    document.getElementById('place').append(made);
    await loaded;
  },
  'and changes, while the first goes': () => {
    const { contentDocument } = document.querySelector('#place > object');
    contentDocument.documentElement.append(contentDocument.querySelector('rect'));
    document.getElementById('plain').remove();
  },
};

export const options = { resources: 'same-origin' };
// An object that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
