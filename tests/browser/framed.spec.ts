/** Frames of another origin whose pages record themselves: joined by an origin-checked channel, or a box that says why. */

import { expect, type Page, test } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { framesPainted, Visit, type VisitOptions } from './support/visit.ts';

const shop = 'http://shop.test';
const widget = 'http://widget.test';
const size = { width: 800, height: 600 };

const outer = `<!doctype html><title>Shop</title><body style="margin:0"><p>shownOuter</p>
<iframe id="frame" src="${widget}/" width="300" height="150" style="margin-left:50px"></iframe>`;

/** The framed page; `options` is the source of those for its recorder. */
const inner = (options: string) => `<!doctype html><title>Widget</title>
<style>p{color:rgb(200,0,0)}</style><p>shownInner secretInner</p><input value="">
<div data-domreel-unmask>secretUnmasked</div>
<script type="module">
  import { record } from '/dist/recorder.js';
  const recording = await record(${options});
  globalThis.recording = recording;
  document.documentElement.className = 'ready';
</script>`;

const within = `{ within: ['${shop}'], mask: 'none' }`;

/** Opens the outer page, records it, and gives both pages time to meet. */
async function visit(page: Page, options: VisitOptions, framed: string, path = '/'): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), shop, () => ({ body: outer }));
  await serve(page.context(), widget, (path) => ({ body: path === '/' ? framed : '<!doctype html><p>secretOther' }));
  await page.setViewportSize(size);
  await page.goto(`${shop}${path}`);
  return Visit.start(page, options);
}

const frameOf = (page: Page) => page.frames().find((frame) => frame.url().startsWith(widget))!;

/** Waits until the frame's page is recorded. */
async function joined(page: Page): Promise<void> {
  await page.frameLocator('#frame').locator('html.ready').waitFor({ state: 'attached' });
  await frameOf(page).waitForFunction('globalThis.recording.id');
}

/** Appends a word in the frame, and waits until it is recorded: a language is, whatever is masked. */
async function appendAndWait(page: Page, recording: Visit, word: string): Promise<void> {
  await frameOf(page).evaluate((word) => {
    const p = document.querySelector('p')!;
    p.append(` ${word}`);
    p.lang = 'de-CH';
  }, word);
  await expect.poll(() => recording.knows('de-CH')).toBe(true);
}

const wordsOf = (bytes: Buffer) => [...new Set(dump(bytes).match(/(secret|shown)[A-Z]\w*/g))].sort();

test('a frame that records itself is part of the recording, with what happens in it', async ({ page, context }) => {
  const recording = await visit(page, { frames: [widget] }, inner(within));
  await joined(page);
  const field = page.frameLocator('#frame').locator('input');
  await field.click();
  await field.fill('shownTyped');
  await frameOf(page).evaluate(() => {
    document.querySelector('p')!.append(' shownLater');
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [sheet];
    sheet.replaceSync('p{background:rgb(0,0,200)}');
  });
  await framesPainted(page);
  await expect.poll(() => recording.knows('shownLater')).toBe(true);
  await recording.mark('end');
  const live = await page.screenshot({ clip: { x: 52, y: 40, width: 200, height: 60 }, caret: 'initial' });
  const bytes = await recording.stop();
  expect(faultsOf(bytes)).toBe('');
  const events = eventsOf(bytes).map(({ event }) => event);
  const click = events.find(({ event }) => event === 'click') as unknown as { x: number; y: number };
  const box = (await field.boundingBox())!;
  expect(click.x).toBeGreaterThan(box.x);
  expect(click.y).toBeGreaterThan(box.y);
  expect(click.y).toBeLessThan(box.y + box.height);
  const replay = await Replay.open(context, bytes, size);
  await replay.seek(marksOf(eventsOf(bytes)).get('end')!);
  const text = await replay.text();
  expect(text).toContain('shownOuter');
  expect(text).toContain('shownLater');
  expect(text).toContain('.value="shownTyped"');
  expect(live.length).toBeGreaterThan(0);
  const shown = await replay.page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
    const frame = stage.contentDocument!.querySelector('iframe')!.contentDocument!;
    return frame.defaultView!.getComputedStyle(frame.querySelector('p')!).backgroundColor;
  });
  expect(shown).toBe('rgb(0, 0, 200)');
});

test('keys that are typed in a frame that records itself are told, and the pointer shows what it is over', async ({
  page,
  context,
}) => {
  const hovering = inner(within).replace('</style>', 'p:hover{background:rgb(0,200,0)}</style>');
  const recording = await visit(page, { frames: [widget] }, hovering);
  await joined(page);
  await page.frameLocator('#frame').locator('input').pressSequentially('shownTyped');
  await expect.poll(() => recording.knows('shownTyped')).toBe(true);
  const marks = ['over', 'away'];
  await page.frameLocator('#frame').locator('p').hover();
  await expect.poll(() => recording.knows('"hover"')).toBe(true);
  await framesPainted(page);
  await recording.mark('over');
  await page.mouse.move(400, 500);
  await framesPainted(page);
  await recording.mark('away');
  const bytes = await recording.stop();
  expect(faultsOf(bytes)).toBe('');
  expect(eventsOf(bytes).filter(({ event }) => event.event === 'key').length).toBeGreaterThan(0);
  const replay = await Replay.open(context, bytes, size);
  const shown = () =>
    replay.page.evaluate(() => {
      const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
      const frame = stage.contentDocument!.querySelector('iframe')!.contentDocument!;
      return frame.defaultView!.getComputedStyle(frame.querySelector('p')!).backgroundColor;
    });
  const colours: string[] = [];
  for (const name of marks) {
    await replay.seek(marksOf(eventsOf(bytes)).get(name)!);
    colours.push(await shown());
  }
  expect(colours).toEqual(['rgb(0, 200, 0)', 'rgba(0, 0, 0, 0)']);
});

test('a frame is masked at least as the page around it, whatever it says itself', async ({ page }) => {
  const recording = await visit(page, { frames: [widget], mask: 'all' }, inner(within));
  await joined(page);
  await page.frameLocator('#frame').locator('input').fill('secretTyped');
  await appendAndWait(page, recording, 'secretLater');
  const bytes = await recording.stop();
  expect(wordsOf(bytes)).toEqual([]);
  expect(faultsOf(bytes)).toBe('');
});

test('a frame that is marked in the page around it is masked in its own page already', async ({ page }) => {
  const recording = await visit(page, { frames: [widget], mask: { level: 'none', selector: '#frame' } }, inner(within));
  await joined(page);
  await appendAndWait(page, recording, 'secretLater');
  expect(wordsOf(await recording.stop())).toEqual(['shownOuter']);
});

test('a frame of an origin that is not listed stays a box with the reason, and hears nothing', async ({ page }) => {
  const spy = `<!doctype html><script>
    globalThis.heard = [];
    addEventListener('message', ({ data }) => heard.push(data));
    parent.postMessage({ domreel: 'hello' }, '*');
  </script>secretInner`;
  const recording = await visit(page, { frames: ['http://other.test'] }, spy);
  await framesPainted(page);
  const bytes = await recording.stop();
  expect(await frameOf(page).evaluate('heard')).toEqual([]);
  expect(wordsOf(bytes)).toEqual(['shownOuter']);
  expect(dump(bytes)).toContain('["gap","cross-origin"]');
});

test('a page around that is not listed is told nothing, and its offers are not heard', async ({ page }) => {
  failOnPageErrors(page);
  const hostile = `<!doctype html><script>
    globalThis.heard = [];
    addEventListener('message', ({ data }) => heard.push(data));
    globalThis.tempt = () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => heard.push(data);
      frame.contentWindow.postMessage({ domreel: 'ask' }, '*');
      frame.contentWindow.postMessage({ domreel: 'offer', mask: 2, isMasked: false }, '*', [port2]);
    };
  </script><iframe id="frame" src="${widget}/"></iframe>`;
  await serve(page.context(), 'http://hostile.test', () => ({ body: hostile }));
  await serve(page.context(), widget, () => ({ body: inner(within) }));
  await page.goto('http://hostile.test/');
  await frameOf(page).waitForSelector('html.ready');
  await page.evaluate('tempt()');
  await framesPainted(page);
  // A message and its answer have come by the time that later ones have.
  await frameOf(page).evaluate(() => new Promise((done) => setTimeout(done, 0)));
  expect(await page.evaluate('heard')).toEqual([]);
  expect(await frameOf(page).evaluate('recording.id')).toBe('');
});

for (const [what, garbage] of [
  ['words', `'garbage'`],
  ['nothing', 'null'],
  ['bytes that are no recording', 'new TextEncoder().encode("garbage".repeat(100)).buffer'],
  ['a message that is too large', 'new ArrayBuffer(17 << 20)'],
] as const) {
  test(`a listed frame that sends ${what} is a box with the reason, and the recording goes on`, async ({ page }) => {
    const hostile = `<!doctype html><script>
      addEventListener('message', ({ data, ports: [port] }) => {
        if (data.domreel !== 'offer') return;
        port.postMessage(1);
        port.postMessage(${garbage});
        port.postMessage({ toString() { return 'x' } }.a);
      });
      parent.postMessage({ domreel: 'hello' }, '${shop}');
      parent.postMessage({ domreel: { toString: 'x' } }, '${shop}');
      parent.postMessage(null, '${shop}');
    </script>secretInner`;
    const recording = await visit(page, { frames: [widget] }, hostile);
    await frameOf(page).evaluate(`parent.postMessage({ domreel: 'hello' }, '${shop}')`);
    await expect.poll(() => recording.knows('frame-failed')).toBe(true);
    await page.locator('p').evaluate((p) => p.append('shownAfter'));
    await framesPainted(page);
    const bytes = await recording.stop();
    expect(wordsOf(bytes)).toEqual(['shownAfter', 'shownOuter']);
    expect(faultsOf(bytes)).toBe('');
  });
}

test('a frame is followed as it goes, comes back, moves and is marked', async ({ page }) => {
  const recording = await visit(page, { frames: [widget] }, inner(within));
  await joined(page);
  await expect.poll(() => recording.knows('shownInner')).toBe(true);
  // Away, and back: its page is loaded anew.
  await page.evaluate(() => {
    const frame = document.getElementById('frame')!;
    const { parentNode } = frame;
    frame.remove();
    (globalThis as unknown as { putBack(): void }).putBack = () => parentNode!.append(frame);
  });
  await framesPainted(page);
  await recording.mark('gone');
  await page.evaluate('putBack()');
  await joined(page);
  await frameOf(page).evaluate(() => document.querySelector('p')!.append(' shownAgain'));
  await expect.poll(() => recording.knows('shownAgain')).toBe(true);
  // Marked: recorded anew, masked.
  await page.evaluate(() => document.getElementById('frame')!.setAttribute('data-domreel-mask', ''));
  await framesPainted(page);
  await appendAndWait(page, recording, 'secretMarked');
  // To a page that does not record itself.
  await page.evaluate((url) => {
    (document.getElementById('frame') as HTMLIFrameElement).src = url;
  }, `${widget}/other`);
  await expect.poll(() => recording.knows('"value":"cross-origin"')).toBe(true);
  const bytes = await recording.stop();
  expect(wordsOf(bytes)).not.toContain('secretMarked');
  expect(wordsOf(bytes)).not.toContain('secretOther');
  expect(faultsOf(bytes)).toBe('');
});
