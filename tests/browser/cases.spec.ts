/**
 * The cases of tests/cases: does this page record and replay as shown?
 *
 * Each step is done on the live page and followed by a marker. Then the events
 * are compared with events.txt, and the stage with the live page after every
 * step, by its tree and by its picture, forwards and backwards.
 * `BLESS=1` writes the expectations anew. See tests/README.md.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { eventsText } from './support/events-text.ts';
import { expectSamePicture } from './support/pixels.ts';
import { livePicture, liveText, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://case.test';
const casesFolder = fileURLToPath(new URL('../cases', import.meta.url));
const size = { width: 640, height: 480 };
const isBlessing = Boolean(process.env.BLESS);

/** A step runs in the page, or, if it takes an argument, here. */
type Step = (page: Page) => unknown;

/** What the live page was after a step; no picture where a caret blinked in it. */
interface Seen {
  text: string;
  picture: Buffer | undefined;
  size: { width: number; height: number };
}

/** What steps.mjs exports. */
interface Case {
  steps: Record<string, Step>;
  /** Options of `record()`; nothing is masked by default. */
  options?: VisitOptions;
  /** Whether the visitor has a touch screen. */
  touch?: boolean;
  /** Why the replay may differ from the live page in text, where it must: what is masked, for example. */
  differs?: string;
  /** How many pixels of a picture may differ, and why. */
  pixels?: { most: number; because: string };
  /** Why events.txt is not compared, where events come as they happen to: when a frame has loaded, for example. */
  unsteady?: string;
}

for (const area of foldersIn(casesFolder)) {
  for (const name of foldersIn(join(casesFolder, area))) {
    const folder = join(casesFolder, area, name);
    test(`${area}: ${name.replaceAll('-', ' ')}`, async ({ browser }, info) => {
      const reason = textOf(join(folder, 'known_failure'));
      test.fail(reason !== undefined && !isBlessing, reason);
      const { touch = false, ...made } = (await import(pathToFileURL(join(folder, 'steps.mjs')).href)) as Case;
      const context = await browser.newContext({ viewport: size, hasTouch: touch });
      await runCase(made, folder, await context.newPage(), info);
      await context.close();
    });
  }
}

async function runCase(made: Case, folder: string, page: Page, info: TestInfo): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) =>
    path === '/icon.ico' ? undefined : { file: join(folder, path === '/' ? 'page.html' : path) },
  );
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, made.options);
  const seen = new Map<string, Seen>();
  for (const [name, step] of [['the page as it was found', () => undefined], ...Object.entries(made.steps)] as const) {
    await test.step(name, async () => {
      await (step.length > 0 ? step(page) : page.evaluate(step as () => unknown));
      await visit.mark(name);
      const picture = await livePicture(page);
      seen.set(name, { text: await liveText(page), picture, size: page.viewportSize() ?? size });
    });
  }
  const recording = await visit.stop();
  writeFileSync(info.outputPath('case.reel'), recording);
  expect.soft(faultsOf(recording)).toBe('');
  const events = eventsOf(recording);
  if (!made.unsteady) compare(join(folder, 'events.txt'), eventsText(events));

  const replay = await Replay.open(page.context(), recording, size);
  const marks = marksOf(events);
  const show = async (name: string, { text, picture, size }: Seen, direction: string): Promise<void> => {
    await replay.page.setViewportSize(size);
    await replay.seek(marks.get(name)!);
    if (made.differs) return;
    expect.soft(await replay.text(), `${name} (${direction})`).toBe(text);
    if (picture) expectSamePicture(picture, await replay.picture(), `${name} (${direction})`, info, made.pixels?.most);
  };
  for (const [name, moment] of seen) await show(name, moment, 'forwards');
  compare(join(folder, 'end.html'), await replay.text());
  for (const [name, moment] of [...seen].slice(0, -1).reverse()) await show(name, moment, 'backwards');
}

/** Compares a text with what a file holds; writes the file if asked to, or where there is none yet. */
function compare(file: string, text: string): void {
  if (isBlessing) writeFileSync(file, text);
  expect.soft(text, file).toBe(textOf(file));
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
