export const steps = {
  'attaches a closed root': () => attach(document.getElementById('after'), '<p>attached after it</p>'),
  'changes both': () => {
    for (const root of closedRoots.values()) root.querySelector('p').append(', and changed');
  },
  'types into a field in one': async (page) => {
    await page.evaluate(() => {
      const root = closedRoots.get(document.getElementById('after'));
      root.append(document.createElement('input'));
      root.lastChild.focus();
    });
    await page.keyboard.type('typed');
  },
  'nests one in another': () => {
    const inner = document.createElement('div');
    attach(inner, '<b>nested</b>');
    closedRoots.get(document.getElementById('before')).append(inner);
  },
};

export const unsteady = 'keys come when they do';
