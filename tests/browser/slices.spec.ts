/**
 * Large pages and large changes are read in slices. The page goes on between two of them: does the recording end with
 * the document that a new recording begins with?
 */

import { expect, type Page, test } from '@playwright/test';
import { operateAtRandom } from './support/random-operations.ts';
import { RecordedDocument } from './support/recorded-document.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://slices.test';
const seeds = (process.env.MODEL_SEED ?? '2,40').split(',').map(Number);
const operations = Number(process.env.MODEL_OPERATIONS ?? 400);
const row = (n: number) => `<section id="s${n}"><h3 class="t">${n}</h3><p>text <b title="${n}">bold</b></p></section>`;
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n)).join('');

async function openPage(page: Page, count: number): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({
    body: `<!doctype html><title>Slices</title><main id="home"><input id="field">${rows(count)}</main>`,
  }));
  await page.goto(`${origin}/`);
}

function documentAfter(recording: Buffer): RecordedDocument {
  const document = new RecordedDocument();
  for (const event of eventsOf(recording)) document.apply(event);
  return document;
}

/** How many changes of the document have the time of the event before them: the slices of one moment. */
function slicesOf(recording: Buffer): number {
  const events = eventsOf(recording);
  return events.filter(
    ({ event, at_micros }, index) => event.event === 'mutation' && at_micros === events[index - 1]?.at_micros,
  ).length;
}

async function checkEnd(page: Page, recording: Buffer): Promise<void> {
  const after = await (await Visit.start(page)).stop();
  expect(faultsOf(recording)).toBe('');
  expect(documentAfter(recording).text()).toBe(documentAfter(after).text());
}

for (const seed of seeds) {
  test(`a large page that changes while it is read is recorded as it is (seed ${seed})`, async ({ page }) => {
    await openPage(page, 4_000);
    const [visit] = await Promise.all([
      Visit.start(page),
      page.evaluate(operateAtRandom, { seed, operations, takesTurns: true }),
    ]);
    const recording = await visit.stop();
    expect(slicesOf(recording)).toBeGreaterThan(1);
    await checkEnd(page, recording);
  });

  test(`a large change is recorded as it is while the page goes on (seed ${seed})`, async ({ page }) => {
    await openPage(page, 10);
    const visit = await Visit.start(page);
    await page.evaluate((rows) => {
      document.getElementById('home')!.insertAdjacentHTML('beforeend', rows);
    }, rows(4_000));
    await page.evaluate(operateAtRandom, { seed, operations, takesTurns: true });
    const recording = await visit.stop();
    expect(slicesOf(recording)).toBeGreaterThan(1);
    await checkEnd(page, recording);
  });
}

test('a marker that is set while a large page is being read comes when it was read', async ({ page }) => {
  await openPage(page, 4_000);
  const text = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    let text = '';
    const recording = await record({
      mask: 'none',
      resources: 'none',
      sink: (chunk: Uint8Array) => {
        text += Array.from(chunk, (byte) => String.fromCharCode(byte)).join('');
      },
    });
    // No slice but the first has had its turn.
    recording.mark('begun');
    await recording.stop();
    return text;
  });
  const events = eventsOf(Buffer.from(text, 'latin1'));
  const kinds = events.map(({ event }) => event.event);
  expect(kinds.indexOf('mark')).toBeGreaterThan(kinds.lastIndexOf('mutation'));
  expect(kinds.lastIndexOf('mutation')).toBeGreaterThan(0);
  expect(documentAfter(Buffer.from(text, 'latin1')).text()).toContain('3999');
});

test('a page that changes more than can be read is recorded at many instants, and exact when it rests', async ({
  page,
}) => {
  await openPage(page, 5_000);
  const visit = await Visit.start(page);
  await page.evaluate(async () => {
    const elements = document.querySelectorAll('section, h3, p, b');
    const end = performance.now() + 6_000;
    for (let frame = 0; performance.now() < end; frame++) {
      await new Promise(requestAnimationFrame);
      elements.forEach((element, at) => {
        element.setAttribute('title', `${frame} ${at}`);
      });
    }
  });
  const recording = await visit.stop();
  const instants = eventsOf(recording).filter(({ event }) => event.event === 'mutation');
  expect(new Set(instants.map(({ at_micros }) => at_micros)).size).toBeGreaterThanOrEqual(3);
  await checkEnd(page, recording);
});
