// Which properties may be renamed in what visitors load: those that only our own, bundled sources can name.
//
// TypeScript's `private` and `readonly` members, and what our parts ask of each other, have names that
// read well; shipped, they are a tenth of the code. esbuild renames the properties that it is given.
// They are found by text: a name is taken that looks like a member in a source of the bundle, and left
// alone if it occurs as a word anywhere that it might mean something else:
//
//   - in the platform's own declarations: whatever the DOM or ECMAScript calls so;
//   - in quotes, where it is looked up by its text;
//   - in a file that is public, or bundled apart from this one: options, errors, the early stub (it may
//     be of another version), what is loaded on demand, what the module exports.
//
// A name more in any of these costs a few bytes, and is always safe.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../run.mjs';

/** Sources of the bundle whose members other code names, too. */
const shared = ['errors.ts', 'recorder.ts', 'script.ts', 'recorder/natives.ts', 'recorder/options.ts'];

const member =
  /^\s+(?:(?:private|protected|public|readonly|static|async|get|set|override|declare)\s+)*([a-z]\w*)\s*[(:?=!<;]/gm;
const quoted = /(['"`])([A-Za-z_]\w*)\1/g;
const words = (text) => text.match(/[A-Za-z_]\w*/g) ?? [];

/** Returns what esbuild's `mangleProps` takes, for a bundle of these sources of js/src. */
export function mangledProperties(inputs) {
  const source = join(root, 'js', 'src');
  const own = new Set(inputs.filter((input) => !shared.includes(input)));
  const names = new Set();
  const reserved = new Set(platformWords());
  for (const word of words(readFileSync(join(root, 'recorder', 'src', 'lib.rs'), 'utf8'))) reserved.add(word);
  for (const file of readdirSync(source, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    if (file.startsWith('player')) continue;
    const text = readFileSync(join(source, file), 'utf8');
    if (!own.has(file)) {
      for (const word of words(text)) reserved.add(word);
      continue;
    }
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const [, name] of code.matchAll(member)) names.add(name);
    for (const [, , name] of code.matchAll(quoted)) reserved.add(name);
  }
  const chosen = [...names].filter((name) => !reserved.has(name)).sort();
  return new RegExp(`^(?:${chosen.join('|')})$`);
}

/** Every word of TypeScript's declarations of the platform. */
function* platformWords() {
  const require = createRequire(join(root, 'node_modules', 'typescript', 'package.json'));
  const own = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const folder = join(dirname(require.resolve(own)), 'lib');
  for (const file of readdirSync(folder)) {
    if (/^lib\..*\.d\.ts$/.test(file)) yield* words(readFileSync(join(folder, file), 'utf8'));
  }
}
