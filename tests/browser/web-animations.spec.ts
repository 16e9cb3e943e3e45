/** Animations that scripts make: where they are on the stage follows from the instant that is shown. */

import { expect, type Page, test } from '@playwright/test';
import { differingPixels } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://motion.test';
const size = { width: 640, height: 480 };
const body = `<!doctype html><style>div { width: 50px; height: 20px; background: teal }</style>
<div id="early"></div><div id="steady"></div><div id="running"></div><div id="late"></div>`;

async function openPage(page: Page): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body }));
  await page.goto(`${origin}/`);
}

/** Returns the left margin of an element on the stage, in pixels. */
const margin = (replay: Replay, id: string): Promise<number> =>
  replay.page.evaluate((id) => {
    const { contentDocument } = (document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement })
      .stage;
    return Number.parseFloat(getComputedStyle(contentDocument!.getElementById(id)!).marginLeft);
  }, id);

test('an animation is where it was after every seek, and gone once it is cancelled', async ({ page }) => {
  await openPage(page);
  await page.evaluate(() => {
    const early = document.getElementById('early')!.animate({ marginLeft: ['0px', '100px'] }, { duration: 1000 });
    early.pause();
    early.currentTime = 250;
  });
  const visit = await Visit.start(page);
  await visit.mark('found');
  await page.evaluate(() => {
    const frames = [{ marginLeft: '0px' }, { marginLeft: '400px' }];
    const steady = document.getElementById('steady')!.animate(frames, { duration: 1000, id: 'steady' });
    steady.pause();
    steady.currentTime = 500;
    document.getElementById('running')!.animate([{ marginLeft: '0px' }, { marginLeft: '6000px' }], 60_000);
  });
  await visit.mark('animated');
  await page.evaluate(() => {
    const [steady] = document.getElementById('steady')!.getAnimations();
    steady!.currentTime = 750;
  });
  await visit.mark('moved on');
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.cancel();
  });
  await visit.mark('cancelled');
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');

  const marks = marksOf(eventsOf(recording));
  const replay = await Replay.open(page.context(), recording, size);
  const seen: Record<string, Record<string, number>> = {};
  for (const name of ['found', 'animated', 'moved on', 'cancelled', 'moved on', 'animated', 'found']) {
    await replay.seek(marks.get(name)!);
    const [early, steady, running] = [
      await margin(replay, 'early'),
      await margin(replay, 'steady'),
      await margin(replay, 'running'),
    ];
    if (seen[name]) expect({ early, steady, running }, `${name}, again`).toEqual(seen[name]);
    seen[name] = { early: early!, steady: steady!, running: running! };
  }
  expect(seen).toMatchObject({
    found: { early: 25, steady: 0, running: 0 },
    animated: { early: 25, steady: 200 },
    'moved on': { early: 25, steady: 300 },
    cancelled: { early: 0, steady: 0, running: 0 },
  });
  // A tenth of a pixel in a millisecond: nothing was recorded between the two, and they lie as far apart as time does.
  const millis = (marks.get('moved on')! - marks.get('animated')!) / 1000;
  expect(seen['moved on']!.running! - seen.animated!.running!).toBeCloseTo(millis / 10, 0);
});

test('an animation of what comes into the page later, and of a pseudo-element, is shown', async ({ page }) => {
  await openPage(page);
  const visit = await Visit.start(page);
  await page.evaluate(() => {
    const added = Object.assign(document.createElement('p'), { id: 'added' });
    const frozen = added.animate({ marginLeft: ['0px', '80px'] }, { duration: 100, fill: 'forwards' });
    frozen.finish();
    document.body.append(added);
    const style = document.createElement('style');
    style.textContent = '#late::before { content: ""; display: block; width: 10px }';
    document.head.append(style);
    const pseudo = document
      .getElementById('late')!
      .animate({ width: ['10px', '30px'] }, { duration: 100, pseudoElement: '::before', iterations: Infinity });
    pseudo.pause();
    pseudo.currentTime = 150;
  });
  await visit.mark('added');
  const recording = await visit.stop();
  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('added')!);
  expect(await margin(replay, 'added')).toBe(80);
  const width = await replay.page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
    return getComputedStyle(stage.contentDocument!.getElementById('late')!, '::before').width;
  });
  expect(width).toBe('20px');
});

test('keyframes of a masked recording carry no words', async ({ page }) => {
  await openPage(page);
  const visit = await Visit.start(page, { mask: 'all' });
  await page.evaluate(() => {
    document
      .getElementById('late')!
      .animate(
        { content: ['"wordInContent"', '"x"'], '--name': ['wordInProperty', 'x'], opacity: ['0.25', '0.75'] },
        { duration: 60_000, pseudoElement: '::before' },
      );
  });
  await visit.mark('animated');
  const text = dump(await visit.stop());
  expect(text).toContain('0.25');
  expect(text).not.toMatch(/wordIn/);
});

test('a picture that keyframes name is shown from the recording', async ({ page }) => {
  failOnPageErrors(page);
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path fill="lime" d="M0 0h8v8H0z"/></svg>';
  const answers: Record<string, { body: string; type?: string }> = {
    '/': { body: body.replace('background: teal', '') },
    '/lime.svg': { body: picture, type: 'image/svg+xml' },
  };
  await serve(page.context(), origin, (path) => answers[path]);
  await page.goto(`${origin}/`);
  await page.setViewportSize(size);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  await page.evaluate(() => {
    const frames = { backgroundImage: ['url(/lime.svg)', 'url(/lime.svg)'] };
    document.getElementById('steady')!.animate(frames, { duration: 1000, fill: 'both' }).pause();
  });
  const isKept = async () => eventsOf(await visit.soFar()).some(({ event }) => String(event.url).endsWith('/lime.svg'));
  await expect.poll(isKept).toBe(true);
  await visit.mark('pictured');
  const live = await livePicture(page);
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');

  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('pictured')!);
  // A background is painted when its bytes are there, which nothing tells.
  await expect.poll(async () => differingPixels(live!, await replay.picture()).count).toBe(0);
});
