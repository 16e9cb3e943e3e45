/**
 * Pages that change beyond all measure, and recorders that cost too much: is the recording bounded, does it say where
 * it left states out, and does it end with the page as it is?
 */

import { expect, type Page, test } from '@playwright/test';
import { RecordedDocument } from './support/recorded-document.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://runaway.test';

async function openPage(page: Page, count: number): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({
    body: `<!doctype html><title>Runaway</title><h1>calm</h1><p>text</p><main hidden>${'<i></i>'.repeat(count)}</main>`,
  }));
  await page.goto(`${origin}/`);
}

/** Changes an attribute of every `<i>` and the text of the paragraph in each of so many frames. */
const run = (page: Page, frames: number, rest = ''): Promise<void> =>
  page.evaluate(
    async ([frames, rest]) => {
      const nodes = document.querySelectorAll('i');
      const text = document.querySelector('p')!.firstChild!;
      for (let frame = 1; frame <= frames; frame++) {
        await new Promise(requestAnimationFrame);
        nodes.forEach((node, at) => {
          node.setAttribute('style', `transform: translate(${(frame * 3 + at * 7) % 1000}px, ${frame}px)${rest}`);
        });
        text.nodeValue = `text ${frame}`;
      }
    },
    [frames, rest] as const,
  );

const sampled = (events: DumpedEvent[]) =>
  events.filter(({ event }) => event.event === 'absence' && /^(sampled|stepped-down)$/.test(event.reason as string));

/** How many values of attributes were written. */
const valuesIn = (events: DumpedEvent[]): number =>
  events
    .filter(({ event }) => event.event === 'mutation')
    .flatMap(({ event }) => event.operations as { operation: string }[])
    .filter(({ operation }) => operation === 'set-attribute').length;

function documentAfter(events: DumpedEvent[]): string {
  const document = new RecordedDocument();
  for (const event of events) document.apply(event);
  return document.text();
}

test('what changes far too much is sampled, marked, and exact when it rests', async ({ page }) => {
  await openPage(page, 2_000);
  const visit = await Visit.start(page, { pace: { bytesPerSecond: 16 << 10 } });
  await run(page, 100);
  // A marker of a busy page may stand over a flush of which slices are left. When the page is left, none are.
  await visit.soFar();
  await visit.mark('in between');
  await run(page, 100);
  await visit.mark('at rest');
  await page.evaluate(() => {
    document.querySelector('h1')!.className = 'late';
  });
  const recording = await visit.stop();
  const after = eventsOf(await (await Visit.start(page)).stop());

  const events = eventsOf(recording);
  const values = valuesIn(events);
  expect(values).toBeGreaterThan(2_000);
  expect(values).toBeLessThan((2_000 * 200) / 4);
  expect(documentAfter(events)).toBe(documentAfter(after));
  const until = events.filter(({ at_micros }) => at_micros <= marksOf(events).get('in between')!);
  expect(documentAfter(until)).toContain('text 100');

  const stretches = sampled(events);
  expect(stretches.length).toBeGreaterThan(0);
  for (const { at_micros, event } of stretches) {
    expect(event.reason).toBe('sampled');
    expect(event.duration_micros).toBeGreaterThan(0);
    expect(event.duration_micros).toBeLessThanOrEqual(at_micros);
  }
  expect(faultsOf(recording)).toBe('');
});

test('500 styles that change in every frame are all kept', async ({ page }) => {
  await openPage(page, 500);
  const visit = await Visit.start(page);
  await run(page, 300);
  const events = eventsOf(await visit.stop());
  expect(sampled(events)).toEqual([]);
  expect(valuesIn(events)).toBeGreaterThan(500 * 100);
});

test('a recorder that costs a page too much steps down, and says so', async ({ page }) => {
  await openPage(page, 50);
  const costly = '() => { for (const end = performance.now() + 2; performance.now() < end; ); return "seen"; }';
  const visit = await Visit.start(page, {}, costly);
  await run(page, 60);
  const events = eventsOf(await visit.stop());
  expect(sampled(events).map(({ event }) => event.reason)).toContain('stepped-down');
  expect(valuesIn(events)).toBeLessThan((50 * 60) / 2);
});
