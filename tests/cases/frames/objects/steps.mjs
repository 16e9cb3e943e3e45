export const steps = {
  'a script changes what they show': () => {
    const [first, second] = [...document.querySelectorAll('object')].map((one) => one.contentDocument);
    first.querySelector('p').textContent = 'changed in an object';
    second.querySelector('input').value = 'set by a script';
    second.styleSheets[0].insertRule('p { color: crimson }');
  },
  'one is taken out, and another comes': async () => {
    document.querySelector('object').remove();
    const made = document.createElement('object');
    Object.assign(made, { type: 'text/html', data: 'inner.html?made', width: '200', height: '80' });
    const loaded = new Promise((done) => made.addEventListener('load', done, { once: true }));
    document.getElementById('place').append(made);
    await loaded;
  },
};

// An object that loads may be seen empty before, or not.
export const unsteady = 'frames load when they do';
