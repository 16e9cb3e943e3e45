/** Takes regions with words in many places out of a recording, and looks for the words in every byte of what is left. */

import { expect, test } from '@playwright/test';
import { type Canary, wordOf } from './canaries/canary.ts';
import { changes } from './canaries/changes.ts';
import { markup } from './canaries/markup.ts';
import { contents, found, recordPlanted } from './canaries/planting.ts';
import { platform } from './canaries/platform.ts';
import { faultsOf, redact } from './support/tool.ts';

/** What elsewhere must be in no recording stands here in regions that are recorded as they are, and redacted then. */
const asRegion = (text: string): string => text.replace(/data-domreel-(mask|block)/g, 'data-region');
const canaries = [...markup, ...changes, ...platform].flatMap(({ kind, html, change }): Canary[] =>
  kind === 'masked' ? [{ kind, html: asRegion(html ?? ''), change: asRegion(change ?? '') }] : [],
);

test(`of ${canaries.length} words in regions that are redacted none is left`, async ({ page }, info) => {
  test.slow();
  const recording = await recordPlanted(page, canaries, { mask: 'none', resources: 'all', canvas: true });
  const whole = contents(recording);
  expect(canaries.filter((_, at) => !whole.includes(wordOf(at)))).toEqual([]);
  const redacted = redact(recording, info.outputPath('visit.reel'), '--selector', '[data-region]');
  expect(faultsOf(redacted)).toBe('');
  expect(found(canaries, contents(redacted))).toEqual([]);
});
