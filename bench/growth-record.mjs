/**
 * How what a recorder costs a page grows: its start with the nodes that are there, a change with the nodes that it
 * makes, and the same change with the nodes around it, of which it must not depend.
 * All is counted until the recording was ended: slices of a large page go on long after the change.
 * `node bench/growth-record.mjs [repetitions]`; `SCALE=0.1` for a tenth.
 */

import { measure, NODES_PER_ROW } from './support/rows.mjs';
import { median, openStage, print, recorders } from './support/stage.mjs';

const repetitions = Number(process.argv[2] ?? 3);
const scale = Number(process.env.SCALE ?? 1);
const sizes = [125, 1250, 12500, 125000].map((rows) => Math.max(1, Math.round(rows * scale)));

/** Each suite: what grows, and for so many rows how many there are before, and what is done then. */
const suites = [
  ['start, nodes', sizes, (rows) => [rows, '']],
  ['nodes made at once', sizes, (rows) => [0, `create(${rows})`]],
  ['nodes around 800 that are made', sizes.slice(0, 3), (rows) => [rows, 'create(100)']],
];

const stage = await openStage();
const table = [];
for (const [name, steps, plan] of suites) {
  for (const rows of steps) {
    const spent = { none: [], domreel: [], rrweb: [] };
    for (let n = 0; n < repetitions; n++) {
      for (const recorder of Object.keys(spent)) {
        spent[recorder].push((await measure(stage, recorders[recorder], ...plan(rows))).whole);
      }
    }
    const [none, domreel, rrweb] = Object.values(spent).map(median);
    const nodes = rows * NODES_PER_ROW;
    const row = [name, nodes.toLocaleString('en'), none, domreel - none, rrweb - none];
    table.push(row.map((cell) => (typeof cell === 'number' ? cell.toFixed(0) : cell)));
  }
}
await stage.close();
const columns = ['grows with', 'nodes', 'no recorder, ms', 'domreel adds, ms', 'rrweb adds, ms'];
print(columns, table, stage.version);
