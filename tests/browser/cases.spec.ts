/**
 * The cases of tests/cases: does this page record and replay as shown?
 *
 * Each step is done on the live page and followed by a marker. Then the events
 * are compared with events.txt, and the stage with the live page after every
 * step, by its tree and by its picture, forwards and backwards.
 * `BLESS=1` writes the expectations anew. See tests/README.md.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { type Case, caseFolders, caseSize, readCase, recordCase, type Seen, textOf } from './support/case.ts';
import { eventsText } from './support/events-text.ts';
import { expectSamePicture } from './support/pixels.ts';
import { Replay } from './support/replay.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';

const isBlessing = Boolean(process.env.BLESS);

for (const { area, name, folder } of caseFolders()) {
  test(`${area}: ${name.replaceAll('-', ' ')}`, async ({ browser }, info) => {
    const reason = textOf(join(folder, 'known_failure'));
    test.fail(reason !== undefined && !isBlessing, reason);
    const { touch = false, ...made } = await readCase(folder);
    const context = await browser.newContext({ viewport: caseSize, hasTouch: touch });
    await runCase(made, folder, await context.newPage(), info);
    await context.close();
  });
}

async function runCase(made: Case, folder: string, page: Page, info: TestInfo): Promise<void> {
  const { recording, seen } = await recordCase(made, folder, page);
  writeFileSync(info.outputPath('case.reel'), recording);
  expect.soft(faultsOf(recording)).toBe('');
  const events = eventsOf(recording);
  if (!made.unsteady) compare(join(folder, 'events.txt'), eventsText(events));

  let replay = await Replay.open(page.context(), recording, caseSize);
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
  if (made.afresh === undefined) return;
  replay = await Replay.open(page.context(), recording, caseSize);
  await show(made.afresh, seen.get(made.afresh)!, 'afresh');
}

/** Compares a text with what a file holds; writes the file if asked to, or where there is none yet. */
function compare(file: string, text: string): void {
  if (isBlessing) writeFileSync(file, text);
  expect.soft(text, file).toBe(textOf(file));
}
