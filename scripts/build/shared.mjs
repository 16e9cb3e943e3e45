// How a part of the recorder that is loaded later shares modules with the part that was loaded first.
//
// It is bundled as one function, `join(shared)`, and what it imports of the first part becomes a read of that
// argument. js/src/recorder/shared.ts lists what is handed over; what is not in the list and would be there twice is
// refused, for state and classes must be one. Modules that leave no code, as their enums are inlined, are no matter.

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Refusal, root } from '../run.mjs';

/** What is joined to the first part, in js/src. */
export const joined = 'recorder/following.ts';

/** Makes a function of a module: what stands before it, and what becomes of its exports. */
export const asFunction = {
  before: 'export function join(shared) {',
  end(text) {
    const exports = /export\s*\{([^}]*)\};?/g;
    const [list, ...others] = [...text.matchAll(exports)];
    if (!list || others.length > 0) throw new Refusal('build: what is joined must have one list of exports');
    const properties = list[1].split(',').map((entry) => entry.trim().split(/\s+as\s+/));
    const returned = properties.map(([own, name = own]) => `${name}: ${own}`).join(', ');
    return text.replace(exports, () => `return { ${returned} };\n}`);
  },
};

/** The plugin that bundles what is joined. `first` are the modules of the first part, `names` what they hand over. */
export function sharedPlugin({ first, names }) {
  return {
    name: 'shared',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
        if (kind !== 'import-statement' || pluginData === 'resolving') return undefined;
        const found = await build.resolve(path, { kind, resolveDir, importer, pluginData: 'resolving' });
        if (found.errors.length > 0 || !first.has(relative(root, found.path))) return found;
        return { path: 'shared', namespace: 'shared' };
      });
      const contents = names.map((name) => `export const ${name} = shared.${name};`).join('\n');
      build.onLoad({ filter: /.*/, namespace: 'shared' }, () => ({ contents, loader: 'js' }));
    },
  };
}

/** Finds out what is shared, from how the first part is bundled. */
export async function whatIsShared(source, bundleFirst) {
  const [first] = Object.values((await bundleFirst('recorder.ts')).outputs);
  const inputs = Object.entries(first.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const list = /^const shared = \{([^}]*)\};$/m.exec(readFileSync(join(source, 'recorder', 'shared.ts'), 'utf8'));
  if (!list) throw new Refusal('build: js/src/recorder/shared.ts has no list of what it shares');
  return { first: new Set(inputs.map(([path]) => path)), names: list[1].match(/\w+/g) };
}
