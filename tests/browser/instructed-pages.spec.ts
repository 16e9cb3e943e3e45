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
