// Type-checks js/src and leaves in dist/ the declarations that a user of the package can reach.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Refusal, root, run } from '../run.mjs';

const emitted = join(root, 'build', 'types', 'js', 'src');
const dist = join(root, 'dist');

/** Runs tsc and copies the declarations of the public files, and of what they name. */
export async function buildTypes() {
  rmSync(join(root, 'build', 'types'), { recursive: true, force: true });
  await run(join(root, 'node_modules', '.bin', 'tsc'), ['--project', 'tsconfig.types.json'], { show: true });
  removeDeclarations(dist);

  const waiting = ['recorder', 'player', 'early', 'script'].map((name) => join(emitted, `${name}.d.ts`));
  const seen = new Set();
  for (const file of waiting) {
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...copyDeclaration(file));
  }
}

/** Copies one declaration and returns those that it names. */
function copyDeclaration(file) {
  if (!existsSync(file)) throw new Refusal(`build: tsc wrote no ${relative(root, file)}`);
  const text = readFileSync(file, 'utf8');
  const named = [];
  const published = text.replace(/(\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\2/g, (whole, before, quote, path) => {
    if (path.startsWith('#')) {
      throw new Refusal(`build: the public types of ${relative(emitted, file)} name ${path}, which no user has`);
    }
    if (!path.startsWith('.')) return whole;
    const bare = path.replace(/\.[jt]s$/, '');
    named.push(join(dirname(file), `${bare}.d.ts`));
    return `${before}${quote}${bare}.js${quote}`;
  });
  const to = join(dist, relative(emitted, file));
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, published);
  return named;
}

function removeDeclarations(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeDeclarations(path);
    else if (entry.name.endsWith('.d.ts')) rmSync(path);
  }
}
