// Builds the demo site: www/src and www/pages become www/dist.
//
// The pages take domreel from /dist/ at run time, as any site that uses the
// package would; nothing of js/src is bundled here.

import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const WWW = fileURLToPath(new URL('../www/', import.meta.url));
const DIST = join(WWW, 'dist');

/** Scripts and style sheets that pages load by name; what they share goes to `shared/`. */
const ENTRIES = [
  'site/site.css',
  'site/site.ts',
  'home/home.css',
  'home/home.ts',
  'shop/record.ts',
  'shop/shop.css',
  'shop/shop.ts',
  'editor/record.ts',
  'editor/editor.css',
  'editor/editor.ts',
  'rows/rows.css',
  'rows/rows.ts',
  'recordings/recordings.css',
  'recordings/recordings.ts',
  'play/play.css',
  'play/play.ts',
];

/** Builds the whole demo site into `www/dist`, replacing what was there. */
export async function buildWww() {
  await rm(DIST, { recursive: true, force: true });
  await Promise.all([bundle(), writePages()]);
}

function bundle() {
  return build({
    entryPoints: ENTRIES.map((entry) => join(WWW, 'src', entry)),
    outbase: join(WWW, 'src'),
    outdir: DIST,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    chunkNames: 'shared/[name]-[hash]',
    external: ['/dist/*'],
    logLevel: 'warning',
  });
}

/** Copies the pages, with the header that all of them share written into each. */
async function writePages() {
  const pages = join(WWW, 'pages');
  const header = await readFile(join(WWW, 'src/site/header.html'), 'utf8');
  for (const entry of await readdir(pages, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath ?? entry.path, entry.name);
    const to = join(DIST, from.slice(pages.length));
    await mkdir(dirname(to), { recursive: true });
    if (!entry.name.endsWith('.html')) {
      await cp(from, to);
      continue;
    }
    const page = await readFile(from, 'utf8');
    const slot = '<!-- header -->';
    if (!page.includes(slot)) throw new Error(`${from} has no line ${slot}`);
    await writeFile(
      to,
      page.replace(slot, () => header.trim()),
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWww();
