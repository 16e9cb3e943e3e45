/**
 * Random changes of a page: does the recording end with the document that a new recording begins with?
 *
 * `MODEL_SEED` and `MODEL_OPERATIONS` run another walk; where one fails, fewer
 * operations of the same seed are the same walk, cut short.
 */

import { expect, type Page, test } from '@playwright/test';
import { operateAtRandom, type Plan } from './support/random-operations.ts';
import { RecordedDocument } from './support/recorded-document.ts';
import { liveText, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://model.test';
const modelPage = '<!doctype html><title>Model</title><main id="home"><p>one</p><ul><li>two<li>three</ul></main>';
const operations = Number(process.env.MODEL_OPERATIONS ?? 1500);
const seeds = process.env.MODEL_SEED ? [Number(process.env.MODEL_SEED)] : [1, 20, 300];

async function openModel(page: Page): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: modelPage }));
  await page.goto(`${origin}/`);
}

function documentAfter(recording: Buffer): RecordedDocument {
  const document = new RecordedDocument();
  for (const event of eventsOf(recording)) document.apply(event);
  return document;
}

/** Records the changes of a plan, and checks that a recording which is begun after them begins as this one ends. */
async function checkEnd(page: Page, plan: Plan): Promise<void> {
  await openModel(page);
  const first = await Visit.start(page);
  await page.evaluate(operateAtRandom, plan);
  const before = await first.stop();
  const after = await (await Visit.start(page)).stop();
  expect(faultsOf(before)).toBe('');
  expect(documentAfter(before).text()).toBe(documentAfter(after).text());
}

for (const seed of seeds) {
  test(`after ${operations} random operations (seed ${seed}) a recording ends as a new one begins`, async ({
    page,
  }) => {
    await checkEnd(page, { seed, operations });
  });
}

test('a walk from a seed that nobody chose ends as a new recording begins @soak', async ({ page }) => {
  test.setTimeout(600_000);
  const seed = Math.floor(Math.random() * 2 ** 31);
  await test.step(`MODEL_SEED=${seed}`, () => checkEnd(page, { seed, operations: 10_000 }));
});

test('the stage shows every moment of a random walk, forwards and backwards', async ({ page, context }) => {
  await openModel(page);
  const visit = await Visit.start(page);
  const seen = new Map<string, string>();
  for (let seed = 1; seed <= 12; seed++) {
    await page.evaluate(operateAtRandom, { seed, operations: 25 });
    await visit.mark(`${seed}`);
    seen.set(`${seed}`, await liveText(page));
  }
  const recording = await visit.stop();
  const marks = marksOf(eventsOf(recording));
  const replay = await Replay.open(context, recording, { width: 1280, height: 800 });
  for (const [name, text] of [...seen, ...[...seen].reverse()]) {
    await replay.seek(marks.get(name)!);
    expect(await replay.text(), `walk ${name}`).toBe(text);
  }
});
