/** Whether a worker takes the module's work while there is much of it, and whether the recording is the same for it. */

import { expect, type Page, test } from '@playwright/test';
import { operateAtRandom } from './support/random-operations.ts';
import { RecordedDocument } from './support/recorded-document.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf } from './support/tool.ts';
import { Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://offload.test';
const row = (n: number) => `<section id="s${n}"><h3 class="t">${n}</h3><p>text <b title="${n}">bold</b></p></section>`;
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n)).join('');

/** What the page counts of its workers. */
interface Workers {
  begun: number;
  batches: number;
  ended: number;
}

/** Opens a page of many rows that has the offload's file at hand, counts its workers, and holds back what they say while it has the class `held`. */
async function openPage(page: Page, count: number, headers: Record<string, string> = {}): Promise<void> {
  failOnPageErrors(page);
  await page.addInitScript(() => {
    const workers: Workers = { begun: 0, batches: 0, ended: 0 };
    Object.assign(globalThis, { workers });
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL) {
        super(url);
        workers.begun++;
        this.addEventListener('message', (event) => {
          if (document.documentElement.classList.contains('held')) event.stopImmediatePropagation();
        });
      }
      override postMessage(message: { numbers?: Int32Array }, transfer?: Transferable[] | StructuredSerializeOptions) {
        if (message.numbers) workers.batches++;
        super.postMessage(message, transfer as Transferable[]);
      }
      override terminate(): void {
        workers.ended++;
        super.terminate();
      }
    };
  });
  await serve(page.context(), origin, () => ({
    headers,
    body: `<!doctype html><title>Offload</title><main id="home"><input id="field">${rows(count)}</main>`,
  }));
  await page.goto(`${origin}/`);
  // Where it comes so late that the work is done, there is no worker.
  await page.evaluate(() => import(`${location.origin}/dist/offload.js`));
}

const workersOf = (page: Page): Promise<Workers> =>
  page.evaluate(() => (globalThis as unknown as { workers: Workers }).workers);

/** Resolves when so many workers have ended. */
const workersEnded = (page: Page, count: number): Promise<unknown> =>
  page.waitForFunction((count) => (globalThis as unknown as { workers: Workers }).workers.ended >= count, count);

function documentAfter(recording: Buffer): string {
  const document = new RecordedDocument();
  for (const event of eventsOf(recording)) document.apply(event);
  return document.text();
}

/** Ends a recording, and expects it to end with the document that another begins with. */
async function checkEnd(page: Page, recording: Buffer, options: VisitOptions = {}): Promise<void> {
  const after = await (await Visit.start(page, options)).stop();
  expect(faultsOf(recording)).toBe('');
  expect(documentAfter(recording)).toBe(documentAfter(after));
}

/** Adds many rows to the page. */
const addRows = (page: Page, count: number): Promise<void> =>
  page.evaluate(
    (rows) => document.body.insertAdjacentHTML('beforeend', rows),
    rows(count).replaceAll('id="s', 'id="more'),
  );

for (const mask of ['none', 'all'] as const) {
  test(`a large page is written by a worker, which then goes (level ${mask})`, async ({ page }) => {
    await openPage(page, 8_000);
    const visit = await Visit.start(page, { mask });
    await workersEnded(page, 1);
    const { begun, batches } = await workersOf(page);
    expect(begun).toBe(1);
    expect(batches).toBeGreaterThan(0);
    await page.locator('#field').fill('afterwards');
    const recording = await visit.stop();
    expect(await workersOf(page)).toEqual({ begun, batches, ended: 1 });
    if (mask === 'none') await checkEnd(page, recording);
    else expect(faultsOf(recording)).toBe('');
  });
}

test('a small page and small changes have no worker', async ({ page }) => {
  await openPage(page, 20);
  const visit = await Visit.start(page);
  await page.evaluate(operateAtRandom, { seed: 3, operations: 50, takesTurns: true });
  await checkEnd(page, await visit.stop());
  expect((await workersOf(page)).begun).toBe(0);
});

test('the page goes on while a worker writes, again and again', async ({ page }) => {
  await openPage(page, 20);
  const visit = await Visit.start(page);
  for (let round = 1; round <= 2; round++) {
    await addRows(page, 3_000);
    await page.evaluate(async () => {
      const sections = document.getElementsByTagName('section');
      for (let turn = 0; turn < 15; turn++) {
        sections[turn * 7]!.title = `turn ${turn}`;
        sections[turn * 7 + 3]!.remove();
        sections[turn]!.append('more', document.createElement('hr'));
        await new Promise(requestAnimationFrame);
      }
    });
    await workersEnded(page, round);
  }
  await checkEnd(page, await visit.stop());
});

test('where something moves the work comes back at once, and stays for a while', async ({ page }) => {
  await openPage(page, 20);
  const visit = await Visit.start(page);
  await page.evaluate(() => document.documentElement.classList.add('held'));
  await addRows(page, 4_000);
  await page.waitForFunction(() => (globalThis as unknown as { workers: Workers }).workers.batches > 0);
  await page.evaluate(() => {
    const sections = document.getElementsByTagName('section');
    for (let turn = 0; turn < 40; turn++) sections[sections.length - 1]!.after(sections[turn]!);
  });
  await workersEnded(page, 1);
  await page.evaluate(() => document.documentElement.classList.remove('held'));
  await addRows(page, 4_000);
  await checkEnd(page, await visit.stop());
});

test('what a worker has not answered is written when the page is left', async ({ page }) => {
  await openPage(page, 20);
  const visit = await Visit.start(page);
  await page.evaluate(() => document.documentElement.classList.add('held'));
  await addRows(page, 8_000);
  await page.waitForFunction(() => (globalThis as unknown as { workers: Workers }).workers.batches > 0);
  expect((await workersOf(page)).ended).toBe(0);
  // It is asked for in the task in which the page would go.
  const sofar = await visit.soFar();
  expect((await workersOf(page)).ended).toBe(1);
  expect(faultsOf(sofar)).toBe('');
  expect(documentAfter(sofar)).toContain('more7999');
  await page.evaluate(() => document.documentElement.classList.remove('held'));
  await checkEnd(page, await visit.stop());
});

test('a worker that says nothing any more is given up', async ({ page }) => {
  await page.clock.install();
  await openPage(page, 20);
  const visit = await Visit.start(page);
  await page.evaluate(() => document.documentElement.classList.add('held'));
  await addRows(page, 8_000);
  await page.waitForFunction(() => (globalThis as unknown as { workers: Workers }).workers.batches > 0);
  await page.clock.runFor(20_000);
  expect((await workersOf(page)).ended).toBe(1);
  await page.evaluate(() => document.documentElement.classList.remove('held'));
  await addRows(page, 4_000);
  const recording = await visit.stop();
  expect((await workersOf(page)).begun).toBe(1);
  await checkEnd(page, recording);
});

test('a page that is hidden has its work done here', async ({ page }) => {
  // What a script says of it later does not reach the recorder.
  await page.addInitScript(() => {
    const own = Object.getOwnPropertyDescriptor(Document.prototype, 'hidden')!;
    const isHidden = (): boolean => (globalThis as unknown as { isHidden?: boolean }).isHidden === true;
    Object.defineProperty(Document.prototype, 'hidden', { ...own, get: isHidden });
  });
  await openPage(page, 20);
  const visit = await Visit.start(page);
  await page.evaluate(() => Object.assign(globalThis, { isHidden: true }));
  await addRows(page, 8_000);
  await checkEnd(page, await visit.stop());
  expect((await workersOf(page)).begun).toBe(0);
});

test('a page whose policy allows no worker is recorded all the same', async ({ page }) => {
  await openPage(page, 8_000, { 'content-security-policy': "worker-src 'none'" });
  const visit = await Visit.start(page);
  await addRows(page, 4_000);
  const recording = await visit.stop();
  // It is tried once.
  expect((await workersOf(page)).begun).toBe(1);
  await checkEnd(page, recording);
});

test('the policy that the guide names is enough, worker and all', async ({ page }) => {
  await openPage(page, 4_000, {
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src blob:",
  });
  const violations = await page.evaluateHandle(() => {
    const list: string[] = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => list.push(violatedDirective));
    return list;
  });
  const visit = await Visit.start(page);
  await addRows(page, 4_000);
  await workersEnded(page, 1);
  const recording = await visit.stop();
  expect(await violations.jsonValue()).toEqual([]);
  expect(faultsOf(recording)).toBe('');
});

test('no worker is asked for where the site wants none', async ({ page }) => {
  await openPage(page, 8_000);
  const visit = await Visit.start(page, { worker: false });
  const recording = await visit.stop();
  expect((await workersOf(page)).begun).toBe(0);
  await checkEnd(page, recording);
});

test('consent that is withdrawn ends the worker, and nothing of it is handed over', async ({ page }) => {
  await openPage(page, 20);
  const visit = await Visit.start(page);
  await page.evaluate(() => document.documentElement.classList.add('held'));
  await addRows(page, 8_000);
  await page.waitForFunction(() => (globalThis as unknown as { workers: Workers }).workers.batches > 0);
  const before = await visit.handedOver();
  await visit.setConsent('denied');
  expect((await workersOf(page)).ended).toBe(1);
  await page.evaluate(() => document.documentElement.classList.remove('held'));
  await page.locator('#field').fill('afterwards');
  expect(await visit.handedOver()).toBe(before);
});
