/**
 * What is left of a recording when it is over, and of a frame when it has gone: nothing, counted by the browser itself.
 *
 * Counts are compared after so many rounds and after many more, each after a
 * forced collection: what a first round leaves is code and caches.
 */

import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://leaks.test';
/** The browser compiles functions anew until they have run so often. */
const WARM_ROUNDS = 60;
/** For so many frames it still does, each of which is a realm to it. */
const WARM_FRAMES = 800;
const ROUNDS = 1000;
/** A round leaves no object; the browser makes a few of its own. */
const MAX_OBJECTS = ROUNDS / 20;
/** What a thousand rounds may leave besides objects, in bytes, among it the code that the browser has compiled meanwhile. */
const MAX_BYTES = 256 * ROUNDS;

interface Counts {
  /** Those of the page's realm. */
  objects: number;
  bytes: number;
  nodes: number;
  documents: number;
  listeners: number;
  wasmBytes: number;
}

const body = `<!doctype html><title>Leaks</title><style>p{color:red}</style>
<p>text</p><input value="a"><div id="host"></div><main></main>
<script>
  host.attachShadow({ mode: 'open' }).innerHTML = '<style>b{color:red}</style><b>shadow</b>';
  window.memories = new Set();
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await original.apply(WebAssembly, args);
      memories.add(made.instance.exports.memory);
      return made;
    };
  }
</script>`;

/** Opens a page that counts the memories of the modules that it loads. */
async function open(page: Page): Promise<CDPSession> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => ({
    body: path === '/' ? body : '<!doctype html><style>i{color:red}</style><i>inner</i><input>',
  }));
  await page.goto(`${origin}/`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  return devtools;
}

/** Counts what is alive. */
async function count(page: Page, devtools: CDPSession): Promise<Counts> {
  const wasmBytes = await page.evaluate(async () => {
    await new Promise((done) => requestIdleCallback(done, { timeout: 1000 }));
    const { memories } = window as unknown as { memories: Set<WebAssembly.Memory> };
    return [...memories].reduce((bytes, memory) => bytes + memory.buffer.byteLength, 0);
  });
  const objects = await countObjects(page, devtools);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)!.value;
  return {
    objects,
    bytes: of('JSHeapUsedSize'),
    nodes: of('Nodes'),
    documents: of('Documents'),
    listeners: of('JSEventListeners'),
    wasmBytes,
  };
}

/** Counts the objects of the page's realm when no further collection finds fewer. */
async function countObjects(page: Page, devtools: CDPSession): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 4; unchanged++) {
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 })));
    await devtools.send('HeapProfiler.collectGarbage');
    const objects = await countOnce(devtools);
    if (objects < least) {
      least = objects;
      unchanged = 0;
    }
  }
  return least;
}

async function countOnce(devtools: CDPSession): Promise<number> {
  const objectGroup = 'counted';
  const { result: prototype } = await devtools.send('Runtime.evaluate', {
    expression: 'Object.prototype',
    objectGroup,
  });
  const { objects } = await devtools.send('Runtime.queryObjects', {
    prototypeObjectId: prototype.objectId!,
    objectGroup,
  });
  const { result } = await devtools.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  await devtools.send('Runtime.releaseObjectGroup', { objectGroup });
  return result.value as number;
}

/** Says what there is more of than before; nothing. */
function growth(before: Counts, after: Counts): Partial<Counts> {
  const more: Partial<Counts> = {};
  for (const name of ['nodes', 'documents', 'listeners', 'wasmBytes'] as const) {
    if (after[name] > before[name]) more[name] = after[name] - before[name];
  }
  if (after.objects > before.objects + MAX_OBJECTS) more.objects = after.objects - before.objects;
  if (after.bytes > before.bytes + MAX_BYTES) more.bytes = after.bytes - before.bytes;
  return more;
}

test('a thousand starts and stops leave the heap where it was @soak', async ({ page }) => {
  test.setTimeout(900_000);
  const devtools = await open(page);
  const rounds = (count: number): Promise<void> =>
    page.evaluate(async (count) => {
      const { record } = await import(`${location.origin}/dist/recorder.js`);
      for (let round = 0; round < count; round++) {
        const recording = await record({ sink: () => {}, mask: 'none', unmask: '.a', canvas: true });
        document.querySelector('p')!.textContent = `round ${round % 10}`;
        document.querySelector('input')!.value = `${round % 10}`;
        await recording.stop();
      }
    }, count);
  await rounds(WARM_ROUNDS);
  const before = await count(page, devtools);
  await rounds(ROUNDS);
  const after = await count(page, devtools);
  expect(growth(before, after)).toEqual({});
});

test('the documents of frames that have gone are let go of, whatever was done in them', async ({ page }) => {
  const devtools = await open(page);
  const visit = await Visit.start(page, { drops: true, resources: 'same-origin', canvas: true });
  const rounds = (count: number): Promise<void> =>
    page.evaluate(async (count) => {
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      for (let round = 0; round < count; round++) {
        const frame = document.createElement('iframe');
        for (const path of ['/inner.html', '/other.html']) {
          const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
          frame.src = path;
          if (!frame.isConnected) document.querySelector('main')!.append(frame);
          await loaded;
          const inner = frame.contentDocument!;
          inner.body.innerHTML = `<link rel="stylesheet" href="/inner.css"><dialog>modal<input></dialog><div></div>
            <canvas></canvas><svg><rect/></svg><iframe srcdoc="<p>inside"></iframe>`;
          inner.querySelector('dialog')!.showModal();
          inner.querySelector('div')!.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 1e6 });
          inner.querySelector('canvas')!.getContext('2d')!.fillRect(0, 0, 1, 1);
          inner.querySelector('rect')!.width.baseVal.value = 5;
          const sheet = inner.styleSheets[0]!;
          sheet.insertRule('b{color:red}');
          (sheet.cssRules[0] as CSSStyleRule).style.color = 'blue';
          inner.fonts.add(new frame.contentWindow!.window.FontFace('made', 'url(/made.woff2)'));
          inner.getSelection()!.selectAllChildren(inner.body);
          inner.body.scrollTop = 1;
          await painted();
        }
        frame.remove();
        await painted();
      }
    }, count);
  const count = async (): Promise<number> => {
    await framesPainted(page);
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 })));
    for (let round = 0; round < 3; round++) await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'Documents')!.value;
  };
  await rounds(2);
  const before = await count();
  await rounds(8);
  expect(await count()).toBe(before);
  await visit.stop();
});

test('a thousand frames that come and go leave the heap where it was @soak', async ({ page }) => {
  test.setTimeout(900_000);
  const devtools = await open(page);
  const visit = await Visit.start(page, { drops: true });
  const rounds = (count: number): Promise<void> =>
    page.evaluate(async (count) => {
      for (let round = 0; round < count; round++) {
        const frame = document.createElement('iframe');
        const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
        frame.src = '/inner.html';
        document.querySelector('main')!.append(frame);
        await loaded;
        const inner = frame.contentDocument!;
        inner.querySelector('input')!.value = 'typed';
        inner.body.append('more');
        // What is never recorded cannot be lost.
        if (round % 4 === 0) await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
        frame.remove();
      }
    }, count);
  await rounds(WARM_FRAMES);
  await framesPainted(page);
  const before = await count(page, devtools);
  await rounds(ROUNDS);
  await framesPainted(page);
  const after = await count(page, devtools);
  // The module keeps a byte for each node that there ever was, and grows by pages.
  expect(after.wasmBytes - before.wasmBytes).toBeLessThanOrEqual(4 << 16);
  expect(growth({ ...before, wasmBytes: after.wasmBytes }, after)).toEqual({});
  await visit.stop();
});
