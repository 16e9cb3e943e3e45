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

/** What Firefox 140 has no means for when it records: the platform's, or those of its automation. */
const notRecordedInFirefox: Record<string, string> = {
  'frames: drawings': 'Firefox loads nothing into objects while its requests are intercepted',
  'frames: late objects': 'Firefox loads nothing into objects while its requests are intercepted',
  'frames: object resources': 'Firefox loads nothing into objects while its requests are intercepted',
  'frames: objects': 'Firefox loads nothing into objects while its requests are intercepted',
  'frames: viewers': 'Firefox scrolls its own page around an image by parts of a pixel, which Chromium rounds',
  'motion: scroll timelines': 'Firefox has no scroll timelines by script',
  'motion: smooth scrolling': 'Firefox ends no scrolling of a box that snaps back to where it was',
  'pointer: touch': 'Firefox is sent no touches',
  'shadow: registries': 'Firefox has no registries of shadow roots',
  'style: all at once': 'each browser writes `all` out as the properties that it has',
  'style: blocked': 'what a policy forbids counts as an error of the page in Firefox',
  'style: edited before': 'Firefox has no typed style',
  'style: forbidden': 'what a policy forbids counts as an error of the page in Firefox',
  'style: rule kinds': 'Firefox has no functions of CSS, and sets no descriptors of fonts',
  'style: typed': 'Firefox has no typed style',
  'tree: forbidden images': 'what a policy forbids counts as an error of the page in Firefox',
  'view: caret shapes': 'Firefox has no shapes of carets',
  'view: carets': 'Playwright hides the scroll bars of Chromium, so that a box scrolls less far',
  'view: editing': 'Firefox makes other elements of what is edited',
  'view: scroll': 'Firefox is sent no wheel',
  'view: webgl': 'Firefox has no WebGL without a graphics card',
};

/** What Firefox 140 cannot play as it was. */
const notPlayedInFirefox: Record<string, string> = {
  'forms: radio groups': 'Firefox checks no button by its attribute that its group has unchecked before',
  'frames: embedded': 'Firefox takes it for an error of the page that the policy keeps an embed empty',
  'style: all at once': 'each browser writes `all` out as the properties that it has',
  'style: rule kinds': 'Firefox has no functions of CSS',
  'view: caret shapes': 'Firefox has no shapes of carets',
  'view: carets': 'Firefox scrolls a field to its selection, whatever else its offset was',
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
    withFirefox.skip(title in notPlayedInFirefox, notPlayedInFirefox[title]);
    await playsElsewhere(browser, firefox, folder);
  });
  withFirefox(`${title}, recorded in Firefox, plays in Chromium @soak`, async ({ browser, firefox }) => {
    withFirefox.skip(title in notRecordedInFirefox, notRecordedInFirefox[title]);
    await playsElsewhere(firefox, browser, folder);
  });
}
