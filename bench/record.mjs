/**
 * What a recorder costs a page: starting, rows that are created, styles that change without end;
 * beside it what reading the same nodes costs without recording them, which no recorder of this kind goes below.
 * `node bench/record.mjs [repetitions]`
 */

import { measure } from './support/rows.mjs';
import { median, openStage, print, recorders } from './support/stage.mjs';

const repetitions = Number(process.argv[2] ?? 5);

/** Each suite: how many rows there are before the recorder starts, and what is done afterwards. */
const suites = [
  ['start, 12,800 nodes', 1600, ''],
  ['start, 128,000 nodes', 16000, ''],
  ['create 10,000 rows', 0, 'create(10000)'],
  ['500 styles in each of 100 frames', 1000, 'churn(500)'],
];

const stage = await openStage();
const table = [];
for (const [name, rows, work] of suites) {
  const spent = { none: [], reading: [], domreel: [], rrweb: [] };
  const bytes = {};
  // In turns, so that a machine that grows slow does so for all.
  for (let n = 0; n < repetitions; n++) {
    for (const recorder of Object.keys(spent)) {
      const run = await measure(stage, recorders[recorder], rows, work);
      spent[recorder].push(run.spent);
      bytes[recorder] = run.bytes;
    }
  }
  const [none, reading, domreel, rrweb] = Object.values(spent).map(median);
  const ratio = (domreel - none) / (rrweb - none);
  const round = (millis) => millis.toFixed(0);
  table.push([
    name,
    round(none),
    round(reading - none),
    round(domreel - none),
    round(rrweb - none),
    ratio.toFixed(2),
    bytes.domreel,
    bytes.rrweb,
  ]);
}
await stage.close();
const columns = [
  'CPU of the main thread, ms',
  'no recorder',
  'reading alone adds',
  'domreel adds',
  'rrweb adds',
  'ratio',
  'domreel, bytes',
  'rrweb, bytes of JSON',
];
print(columns, table, stage.version);
