/** Which bytes a recording keeps of what a page shows, and what it says of those that it does not. */

import { expect, type Page, test } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf, marksOf } from './support/tool.ts';
import { framesPainted, Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://kept.test';
const open = 'http://open.test';
const closed = 'http://closed.test';
const size = { width: 640, height: 480 };

const picture = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><path fill="${colour}" d="M0 0h50v50H0z"/></svg>`;
const answers: Record<string, { body: string; contentType: string }> = {
  '/own.svg': { body: picture('teal'), contentType: 'image/svg+xml' },
  '/style.css': { body: 'p { color: rgb(1, 2, 3) } b { background: url(own.svg) }', contentType: 'text/css' },
};
const body = `<!doctype html><title>Kept</title>
<link rel="stylesheet" href="${open}/style.css"><link rel="stylesheet" href="${closed}/style.css">
<img src="/own.svg" alt=""><img src="${open}/own.svg" alt=""><img src="${closed}/own.svg" alt=""><p>styled <b>with a picture</b>`;

/** One site shares what it has with all others, the other one with none. */
async function start(page: Page, options: VisitOptions, html = body): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) =>
    path === '/' ? { body: html } : answers[path] && { ...answers[path], type: answers[path].contentType },
  );
  for (const site of [open, closed]) {
    await page.context().route(`${site}/**`, (route) => {
      const answer = answers[new URL(route.request().url()).pathname];
      const headers = { 'access-control-allow-origin': site === open ? '*' : 'http://nobody.test' };
      return route.fulfill(answer ? { ...answer, headers } : { status: 404, headers });
    });
  }
  await page.goto(`${origin}/`);
  return Visit.start(page, options);
}

/** The addresses that a recording has bytes of, and the reasons of those that it has none of. */
function resourcesOf(recording: Buffer): { kept: string[]; missing: Record<string, string> } {
  const events = eventsOf(recording).map(({ event }) => event);
  const kept = events.filter(({ event }) => /^(same-)?resource$/.test(String(event))).map(({ url }) => String(url));
  const missing = events.filter(({ event }) => event === 'missing-resource');
  return { kept: kept.sort(), missing: Object.fromEntries(missing.map(({ url, reason }) => [url, reason])) };
}

test("without the option style sheets alone are kept, and by default what is the site's own", async ({ page }) => {
  const none = await start(page, { resources: 'none' });
  await expect.poll(() => none.knows('"cross-origin"')).toBe(true);
  const { kept: sheets, missing } = resourcesOf(await none.stop());
  expect(sheets).toEqual([`${open}/style.css`]);
  expect(missing).toEqual({ [`${closed}/style.css`]: 'cross-origin' });
  const own = await Visit.start(page, { resources: 'same-origin' });
  await expect.poll(() => own.knows('"resource"')).toBe(true);
  const { kept } = resourcesOf(await own.stop());
  expect(kept).toContain(`${origin}/own.svg`);
  expect(kept.filter((url) => url.endsWith('.svg'))).toEqual([`${origin}/own.svg`]);
});

test('what other sites share is kept too where it is asked for, and what they do not is named', async ({ page }) => {
  const visit = await start(page, { resources: 'all' });
  await expect.poll(() => visit.knows('"cross-origin"')).toBe(true);
  await visit.mark('loaded');
  const recording = await visit.stop();
  const { kept, missing } = resourcesOf(recording);
  for (const url of [`${origin}/own.svg`, `${open}/own.svg`, `${open}/style.css`]) expect(kept).toContain(url);
  expect(missing).toMatchObject({ [`${closed}/own.svg`]: 'cross-origin', [`${closed}/style.css`]: 'cross-origin' });
  for (const url of Object.keys(missing)) expect(kept).not.toContain(url);

  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('loaded')!);
  const shown = await replay.page.evaluate(() => {
    const { stage, markers } = document.querySelector('domreel-player') as unknown as {
      stage: HTMLIFrameElement;
      markers: { label: string }[];
    };
    const inner = stage.contentDocument!;
    return {
      colour: getComputedStyle(inner.querySelector('p')!).color,
      widths: [...inner.images].map(({ naturalWidth }) => naturalWidth),
      schemes: [...inner.images].map(({ src }) => new URL(src).protocol),
      labels: markers.map(({ label }) => label),
    };
  });
  expect(shown.colour).toBe('rgb(1, 2, 3)');
  // Where it is not kept, something as large stands in its place.
  expect(shown.widths).toEqual([50, 50, 50]);
  expect(shown.schemes).toEqual(['blob:', 'blob:', 'data:']);
  expect(shown.labels.join('\n')).toContain('Not recorded: style.css (cross-origin)');
});

test('the same bytes are stored once, whatever their addresses', async ({ page }) => {
  // Nothing that compresses well: a second copy would show in the size.
  const noise = Array.from({ length: 30_000 }, (_, at) => String.fromCharCode(33 + ((Math.imul(at, at) >>> 7) % 90)));
  const words = noise.join('').replace(/[-<>&]/g, '');
  const large = picture('teal').replace('><', `><!--${words}--><`);
  for (const name of ['one', 'two']) answers[`/${name}.svg`] = { body: large, contentType: 'image/svg+xml' };
  answers['/plain.png'] = { body: large, contentType: 'image/png' };
  answers['/other.svg'] = { body: large.replace('teal', 'navy'), contentType: 'image/svg+xml' };
  const html = ['/one.svg', '/two.svg', '/other.svg', '/plain.png'].map((src) => `<img src="${src}" alt="">`);
  const record = async (count: number): Promise<Buffer> => {
    const visit = await start(page, { resources: 'same-origin' }, `<!doctype html>${html.slice(0, count).join('')}`);
    await page.evaluate(async (body) => {
      for (let copy = 0; copy < 3; copy++) {
        const image = new Image();
        image.src = URL.createObjectURL(new Blob([body], { type: 'image/svg+xml' }));
        document.body.append(image);
        await image.decode();
      }
    }, large);
    await visit.mark('shown');
    return visit.stop();
  };
  const recording = await record(html.length);
  const events = eventsOf(recording).map(({ event }) => event);
  expect(resourcesOf(recording).kept).toHaveLength(7);
  const stored = events.filter(({ event }) => event === 'resource').map(({ url }) => String(url));
  const first = stored.filter((url) => !/other|plain/.test(url));
  expect(first).toHaveLength(1);
  // Other bytes, or what a browser would take for something else, are stored for themselves.
  expect(stored.sort()).toEqual([...first, `${origin}/other.svg`, `${origin}/plain.png`].sort());
  expect((await record(0)).length).toBeGreaterThan(recording.length / 3.2);

  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('shown')!);
  const widths = await replay.page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
    return [...stage.contentDocument!.images].map(({ naturalWidth }) => naturalWidth);
  });
  expect(widths).toEqual([50, 50, 50, 0, 50, 50, 50]);
});

test('what is beyond the budget is named with the reason', async ({ page }) => {
  const names = Array.from({ length: 8 }, (_, at) => `/large-${at}.svg`);
  for (const name of names) {
    const filling = Array.from({ length: 3.9 * 2 ** 20 }, () => 'x').join('');
    answers[name] = { body: picture('red').replace('><', `><!--${filling}--><`), contentType: 'image/svg+xml' };
  }
  answers['/huge.svg'] = {
    ...answers[names[0]!]!,
    body: answers[names[0]!]!.body.replace('<!--', `<!--${'y'.repeat(2 ** 19)}`),
  };
  const html = `<!doctype html>${[...names, '/huge.svg'].map((name) => `<img src="${name}" alt="">`).join('')}`;
  const visit = await start(page, { resources: 'same-origin' }, html);
  // The end waits for what was asked for.
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await framesPainted(page);
  const recording = await visit.stop();
  const { kept, missing } = resourcesOf(recording);
  expect(kept).toHaveLength(6);
  expect(Object.values(missing).sort()).toEqual(['over-budget', 'over-budget', 'too-large']);
  expect(missing[`${origin}/huge.svg`]).toBe('too-large');
  const replay = await Replay.open(page.context(), recording, size);
  const labels = (): Promise<string[]> =>
    replay.page.evaluate(() => {
      const { markers } = document.querySelector('domreel-player') as unknown as { markers: { label: string }[] };
      return markers.map(({ label }) => label.replace(/\S+\.svg/, 'it')).sort();
    });
  const budget = 'Not recorded: it (over-budget)';
  await expect.poll(labels).toEqual([budget, budget, 'Not recorded: it (too-large)']);
});

test('a picture that is shown at many places and times is kept once', async ({ page }) => {
  const visit = await start(page, { resources: 'same-origin' }, '<!doctype html><img src="/own.svg" alt="">');
  await page.evaluate(async () => {
    for (let at = 0; at < 5; at++) {
      const image = Object.assign(new Image(), { src: '/own.svg' });
      await image.decode();
      document.body.append(image);
    }
    document.body.style.background = 'url(/own.svg)';
  });
  await expect.poll(() => visit.knows('"resource"')).toBe(true);
  const recording = await visit.stop();
  expect(resourcesOf(recording).kept).toEqual([`${origin}/own.svg`]);
  expect(dump(recording)).not.toContain('missing-resource');
});
