export const steps = {
  'adds a state': () => document.querySelectorAll('x-switch')[1].internals.states.add('on'),
  'adds another': () => document.querySelectorAll('x-switch')[1].internals.states.add('busy'),
  'takes one away, and all of another': () => {
    const [first, second] = document.querySelectorAll('x-switch');
    first.internals.states.clear();
    second.internals.states.delete('on');
  },
  'finds a field invalid': () =>
    document.querySelector('x-field').internals.setValidity({ customError: true, tooLong: true }, 'no'),
  'adds an element that has a state already': () => {
    const made = document.createElement('x-switch');
    made.internals.states.add('on');
    made.textContent = 'made';
    document.body.append(made);
  },
  'finds the field valid': () => document.querySelector('x-field').internals.setValidity({}),
};
