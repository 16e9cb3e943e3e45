/** Takes regions with words in many places out of a recording, and looks for the words in every byte of what is left. */

import { expect, test } from '@playwright/test';
import { type Canary, plantedBy, waysOf, wordOf } from './canaries/canary.ts';
import { changes } from './canaries/changes.ts';
import { markup } from './canaries/markup.ts';
import { platform } from './canaries/platform.ts';
import { serve } from './support/site.ts';
import { dump, eventsOf, faultsOf, redact } from './support/tool.ts';
import { framesPainted, plainOrigin, Visit } from './support/visit.ts';

/** What elsewhere must be in no recording stands here in regions that are recorded as they are, and redacted then. */
const asRegion = (text: string): string => text.replace(/data-domreel-(mask|block)/g, 'data-region');
const canaries = [...markup, ...changes, ...platform].flatMap(({ kind, html, change }): Canary[] =>
  kind === 'masked' ? [{ kind, html: asRegion(html ?? ''), change: asRegion(change ?? '') }] : [],
);

/** Returns all that a recording holds, as it is and made readable. */
function contents(recording: Buffer): Buffer {
  const resources = eventsOf(recording).filter(({ event }) => event.event === 'resource');
  const bytes = resources.map(({ event }) => Buffer.from(String(event.bytes), 'hex'));
  return Buffer.concat([recording, Buffer.from(dump(recording)), ...bytes]);
}

test(`of ${canaries.length} words in regions that are redacted none is left`, async ({ page }, info) => {
  test.slow();
  const places = canaries.map(({ html = '', kind }, at) => {
    const planted = plantedBy(kind, wordOf(at));
    return `<section id="place-${at}">${html.replaceAll('@@', planted)}</section>`;
  });
  const body = `<!doctype html><title>Page</title><body>${places.join('\n')}`;
  await serve(page.context(), plainOrigin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${plainOrigin}/`);
  const visit = await Visit.start(page, { mask: 'none', resources: 'all', canvas: true });
  await framesPainted(page);
  for (const [at, { kind, change = '' }] of canaries.entries()) {
    await page
      .locator(`#place-${at}`)
      .evaluate(
        (place, [word, body]) => new Function('word', 'place', `return (async () => { ${body} })()`)(word, place),
        [plantedBy(kind, wordOf(at)), change],
      );
    await framesPainted(page);
  }
  await visit.mark('end');
  const recording = await visit.stop();
  const whole = contents(recording);
  expect(canaries.filter((_, at) => !whole.includes(wordOf(at)))).toEqual([]);
  const redacted = redact(recording, info.outputPath('visit.reel'), '--selector', '[data-region]');
  expect(faultsOf(redacted)).toBe('');
  const left = contents(redacted);
  const found = canaries.flatMap(({ html, change }, at) => {
    const place = Math.max(...waysOf(wordOf(at)).map((way) => left.indexOf(way)));
    return place < 0 ? [] : { html, change, around: left.toString('latin1', Math.max(0, place - 80), place + 40) };
  });
  expect(found).toEqual([]);
});
