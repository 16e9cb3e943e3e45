const own = () => document.getElementById('own').sheet;

export const steps = {
  'a rule comes into one': (page) =>
    page.evaluate(`(${own})().cssRules[0].styleSheet.insertRule('p { font-weight: bold }', 1)`),
  'a rule goes from one in a layer': (page) => page.evaluate(`(${own})().cssRules[2].styleSheet.deleteRule(0)`),
  'another sheet imports one': (page) =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const style = document.createElement('style');
          style.textContent = '@import url("data:text/css,b{background:cyan}");';
          style.onload = () => done();
          document.head.append(style);
        }),
    ),
};

export const options = { resources: 'same-origin' };

export const unsteady = 'resources are kept in idle time';
