/** What a browser makes documents of by itself, in frames and objects: it looks as no style sheet of the page says. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://viewed.test';
const size = { width: 640, height: 480 };
const transform = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><html><body><h1>made</h1><xsl:for-each select="//i"><b><xsl:value-of select="."/></b></xsl:for-each></body></html></xsl:template></xsl:stylesheet>`;
const pdf = `%PDF-1.1
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj
trailer<</Root 1 0 R>>`;
/** One sample of silence: 44 bytes that say so, and two of it. */
const silence = Buffer.from('UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAA==', 'base64');
const files: Record<string, [type: string, body: string | Buffer]> = {
  '/film.webm': ['video/webm', readFileSync(fileURLToPath(new URL('fixtures/clip.webm', import.meta.url)))],
  '/sound.wav': ['audio/wav', silence],
  '/data.json': [
    'application/json',
    '{"list":[1,2,{"none":null}],"text":"of some length, so that it goes on in another line"}',
  ],
  '/words.txt': ['text/plain', 'plain text'],
  '/tree.xml': ['text/xml', '<root a="1"><child>text</child></root>'],
  '/made.xml': ['text/xml', '<?xml-stylesheet type="text/xsl" href="/made.xsl"?><root><i>1</i><i>2</i></root>'],
  '/made.xsl': ['text/xsl', transform],
  '/page.html': ['text/html', '<!doctype html><p>a page</p>'],
  '/pages.pdf': ['application/pdf', pdf],
};

/**
 * Records a page of frames that have loaded, until a text was recorded so often; returns the picture of it, and the
 * recording.
 */
async function recorded(page: Page, body: string, text = '', times = 0): Promise<{ live: Buffer; recording: Buffer }> {
  failOnPageErrors(page);
  await page.setViewportSize(size);
  await serve(page.context(), origin, (path) => {
    if (path === '/') return { body: `<!doctype html><style>iframe,object{width:250px;height:160px}</style>${body}` };
    const file = files[path];
    return file && { type: file[0], body: file[1] };
  });
  await page.goto(`${origin}/`);
  // What a frame plays loads when the frame has.
  await page.waitForFunction(() =>
    Array.from(document.querySelectorAll<HTMLIFrameElement>('iframe, object'), ({ contentDocument }) =>
      Array.from(contentDocument?.querySelectorAll('video') ?? []),
    )
      .flat()
      .every(({ readyState }) => readyState === 4),
  );
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const told = async (): Promise<number> => JSON.stringify(eventsOf(await visit.soFar())).split(text).length - 1;
  if (text !== '') await expect.poll(told).toBe(times);
  await visit.mark('seen');
  const live = await livePicture(page);
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  return { live: live!, recording };
}

async function replayed(page: Page, recording: Buffer): Promise<Replay> {
  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('seen')!);
  return replay;
}

/** Says where films and sound stand in the frames of a page, and on what; their controls go on by themselves. */
const placesOf = (top: Document): unknown[] =>
  Array.from(top.querySelectorAll('iframe'), ({ contentDocument }) => {
    const { body, defaultView } = contentDocument!;
    const { x, y, width, height } = body.querySelector('video')!.getBoundingClientRect();
    return [defaultView!.getComputedStyle(body).backgroundColor, x, y, width, height];
  });

test('films and sound in frames stand where the browser puts them', async ({ page }) => {
  const frames = ['film.webm', 'sound.wav'].map((name) => `<iframe src="${name}"></iframe>`).join('');
  const { recording } = await recorded(page, frames, 'max-width: 100%', 2);
  const live = await page.evaluate(`(${placesOf})(document)`);
  const replay = await replayed(page, recording);
  const shown = `(${placesOf})(document.querySelector('domreel-player').stage.contentDocument)`;
  // A film comes to its size when it has loaded.
  await expect.poll(() => replay.page.evaluate(shown)).toEqual(live);
});

test('documents in objects are shown in place of what is there without them', async ({ page }, info) => {
  const names = ['words.txt', 'tree.xml', 'page.html', 'words.txt?2', 'page.html?2'];
  const objects = names.map((name) => `<object data="${name}"><p>without</p></object>`).join('');
  const { live, recording } = await recorded(page, objects);
  const replay = await replayed(page, recording);
  expectSamePicture(live, await replay.picture(), 'objects', info);
});

test('what a style sheet has made of XML is shown in an object', async ({ page }) => {
  const { recording } = await recorded(page, '<object data="made.xml">without</object>');
  const replay = await replayed(page, recording);
  const made = await replay.page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
    return stage.contentDocument!.querySelector('object')!.contentDocument?.querySelector('h1')?.textContent;
  });
  expect(made).toBe('made');
});

test('what the viewers of a browser add is named', async ({ page }) => {
  const body = '<iframe src="data.json"></iframe><iframe src="pages.pdf"></iframe>';
  const { recording } = await recorded(page, body, '"viewer"', 2);
  const replay = await replayed(page, recording);
  const shown = await replay.page.evaluate(() => {
    const player = document.querySelector('domreel-player') as unknown as {
      stage: HTMLIFrameElement;
      markers: { label: string }[];
    };
    const [data, pages] = Array.from(
      player.stage.contentDocument!.querySelectorAll('iframe'),
      ({ contentDocument }) => contentDocument!,
    );
    const words = data!.querySelector('pre')!;
    const { backgroundImage } = pages!.defaultView!.getComputedStyle(pages!.documentElement);
    return {
      // The words go on in another line, below the bar that the viewer has.
      words: words.textContent,
      isBroken: words.scrollWidth <= words.clientWidth,
      top: words.getBoundingClientRect().top,
      label: /<text.*<\/text>/.exec(decodeURIComponent(backgroundImage))?.[0].replace(/<.*?>/g, ''),
      markers: player.markers.map(({ label }) => label).sort(),
    };
  });
  expect(shown).toEqual({
    words: files['/data.json']![1],
    isBroken: true,
    top: 13,
    label: 'A viewer of the browser: not recorded',
    markers: ['Not recorded: div (viewer)', 'Not recorded: html (viewer)', 'seen'],
  });
});
