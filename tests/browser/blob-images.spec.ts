/** Images behind `blob:` addresses that the page takes back: they are in the recording all the same. */

import { expect, test } from '@playwright/test';
import { differingPixels } from './support/pixels.ts';
import { livePicture, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://blobs.test';
const size = { width: 640, height: 480 };
const body = `<!doctype html><style>div { width: 80px; height: 60px }</style><img id="before"><div id="box"></div>
<script>
  window.draw = (colour) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 80, height: 60 });
    const context = canvas.getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, 60, 60);
    return new Promise((done) => canvas.toBlob((blob) => done(URL.createObjectURL(blob))));
  };
</script>`;

type Drawing = Window & { draw(colour: string): Promise<string> };

test('images are shown whose addresses are gone: before the recorder came, at once, in styles', async ({ page }) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body }));
  await page.goto(`${origin}/`);
  await page.setViewportSize(size);
  await page.evaluate(async () => {
    const url = await (window as unknown as Drawing).draw('tomato');
    const image = document.getElementById('before') as HTMLImageElement;
    image.src = url;
    await image.decode();
    URL.revokeObjectURL(url);
  });
  const visit = await Visit.start(page, { resources: 'all' });
  await page.evaluate(async () => {
    const { draw } = window as unknown as Drawing;
    const url = await draw('seagreen');
    const image = new Image();
    image.src = url;
    await image.decode();
    document.body.prepend(image);
    URL.revokeObjectURL(url);
    const box = document.getElementById('box')!;
    const background = await draw('royalblue');
    box.style.backgroundImage = `url(${background})`;
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    URL.revokeObjectURL(background);
  });
  await visit.mark('shown');
  const picture = await livePicture(page);
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');

  const replay = await Replay.open(page.context(), recording, size);
  await replay.seek(marksOf(eventsOf(recording)).get('shown')!);
  // A background is painted when its bytes are there, which nothing tells.
  await expect.poll(async () => differingPixels(picture!, await replay.picture()).count).toBe(0);
});
