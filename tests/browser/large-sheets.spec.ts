/** Large linked sheets whose rules scripts changed before the recorder came, without the early stub. */

import { expect, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://large.test';
const size = { width: 640, height: 480 };

/** A sheet of more than 100,000 bytes in which braces and quotes stand where they mean nothing. */
function largeSheet(first: string, last: string): string {
  const rule = (at: number): string =>
    `.component-${at} > .part-${at}:hover::before { content: "}{ /*"; background: url(data:,a;b}c); /* " }} */ margin: ${at % 9}px }`;
  return [first, ...Array.from({ length: 900 }, (_, at) => rule(at)), last].join('\n');
}

test('a large sheet that scripts edited before the recorder came is shown as they left it, and another to the letter', async ({
  page,
}, info) => {
  const sheets: Record<string, string> = {
    '/edited.css': largeSheet('@charset "utf-8"; p { color: teal }', 'em { display: none }'),
    '/small.css': 'i { color: teal }',
    '/untouched.css': largeSheet('@import "small.css";\ni { padding: 3px }', 'i { border: 1px solid }'),
  };
  const body = `<!doctype html><link rel="stylesheet" href="edited.css"><link rel="stylesheet" href="untouched.css">
    <p>declared</p><b>inserted</b> <em>deleted</em> <i>as it came</i>`;
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) =>
    path === '/' ? { body } : path in sheets ? { body: sheets[path]!, type: 'text/css' } : undefined,
  );
  await page.setViewportSize(size);
  await page.goto(`${origin}/`);
  await page.evaluate(() => {
    const sheet = document.styleSheets[0]!;
    (sheet.cssRules[0] as CSSStyleRule).style.outline = '2px solid';
    sheet.insertRule('b { background: khaki }', 400);
    sheet.deleteRule(sheet.cssRules.length - 1);
  });
  const visit = await Visit.start(page);
  await expect.poll(() => visit.knows('khaki')).toBe(true);
  await visit.mark('edited before');
  const picture = (await livePicture(page))!;
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  const events = eventsOf(recording);
  const written = events
    .flatMap(({ event }) => (event.operations as Record<string, unknown>[] | undefined) ?? [])
    .filter(({ operation }) => operation === 'set-sheet')
    .map(({ value }) => value as { base: string; text: string | null });
  expect(written.filter(({ text }) => text !== null).map(({ base }) => base)).toEqual([`${origin}/edited.css`]);
  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(events).get('edited before')!);
  expectSamePicture(picture, await replay.picture(), 'edited before', info);
});
