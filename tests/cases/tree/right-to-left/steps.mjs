export const steps = {
  'scrolls to the left, which is below zero': () => document.getElementById('box').scrollTo(-180, 0),
  'a text turns around by its first letter': () => {
    document.getElementById('auto').textContent = 'العربية أولا, then Latin.';
    document.getElementById('named').value = 'עברית';
  },
  'a part is from left to right': () => {
    document.querySelector('ul').dir = 'ltr';
  },
  'the whole page turns around': () => {
    document.documentElement.dir = 'ltr';
  },
};

export const unsteady = 'scrolling is told of when it is painted';
