/** What a visitor downloads to be recorded: domreel beside rrweb. `node bench/size.mjs` */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundle, print } from './support/stage.mjs';

const dist = process.env.DOMREEL_DIST ?? join(import.meta.dirname, '..', 'dist');

function row(name, files) {
  const sum = (measure) => files.reduce((total, bytes) => total + measure(bytes), 0);
  return [
    name,
    sum((b) => b.length),
    sum((b) => gzipSync(b, { level: 9 }).length),
    sum((b) => brotliCompressSync(b).length),
  ];
}

const ours = (...names) => names.map((name) => readFileSync(join(dist, name)));
const theirs = async (text) => [Buffer.from(await bundle(text))];
print(
  ['', 'bytes', 'gzip -9', 'brotli 11'],
  [
    row('domreel: recorder.js + recorder.wasm', ours('recorder.js', 'recorder.wasm')),
    row('domreel: recorder.js', ours('recorder.js')),
    row('domreel: recorder.wasm', ours('recorder.wasm')),
    row('domreel: domreel.js (classic script)', ours('domreel.js')),
    row('domreel: early.js', ours('early.js')),
    row('domreel: player.js + player.wasm', ours('player.js', 'player.wasm')),
    row('rrweb: record, uncompressed JSON', await theirs(`export { record } from '@rrweb/record';`)),
    row(
      'rrweb: replay',
      await theirs(
        `export { Replayer } from '@rrweb/replay'; export { default as css } from '@rrweb/replay/dist/style.css';`,
      ),
    ),
  ],
);
