/** Bytes that come when what shows them may not be recorded any more: images on their way, canvases that are being encoded. */

import { expect, test } from '@playwright/test';
import { serve } from './support/site.ts';
import { plainOrigin, said, Visit } from './support/visit.ts';

/** An image whose bytes can be found in a recording. */
const image = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect id="secretBytes" width="2" height="2"/></svg>`;

/** What happens before the bytes come, and its options: the source of what is called with the element. */
const ways = {
  blocked: { run: "element.setAttribute('data-domreel-block', '')", options: {} },
  'below what is blocked': { run: "element.parentNode.setAttribute('data-domreel-block', '')", options: {} },
  'blocked by a selector': { run: "element.className = 'gone'", options: { block: '.gone' } },
  'of a page that is left out': {
    run: "history.pushState(null, '', '/private')",
    options: { exclude: { url: '/private' } },
  },
  masked: { run: "element.setAttribute('data-domreel-mask', '')", options: {} },
} as const;

for (const mask of ['sensitive', 'none'] as const) {
  for (const [name, { run, options }] of Object.entries(ways)) {
    test(`the bytes of an image that is ${name} when they come are not recorded, at ${mask}`, async ({ page }) => {
      let isAsked = 0;
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await serve(page.context(), plainOrigin, () => ({ body: '<!doctype html><p>shownText</p><div></div>' }));
      await page.route(`${plainOrigin}/secretImage.svg`, async (route) => {
        // The page's own request is answered; the recorder's waits.
        if (++isAsked > 1) await answered;
        await route.fulfill({ contentType: 'image/svg+xml', body: image, headers: { 'cache-control': 'no-store' } });
      });
      await page.goto(`${plainOrigin}/`);
      const recording = await Visit.start(page, { mask, resources: 'same-origin', ...options });
      await page.evaluate(async () => {
        const image = new Image();
        document.querySelector('div')!.append(image);
        image.src = '/secretImage.svg';
        await image.decode();
      });
      await expect.poll(() => isAsked).toBeGreaterThan(1);
      await page.evaluate((run) => new Function('element', run)(document.querySelector('img')), run);
      answer();
      const text = await said(recording);
      expect(text).toContain('shownText');
      expect(text).not.toContain(Buffer.from('secretBytes').toString('hex'));
    });

    test(`the picture of a canvas that is ${name} when it is encoded is not recorded, at ${mask}`, async ({ page }) => {
      await serve(page.context(), plainOrigin, () => ({
        body: `<!doctype html><p>shownText</p><div><canvas width="9" height="9"></canvas></div><script>
          const { toBlob } = HTMLCanvasElement.prototype;
          const encoded = [];
          HTMLCanvasElement.prototype.toBlob = function (done, ...rest) {
            toBlob.call(this, (blob) => encoded.push(() => done(blob)), ...rest);
          };
          var waiting = () => encoded.length;
          var encode = () => encoded.splice(0).forEach((done) => done());
        </script>`,
      }));
      await page.goto(`${plainOrigin}/`);
      const recording = await Visit.start(page, { mask, canvas: true, ...options });
      await page.evaluate(() => document.querySelector('canvas')!.getContext('2d')!.fillRect(1, 1, 5, 5));
      await page.waitForFunction(() => (globalThis as unknown as { waiting(): number }).waiting() > 0);
      await page.evaluate((run) => {
        new Function('element', run)(document.querySelector('canvas'));
        (globalThis as unknown as { encode(): void }).encode();
      }, run);
      const text = await said(recording);
      const pictures = text.split('\n').filter((line) => /"event":"resource"/.test(line));
      expect(pictures).toEqual([]);
    });
  }
}
