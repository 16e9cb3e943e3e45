// Measures what a site loads, prints it, and holds it against the budgets of wasm-pack.toml.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Refusal, root } from '../run.mjs';

/**
 * Prints the sizes of dist/, as they are and packed by gzip -9 and brotli 11.
 *
 * With `enforce`, throws when a budget is exceeded, or a file that is loaded on demand has none.
 * Without `onDemand`, the files that have a budget are taken to be all.
 */
export function reportSizes(plan, onDemand, { enforce }) {
  const chunks = onDemand ?? Object.keys(plan['on-demand']).map((name) => `${name}.js`);
  const rows = Object.entries(plan.budget).map(([name, budget]) => ({ name, files: budget.files, budget }));
  for (const file of chunks) {
    const name = file.replace(/\.js$/, '');
    rows.push({ name: `${name} (on demand)`, files: [file], budget: plan['on-demand'][name] });
  }

  const problems = [];
  const table = [['', 'bytes', 'gzip', 'budget', 'brotli', 'budget']];
  for (const { name, files, budget } of rows) {
    const size = measure(files);
    table.push([name, size.bytes, size.gzip, budget?.gzip ?? '-', size.brotli, budget?.brotli ?? '-']);
    if (budget === undefined) {
      problems.push(`${name}: [on-demand.${name.split(' ')[0]}] is missing in wasm-pack.toml`);
      continue;
    }
    for (const kind of ['gzip', 'brotli']) {
      if (size[kind] > budget[kind]) {
        problems.push(`${name}: ${size[kind]} bytes ${kind}, ${size[kind] - budget[kind]} over its budget`);
      }
    }
  }
  print(table);
  if (problems.length === 0) return;
  if (enforce) throw new Refusal(`The package has outgrown its budget:\n  ${problems.join('\n  ')}`);
  console.log(`  Not held against the budgets, which are for the small build:\n    ${problems.join('\n    ')}`);
}

function measure(files) {
  const sum = { bytes: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const path = join(root, 'dist', file);
    if (!existsSync(path)) throw new Refusal(`dist/${file} is missing; this makes it: npm run build`);
    const bytes = readFileSync(path);
    sum.bytes += bytes.length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
    sum.brotli += brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }).length;
  }
  return sum;
}

function print(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => String(row[column]).length)));
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column]),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}
