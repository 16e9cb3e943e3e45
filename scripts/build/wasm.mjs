// Makes the wasm modules: cargo, wasm-bindgen, wasm-opt.
//
// Leaves in build/wasm/NAME/ the glue and its types, if it has any, the finished NAME.wasm, and the
// two loaders that `#wasm/NAME` stands for. What has not changed is not made again.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, root, run, since } from '../run.mjs';
import { wasmTarget } from '../toolchain.mjs';

/** Builds every module of the plan, `kind` being 'small' or 'dev'. */
export async function buildModules(plan, kind, toolchain) {
  await run('cargo', ['build', '--quiet', '--package', 'domreel-bindgen'], { show: true });
  for (const [name, module] of Object.entries(plan.module)) {
    const start = performance.now();
    const compiled = await compile(module, plan[kind], kind, toolchain);
    const optimise = kind === 'small' ? (module['wasm-opt'] ?? plan.small['wasm-opt']) : plan.dev['wasm-opt'];
    const made = await finish(name, compiled, optimise, module.bindgen !== false);
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
  if (module['default-features'] === false) args.push('--no-default-features');
  args.push(`--config=profile.release.opt-level=${JSON.stringify(module['opt-level'])}`, ...flags);
  for (const [name, level] of Object.entries(module['opt-levels'] ?? {})) {
    args.push(`--config=profile.release.package.${name}.opt-level=${JSON.stringify(level)}`);
  }
  const linkArgs = module['link-args'] ?? [];
  if (linkArgs.length > 0) args.push('--', ...linkArgs.map((argument) => `-Clink-arg=${argument}`));
  await run(toolchain.cargo, args, { show: true, env: toolchain.env });
  return join(targetDir, wasmTarget, 'release', `${module.crate.replaceAll('-', '_')}.wasm`);
}

/** Runs wasm-bindgen, for a module that has glue, and wasm-opt; returns whether there was anything to do. */
async function finish(name, compiled, optimise, hasGlue) {
  const folder = join(root, 'build', 'wasm', name);
  const stampFile = join(folder, 'stamp');
  const bindgen = join(root, 'target', 'debug', 'domreel-bindgen');
  const stamp = createHash('sha256')
    .update(readFileSync(compiled))
    .update(readFileSync(bindgen))
    .update(readFileSync(new URL(import.meta.url)))
    .update(JSON.stringify([optimise, hasGlue]))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bound = join(folder, `${name}_bg.wasm`);
  if (hasGlue) await run(bindgen, [compiled, folder, name], { show: true });
  else copyFileSync(compiled, bound);
  const finished = join(folder, `${name}.wasm`);
  if (optimise.length > 0) {
    const wasmOpt = join(root, 'node_modules', '.bin', 'wasm-opt');
    if (!existsSync(wasmOpt)) throw new Refusal('wasm-opt is missing; this brings it: npm ci');
    // wasm-bindgen strips what it has handled; here nobody has.
    const strip = hasGlue ? [] : ['--strip-debug', '--strip-producers', '--strip-target-features'];
    await run(wasmOpt, [...optimise, ...strip, bound, '-o', finished], { show: true });
    rmSync(bound);
  } else {
    renameSync(bound, finished);
  }
  for (const [file, text] of Object.entries(hasGlue ? loaders(name) : bareLoaders(name)))
    writeFileSync(join(folder, file), text);
  writeFileSync(stampFile, stamp);
  return true;
}

/** The module's bytes out of the classic script that carries them. */
const unpack = (name) => `import packed from '#packed/${name}';
const source = async () => {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(unpacked).arrayBuffer();
};`;

/** Keeps what is being loaded, and after a failure loads again. */
const once = (load) => `let loading;
export function wasm() {
  loading ??= ${load}.catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
`;

/** The sources of `#wasm/NAME` with wasm-bindgen's glue: for ES modules, for the classic script, and the types of both. */
function loaders(name) {
  const load = (source) => `export * from './${name}.js';
import start from './${name}.js';
${source}
${once('source().then((module_or_path) => start({ module_or_path }))')}`;
  return {
    'url.js': load(`const source = async () => new URL('${name}.wasm', import.meta.url);`),
    'inline.js': load(unpack(name)),
    'index.d.ts': `export * from './${name}.js';
import type { InitOutput } from './${name}.js';
/** Loads and starts the module, once; after a failure the next call tries again. */
export declare function wasm(): Promise<InitOutput>;
`,
  };
}

/** The same for a module without glue: `wasm()` resolves to what it exports, and to itself as `compiled`. */
function bareLoaders(name) {
  return {
    // A module can be compiled while it comes only from a server that calls it what it is.
    'url.js': `const source = async () => {
  const response = await fetch(new URL('${name}.wasm', import.meta.url));
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.instantiateStreaming(response)
    : WebAssembly.instantiate(await response.arrayBuffer());
};
${once('source().then(({ instance, module }) => ({ ...instance.exports, compiled: module }))')}`,
    'inline.js': `${unpack(name)}
${once('source().then((bytes) => WebAssembly.instantiate(bytes)).then(({ instance, module }) => ({ ...instance.exports, compiled: module }))')}`,
    'index.d.ts': `/** Loads and starts the module, once, and resolves to what it exports, and to itself; after a failure the next call tries again. */
export declare function wasm(): Promise<WebAssembly.Exports & { compiled: WebAssembly.Module }>;
`,
  };
}
