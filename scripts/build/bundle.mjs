// Bundles js/src into dist/ with esbuild: two ES modules, two classic scripts, and what they load on demand.

import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { minify } from 'terser';
import { Refusal, root } from '../run.mjs';
import { mangledProperties } from './mangle.mjs';

const source = join(root, 'js', 'src');
const dist = join(root, 'dist');

/** What is bundled: the source in js/src, the file in dist, how it is loaded, and the side that it may hold nothing of. */
const entries = [
  { from: 'recorder.ts', to: 'recorder.js', format: 'esm', not: 'player' },
  { from: 'player.ts', to: 'player.js', format: 'esm', not: 'recorder' },
  { from: 'early.ts', to: 'early.js', format: 'iife', not: 'player' },
  { from: 'script.ts', to: 'domreel.js', format: 'iife', not: 'player' },
];

/**
 * Files of which nearly every function runs at once: told so, a browser compiles them while they come in, away from the
 * main thread, and not one by one as each is called for the first time.
 */
const EAGER = new Set(['recorder.js', 'domreel.js', 'selective.js']);

/** Bundles everything; returns the names of the files that are loaded on demand. */
export async function bundle(plan, kind) {
  const made = new Set(['package.json']);
  for (const name of Object.keys(plan.module)) {
    copyFileSync(join(root, 'build', 'wasm', name, `${name}.wasm`), join(dist, `${name}.wasm`));
    made.add(`${name}.wasm`);
  }

  const onDemand = new Map();
  for (const { from, to, format, not } of entries) {
    await bundleOne({ from: join(source, from), to, format, not, kind, onDemand, plan });
    made.add(to);
  }
  // A file that is loaded on demand may itself name others, so the map grows while it is walked.
  for (const [to, { from, not }] of onDemand) {
    if (made.has(to)) throw new Refusal(`build: ${relative(root, from)} would overwrite dist/${to}`);
    await bundleOne({ from, to, format: 'esm', not, kind, onDemand, plan });
    made.add(to);
  }

  for (const file of readdirSync(join(source, 'stage'))) copyFileSync(join(source, 'stage', file), join(dist, file));

  for (const file of readdirSync(dist)) {
    const isStale = /\.(js|wasm)$/.test(file) && !made.has(file);
    const isMap = file.endsWith('.map') && (kind === 'small' || !made.has(file.replace(/\.map$/, '')));
    if (isStale || isMap) rmSync(join(dist, file));
  }
  writePackage();
  return [...onDemand.keys()];
}

async function bundleOne({ from, to, format, not, kind, onDemand, plan }) {
  if (!existsSync(from)) throw new Refusal(`build: ${relative(root, from)} does not exist`);
  const standsAlone = onDemand.get(to)?.from === from;
  const options = {
    entryPoints: [from],
    outfile: join(dist, to),
    bundle: true,
    format,
    target: 'es2022',
    platform: 'browser',
    minify: kind === 'small',
    sourcemap: kind === 'small' ? false : 'linked',
    legalComments: 'none',
    banner: EAGER.has(to) ? { js: '//# allFunctionsCalledOnLoad' } : {},
    logLevel: 'warning',
    absWorkingDir: root,
    metafile: true,
    // wasm-bindgen's glue guesses a path where it was given none; here it always is.
    define: format === 'iife' ? { 'import.meta.url': '""' } : {},
    plugins: [wasmPlugin(format, standsAlone, plan), onDemandPlugin(onDemand, not)],
  };
  // What is inside is known once it was bundled; the early stub shares its names with recorders of other versions.
  if (kind === 'small' && not === 'player' && !standsAlone && to !== 'early.js') {
    const { metafile } = await esbuild({ ...options, write: false });
    // A source may be read for a constant alone, and be bundled elsewhere with all else that it has.
    const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const inside = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    options.mangleProps = mangledProperties(inside.map(([input]) => relative('js/src', input)));
  }
  const { metafile, outputFiles } = await esbuild({ ...options, write: kind !== 'small' });
  if (kind === 'small') writeFileSync(join(dist, to), await minifyAgain(outputFiles[0].text, options));
  const foreign = Object.keys(metafile.inputs).find((input) =>
    [`js/src/${not}.`, `js/src/${not}/`, `build/wasm/${not}/`].some((start) => input.startsWith(start)),
  );
  if (foreign) throw new Refusal(`build: dist/${to} would hold ${foreign}, and may hold nothing of the ${not}`);
}

/** A second minifier after esbuild's: its names repeat more, and it joins what esbuild leaves apart; see docs/adr/0108. */
async function minifyAgain(code, { format, banner }) {
  const { code: smaller } = await minify(code, {
    ecma: 2022,
    module: format === 'esm',
    compress: { passes: 2 },
    format: { preamble: banner.js },
  });
  return smaller;
}

/** Resolves `#wasm/NAME` to a loader, and `#packed/NAME` to the module as packed text. */
function wasmPlugin(format, standsAlone, plan) {
  return {
    name: 'wasm',
    setup(build) {
      build.onResolve({ filter: /^#wasm\// }, ({ path, importer }) => {
        // A module of its own is started by nobody else.
        if (standsAlone && !plan.module[basename(path)]?.['on-demand']) {
          const text = `${relative(root, importer)} is loaded on demand and would start a second ${path}`;
          return { errors: [{ text }] };
        }
        const loader = format === 'iife' ? 'inline.js' : 'url.js';
        return { path: join(root, 'build', 'wasm', basename(path), loader) };
      });
      build.onResolve({ filter: /^#packed\// }, ({ path }) => ({ path: basename(path), namespace: 'packed' }));
      build.onLoad({ filter: /.*/, namespace: 'packed' }, ({ path }) => {
        const bytes = readFileSync(join(root, 'build', 'wasm', path, `${path}.wasm`));
        return { contents: deflateRawSync(bytes, { level: 9 }).toString('base64'), loader: 'text' };
      });
    },
  };
}

/** Turns `import('./x.js')` of our own files into a request for dist/x.js, beside the script that asks. */
function onDemandPlugin(onDemand, not) {
  return {
    name: 'on-demand',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'resolving') return undefined;
        const found = await build.resolve(path, { kind, resolveDir, importer, pluginData: 'resolving' });
        if (found.errors.length > 0) return found;
        const name = `${basename(found.path).replace(/\.[jt]s$/, '')}.js`;
        const other = onDemand.get(name);
        if (other !== undefined && other.from !== found.path) {
          const text = `${relative(root, other.from)} and ${relative(root, found.path)} would both become dist/${name}`;
          return { errors: [{ text }] };
        }
        onDemand.set(name, { from: found.path, not });
        return { path: `./${name}`, external: true };
      });
    },
  };
}

/** Writes dist/package.json: the root's, as seen from dist/, without what only building needs. */
function writePackage() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const fields = ['name', 'version', 'description', 'license', 'type', 'exports', 'engines'];
  const kept = Object.fromEntries(fields.filter((field) => field in manifest).map((field) => [field, manifest[field]]));
  // Said here and not in the root's, where it would also be believed of js/src while bundling.
  kept.sideEffects = ['./dist/player.js', './dist/early.js', './dist/domreel.js'];
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(kept, null, 2).replaceAll('./dist/', './')}\n`);
  for (const file of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) {
    if (existsSync(join(root, file))) copyFileSync(join(root, file), join(dist, file));
  }
}
