/** What a style sheet asks of the visitor's surroundings is answered as it was, whatever those of the analyst are. */

import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { serve } from './support/site.ts';
import { dump, eventsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const size = { width: 640, height: 480 };
const origin = 'http://surroundings.test';

const html = `<!DOCTYPE html><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<style>
  :root { color-scheme: light dark; background: light-dark(rgb(255, 255, 255), rgb(1, 1, 1)) }
  p { color: rgb(2, 2, 2) }
  @media (prefers-color-scheme: dark) { p { color: rgb(3, 3, 3) } }
  @media (prefers-reduced-motion: reduce) { p { border: 4px solid } }
  @media (hover: none) { p { padding: 5px } }
  @media (max-device-width: 700px) { p { margin: 6px } }
</style>
<style media="(prefers-color-scheme: dark)">p { outline: 7px solid }</style>
<p>words</p>
<i style="color-scheme: dark light; color: light-dark(rgb(8, 8, 8), rgb(9, 9, 9))">inline</i>`;

/** Returns what the page looks like; given to the page as source, so that it works in its stage too. */
const looks = (document: Document): string[] => {
  const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
  const { color, borderTopWidth, paddingTop, marginTop, outlineStyle } = style('p');
  const root = style(':root').backgroundColor;
  return [root, color, borderTopWidth, paddingTop, marginTop, outlineStyle, style('i').color];
};
const live = (page: Page): Promise<string[]> => page.evaluate(`(${looks})(document)`);
const staged = (replay: Replay): Promise<string[]> =>
  replay.page.evaluate(`(${looks})(document.querySelector('domreel-player').stage.contentDocument)`);

/** Shows both markers of a recording, in both schemes of who watches it, and checks each. */
async function watch(
  browser: Browser,
  recording: Buffer,
  check: (replay: Replay, name: 'dark' | 'light', what: string) => Promise<void>,
): Promise<void> {
  const marks = marksOf(eventsOf(recording));
  for (const colorScheme of ['light', 'dark'] as const) {
    const analyst = await browser.newContext({ colorScheme });
    const replay = await Replay.open(analyst, recording, size);
    for (const name of ['dark', 'light', 'dark'] as const) {
      await replay.seek(marks.get(name)!);
      await check(replay, name, `${name}, seen in ${colorScheme}`);
    }
    await analyst.close();
  }
}

test('a dark phone that becomes light looks so to an analyst in the dark and in the light', async ({ browser }) => {
  const visitor = await browser.newContext({
    viewport: size,
    screen: size,
    hasTouch: true,
    isMobile: true,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  await serve(visitor, origin, (path) => (path === '/' ? { body: html, type: 'text/html' } : undefined));
  const page = await visitor.newPage();
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page);
  const dark = await live(page);
  expect(dark).toEqual(['rgb(1, 1, 1)', 'rgb(3, 3, 3)', '4px', '5px', '6px', 'solid', 'rgb(9, 9, 9)']);
  await visit.mark('dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  const light = await live(page);
  expect(light).toEqual(['rgb(255, 255, 255)', 'rgb(2, 2, 2)', '0px', '5px', '6px', 'none', 'rgb(8, 8, 8)']);
  await visit.mark('light');
  const recording = await visit.stop();
  await visitor.close();

  await watch(browser, recording, async (replay, name, what) =>
    expect(await staged(replay), what).toEqual({ dark, light }[name]),
  );
});

test('a dark page without a background of its own has the canvas that it had', async ({ browser }, info) => {
  const visitor = await browser.newContext({ viewport: size, colorScheme: 'dark' });
  const body = '<!doctype html><style>:root { color-scheme: light dark }</style><p>words <input value="typed">';
  await serve(visitor, origin, (path) => (path === '/' ? { body, type: 'text/html' } : undefined));
  const page = await visitor.newPage();
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page);
  await visit.mark('dark');
  const dark = (await livePicture(page))!;
  await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'light'));
  await visit.mark('light');
  const light = (await livePicture(page))!;
  const recording = await visit.stop();
  await visitor.close();

  await watch(browser, recording, async (replay, name, what) =>
    expectSamePicture({ dark, light }[name], await replay.picture(), what, info),
  );
});

/** What a page may ask of its visitor's surroundings, by the feature that is emulated. */
const asked: Record<string, string[]> = {
  'prefers-color-scheme': ['dark', 'light'],
  'prefers-reduced-motion': ['reduce', 'no-preference'],
  'prefers-reduced-transparency': ['reduce', 'no-preference'],
  'prefers-contrast': ['more', 'less', 'custom', 'no-preference'],
  'forced-colors': ['active', 'none'],
  'color-gamut': ['rec2020', 'p3', 'srgb'],
};
/** What nobody can emulate, but a page can ask. */
const answered = ['hover', 'any-hover', 'pointer:fine', 'any-pointer:fine', 'any-pointer:coarse', 'scripting:enabled'];
answered.push('display-mode:browser', 'display-mode:standalone', 'dynamic-range:high', 'update:fast');
answered.push('orientation:landscape', 'orientation:portrait', 'inverted-colors', 'resolution:1x', 'color', 'grid');

test('each feature that a page can ask for is answered as it was, whenever it changed', async ({ browser }) => {
  const queries = [
    ...Object.entries(asked).flatMap(([name, values]) => [name, ...values.map((value) => `${name}:${value}`)]),
    ...answered,
  ];
  const rules = queries.map((query, at) => `@media (${query}) { i:nth-of-type(${at + 1}) { padding-left: 1px } }`);
  const body = `<!doctype html><style>${rules.join('\n')}</style>
    ${queries.map((query) => `<i>${query}</i>`).join(' ')}`;
  const holding = (document: Document): string[] =>
    [...document.querySelectorAll('i')]
      .filter((element) => getComputedStyle(element).paddingLeft === '1px')
      .map((element) => element.textContent!);

  const visitor = await browser.newContext({ viewport: size });
  await serve(visitor, origin, (path) => (path === '/' ? { body, type: 'text/html' } : undefined));
  const page = await visitor.newPage();
  const tools = await visitor.newCDPSession(page);
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page);
  const seen = new Map<string, string[]>();
  const look = async (name: string, state: Parameters<typeof tools.send<'Emulation.setEmulatedMedia'>>[1]) => {
    await tools.send('Emulation.setEmulatedMedia', state);
    await visit.mark(name);
    seen.set(name, await page.evaluate(`(${holding})(document)`));
  };
  for (const [name, values] of Object.entries(asked)) {
    for (const value of values) await look(`${name}:${value}`, { features: [{ name, value }] });
  }
  await look('nothing', { features: [] });
  // A page that is zoomed has fewer pixels, and larger ones.
  const half = { width: size.width / 2, height: size.height / 2 };
  await tools.send('Emulation.setDeviceMetricsOverride', { ...half, deviceScaleFactor: 2, mobile: false });
  await look('zoomed', { features: [] });
  await tools.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
  await look('as it was', { features: [] });
  expect(seen.get('zoomed')).not.toContain('resolution:1x');
  // What was asked for was there, so that what follows says something.
  for (const [name, holds] of seen) if (name.includes(':')) expect(holds).toContain(name);
  const recording = await visit.stop();
  await visitor.close();

  const analyst = await browser.newContext({ viewport: size });
  const replay = await Replay.open(analyst, recording, size);
  const marks = marksOf(eventsOf(recording));
  for (const name of [...seen.keys(), ...[...seen.keys()].reverse()]) {
    await replay.seek(marks.get(name)!);
    const shown = await replay.page.evaluate(
      `(${holding})(document.querySelector('domreel-player').stage.contentDocument)`,
    );
    expect.soft(shown, name).toEqual(seen.get(name));
  }
  const labels = await replay.page.evaluate(() => {
    const { markers } = document.querySelector('domreel-player') as unknown as { markers: { label: string }[] };
    return markers.map(({ label }) => label).filter((label) => label.includes('colours'));
  });
  expect(labels).toEqual(['Not recorded: colours that the system forced on the page']);
  await analyst.close();
});

test('the language that a header says is that of the document, and a word that is none is not told', async ({
  page,
}) => {
  const languages = { '/': 'ja', '/framed': 'pt-BR, en', '/named': 'KlausMeier' };
  await serve(page.context(), origin, () => undefined);
  for (const [path, language] of Object.entries(languages)) {
    const frames = path === '/' ? '<iframe src="/framed"></iframe><iframe src="/named"></iframe>' : '';
    await page.context().route(`${origin}${path}`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-language': language },
        body: `<!doctype html><style>:lang(${language.split(',')[0]}) { color: rgb(1, 2, 3) }</style><p>words</p>${frames}`,
      }),
    );
  }
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: 'all' });
  await visit.mark('seen');
  const recording = await visit.stop();
  expect(dump(recording)).not.toContain('Klaus');
  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('seen')!);
  const speaks = await replay.page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
    const inner = [...stage.contentDocument!.querySelectorAll('iframe')].map((frame) => frame.contentDocument!);
    return [stage.contentDocument!, ...inner].map(({ documentElement: root }) =>
      ['ja', 'pt-BR', 'KlausMeier'].map((language) => root.matches(`:lang(${language})`)),
    );
  });
  expect(speaks).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, false],
  ]);
});
