/** Video on the stage: its position, pauses and rate follow the position of the player. */

import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { faultsOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://media.test';
const size = { width: 640, height: 480 };
const clip = fileURLToPath(new URL('fixtures/clip.webm', import.meta.url));
/** So far a position may be from where it was, in seconds: a few pictures of the clip. */
const SECONDS = 0.1;
const body = `<!doctype html><video muted src="/clip.webm" width="320" height="180"></video>`;

interface Moment {
  micros: number;
  seconds: number;
}

/** Records a video that plays slowly, is paused, sought and played again. */
async function record(page: Page): Promise<{ recording: Buffer; moments: Map<string, Moment> }> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/clip.webm' ? { file: clip } : { body }));
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => document.querySelector('video')!.readyState === 4);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const zero = await visit.startTime();
  const moments = new Map<string, Moment>();
  const look = async (name: string): Promise<void> => {
    await visit.mark(name);
    const [millis, seconds] = await page.evaluate(() => [
      performance.timeOrigin + performance.now(),
      document.querySelector('video')!.currentTime,
    ]);
    moments.set(name, { micros: (millis! - zero) * 1000, seconds: seconds! });
  };
  const reaches = (seconds: number): Promise<unknown> =>
    page.waitForFunction((seconds) => document.querySelector('video')!.currentTime >= seconds, seconds);
  await look('found');
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    video.playbackRate = 0.5;
    await video.play();
  });
  await reaches(0.2);
  await look('playing');
  await reaches(0.5);
  await look('playing on');
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    video.pause();
    video.currentTime = 1;
    await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
  });
  await look('paused elsewhere');
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    await video.play();
    await new Promise((done) => video.addEventListener('ended', done, { once: true }));
  });
  await look('ended');
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  return { recording, moments };
}

const videoOnStage = (replay: Replay): Promise<{ seconds: number; paused: boolean; width: number }> =>
  replay.page.evaluate(() => {
    const { stage } = document.querySelector('domreel-player') as unknown as { stage: HTMLIFrameElement };
    const video = stage.contentDocument!.querySelector('video')!;
    return { seconds: video.currentTime, paused: video.paused, width: video.videoWidth };
  });

test('a video stands where it was after every seek', async ({ page }) => {
  const { recording, moments } = await record(page);
  const replay = await Replay.open(page.context(), recording, size);
  const names = [...moments.keys()];
  for (const name of [...names, ...names.reverse()]) {
    const { micros, seconds } = moments.get(name)!;
    await replay.seek(micros);
    const video = await videoOnStage(replay);
    expect.soft(video, name).toMatchObject({ paused: true, width: 64 });
    expect
      .soft(Math.abs(video.seconds - seconds), `${name}: at ${video.seconds}, not ${seconds}`)
      .toBeLessThan(SECONDS);
  }
});

test('a video plays while the player plays, at the rate of both', async ({ page }) => {
  const { recording, moments } = await record(page);
  const replay = await Replay.open(page.context(), recording, size);
  const [from, to] = [moments.get('playing')!, moments.get('playing on')!];
  await replay.seek(from.micros);
  const seen = await replay.page.evaluate(async (end) => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement & { stage: HTMLIFrameElement };
    const video = player.stage.contentDocument!.querySelector('video')!;
    player.playbackRate = 0.5;
    await player.play();
    const rates = new Set<number>();
    while (player.currentTime < end && !player.ended) {
      await new Promise((done) => requestAnimationFrame(done));
      if (!video.paused) rates.add(video.playbackRate);
    }
    player.pause();
    return { rates: [...rates], paused: video.paused, seconds: video.currentTime };
  }, to.micros / 1e6);
  expect(seen).toMatchObject({ rates: [0.25], paused: true });
  expect(Math.abs(seen.seconds - to.seconds)).toBeLessThan(2 * SECONDS);
});
