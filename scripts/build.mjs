// Builds the npm package into dist/: `npm run build [-- --dev | --small | --size | --no-budget]`.
//
//   1. cargo       each module of wasm-pack.toml becomes wasm                      (build/wasm.mjs)
//   2. bindgen     glue and types for it, then wasm-opt: build/wasm/NAME/          (build/wasm.mjs)
//   3. esbuild     js/src/{recorder,player,early,script}.ts and their chunks       (build/bundle.mjs)
//   4. tsc         checks js/src, and writes the types that a user sees            (build/types.mjs)
//   5. sizes       a table, and a refusal where a budget of wasm-pack.toml is over (build/sizes.mjs)
//
// How TypeScript names a module:
//
//     import { wasm, Recorder } from '#wasm/recorder';
//     await wasm();                     // loads and starts it, once; rejects with the platform's error
//
// `#wasm/NAME` is the generated glue plus `wasm()`; a module with `bindgen = false` has no glue, and its
// `wasm()` resolves to what it exports. In the ES modules it fetches NAME.wasm from beside
// the script; in the classic script the module lies inside, packed, and nothing is fetched.
//
// How TypeScript loads on demand: `await import('./recorder/canvas.js')` with a literal path. That file
// becomes dist/canvas.js, for the ES module and the classic script alike, found beside the script that
// asks for it. It is bundled by itself: what it shares with its caller it is handed as arguments, it
// may not import `#wasm/` or hold state that its caller holds too, and it has a budget of its own.
//
// Small is the package: standard library built for size. Dev is quicker to make and says why it
// panicked. Without an option the build is small where the machine can make it, else dev.
// Sizes are refused on the small build only.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './build/bundle.mjs';
import { readPlan } from './build/plan.mjs';
import { reportSizes } from './build/sizes.mjs';
import { buildTypes } from './build/types.mjs';
import { buildModules } from './build/wasm.mjs';
import { main, Refusal, root, since } from './run.mjs';
import { advice, findToolchains } from './toolchain.mjs';

/** Builds the package; `kind` is 'small', 'dev' or undefined for what the machine can make. */
export async function build({ kind, budget = true } = {}) {
  const start = performance.now();
  const toolchains = findToolchains();
  const chosen = kind ?? (toolchains.small ? 'small' : 'dev');
  const toolchain = toolchains[chosen];
  if (!toolchain) {
    throw new Refusal(`No Rust compiler here can make the ${chosen} build. This would help:\n  ${advice[chosen]}`);
  }
  const plan = readPlan();
  console.log(`build: ${chosen}, ${toolchain.version}`);
  if (chosen === 'dev' && kind === undefined) {
    console.log(`  For the small build, which is what is published: ${advice.small}`);
  }

  mkdirSync(join(root, 'dist'), { recursive: true });
  await buildModules(plan, chosen, toolchain);
  const onDemand = await bundle(plan, chosen);
  await buildTypes();
  reportSizes(plan, onDemand, { enforce: chosen === 'small' && budget });
  console.log(`build: dist/ is ready (${since(start)})`);
  return { kind: chosen };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const options = process.argv.slice(2);
  const known = ['--dev', '--small', '--size', '--no-budget'];
  await main(async () => {
    const unknown = options.find((option) => !known.includes(option));
    if (unknown) throw new Refusal(`build: ${unknown} is none of ${known.join(' ')}`);
    if (options.includes('--size')) return reportSizes(readPlan(), undefined, { enforce: false });
    const kind = options.includes('--dev') ? 'dev' : options.includes('--small') ? 'small' : undefined;
    await build({ kind, budget: !options.includes('--no-budget') });
  });
}
