export const steps = {
  'a container becomes narrow': () => {
    document.querySelector('.contained').style.width = '150px';
  },
  'a container becomes dark': () => document.querySelector('.contained').style.setProperty('--mode', 'dark'),
  'variables change, and what was made of them': () => {
    document.documentElement.style.setProperty('--space', '10px');
    document.querySelector('.variable').style.cssText = '--c: 0 120 60; border: var(--line); padding: var(--space)';
    document.querySelector('.turned').style.setProperty('--angle', '90deg');
  },
  'layers come in another order': () => {
    document.querySelector('style').firstChild.data = document
      .querySelector('style')
      .firstChild.data.replace('@layer base, theme', '@layer theme, base');
  },
  'what is nested matches no more': () => {
    document.querySelector('.nested').classList.add('off');
    document.querySelector('.inner').className = '';
  },
};
