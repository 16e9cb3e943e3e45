const popped = async (page, action) => {
  const event = page.evaluate(() => new Promise((done) => addEventListener('popstate', () => done(), { once: true })));
  await page.evaluate(action);
  await event;
};

export const steps = {
  'pushes an address': () => history.pushState({}, '', '/products?color=red'),
  'replaces it': () => history.replaceState({}, '', '/products?color=blue'),
  'goes to a fragment by a link': (page) => page.locator('a').first().click(),
  'goes to another by a script': (page) => popped(page, () => { location.hash = 'there'; }),
  'goes back': (page) => popped(page, () => history.back()),
  'goes forward': (page) => popped(page, () => history.forward()),
  'pushes an address without a fragment, which leaves the target': () => history.pushState({}, '', '/products'),
  'changes the title': () => { document.title = 'Elsewhere'; },
};

export const unsteady = 'an address changes, and then what it targets, or the other way round';
