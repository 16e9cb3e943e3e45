const tab = (page) => page.keyboard.press('Tab');

export const steps = {
  'focuses a button that wants no ring': tab,
  'focuses one with a ring of its own': tab,
  'edits the rules of the first layer': () => {
    const layer = document.querySelector('style').sheet.cssRules[0];
    layer.cssRules[0].style.margin = '9px';
    layer.cssRules[1].cssRules[0].selectorText = 'i, b';
    layer.insertRule('i { font-size: 30px; }', 1);
    layer.deleteRule(2);
  },
  'imports into a layer, and names one in a shadow tree': async () => {
    const style = document.createElement('style');
    style.textContent = '@import "imported.css" layer(imported);';
    const loaded = new Promise((resolve) => style.addEventListener('load', resolve));
    document.head.append(style);
    const root = document.querySelector('div').attachShadow({ mode: 'open' });
    root.innerHTML = '<style>@layer reset { * { outline: none } } @layer { a { color: teal } }</style><a href="#x">link</a>';
    await loaded;
  },
  'focuses what is in the shadow tree': tab,
  'removes the first layer': () => document.querySelector('style').sheet.deleteRule(0),
};

export const unsteady = 'keys come when they do';
