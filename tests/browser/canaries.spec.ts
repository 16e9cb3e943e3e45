/** Plants a word in each of many places of one page, and looks for it in every byte of its recording, at all levels. */

import { expect, test } from '@playwright/test';
import { type Canary, FORBIDDEN } from './canaries/canary.ts';
import { changes } from './canaries/changes.ts';
import { markup } from './canaries/markup.ts';
import { contents, found, recordPlanted } from './canaries/planting.ts';
import { platform } from './canaries/platform.ts';

const canaries: Canary[] = [...markup, ...changes, ...platform];

for (const level of ['all', 'sensitive', 'none'] as const) {
  test(`of ${canaries.length} planted words a recording at ${level} holds only those that it may`, async ({ page }) => {
    test.slow();
    const recording = await recordPlanted(page, canaries, { mask: level, resources: 'all' });
    const told = found(canaries, contents(recording));
    expect(told.filter(({ kind }) => FORBIDDEN[level].includes(kind))).toEqual([]);
    // The page does say them: what is not forbidden is found.
    const allowed = canaries.filter(({ kind }) => !FORBIDDEN[level].includes(kind));
    expect(told.length).toBeGreaterThanOrEqual(allowed.length * 0.8);
  });
}
