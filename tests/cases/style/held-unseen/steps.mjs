export const steps = {
  'the rule is changed': () => held.setProperty('background', 'gold'),
};
