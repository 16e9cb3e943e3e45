export const steps = {
  'shows a dialog beside the page': () => document.getElementById('one').show(),
  'closes it': () => document.getElementById('one').close(),
  'shows it over the page': () => document.getElementById('one').showModal(),
  'shows another over it': () => document.getElementById('two').showModal(),
  'cancels the upper one by Escape': (page) => page.keyboard.press('Escape'),
  'removes the lower one while it is shown': () => document.getElementById('one').remove(),
  'shows one by its attribute': () => document.getElementById('two').setAttribute('open', ''),
  'shows one that was just added': () => {
    const dialog = document.createElement('dialog');
    dialog.append('added');
    document.body.append(dialog);
    dialog.showModal();
  },
};
