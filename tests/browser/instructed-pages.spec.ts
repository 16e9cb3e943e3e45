/** Pages of XML whose style sheets are asked for by processing instructions, which nothing on a stage asks for. */

import { expect, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://instructed.test';
const size = { width: 640, height: 480 };
const answers: Record<string, { body: string; type: string }> = {
  '/': {
    type: 'application/xhtml+xml',
    body: `<?xml version="1.0"?>
<?xml-stylesheet href="look.css" type="text/css"?>
<?xml-stylesheet href="print.css" media="print"?>
<?xml-stylesheet href="data:text/css,b%7Bcolor:navy%7D"?>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>Styled by instructions</title><style>i { border: 2px solid }</style></head>
<body><p>styled</p><b>by data</b> <i>inner</i></body>
</html>`,
  },
  '/look.css': { type: 'text/css', body: 'p { background: gold url(dot.svg) no-repeat right; padding: 9px }' },
  '/print.css': { type: 'text/css', body: 'p { background: black }' },
  '/dot.svg': {
    type: 'image/svg+xml',
    body: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path fill="red" d="M0 0h9v9H0z"/></svg>',
  },
};

test('style sheets of processing instructions are shown, also with rules that scripts put into them', async ({
  page,
}, info) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => answers[path]);
  await page.setViewportSize(size);
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  await visit.mark('found');
  const found = (await livePicture(page))!;
  await page.evaluate(() => {
    document.styleSheets[0]!.insertRule('b { padding: 4px; background: khaki }');
  });
  await visit.mark('edited');
  const edited = (await livePicture(page))!;
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  const marks = marksOf(eventsOf(recording));
  const replay = await Replay.open(page.context(), recording, size);
  for (const [name, picture] of [
    ['found', found],
    ['edited', edited],
    ['found', found],
  ] as const) {
    await replay.seek(marks.get(name)!);
    expectSamePicture(picture, await replay.picture(), name, info);
  }
});

test('style sheets of processing instructions are followed as these come, change and go', async ({ page }, info) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => answers[path]);
  await page.setViewportSize(size);
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const pictures = new Map<string, Buffer>();
  const step = async (name: string, color: string, told: string, change: () => void): Promise<void> => {
    await page.evaluate(change);
    await page.waitForFunction((color) => getComputedStyle(document.querySelector('b')!).color === color, color);
    // Nothing tells of such a sheet: the recorder looks now and then.
    await expect.poll(async () => lastAdopted(await visit.soFar())).toBe(told);
    await visit.mark(name);
    pictures.set(name, (await livePicture(page))!);
  };
  await step('one comes', 'rgb(255, 0, 0)', 'b { color: red; }', () => {
    const made = document.createProcessingInstruction('xml-stylesheet', 'href="data:text/css,b%7Bcolor:red%7D"');
    document.insertBefore(made, document.documentElement);
  });
  await step('it changes', 'rgb(0, 128, 0)', 'b { color: green; }', () => {
    (document.documentElement.previousSibling as ProcessingInstruction).data =
      'href="data:text/css,b%7Bcolor:green%7D"';
  });
  await step('it goes', 'rgb(0, 0, 128)', '', () => document.documentElement.previousSibling!.remove());
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  const marks = marksOf(eventsOf(recording));
  const replay = await Replay.open(page.context(), recording, size);
  for (const [name, picture] of [...pictures, ...[...pictures].reverse()]) {
    await replay.seek(marks.get(name)!);
    expectSamePicture(picture, await replay.picture(), name, info);
  }
});

/** The text of the last sheet that is adopted, as far as it came after the keyframe. */
function lastAdopted(recording: Buffer): string | undefined {
  const operations = eventsOf(recording).flatMap(
    ({ event }) => (event.operations as Record<string, unknown>[] | undefined) ?? [],
  );
  const adopted = operations.filter(({ operation }) => operation === 'adopt').at(-1)?.sheets as number[] | undefined;
  const written = operations.filter(({ operation, sheet }) => operation === 'set-sheet' && sheet === adopted?.at(-1));
  return adopted && ((written.at(-1)?.value as { text: string } | undefined)?.text.trim() ?? '');
}
