/** Video on the stage: its position, pauses and rate follow the position of the player. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

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
  for (const rate of [0.5, 2]) {
    await replay.seek(from.micros);
    const seen = await replay.page.evaluate(
      async ([rate, end]) => {
        const player = document.querySelector('domreel-player') as HTMLVideoElement & { stage: HTMLIFrameElement };
        const video = player.stage.contentDocument!.querySelector('video')!;
        player.playbackRate = rate;
        await player.play();
        const rates = new Set<number>();
        const places: [number, number][] = [];
        while (player.currentTime < end && !player.ended) {
          if (!video.paused) rates.add(video.playbackRate);
          places.push([player.currentTime, video.currentTime]);
          await new Promise((done) => requestAnimationFrame(done));
        }
        player.pause();
        return { rates: [...rates], paused: video.paused, places };
      },
      [rate, to.micros / 1e6] as const,
    );
    expect(seen).toMatchObject({ rates: [rate / 2], paused: true });
    const away = seen.places.map(([at, seconds]) => Math.abs(from.seconds + (at - from.micros / 1e6) / 2 - seconds));
    expect(Math.max(...away), `at the rate ${rate}`).toBeLessThan(2 * SECONDS);
  }
});

test('a video shows its poster until it is moved, also after a seek back, and its first picture where it was moved back', async ({
  page,
}, info) => {
  failOnPageErrors(page);
  const poster = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="navy"/></svg>`;
  const postered = body.replace('<video', `<video poster='data:image/svg+xml,${encodeURIComponent(poster)}'`);
  await serve(page.context(), origin, (path) => (path === '/clip.webm' ? { file: clip } : { body: postered }));
  await page.setViewportSize(size);
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => document.querySelector('video')!.readyState === 4);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const pictures = new Map<string, Buffer>();
  const look = async (name: string): Promise<void> => {
    await framesPainted(page);
    await visit.mark(name);
    pictures.set(name, await page.screenshot());
  };
  await look('poster');
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    await video.play();
    while (video.currentTime < 0.1) await new Promise((done) => requestAnimationFrame(done));
    video.pause();
  });
  await visit.mark('moved');
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    const sought = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
    video.currentTime = 0;
    await sought;
  });
  await look('moved back');
  const recording = await visit.stop();
  const marks = marksOf(eventsOf(recording));
  const replay = await Replay.open(page.context(), recording, size);
  for (const name of ['moved back', 'poster', 'moved', 'poster', 'moved', 'moved back']) {
    await replay.seek(marks.get(name)!);
    if (pictures.has(name)) expectSamePicture(pictures.get(name)!, await replay.picture(), name, info);
  }
});

type Shown = Record<'paused' | 'muted' | 'ended' | 'volume' | 'rate' | 'seconds', unknown> & { source: string };
const shownBy = (video: HTMLVideoElement): Shown => ({
  paused: video.paused,
  muted: video.muted,
  ended: video.ended,
  volume: video.volume,
  rate: video.playbackRate,
  seconds: Math.round(video.currentTime * 10) / 10,
  source: video.currentSrc.split(':')[0]!,
});
const shownOnStage = (replay: Replay): Promise<Shown> =>
  replay.page.evaluate(
    `(${shownBy})(document.querySelector('domreel-player').stage.contentDocument.querySelector('video'))`,
  );

test('volume, silence, rate and end of a video are as they were at every instant', async ({ page }) => {
  failOnPageErrors(page);
  const loud = body.replace(' muted', '');
  await serve(page.context(), origin, (path) => (path === '/clip.webm' ? { file: clip } : { body: loud }));
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => document.querySelector('video')!.readyState === 4);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const seen = new Map<string, Shown>();
  const step = async (name: string, change: (video: HTMLVideoElement) => unknown): Promise<void> => {
    await page.evaluate(`(async () => { await (${change})(document.querySelector('video')) })()`);
    await visit.mark(name);
    seen.set(name, await page.evaluate(`(${shownBy})(document.querySelector('video'))`));
  };
  await step('found', () => undefined);
  await step('quieter', (video) => {
    video.volume = 0.25;
  });
  await step('silent', (video) => {
    video.muted = true;
  });
  await step('said to be silent', (video) => {
    video.muted = false;
    video.defaultMuted = true;
  });
  await step('silent as it says', (video) => {
    video.muted = true;
  });
  await step('loud', (video) => {
    video.volume = 1;
    video.muted = false;
    video.defaultMuted = false;
  });
  await step('at the end', async (video) => {
    video.muted = true;
    video.playbackRate = 4;
    await video.play();
    await new Promise((done) => video.addEventListener('ended', done, { once: true }));
  });
  await step('back from the end', async (video) => {
    video.pause();
    video.playbackRate = 1;
    video.currentTime = 0.5;
    await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
  });
  const recording = await visit.stop();
  const marks = marksOf(eventsOf(recording));
  const replay = await Replay.open(page.context(), recording, size);
  for (const name of [...seen.keys(), ...[...seen.keys()].reverse()]) {
    await replay.seek(marks.get(name)!);
    const { source, rate, ...shown } = seen.get(name)!;
    // What stands on the stage has no rate of its own.
    expect.soft(await shownOnStage(replay), name).toMatchObject({ ...shown, paused: true, source: 'blob' });
  }
});

/** Returns a sound file of so many seconds: of a small one a browser asks for all before it plays any. */
function silence(seconds: number): Buffer {
  const perSecond = 176_400;
  const head = Buffer.alloc(44);
  head.write('RIFF----WAVEfmt ');
  head.writeUInt32LE(36 + seconds * perSecond, 4);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(44_100, 24);
  head.writeUInt32LE(perSecond, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(seconds * perSecond, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * perSecond)]);
}

test('a video that waits for data stands still on the stage until it goes on', async ({ page }) => {
  failOnPageErrors(page);
  const bytes = silence(3);
  const half = bytes.length >> 1;
  let goOn = (): void => undefined;
  // Whoever asks for a part gets half of the film, and the rest when the test says so.
  const server = createServer(({ headers }, answer) => {
    const from = Number(/bytes=(\d+)/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = { 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    answer.writeHead(headers.range ? 206 : 200, {
      'content-type': 'audio/wav',
      'content-length': bytes.length - from,
      ...(headers.range && range),
    });
    if (!headers.range) return void answer.end(bytes);
    answer.write(bytes.subarray(from, Math.max(from, half)));
    goOn = () => answer.end(bytes.subarray(Math.max(from, half)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await serve(page.context(), origin, (path) =>
    path === '/' ? { body: body.replace('clip.webm', 'sound.wav') } : undefined,
  );
  await page.context().route(`${origin}/sound.wav`, (route) => route.continue());
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { resources: 'same-origin' });
  const seconds = () => page.evaluate(() => document.querySelector('video')!.currentTime);
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    const waits = new Promise((done) => {
      video.addEventListener('waiting', () => video.currentTime > 0 && done(undefined));
    });
    void video.play();
    await waits;
  });
  await visit.mark('waits');
  const waits = await seconds();
  for (let pair = 0; pair < 10; pair++) await framesPainted(page);
  await visit.mark('waits on');
  expect(await seconds()).toBe(waits);
  goOn();
  await page.waitForFunction((waits) => document.querySelector('video')!.currentTime > waits + 0.3, waits);
  await visit.mark('goes on');
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    const paused = new Promise((done) => video.addEventListener('pause', done, { once: true }));
    video.pause();
    await paused;
  });
  await visit.mark('is paused');
  const end = await seconds();
  const recording = await visit.stop();
  server.close();
  const replay = await Replay.open(page.context(), recording, size);
  const marks = marksOf(eventsOf(recording));
  for (const name of ['waits on', 'waits']) {
    await replay.seek(marks.get(name)!);
    expect.soft((await videoOnStage(replay)).seconds, name).toBeCloseTo(waits, 1);
  }
  const seen = await replay.page.evaluate(async (end) => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement & { stage: HTMLIFrameElement };
    const video = player.stage.contentDocument!.querySelector('video')!;
    await player.play();
    const moved: number[] = [];
    while (player.currentTime < end) {
      if (!video.paused) moved.push(video.currentTime);
      await new Promise((done) => requestAnimationFrame(done));
    }
    player.pause();
    return moved;
  }, marks.get('waits on')! / 1e6);
  expect(seen).toEqual([]);
  await replay.seek(marks.get('goes on')!);
  expect((await videoOnStage(replay)).seconds).toBeGreaterThan(waits);
  await replay.seek(marks.get('is paused')!);
  expect(Math.abs((await videoOnStage(replay)).seconds - end)).toBeLessThan(SECONDS);
});
