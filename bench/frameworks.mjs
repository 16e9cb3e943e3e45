/**
 * How much a recorder slows an application: one list in three frameworks, with the operations of a framework benchmark.
 * `node bench/frameworks.mjs [repetitions]`
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, median, openStage, print, recorders } from './support/stage.mjs';

const repetitions = Number(process.argv[2] ?? 5);
const frameworks = ['react', 'vue', 'preact'];
const operations = ['create', 'update', 'swap', 'select', 'clear'];
const html = '<!doctype html><title>bench</title><div id="app"></div>';

const files = {};
for (const name of frameworks) {
  const source = readFileSync(join(import.meta.dirname, 'pages', `${name}.js`), 'utf8');
  files[`/${name}.js`] = await bundle(
    `${readFileSync(join(import.meta.dirname, 'pages', 'rows.js'), 'utf8')}\n${source}`,
  );
}
const stage = await openStage(files);

/** Runs every operation once; returns the CPU of each, and how long it took until it was painted. */
async function once(framework, recorder) {
  const { page, cpu, close } = await stage.open(html);
  await page.evaluate(`import('/${framework}.js').then(() => app.settle())`);
  await page.evaluate(`(async () => {${recorders[recorder]} await recorder.start(); await app.settle();})()`);
  const result = {};
  // The first round warms up.
  for (const round of [0, 1]) {
    for (const operation of operations) {
      const before = await cpu();
      const paint = await page.evaluate(`app.timed('${operation}')`);
      await page.evaluate('app.settle()');
      if (round === 1) result[operation] = { cpu: (await cpu()) - before, paint };
    }
  }
  await page.evaluate('recorder.stop()');
  await close();
  return result;
}

const added = (millis) => `${millis < 0 ? '−' : '+'}${Math.abs(millis).toFixed(0)}`;
const table = [];
for (const framework of frameworks) {
  const runs = { none: [], domreel: [], rrweb: [] };
  for (let n = 0; n < repetitions; n++)
    for (const name of Object.keys(runs)) runs[name].push(await once(framework, name));
  const of = (name, operation, what) => median(runs[name].map((run) => run[operation][what]));
  for (const operation of operations) {
    const [none, domreel, rrweb] = Object.keys(runs).map((name) => of(name, operation, 'cpu'));
    const paints = Object.keys(runs).map((name) => of(name, operation, 'paint').toFixed(0));
    table.push([framework, operation, none.toFixed(0), added(domreel - none), added(rrweb - none), ...paints]);
  }
  const sum = (name) => operations.reduce((total, operation) => total + of(name, operation, 'cpu'), 0);
  const slower = (name) => `${added((sum(name) / sum('none') - 1) * 100)}%`;
  table.push([
    `**${framework}**`,
    '**all**',
    sum('none').toFixed(0),
    `**${slower('domreel')}**`,
    `**${slower('rrweb')}**`,
    '',
    '',
    '',
  ]);
}
await stage.close();
const columns = [
  '',
  'operation',
  'CPU, ms, no recorder',
  'domreel',
  'rrweb',
  'until painted, ms, no recorder',
  'domreel',
  'rrweb',
];
print(columns, table, stage.version);
