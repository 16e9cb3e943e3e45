/**
 * What a site's own rules are worth when they misbehave, or change while the recorder is at work.
 *
 * Words that begin with `secret` may be in no recording, words that begin with
 * `shown` must be in it.
 */

import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { dump, faultsOf, tool } from './support/tool.ts';
import { framesPainted, openPlain, plainOrigin, plantedWords, visit, wordsOf } from './support/visit.ts';

test('what a hook promises is masked, and nobody waits for it', async ({ page }) => {
  const recording = await visit(page, '<p title="secretTitle">secretText</p>', {}, 'async (role, text) => text');
  await page.locator('p').evaluate((p) => p.append(' secretLater'));
  expect(await wordsOf(recording)).toEqual([]);
});

test('a hook that changes the page while it is read leaves a recording that can be read', async ({ page }) => {
  const recording = await visit(
    page,
    '<ul><li>shownOne</li><li>shownTwo</li><li>shownThree</li></ul><p>shownText</p>',
    {},
    `(role, text, element) => {
      if (role !== 'text' || element?.localName !== 'li') return text;
      window.times = (window.times ?? 0) + 1;
      if (window.times > 20) return text;
      if (window.times % 3 === 0) element.remove();
      else if (window.times % 3 === 1) element.after(Object.assign(document.createElement('li'), { textContent: 'shownAdded' }));
      else document.querySelector('ul').append(element);
      return text;
    }`,
  );
  await page.evaluate(() => document.querySelector('ul')!.insertAdjacentHTML('beforeend', '<li>shownLast</li>'));
  for (let turn = 0; turn < 8; turn++) await framesPainted(page);
  expect(await page.evaluate(() => (window as unknown as { times: number }).times)).toBeGreaterThan(5);
  const shown = await wordsOf(recording);
  expect(shown).toContain('shownText');
  expect(shown).toContain('shownAdded');
});

test('a hook that takes the secret out of the page itself does not bring it back', async ({ page }) => {
  const recording = await visit(
    page,
    '<p>secretText</p><p>shownText</p>',
    {},
    `(role, text, element) => {
      if (!text.includes('secret')) return text;
      if (element) element.textContent = 'shownGone';
      return '';
    }`,
  );
  await page.evaluate(() => document.querySelector('p')!.append(' secretLater'));
  await framesPainted(page);
  await page.evaluate(() => document.querySelector('p')!.setAttribute('title', 'secretTitle'));
  expect(await wordsOf(recording)).toEqual(['shownGone', 'shownText']);
});

for (const [name, call] of [
  ['stops the recording', 'recording.stop()'],
  ['withdraws consent', `recording.consent = 'denied'`],
  [
    'begins another recording',
    `import('/dist/recorder.js').then(({ record }) => record({ sink() {} })).catch(() => {})`,
  ],
  ['writes a mark', `recording.mark('again')`],
]) {
  test(`a hook that ${name} while a flush is read harms neither page nor recording`, async ({ page }) => {
    await openPlain(page, '<p>shownText</p>');
    const { failures, chunks, text } = await page.evaluate(async (call) => {
      const { record } = await import(`${location.origin}/dist/recorder.js`);
      const chunks: string[] = [];
      const failures: string[] = [];
      let isArmed = false;
      let recording: EventTarget & { stop(): Promise<void>; mark(name: string): void; consent: string };
      const run = new Function('recording', call);
      const sink = (chunk: Uint8Array) => {
        chunks.push(Array.from(chunk, (byte) => String.fromCharCode(byte)).join(''));
      };
      const redact = (_: string, text: string) => {
        if (isArmed) {
          isArmed = false;
          run(recording);
        }
        return text;
      };
      recording = await record({ mask: 'none', resources: 'none', sink, redact });
      recording.addEventListener('error', (event) => failures.push(String((event as CustomEvent).detail.cause?.stack)));
      const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await painted();
      const before = chunks.length;
      isArmed = true;
      for (let at = 0; at < 50; at++)
        document.body.append(Object.assign(document.createElement('b'), { textContent: 'x' }));
      document.body.append('secretLast');
      await painted();
      document.body.append('secretAfter');
      await painted();
      if (call.includes('denied')) return { failures, chunks: chunks.length - before, text: '' };
      await recording.stop();
      return { failures, chunks: 0, text: chunks.join('') };
    }, call);
    expect(failures).toEqual([]);
    expect(chunks).toBe(0);
    if (text) {
      const bytes = Buffer.from(text, 'latin1');
      expect(faultsOf(bytes)).toBe('');
      if (call.includes('stop')) expect(plantedWords(dump(bytes))).not.toContain('secretAfter');
    }
  });
}

/** A page so large that it is read in slices. */
const large = `<script>for (let at = 0; at < 30000; at++) document.write('<i>' + at + '</i>')</script>`;

test('consent that is withdrawn between two slices drops what was read of them', async ({ page }) => {
  await openPlain(page, '<main>shownStart</main>');
  const { rowsRead, handedOver, text } = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const chunks: string[] = [];
    let rowsRead = 0;
    let withdraw = () => {};
    const sink = (chunk: Uint8Array) => {
      chunks.push(Array.from(chunk, (byte) => String.fromCharCode(byte)).join(''));
    };
    // The task that the first row asks for comes when the slice that reads it is over.
    const redact = (_: string, text: string) => {
      if (text.startsWith('secretRow') && rowsRead++ === 0) setTimeout(() => withdraw());
      return text;
    };
    const recording = await record({ mask: 'none', resources: 'none', sink, redact });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    for (let turn = 0; turn < 1000; turn++) await undefined;
    const before = chunks.length;
    const withdrawn = new Promise<void>((done) => {
      withdraw = () => {
        recording.consent = 'denied';
        done();
      };
    });
    const html = Array.from({ length: 30_000 }, (_, at) => `<i>secretRow${at}</i>`).join('');
    document.querySelector('main')!.insertAdjacentHTML('beforeend', html);
    await withdrawn;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await recording.stop();
    return { rowsRead, handedOver: chunks.length - before, text: chunks.join('') };
  });
  expect(rowsRead).toBeGreaterThan(0);
  expect(rowsRead).toBeLessThan(30_000);
  expect(handedOver).toBe(0);
  expect(plantedWords(dump(Buffer.from(text, 'latin1')))).toEqual(['shownStart']);
});

test('consent that is denied while the page is first read in slices keeps all of it', async ({ page }) => {
  const recording = await visit(page, `<p>secretStart</p>${large}`, { consent: 'pending' });
  await recording.setConsent('denied');
  await framesPainted(page);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  expect(await recording.handedOver()).toBe(0);
  await recording.setConsent('granted');
  await page.locator('p').evaluate((p) => {
    p.textContent = 'shownGranted';
  });
  const shown = await wordsOf(recording);
  expect(shown).toContain('shownGranted');
});

test('consent that goes to and fro within one task ends as it was said last', async ({ page }) => {
  const recording = await visit(page, '<p>secretStart</p>', { consent: 'pending' });
  await page.locator('p').evaluate((p) => {
    p.textContent = 'shownText';
  });
  await recording.setConsent('denied', 'granted', 'denied', 'pending', 'denied');
  await framesPainted(page);
  expect(await recording.handedOver()).toBe(0);
  await recording.setConsent('granted');
  await expect.poll(() => recording.handedOver()).toBeGreaterThan(0);
  expect(await wordsOf(recording)).toEqual(['shownText']);
});

test('consent that is withdrawn and given again while chunks of the recorder load is followed', async ({ page }) => {
  await openPlain(page, '<p>secretText</p>');
  const own = await page.evaluate(async () => {
    const natives = () => [
      Element.prototype.animate,
      Element.prototype.attachShadow,
      CSSStyleSheet.prototype.insertRule,
    ];
    const before = natives();
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    let count = 0;
    const recording = await record({
      mask: 'none',
      consent: 'pending',
      resources: 'all',
      canvas: true,
      sink: () => void count++,
    });
    recording.consent = 'denied';
    recording.consent = 'granted';
    recording.consent = 'denied';
    await new Promise((done) => setTimeout(() => requestAnimationFrame(done)));
    return { count, isClean: natives().every((method, at) => method === before[at]) };
  });
  expect(own).toEqual({ count: 0, isClean: true });
});

test('of what a seal is at work on nothing is handed over once consent is withdrawn', async ({ page }, testInfo) => {
  await openPlain(page, '<p>secretText</p>');
  const sealKey = execFileSync(tool, ['keygen', testInfo.outputPath('key.pem')], { encoding: 'utf8' }).trim();
  const late = await page.evaluate(async (sealKey) => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    let count = 0;
    const sink = () => void count++;
    const recording = await record({ mask: 'none', resources: 'none', consent: 'pending', sealKey, sink });
    document.body.append('secretLater');
    recording.consent = 'granted';
    recording.consent = 'denied';
    const atOnce = count;
    await new Promise((done) => setTimeout(() => requestAnimationFrame(done)));
    return count - atOnce;
  }, sealKey);
  expect(late).toBe(0);
});

test('consent that is withdrawn is withdrawn in frames too', async ({ page }) => {
  const recording = await visit(page, '<p>shownStart</p><iframe srcdoc="<p>shownFramed</p>"></iframe>', {});
  await expect.poll(() => recording.handedOver()).toBeGreaterThan(0);
  const before = await recording.handedOver();
  const frame = page.frameLocator('iframe').locator('p');
  await frame.evaluate((p) => p.append('secretFramed'));
  await recording.setConsent('denied');
  await frame.evaluate((p) => p.append('secretLater'));
  await framesPainted(page);
  expect(await recording.handedOver()).toBe(before);
});

test('a page that comes under a rule between two flushes is left out with what stood there', async ({ page }) => {
  const recording = await visit(page, '<main>shownShop</main><b></b>', {
    exclude: { url: '/admin', selector: '.private-page' },
  });
  await framesPainted(page);
  await page.evaluate(async () => {
    const main = document.querySelector('main')!;
    // Within one task, in both orders, and in tasks of promises.
    history.pushState(null, '', '/admin/secretUser');
    main.textContent = 'secretAdmin';
    await Promise.resolve();
    main.title = 'secretTitle';
    main.textContent = 'secretAgain';
    main.textContent = 'shownMiddle';
    main.title = '';
    history.replaceState(null, '', '/shop');
    await new Promise((done) => requestAnimationFrame(done));
    document.querySelector('b')!.textContent = 'secretBold';
    document.body.className = 'private-page';
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    document.querySelector('b')!.textContent = 'shownBold';
    document.body.className = '';
  });
  const shown = await wordsOf(recording);
  expect(shown.filter((word) => word.startsWith('secret'))).toEqual([]);
  expect(shown).toContain('shownBold');
});

test('an element that comes under a selector for an instant alone is not told of in that instant', async ({ page }) => {
  const recording = await visit(page, '<p id="a">shownA</p><p id="b">shownB</p>', {
    mask: { level: 'none', selector: '.private *, .private' },
    block: '.boxed',
  });
  await page.evaluate(async () => {
    const [a, b] = [document.getElementById('a')!, document.getElementById('b')!];
    a.className = 'private';
    a.innerHTML = '<i>secretInner</i>secretText';
    b.className = 'boxed';
    b.textContent = 'secretBoxed';
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    a.textContent = 'shownAgain';
    a.className = '';
    b.textContent = 'shownOpen';
    b.className = '';
  });
  expect(await wordsOf(recording)).toEqual(['shownA', 'shownAgain', 'shownB', 'shownOpen']);
});

test('a page that is left while consent is pending hands nothing over, and leaves nothing behind', async ({ page }) => {
  await openPlain(page, `<p>secretText</p>${'<b>secret</b>'.repeat(3_000)}<canvas></canvas>`);
  const posted: string[] = [];
  page.context().on('request', (request) => {
    if (request.method() !== 'GET') posted.push(request.url());
  });
  const kept = await page.evaluate(async () => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const recording = await record({ sink: '/sink', consent: 'pending', mask: 'none', canvas: true });
    recording.mark('secretMark');
    recording.identify('secretUser');
    document.body.append('secretLater');
    document.querySelector('canvas')!.getContext('2d')!.fillRect(0, 0, 9, 9);
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return [sessionStorage.length, localStorage.length, document.cookie];
  });
  expect(kept).toEqual([0, 0, '']);
  await page.goto(`${plainOrigin}/dist/recorder.js`);
  // What was sent at the last moment has come by the time at which this has.
  await page.evaluate(() => fetch('/last', { method: 'POST' }).catch(() => undefined));
  expect(posted).toEqual([`${plainOrigin}/last`]);
});
