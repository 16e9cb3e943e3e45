/** What the recorder is to the page that it records: nothing that the page could notice, and nothing once it is over. */

import type { CDPSession } from '@playwright/test';
import { expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://host.test';
const body = `<!doctype html><title>Host</title>
<style>p { color: teal }</style><p id="text">text</p><input id="field"><canvas></canvas><video></video>
<div id="host"></div><iframe srcdoc="<p>in a frame</p>"></iframe>
<script>document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<input><slot></slot>';</script>`;

async function openHost(page: Page, markup = body): Promise<void> {
  await serve(page.context(), origin, () => ({ body: markup }));
  await page.goto(`${origin}/`);
}

/** Reads every property of the page's globals and of all prototypes, in all its frames, to be compared with what they are later. */
const keepSurroundings = (page: Page) =>
  page.evaluateHandle(() => {
    type Kept = Map<object, { name: string; properties: Map<PropertyKey, PropertyDescriptor> }>;
    const read = (): Kept => {
      const kept: Kept = new Map();
      const keep = (object: object, name: string): void => {
        if (kept.has(object)) return;
        const properties = new Map<PropertyKey, PropertyDescriptor>();
        for (const key of Reflect.ownKeys(object)) properties.set(key, Object.getOwnPropertyDescriptor(object, key)!);
        kept.set(object, { name, properties });
      };
      for (const view of [window, ...Array.from(frames as unknown as ArrayLike<Window>)]) {
        for (const key of Reflect.ownKeys(view)) {
          const value: unknown = Object.getOwnPropertyDescriptor(view, key)?.value;
          if (typeof value !== 'function') continue;
          keep(value, String(key));
          if (value.prototype) keep(value.prototype, String(key));
        }
        const { document, history, location, navigator, customElements } = view as Window & typeof globalThis;
        for (const object of [view, document, history, location, navigator, customElements]) keep(object, 'global');
        for (const element of document.querySelectorAll('*')) keep(element, element.localName);
      }
      return kept;
    };
    const before = read();
    /** Names what differs now; with `forms` only what page code would see of a method that was wrapped. */
    return (view: 'identity' | 'forms'): string[] => {
      const differences: string[] = [];
      const form = (thing: unknown): string =>
        typeof thing === 'function' ? `${thing.name}/${thing.length}/${'prototype' in thing}` : typeof thing;
      for (const [object, { name, properties }] of read()) {
        const known = before.get(object)?.properties;
        for (const key of new Set([...(known?.keys() ?? []), ...properties.keys()])) {
          const [then, now] = [known?.get(key), properties.get(key)];
          const parts = ['get', 'set', 'value', 'writable', 'enumerable', 'configurable'] as const;
          const isSame = parts.every((part) =>
            view === 'identity' ? Object.is(then?.[part], now?.[part]) : form(then?.[part]) === form(now?.[part]),
          );
          if (!then !== !now || !isSame) differences.push(`${name}.${String(key)}`);
        }
      }
      return differences;
    };
  });

/** Counts the listeners on the page's targets, as the browser knows them. */
async function listeners(cdp: CDPSession): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const targets = ['window', 'document', 'document.body', 'document.getElementById("field")', 'navigator', 'history']
    .concat(['document.getElementById("host").shadowRoot', 'frames[0]', 'frames[0].document'])
    .concat(['matchMedia("(prefers-color-scheme: dark)")', 'document.fonts', 'visualViewport', 'screen.orientation']);
  for (const expression of targets) {
    const { result } = await cdp.send('Runtime.evaluate', { expression });
    const { listeners } = await cdp.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
    for (const { type } of listeners) counts[`${expression} ${type}`] = (counts[`${expression} ${type}`] ?? 0) + 1;
  }
  return counts;
}

test('a recording that is stopped leaves nothing behind', async ({ page }) => {
  failOnPageErrors(page);
  await openHost(page);
  const cdp = await page.context().newCDPSession(page);
  const differences = await keepSurroundings(page);
  const before = await listeners(cdp);
  const markup = await page.content();

  const visit = await Visit.start(page);
  await page.locator('#field').fill('typed');
  await page.locator('#field').fill('');
  expect(await differences.evaluate((compare) => compare('identity'))).toContain('History.pushState');
  expect(await listeners(cdp)).not.toEqual(before);
  await visit.stop();

  expect(await differences.evaluate((compare) => compare('identity'))).toEqual([]);
  expect(await listeners(cdp)).toEqual(before);
  expect(await page.content()).toBe(markup);
});

test('while it records, what it wrapped looks as it did', async ({ page }) => {
  await openHost(page);
  const differences = await keepSurroundings(page);
  const visit = await Visit.start(page);
  const seen = await differences.evaluate((compare) => compare('forms'));
  expect(seen.filter((name) => !name.includes('Symbol(domreel'))).toEqual([]);
  expect(await page.evaluate(() => Object.keys(window).filter((key) => /domreel/i.test(key)))).toEqual([]);
  await visit.stop();
});

test('after the stop nothing reaches the sink, whatever happens in the page', async ({ page }) => {
  await openHost(page);
  const count = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    let chunks = 0;
    const recording = await record({ sink: () => void chunks++, mask: 'none' });
    await recording.stop();
    const atStop = chunks;
    document.body.append('more');
    (document.getElementById('field') as HTMLInputElement).value = 'set';
    history.pushState({}, '', '/elsewhere');
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    recording.mark('too late');
    await recording.stop();
    return chunks - atStop;
  });
  expect(count).toBe(0);
});

test('a second recorder on the page is refused, by either build, and the first goes on', async ({ page }) => {
  await openHost(page);
  const visit = await Visit.start(page);
  const codes = await page.evaluate(async () => {
    const code = (error: { code?: string }) => error.code;
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const module = await record({ sink: () => {} }).catch(code);
    const script = Object.assign(document.createElement('script'), { src: '/dist/domreel.js' });
    await new Promise((done) => {
      script.onload = done;
      document.head.append(script);
    });
    const { domreel } = window as unknown as { domreel: { record: typeof record } };
    return [module, await domreel.record({ sink: () => {} }).catch(code)];
  });
  expect(codes).toEqual(['already-recording', 'already-recording']);
  await page.evaluate(() => document.body.append('after the refusal'));
  await framesPainted(page);
  expect(JSON.stringify(eventsOf(await visit.stop()))).toContain('after the refusal');
  const next = await Visit.start(page);
  expect(eventsOf(await next.stop()).length).toBeGreaterThan(0);
});

test('two that are started at once are one', async ({ page }) => {
  await openHost(page);
  const outcomes = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const started = [record({ sink: () => {} }), record({ sink: () => {} })];
    const settled = await Promise.allSettled(started);
    return settled.map((outcome) => (outcome.status === 'fulfilled' ? 'records' : outcome.reason.code)).sort();
  });
  expect(outcomes).toEqual(['already-recording', 'records']);
});

test('options that make no sense are refused with a code, and nothing begins', async ({ page }) => {
  await openHost(page);
  const differences = await keepSurroundings(page);
  const codes = await page.evaluate(async () => {
    const { record, DomreelError } = await import(`${location.origin}/dist/recorder.js`);
    const sink = () => {};
    const bad = [
      undefined,
      {},
      { sink: 7 },
      { sink: 'http://' },
      { sink, mask: 'some' },
      { sink, resources: true },
      { sink, canvas: { fps: -1 } },
      { sink, canvas: { fps: 1000 } },
      { sink, canvas: 'yes' },
    ];
    const codes: unknown[] = [];
    for (const options of bad) {
      const error = await record(options).then(
        () => 'records',
        (error: Error) => error,
      );
      codes.push(error instanceof DomreelError ? (error as unknown as { code: string }).code : error);
    }
    return codes;
  });
  expect(codes).toEqual(codes.map(() => 'bad-option'));
  expect(await differences.evaluate((compare) => compare('identity'))).toEqual([]);
});

test('what the page throws in its own listeners is the page’s own, and is recorded over', async ({ page }) => {
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await openHost(page);
  await page.evaluate(() => {
    for (const type of ['input', 'click', 'scroll', 'focusin', 'visibilitychange', 'pointermove']) {
      addEventListener(
        type,
        () => {
          throw new Error(`the page's own: ${type}`);
        },
        true,
      );
    }
    new MutationObserver(() => {
      throw new Error("the page's own: mutation");
    }).observe(document, { subtree: true, childList: true });
  });
  const visit = await Visit.start(page);
  await page.locator('#field').click();
  await page.locator('#field').pressSequentially('typed');
  await page.evaluate(() => document.body.append('appended'));
  await framesPainted(page);
  const text = JSON.stringify(eventsOf(await visit.stop()));
  expect(text).toContain('"value":"typed"');
  expect(text).toContain('appended');
  expect(thrown.length).toBeGreaterThan(3);
  expect(thrown.filter((message) => !message.startsWith("the page's own"))).toEqual([]);
});

test('a page that has replaced what the platform gives is recorded all the same', async ({ page }) => {
  failOnPageErrors(page);
  await openHost(
    page,
    `<!doctype html><script src="/dist/early.js"></script><script>
      (Array.prototype.everywhere = 1), (Object.prototype.everywhere = 2);
      Array.prototype.forEach = Array.prototype.push = Array.prototype.map = () => { throw new Error('replaced'); };
      JSON.parse = () => { throw new Error('replaced'); };
      Element.prototype.toJSON = Array.prototype.toJSON = () => 'replaced';
      window.Map = window.Set = window.WeakMap = class {};
      window.Node = window.Event = undefined;
    </script><form id="form"><input name="childNodes"><input name="attributes"><input name="parentNode"></form><p>clobbered</p>`,
  );
  const text = await page.evaluate(async () => {
    const chunks: Uint8Array[] = [];
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const recording = await record({
      mask: 'none',
      resources: 'none',
      sink: (chunk: Uint8Array) => {
        chunks[chunks.length] = chunk;
      },
    });
    document.querySelector('p')!.append(' and changed');
    await recording.stop();
    let text = '';
    for (const chunk of chunks) for (const byte of chunk) text += String.fromCharCode(byte);
    return text;
  });
  const events = eventsOf(Buffer.from(text, 'latin1'));
  expect(JSON.stringify(events)).toContain('clobbered');
  expect(JSON.stringify(events)).toContain(' and changed');
  // What follows animations cannot go through lists there.
  expect(JSON.stringify(events)).toContain('"property":"gap","value":"failed"');
  expect(events.at(-1)!.event).toEqual({ event: 'end', reason: 'stopped' });
});

test('a sink that rejects is given the same chunk again, and then the next', async ({ page }) => {
  await openHost(page);
  const calls = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const calls: { sequence: number; size: number }[] = [];
    const recording = await record({
      sink: async (chunk: Uint8Array, { sequence }: { sequence: number }) => {
        calls.push({ sequence, size: chunk.length });
        if (calls.length < 2) throw new Error('not now');
      },
    });
    await recording.stop();
    return calls;
  });
  expect(calls.map(({ sequence }) => sequence)).toEqual([0, 0, 1]);
  expect(calls[1]).toEqual(calls[0]);
});

test('a collector that refuses ends the recording with one error, and nothing stays', async ({ page }) => {
  failOnPageErrors(page);
  await openHost(page);
  await page.route(`${origin}/refuse`, (route) => route.fulfill({ status: 403 }));
  const differences = await keepSurroundings(page);
  const codes = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const recording = await record({ sink: '/refuse', resources: 'none' });
    const codes: string[] = [];
    await new Promise((done) => {
      recording.addEventListener('error', ({ detail }: CustomEvent) => {
        codes.push(detail.code);
        done(undefined);
      });
    });
    document.body.append('more');
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await recording.stop();
    return codes;
  });
  expect(codes).toEqual(['sink-failed']);
  expect(await differences.evaluate((compare) => compare('identity'))).toEqual([]);
});

test('a page whose elements are named as the methods of a document is recorded', async ({ page }) => {
  const names = ['getElementsByTagName', 'querySelectorAll', 'addEventListener', 'createElement', 'body', 'fonts'];
  const body = `<!doctype html><p>plain</p>${names.map((name) => `<img name="${name}" alt="">`).join('')}`;
  await serve(page.context(), 'http://named.test', () => ({ body }));
  await page.goto('http://named.test/');
  const visit = await Visit.start(page, { resources: 'same-origin' });
  expect(dump(await visit.stop())).toContain('plain');
});
