/** A page records into the real collector, which is killed while the page goes on. */

/// <reference path="../../dist/script.d.ts" />

import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { Collector, run } from './collector-process.ts';

const html = `<!doctype html>
<html lang="en">
  <title>A list that grows</title>
  <script src="/dist/domreel.js" data-sink="/v1/recordings" data-mask="none"></script>
  <ul></ul>
</html>`;

let collector: Collector;
let running: Collector[] = [];

/** Starts a collector that serves one page. */
async function serve(name: string, page: string): Promise<Collector> {
  const folder = test.info().outputPath(name);
  mkdirSync(`${folder}/www`, { recursive: true });
  writeFileSync(`${folder}/www/index.html`, page);
  const started = new Collector(`${folder}/data`, `${folder}/www`);
  running.push(started);
  await started.start();
  return started;
}

test.beforeEach(async () => {
  collector = await serve('collector', html);
});

test.afterEach(async () => {
  await Promise.all(running.map((started) => started.kill()));
  running = [];
});

/** Opens the page, and returns the id of its recording. */
async function open(page: Page): Promise<string> {
  await page.goto(collector.url);
  return page.evaluate(async () => {
    const recording = await window.domreel?.recording;
    if (recording === undefined) throw new Error('the script records nothing');
    return recording.id;
  });
}

/** Adds items to the list, and marks each. */
function add(page: Page, first: number, count: number): Promise<void> {
  return page.evaluate(
    async ([first, count]) => {
      const recording = await window.domreel?.recording;
      for (let number = first; number < first + count; number += 1) {
        document
          .querySelector('ul')
          ?.append(Object.assign(document.createElement('li'), { textContent: `item ${number}` }));
        recording?.mark(`item ${number}`);
      }
    },
    [first, count] as const,
  );
}

/** Ends the recording; resolves when its last chunk has been handed over. */
async function stop(page: Page): Promise<void> {
  await page.evaluate(async () => (await window.domreel?.recording)?.stop());
}

/** The items that were marked, and all the text that was recorded. */
function recorded(reel: Buffer): { marks: string[]; text: string } {
  const text = run('dump', reel);
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  return { marks: events.filter((event) => event?.event === 'mark').map((event) => event.name), text };
}

const items = (count: number) => Array.from({ length: count }, (_, number) => `item ${number}`);

test('what a page records is kept, listed and whole', async ({ page }) => {
  const id = await open(page);
  await add(page, 0, 5);
  await stop(page);
  const [entry, ...others] = await collector.list();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ id, complete: true, missing: 0, title: 'A list that grows' });
  expect(entry?.url).toBe(`${collector.url}/`);
  const reel = await collector.reel(id);
  expect(recorded(reel).marks).toEqual(items(5));
  expect(run('verify', reel)).toContain('ok (');
});

test('a collector that is killed in the middle of an upload loses nothing', async ({ page }) => {
  const id = await open(page);
  await add(page, 0, 5);
  await expect.poll(async () => (await collector.list())[0]?.chunks).toBeGreaterThan(0);

  // Killed with an upload under way; what comes after is tried in vain until it is back.
  for (const first of [5, 10, 15]) {
    const upload = page.waitForRequest((request) => request.method() === 'POST');
    await add(page, first, 3);
    await upload;
    const failure = page.waitForEvent('requestfailed');
    await collector.kill();
    await add(page, first + 3, 2);
    await failure;
    await collector.start();
  }

  await add(page, 20, 5);
  await stop(page);
  const [entry] = await collector.list();
  expect(entry).toMatchObject({ id, complete: true, missing: 0 });
  const reel = await collector.reel(id);
  const { marks, text } = recorded(reel);
  expect(marks).toEqual(items(25));
  for (const item of items(25)) expect(text).toContain(`"text":"${item}"`);
  expect(run('verify', reel)).toContain('ok (');
});

test('a page of another origin may record without asking first, and reads nothing', async ({ page }) => {
  const other = await serve('other', html.replace('/v1/', `${collector.url}/v1/`));
  const methods = new Set<string>();
  page.on('request', (request) => request.url().includes('/v1/') && methods.add(request.method()));
  await page.goto(other.url);
  await page.evaluate(async () => (await window.domreel?.recording)?.stop());
  expect(methods).toEqual(new Set(['POST']));
  expect(await collector.list()).toMatchObject([{ complete: true, url: `${other.url}/` }]);
  const read = (url: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.status,
          (error: Error) => error.name,
        ),
      url,
    );
  expect(await read(`${collector.url}/v1/recordings`)).toBe('TypeError');
  expect(await read(`${other.url}/v1/recordings`)).toBe(200);
});
