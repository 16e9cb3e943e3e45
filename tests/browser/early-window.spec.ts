/**
 * What follows the page is loaded once the first chunk is on its way. Here its answer waits: is what the page and its
 * visitor do meanwhile in the recording all the same?
 */

import { expect, type Page, test } from '@playwright/test';
import { operateAtRandom } from './support/random-operations.ts';
import { RecordedDocument } from './support/recorded-document.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, eventsOf, faultsOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://early.test';
const row = (n: number) => `<section id="s${n}"><h3 class="t">${n}</h3><p>text <b title="${n}">bold</b></p></section>`;
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n)).join('');

/** What the page keeps of a recording that has not begun to follow it. */
interface Begun {
  chunks: Uint8Array[];
  /** What became of the promise. */
  outcome: string;
  over: Promise<void>;
}

/** Opens a page. What follows it is asked for, and answered when the test says so. */
async function openPage(page: Page, body: string): Promise<{ asked: Promise<void>; answer(): void }> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: `<!doctype html><title>Early</title>${body}` }));
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    page.route('**/following.js', async (route) => {
      resolve();
      await answered;
      await route.fallback();
    });
  });
  await page.goto(`${origin}/`);
  return { asked, answer };
}

/** Begins to record, without waiting for the recording. */
const begin = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const begun = { chunks: [] as Uint8Array[], outcome: 'pending' };
    const sink = (chunk: Uint8Array) => void begun.chunks.push(chunk);
    const over = record({ mask: 'none', resources: 'none', sink }).then(
      () => {
        begun.outcome = 'recording';
      },
      ({ name, code }: { name: string; code: string }) => {
        begun.outcome = `${name} ${code}`;
      },
    );
    Object.assign(globalThis, { begun: Object.assign(begun, { over }) });
  });

/** What was handed over by now, and what became of the promise. */
async function soFar(page: Page): Promise<{ events: DumpedEvent[]; outcome: string; bytes: Buffer }> {
  const { text, outcome } = await page.evaluate(() => {
    const { chunks, outcome } = (globalThis as unknown as { begun: Begun }).begun;
    const text = chunks.map((chunk) => Array.from(chunk, (byte) => String.fromCharCode(byte)).join('')).join('');
    return { text, outcome };
  });
  const bytes = Buffer.from(text, 'latin1');
  return { events: eventsOf(bytes), outcome, bytes };
}

const kindsOf = (events: DumpedEvent[]): string[] => events.map(({ event }) => event.event);

function documentAfter(events: DumpedEvent[]): RecordedDocument {
  const document = new RecordedDocument();
  for (const event of events) document.apply(event);
  return document;
}

async function checkEnd(page: Page, recording: Buffer): Promise<void> {
  const after = await (await Visit.start(page)).stop();
  expect(faultsOf(recording)).toBe('');
  expect(documentAfter(eventsOf(recording)).text()).toBe(documentAfter(eventsOf(after)).text());
}

test('the first chunk is handed over, with the page in it, before what follows the page is asked for', async ({
  page,
}) => {
  const { asked, answer } = await openPage(page, '<p>hello');
  await begin(page);
  await asked;
  const { events, outcome } = await soFar(page);
  expect(outcome).toBe('pending');
  expect(kindsOf(events)).toEqual(['keyframe']);
  expect(documentAfter(events).text()).toContain('hello');
  answer();
  await page.evaluate(() => (globalThis as unknown as { begun: Begun }).begun.over);
  expect((await soFar(page)).outcome).toBe('recording');
});

test('what happens before what follows the page has come is in the recording, and marked', async ({ page }) => {
  const { asked, answer } = await openPage(
    page,
    `<style id="style">p { color: red }</style><input id="field"><input type="checkbox" id="box">
    <div id="list" style="height: 50px; overflow: auto"><div style="height: 900px">tall</div></div>
    <button id="button">press</button><main id="home"><p id="old">old</p></main>`,
  );
  const starting = Visit.start(page);
  await asked;
  await page.locator('#field').fill('typed');
  await page.locator('#button').click();
  await page.evaluate(() => {
    const element = (id: string) => document.getElementById(id)!;
    element('old').remove();
    element('home').innerHTML = '<p id="new">new</p>';
    element('new').firstChild!.nodeValue = 'newer';
    element('new').setAttribute('title', 'told');
    const host = element('home').appendChild(document.createElement('div'));
    host.id = 'host';
    host.attachShadow({ mode: 'closed' }).innerHTML = '<b>closed</b>';
    (element('box') as HTMLInputElement).checked = true;
    (element('style') as HTMLStyleElement).sheet!.insertRule('b { color: blue }', 1);
    element('list').scrollTop = 240;
    history.pushState(null, '', '/elsewhere');
  });
  await framesPainted(page);
  answer();
  const visit = await starting;
  // A recorder that comes later can know nothing of it.
  await page.evaluate(() => document.getElementById('host')!.remove());
  const recording = await visit.stop();
  const events = eventsOf(recording);
  const kinds = kindsOf(events);
  for (const kind of ['pointer-state', 'click', 'focus', 'navigation']) expect(kinds).toContain(kind);
  const text = JSON.stringify(events.map(({ event }) => event));
  for (const told of ['typed', 'newer', 'told', 'closed', 'b { color: blue }', '"scroll-top"', '"checked"'])
    expect(text).toContain(told);
  const absences = events.filter(({ event }) => event.event === 'absence');
  expect(absences.map(({ event }) => event.reason)).toEqual(['loading']);
  // It reaches back to the keyframe.
  const { at_micros: keyframeAt } = events[0]!;
  expect(absences[0]!.at_micros - Number(absences[0]!.event.duration_micros)).toBe(keyframeAt);
  await checkEnd(page, recording);
});

test('a page that stands still meanwhile is not marked', async ({ page }) => {
  const { asked, answer } = await openPage(page, '<p>still');
  const starting = Visit.start(page);
  await asked;
  await framesPainted(page);
  answer();
  expect(kindsOf(eventsOf(await (await starting).stop()))).not.toContain('absence');
});

for (const [name, count] of [
  ['small', 10],
  ['large', 4_000],
] as const) {
  test(`a ${name} page that changes at random meanwhile is recorded as it is`, async ({ page }) => {
    const { asked, answer } = await openPage(page, `<main id="home"><input id="field">${rows(count)}</main>`);
    const starting = Visit.start(page);
    await asked;
    const changing = page.evaluate(operateAtRandom, { seed: 7, operations: 400 });
    await framesPainted(page);
    answer();
    const [visit] = await Promise.all([starting, changing]);
    await checkEnd(page, await visit.stop());
  });
}

test('a page that is left before has its first state in the recording, and the rest is marked', async ({ page }) => {
  const { asked, answer } = await openPage(page, '<p id="p">hello');
  await begin(page);
  await asked;
  await page.evaluate(() => document.getElementById('p')!.append(' world'));
  await page.evaluate(() => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false })));
  const { events, bytes } = await soFar(page);
  expect(kindsOf(events)).toEqual(['keyframe', 'absence', 'end']);
  expect(events.map(({ event }) => event.reason)).toEqual([undefined, 'loading', 'left']);
  expect(faultsOf(bytes)).toBe('');
  // What comes too late changes nothing any more.
  answer();
  await page.evaluate(() => (globalThis as unknown as { begun: Begun }).begun.over);
  expect((await soFar(page)).bytes).toEqual(bytes);
});

test('without what follows the page the recording ends with an error, and what was recorded stays', async ({
  page,
}) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: '<!doctype html><p>hello' }));
  await page.route('**/following.js', (route) => route.abort());
  await page.goto(`${origin}/`);
  const before = await page.evaluate(() => `${Element.prototype.attachShadow}${history.pushState}`);
  await begin(page);
  await page.evaluate(() => (globalThis as unknown as { begun: Begun }).begun.over);
  const { events, outcome, bytes } = await soFar(page);
  expect(outcome).toBe('LoadError wasm-unavailable');
  expect(kindsOf(events)).toEqual(['keyframe', 'end']);
  expect(events.at(-1)!.event.reason).toBe('error');
  expect(documentAfter(events).text()).toContain('hello');
  expect(faultsOf(bytes)).toBe('');
  // Nothing is left of it on the page, and it can be recorded again.
  expect(await page.evaluate(() => `${Element.prototype.attachShadow}${history.pushState}`)).toBe(before);
  await page.unrouteAll();
  await serve(page.context(), origin, () => undefined);
  await begin(page);
  await page.evaluate(() => (globalThis as unknown as { begun: Begun }).begun.over);
  expect((await soFar(page)).outcome).toBe('recording');
});

test('the classic script finds what follows the page beside itself, whatever the page is based on', async ({
  page,
}) => {
  const { asked, answer } = await openPage(page, '<base href="http://elsewhere.test/"><p>hello');
  answer();
  await page.route(`${origin}/sink`, (route) => route.fulfill({ status: 204 }));
  await page.evaluate((origin) => {
    const script = Object.assign(document.createElement('script'), { src: `${origin}/dist/domreel.js` });
    script.dataset.sink = `${origin}/sink`;
    document.head.append(script);
    return new Promise((loaded) => script.addEventListener('load', loaded));
  }, origin);
  await asked;
  const sent = page.waitForRequest(`${origin}/sink`);
  await page.evaluate(async () => {
    const { domreel } = globalThis as unknown as { domreel: { recording: Promise<{ stop(): Promise<void> }> } };
    const recording = await domreel.recording;
    await recording.stop();
  });
  expect((await sent).method()).toBe('POST');
});
