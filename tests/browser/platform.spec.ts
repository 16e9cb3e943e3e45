/**
 * What lies in the platform: pages without a recorder, on which a replay cannot be told apart from the page.
 *
 * Each stands for a `known_failure` of tests/cases, and fails when the browser has been mended.
 */

import { expect, test } from '@playwright/test';
import { framesPainted } from './support/visit.ts';

test('the same document has a list of two widths in Chromium, by when its label came', async ({ page }) => {
  await page.setContent('<!doctype html><select><option>a</option><option>b</option></select>');
  await framesPainted(page);
  const label = () =>
    page.evaluate(() => document.querySelector('option:last-child')!.setAttribute('label', 'labelled'));
  const state = () => page.evaluate(() => [document.body.innerHTML, document.querySelector('select')!.offsetWidth]);
  await label();
  const [later, narrow] = await state();
  // The same markup, as a seek builds it.
  await page.evaluate((html) => {
    document.body.innerHTML = html as string;
  }, later!);
  const [anew, wide] = await state();
  expect(anew).toBe(later);
  expect(wide).toBeGreaterThan(narrow as number);
});
