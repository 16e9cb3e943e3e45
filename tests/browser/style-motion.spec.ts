/** Animations of style sheets, transitions and SVG clocks: where they are on the stage follows from the instant that is shown. */

import { expect, type Page, test } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { faultsOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://motion.test';
const size = { width: 640, height: 480 };
/** What moves goes a pixel in ten milliseconds: so far two clocks may be apart. */
const PIXELS = 2;
const body = `<!doctype html><script src="/dist/early.js"></script><style>
  @keyframes go { to { margin-left: 6000px } }
  @keyframes appear { from { margin-left: 300px } }
  div { width: 50px; height: 10px; background: teal }
  #endless { animation: go 60s linear infinite }
  #behind { animation: go 60s linear -30s }
  #still { animation: go 60s linear -20s paused }
  #late { animation: go 60s linear 30s both }
  #over { animation: appear 1ms }
  #pseudo::before { content: ""; display: block; width: 5px; height: 5px; animation: go 60s linear }
  #changes { transition: margin-left 60s linear }
  #changes.moved { margin-left: 6000px }
  .added { animation: go 60s linear 100ms both, appear 1ms }
</style>
<div id="endless"></div><div id="behind"></div><div id="still"></div><div id="late"></div><div id="over"></div>
<div id="pseudo"></div><div id="changes"></div><div id="host"></div>
<svg width="600" height="20"><rect id="rect" width="10" height="10"><animate attributeName="x" to="6000" dur="60s" fill="freeze"/></rect></svg>`;

/** Says how far everything has gone, in pixels; runs in the page and on the stage. */
const gone = (document: Document): Record<string, number> => {
  const found: Record<string, number> = {};
  const note = (name: string, element: Element | null, pseudo?: string): void => {
    if (element) found[name] = Number.parseFloat(getComputedStyle(element, pseudo).marginLeft);
  };
  for (const element of document.querySelectorAll('div')) note(element.id, element);
  note('pseudo', document.getElementById('pseudo'), '::before');
  note('shadow', document.getElementById('host')?.shadowRoot?.querySelector('p') ?? null);
  found.rect = (document.getElementById('rect') as unknown as SVGRectElement).x.animVal.value;
  return found;
};

const goneOnStage = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(`(${gone})(document.querySelector('domreel-player').stage.contentDocument)`);

/** Resolves when what moves has gone on by some pixels. */
const moves = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const style = getComputedStyle(document.getElementById('pseudo')!, '::before');
    const there = Number.parseFloat(style.marginLeft);
    while (Number.parseFloat(style.marginLeft) < there + 20) await new Promise(requestAnimationFrame);
  });

interface Seen {
  micros: number;
  there: Record<string, number>;
}

/** Makes the steps on a page that is recorded; returns the recording, and what was to be seen when. */
async function record(page: Page): Promise<{ recording: Buffer; seen: Map<string, Seen> }> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body }));
  await page.goto(`${origin}/`);
  // What is over leaves no trace by the time that the recorder comes.
  await moves(page);
  const visit = await Visit.start(page);
  const seen = new Map<string, Seen>();
  const zero = await visit.startTime();
  const look = async (name: string): Promise<void> => {
    const [millis, there] = await page.evaluate<[number, Record<string, number>]>(
      `new Promise(requestAnimationFrame).then(() => [performance.timeOrigin + document.timeline.currentTime, (${gone})(document)])`,
    );
    seen.set(name, { micros: (millis - zero) * 1000, there });
  };
  await look('found');
  await page.evaluate(() => {
    document.getElementById('changes')!.className = 'moved';
    const added = Object.assign(document.createElement('div'), { id: 'added', className: 'added' });
    document.body.append(added);
    const root = document.getElementById('host')!.attachShadow({ mode: 'open' });
    root.innerHTML = '<style>@keyframes in{to{margin-left:6000px}}p{margin:0;animation:in 60s linear}</style><p>In</p>';
  });
  await moves(page);
  await look('changed');
  await page.evaluate(() => {
    document.getElementById('endless')!.style.animationPlayState = 'paused';
    document.getElementById('behind')!.style.animation = 'none';
    document.getElementById('still')!.style.animationPlayState = 'running';
    document.getElementById('changes')!.className = '';
  });
  await moves(page);
  await look('paused and turned back');
  await page.evaluate(() => {
    document.getElementById('endless')!.style.animationPlayState = '';
    document.getElementById('changes')!.style.transition = 'none';
  });
  await moves(page);
  await look('running again');
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  return { recording, seen };
}

const expectSame = (actual: Record<string, number>, expected: Record<string, number>, what: string): void => {
  for (const name in expected) {
    const distance = Math.abs(actual[name]! - expected[name]!);
    expect.soft(distance, `${what}: ${name} at ${actual[name]}, not ${expected[name]}`).toBeLessThan(PIXELS);
  }
};

test('everything that moves is where it was after every seek', async ({ page }) => {
  const { recording, seen } = await record(page);
  const replay = await Replay.open(page.context(), recording, size);
  const names = [...seen.keys()];
  for (const name of [...names, ...names.reverse()]) {
    await replay.seek(seen.get(name)!.micros);
    const there = await goneOnStage(replay.page);
    expectSame(there, seen.get(name)!.there, name);
    await framesPainted(replay.page);
    expect.soft(await goneOnStage(replay.page), `${name}, while paused`).toEqual(there);
  }
});

test('everything that moves follows the position and the rate while playing', async ({ page }) => {
  const { recording, seen } = await record(page);
  const replay = await Replay.open(page.context(), recording, size);
  const end = seen.get('changed')!.micros / 1e6;
  await replay.seek(0);
  const { distances, changes } = await replay.page.evaluate(async (end) => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement & { stage: HTMLIFrameElement };
    const marginOf = (id: string): number =>
      Number.parseFloat(getComputedStyle(player.stage.contentDocument!.getElementById(id)!).marginLeft);
    const behind = (): number => marginOf('behind');
    player.currentTime = 0;
    await new Promise((done) => player.addEventListener('seeked', done, { once: true }));
    const zero = behind() - player.currentTime * 100;
    player.playbackRate = 0.5;
    await player.play();
    const distances: number[] = [];
    const changes: number[] = [];
    while (true) {
      await new Promise((done) => requestAnimationFrame(done));
      // A frame may come late; then the page has gone on to what comes after.
      if (player.currentTime >= end || player.ended) break;
      distances.push(Math.abs(behind() - player.currentTime * 100 - zero));
      changes.push(marginOf('changes'));
    }
    return { distances, changes };
  }, end);
  expect(distances.length).toBeGreaterThan(3);
  expect(Math.max(...distances)).toBeLessThan(PIXELS);
  // A transition never shows its end before its time, and does not begin again.
  expect(Math.max(...changes)).toBeGreaterThan(0);
  expect(Math.max(...changes)).toBeLessThan(end * 100);
  expect(changes).toEqual([...changes].sort((one, other) => one - other));
});
