/**
 * The media contract: one table of behaviour, run on a real `<video>` and on `<domreel-player>`.
 *
 * A row does something to a fresh element in the page and returns what it saw.
 * What is expected is what `<video>` does; there is no second column.
 */

import { readFileSync } from 'node:fs';
import { expect, origin, servePlayer, test } from './player-page.ts';

/** An element under test: what both kinds have in common. */
type Media = HTMLVideoElement;

/** What the rows find in the page. */
interface Tools {
  /** A fresh element in the document, with nothing to load. */
  make(): Media;
  /** The address of a clip, or a recording, of somewhat more than a second. */
  clip: string;
  /** The same on a server. */
  address: string;
  /** A fresh element in the document that has loaded all of the clip. */
  loaded(): Promise<Media>;
  once(media: EventTarget, type: string): Promise<Event>;
  /** Notes the events of these types from now on. */
  watch(media: EventTarget, types: string): string[];
  /** Resolves when all tasks that are queued now have run. */
  settled(): Promise<void>;
  /** Resolves when it has ended: Chromium's `<video>` learns that it has after it was told of the `seeked`. */
  ended(media: Media): Promise<void>;
  /** The name of the error that a call throws, or that its promise rejects with. */
  failure(call: () => unknown): Promise<string>;
}
declare const tools: Tools;

interface Row {
  name: string;
  run: () => unknown;
  expected: unknown;
}

const rows: Row[] = [
  {
    name: 'a fresh element has nothing, is paused and stands at the start',
    run: () => {
      const media = tools.make();
      const { paused, ended, seeking, currentTime, duration, readyState, networkState, playbackRate, error } = media;
      return [paused, ended, seeking, currentTime, `${duration}`, readyState, networkState, playbackRate, error];
    },
    expected: [true, false, false, 0, 'NaN', 0, 0, 1, null],
  },
  {
    name: 'the constants are there, on the element and on its class',
    run: () => {
      const media = tools.make();
      const names = ['HAVE_NOTHING', 'HAVE_METADATA', 'HAVE_CURRENT_DATA', 'HAVE_FUTURE_DATA', 'HAVE_ENOUGH_DATA'];
      names.push('NETWORK_EMPTY', 'NETWORK_IDLE', 'NETWORK_LOADING', 'NETWORK_NO_SOURCE');
      return [media, media.constructor].map((owner) => names.map((name) => Reflect.get(owner, name)));
    },
    expected: [
      [0, 1, 2, 3, 4, 0, 1, 2, 3],
      [0, 1, 2, 3, 4, 0, 1, 2, 3],
    ],
  },
  {
    name: 'attributes and properties reflect each other',
    run: () => {
      const media = tools.make();
      media.autoplay = media.controls = media.loop = true;
      media.preload = 'none';
      media.poster = 'picture.png';
      const set = ['autoplay', 'controls', 'loop', 'preload', 'poster'].map((name) => media.getAttribute(name));
      media.controls = false;
      media.setAttribute('src', 'some/where.reel');
      return [set, media.hasAttribute('controls'), media.poster, media.src, media.autoplay];
    },
    expected: [['', '', '', 'none', 'picture.png'], false, `${origin}/picture.png`, `${origin}/some/where.reel`, true],
  },
  {
    name: 'a load tells its steps in order, none of them inside the call',
    run: async () => {
      const media = tools.make();
      const seen = tools.watch(media, 'loadstart loadedmetadata loadeddata canplay canplaythrough');
      media.src = tools.clip;
      const inside = seen.length;
      await tools.once(media, 'canplaythrough');
      return [inside, seen];
    },
    expected: [0, ['loadstart', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough']],
  },
  {
    name: 'loadstart finds the element loading, loadedmetadata finds a duration',
    run: async () => {
      const media = tools.make();
      media.src = tools.clip;
      await tools.once(media, 'loadstart');
      const state = media.networkState;
      await tools.once(media, 'loadedmetadata');
      return [state, media.duration > 0, media.videoWidth > 0, media.readyState >= 1];
    },
    expected: [2, true, true, true],
  },
  {
    name: 'what was loaded can be sought from its start to its end',
    run: async () => {
      const media = await tools.loaded();
      const { buffered, seekable, duration } = media;
      const near = (value: number) => Math.abs(value - duration) < 0.1;
      return [buffered.length, buffered.start(0), near(buffered.end(0)), seekable.length, near(seekable.end(0))];
    },
    expected: [1, 0, true, 1, true],
  },
  {
    name: 'an index beyond the ranges throws',
    run: async () => tools.failure(() => tools.make().buffered.start(0)),
    expected: 'IndexSizeError',
  },
  {
    name: 'currentSrc is the address that was chosen, and stays when src is removed',
    run: async () => {
      const media = await tools.loaded();
      media.removeAttribute('src');
      await tools.settled();
      return [media.currentSrc === tools.clip, media.readyState];
    },
    expected: [true, 4],
  },
  {
    name: 'events do not bubble',
    run: async () => {
      const media = tools.make();
      media.src = tools.clip;
      return (await tools.once(media, 'loadstart')).bubbles;
    },
    expected: false,
  },
  {
    name: 'handlers are attributes and properties',
    run: async () => {
      const media = tools.make();
      const seen: string[] = [];
      media.onloadstart = () => seen.push('loadstart');
      media.onloadedmetadata = () => seen.push('loadedmetadata');
      media.src = tools.clip;
      await tools.once(media, 'loadeddata');
      return seen;
    },
    expected: ['loadstart', 'loadedmetadata'],
  },
  {
    name: 'a position set before the metadata is where it opens',
    run: async () => {
      const media = tools.make();
      media.currentTime = 0.5;
      const early = media.currentTime;
      media.src = tools.clip;
      await tools.once(media, 'seeked');
      return [early, media.currentTime];
    },
    expected: [0.5, 0.5],
  },
  {
    name: 'a position reads back at once, within the recording',
    run: async () => {
      const media = await tools.loaded();
      media.currentTime = 0.25;
      const seen = [media.currentTime, media.seeking];
      media.currentTime = 9999;
      seen.push(media.currentTime === media.duration);
      media.currentTime = -1;
      seen.push(media.currentTime);
      return seen;
    },
    expected: [0.25, true, true, 0],
  },
  {
    name: 'a position that is no number throws a TypeError',
    run: async () => {
      const media = await tools.loaded();
      const set = (value: unknown) => tools.failure(() => Reflect.set(media, 'currentTime', value, media));
      return [await set(Number.NaN), await set(Number.POSITIVE_INFINITY), await set('later'), media.seeking];
    },
    expected: ['TypeError', 'TypeError', 'TypeError', false],
  },
  {
    name: 'a seek fires seeking and seeked, after the call, and seeks until seeked',
    run: async () => {
      const media = await tools.loaded();
      const seen = tools.watch(media, 'seeking seeked');
      media.currentTime = 0.5;
      const inside = [seen.length, media.seeking];
      await tools.once(media, 'seeked');
      return [inside, seen, media.seeking, media.currentTime, media.paused];
    },
    expected: [[0, true], ['seeking', 'seeked'], false, 0.5, true],
  },
  {
    name: 'a seek during a seek replaces it',
    run: async () => {
      const media = await tools.loaded();
      const seen = tools.watch(media, 'seeked');
      media.currentTime = 0.2;
      media.currentTime = 0.4;
      media.currentTime = 0.6;
      await tools.once(media, 'seeked');
      await tools.settled();
      return [seen, media.currentTime];
    },
    expected: [['seeked'], 0.6],
  },
  {
    name: 'play is at once not paused, and resolves after play and playing',
    run: async () => {
      const media = await tools.loaded();
      const seen = tools.watch(media, 'play playing');
      const played = media.play();
      const inside = [media.paused, seen.length];
      await played;
      return [inside, seen];
    },
    expected: [
      [false, 0],
      ['play', 'playing'],
    ],
  },
  {
    name: 'play a second time resolves and tells nothing',
    run: async () => {
      const media = await tools.loaded();
      await media.play();
      const seen = tools.watch(media, 'play');
      await media.play();
      await tools.settled();
      return seen;
    },
    expected: [],
  },
  {
    name: 'pause is at once paused and fires timeupdate, then pause',
    run: async () => {
      const media = await tools.loaded();
      await media.play();
      const seen = tools.watch(media, 'pause');
      const updated = tools.once(media, 'timeupdate');
      media.pause();
      const inside = [media.paused, seen.length];
      await Promise.all([updated, tools.once(media, 'pause')]);
      return [inside, seen];
    },
    expected: [[true, 0], ['pause']],
  },
  {
    name: 'play that is paused before it began rejects with an AbortError',
    run: async () => {
      const media = tools.make();
      media.src = tools.clip;
      const played = tools.failure(() => media.play());
      media.pause();
      return played;
    },
    expected: 'AbortError',
  },
  {
    name: 'play that a new load interrupts rejects with an AbortError',
    run: async () => {
      const media = tools.make();
      media.src = tools.clip;
      const played = tools.failure(() => media.play());
      media.load();
      return [await played, media.paused];
    },
    expected: ['AbortError', true],
  },
  {
    name: 'play before anything is loaded plays when it is',
    run: async () => {
      const media = tools.make();
      media.src = tools.clip;
      await media.play();
      return [media.paused, media.readyState >= 3];
    },
    expected: [false, true],
  },
  {
    name: 'time goes on while it plays, and stands while it is paused',
    run: async () => {
      const media = await tools.loaded();
      await media.play();
      while (media.currentTime < 0.1) await tools.once(media, 'timeupdate');
      media.pause();
      await tools.once(media, 'pause');
      const at = media.currentTime;
      await tools.settled();
      return [at >= 0.1, media.currentTime === at];
    },
    expected: [true, true],
  },
  {
    name: 'at the end it pauses and ends, in this order, and stands at the end',
    run: async () => {
      const media = await tools.loaded();
      media.playbackRate = 4;
      const seen = tools.watch(media, 'pause ended');
      await media.play();
      await tools.once(media, 'ended');
      return [seen, media.paused, media.ended, Math.abs(media.currentTime - media.duration) < 0.05];
    },
    expected: [['pause', 'ended'], true, true, true],
  },
  {
    name: 'play after the end begins again',
    run: async () => {
      const media = await tools.loaded();
      media.currentTime = media.duration;
      await tools.once(media, 'seeked');
      await tools.ended(media);
      const seen = tools.watch(media, 'seeked');
      const played = media.play();
      const at = media.currentTime;
      const { ended } = media;
      await Promise.all([played, tools.once(media, 'seeked')]);
      return [at, ended, seen, media.paused];
    },
    expected: [0, false, ['seeked'], false],
  },
  {
    name: 'a seek to the end while paused has ended once it is there, and tells no end',
    run: async () => {
      const media = await tools.loaded();
      const seen = tools.watch(media, 'seeked ended pause');
      media.currentTime = media.duration;
      const before = media.ended;
      await tools.once(media, 'seeked');
      await tools.ended(media);
      await tools.settled();
      return [seen, before, media.ended];
    },
    expected: [['seeked'], false, true],
  },
  {
    name: 'a seek away from the end is no longer ended',
    run: async () => {
      const media = await tools.loaded();
      media.currentTime = media.duration;
      await tools.once(media, 'seeked');
      media.currentTime = 0.3;
      await tools.once(media, 'seeked');
      return [media.ended, media.paused];
    },
    expected: [false, true],
  },
  {
    name: 'a loop goes on at the start and never ends',
    run: async () => {
      const media = await tools.loaded();
      media.loop = true;
      media.playbackRate = 4;
      const seen = tools.watch(media, 'seeking seeked ended pause');
      await media.play();
      await tools.once(media, 'seeked');
      return [seen, media.ended, media.paused, media.currentTime < media.duration];
    },
    expected: [['seeking', 'seeked'], false, false, true],
  },
  {
    name: 'a seek while it plays goes on playing',
    run: async () => {
      const media = await tools.loaded();
      await media.play();
      media.currentTime = 0.6;
      await tools.once(media, 'seeked');
      const { paused } = media;
      await tools.once(media, 'timeupdate');
      return [paused, media.currentTime >= 0.6];
    },
    expected: [false, true],
  },
  {
    name: 'a rate fires ratechange after the call, and a load falls back to the default rate',
    run: async () => {
      const media = await tools.loaded();
      const seen = tools.watch(media, 'ratechange');
      media.playbackRate = 2;
      const inside = [media.playbackRate, seen.length];
      await tools.once(media, 'ratechange');
      media.defaultPlaybackRate = 0.5;
      media.load();
      return [inside, media.playbackRate];
    },
    expected: [[2, 0], 0.5],
  },
  {
    name: 'a rate that cannot be played throws and changes nothing',
    run: async () => {
      const media = await tools.loaded();
      const set = (rate: number) =>
        tools.failure(() => {
          media.playbackRate = rate;
        });
      return [await set(-1), await set(Number.NaN), await set(0), media.playbackRate];
    },
    expected: ['NotSupportedError', 'TypeError', 'nothing', 0],
  },
  {
    name: 'a source that is not there sets error, then fires it, and cannot be played',
    run: async () => {
      const media = tools.make();
      const played = tools.failure(() => {
        media.src = '/missing';
        return media.play();
      });
      await tools.once(media, 'error');
      const state = [media.error !== null, typeof media.error?.message, media.networkState, media.readyState];
      return [state, await played, await tools.failure(() => media.play())];
    },
    expected: [[true, 'string', 3, 0], 'NotSupportedError', 'NotSupportedError'],
  },
  {
    name: 'an empty src is an error',
    run: async () => {
      const media = tools.make();
      media.setAttribute('src', '');
      await tools.once(media, 'error');
      return [media.error !== null, media.networkState];
    },
    expected: [true, 3],
  },
  {
    name: 'bytes that mean nothing are an error',
    run: async () => {
      const media = tools.make();
      media.src = URL.createObjectURL(new Blob(['not a recording']));
      await tools.once(media, 'error');
      return [media.error !== null, media.networkState];
    },
    expected: [true, 3],
  },
  {
    name: 'a new load clears the error',
    run: async () => {
      const media = tools.make();
      media.src = '/missing';
      await tools.once(media, 'error');
      media.src = tools.clip;
      const { error } = media;
      await tools.once(media, 'canplay');
      return error;
    },
    expected: null,
  },
  {
    name: 'a load during a load aborts and empties',
    run: async () => {
      const media = tools.make();
      media.src = tools.clip;
      await tools.once(media, 'loadstart');
      const seen = tools.watch(media, 'abort emptied loadstart');
      media.src = tools.clip;
      await tools.once(media, 'loadedmetadata');
      return seen;
    },
    expected: ['abort', 'emptied', 'loadstart'],
  },
  {
    name: 'load empties the element at once',
    run: async () => {
      const media = await tools.loaded();
      await media.play();
      media.currentTime = 0.5;
      media.load();
      const { paused, seeking, currentTime, duration, readyState } = media;
      return [paused, seeking, currentTime, `${duration}`, readyState];
    },
    expected: [true, false, 0, 'NaN', 0],
  },
  {
    name: 'a seek that a load interrupts is never seeked',
    run: async () => {
      const media = await tools.loaded();
      const seen = tools.watch(media, 'seeked');
      media.currentTime = 0.5;
      media.load();
      await tools.once(media, 'canplaythrough');
      return seen;
    },
    expected: [],
  },
  {
    name: 'autoplay plays when enough was read',
    run: async () => {
      const media = tools.make();
      media.autoplay = true;
      media.src = tools.clip;
      await tools.once(media, 'playing');
      return media.paused;
    },
    expected: false,
  },
  {
    name: 'preload none waits for play',
    run: async () => {
      const media = tools.make();
      media.preload = 'none';
      media.src = tools.address;
      await tools.once(media, 'suspend');
      const idle = [media.networkState, media.readyState];
      await media.play();
      return [idle, media.readyState >= 3];
    },
    expected: [[1, 0], true],
  },
  {
    name: 'taken out of the document it pauses',
    run: async () => {
      const media = await tools.loaded();
      media.loop = true;
      await media.play();
      media.remove();
      await tools.once(media, 'pause');
      return media.paused;
    },
    expected: true,
  },
  {
    name: 'moved within the document it goes on playing',
    run: async () => {
      const media = await tools.loaded();
      media.loop = true;
      await media.play();
      document.body.append(document.createElement('p'), media);
      await tools.once(media, 'timeupdate');
      return media.paused;
    },
    expected: false,
  },
  {
    name: 'what was played is remembered',
    run: async () => {
      const media = await tools.loaded();
      const before = media.played.length;
      await media.play();
      while (media.currentTime < 0.2) await tools.once(media, 'timeupdate');
      media.pause();
      return [before, media.played.length, media.played.start(0) < 0.1, media.played.end(0) >= 0.1];
    },
    expected: [0, 1, true, true],
  },
  {
    name: 'a srcObject of the wrong kind throws a TypeError',
    run: () => tools.failure(() => Reflect.set(tools.make(), 'srcObject', 7)),
    expected: 'TypeError',
  },
];

/** Runs in the page before the rows do. */
function installTools({ tag, clip, address }: { tag: string; clip: string; address: string }): void {
  const events = (type: string) => type.split(' ');
  const made: Tools = {
    clip,
    address,
    make() {
      const media = document.createElement(tag) as Media;
      media.muted = true; // Browsers let a video with sound play only after a click.
      document.body.append(media);
      return media;
    },
    async loaded() {
      const media = made.make();
      media.preload = 'auto';
      media.src = clip;
      await made.once(media, 'canplaythrough');
      await made.settled();
      return media;
    },
    once: (media, type) => new Promise((resolve) => media.addEventListener(type, resolve, { once: true })),
    watch(media, types) {
      const seen: string[] = [];
      for (const type of events(types)) media.addEventListener(type, () => seen.push(type));
      return seen;
    },
    async settled() {
      for (let turn = 0; turn < 5; turn += 1) await new Promise(requestAnimationFrame);
    },
    async ended(media) {
      while (!media.ended) await new Promise(requestAnimationFrame);
    },
    async failure(call) {
      try {
        await call();
        return 'nothing';
      } catch (error) {
        return (error as Error).name;
      }
    },
  };
  Object.assign(globalThis, { tools: made });
}

for (const tag of ['video', 'domreel-player']) {
  test.describe(`<${tag}>`, () => {
    for (const { name, run, expected } of rows) {
      test(name, async ({ page, visit }) => {
        const address = tag === 'video' ? '/clip.webm' : '/visit.reel';
        const script = '<script type="module" src="dist/player.js"></script>';
        await servePlayer(page, {
          '/': { body: `<!doctype html><title>Contract</title>${script}` },
          '/visit.reel': { body: visit },
          '/clip.webm': {
            body: readFileSync(new URL('fixtures/clip.webm', import.meta.url)),
            headers: { 'accept-ranges': 'bytes' },
          },
        });
        await page.goto(`${origin}/`);
        await page.evaluate(() => customElements.whenDefined('domreel-player'));
        // From memory, so that both can seek anywhere at once.
        const clip = await page.evaluate(async (path) => {
          const bytes = await (await fetch(path)).blob();
          return URL.createObjectURL(bytes);
        }, address);
        await page.evaluate(installTools, { tag, clip, address });
        expect(await page.evaluate(run)).toEqual(expected);
      });
    }
  });
}
