export const steps = {
  'sheets come': () =>
    Promise.all(
      ['said', 'marked', 'asked', 'unsaid'].map((name) => {
        const link = document.createElement('link');
        Object.assign(link, { rel: 'stylesheet', href: `${name}.latin1` });
        if (name === 'asked') link.charset = 'iso-8859-1';
        const loaded = new Promise((done) => link.addEventListener('load', done, { once: true }));
        document.head.append(link);
        return loaded;
      }),
    ),
  'a rule changes': () => {
    document.querySelector('link').sheet.cssRules[0].style.color = 'teal';
  },
};

export const options = { resources: 'same-origin' };
export const unsteady = 'resources are kept in idle time';
