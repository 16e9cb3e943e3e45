/** Plants a word in each of many places of one page, and looks for it in every byte of its recording, at all levels. */

import { expect, test } from '@playwright/test';
import { type Canary, FORBIDDEN, plantedBy, waysOf, wordOf } from './canaries/canary.ts';
import { changes } from './canaries/changes.ts';
import { markup } from './canaries/markup.ts';
import { platform } from './canaries/platform.ts';
import { serve } from './support/site.ts';
import { dump, eventsOf } from './support/tool.ts';
import { framesPainted, plainOrigin, Visit } from './support/visit.ts';

const canaries: Canary[] = [...markup, ...changes, ...platform];

for (const level of ['all', 'sensitive', 'none'] as const) {
  test(`of ${canaries.length} planted words a recording at ${level} holds only those that it may`, async ({ page }) => {
    test.slow();
    const places = canaries.map(({ html = '', kind }, at) => {
      const planted = plantedBy(kind, wordOf(at));
      return `<section id="place-${at}">${html.replaceAll('@@', planted)}</section>`;
    });
    const body = `<!doctype html><title>Page</title><body>${places.join('\n')}`;
    await serve(page.context(), plainOrigin, (path) => (path === '/' ? { body } : undefined));
    await page.goto(`${plainOrigin}/`);
    const visit = await Visit.start(page, { mask: level, resources: 'all' });
    await framesPainted(page);
    for (const [at, { kind, change }] of canaries.entries()) {
      if (!change) continue;
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
    const resources = eventsOf(recording).filter(({ event }) => event.event === 'resource');
    const bytes = resources.map(({ event }) => Buffer.from(String(event.bytes), 'hex'));
    const haystack = Buffer.concat([recording, Buffer.from(dump(recording)), ...bytes]);
    const found = canaries.flatMap(({ kind }, at) => {
      const place = Math.max(...waysOf(wordOf(at)).map((way) => haystack.indexOf(way)));
      return place < 0 ? [] : { kind, around: haystack.toString('latin1', Math.max(0, place - 80), place + 40) };
    });
    expect(found.filter(({ kind }) => FORBIDDEN[level].includes(kind))).toEqual([]);
    // The page does say them: what is not forbidden is found.
    const allowed = canaries.filter(({ kind }) => !FORBIDDEN[level].includes(kind));
    expect(found.length).toBeGreaterThanOrEqual(allowed.length * 0.8);
  });
}
