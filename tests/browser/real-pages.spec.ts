/**
 * Pages that nobody here wrote replay as they were used.
 *
 * Each is used, recorded, and replayed on another origin; after every step the
 * stage is compared with the live page by tree and by picture, forwards and
 * backwards.
 */

import { writeFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { admin, open, type RealPage, reveal, size, swagger } from './support/real-page.ts';
import { livePicture, liveText, Replay } from './support/replay.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { animationsFinished, Visit } from './support/visit.ts';

/** A page and what a visitor does on it. */
interface Used extends RealPage {
  steps: Record<string, (page: Page) => Promise<unknown>>;
  /** How many pixels may differ at each instant, and why. */
  pixels?: { most: number; because: string };
}

const pages: Used[] = [
  {
    ...swagger,
    steps: {
      'opens an operation': (page) => page.locator('#operations-lamp-listLamps button').first().click(),
      'tries it out': (page) => page.getByRole('button', { name: 'Try it out' }).click(),
      'chooses and types': async (page) => {
        await page.locator('#operations-lamp-listLamps select').first().selectOption(['lit', 'broken']);
        await page.locator('#operations-lamp-listLamps input[type=text]').fill('25');
      },
      'opens another operation': (page) => page.locator('#operations-lamp-addLamp button').first().click(),
      'closes a whole group': (page) => page.locator('#operations-tag-order button').first().click(),
      'scrolls to the models': (page) => page.locator('.models').evaluate((models) => models.scrollIntoView()),
      'opens a model': (page) => page.locator('.models .model-container button').first().click(),
    },
  },
  {
    ...reveal,
    pixels: { most: 300, because: 'an arrow on the first slide bounces for minutes' },
    steps: {
      'goes to the second slide': (page) => page.keyboard.press('ArrowRight'),
      'goes into a column of slides': async (page) => {
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowDown');
      },
      'shows all slides': (page) => page.keyboard.press('Escape'),
      'chooses one': async (page) => {
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
      },
      'goes back to the start': (page) => page.keyboard.press('Home'),
    },
  },
  {
    ...admin,
    steps: {
      'sorts by a column': (page) => page.locator('#dataTable th').nth(1).click(),
      'shows more rows': (page) => page.locator('#dataTable_length select').selectOption('25'),
      'searches in the table': (page) => page.locator('#dataTable_filter input').fill('Tokyo'),
      'empties the search and goes to the next page': async (page) => {
        await page.locator('#dataTable_filter input').fill('');
        await page.locator('#dataTable_next a').click();
      },
      'scrolls to the top and folds the side bar': async (page) => {
        await page.evaluate(() => scrollTo(0, 0));
        await page.locator('#sidebarToggle').evaluate((button: HTMLElement) => button.click());
      },
      'opens the messages': (page) => page.locator('#messagesDropdown').click(),
      'opens a dialog': async (page) => {
        await page.locator('#userDropdown').click();
        await page.locator('[data-target="#logoutModal"]').last().click();
        await page.locator('#logoutModal.show').waitFor();
      },
    },
  },
];

/** Resolves when nothing moves on the page any more, and the pointer stands where nothing is under it that glows. */
async function rest(page: Page): Promise<void> {
  await page.mouse.move(size.width - 1, size.height - 1);
  await animationsFinished(page);
  await page.evaluate(async () => {
    await document.fonts.ready;
    // One of the pages moves things by its own timers.
    const { jQuery } = window as unknown as { jQuery?: { timers: unknown[] } };
    while (jQuery && jQuery.timers.length > 0) await new Promise(requestAnimationFrame);
  });
}

/** What the values of queries are is recorded of no address, at whatever level. */
const withoutQueries = (text: string): string => text.replaceAll(/([?&][^"&#=]+=)[^"&#]*/g, '$1');

for (const real of pages) {
  test(`${real.package} replays as it was used`, async ({ browser }, info) => {
    const { context, page } = await open(browser, real);

    const visit = await Visit.start(page, { resources: 'same-origin', canvas: true });
    const seen = new Map<string, { text: string; picture: Buffer | undefined }>();
    for (const [name, step] of [['as it was found', async () => {}] as const, ...Object.entries(real.steps)]) {
      await test.step(name, async () => {
        await step(page);
        await rest(page);
        await visit.mark(name);
        seen.set(name, { text: await liveText(page), picture: await livePicture(page) });
      });
    }
    const recording = await visit.stop();
    writeFileSync(info.outputPath('visit.reel'), recording);
    expect(faultsOf(recording)).toBe('');

    const marks = marksOf(eventsOf(recording));
    const replay = await Replay.open(context, recording, size);
    const forwards = [...seen].map(([name, moment]) => ({ name, ...moment, direction: 'forwards' }));
    const backwards = forwards.map((moment) => ({ ...moment, direction: 'backwards' })).reverse();
    for (const { name, text, picture, direction } of [...forwards, ...backwards.slice(1)]) {
      await replay.seek(marks.get(name)!);
      expect.soft(withoutQueries(await replay.text()), `${name} (${direction})`).toBe(withoutQueries(text));
      if (picture)
        expectSamePicture(picture, await replay.picture(), `${name} (${direction})`, info, real.pixels?.most);
    }
    await context.close();
  });
}
