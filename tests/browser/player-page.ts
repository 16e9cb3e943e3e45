/**
 * A page with the built player on it, and a recording to play, made by the built recorder.
 *
 * Everything is served on one made-up origin; nothing reaches the network.
 */

import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';

export const origin = 'http://player.test';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** The built package. */
export const distFolder = process.env.DOMREEL_DIST ?? join(folder, '..', '..', 'dist');
const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.webm': 'video/webm',
  '.reel': 'application/octet-stream',
};

/** What is served besides the package: an address's path, and its answer. */
export type Extra = Record<string, { body: string | Buffer; headers?: Record<string, string> }>;

/** Serves the package, the fixtures and `extra` to `page`, and fails the test on any uncaught error in it. */
export async function servePlayer(page: Page, extra: Extra = {}): Promise<void> {
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    const made = extra[path];
    if (made) return route.fulfill({ contentType: types[extname(path)] ?? 'text/html', ...made });
    const file = path.startsWith('/dist/') ? join(distFolder, path.slice(6)) : join(folder, 'fixtures', path);
    if (!existsSync(file)) return route.fulfill({ status: 404, body: 'not found' });
    return route.fulfill({ contentType: types[extname(path)] ?? 'text/plain', body: readFileSync(file) });
  });
}

/** What a page with one player is made of. */
export interface Setting {
  /** Attributes of the player, beside `src`. */
  attributes?: string;
  /** Style of the page. */
  style?: string;
  /** All of the body, where it holds more than a player. */
  body?: string;
  headers?: Record<string, string>;
  extra?: Extra;
}

/** Opens a page with a player, and resolves when `recording` is loaded. */
export async function open(page: Page, recording: Buffer, setting: Setting): Promise<void> {
  const { attributes = '', style = '', headers = {}, extra = {} } = setting;
  const body = setting.body ?? `<domreel-player src="visit.reel" ${attributes}></domreel-player>`;
  const linked = '<link rel="stylesheet" href="page.css"><script type="module" src="dist/player.js"></script>';
  await servePlayer(page, {
    '/': { body: `<!doctype html><title>Player</title>${linked}<body>${body}`, headers },
    '/page.css': { body: style },
    '/visit.reel': { body: recording },
    ...extra,
  });
  await page.goto(`${origin}/`);
  await page.evaluate(async () => {
    await customElements.whenDefined('domreel-player');
    const player = document.querySelector('domreel-player') as HTMLVideoElement;
    if (!player.src) player.src = 'visit.reel';
    while (player.readyState < player.HAVE_ENOUGH_DATA) await new Promise(requestAnimationFrame);
  });
}

/** The page that the recordings of these tests show. */
const recorded = `<!doctype html><title>Lamps</title><style>body { margin: 0; font: 20px sans-serif }</style>
<h1>Lamps</h1><p id="count">0</p><button>Buy</button>`;

/** Records a page for a little more than a second, and returns the recording. */
async function record(page: Page): Promise<Buffer> {
  await servePlayer(page, { '/lamps': { body: recorded } });
  await page.goto(`${origin}/lamps`);
  const bytes = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const chunks: Uint8Array[] = [];
    const recording = await record({ sink: (chunk: Uint8Array) => void chunks.push(chunk), mask: 'none' });
    const start = performance.now();
    // A recording is as long as what happened: something happens in every frame.
    for (let now = start; now - start < 1200; ) {
      now = await new Promise(requestAnimationFrame);
      (document.querySelector('#count') as HTMLElement).textContent = `${Math.round(now - start)}`;
    }
    await recording.stop();
    return chunks.flatMap((chunk) => [...chunk]);
  });
  return Buffer.from(bytes);
}

/** `visit` is a recording of somewhat more than a second, made once for each worker. */
export const test = base.extend<object, { visit: Buffer }>({
  visit: [
    async ({ browser }, use) => {
      const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
      const visit = await record(page);
      await page.close();
      await use(visit);
    },
    { scope: 'worker' },
  ],
});

export { expect };
