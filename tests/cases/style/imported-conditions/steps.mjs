const imported = (at) => document.getElementById('importing').sheet.cssRules[at].styleSheet;
const inPage = (action) => (page) => page.evaluate(`{ const imported = ${imported}; (${action})(); }`);

export const steps = {
  'rules come into sheets with a layer and conditions': inPage(() => {
    imported(0).insertRule('.one { background: gold }', 1);
    imported(1).insertRule('.two { background: gold }', 1);
    imported(2).insertRule('.three { background: gold }', 1);
  }),
  'declarations change there': inPage(() => {
    imported(0).cssRules[0].style.color = 'crimson';
    imported(1).cssRules[0].style.color = 'crimson';
  }),
  'one is switched off, which shows nothing': inPage(() => {
    imported(1).disabled = true;
  }),
  'it is switched on again': inPage(() => {
    imported(1).disabled = false;
  }),
  'one in a layer is switched off': inPage(() => {
    imported(2).disabled = true;
  }),
  'a rule goes': inPage(() => imported(0).deleteRule(0)),
};

export const options = { resources: 'same-origin' };
export const unsteady = 'resources are kept in idle time';
