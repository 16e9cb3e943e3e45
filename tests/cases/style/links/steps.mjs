export const steps = {
  'inserts a rule into a linked sheet': () => document.getElementById('look').sheet.insertRule('p { color: red }'),
  'disables it': () => {
    document.getElementById('look').disabled = true;
  },
  'enables it': async (page) => {
    await page.evaluate(async () => {
      const look = document.getElementById('look');
      look.disabled = false;
      if (!look.sheet) await new Promise((done) => look.addEventListener('load', done, { once: true }));
    });
  },
  'adds another': (page) =>
    page.evaluate(async () => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'other.css' });
      const loaded = new Promise((done) => link.addEventListener('load', done, { once: true }));
      document.head.append(link);
      await loaded;
    }),
  'changes where one leads': (page) =>
    page.evaluate(async () => {
      const look = document.getElementById('look');
      const loaded = new Promise((done) => look.addEventListener('load', done, { once: true }));
      look.href = 'third.css';
      await loaded;
    }),
  'removes one': () => document.getElementById('look').remove(),
};

export const unsteady = 'style sheets load when they do';
