/** How the recorder loads its modules, and what it says when it cannot. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { distFolder } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';

const origin = 'http://load.test';
const module = readFileSync(join(distFolder, 'recorder.wasm'));

const attempt = (mask?: string): Promise<string> =>
  new Promise((resolve) => {
    const chunks: number[] = [];
    const sink = (bytes: Uint8Array): void => void chunks.push(bytes.length);
    import('/dist/recorder.js' as string)
      .then(({ record }) => record(mask ? { sink, mask } : { sink }))
      .then((recording) => recording.stop())
      .then(() => resolve(`${chunks.length > 0}`))
      .catch((error: { name: string; code: string }) => resolve(`${error.name} ${error.code}`));
  });

test('the module loads whatever its server says that it is', async ({ page }) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: '<!doctype html><p>hello' }));
  for (const contentType of ['application/wasm', 'application/octet-stream', 'text/html; charset=utf-8']) {
    await page.route('**/recorder.wasm', (route) => route.fulfill({ contentType, body: module }));
    await page.goto(`${origin}/`);
    expect(await page.evaluate(attempt, undefined), contentType).toBe('true');
  }
});

test('a module that is missing, broken or refused is an error with a code, and the next call tries again', async ({
  page,
}) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: '<!doctype html><p>hello' }));
  const answers = [
    { status: 404, contentType: 'text/html', body: 'not found' },
    { status: 404, contentType: 'application/wasm', body: 'not found' },
    { contentType: 'application/wasm', body: module.subarray(0, 1000) },
  ];
  await page.goto(`${origin}/`);
  for (const answer of answers) {
    await page.route('**/recorder.wasm', (route) => route.fulfill(answer));
    expect(await page.evaluate(attempt, undefined)).toBe('LoadError wasm-unavailable');
  }
  await page.route('**/recorder.wasm', (route) => route.abort());
  expect(await page.evaluate(attempt, undefined)).toBe('LoadError wasm-unavailable');
  await page.unrouteAll();
  await serve(page.context(), origin, () => undefined);
  expect(await page.evaluate(attempt, undefined)).toBe('true');
});

test('each level of masking has its module before anything is recorded, and loads no other', async ({ page }) => {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: '<!doctype html><p>hello' }));
  const asked: string[] = [];
  page.on('request', (request) => {
    const name = /\/(\w+\.wasm)$/.exec(new URL(request.url()).pathname)?.[1];
    if (name) asked.push(name);
  });
  await page.goto(`${origin}/`);
  expect(await page.evaluate(attempt, 'all')).toBe('true');
  expect(asked.splice(0)).toEqual(['recorder.wasm']);
  for (const level of ['sensitive', 'none']) {
    await page.goto(`${origin}/`);
    await page.route('**/selective.wasm', (route) => route.abort());
    expect(await page.evaluate(attempt, level), level).toBe('LoadError wasm-unavailable');
    await page.unrouteAll();
    await serve(page.context(), origin, () => undefined);
    expect(await page.evaluate(attempt, level), level).toBe('true');
    expect(asked.splice(0), level).toEqual(['selective.wasm', 'selective.wasm']);
  }
});
