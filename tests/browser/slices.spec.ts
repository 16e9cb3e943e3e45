/**
 * Large pages and large changes are read in slices. The page goes on between two of them: does the recording end with
 * the document that a new recording begins with?
 */

import { expect, type Page, test } from '@playwright/test';
import { operateAtRandom } from './support/random-operations.ts';
import { RecordedDocument } from './support/recorded-document.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, eventsOf, faultsOf } from './support/tool.ts';
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

/**
 * Comes to where a keyframe is due: the page's clock goes on by two minutes, and the recorder's timer fires.
 * What the page does `then`, it does before the second slice.
 */
const comeToBorder = (page: Page, then = () => {}): Promise<void> =>
  page.evaluate((then) => {
    (globalThis as unknown as { comeToBorder(): void }).comeToBorder();
    new Function(`return (${then})()`)();
  }, String(then));

/** Opens a large page and records more of it than its keyframe takes, so that only time is missing for the next one. */
async function openPageBeforeBorder(page: Page, count: number): Promise<Visit> {
  await page.addInitScript(() => {
    const { performance, setTimeout } = globalThis;
    const now = performance.now.bind(performance);
    let later = 0;
    let makeChunk: (() => void) | undefined;
    performance.now = () => now() + later;
    globalThis.setTimeout = ((action: () => void, millis?: number) => {
      if (millis !== 5_000) return setTimeout(action, millis);
      makeChunk = action;
      return 0;
    }) as typeof setTimeout;
    Object.assign(globalThis, {
      comeToBorder() {
        later += 121_000;
        makeChunk?.();
      },
    });
  });
  await openPage(page, count);
  const visit = await Visit.start(page);
  // All is written by then.
  await visit.soFar();
  await page.evaluate(() => {
    for (let at = 0; at < 30; at++) {
      const bytes = crypto.getRandomValues(new Uint8Array(20_000));
      document.body.setAttribute(`data-${at}`, Array.from(bytes, (byte) => byte.toString(16)).join(' '));
    }
  });
  await visit.soFar();
  await page.evaluate(() => {
    for (let at = 0; at < 30; at++) document.body.removeAttribute(`data-${at}`);
  });
  await visit.soFar();
  return visit;
}

/** The events of each segment. */
function segmentsOf(recording: Buffer): DumpedEvent[][] {
  const segments: DumpedEvent[][] = [];
  for (const event of eventsOf(recording)) {
    if (event.event.event === 'keyframe') segments.push([]);
    segments.at(-1)!.push(event);
  }
  return segments;
}

for (const seed of seeds) {
  test(`a later keyframe of a large page that changes while it is read is exact (seed ${seed})`, async ({ page }) => {
    const visit = await openPageBeforeBorder(page, 4_000);
    await comeToBorder(page);
    await page.evaluate(operateAtRandom, { seed, operations, takesTurns: true });
    const recording = await visit.stop();
    const segments = segmentsOf(recording);
    expect(segments).toHaveLength(2);
    const [{ at_micros, event }, ...rest] = segments[1]!;
    expect((event.tree as unknown[]).length, 'the keyframe was one task').toBeLessThan(3_000);
    const slices = rest.filter((event) => event.event.event === 'mutation' && event.at_micros === at_micros);
    expect(slices.length).toBeGreaterThan(1);
    await checkEnd(page, recording);
  });
}

test('a page is the same on both sides of a keyframe that is read in slices, with the ids that it had', async ({
  page,
}) => {
  const visit = await openPageBeforeBorder(page, 4_000);
  await page.evaluate(() => document.getElementById('field')!.focus());
  await visit.soFar();
  await comeToBorder(page);
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  const [before, after] = segmentsOf(recording).map((events) => {
    const document = new RecordedDocument();
    for (const event of events) document.apply(event);
    return document.text(true);
  });
  expect(after).toBe(before);
});

test('a text that changes before a later keyframe comes to it is written once', async ({ page }) => {
  const visit = await openPageBeforeBorder(page, 200);
  // Large enough to be cut by its elements, of which most are not read: all of the rest is one slice.
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.setAttribute('data-domreel-block', '');
    box.innerHTML = '<i></i>'.repeat(2_000);
    document.body.append(box);
  });
  await visit.soFar();
  await comeToBorder(page, () => {
    const text = document.querySelector('#s199 p')!.firstChild as Text;
    text.data += 'and words that are long enough to be worth a difference, twice as long as a few others are';
  });
  await checkEnd(page, await visit.stop());
});

test('a shadow root that leaves before a later keyframe comes to it is not listened to any more', async ({ page }) => {
  const visit = await openPageBeforeBorder(page, 505);
  const listeners = async (): Promise<number> => {
    const { result } = await devtools.send('Runtime.evaluate', { expression: 'globalThis.root' });
    const found = await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
    return found.listeners.length;
  };
  const devtools = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    const host = document.body.appendChild(document.createElement('div'));
    host.id = 'host';
    Object.assign(globalThis, { root: host.attachShadow({ mode: 'open' }) });
  });
  await visit.soFar();
  expect(await listeners()).toBeGreaterThan(0);
  await comeToBorder(page, () => document.getElementById('host')!.remove());
  await visit.soFar();
  expect(await listeners()).toBe(0);
  await checkEnd(page, await visit.stop());
});

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

test('however slow a machine is, a large page is searched for secrets little by little, and read little by little then', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const now = performance.now.bind(performance);
    let later = 0;
    // Whoever looks at the clock has used up the time of a slice.
    performance.now = () => {
      later += 10;
      return now() + later;
    };
    const counts = { asked: 0, read: 0 };
    const count = (prototype: object, name: string, key: 'asked' | 'read') => {
      const get = Object.getOwnPropertyDescriptor(prototype, name)!.get!;
      Object.defineProperty(prototype, name, {
        configurable: true,
        get() {
          counts[key]++;
          return get.call(this);
        },
      });
    };
    count(Element.prototype, 'shadowRoot', 'asked');
    count(CharacterData.prototype, 'data', 'read');
    const tasks: (typeof counts)[] = [];
    const counted = (action: () => unknown) => () => {
      counts.asked = counts.read = 0;
      action();
      if (counts.asked + counts.read > 0) tasks.push({ ...counts });
    };
    const { setTimeout } = globalThis;
    const { postTask } = Scheduler.prototype;
    globalThis.setTimeout = ((action: () => unknown, millis?: number) =>
      setTimeout(counted(action), millis)) as typeof setTimeout;
    Scheduler.prototype.postTask = function (this: Scheduler, action: () => unknown, options) {
      return postTask.call(this, counted(action), options);
    } as typeof postTask;
    Object.assign(globalThis, { tasks });
  });
  await openPage(page, 1_000);
  const visit = await Visit.start(page, { mask: 'none' });
  // Each row has three texts.
  const taken = await page.waitForFunction(() => {
    const { tasks } = globalThis as unknown as { tasks: { asked: number; read: number }[] };
    return tasks.reduce((sum, { read }) => sum + read, 0) >= 3_000 && tasks;
  });
  const tasks = (await taken.jsonValue()) as { asked: number; read: number }[];
  expect(Math.max(...tasks.map(({ asked }) => asked))).toBeLessThan(1_000);
  expect(Math.max(...tasks.map(({ read }) => read))).toBeLessThan(200);
  const firstRead = tasks.findIndex(({ read }) => read > 0);
  const asked = tasks.slice(0, firstRead + 1).reduce((sum, { asked }) => sum + asked, 0);
  // What a shadow root can hang on: the rows, their titles and paragraphs.
  expect(asked).toBeGreaterThanOrEqual(3_000);
  await checkEnd(page, await visit.stop());
});
