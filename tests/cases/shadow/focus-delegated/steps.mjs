export const steps = {
  'a root that delegates is attached': () => {
    const root = document.getElementById('made').attachShadow({ mode: 'open', delegatesFocus: true });
    root.innerHTML = '<style>:host(:focus) { outline: 2px dashed navy } input { caret-color: transparent }</style><i>made</i> <button>first</button> <input value="second">';
  },
  'a host is focused': () => document.getElementById('made').focus(),
  'a click on a word focuses what comes first': async (page) => {
    await page.locator('#declared b').click();
    await page.mouse.move(630, 470);
  },
  'what is inside is focused': () => document.getElementById('made').shadowRoot.querySelector('input').focus(),
  'the focus goes elsewhere': () => document.getElementById('outside').focus(),
};

export const unsteady = 'the pointer moves when it does';
