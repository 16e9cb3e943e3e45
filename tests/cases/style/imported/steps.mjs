const imported = (sheet) => sheet.cssRules[0].styleSheet;

export const steps = {
  'a rule comes into an imported sheet': (page) =>
    page.evaluate(`(${imported})(importing.sheet).insertRule('.one { background: gold }', 1)`),
  'a rule changes in what that imports': (page) =>
    page.evaluate(`(${imported})((${imported})(importing.sheet)).cssRules[0].style.color = 'teal'`),
  'a rule goes from what a layer imports': (page) => page.evaluate(`(${imported})(linked.sheet).deleteRule(0)`),
  'a rule comes after an import': () => {
    document.getElementById('linked').sheet.insertRule('.three { background: lime }', 1);
  },
  'an import is for print alone': () => {
    document.getElementById('importing').sheet.cssRules[0].media.mediaText = 'print';
  },
  'and for all again, by the sheet': (page) =>
    page.evaluate(`(${imported})(importing.sheet).media.mediaText = 'all'`),
};

export const options = { resources: 'same-origin' };

export const unsteady = 'resources are kept in idle time';
