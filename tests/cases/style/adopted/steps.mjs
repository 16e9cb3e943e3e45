export const steps = {
  'adopts a sheet': () => {
    window.first = new CSSStyleSheet();
    first.replaceSync('p { color: red }');
    document.adoptedStyleSheets = [first];
  },
  'adopts another after it, by mutation': () => {
    window.second = new CSSStyleSheet();
    second.replaceSync('p { background: khaki }');
    document.adoptedStyleSheets.push(second);
  },
  'changes both': () => {
    first.replaceSync('p { color: green }');
    second.insertRule('p { padding: 10px }', 1);
  },
  'shares one with a shadow root': () => {
    const root = document.getElementById('host').attachShadow({ mode: 'open' });
    root.innerHTML = '<p>in the shadow</p>';
    root.adoptedStyleSheets = [second];
  },
  'changes the shared one': () => {
    second.deleteRule(0);
  },
  'turns the order around': () => {
    first.replaceSync('p { padding: 0; color: blue }');
    document.adoptedStyleSheets = [second, first];
  },
  'replaces one later': (page) => page.evaluate(() => first.replace('p { text-decoration: underline }').then(() => undefined)),
  'is for a medium': () => {
    second.media.mediaText = 'print';
  },
  'is for all media again': () => {
    second.media.mediaText = '';
  },
  'adopts nothing': () => {
    document.adoptedStyleSheets = [];
  },
};
