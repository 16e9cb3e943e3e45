// Makes the wasm modules: cargo, wasm-bindgen, wasm-opt.
//
// Leaves in build/wasm/NAME/ the glue, its types, the finished NAME.wasm, and the
// two loaders that `#wasm/NAME` stands for. What has not changed is not made again.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, root, run, since } from '../run.mjs';
import { wasmTarget } from '../toolchain.mjs';

/** Builds every module of the plan, `kind` being 'small' or 'dev'. */
export async function buildModules(plan, kind, toolchain) {
  await run('cargo', ['build', '--quiet', '--package', 'domreel-bindgen'], { show: true });
  for (const [name, module] of Object.entries(plan.module)) {
    const start = performance.now();
    const compiled = await compile(module, plan[kind], kind, toolchain);
    const made = await finish(name, compiled, plan[kind]['wasm-opt']);
    console.log(`  ${name}.wasm ${made ? 'made' : 'unchanged'} (${since(start)})`);
  }
}

/** Runs cargo on one crate and returns the path of the module as it leaves the linker. */
async function compile(module, settings, kind, toolchain) {
  // The two kinds come from two compilers; in one folder they would undo each other's work.
  const targetDir = join(root, 'target', kind === 'small' ? 'small' : 'wasm');
  const flags = settings.flags.slice();
  if (toolchain.buildsLibrary && kind === 'dev') flags.push('-Zbuild-std=std,panic_abort');
  // The crate type is named here and not in Cargo.toml, where a crate that is also a library loses link-time optimisation.
  const args = ['rustc', '--quiet', '--package', module.crate, '--lib', '--crate-type', 'cdylib', '--release'];
  args.push('--target', wasmTarget, '--target-dir', targetDir);
  args.push(`--config=profile.release.opt-level=${JSON.stringify(module['opt-level'])}`, ...flags);
  await run(toolchain.cargo, args, { show: true, env: toolchain.env });
  return join(targetDir, wasmTarget, 'release', `${module.crate.replaceAll('-', '_')}.wasm`);
}

/** Runs wasm-bindgen and wasm-opt; returns whether there was anything to do. */
async function finish(name, compiled, optimise) {
  const folder = join(root, 'build', 'wasm', name);
  const stampFile = join(folder, 'stamp');
  const bindgen = join(root, 'target', 'debug', 'domreel-bindgen');
  const stamp = createHash('sha256')
    .update(readFileSync(compiled))
    .update(readFileSync(bindgen))
    .update(readFileSync(new URL(import.meta.url)))
    .update(JSON.stringify(optimise))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run(bindgen, [compiled, folder, name], { show: true });
  const bound = join(folder, `${name}_bg.wasm`);
  const finished = join(folder, `${name}.wasm`);
  if (optimise.length > 0) {
    const wasmOpt = join(root, 'node_modules', '.bin', 'wasm-opt');
    if (!existsSync(wasmOpt)) throw new Refusal('wasm-opt is missing; this brings it: npm ci');
    await run(wasmOpt, [...optimise, bound, '-o', finished], { show: true });
    rmSync(bound);
  } else {
    renameSync(bound, finished);
  }
  for (const [file, text] of Object.entries(loaders(name))) writeFileSync(join(folder, file), text);
  writeFileSync(stampFile, stamp);
  return true;
}

/** The sources of `#wasm/NAME`: for ES modules, for the classic script, and the types of both. */
function loaders(name) {
  const load = (source) => `export * from './${name}.js';
import start from './${name}.js';
${source}
let loading;
export function wasm() {
  loading ??= source().then(
    (module_or_path) => start({ module_or_path }),
  ).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
`;
  return {
    'url.js': load(`const source = async () => new URL('${name}.wasm', import.meta.url);`),
    'inline.js': load(`import packed from '#packed/${name}';
const source = async () => {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(unpacked).arrayBuffer();
};`),
    'index.d.ts': `export * from './${name}.js';
import type { InitOutput } from './${name}.js';
/** Loads and starts the module, once; after a failure the next call tries again. */
export declare function wasm(): Promise<InitOutput>;
`,
  };
}
