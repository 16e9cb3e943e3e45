/** Plants words in one page, each in its place, records what becomes of them, and finds them in bytes. */

import type { Page } from '@playwright/test';
import { serve } from '../support/site.ts';
import { dump, eventsOf } from '../support/tool.ts';
import { framesPainted, plainOrigin, Visit, type VisitOptions } from '../support/visit.ts';
import { type Canary, plantedBy, waysOf, wordOf } from './canary.ts';

/** Opens a page with a word in each place, makes their changes, and returns its recording. */
export async function recordPlanted(page: Page, canaries: Canary[], options: VisitOptions): Promise<Buffer> {
  const places = canaries.map(({ html = '', kind }, at) => {
    const planted = plantedBy(kind, wordOf(at));
    return `<section id="place-${at}">${html.replaceAll('@@', planted)}</section>`;
  });
  const body = `<!doctype html><title>Page</title><body>${places.join('\n')}`;
  await serve(page.context(), plainOrigin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${plainOrigin}/`);
  const visit = await Visit.start(page, options);
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
  return visit.stop();
}

/** Returns all that a recording holds, as it is and made readable. */
export function contents(recording: Buffer): Buffer {
  const resources = eventsOf(recording).filter(({ event }) => event.event === 'resource');
  const bytes = resources.map(({ event }) => Buffer.from(String(event.bytes), 'hex'));
  return Buffer.concat([recording, Buffer.from(dump(recording)), ...bytes]);
}

/** Returns the canaries whose words are in bytes, in whatever way they are written, and what stands around each. */
export function found(canaries: Canary[], bytes: Buffer): (Canary & { around: string })[] {
  return canaries.flatMap((canary, at) => {
    const place = Math.max(...waysOf(wordOf(at)).map((way) => bytes.indexOf(way)));
    return place < 0 ? [] : { ...canary, around: bytes.toString('latin1', Math.max(0, place - 80), place + 40) };
  });
}
