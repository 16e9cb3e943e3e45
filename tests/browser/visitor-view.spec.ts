/** The pointer's shape, pinch zoom and how the screen is held: as they were, in the recording and in the player. */

import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { open } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, marksOf } from './support/tool.ts';
import { Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://view.test';
const body = `<!doctype html><meta name="viewport" content="width=device-width"><title>View</title>
<style>body{margin:0}div,a,input{position:absolute;width:100px;height:40px;left:0}</style>
<a href="#x" style="top:0">link</a><div style="top:50px">plain</div>
<div style="top:100px;cursor:url(/own.cur) 4 4, grab">own</div>`;

async function start(page: Page, options: VisitOptions = {}): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${origin}/`);
  return Visit.start(page, options);
}

/** What was recorded of a property so far, value by value. */
async function valuesOf(visit: Visit, property: string): Promise<unknown[]> {
  const events = eventsOf(await visit.soFar());
  const operations = events.flatMap(({ event }) => (event.operations as Record<string, unknown>[] | undefined) ?? []);
  return operations.filter((operation) => operation.property === property).map(({ value }) => value);
}

const seek = (player: Page, micros: number): Promise<void> =>
  player.evaluate(async (seconds) => {
    const video = document.querySelector('domreel-player') as unknown as HTMLVideoElement;
    await new Promise((seeked) => {
      video.addEventListener('seeked', seeked, { once: true });
      video.currentTime = seconds;
    });
  }, micros / 1e6);

/** Opens a recording in a player, where a marker is. */
async function openAt(context: BrowserContext, recording: Buffer, marker: string): Promise<Page> {
  const player = await context.newPage();
  await open(player, recording, {});
  await seek(player, marksOf(eventsOf(recording)).get(marker)!);
  return player;
}

test('the pointer has the shape that it had', async ({ page, context }) => {
  const visit = await start(page);
  await page.mouse.move(50, 20);
  await expect.poll(() => valuesOf(visit, 'cursor')).toEqual(['pointer']);
  await visit.mark('link');
  await page.mouse.move(50, 70);
  await expect.poll(() => valuesOf(visit, 'cursor')).toEqual(['pointer', '']);
  await visit.mark('plain');
  const own = `url("${origin}/own.cur") 4 4, grab`;
  await page.mouse.move(50, 120);
  await expect.poll(() => valuesOf(visit, 'cursor')).toEqual(['pointer', '', own]);
  await visit.mark('own');
  await page.evaluate(() => {
    document.querySelectorAll('div')[1]!.style.cursor = 'wait';
  });
  await expect.poll(() => valuesOf(visit, 'cursor')).toEqual(['pointer', '', own, 'wait']);
  await visit.mark('waits');
  const recording = await visit.stop();
  const marks = marksOf(eventsOf(recording));
  const player = await context.newPage();
  await open(player, recording, {});
  const shape = (): Promise<string | null> => player.locator('[part=pointers] path').getAttribute('d');
  const shapes: Record<string, string | null> = {};
  for (const name of ['link', 'plain', 'own', 'waits']) {
    await seek(player, marks.get(name)!);
    shapes[name] = await shape();
  }
  expect(new Set(Object.values(shapes)).size).toBe(4);
  await seek(player, marks.get('link')!);
  expect(await shape()).toBe(shapes.link);
});

test('a pointer that is a picture of the page is shown, with its hot spot where the visitor pointed', async ({
  page,
  context,
}) => {
  failOnPageErrors(page);
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><path fill="lime" d="M0 0h32v32H0z"/></svg>';
  const rule = 'cursor:url(/gone.png), url(/own.svg) 4 6, grab';
  const answers: Record<string, { body: string; type?: string }> = {
    '/': { body: body.replace('cursor:url(/own.cur) 4 4, grab', rule) },
    '/own.svg': { body: picture, type: 'image/svg+xml' },
  };
  await serve(page.context(), origin, (path) => answers[path]);
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  await page.mouse.move(50, 120);
  const value = `url("${origin}/gone.png"), url("${origin}/own.svg") 4 6, grab`;
  await expect.poll(async () => (await valuesOf(visit, 'cursor')).at(-1)).toBe(value);
  const holdsPicture = async () =>
    eventsOf(await visit.soFar()).some(({ event }) => String(event.url).endsWith('/own.svg'));
  await expect.poll(holdsPicture).toBe(true);
  await visit.mark('own');
  const recording = await visit.stop();
  const player = await openAt(context, recording, 'own');
  const shown = player.locator('[part=pointers] img');
  await expect(shown).toHaveAttribute('src', /^blob:/);
  expect(
    await shown.evaluate((image: HTMLImageElement) =>
      image.decode().then(() => [image.naturalWidth, image.style.left, image.style.top]),
    ),
  ).toEqual([32, '-4px', '-6px']);
  await expect(player.locator('[part=pointers] path')).toHaveCount(0);
});

test('a cursor file says itself where it points, if the page does not', async ({ page, context }) => {
  failOnPageErrors(page);
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const png = Buffer.from(pixel, 'base64');
  const head = Buffer.alloc(22);
  // A cursor, of one picture of a pixel, that points 7 and 9 into it.
  for (const [at, value] of [
    [2, 2],
    [4, 1],
    [10, 7],
    [12, 9],
  ] as const)
    head.writeUInt16LE(value, at);
  head.set([1, 1], 6);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  const own = body.replace('url(/own.cur) 4 4', 'url(/own.cur)');
  await serve(page.context(), origin, (path) =>
    path === '/' ? { body: own } : path === '/own.cur' ? { body: Buffer.concat([head, png]) } : undefined,
  );
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  await page.mouse.move(50, 120);
  const holdsFile = async () =>
    eventsOf(await visit.soFar()).some(({ event }) => String(event.url).endsWith('/own.cur'));
  await expect.poll(holdsFile).toBe(true);
  await visit.mark('own');
  const recording = await visit.stop();
  const player = await openAt(context, recording, 'own');
  const shown = player.locator('[part=pointers] img');
  const place = () => shown.evaluate((image: HTMLImageElement) => [image.style.left, image.style.top]);
  await expect.poll(place).toEqual(['-7px', '-9px']);
});

test('where pictures are masked a pointer is the keyword alone', async ({ page }) => {
  const visit = await start(page, { mask: 'all' });
  await page.mouse.move(50, 120);
  await expect.poll(() => valuesOf(visit, 'cursor')).toEqual(['grab']);
  await page.evaluate(() => {
    document.querySelectorAll('div')[1]!.style.cursor = 'zoom-in';
  });
  await expect.poll(() => valuesOf(visit, 'cursor')).toEqual(['grab', 'zoom-in']);
  await visit.stop();
});

test('what the visitor pinched to is shown, and all of the page after it', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 400, height: 600 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const visit = await start(page);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 2 });
  await expect.poll(async () => (await valuesOf(visit, 'visual-viewport')).at(-1)).toMatch(/^2 /);
  await visit.mark('near');
  await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 });
  await expect.poll(async () => (await valuesOf(visit, 'visual-viewport')).at(-1)).toBe('');
  await visit.mark('far');
  const recording = await visit.stop();
  const marks = marksOf(eventsOf(recording));
  const player = await context.newPage();
  await open(player, recording, {});
  const transform = (): Promise<string> =>
    player.evaluate(
      () => (document.querySelector('domreel-player') as unknown as { stage: HTMLElement }).stage.style.transform,
    );
  await seek(player, marks.get('near')!);
  expect(await transform()).toContain('scale(2)');
  await seek(player, marks.get('far')!);
  expect(await transform()).toBe('');
  await context.close();
});

test('a screen that is turned is recorded', async ({ page }) => {
  const visit = await start(page);
  const devtools = await page.context().newCDPSession(page);
  const turn = (type: 'portraitPrimary' | 'landscapePrimary', angle: number): Promise<unknown> =>
    devtools.send('Emulation.setDeviceMetricsOverride', {
      width: 400,
      height: 600,
      deviceScaleFactor: 1,
      mobile: true,
      screenOrientation: { type, angle },
    });
  await turn('portraitPrimary', 0);
  await turn('landscapePrimary', 90);
  await expect.poll(async () => (await valuesOf(visit, 'orientation')).at(-1)).toBe('landscape-primary');
  await visit.stop();
});
