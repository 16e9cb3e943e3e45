export const steps = {
  'what stands in a slot': () => document.getElementById('slotted').focus(),
  'it goes to another slot': () => {
    document.activeElement.blur();
    document.getElementById('slotted').slot = 'other';
    document.getElementById('slotted').focus();
  },
  'in a shadow tree': () => document.getElementById('open').shadowRoot.getElementById('inner').focus(),
  'in a frame, of which nothing around it tells': () => {
    document.getElementById('frame').contentDocument.getElementById('framed').focus();
  },
  'back in the page': () => document.getElementById('button').focus(),
};
