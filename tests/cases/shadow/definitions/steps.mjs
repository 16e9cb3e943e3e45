export const steps = {
  'an element is defined, and builds itself up': () => {
    customElements.define('x-late', class extends HTMLElement {
      connectedCallback() {
        this.attachShadow({ mode: 'open' }).innerHTML = '<i>built: </i><slot></slot>';
      }
    });
  },
  'a built-in one is defined': () => {
    customElements.define('x-button', class extends HTMLButtonElement {}, { extends: 'button' });
  },
  'more of them come': () => {
    document.body.append(
      document.createElement('x-late'),
      document.createElement('button', { is: 'x-button' }),
      document.createElement('x-unknown'),
    );
    for (const child of [...document.body.children].slice(-3)) child.append('made');
  },
};
