/** Scroll bars on the stage take the room that they took in the visitor's browser. */

import { type Browser, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { serve } from './support/site.ts';
import { Visit } from './support/visit.ts';

const size = { width: 640, height: 480 };
const origin = 'http://bars.test';

/** A browser with the scroll bars of its platform, which Playwright hides. */
const test = base.extend<object, { desktop: Browser }>({
  desktop: [
    async ({ playwright }, use, info) => {
      const { launchOptions } = info.project.use;
      const browser = await playwright.chromium.launch({ ...launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});

/** A phone's scroll bars lie over what they scroll. */
const phone = { isMobile: true, hasTouch: true };

const inner = '<div id="inner" style="width:200px;height:100px;overflow:scroll">inner</div>';
const innerWidth = "document.getElementById('inner').clientWidth";

/** Records a page on one device and returns how wide its inner scroller is there, and on the stage of the other. */
async function widths(
  browser: Browser,
  html: string,
  recordOn: BrowserContextOptions = {},
  playOn: BrowserContextOptions = {},
  act: (page: Page) => Promise<void> = async () => {},
): Promise<{ live: number; replayed: number }> {
  const context = await browser.newContext({ ...recordOn, viewport: size });
  await serve(context, origin, (path) => (path === '/' ? { body: html, type: 'text/html' } : undefined));
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page);
  await act(page);
  const live = await page.evaluate<number>(innerWidth);
  const recording = await visit.stop();
  await context.close();
  const viewer = await browser.newContext(playOn);
  const replay = await Replay.open(viewer, recording, size);
  await replay.seek(await replay.page.evaluate<number>("document.querySelector('domreel-player').duration * 1e6"));
  const replayed = await replay.page.evaluate<number>(
    `document.querySelector('domreel-player').stage.contentDocument.getElementById('inner').clientWidth`,
  );
  await viewer.close();
  return { live, replayed };
}

test('an inner scroll bar keeps its room where the page itself does not scroll', async ({ desktop }) => {
  const { live, replayed } = await widths(desktop, `<!DOCTYPE html>${inner}`);
  expect(live).toBeLessThan(200);
  expect(replayed).toBe(live);
});

test('scroll bars that took no room take none where they would', async ({ desktop }) => {
  const page = `<!DOCTYPE html><meta name="viewport" content="width=device-width">${inner}<div style="height:2000px"></div>`;
  const { live, replayed } = await widths(desktop, page, phone);
  expect(live).toBe(200);
  expect(replayed).toBe(live);
});

test('scroll bars that took room take it where they would not', async ({ desktop }) => {
  const page = `<!DOCTYPE html><meta name="viewport" content="width=device-width">${inner}<div style="height:2000px"></div>`;
  const { live, replayed } = await widths(desktop, page, {}, phone);
  expect(live).toBeLessThan(200);
  expect(replayed).toBe(live);
});

for (const [where, recordOn, playOn, takesRoom] of [
  ['a desktop', {}, phone, true],
  ['a phone', phone, {}, false],
] as const) {
  test(`on ${where} an inner scroller tells of scroll bars once it is scrolled, where the page is not`, async ({
    desktop,
  }) => {
    const page = `<!DOCTYPE html><meta name="viewport" content="width=device-width">
      <div id="scroller" style="width:250px;height:200px;overflow:auto;border:3px solid">
        ${inner}<div style="height:2000px"></div>
      </div><input>`;
    const scroll = (page: Page) =>
      page.evaluate(async () => {
        // As Firefox does for each letter that is typed beyond the width of a field.
        for (let letter = 0; letter < 10; letter++) document.querySelector('input')!.dispatchEvent(new Event('scroll'));
        const scroller = document.getElementById('scroller')!;
        const scrolled = new Promise((done) => scroller.addEventListener('scroll', done, { once: true }));
        scroller.scrollTop = 10;
        await scrolled;
      });
    const { live, replayed } = await widths(desktop, page, recordOn, playOn, scroll);
    expect(live < 200).toBe(takesRoom);
    expect(replayed).toBe(live);
  });
}
