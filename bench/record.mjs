/**
 * What a recorder costs a page: starting, rows that are created, styles that change without end;
 * beside it what reading the same nodes costs without recording them, which no recorder of this kind goes below.
 * `node bench/record.mjs [repetitions]`
 */

import { median, openStage, print, recorders } from './support/stage.mjs';

const repetitions = Number(process.argv[2] ?? 5);
const html = `<!doctype html><title>bench</title><table><tbody id="rows"></tbody></table>
<script>
  const rows = document.getElementById('rows');
  const add = (count) => {
    const made = document.createDocumentFragment();
    for (let n = 0; n < count; n++) {
      const row = document.createElement('tr');
      row.className = 'row';
      row.innerHTML = '<td class="id">' + n + '</td><td><a href="#' + n + '">row number ' + n + '</a></td><td>' + (n * 7 % 13) + '</td>';
      made.append(row);
    }
    rows.append(made);
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); }));
  globalThis.work = {
    async create() { add(10000); await frame(); await frame(); },
    async churn() {
      const cells = document.querySelectorAll('td.id');
      for (let tick = 0; tick < 100; tick++) {
        for (let n = 0; n < 500; n++) cells[n].style.transform = 'translate(' + (tick * n % 97) + 'px, ' + tick + 'px)';
        await frame();
      }
    },
    async settle() { for (let n = 0; n < 20; n++) await frame(); },
  };
</script>`;

/** Each suite: how many rows there are before the recorder starts, and what is done afterwards. */
const suites = [
  ['start, 12,800 nodes', 1600, ''],
  ['start, 128,000 nodes', 16000, ''],
  ['create 10,000 rows', 0, 'create'],
  ['500 styles in each of 100 frames', 1000, 'churn'],
];

const stage = await openStage();

async function once(recorder, rows, work) {
  const { page, cpu, close } = await stage.open(html);
  await page.evaluate(`add(${rows}); work.settle()`);
  await page.evaluate(`(async () => {${recorders[recorder]}})()`);
  if (work) await page.evaluate('recorder.start().then(() => work.settle())');
  const before = await cpu();
  await page.evaluate(work ? `work.${work}().then(() => work.settle())` : 'recorder.start().then(() => work.settle())');
  const spent = (await cpu()) - before;
  const bytes = await page.evaluate('recorder.stop()');
  await close();
  return { spent, bytes };
}

const table = [];
for (const [name, rows, work] of suites) {
  const spent = { none: [], reading: [], domreel: [], rrweb: [] };
  const bytes = {};
  // In turns, so that a machine that grows slow does so for all.
  for (let n = 0; n < repetitions; n++) {
    for (const recorder of Object.keys(spent)) {
      const run = await once(recorder, rows, work);
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
