/**
 * What one browser recorded, another one plays: the stage holds the same document there after every step.
 *
 * Pictures are not compared, because browsers draw differently. Needs Firefox, which `npm run soak` installs.
 */

import { type Browser, expect, test } from '@playwright/test';
import { findProgram } from '../../scripts/run.mjs';
import { caseFolders, caseSize, readCase, recordCase } from './support/case.ts';
import { Replay } from './support/replay.ts';
import { eventsOf, marksOf } from './support/tool.ts';

const executablePath = findProgram('firefox-esr') ?? findProgram('firefox');

const withFirefox = test.extend<object, { firefox: Browser }>({
  firefox: [
    async ({ playwright }, use) => {
      const browser = await playwright.firefox.launch({ channel: 'moz-firefox', executablePath });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});

/** Steps that the automation of Firefox has no means for. */
const notInFirefox: Record<string, string> = {
  'frames: objects': 'Firefox loads nothing into objects while its requests are intercepted',
  'pointer: touch': 'Firefox is sent no touches',
  'view: scroll': 'Firefox is sent no wheel',
};

/** What recordings of Chromium do not show in Firefox yet; a case that does complains. */
const notYetInFirefox: Record<string, string> = {
  'view: laid out late': 'an offset that needs more to be laid out is not reached, #3',
};

async function playsElsewhere(recordIn: Browser, playIn: Browser, folder: string): Promise<void> {
  const { touch = false, ...made } = await readCase(folder);
  const context = await recordIn.newContext({ viewport: caseSize, hasTouch: touch });
  const { recording, seen } = await recordCase(made, folder, await context.newPage());
  await context.close();
  const viewer = await playIn.newContext();
  const replay = await Replay.open(viewer, recording, caseSize);
  const marks = marksOf(eventsOf(recording));
  for (const [name, { text }] of made.differs ? [] : seen) {
    await replay.seek(marks.get(name)!);
    expect.soft(await replay.text(), name).toBe(text);
  }
  await viewer.close();
}

for (const { area, name, folder } of caseFolders()) {
  const title = `${area}: ${name.replaceAll('-', ' ')}`;
  withFirefox(`${title}, recorded in Chromium, plays in Firefox @soak`, async ({ browser, firefox }) => {
    withFirefox.fail(title in notYetInFirefox, notYetInFirefox[title]);
    await playsElsewhere(browser, firefox, folder);
  });
  withFirefox(`${title}, recorded in Firefox, plays in Chromium @soak`, async ({ browser, firefox }) => {
    withFirefox.skip(title in notInFirefox, notInFirefox[title]);
    await playsElsewhere(firefox, browser, folder);
  });
}
