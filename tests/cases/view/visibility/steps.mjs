export const steps = {
  'hides the page': () => hide(true),
  'changes the page while it is hidden': () => {
    document.getElementById('p').textContent = 'changed in the background';
  },
  'shows it again': () => hide(false),
  'changes it': () => {
    document.getElementById('p').textContent = 'changed in the foreground';
  },
};
