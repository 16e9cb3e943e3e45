/**
 * The demo, as a newcomer uses it: shop, find the recording in the list, watch it.
 *
 * Everything is real: the built site and package, the collector, the recorder
 * that the shop starts by itself. Pictures of the shop are compared with the
 * player page at the same instants, pixel by pixel, forwards and backwards.
 */

import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { Collector } from './support/collector.ts';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture } from './support/replay.ts';
import { failOnPageErrors } from './support/site.ts';
import { animationsFinished, framesPainted } from './support/visit.ts';

const www = fileURLToPath(new URL('../../www/dist', import.meta.url));
const size = { width: 1280, height: 800 };

type Player = HTMLVideoElement & { stage: HTMLIFrameElement };

/** What a visitor does in the shop. */
const visit: Record<string, (page: Page) => Promise<unknown>> = {
  'looks at the shop': async (page) => page.locator('.card').first().waitFor(),
  searches: async (page) => {
    await page.locator('#search').fill('camera');
    await page.locator('#search').blur();
  },
  'shows everything again and sorts': async (page) => {
    await page.locator('#search').fill('');
    await page.locator('#search').blur();
    await page.locator('#sort-button').click();
  },
  'chooses an order': async (page) => page.locator('#sort-menu button').nth(1).click(),
  'opens a product': async (page) => page.locator('.card-open').first().click(),
  'puts it into the cart': async (page) => page.locator('#product-add').click(),
  'drags another into the cart': async (page) => page.locator('.card').nth(2).dragTo(page.locator('#cart')),
  'goes to the checkout': async (page) => {
    await page.evaluate(() => document.querySelector<HTMLElement>('#cart-foot a')!.click());
    await page.locator('#checkout').waitFor();
  },
  'fills in the form': async (page) => {
    await page.locator('[name=name]').fill('Ada');
    await page.locator('[name=country]').selectOption('Finland');
    await page.locator('[name=travel][value=courier]').check();
    await page.locator('[name=padding]').fill('4');
    await page.locator('[name=gift]').check();
  },
  'scrolls down': async (page) => page.evaluate(() => scrollTo({ top: 400, behavior: 'instant' })),
};

/** Resolves when notes have gone and nothing moves. */
async function rest(page: Page): Promise<void> {
  await page.mouse.move(2, size.height - 2);
  await expect(page.locator('.toast')).toHaveCount(0);
  await animationsFinished(page);
  await framesPainted(page);
}

test('a visit to the shop is found in the list and replays to the pixel', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const collector = await Collector.start(info.outputPath('recordings'), www);
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  failOnPageErrors(page);
  await page.addInitScript(() => sessionStorage.setItem('domreel-demo-mask', 'none'));
  await page.goto(`${collector.url}/shop/`);
  await expect.poll(async () => (await collector.list()).length).toBe(1);

  const seen: { name: string; picture: Buffer; millis: number }[] = [];
  for (const [name, step] of Object.entries(visit)) {
    await test.step(name, async () => {
      await step(page);
      await rest(page);
      const millis = await page.evaluate(() => Date.now());
      const picture = await livePicture(page);
      if (picture) seen.push({ name, picture, millis });
    });
  }
  expect(seen.length).toBeGreaterThanOrEqual(8);
  await page.goto(`${collector.url}/recordings/`);
  await collector.whole(1);

  await page.reload();
  await page.locator('#reels a').first().click();
  await page.waitForURL(/\/play\//);
  await page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as Player;
    while (!(player.readyState >= 4)) await new Promise(requestAnimationFrame);
    player.pause();
  });
  await info.attach('player page', { body: await page.screenshot() });
  // The stage as large as it was recorded, alone: neither controls nor pointer lie over it.
  await page.evaluate(({ width, height }) => {
    const player = document.querySelector('domreel-player') as Player;
    player.removeAttribute('controls');
    const place = { position: 'fixed', inset: '0', 'z-index': '9', width: `${width}px`, height: `${height}px` };
    const look = { 'max-width': 'none', 'max-height': 'none', 'border-radius': '0', margin: '0' };
    for (const [name, value] of Object.entries({ ...place, ...look }))
      player.style.setProperty(name, value, 'important');
  }, size);
  await page.addStyleTag({ content: 'domreel-player::part(pointers), body > :not(main) { display: none !important }' });
  const show = (millis: number) =>
    page.evaluate(async (millis) => {
      const player = document.querySelector('domreel-player') as Player & { startTime: number };
      await new Promise((seeked) => {
        player.addEventListener('seeked', seeked, { once: true });
        player.currentTime = (millis - player.startTime) / 1000;
      });
    }, millis);
  for (const direction of ['forwards', 'backwards']) {
    for (const { name, picture, millis } of direction === 'forwards' ? seen : [...seen].reverse()) {
      await show(millis);
      await framesPainted(page);
      const replayed = await page.screenshot({ animations: 'disabled', caret: 'initial' });
      expectSamePicture(picture, replayed, `${name} (${direction})`, info);
    }
  }
  await context.close();
  await collector.kill();
});
