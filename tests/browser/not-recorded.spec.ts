/**
 * What cannot be recorded, or did not load, is named; what can be seen of a film that nobody can play again is sampled.
 */

import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, eventsOf, marksOf } from './support/tool.ts';
import { framesPainted, Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://gaps.test';
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function start(page: Page, body: string, options: VisitOptions = {}): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body: `<!doctype html>${body}` } : undefined));
  await page
    .context()
    .route('http://other.test/**', (route) => route.fulfill({ contentType: 'image/png', body: pixel }));
  await page.goto(`${origin}/`);
  return Visit.start(page, options);
}

/** What was said of a property: its values, in order. */
function valuesOf(events: DumpedEvent[], property: string): unknown[] {
  const operations = events.flatMap(({ event }) => (event.operations as Record<string, unknown>[] | undefined) ?? []);
  // What has changed by the time that a node is read comes with it.
  const withNodes = (operation: Record<string, unknown>): unknown[] =>
    ((operation.tree as { properties?: [string, unknown][] }[] | undefined) ?? []).flatMap(({ properties = [] }) =>
      properties.filter(([name]) => name === property).map(([, value]) => value),
    );
  return operations.flatMap((operation) =>
    operation.property === property ? [operation.value] : withNodes(operation),
  );
}

test('a style sheet that does not load is marked, and not any more once it has loaded', async ({ page }) => {
  const visit = await start(page, '<p>text');
  const link = (href: string): Promise<void> =>
    page.evaluate(async (href) => {
      const link = document.querySelector('link') ?? document.head.appendChild(document.createElement('link'));
      const done = new Promise((done) => {
        link.onload = done;
        link.onerror = done;
      });
      link.rel = 'stylesheet';
      link.href = href;
      await done;
    }, href);
  await link('/missing.css');
  await visit.mark('missing');
  await link('data:text/css,p{color:red}');
  await visit.mark('there');
  expect(valuesOf(eventsOf(await visit.stop()), 'failed')).toEqual([1, 0]);
});

test('a font that does not load is named', async ({ page }) => {
  const visit = await start(page, '<style>@font-face{font-family:Lost;src:url(/lost.woff2)}</style><p>text', {
    resources: 'same-origin',
  });
  await page.evaluate(async () => {
    const failed = new Promise((done) => document.fonts.addEventListener('loadingerror', done));
    document.querySelector('p')!.style.fontFamily = 'Lost';
    await failed;
  });
  await expect.poll(() => visit.knows('lost.woff2')).toBe(true);
  const missing = eventsOf(await visit.stop()).filter(({ event }) => event.event === 'missing-resource');
  expect(missing.map(({ event }) => event.url)).toContain(`${origin}/lost.woff2`);
});

test('a canvas with pixels of another origin is marked, and no more once it was emptied', async ({ page }) => {
  const visit = await start(page, '<canvas width="8" height="8"></canvas>', { canvas: { fps: 30 } });
  await page.evaluate(async () => {
    const image = new Image();
    image.src = 'http://other.test/pixel.png';
    await image.decode();
    document.querySelector('canvas')!.getContext('2d')!.drawImage(image, 0, 0);
  });
  await expect.poll(() => visit.knows('"tainted"')).toBe(true);
  await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    canvas.width = 8;
    canvas.getContext('2d')!.fillRect(0, 0, 4, 4);
  });
  await expect.poll(() => visit.knows('"picture"')).toBe(true);
  await visit.mark('emptied');
  expect(valuesOf(eventsOf(await visit.stop()), 'gap')).toEqual(['tainted', '']);
});

test('what WebGL drew before the recording began is marked where it is gone, until it is drawn again', async ({
  page,
}) => {
  const draw = (colour: number): void => {
    for (const [at, canvas] of document.querySelectorAll('canvas').entries()) {
      const gl = canvas.getContext('webgl', { preserveDrawingBuffer: at === 1 })!;
      gl.clearColor(colour, 0.5, 1, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
  };
  const body = `<script src="/dist/early.js"></script><canvas width="8" height="8"></canvas><canvas width="9" height="9"></canvas>
    <script>(${draw})(0)</script>`;
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body: `<!doctype html>${body}` } : undefined));
  await page.goto(`${origin}/`);
  // What was drawn is gone when it has been shown.
  await framesPainted(page);
  const visit = await Visit.start(page, { canvas: { fps: 30 } });
  const pictures = async () => valuesOf(eventsOf(await visit.soFar()), 'picture').length;
  await expect.poll(pictures).toBe(1);
  await expect.poll(() => visit.knows('"vanished"')).toBe(true);
  await page.evaluate(draw, 1);
  await expect.poll(pictures).toBe(3);
  expect(valuesOf(eventsOf(await visit.stop()), 'gap')).toEqual(['vanished', '']);
});

test('a film that is made by a script is sampled while it plays, and equal frames are skipped', async ({ page }) => {
  const body = '<canvas width="64" height="48" hidden></canvas><video muted width="64" height="48"></video>';
  const visit = await start(page, body, { canvas: { fps: 20 } });
  await page.evaluate(async () => {
    const context = document.querySelector('canvas')!.getContext('2d')!;
    const video = document.querySelector('video')!;
    const stream = document.querySelector('canvas')!.captureStream();
    video.srcObject = stream;
    const paint = (colour: string) => {
      context.fillStyle = colour;
      context.fillRect(0, 0, 64, 48);
    };
    Object.assign(window, { paint });
    paint('#f00');
    await video.play();
  });
  const pictures = async () => valuesOf(eventsOf(await visit.soFar()), 'picture') as string[];
  await expect.poll(async () => (await pictures()).length).toBeGreaterThan(0);
  const red = (await pictures()).at(-1)!;
  await page.evaluate(() => (window as unknown as { paint(colour: string): void }).paint('#00f'));
  await expect.poll(async () => (await pictures()).at(-1)).not.toBe(red);
  const all = valuesOf(eventsOf(await visit.stop()), 'picture') as string[];
  for (const [at, picture] of all.entries()) expect(picture).not.toBe(all[at - 1]);
});

test('where pictures are masked, or canvases are not asked for, no film is sampled', async ({ page }) => {
  for (const options of [{}, { mask: 'all', canvas: { fps: 20 } }] as VisitOptions[]) {
    const visit = await start(page, '<canvas width="64" height="48"></canvas><video muted></video>', options);
    await page.evaluate(async () => {
      const context = document.querySelector('canvas')!.getContext('2d')!;
      const video = document.querySelector('video')!;
      video.srcObject = document.querySelector('canvas')!.captureStream();
      context.fillRect(0, 0, 9, 9);
      await video.play();
      for (let frames = 0; frames < 20; frames++) await new Promise((done) => requestAnimationFrame(done));
    });
    expect(valuesOf(eventsOf(await visit.stop()), 'picture')).toEqual([]);
  }
});

test('a film under DRM is marked, and no picture of it is taken', async ({ page }) => {
  failOnPageErrors(page);
  const secure = 'https://films.test';
  const clip = fileURLToPath(new URL('fixtures/clip.webm', import.meta.url));
  const body = '<!doctype html><video muted src="/clip.webm" width="64" height="48"></video>';
  await serve(page.context(), secure, (path) => (path === '/clip.webm' ? { file: clip } : { body }));
  await page.goto(`${secure}/`);
  const visit = await Visit.start(page, { resources: 'same-origin', canvas: { fps: 20 } });
  await page.evaluate(async () => {
    const contentType = 'video/webm; codecs="vp8"';
    const access = await navigator.requestMediaKeySystemAccess('org.w3.clearkey', [
      { initDataTypes: ['webm'], videoCapabilities: [{ contentType }] },
    ]);
    const video = document.querySelector('video')!;
    await video.setMediaKeys(await access.createMediaKeys());
    await video.play();
    await new Promise((done) => video.addEventListener('ended', done, { once: true }));
  });
  await visit.mark('over');
  const recording = await visit.stop();
  const events = eventsOf(recording);
  expect(valuesOf(events, 'gap')).toEqual(['encrypted']);
  expect(valuesOf(events, 'picture')).toEqual([]);
  const replay = await Replay.open(page.context(), recording, { width: 640, height: 480 });
  await replay.seek(marksOf(events).get('over')!);
  const shown = await replay.page.evaluate(() => {
    const player = document.querySelector('domreel-player') as unknown as {
      stage: HTMLIFrameElement;
      markers: { label: string }[];
    };
    const video = player.stage.contentDocument!.querySelector('video')!;
    return {
      source: video.getAttribute('src'),
      width: video.videoWidth,
      poster: video.poster,
      labels: player.markers.map(({ label }) => label),
    };
  });
  // Hatched, as all is that was left out on purpose, and as large as the film was.
  const poster = expect.stringMatching(/^data:image.*width='64' height='36'.*pattern/);
  const labels = expect.arrayContaining(['Not recorded: video (encrypted)']);
  expect(shown).toEqual({ source: null, width: 0, poster, labels });
});

test('what the browser shows and no script can read is marked while it is there', async ({ page }) => {
  const style = '<style>select, ::picker(select) { appearance: base-select }</style>';
  const body = `${style}<input type="date"><select><option>one<option>two</select><p>elsewhere
    <embed type="text/html" src="data:text/html,page" width="90" height="40">`;
  const visit = await start(page, body);
  await page.locator('input').focus();
  await page.keyboard.type('1');
  await page.locator('p').click();
  await visit.mark('half typed');
  await page.locator('input').fill('2024-12-24');
  await page.locator('select').click();
  await visit.mark('open');
  await page.keyboard.press('Escape');
  await visit.mark('closed');
  const recording = await visit.stop();
  const events = eventsOf(recording);
  expect(valuesOf(events, 'gap')).toEqual(['partial', '', 'picker', '']);
  const replay = await Replay.open(page.context(), recording, { width: 640, height: 480 });
  await replay.seek(marksOf(events).get('open')!);
  const { labels, background } = await replay.page.evaluate(() => {
    const player = document.querySelector('domreel-player') as unknown as {
      stage: HTMLIFrameElement;
      markers: { label: string }[];
    };
    const embed = player.stage.contentDocument!.querySelector('embed')!;
    return {
      labels: player.markers.map(({ label }) => label).filter((label) => label.startsWith('Not')),
      background: getComputedStyle(embed).backgroundImage,
    };
  });
  expect(labels.sort()).toEqual([
    'Not recorded: embed (embedded)',
    'Not recorded: input (partial)',
    'Not recorded: select (picker)',
  ]);
  expect(background).toContain('pattern');
});

test('a frame of another site is a box of its size that says what it is', async ({ page }) => {
  const visit = await start(page, '<iframe src="http://other.test/" width="300" height="90"></iframe>');
  const replay = await Replay.open(page.context(), await visit.stop(), { width: 640, height: 480 });
  const shown = await replay.page.evaluate(() => {
    const player = document.querySelector('domreel-player') as unknown as {
      stage: HTMLIFrameElement;
      markers: { label: string }[];
    };
    const frame = player.stage.contentDocument!.querySelector('iframe')!;
    const { backgroundImage } = frame.ownerDocument.defaultView!.getComputedStyle(frame);
    return {
      size: [frame.clientWidth, frame.clientHeight],
      label: /<text.*<\/text>/.exec(decodeURIComponent(backgroundImage))?.[0].replace(/<.*?>/g, ''),
      markers: player.markers.map(({ label }) => label),
    };
  });
  expect(shown).toEqual({
    size: [300, 90],
    label: 'A frame of another site: not recorded',
    markers: ['Not recorded: iframe (cross-origin)'],
  });
});

test('what paint worklets and chance make of style is named once', async ({ page }) => {
  failOnPageErrors(page);
  const secure = 'https://painted.test';
  const worklet = 'registerPaint("dots", class { paint(context) { context.fillRect(0, 0, 9, 9); } })';
  const body = `<!doctype html><style>p { background: paint(dots); height: 40px }</style><p>text<i>inner</i>
    <style>@supports (width: random(1px, 9px)) { b { color: red } }</style>`;
  await serve(page.context(), secure, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${secure}/`);
  await page.evaluate(
    (worklet) =>
      (CSS as unknown as { paintWorklet: { addModule(url: string): Promise<void> } }).paintWorklet.addModule(
        `data:text/javascript,${encodeURIComponent(worklet)}`,
      ),
    worklet,
  );
  const visit = await Visit.start(page);
  await visit.mark('painted');
  await page.evaluate(() => {
    for (const width of ['random(10px, 90px)', 'random(20px, 80px)'])
      document.styleSheets[0]!.insertRule(`i { display: block; width: ${width} }`);
    document.querySelector('p')!.setAttribute('style', 'background-image: paint(dots)');
  });
  await visit.mark('at random');
  const replay = await Replay.open(page.context(), await visit.stop(), { width: 640, height: 480 });
  const markers = await replay.page.evaluate(() =>
    (document.querySelector('domreel-player') as unknown as { markers: { label: string }[] }).markers.map(
      ({ label }) => label,
    ),
  );
  const painted = 'Not recorded: what a paint worklet draws';
  expect(markers).toEqual([painted, 'painted', 'Not recorded: what style took at random', 'at random']);
});

test('an icon of the page is neither kept nor missing', async ({ page }) => {
  failOnPageErrors(page);
  const picture = '<svg xmlns="http://www.w3.org/2000/svg"><text>ann@example.org</text></svg>';
  await serve(page.context(), origin, (path) =>
    path === '/'
      ? { body: '<!doctype html><link rel="shortcut icon" href="/icon.svg"><p>text' }
      : path.endsWith('.svg')
        ? { body: picture }
        : undefined,
  );
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: 'sensitive', resources: 'same-origin' });
  await page.evaluate(async () => {
    for (const href of ['/icon.svg', '/other.svg']) {
      const link = document.createElement('link');
      const loaded = new Promise((done) => link.addEventListener('load', done));
      Object.assign(link, { rel: 'preload', as: 'image', href });
      document.head.append(link);
      await loaded;
    }
  });
  const events = eventsOf(await visit.stop()).map(({ event }) => event);
  const named = events
    .filter(({ event }) => event === 'resource' || event === 'missing-resource')
    .map(({ url }) => url);
  expect(named).toEqual([`${origin}/other.svg`]);
});

test('the rule for the size of a canvas goes with the last canvas of that size', async ({ page }) => {
  const recorded = await start(page, '<canvas width="30" height="20"></canvas>', { canvas: true });
  await recorded.mark('found');
  for (const width of [40, 50, 60]) {
    await page.evaluate((width) => {
      document.querySelector('canvas')!.width = width;
    }, width);
    await recorded.mark(String(width));
  }
  await page.evaluate(() => document.querySelector('canvas')!.remove());
  await recorded.mark('gone');
  const recording = await recorded.stop();
  const replay = await Replay.open(page.context(), recording, { width: 600, height: 400 });
  const sizes = async (mark: string): Promise<string[]> => {
    await replay.seek(marksOf(eventsOf(recording)).get(mark)!);
    return replay.page.evaluate(() => {
      const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
      const rules = stage.contentDocument!.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules]);
      return rules.flatMap(({ cssText }) => /data-domreel-canvas="(\w+)"/.exec(cssText)?.[1] ?? []);
    });
  };
  expect(await sizes('found')).toEqual(['30x20']);
  expect(await sizes('40')).toEqual(['40x20']);
  expect(await sizes('60')).toEqual(['60x20']);
  expect(await sizes('gone')).toEqual([]);
});
