// Everything that can be said about the code without running it: `npm run check [-- --fix]`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findProgram, main, root, run, since } from './run.mjs';
import { findToolchains, wasmTarget } from './toolchain.mjs';

const local = (name) => join(root, 'node_modules', '.bin', name);
const strict = ['--', '-D', 'warnings'];

/** The checks that need nothing built: name, program and arguments. */
export function staticChecks() {
  const checks = [
    ['Cargo.lock', 'cargo', ['fetch', '--quiet', '--locked']],
    ['cargo fmt', 'cargo', ['fmt', '--all', '--check']],
    ['biome', local('biome'), ['check', '--error-on-warnings', '--no-errors-on-unmatched']],
    ['clippy', 'cargo', ['clippy', '--quiet', '--workspace', '--all-targets', ...strict]],
  ];
  const { dev } = findToolchains();
  if (dev && !dev.buildsLibrary && dev.cargo === findProgram('cargo')) {
    const wasmCrates = ['--package', 'domreel-recorder', '--package', 'domreel-player'];
    const target = ['--target', wasmTarget, '--target-dir', join('target', 'wasm')];
    checks.push(['clippy, wasm', 'cargo', ['clippy', '--quiet', ...wasmCrates, ...target, ...strict]]);
  }
  return checks;
}

/** Checks the types of everything that is not in the package; needs a build before it. */
export const typeCheck = ['tsc', local('tsc'), ['--project', 'tsconfig.tests.json']];

/** Runs one check and says how long it took. */
export async function runCheck([name, command, args]) {
  const start = performance.now();
  await run(command, args, { show: true });
  console.log(`  ${name}: fine (${since(start)})`);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main(async () => {
    if (process.argv.includes('--fix')) {
      await run('cargo', ['fmt', '--all'], { show: true });
      await run(local('biome'), ['check', '--write'], { show: true, allowFailure: true });
    }
    for (const check of staticChecks()) await runCheck(check);
    const isBuilt = ['recorder', 'player'].every((name) => existsSync(join(root, 'build/wasm', name, 'index.d.ts')));
    if (!isBuilt) await build({ kind: 'dev' });
    await runCheck(['tsc, package', local('tsc'), ['--project', 'tsconfig.json']]);
    await runCheck(typeCheck);
  });
}
