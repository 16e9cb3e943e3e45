export const steps = {
  'opens a popover that stands beside its button': async (page) => {
    await page.click('button');
    await page.mouse.move(600, 440);
  },
  'opens a dialog above a note': () => {
    document.getElementById('hint').hidePopover();
    document.getElementById('note').showPopover();
    document.getElementById('ask').showModal();
  },
  'closes the note and opens it again, above the dialog': () => {
    const note = document.getElementById('note');
    note.hidePopover();
    note.showPopover();
  },
  'takes the dialog out and puts it back, open but no longer modal': () => {
    const ask = document.getElementById('ask');
    ask.remove();
    document.body.append(ask);
  },
};

export const unsteady = 'what was opened and closed is told of by events that come later';
