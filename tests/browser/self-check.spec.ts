/**
 * The self-check: does a recording say itself where it is not what the page was?
 *
 * A recorder that misses something is made by a page whose mutation observers
 * are deaf to one attribute.
 */

import { expect, type Page, test } from '@playwright/test';
import { open } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://check.test';
const body = `<!doctype html><title>Check</title><p id="p" class="a">text of <b>a page</b></p><main></main>
<input value="secret" type="password"><textarea>area</textarea><div id="host"></div>
<svg xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="#x"><text>drawn</text></a></svg>
<div data-domreel-block>blocked</div><iframe srcdoc="<p>framed"></iframe><!-- a comment -->
<script>host.attachShadow({ mode: 'closed' }).innerHTML = '<style>b{color:red}</style><slot></slot>'</script>`;

async function visit(page: Page): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${origin}/`);
  await page.frames()[1]?.waitForLoadState();
}

const checksOf = (recording: Buffer): DumpedEvent[] =>
  eventsOf(recording).filter(({ event }) => event.event === 'check');

for (const mask of ['none', 'sensitive', 'all'] as const) {
  test(`what is recorded at the level ${mask} is what the page was, at every check`, async ({ page }) => {
    await visit(page);
    const made = await Visit.start(page, { mask, checkSeconds: 0.05 });
    for (let round = 0; round < 10; round++) {
      await page.evaluate((round) => {
        const p = document.getElementById('p')!;
        const main = document.querySelector('main')!;
        p.title = `round ${round}`;
        p.removeAttribute('class');
        p.className = `c${round % 3}`;
        p.firstChild!.textContent = `text ${'long '.repeat(round)}`;
        main.innerHTML = '<ul><li>one</li><li>two</li></ul>';
        main.querySelector('ul')!.append(main.querySelector('li')!);
        document.querySelector('input')!.setAttribute('value', `secret ${round}`);
        document.querySelector('textarea')!.textContent = `area ${round}`;
        document.querySelector('iframe')!.contentDocument!.body.append(`more ${round}`);
        if (round % 4 === 3) document.body.prepend(document.querySelector('iframe')!);
      }, round);
      await made.mark(`round ${round}`);
    }
    const recording = await made.stop();
    expect(checksOf(recording).length).toBeGreaterThan(2);
    expect(faultsOf(recording)).toBe('');
  });
}

test('a change that was missed is named once, by the tool and by the player', async ({ page, context }) => {
  await context.addInitScript(() => {
    const Native = MutationObserver;
    const heard = (records: MutationRecord[]) => records.filter(({ attributeName }) => attributeName !== 'title');
    window.MutationObserver = class extends Native {
      constructor(callback: MutationCallback) {
        super((records) => callback(heard(records), this));
      }
      override takeRecords(): MutationRecord[] {
        return heard(super.takeRecords());
      }
    };
  });
  await visit(page);
  const made = await Visit.start(page, { checkSeconds: 3600 });
  await page.evaluate(() => document.querySelector('main')!.append('seen'));
  await made.mark('before');
  await page.evaluate(() => {
    document.getElementById('p')!.title = 'missed';
  });
  await made.mark('after');
  const recording = await made.stop();
  expect(marksOf(eventsOf(recording)).size).toBe(2);
  const faults = faultsOf(recording).split('\n').filter(Boolean);
  expect(faults).toHaveLength(2);
  expect(faults[0]).toContain('the page was another one; no event tells of what has changed');

  const player = await context.newPage();
  await open(player, recording, {});
  const labels = await player.evaluate(() => {
    const { markers } = document.querySelector('domreel-player') as unknown as { markers: { label: string }[] };
    return markers.map(({ label }) => label);
  });
  expect(labels.filter((label) => label.startsWith('Not what the visitor saw'))).toHaveLength(1);
});

test('without the option nothing is compared', async ({ page }) => {
  await visit(page);
  const made = await Visit.start(page);
  await made.mark('only');
  expect(checksOf(await made.stop())).toEqual([]);
});
