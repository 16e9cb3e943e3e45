export const steps = {
  'writes another document over it': () => {
    document.open();
    document.write('<!doctype html><title>Written</title><p id="p">Written <b>anew</b>.</p><input id="i">');
    document.close();
  },
  'changes the written document': () => document.getElementById('p').append(' And changed.'),
  'types into it': (page) => page.locator('#i').pressSequentially('typed'),
};
