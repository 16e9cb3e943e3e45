export const steps = {
  'a rule of an element is changed': () => held.rule.setProperty('color', 'navy'),
  'a media list is changed': () => {
    held.media.mediaText = 'screen';
  },
  'rules of constructed sheets are changed': () => {
    held.adopted.setProperty('color', 'navy');
    held.given.color = 'navy';
  },
  'the rule of a host is changed': () => {
    held.own.setProperty('--n', '1');
    held.own.background = 'lime';
  },
};
