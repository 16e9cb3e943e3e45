/** Fonts that scripts make: those of addresses and those of bytes, while the document has them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://fonts.test';
const size = { width: 640, height: 480 };
const folder = 'startbootstrap-sb-admin-2/vendor/fontawesome-free/webfonts/';
const resolve = createRequire(import.meta.url).resolve;
const files: Record<string, Buffer> = {
  '/solid.woff2': readFileSync(resolve(`${folder}fa-solid-900.woff2`)),
  '/brands.woff2': readFileSync(resolve(`${folder}fa-brands-400.woff2`)),
};
const body = `<!doctype html><style>p { font-size: 60px }</style>
<p style="font-family: 'By Address'; font-weight: 900">&#xf005;</p><p style="font-family: ByBytes">&#xf09b;</p>`;

test('fonts of an address and of bytes are shown while the document has them', async ({ page }, info) => {
  failOnPageErrors(page);
  await page.setViewportSize(size);
  await serve(page.context(), origin, (path) => ({ body: files[path] ?? body, type: files[path] && 'font/woff2' }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const pictures = new Map<string, Buffer>();
  const keep = async (name: string): Promise<void> => {
    await visit.mark(name);
    pictures.set(name, (await livePicture(page))!);
  };
  await keep('without');
  await page.evaluate(async () => {
    const face = new FontFace('By Address', 'url("solid.woff2") format("woff2")', { weight: '900' });
    document.fonts.add(await face.load());
  });
  await keep('of an address');
  await page.evaluate(async () => {
    const bytes = await (await fetch('/brands.woff2')).arrayBuffer();
    const face = new FontFace('ByBytes', bytes);
    // The page may use its memory for something else.
    new Uint8Array(bytes).fill(0);
    document.fonts.add(await face.load());
  });
  await keep('of both');
  await page.evaluate(() => {
    [...document.fonts][0]!.unicodeRange = 'U+41-5A';
  });
  await keep('of other letters');
  await page.evaluate(() => {
    document.fonts.delete([...document.fonts][0]!);
  });
  await keep('of bytes');
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  expect(pictures.get('of both')).not.toEqual(pictures.get('of an address'));
  expect(pictures.get('of other letters')).not.toEqual(pictures.get('of both'));

  const replay = await Replay.open(page.context(), recording, size);
  const marks = marksOf(eventsOf(recording));
  for (const name of ['without', 'of an address', 'of both', 'of other letters', 'of bytes', 'of both', 'without']) {
    await replay.seek(marks.get(name)!);
    expectSamePicture(pictures.get(name)!, await replay.picture(), name, info);
  }
});

test("the constructor of fonts looks and works as it did while it is followed, and is the page's own after it", async ({
  page,
}) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body }));
  await page.goto(`${origin}/`);
  const before = await page.evaluateHandle(() => FontFace);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  await visit.mark('followed');
  const seen = await page.evaluate((before) => {
    class Own extends FontFace {}
    const made = new FontFace('a', 'url(x)');
    return {
      wrapped: FontFace !== before,
      name: FontFace.name,
      length: FontFace.length,
      instance: made instanceof FontFace && made instanceof before,
      constructor: made.constructor === FontFace,
      subclass: new Own('b', 'url(x)') instanceof Own,
      source: Function.prototype.toString.call(FontFace).includes('[native code]'),
      refused: (() => {
        try {
          (FontFace as unknown as () => void)();
          return '';
        } catch (error) {
          return (error as Error).name;
        }
      })(),
    };
  }, before);
  expect(seen).toEqual({
    wrapped: true,
    name: 'FontFace',
    length: 2,
    instance: true,
    constructor: true,
    subclass: true,
    source: true,
    refused: 'TypeError',
  });
  await visit.stop();
  expect(await page.evaluate((before) => FontFace === before, before)).toBe(true);
  expect(await page.evaluate((before) => FontFace.prototype.constructor === before, before)).toBe(true);
});

test('fonts that were made before the recorder came are shown where the early stub was there', async ({
  page,
}, info) => {
  failOnPageErrors(page);
  await page.setViewportSize(size);
  const early = `<script src="/dist/early.js"></script>${body}`;
  await serve(page.context(), origin, (path) => ({ body: files[path] ?? early, type: files[path] && 'font/woff2' }));
  await page.goto(`${origin}/`);
  await page.evaluate(async () => {
    const bytes = await (await fetch('/brands.woff2')).arrayBuffer();
    const faces = [
      new FontFace('ByBytes', bytes),
      new FontFace('By Address', 'url("solid.woff2") format("woff2")', { weight: '900' }),
    ];
    for (const face of faces) document.fonts.add(await face.load());
    if (faces.some((face) => !(face instanceof FontFace) || face.constructor !== FontFace)) throw new Error('changed');
  });
  const visit = await Visit.start(page, { resources: 'same-origin' });
  await visit.mark('found');
  const picture = (await livePicture(page))!;
  const recording = await visit.stop();
  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('found')!);
  expectSamePicture(picture, await replay.picture(), 'found', info);
});
