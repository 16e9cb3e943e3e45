export const steps = {
  'registers a colour that is inherited': () =>
    CSS.registerProperty({ name: '--tint', syntax: '<color>', inherits: true, initialValue: 'teal' }),
  'gives both a value': () => {
    document.querySelector('div').style.setProperty('--times', '5');
    document.body.style.setProperty('--tint', 'darkorange');
  },
  'registers one that is of no use': () =>
    CSS.registerProperty({ name: '--anything', syntax: '*', inherits: false }),
};
