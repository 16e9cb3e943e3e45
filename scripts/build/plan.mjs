// Reads wasm-pack.toml, and refuses what it does not understand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { Refusal, root } from '../run.mjs';

const sections = ['tools', 'small', 'dev', 'module', 'budget', 'on-demand'];

/** Returns wasm-pack.toml as an object; every section is there. */
export function readPlan() {
  const plan = parse(readFileSync(join(root, 'wasm-pack.toml'), 'utf8'));
  for (const section of Object.keys(plan)) {
    if (!sections.includes(section)) throw new Refusal(`wasm-pack.toml: nothing reads [${section}]`);
  }
  for (const section of sections) plan[section] ??= {};
  checkVersions(plan.tools);
  return plan;
}

/** Sizes are only comparable when the same tools made them. */
function checkVersions(tools) {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const packages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = {
    'wasm-bindgen': /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1],
    binaryen: packages['node_modules/binaryen']?.version,
  };
  for (const [tool, version] of Object.entries(tools)) {
    if (found[tool] !== undefined && found[tool] !== version) {
      throw new Refusal(`wasm-pack.toml pins ${tool} ${version}, but the lock file holds ${found[tool]}`);
    }
  }
}
