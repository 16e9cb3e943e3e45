/**
 * Whether a page of which every word is masked keeps its layout: what was clicked is where it was.
 *
 * The pages are those of npm packages, as their authors ship them. The box of
 * each element that was clicked is taken in the live page at the click, and on
 * the stage at that instant; its edges may differ by two in a hundred of the
 * window.
 */

import { expect, type Locator, type Page, test } from '@playwright/test';
import { admin, open, type RealPage, reveal, size, swagger } from './support/real-page.ts';
import { Replay } from './support/replay.ts';
import { eventsOf } from './support/tool.ts';
import { animationsFinished, framesPainted, said, Visit, visit } from './support/visit.ts';

/** Where an element is in its document, by places among siblings that are shown, and its box. */
interface Clicked {
  path: number[];
  box: { left: number; top: number; width: number; height: number };
}

/** A page and what a visitor clicks on it. */
interface Used extends RealPage {
  /** What is clicked, one after the other; links lead nowhere. */
  clicks: ((page: Page) => Locator)[];
}

const pages: Used[] = [
  {
    ...swagger,
    clicks: [
      (page) => page.locator('#operations-lamp-listLamps button').first(),
      (page) => page.getByRole('button', { name: 'Try it out' }),
      (page) => page.locator('#operations-lamp-listLamps select').first(),
      (page) => page.locator('#operations-lamp-listLamps input[type=text]'),
      (page) => page.getByRole('button', { name: 'Execute' }),
      (page) => page.locator('#operations-lamp-addLamp button').first(),
      (page) => page.locator('#operations-tag-order button').first(),
      (page) => page.locator('.models .model-container button').first(),
    ],
  },
  {
    ...reveal,
    clicks: [
      (page) => page.locator('section.present h3'),
      (page) => page.locator('section.present small a').first(),
      (page) => page.locator('.controls .navigate-right'),
      (page) => page.locator('section.present > h2'),
      (page) => page.locator('section.present > p').first(),
      (page) => page.locator('.controls .navigate-right'),
      (page) => page.locator('section.present section.present h2'),
    ],
  },
  {
    ...admin,
    clicks: [
      (page) => page.locator('#dataTable th').nth(1),
      (page) => page.locator('#dataTable td').nth(9),
      (page) => page.locator('#dataTable_filter input'),
      (page) => page.locator('#dataTable_next a'),
      (page) => page.locator('#messagesDropdown'),
      (page) => page.locator('#userDropdown'),
      (page) => page.locator('[data-target="#logoutModal"]').last(),
    ],
  },
];

/** Resolves when nothing moves on the page any more. */
async function rest(page: Page): Promise<void> {
  await animationsFinished(page);
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await framesPainted(page);
}

/** Notes what is clicked, before the page hears of it. */
function noteClicks(): void {
  const clicked: Clicked[] = [];
  Object.assign(window, { clicked });
  addEventListener(
    'click',
    (event) => {
      if (!event.isTrusted) return;
      const path: number[] = [];
      for (let at = event.target as Element; at.parentElement; at = at.parentElement) {
        path.unshift([...at.parentElement.children].indexOf(at));
      }
      const { left, top, width, height } = (event.target as Element).getBoundingClientRect();
      clicked.push({ path, box: { left, top, width, height } });
      if ((event.target as Element).closest('a[href^=http]')) event.preventDefault();
    },
    true,
  );
}

for (const real of pages) {
  test(`what was clicked on ${real.package} is where it was when every word is masked`, async ({ browser }, info) => {
    const { context, page } = await open(browser, real, noteClicks);
    const visit = await Visit.start(page, { mask: 'all', resources: 'same-origin' });
    for (const click of real.clicks) {
      // What moves below the pointer, or for the focus, has moved before the click.
      await click(page).evaluate((element) => element.scrollIntoView({ block: 'nearest' }));
      const position = { x: 4, y: 4 };
      await click(page).hover({ position });
      await rest(page);
      await click(page).click({ position });
      await rest(page);
    }
    const clicked = await page.evaluate(() => (window as unknown as { clicked: Clicked[] }).clicked);
    const recording = await visit.stop();
    const clicks = eventsOf(recording).filter(({ event }) => event.event === 'click' && event.kind === 'click');
    expect(clicks.length).toBe(clicked.length);

    const replay = await Replay.open(context, recording, size);
    const rows: string[] = [];
    for (const [index, { path, box }] of clicked.entries()) {
      // What the page did on the click may bear the same time.
      await replay.seek(clicks[index]!.at_micros - 1);
      const shown = await replay.page.evaluate((path) => {
        const player = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
        let element: Element = player.stage.contentDocument!.documentElement;
        for (const place of path) element = element.children[place]!;
        const { left, top, width, height } = element.getBoundingClientRect();
        return { left, top, width, height };
      }, path);
      rows.push(
        ['left', 'top', 'width', 'height']
          .map((side) => {
            const [was, is] = [box, shown].map((box) => box[side as keyof typeof box]);
            return `${side} ${was!.toFixed(1)} → ${is!.toFixed(1)}`;
          })
          .join(', '),
      );
      const edges = {
        left: [shown.left - box.left, size.width],
        top: [shown.top - box.top, size.height],
        right: [shown.left + shown.width - box.left - box.width, size.width],
        bottom: [shown.top + shown.height - box.top - box.height, size.height],
      };
      for (const [edge, [drift, length]] of Object.entries(edges)) {
        expect.soft(Math.abs(drift!) / length!, `${edge} of click ${index}: ${rows.at(-1)}`).toBeLessThanOrEqual(0.02);
      }
    }
    await info.attach('boxes', { body: rows.join('\n'), contentType: 'text/plain' });
    await replay.close();
    await context.close();
  });
}

test('no property that the browser knows is taken for a word of the page', async ({ page }) => {
  const recording = await visit(page, '<style></style>', { mask: 'all' });
  const names = await page.evaluate(() => {
    const { style } = document.body;
    const names: string[] = [];
    for (const key in style) {
      if (typeof style[key] === 'string') names.push(key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    }
    document.querySelector('style')!.textContent = `a{${names.map((name) => `${name}:inherit`).join(';')}}`;
    return names;
  });
  const text = await said(recording);
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => !text.includes(`${name}:inherit`))).toEqual([]);
});
