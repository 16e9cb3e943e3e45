/** Recordings that are cheap in bytes and dear to apply: the analyst's page goes on, and so does the recording. */

import type { Page } from '@playwright/test';
import { expect, open, test } from './player-page.ts';
import { type ForgedEvent, type ForgedNode, forge, forgeTree, mutation, onStage, seek } from './stage-page.ts';

// Reading takes its turn with all else that the page and the machine do.
test.slow();

const text = (page: Page) => onStage(page, (document) => document.querySelector('p')?.textContent);

interface Player extends HTMLVideoElement {
  readonly markers: { label: string }[];
  readonly damage: { start: number; end: number; reason: string }[];
}

/** A keyframe in the middle of a recording, of a page that says only this. */
function keyframe(words: string): Record<string, unknown> {
  const tree = forgeTree(['#document', {}, ['html', {}, ['head'], ['body', {}, ['p', {}, words]]]], 1);
  return { event: 'keyframe', tree, view: { viewport: { width: 600, height: 400 } }, next_id: tree.length + 1 };
}

/** Opens a recording, and counts the tasks of the page's own until all of it was read. */
async function readThrough(page: Page, bytes: Buffer): Promise<number> {
  await open(page, bytes, {});
  return page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as Player;
    let tasks = 0;
    return new Promise<number>((resolve) => {
      const count = () => {
        tasks++;
        if (player.markers.some((marker) => marker.label === 'the end')) resolve(tasks);
        else setTimeout(count);
      };
      count();
    });
  });
}

/** How many turns the page gets at least: read in one piece, a recording would leave it one or two. */
const TURNS = 5;

const theEnd: Record<string, unknown> = { event: 'mark', name: 'the end', detail: '' };

test('splices of a long text again and again are passed over, and the rest plays', async ({ page }) => {
  const splice = { operation: 'splice-text', node: 6, at: 0, remove: 1, insert: 'y' };
  const events: ForgedEvent[] = [
    [100, mutation({ operation: 'set-text', node: 6, text: 'x'.repeat(1 << 20) })],
    [200, mutation(...Array.from({ length: 20_000 }, () => splice))],
    [300, keyframe('after it')],
    [400, theEnd],
  ];
  const tasks = await readThrough(page, forge(['html', {}, ['head'], ['body', {}, ['p', {}, 'before it']]], events));
  expect(tasks).toBeGreaterThan(TURNS);
  expect(await page.evaluate(() => (document.querySelector('domreel-player') as Player).damage)).toEqual([
    { start: 0.2, end: 0.3, reason: 'too-costly' },
  ]);
  await seek(page, 0.05);
  expect(await text(page)).toBe('before it');
  await seek(page, 0.35);
  expect(await text(page)).toBe('after it');
});

test('attributes of many nodes that change to and fro are what they were last', async ({ page }) => {
  const count = 20_000;
  const flip = (value: string) =>
    mutation(
      ...Array.from({ length: count }, (_, at) => ({
        operation: 'set-attribute',
        node: at + 7,
        attribute: { name: 'title', value },
      })),
    );
  const body: ForgedNode = ['body', {}, ['p', {}, 'many'], ...Array.from({ length: count }, (): ForgedNode => ['i'])];
  const flips = Array.from({ length: 15 }, (_, at): ForgedEvent => [100 + at, flip(String(at))]);
  const tasks = await readThrough(page, forge(['html', {}, ['head'], body], [...flips, [200, theEnd]]));
  expect(tasks).toBeGreaterThan(TURNS);
  await seek(page, 0.1105);
  const titles = await onStage(page, (document) => [
    ...new Set(Array.from(document.querySelectorAll('i'), (element) => element.title)),
  ]);
  expect(titles).toEqual(['10']);
});

test('a tree as deep as there may be is moved again and again, and the rest plays', async ({ page }) => {
  let chain: ForgedNode = ['b'];
  for (let depth = 0; depth < 1_000; depth++) chain = ['b', {}, chain];
  // Nodes 7 and 8 are where the chain goes to and fro; it begins with node 9.
  const body: ForgedNode = ['body', {}, ['p', {}, 'deep'], ['u'], ['u'], chain];
  const moves = Array.from({ length: 4_000 }, (_, at) => ({
    operation: 'move',
    node: 9,
    parent: 7 + (at % 2),
    previous: null,
  }));
  const events: ForgedEvent[] = [
    [100, mutation(...moves)],
    [200, keyframe('shallow')],
    [300, theEnd],
  ];
  await readThrough(page, forge(['html', {}, ['head'], body], events));
  await seek(page, 0.15);
  expect(await onStage(page, (document) => document.querySelectorAll('u')[1]?.querySelectorAll('b').length)).toBe(
    1_001,
  );
  await seek(page, 0.25);
  expect(await text(page)).toBe('shallow');
});

test('whoever drags the playhead is shown where it was let go, and nothing that was passed', async ({ page }) => {
  const words = Array.from(
    { length: 300 },
    (_, at): ForgedEvent => [at * 10, mutation({ operation: 'set-text', node: 6, text: `at ${at}` })],
  );
  await open(page, forge(['html', {}, ['head'], ['body', {}, ['p', {}, 'start']]], words.slice(1)), {});
  const seen = await page.evaluate(async () => {
    const player = document.querySelector('domreel-player') as Player;
    const ended: number[] = [];
    const done = new Promise<void>((resolve) => {
      player.addEventListener('seeked', () => {
        ended.push(player.currentTime);
        if (player.currentTime > 2.9) resolve();
      });
    });
    for (let at = 0; at < 295; at++) player.currentTime = at / 100 + 0.005;
    await done;
    return ended.length;
  });
  expect(seen).toBe(1);
  expect(await text(page)).toBe('at 294');
});

test('selectors that look from within one another, or multiply by nesting, do not hold the page', async ({ page }) => {
  const looking = `${':nth-child(n of '.repeat(20)}b${')'.repeat(20)}{top:0}`;
  const nested = `${'& b,& i,& u,& p{'.repeat(14)}top:0${'}'.repeat(14)}`;
  const body: ForgedNode = ['body', {}, ['p', {}, 'styled'], ...Array.from({ length: 3_000 }, (): ForgedNode => ['b'])];
  await open(page, forge(['html', {}, ['head', {}, ['style', {}, looking], ['style', {}, nested]], body]), {});
  await seek(page, 0);
  expect(await onStage(page, (document) => getComputedStyle(document.querySelector('b:last-child')!).top)).toBe('auto');
  expect(await text(page)).toBe('styled');
});

test('thousands of animations that begin are brought to their places at once', async ({ page }) => {
  const style = '@keyframes k { to { left: 9px } } b { animation: k 1s infinite; position: relative; display: block }';
  const body: ForgedNode = ['body', {}, ...Array.from({ length: 2_000 }, (): ForgedNode => ['b'])];
  // The text of the style sheet is node 5.
  const events: ForgedEvent[] = [
    [500, mutation({ operation: 'set-text', node: 5, text: style })],
    [1000, theEnd],
  ];
  await open(page, forge(['html', {}, ['head', {}, ['style', {}, 'b { top: 0 }']], body], events), {});
  await seek(page, 0.1);
  const [listing, placing] = await page.evaluate(async (style) => {
    const player = document.querySelector('domreel-player') as Player & { stage: HTMLIFrameElement };
    const best = async (before: () => unknown, action: () => unknown): Promise<number> => {
      let millis = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 3; turn++) {
        await before();
        const begun = performance.now();
        await action();
        millis = Math.min(millis, performance.now() - begun);
      }
      return millis;
    };
    const sheet = player.stage.contentDocument!.querySelector('style')!;
    const states = () => player.stage.contentDocument!.getAnimations().map(({ playState }) => playState);
    const write = (text: string) => () => {
      sheet.firstChild!.nodeValue = text;
      return states();
    };
    const seek = (to: number) => () =>
      new Promise<void>((done) => {
        player.addEventListener('seeked', () => done(), { once: true });
        player.currentTime = to;
      });
    const listing = await best(write('b { top: 0 }'), write(style));
    write('b { top: 0 }')();
    return [listing, await best(seek(0.1), seek(0.6))];
  }, style);
  // One that is asked after another was changed has all styles brought up to date: that took sixty times as long.
  expect(placing! / listing!).toBeLessThan(10);
  const states = await onStage(page, (document) => document.getAnimations().map((animation) => animation.playState));
  expect(states.length).toBe(2_000);
  expect([...new Set(states)]).toEqual(['paused']);
});
