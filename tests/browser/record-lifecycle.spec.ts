/** What a recording is when its page is left, reloaded, hidden or kept aside, and when its collector dies. */

import { fileURLToPath } from 'node:url';
import { test as base, chromium, expect, type Page } from '@playwright/test';
import { Collector } from './support/collector.ts';
import { eventsOf, faultsOf } from './support/tool.ts';

const visits = fileURLToPath(new URL('fixtures/visits', import.meta.url));

const test = base.extend<{ collector: Collector }>({
  collector: async ({ browserName: _ }, use, info) => {
    const collector = await Collector.start(info.outputPath('recordings'), visits);
    await use(collector);
    await collector.kill();
  },
});

type Recorded = Window & { recording: EventTarget & { stop(): Promise<void> } };

/** Opens a page that records itself, and waits until it does. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('html.recording').waitFor();
}

/** Returns the last value that a recording knows of a field, and why it ended. */
function endOf(recording: Buffer): { value: unknown; reason: unknown } {
  const events = eventsOf(recording).map(({ event }) => event);
  const operations = events.flatMap((event) => (event.operations ?? []) as { property?: string; value?: unknown }[]);
  return {
    value: operations.findLast(({ property }) => property === 'value')?.value,
    reason: events.findLast(({ event }) => event === 'end')?.reason,
  };
}

test('leaving a page for another sends what happened last', async ({ page, collector }) => {
  await open(page, `${collector.url}/`);
  await page.locator('#field').fill('typed at the last moment');
  await page.locator('a').click();
  await page.locator('html.recording').waitFor();
  const [first] = await collector.whole(1).then((list) => list.filter(({ complete }) => complete));
  const recording = await collector.recording(first!.id);
  expect(endOf(recording)).toEqual({ value: 'typed at the last moment', reason: 'left' });
  expect(faultsOf(recording)).toBe('');
});

test('closing a tab sends what happened last', async ({ page, collector }) => {
  await open(page, `${collector.url}/`);
  await page.locator('#field').fill('typed at the last moment');
  await page.close({ runBeforeUnload: true });
  const [first] = await collector.whole(1);
  expect(endOf(await collector.recording(first!.id)).value).toBe('typed at the last moment');
});

test('the recordings of a visit share a session, over reloads and pages', async ({ page, collector }) => {
  await open(page, `${collector.url}/`);
  await page.locator('#field').fill('before the reload');
  await page.reload();
  await page.locator('html.recording').waitFor();
  await open(page, `${collector.url}/second.html`);
  await page.goto('about:blank');
  const list = await collector.whole(3);
  expect(new Set(list.map(({ session }) => session)).size).toBe(1);
  expect(list.map(({ url }) => new URL(url!).pathname)).toEqual(['/second.html', '/', '/']);
  expect(list.map(({ missing }) => missing)).toEqual([0, 0, 0]);
  expect(endOf(await collector.recording(list[2]!.id)).value).toBe('before the reload');
});

test('a page that is hidden sends what it has', async ({ page, collector }) => {
  // No tab is hidden under test: this one says so of itself, before the recorder comes.
  await page.addInitScript(() => {
    let isHidden = false;
    Object.defineProperty(Document.prototype, 'hidden', { get: () => isHidden });
    Object.defineProperty(Document.prototype, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') });
    addEventListener('test-hide', () => {
      isHidden = true;
      document.dispatchEvent(new Event('visibilitychange'));
    });
  });
  await open(page, `${collector.url}/`);
  const chunks = page.evaluate(
    () =>
      new Promise((done) => (window as unknown as Recorded).recording.addEventListener('chunk', done, { once: true })),
  );
  await page.locator('#field').fill('typed, then hidden');
  await page.evaluate(() => dispatchEvent(new Event('test-hide')));
  await chunks;
  await expect.poll(async () => (await collector.list()).length).toBe(1);
  const [first] = await collector.list();
  const value = async () => endOf(await collector.recording(first!.id)).value;
  await expect.poll(value).toBe('typed, then hidden');
  const events = eventsOf(await collector.recording(first!.id)).map(({ event }) => event);
  expect(events).toContainEqual({ event: 'visibility', hidden: true });
});

test('a page that comes back from the back/forward cache goes on with its recording', async ({ collector }, info) => {
  // Playwright switches the cache off; a browser of its own has it.
  const browser = await chromium.launch({
    ...info.project.use.launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  const page = await browser.newPage();
  await open(page, `${collector.url}/`);
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => document.documentElement.classList.add(`persisted-${persisted}`));
  });
  await page.locator('#field').fill('before');
  await open(page, `${collector.url}/second.html`);
  // A page that comes back does not load.
  await page.goBack({ waitUntil: 'commit' });
  await page.locator('html.persisted-true').waitFor();
  await page.locator('#field').fill('after');
  await page.evaluate(() => (window as unknown as Recorded).recording.stop());
  await browser.close();
  const first = (await collector.list()).find(({ url }) => new URL(url!).pathname === '/');
  const recording = await collector.recording(first!.id);
  expect(endOf(recording)).toEqual({ value: 'after', reason: 'stopped' });
  expect(faultsOf(recording)).toBe('');
});

test('a collector that is killed and started again gets everything', async ({ page }, info) => {
  const data = info.outputPath('recordings');
  const collector = await Collector.start(data, visits);
  await open(page, `${collector.url}/`);
  // The page records before the first chunk has come.
  await expect.poll(async () => (await collector.list()).length).toBe(1);
  const before = await collector.list();
  await page.route('**/v1/recordings', (route) => route.abort('connectionreset'), { times: 1 });
  await collector.kill();
  await page.locator('#field').fill('typed while nobody listened');
  const failed = page.waitForEvent('requestfailed');
  const stopped = page.evaluate(() => (window as unknown as Recorded).recording.stop());
  await failed;
  const again = await Collector.start(data, visits, new URL(collector.url).host);
  await stopped;
  const [first] = await again.whole(1);
  expect(before.map(({ id }) => id)).toEqual([first!.id]);
  const recording = await again.recording(first!.id);
  await again.kill();
  expect(endOf(recording)).toEqual({ value: 'typed while nobody listened', reason: 'stopped' });
  expect(faultsOf(recording)).toBe('');
});
