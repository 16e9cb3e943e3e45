const style = '<style>x-two:not(:defined) { color: crimson } x-one { display: block } x-one:not(:defined) { border: 2px dashed crimson } x-one:defined { border: 2px solid teal }</style>';

export const steps = {
  'a root has a registry of its own': (page) =>
    page.evaluate((style) => {
      window.registry = new CustomElementRegistry();
      registry.define('x-one', class extends HTMLElement {
        connectedCallback() {
          this.append(' built');
        }
      });
      const root = document.getElementById('host').attachShadow({ mode: 'open', customElementRegistry: registry });
      root.innerHTML = `${style}<x-one>scoped</x-one>`;
    }, style),
  'another one defines later': (page) =>
    page.evaluate((style) => {
      window.other = new CustomElementRegistry();
      const root = document.getElementById('late').attachShadow({ mode: 'open', customElementRegistry: other });
      root.innerHTML = `${style}<x-one>later</x-one>`;
    }, style),
  'it has defined': () => other.define('x-one', class extends HTMLElement {}),
  'a tree is given one later': (page) =>
    page.evaluate((style) => {
      const root = document.createElement('p').attachShadow({ mode: 'open', customElementRegistry: null });
      root.innerHTML = `${style}<x-one>given</x-one><x-two>given before it defines</x-two>`;
      document.body.append(root.host);
      window.given = root;
    }, style),
  'it is given': () => registry.initialize(given),
  'that defines more': () => registry.define('x-two', class extends HTMLElement {}),
  'the page defines its own': () => customElements.define('x-one', class extends HTMLElement {}),
};
