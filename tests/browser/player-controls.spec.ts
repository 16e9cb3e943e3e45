/** The controls: what people do with a pointer, with keys and with a screen reader. */

import type { Page } from '@playwright/test';
import { expect, open, test } from './player-page.ts';

/** What the player says of itself. */
const state = (page: Page) =>
  page.evaluate(() => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement;
    const { paused, currentTime, duration, playbackRate } = player;
    return { paused, currentTime, duration, playbackRate, skipIdle: player.hasAttribute('skipidle') };
  });

/** Begins to listen for the end of a seek; what it returns waits for that. */
async function seeked(page: Page): Promise<() => Promise<void>> {
  const heard = await page.evaluateHandle(() => {
    const player = document.querySelector('domreel-player') as HTMLElement;
    return { end: new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true })) };
  });
  return () => heard.evaluate(async ({ end }) => void (await end));
}

/** The play button of the bar below the stage. */
const playButton = (page: Page) => page.locator('domreel-player button.play');

test('the play button plays, pauses, and tells which', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls loop' });
  const button = playButton(page);
  await expect(button).toHaveAccessibleName('Play');
  await button.click();
  await expect(button).toHaveAccessibleName('Pause');
  expect((await state(page)).paused).toBe(false);
  await button.click();
  await expect(button).toHaveAccessibleName('Play');
  expect((await state(page)).paused).toBe(true);
});

test('a click on the stage plays', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls loop', style: 'domreel-player{width:800px}' });
  await page.locator('domreel-player').click({ position: { x: 60, y: 120 } });
  await expect(playButton(page)).toHaveAccessibleName('Pause');
});

test('the timeline is a slider that says its place, and seeks where it is pressed', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  const slider = page.getByRole('slider', { name: 'Seek' });
  await expect(slider).toHaveAttribute('aria-valuetext', /0 seconds of 1 second/);
  const box = (await slider.boundingBox()) as { x: number; y: number; width: number; height: number };
  const done = await seeked(page);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await done();
  const { currentTime, duration } = await state(page);
  expect(Math.abs(currentTime / duration - 0.5)).toBeLessThan(0.02);
});

test('keys work while the focus is inside, and only then', async ({ page, visit }) => {
  await open(page, visit, { body: '<input><domreel-player src="visit.reel" controls loop></domreel-player>' });
  await expect(playButton(page)).toBeVisible();
  await page.getByRole('textbox').focus();
  await page.keyboard.press('k');
  await page.keyboard.press('End');
  expect(await state(page)).toMatchObject({ paused: true, currentTime: 0 });
  expect(await page.getByRole('textbox').inputValue()).toBe('k');

  await playButton(page).focus();
  await page.keyboard.press('5');
  const { currentTime, duration } = await state(page);
  expect(currentTime).toBeCloseTo(duration / 2, 5);
  await page.keyboard.press('Home');
  expect((await state(page)).currentTime).toBe(0);
  await page.keyboard.press('ArrowRight');
  expect((await state(page)).currentTime).toBe(duration);
  await page.keyboard.press('j');
  expect((await state(page)).currentTime).toBe(0);
  await page.keyboard.press('>');
  expect((await state(page)).playbackRate).toBe(1.5);
  await page.keyboard.press('i');
  expect((await state(page)).skipIdle).toBe(true);
  await page.keyboard.press('Control+k');
  expect((await state(page)).paused).toBe(true);
  await page.keyboard.press('k');
  expect((await state(page)).paused).toBe(false);
});

test('the space bar on a focused button presses that button once', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls loop' });
  await playButton(page).focus();
  await page.keyboard.press('Space');
  expect((await state(page)).paused).toBe(false);
  await page.getByRole('button', { name: 'Skip idle time' }).focus();
  await page.keyboard.press('Space');
  expect(await state(page)).toMatchObject({ paused: false, skipIdle: true });
});

test('the rate menu sets the rate, and shows one that a script has set', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  const menu = page.getByRole('combobox', { name: 'Playback rate' });
  await menu.selectOption('8');
  expect((await state(page)).playbackRate).toBe(8);
  await page.evaluate(() => {
    (document.querySelector('domreel-player') as HTMLVideoElement).playbackRate = 3;
  });
  await expect(menu).toHaveValue('3');
});

test('skipping idle time is a toggle of the attribute', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  const toggle = page.getByRole('button', { name: 'Skip idle time' });
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  expect((await state(page)).skipIdle).toBe(true);
});

test('full screen shows the player, and leaving it shows the page', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  const full = () => page.evaluate(() => document.fullscreenElement?.localName ?? '');
  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect.poll(full).toBe('domreel-player');
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  await expect.poll(full).toBe('');
});

test('the bar above the stage names the page', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  await expect(page.locator('domreel-player header')).toContainText('Lamps');
  await expect(page.locator('domreel-player header')).toContainText('player.test/lamps');
  await expect(page.locator('domreel-player header')).toContainText('640 × 360');
});

test('what cannot be played says why, aloud, and a passing failure can be tried again', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  await page.evaluate(() => document.querySelector('domreel-player')?.setAttribute('src', 'missing.reel'));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('This recording cannot be played');
  await expect(alert).toContainText('http-status');
  const tried = page.waitForRequest(/missing/);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await tried;
});

test('bytes that are no recording cannot be tried again', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  await page.evaluate(() =>
    Reflect.set(document.querySelector('domreel-player') as HTMLElement, 'srcObject', new Uint8Array(64)),
  );
  await expect(page.getByRole('alert')).toContainText('not a recording');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden();
  await expect(playButton(page)).toBeDisabled();
});

test('the controls take their room before they and the recording are there', async ({ page, visit }) => {
  await page.addInitScript(() => {
    Object.assign(globalThis, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) Reflect.set(globalThis, 'shift', Reflect.get(entry, 'value'));
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await open(page, visit, { attributes: 'controls', style: 'domreel-player{width:800px;height:600px}' });
  await playButton(page).click();
  await expect(playButton(page)).toHaveAccessibleName('Pause');
  // The browser's measure, of which 0.1 is what it calls good.
  expect(await page.evaluate(() => Reflect.get(globalThis, 'shift'))).toBeLessThan(0.0001);
});

test('while it plays and nobody is there the controls step back, and a key brings them forward', async ({
  page,
  visit,
}) => {
  await open(page, visit, { attributes: 'controls loop' });
  await page.mouse.move(1, 1);
  await playButton(page).focus();
  await page.keyboard.press('k');
  const row = page.locator('domreel-player .row');
  await expect(row).toHaveCSS('opacity', '0');
  await page.keyboard.press('Shift');
  await expect(row).toHaveCSS('opacity', '1');
});

for (const width of [320, 360, 1280]) {
  test(`at ${width} pixels everything is inside, and large enough to press`, async ({ page, visit }) => {
    await page.setViewportSize({ width, height: 640 });
    await open(page, visit, { attributes: 'controls', style: 'body{margin:0}' });
    await expect(playButton(page)).toBeVisible();
    const boxes = await page.evaluate(() => {
      const root = document.querySelector('domreel-player')?.shadowRoot as ShadowRoot;
      const controls = [...root.querySelectorAll('.row button, .row select, .timeline input')];
      return controls.map((control) => control.getBoundingClientRect()).filter((box) => box.width > 0);
    });
    expect(boxes.length).toBeGreaterThanOrEqual(5);
    for (const { left, right, height, width: wide } of boxes) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      expect(Math.min(height, wide)).toBeGreaterThanOrEqual(24);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}

test('taking the attribute away takes the controls away', async ({ page, visit }) => {
  const elements = () =>
    page.evaluate(() => document.querySelector('domreel-player')?.shadowRoot?.querySelectorAll('*').length);
  await open(page, visit, {});
  const before = await elements();
  await page.evaluate(() => document.querySelector('domreel-player')?.setAttribute('controls', ''));
  await expect(playButton(page)).toBeVisible();
  await page.evaluate(() => document.querySelector('domreel-player')?.removeAttribute('controls'));
  await expect(playButton(page)).toHaveCount(0);
  expect(await elements()).toBe(before);
});

test('the code of the controls is fetched only when they are asked for', async ({ page, visit }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await open(page, visit, {});
  expect(fetched.filter((path) => path.includes('controls'))).toEqual([]);
  const asked = page.waitForRequest(/controls/);
  await page.evaluate(() => document.querySelector('domreel-player')?.setAttribute('controls', ''));
  await asked;
  await expect(playButton(page)).toBeVisible();
});

test('while the recording is awaited the player says so', async ({ page, visit }) => {
  await open(page, visit, { attributes: 'controls' });
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeHidden();
  await page.evaluate(() =>
    Reflect.set(document.querySelector('domreel-player') as HTMLElement, 'srcObject', new ReadableStream()),
  );
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeVisible();
});

test('a notice of damage can be put away', async ({ page, visit }) => {
  await open(page, visit.subarray(0, visit.length - 20), { attributes: 'controls' });
  const notice = page.getByText('breaks off');
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
  expect((await state(page)).paused).toBe(true);
});

test('an embedder styles the player by parts and custom properties', async ({ page, visit }) => {
  const style = `domreel-player { --domreel-accent: rgb(1, 2, 3) }
    domreel-player::part(timeline) { color: rgb(4, 5, 6) }
    domreel-player::part(controls) { color: rgb(7, 8, 9) }
    domreel-player::part(stage) { opacity: 0.5 }`;
  await open(page, visit, { attributes: 'controls', style });
  await expect(playButton(page)).toHaveCSS('background-color', 'rgb(1, 2, 3)');
  await expect(page.locator('domreel-player .timeline')).toHaveCSS('color', 'rgb(4, 5, 6)');
  await expect(page.locator('domreel-player .deck')).toHaveCSS('color', 'rgb(7, 8, 9)');
  await expect(page.locator('domreel-player iframe')).toHaveCSS('opacity', '0.5');
});
