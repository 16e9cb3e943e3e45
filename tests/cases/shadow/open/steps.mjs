export const steps = {
  'attaches a root': () => {
    const root = document.getElementById('host').attachShadow({ mode: 'open' });
    root.innerHTML = '<style>i { color: red }</style><i>shadow</i> <slot name="name"></slot>';
  },
  'changes what is in it': () => {
    const root = document.getElementById('host').shadowRoot;
    root.querySelector('i').textContent = 'changed';
    root.append(Object.assign(document.createElement('input'), { value: 'in the shadow' }));
  },
  'types into a field in it': (page) => page.locator('#host input').pressSequentially(' typed'),
  'nests another': () => {
    const inner = document.createElement('div');
    document.getElementById('host').shadowRoot.append(inner);
    inner.attachShadow({ mode: 'open' }).innerHTML = '<p>inner <span>most</span></p>';
  },
  'moves a node out of a root': () => {
    document.body.append(document.getElementById('host').shadowRoot.querySelector('i'));
  },
  'moves a host': () => document.getElementById('found').append(document.getElementById('host')),
  'adds a host with its root, and changes it in the same task': () => {
    const host = document.createElement('div');
    host.attachShadow({ mode: 'open' }).innerHTML = '<p>late</p>';
    document.body.append(host);
    host.shadowRoot.firstChild.append(' and changed');
  },
  'defines an element that builds its own': () => {
    customElements.define('x-clock', class extends HTMLElement {
      connectedCallback() {
        this.attachShadow({ mode: 'open' }).innerHTML = '<time>12:00</time>';
      }
    });
    document.body.append(document.createElement('x-clock'));
  },
  'scrolls in a root, and removes a host': () => {
    document.getElementById('found').remove();
    const root = document.body.lastElementChild.shadowRoot;
    root.innerHTML = '<div style="height:40px;overflow:auto"><div style="height:400px">tall</div></div>';
    root.firstChild.scrollTop = 50;
  },
};

export const unsteady = 'keys and scrolling come when they do';
