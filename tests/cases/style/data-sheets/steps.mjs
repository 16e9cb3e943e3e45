export const unsteady = 'sheets come when they have loaded';
export const steps = {
  'another comes': (page) =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'data:text/css,u{letter-spacing:3px}' });
          link.onload = () => done();
          document.head.append(link);
        }),
    ),
};
