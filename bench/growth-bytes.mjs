/**
 * How the bytes of a recording grow: with the nodes of its page, with its mutations, and with its minutes.
 *
 *     cargo build --release -p domreel-cli
 *     node bench/growth-bytes.mjs                 # DOMREEL=path/to/domreel; SCALE=0.1 for a tenth of everything
 *
 * Each recording is synthetic and the same in every run: lines of events go through `domreel encode`, in chunks of five
 * seconds as the recorder makes them. The figure to look at is the last column, bytes for each unit: it must not rise.
 * Prints one Markdown table. Needs Node 20 and nothing else; the largest takes about a minute.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const scale = Number(process.env.SCALE ?? 1);
const domreel =
  process.env.DOMREEL ??
  ['release', 'debug']
    .map((profile) => fileURLToPath(new URL(`../target/${profile}/domreel`, import.meta.url)))
    .find((path) => existsSync(path));
if (domreel === undefined) throw new Error('there is no domreel: cargo build --release -p domreel-cli');

const WORDS = 'red green blue table chair house desk car pony cookie burger pizza mouse keyboard lamp shelf'.split(' ');
const CHUNK_MICROS = 5_000_000;

/** Numbers that look random, from 0 to below 1, the same in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const element = (id, depth, name, attributes = {}) => ({
  id,
  depth,
  node: 'element',
  name,
  attributes: Object.entries(attributes).map(([attribute, value]) => ({ name: attribute, value })),
});
const text = (id, depth, value) => ({ id, depth, node: 'text', text: value });

/** A row of a list: four nodes. */
function row(id, depth, next) {
  const title = `${WORDS[(next() * 16) | 0]} ${WORDS[(next() * 16) | 0]}`;
  return [
    element(id, depth, 'li', { class: `row row-${id % 7}` }),
    element(id + 1, depth + 1, 'a', { href: `/items/${id}` }),
    text(id + 2, depth + 2, title),
    text(id + 3, depth + 1, ` costs ${(next() * 100).toFixed(2)}`),
  ];
}

function keyframe(rows, next) {
  const tree = [{ id: 1, depth: 0, node: 'document', mode: 'standards' }, element(2, 1, 'ul', { class: 'list' })];
  for (let index = 0; index < rows; index++) tree.push(...row(3 + 4 * index, 2, next));
  return { event: 'keyframe', tree, next_id: 3 + 4 * rows };
}

/** One change of a page of `rows` rows: of a style, a text, a class, an offset, or a row for another one. */
function operations(index, rows, state, next) {
  const at = (next() * rows) | 0;
  const id = 3 + 4 * at;
  switch (index % 5) {
    case 0:
      return [
        {
          operation: 'set-attribute',
          node: id,
          attribute: {
            name: 'style',
            value: `transform: translate(${(next() * 900) | 0}px, ${(next() * 90).toFixed(1)}px);`,
          },
        },
      ];
    case 1:
      return [{ operation: 'set-text', node: id + 3, text: ` costs ${(next() * 100).toFixed(2)}` }];
    case 2:
      return [
        { operation: 'set-attribute', node: id, attribute: { name: 'class', value: `row row-${(next() * 7) | 0}` } },
      ];
    case 3:
      return [{ operation: 'set-property', node: 2, property: 'scroll-top', value: (next() * 4 * rows) | 0 }];
    default: {
      // The row that was added last goes, and a new one comes after it.
      const tree = row(state.next, 0, next);
      const gone = state.added === 0 ? [] : [{ operation: 'remove', node: state.added }];
      state.added = state.next;
      state.next += 4;
      return [...gone, { operation: 'insert', parent: 2, previous: 3, tree }];
    }
  }
}

/** The lines of a recording: a page, and then one mutation after the other, evenly over the time. */
function* lines({ nodes, mutations, seconds }) {
  const next = random(7);
  const rows = Math.max(1, Math.round(nodes / 4));
  const state = { next: 3 + 4 * rows, added: 0 };
  yield { chunk: {} };
  yield { at_micros: 0, event: keyframe(rows, next) };
  let chunk = -1;
  for (let index = 0; index < mutations; index++) {
    const at = Math.round(((index + 1) / mutations) * seconds * 1e6);
    if (Math.floor(at / CHUNK_MICROS) !== chunk) {
      chunk = Math.floor(at / CHUNK_MICROS);
      yield { chunk: {} };
    }
    yield { at_micros: at, event: { event: 'mutation', operations: operations(index, rows, state, next) } };
  }
}

/** Returns the bytes of a recording. */
async function measure(shape) {
  const encode = spawn(domreel, ['encode'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let bytes = 0;
  encode.stdout.on('data', (data) => {
    bytes += data.length;
  });
  const ended = once(encode, 'close');
  let pending = '';
  for (const line of lines(shape)) {
    pending += `${JSON.stringify(line)}\n`;
    if (pending.length > 1 << 16) {
      if (!encode.stdin.write(pending)) await once(encode.stdin, 'drain');
      pending = '';
    }
  }
  encode.stdin.end(pending);
  const [code] = await ended;
  if (code !== 0) throw new Error(`domreel encode ended with ${code}`);
  return bytes;
}

const HOUR = 3600;
const series = [
  ['nodes', 'nodes', [1_000, 10_000, 100_000, 900_000].map((nodes) => ({ nodes, mutations: 0, seconds: 0 }))],
  [
    'mutations',
    'mutations',
    [1_000, 10_000, 100_000, 1_000_000].map((mutations) => ({ nodes: 5_000, mutations, seconds: HOUR })),
  ],
  [
    'minutes, at 28 mutations a second',
    'seconds',
    [60, 600, HOUR, 8 * HOUR].map((seconds) => ({ nodes: 5_000, mutations: 28 * seconds, seconds })),
  ],
];

console.log('| grows with | nodes | mutations | minutes | KiB | bytes each, beyond the page |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [name, unit, shapes] of series) {
  for (const whole of shapes) {
    const shape = Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, Math.round(value * scale)]));
    if (unit !== 'nodes') shape.nodes = whole.nodes;
    const bytes = await measure(shape);
    const page = unit === 'nodes' ? 0 : await measure({ nodes: shape.nodes, mutations: 0, seconds: 0 });
    const each = (bytes - page) / Math.max(1, unit === 'nodes' ? shape.nodes : shape.mutations);
    const cells = [name, shape.nodes, shape.mutations, (shape.seconds / 60).toFixed(1), (bytes / 1024).toFixed(1)];
    console.log(`| ${[...cells, each.toFixed(2)].join(' | ')} |`);
  }
}
