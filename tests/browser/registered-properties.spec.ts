/** Custom properties that scripts register, before the recorder comes and after it. */

import { expect, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://registered.test';
const size = { width: 640, height: 480 };
const body = `<!doctype html><style>
  div { height: 40px; background: var(--tint); width: calc(60px * var(--times)) }
  p { color: var(--tint) }
</style><script src="/dist/early.js"></script>
<script>CSS.registerProperty({ name: '--times', syntax: '<number>', inherits: false, initialValue: '3' })</script>
<div>width</div><p>colour</p>`;

test('what scripts register holds from the instant at which they did', async ({ page }, info) => {
  failOnPageErrors(page);
  await page.setViewportSize(size);
  await serve(page.context(), origin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page);
  const pictures = new Map<string, Buffer>();
  const keep = async (name: string): Promise<void> => {
    await visit.mark(name);
    pictures.set(name, (await livePicture(page))!);
  };
  await keep('a number');
  await page.evaluate(() =>
    CSS.registerProperty({ name: '--tint', syntax: '<color>', inherits: true, initialValue: 'teal' }),
  );
  await keep('a number and a colour');
  await page.evaluate(() => document.querySelector('div')!.style.setProperty('--times', '5'));
  await keep('another number');
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  expect(pictures.get('a number')).not.toEqual(pictures.get('a number and a colour'));

  const replay = await Replay.open(page.context(), recording, size);
  const marks = marksOf(eventsOf(recording));
  for (const name of [...pictures.keys(), ...[...pictures.keys()].reverse()]) {
    await replay.seek(marks.get(name)!);
    expectSamePicture(pictures.get(name)!, await replay.picture(), name, info);
  }
});
