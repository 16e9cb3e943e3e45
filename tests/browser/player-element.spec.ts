/** What `<domreel-player>` is beside a media element: a stage in a page that belongs to somebody else. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { distFolder, expect, open, origin, servePlayer, test } from './player-page.ts';

/** Where the stage is on the screen, and how its box is transformed. */
const stagePlace = (page: Page) =>
  page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as HTMLElement & { stage: HTMLIFrameElement };
    const { x, y, width, height } = stage.getBoundingClientRect();
    const transforms = new Set<string>();
    for (let box: HTMLElement | null = stage; box; box = box.parentElement)
      transforms.add(getComputedStyle(box).transform);
    return { x, y, width, height, transforms: [...transforms] };
  });

test('the package can be imported where there is no DOM', async () => {
  const { DomreelPlayerElement, RecordingError } = await import(join(distFolder, 'player.js'));
  expect(typeof DomreelPlayerElement).toBe('function');
  expect(new RecordingError('truncated', 'truncated at byte 3', 3).offset).toBe(3);
});

test('a player as large as the recorded viewport shows it pixel for pixel', async ({ page, visit }) => {
  await page.setViewportSize({ width: 640, height: 360 });
  await open(page, visit, { style: 'body{margin:0;height:100vh} domreel-player{width:100%;height:100%}' });
  expect(await stagePlace(page)).toEqual({ x: 0, y: 0, width: 640, height: 360, transforms: ['none'] });
});

test('a player of other proportions scales the stage to fit, and centres it', async ({ page, visit }) => {
  await open(page, visit, { style: 'body{margin:0} domreel-player{width:320px;height:400px}' });
  const { x, y, width, height } = await stagePlace(page);
  expect({ x, y, width, height }).toEqual({ x: 0, y: 110, width: 320, height: 180 });
  await page.addStyleTag({ content: 'domreel-player{width:1280px !important;height:360px !important}' });
  await expect.poll(async () => (await stagePlace(page)).x).toBe(320);
});

test('without a height of its own the player has the proportions of the recorded viewport', async ({ page, visit }) => {
  await open(page, visit, { style: 'body{margin:0} domreel-player{width:960px}' });
  expect(await page.locator('domreel-player').boundingBox()).toEqual({ x: 0, y: 0, width: 960, height: 540 });
});

test('the stage never takes the focus, nor the pointer', async ({ page, visit }) => {
  await open(page, visit, { style: '', body: '<input autofocus><domreel-player></domreel-player><input id="after">' });
  await page.locator('input').first().focus();
  await page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement;
    player.currentTime = 0.5;
    await new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
    await player.play();
  });
  expect(await page.evaluate(() => document.activeElement === document.querySelector('input'))).toBe(true);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('after');
  await page.locator('domreel-player').click();
  const inside = await page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as HTMLElement & { stage: HTMLIFrameElement };
    return { inert: stage.inert, tabIndex: stage.tabIndex, focused: document.activeElement === stage };
  });
  expect(inside).toEqual({ inert: true, tabIndex: -1, focused: false });
});

test('properties that were set before the element was defined count', async ({ page, visit }) => {
  await servePlayer(page, { '/': { body: '<!doctype html><body>' }, '/visit.reel': { body: visit } });
  await page.goto(`${origin}/`);
  const seen = await page.evaluate(async () => {
    const player = document.createElement('domreel-player') as HTMLVideoElement & { skipIdle: boolean };
    Object.assign(player, { src: 'visit.reel', playbackRate: 4, loop: true, skipIdle: true, currentTime: 0.5 });
    document.body.append(player);
    const seeked = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
    await import(`${location.origin}/dist/player.js`);
    await seeked;
    const { loop, currentTime } = player;
    return [player.getAttribute('src'), loop, player.hasAttribute('skipidle'), currentTime];
  });
  expect(seen).toEqual(['visit.reel', true, true, 0.5]);
});

test('every kind of object in memory plays', async ({ page, visit }) => {
  await open(page, visit, {});
  const durations = await page.evaluate(async () => {
    const bytes = new Uint8Array(await (await fetch('visit.reel')).arrayBuffer());
    const kinds = [bytes, bytes.buffer, new Blob([bytes]), new Blob([bytes]).stream(), await fetch('visit.reel')];
    const seen: number[] = [];
    for (const kind of kinds) {
      const player = document.createElement('domreel-player') as HTMLVideoElement;
      const loaded = new Promise((resolve) => player.addEventListener('canplaythrough', resolve, { once: true }));
      Reflect.set(player, 'srcObject', kind);
      document.body.append(player);
      await loaded;
      seen.push(player.duration);
      player.remove();
    }
    return seen;
  });
  expect(durations).toHaveLength(5);
  expect(durations[0]).toBeGreaterThan(1);
  expect(new Set(durations).size).toBe(1);
});

test('a recording that breaks off plays as far as it goes, and says so', async ({ page, visit }) => {
  await open(page, visit.subarray(0, Math.floor(visit.length * 0.8)), { attributes: 'controls' });
  const seen = await page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement & { damage: { reason: string }[] };
    player.playbackRate = 8;
    await player.play();
    await new Promise((resolve) => player.addEventListener('ended', resolve, { once: true }));
    return [player.damage.length > 0, player.error];
  });
  expect(seen).toEqual([true, null]);
  await expect(page.getByRole('status').filter({ hasText: 'can be played' })).toBeVisible();
});

test('an error names what is wrong, as MediaError and as a code', async ({ page, visit }) => {
  await open(page, visit, {});
  const error = await page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement;
    const failed = new Promise((resolve) => player.addEventListener('error', resolve, { once: true }));
    Reflect.set(player, 'srcObject', new TextEncoder().encode('this is a letter, and no recording'));
    await failed;
    const { name, code, mediaErrorCode, offset } = player.error as unknown as Record<string, unknown>;
    return { name, code, mediaErrorCode, offset };
  });
  expect(error).toEqual({ name: 'RecordingError', code: 'not-a-recording', mediaErrorCode: 4, offset: 0 });
});

test('under a strict policy for content the player keeps its looks, and breaks no rule of it', async ({
  page,
  visit,
}) => {
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types domreel-stage',
  ].join('; ');
  await page.addInitScript(() => {
    Object.assign(globalThis, { violations: [] });
    addEventListener('securitypolicyviolation', ({ effectiveDirective, sourceFile }) =>
      Reflect.get(globalThis, 'violations').push(`${effectiveDirective} ${sourceFile}`),
    );
  });
  await open(page, visit, { attributes: 'controls', headers: { 'content-security-policy': policy } });
  await page.getByRole('button', { name: 'Play' }).first().click();
  await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'violations'))).toEqual([]);
  const column = await page.evaluate(() => {
    const frame = document.querySelector('domreel-player')?.shadowRoot?.querySelector('.frame') as HTMLElement;
    return getComputedStyle(frame).display;
  });
  expect(column).toBe('grid');
});

test('under the policy of the documentation the recorded page keeps its style', async ({ page, visit }) => {
  const documentation = readFileSync(new URL('../../docs/player.md', import.meta.url), 'utf8');
  const policy = /^default-src .*$/m.exec(documentation)?.[0] ?? '';
  expect(policy).toContain('script-src');
  await open(page, visit, { headers: { 'content-security-policy': policy } });
  const margin = await page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as HTMLElement & { stage: HTMLIFrameElement };
    const body = stage.contentDocument?.body as HTMLElement;
    return getComputedStyle(body).margin;
  });
  expect(margin).toBe('0px');
});

test('controls made for <video> work on the player', async ({ page, visit }) => {
  const script = join(dirname(createRequire(import.meta.url).resolve('media-chrome')), '..', 'iife', 'index.js');
  const controls = `<media-controller><domreel-player slot="media" src="visit.reel"></domreel-player>
    <media-control-bar><media-play-button></media-play-button><media-time-range></media-time-range>
    <media-time-display showduration></media-time-display></media-control-bar></media-controller>
    <script src="media-chrome.js"></script>`;
  await open(page, visit, { body: controls, extra: { '/media-chrome.js': { body: readFileSync(script) } } });
  await page.locator('media-play-button').click();
  await page.waitForFunction(() => !(document.querySelector('domreel-player') as HTMLVideoElement).paused);
  await expect(page.locator('media-play-button')).not.toHaveAttribute('mediapaused');
  await expect(page.locator('media-time-range')).toHaveAttribute('mediaduration', /^1\./);
});

test('a player that was moved shows the page again', async ({ page, visit }) => {
  await open(page, visit, {});
  const heading = await page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as HTMLElement & { stage: HTMLIFrameElement };
    const text = () => player.stage.contentDocument?.querySelector('h1')?.textContent ?? '';
    const before = text();
    document.body.append(document.createElement('hr'), player);
    while (text() === '') await new Promise(requestAnimationFrame);
    return [before, text()];
  });
  expect(heading).toEqual(['Lamps', 'Lamps']);
});

test('the poster is shown until the recording is used, and again for the next one', async ({ page, visit }) => {
  const picture = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="64" height="36"/>';
  await open(page, visit, { attributes: `poster='${picture}'` });
  const poster = page.locator('domreel-player .poster');
  await expect(poster).toBeVisible();
  await page.evaluate(() => {
    (document.querySelector('domreel-player') as HTMLVideoElement).currentTime = 0.5;
  });
  await expect(poster).toBeHidden();
  await page.evaluate(() => (document.querySelector('domreel-player') as HTMLVideoElement).load());
  await expect(poster).toBeVisible();
});
