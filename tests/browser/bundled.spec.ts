/** Whether the package works where an application takes it in, by a bundler and on a server, as docs/recorder.md says. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type TestInfo, test } from '@playwright/test';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { distFolder } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';

const origin = 'http://bundled.test';
const html =
  '<!doctype html><title>Application</title><h1>Application</h1><script type="module" src="./main.js"></script>';

/** Records the page it is on, plays that, and says how it went as `globalThis.outcome`. */
const application = `
import 'domreel/early';
import { record } from 'domreel/recorder';
import 'domreel/player';

const heard = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

async function recordAndPlay() {
  const chunks = [];
  const sink = (chunk) => void chunks.push(chunk);
  const recording = await record({ sink, mask: 'sensitive', canvas: true });
  document.querySelector('h1').textContent = 'Later';
  await recording.stop();
  const player = document.createElement('domreel-player');
  player.controls = true;
  document.body.append(player);
  const loaded = heard(player, 'loadedmetadata');
  player.src = URL.createObjectURL(new Blob(chunks));
  await loaded;
  const sought = heard(player, 'seeked');
  player.currentTime = player.duration;
  await sought;
  return 'played to ' + (player.currentTime === player.duration ? 'the end' : player.currentTime);
}
globalThis.outcome = recordAndPlay().catch((error) => error.name + ' ' + error.code);
`;

/** Writes the application, with the package among its modules; returns its folder. */
function makeApplication(testInfo: TestInfo): string {
  const folder = testInfo.outputPath('application');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  cpSync(distFolder, join(folder, 'node_modules', 'domreel'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'index.html'), html);
  writeFileSync(join(folder, 'main.js'), application);
  return folder;
}

const bundlers = {
  async Vite(folder: string, made: string): Promise<void> {
    await vite({ root: folder, configFile: false, logLevel: 'silent', build: { outDir: made } });
  },
  async esbuild(folder: string, made: string): Promise<void> {
    const entryPoints = [join(folder, 'main.js')];
    await esbuild({ entryPoints, bundle: true, splitting: true, format: 'esm', outdir: made, logLevel: 'silent' });
    writeFileSync(join(made, 'index.html'), html);
    // What it does not take along by itself.
    const { resolve } = createRequire(join(folder, 'main.js'));
    for (const name of ['recorder.wasm', 'selective.wasm', 'joiner.wasm', 'player.wasm']) {
      cpSync(resolve(`domreel/${name}`), join(made, name));
    }
  },
};

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`an application that ${name} bundles records and plays`, async ({ page }, testInfo) => {
    const folder = makeApplication(testInfo);
    const made = testInfo.outputPath('made');
    await bundle(folder, made);
    failOnPageErrors(page);
    await serve(page.context(), origin, (path) => ({ file: join(made, path === '/' ? 'index.html' : path) }));
    await page.goto(`${origin}/`);
    expect(await page.evaluate('outcome')).toBe('played to the end');
  });
}

test('on a server all of it can be imported, and a recording is an error with a code', () => {
  const from = (name: string) => JSON.stringify(pathToFileURL(join(distFolder, name)));
  const script = `
    await import(${from('early.js')});
    await import(${from('player.js')});
    const { record } = await import(${from('recorder.js')});
    await record({ sink: () => {} }).catch((error) => console.log(error.name, error.code));
  `;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  expect(said).toBe('LoadError wasm-unavailable\n');
});
