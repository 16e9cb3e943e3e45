/** A page in Chromium that holds what is measured: bundles made by esbuild, the package, and a meter of CPU time. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';

const bench = fileURLToPath(new URL('..', import.meta.url));
const dist = process.env.DOMREEL_DIST ?? join(bench, '..', 'dist');
const origin = 'http://bench.test';
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** What starts each recorder, as text of the page: each leaves `recorder.start()` and `recorder.stop()`, which resolves to bytes. */
export const recorders = {
  none: `globalThis.recorder = { start: async () => {}, stop: async () => 0 };`,
  // What every recorder that reads nodes by script must do at least: it looks at each once, and keeps nothing.
  reading: `
    let bytes = 0;
    const read = (node) => {
      if (node.nodeType === 1) {
        node.localName;
        for (const name of node.getAttributeNames()) bytes += node.getAttribute(name).length;
      } else bytes += node.nodeValue?.length ?? 0;
      for (let child = node.firstChild; child; child = child.nextSibling) read(child);
    };
    const told = ({ type, target, attributeName, addedNodes }) => {
      if (type === 'attributes') bytes += target.getAttribute(attributeName)?.length ?? 0;
      else if (type === 'characterData') bytes += target.data.length;
      else for (const node of addedNodes) read(node);
    };
    const observer = new MutationObserver((records) => records.forEach(told));
    globalThis.recorder = {
      async start() {
        read(document);
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      },
      async stop() { observer.disconnect(); return bytes; },
    };`,
  // At the same level of privacy as rrweb's defaults, and without resources, which rrweb does not keep.
  domreel: `
    const { record } = await import('/dist/recorder.js');
    let bytes = 0, recording;
    globalThis.recorder = {
      async start() { recording = await record({ sink: (chunk) => void (bytes += chunk.length), mask: 'none', resources: 'none' }); },
      async stop() { await recording.stop(); return bytes; },
    };`,
  // What a site must add to use it: events are kept, and become JSON before they are sent.
  rrweb: `
    const { record } = await import('/rrweb-record.js');
    let bytes = 0, events = [], stop, timer;
    const send = () => { bytes += JSON.stringify(events).length; events = []; };
    globalThis.recorder = {
      async start() { stop = record({ emit: (event) => void events.push(event) }); timer = setInterval(send, 5000); },
      async stop() { stop(); clearInterval(timer); send(); return bytes; },
    };`,
};

/** Bundles an entry, given as text, from the packages that bench/ installed. */
export async function bundle(contents, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: bench, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    loader: { '.css': 'text' },
    logLevel: 'error',
    ...options,
  });
  return outputFiles[0].text;
}

/** Starts Chromium and returns what opens pages in it. `files` are more scripts, by path. */
export async function openStage(files = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? chromiumOfThisMachine(),
    args: ['--no-sandbox', '--js-flags=--expose-gc'],
  });
  const scripts = {
    '/rrweb-record.js': await bundle(`export { record } from '@rrweb/record';`),
    ...files,
  };
  const open = async (html, init = '') => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const path = join(dist, pathname.replace('/dist/', ''));
      if (scripts[pathname]) return route.fulfill({ contentType: 'text/javascript', body: scripts[pathname] });
      if (!pathname.startsWith('/dist/')) return route.fulfill({ contentType: 'text/html', body: html });
      if (!existsSync(path)) return route.fulfill({ status: 404, body: '' });
      return route.fulfill({ contentType: types[extname(path)] ?? 'text/plain', body: readFileSync(path) });
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      throw error;
    });
    if (init) await page.addInitScript(init);
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(origin);
    /** CPU of the main thread until now, in milliseconds: a busy machine makes it noisier, not longer. */
    const cpu = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
    };
    /** What the page's scripts hold after a collection, in bytes; a module's memory is not among it. */
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
    };
    return { page, cpu, heap, close: () => context.close() };
  };
  return { open, version: browser.version(), close: () => browser.close() };
}

function chromiumOfThisMachine() {
  const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return paths.find((path) => existsSync(path));
}

export const median = (numbers) => numbers.slice().sort((a, b) => a - b)[numbers.length >> 1];

/** Prints a table in markdown, under a line that says where and when it was measured. */
export function print(columns, rows, browser) {
  const require = createRequire(join(bench, 'package.json'));
  const versions = ['@rrweb/record', 'react', 'vue', 'preact'].map((name) => {
    const folder = join(bench, 'node_modules', name, 'package.json');
    return `${name} ${JSON.parse(readFileSync(existsSync(folder) ? folder : require.resolve(name))).version}`;
  });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: bench, encoding: 'utf8' }).trim();
  const where = [`${cpus().length} cores`, `node ${process.versions.node}`, browser && `Chromium ${browser}`];
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${commit}; ${where.filter(Boolean).join(', ')}; ${versions.join(', ')}\n`,
  );
  for (const row of [columns, columns.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}
