export const unsteady = 'a frame comes when it has loaded';

export const steps = {
  'the tree moves into the frame': () => {
    document.querySelector('iframe').contentDocument.body.append(document.querySelector('#host'));
  },
  'the sheet is edited': () => {
    window.kept ??= new CSSStyleSheet();
    const host = document.querySelector('iframe').contentDocument.querySelector('#host');
    host.shadowRoot.querySelector('b').textContent = `adopts ${host.shadowRoot.adoptedStyleSheets.length}`;
  },
  'it moves back': () => document.body.prepend(document.querySelector('iframe').contentDocument.querySelector('#host')),
  'it adopts again': () => {
    const root = document.querySelector('#host').shadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('b { color: navy; background: khaki }');
    root.adoptedStyleSheets = [sheet];
  },
};
