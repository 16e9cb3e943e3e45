/** Images, films, canvases and backgrounds: where text is masked their boxes are recorded, and nothing of what they show. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://media.test';
const size = { width: 800, height: 600 };
const clip = readFileSync(fileURLToPath(new URL('fixtures/clip.webm', import.meta.url)));

/** A picture of this size, which says of itself which it is. */
const picture = (word: string, width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><desc>${word}</desc><rect width="100%" height="100%" fill="red"/></svg>`;
const inline = (word: string) => `data:image/svg+xml;base64,${btoa(picture(word, 30, 20))}`;

const body = `<!doctype html><title>Media</title>
<style>
  body { margin: 0; font: 16px/20px monospace }
  #wide { width: 50% }
  #back { height: 20px; background: url(/wordBackground.svg) }
  #open { background: url(/wordInMask.svg) }
</style>
<p><img id="plain" src="/wordPlain.svg?120x80"> after</p>
<p><img id="wide" srcset="/wordSet.svg?200x50 1x"></p>
<p><picture><source srcset="/wordSource.svg?60x40"><img id="chosen" src="/wordFallback.svg"></picture></p>
<p><img id="inline" src="${inline('wordInline')}"></p>
<p><video id="film" src="/clip.webm" poster="/wordPoster.svg?90x60"></video><input type="image" src="/wordButton.svg?10x10"></p>
<div id="back">text</div>
<canvas id="drawn" width="40" height="30"></canvas>
<svg width="30" height="20"><image href="/wordSvgImage.svg?30x20" width="30" height="20"/></svg>
<section data-domreel-unmask>
  <img id="shown" src="/shownPicture.svg?70x50"><canvas id="kept" width="20" height="20"></canvas>
  <div data-domreel-mask><img id="hidden" src="/wordMarked.svg?25x25"></div>
</section>
<script>
  for (const id of ['drawn', 'kept']) {
    const pen = document.getElementById(id).getContext('2d');
    pen.fillRect(0, 0, 15, 15);
  }
</script>`;

async function visit(page: Page, options: VisitOptions): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => {
    if (path === '/') return { body };
    if (path === '/clip.webm') return { body: clip, type: 'video/webm' };
    const word = /(\w+)\.svg/.exec(path)?.[1];
    return word ? { body: picture(word, ...sizes(word)), type: 'image/svg+xml' } : undefined;
  });
  await page.setViewportSize(size);
  await page.goto(`${origin}/`);
  return Visit.start(page, { resources: 'same-origin', canvas: { fps: 30 }, ...options });
}

/** The size that the page's address gives a picture. */
function sizes(word: string): [number, number] {
  const [, width, height] = new RegExp(`${word}\\.svg\\?(\\d+)x(\\d+)`).exec(body) ?? [];
  return [Number(width ?? 10), Number(height ?? 10)];
}

const boxes = `(document) => [...document.querySelectorAll('img, video, body > div, section')].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [element.localName, x, y, width, height].join(' ');
})`;

/** Ends the recording; returns it with all bytes of resources as the text that they are. */
async function read(visit: Visit): Promise<{ bytes: Buffer; text: string }> {
  await visit.page.waitForLoadState('networkidle');
  await visit.mark('end');
  const bytes = await visit.stop();
  const resources = eventsOf(bytes).filter(({ event }) => event.event === 'resource');
  const decoded = resources.map(({ event }) => Buffer.from(event.bytes as string, 'hex').toString('latin1'));
  return { bytes, text: [dump(bytes), ...decoded].join('\n') };
}

test('at the level all only what is unmasked is shown, and every box is where it was', async ({ page, context }) => {
  const recording = await visit(page, { mask: 'all' });
  await page.locator('#plain').evaluate((image: HTMLImageElement) => {
    image.insertAdjacentHTML('beforebegin', '<img id="late" src="/wordLate.svg">');
  });
  await page.locator('#kept').evaluate((canvas: HTMLCanvasElement) => canvas.getContext('2d')!.fillRect(3, 3, 9, 9));
  const live = await page.evaluate(`(${boxes})(document)`);
  const { bytes, text } = await read(recording);
  expect([...new Set(text.match(/(word|shown)[A-Z]\w*/g))]).toEqual(['shownPicture']);
  const pictures = eventsOf(bytes).filter(({ event }) => event.mime === 'image/png');
  expect(pictures.length).toBeGreaterThan(0);
  expect(faultsOf(bytes)).toBe('');
  const replay = await Replay.open(context, bytes, size);
  await replay.seek(marksOf(eventsOf(bytes)).get('end')!);
  expect(
    await replay.page.evaluate(`(${boxes})(document.querySelector('domreel-player').stage.contentDocument)`),
  ).toEqual(live);
});

test('at the level none only what is marked is a box', async ({ page }) => {
  const recording = await visit(page, { mask: 'none' });
  const { text } = await read(recording);
  expect(text).not.toContain('wordMarked');
  expect(text).toContain('shownPicture');
  expect(text).toContain('wordPlain');
  expect(text).toContain('wordBackground');
});

test('a selector shows images at the level all', async ({ page }) => {
  const recording = await visit(page, { mask: 'all', unmask: '#plain' });
  const { text } = await read(recording);
  expect([...new Set(text.match(/(word|shown)[A-Z]\w*/g))].sort()).toEqual(['shownPicture', 'wordPlain']);
});
