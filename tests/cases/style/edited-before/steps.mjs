export const unsteady = 'a linked sheet comes when it has loaded';

export const steps = {
  'a rule is edited again': () => {
    document.styleSheets[0].cssRules[0].style.color = 'navy';
  },
  'a rule that was edited before goes': () => document.styleSheets[0].deleteRule(1),
};
