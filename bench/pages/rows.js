/** The rows of the list, and what is done with them; each framework's file shows them by `app.show`. */

let seed = 1;
const random = (below) => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed % below;
};
const adjectives = ['pretty', 'large', 'small', 'clean', 'red', 'quiet', 'odd', 'cheap'];
const nouns = ['table', 'chair', 'house', 'mouse', 'desk', 'burger', 'bicycle', 'lamp'];
let nextId = 1;
let rows = [];
let selected = 0;

const paint = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
  });

const actions = {
  create() {
    rows = Array.from({ length: 1000 }, () => ({
      id: nextId++,
      label: `${adjectives[random(8)]} ${nouns[random(8)]} ${random(99)}`,
    }));
  },
  update() {
    rows = rows.map((row, index) => (index % 10 ? row : { ...row, label: `${row.label} !` }));
  },
  swap() {
    rows = rows.slice();
    [rows[1], rows[998]] = [rows[998], rows[1]];
  },
  select() {
    selected = rows[random(rows.length)].id;
  },
  clear() {
    rows = [];
    selected = 0;
  },
};

const app = {
  show: undefined,
  /** Does an operation; resolves to the milliseconds until it was painted. */
  async timed(name) {
    const start = performance.now();
    actions[name]();
    app.show(rows, selected);
    await paint();
    return performance.now() - start;
  },
  async settle() {
    for (let frame = 0; frame < 20; frame++) await paint();
  },
};
globalThis.app = app;
