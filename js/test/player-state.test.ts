import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadError } from '../src/errors.ts';
import { Bench, handFedStream } from './player/bench.ts';
import { recordingOf } from './player/fake-engine.ts';

async function loaded(seconds = 10): Promise<Bench> {
  const bench = new Bench();
  await bench.load(recordingOf(seconds));
  return bench;
}

async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error) => error.name,
  );
}

test('a load fires its events in the order of a media element', async () => {
  const bench = new Bench();
  bench.object = recordingOf(10);
  bench.state.load();
  assert.deepEqual(bench.events, [], 'nothing fires inside the call');
  await bench.settle();
  assert.deepEqual(bench.events, [
    'loadstart',
    'durationchange',
    'loadedmetadata',
    'loadeddata',
    'canplay',
    'canplaythrough',
    'progress',
    'suspend',
  ]);
  assert.equal(bench.state.readyState, 4);
  assert.equal(bench.state.networkState, 1);
  assert.equal(bench.state.duration, 10);
});

test('without a source nothing loads and nothing fires', async () => {
  const bench = new Bench();
  bench.state.load();
  await bench.settle();
  assert.deepEqual(bench.events, []);
  assert.equal(bench.state.networkState, 0);
  assert.ok(Number.isNaN(bench.state.duration));
});

test('a position set before the metadata is where the recording opens', async () => {
  const bench = new Bench();
  bench.object = recordingOf(10);
  bench.state.currentTime = 4;
  assert.equal(bench.state.currentTime, 4);
  bench.state.load();
  await bench.settle();
  assert.equal(bench.state.seeking, true);
  bench.engine.show();
  await bench.settle();
  assert.equal(bench.state.currentTime, 4);
  assert.deepEqual(bench.events.slice(1, 4), ['durationchange', 'loadedmetadata', 'seeking']);
  assert.deepEqual(bench.events.slice(-2), ['timeupdate', 'seeked']);
});

test('a position reads back at once, clamped, and seeked follows the stage', async () => {
  const bench = await loaded();
  bench.state.currentTime = 99;
  assert.equal(bench.state.currentTime, 10);
  assert.equal(bench.state.seeking, true);
  bench.state.currentTime = -3;
  assert.equal(bench.state.currentTime, 0);
  bench.state.currentTime = 2.5;
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['seeking', 'seeking', 'seeking']);
  bench.engine.show();
  assert.equal(bench.state.seeking, true, 'it seeks until seeked fires');
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['timeupdate', 'seeked']);
  assert.equal(bench.state.seeking, false);
  assert.equal(bench.state.currentTime, 2.5);
});

test('a seek that is done in a task of its own is told in that task, after what was told before', async () => {
  const bench = await loaded();
  bench.state.currentTime = 2;
  bench.engine.show();
  bench.engine.tell('shown');
  assert.deepEqual(bench.takeEvents(), ['seeking', 'timeupdate', 'seeked']);
  assert.equal(bench.state.seeking, false);
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), []);
});

test('a seek between a finished one and its seeked replaces it', async () => {
  const bench = await loaded();
  bench.state.currentTime = 2;
  bench.engine.show();
  bench.state.currentTime = 5;
  await bench.settle();
  assert.ok(!bench.takeEvents().includes('seeked'));
  bench.engine.show();
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['timeupdate', 'seeked']);
  assert.equal(bench.state.currentTime, 5);
});

test('play resolves with playing, pause fires timeupdate before pause', async () => {
  const bench = await loaded();
  const played = bench.state.play();
  assert.equal(bench.state.paused, false);
  await bench.settle();
  await played;
  assert.deepEqual(bench.takeEvents(), ['play', 'playing']);
  bench.state.pause();
  assert.equal(bench.state.paused, true);
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['timeupdate', 'pause']);
  assert.deepEqual(bench.engine.calls, ['play', 'pause']);
});

test('pause before playing rejects play with an AbortError', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  const played = rejection(bench.state.play());
  bench.state.pause();
  await bench.settle();
  assert.equal(await played, 'AbortError');
  assert.deepEqual(bench.takeEvents(), ['play', 'waiting', 'timeupdate', 'pause']);
});

test('a new load interrupts play with an AbortError and tells abort and emptied', async () => {
  const bench = new Bench();
  await bench.load(handFedStream().stream);
  const played = rejection(bench.state.play());
  await bench.settle();
  bench.takeEvents();
  bench.object = recordingOf(3);
  bench.state.load();
  assert.equal(await played, 'AbortError');
  assert.equal(bench.state.paused, true);
  await bench.settle();
  assert.deepEqual(bench.takeEvents().slice(0, 3), ['abort', 'emptied', 'loadstart']);
  assert.equal(bench.state.duration, 3);
});

test('a new load forgets the events of the one before, disposes of its engine and cancels its stream', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  feed.feed(recordingOf(2));
  await bench.settle();
  const before = bench.engine;
  bench.takeEvents();
  bench.state.currentTime = 1;
  bench.object = recordingOf(3);
  bench.state.load();
  before.show();
  await bench.settle();
  assert.equal(before.disposed, true);
  assert.equal(feed.cancelled(), true);
  assert.ok(!bench.takeEvents().includes('seeked'));
  assert.equal(bench.state.seeking, false);
});

test('a promise of play that was about to resolve resolves although a load begins', async () => {
  const bench = await loaded();
  const played = rejection(bench.state.play());
  bench.state.load();
  assert.equal(await played, 'resolved');
});

test('the end fires timeupdate, pause and ended, and play begins again at the start', async () => {
  const bench = await loaded();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.takeEvents();
  bench.time = 1000;
  bench.engine.advance(20);
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['timeupdate', 'timeupdate', 'pause', 'ended']);
  assert.deepEqual([bench.state.ended, bench.state.paused, bench.state.currentTime], [true, true, 10]);
  const played = bench.state.play();
  assert.deepEqual([bench.state.ended, bench.state.paused, bench.state.currentTime], [false, false, 0]);
  bench.engine.show();
  await bench.settle();
  await played;
  assert.deepEqual(bench.takeEvents(), ['seeking', 'play', 'playing', 'timeupdate', 'seeked']);
});

test('what is played to its end twice ends twice', async () => {
  const bench = await loaded();
  for (let time = 0; time < 2; time += 1) {
    await Promise.all([bench.state.play(), bench.settle()]);
    bench.engine.show();
    await bench.settle();
    bench.takeEvents();
    bench.engine.advance(20);
    await bench.settle();
    assert.deepEqual(bench.takeEvents().slice(-3), ['timeupdate', 'pause', 'ended']);
  }
});

test('a seek that leaves the end before the end is told prevents it', async () => {
  const bench = await loaded();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.takeEvents();
  bench.engine.advance(20);
  bench.state.currentTime = 2;
  bench.engine.tell('ended');
  await bench.settle();
  assert.ok(!bench.takeEvents().includes('ended'));
  assert.deepEqual([bench.state.paused, bench.engine.paused], [false, false]);
});

test('a seek to the end while paused has ended once it is there, and tells no end', async () => {
  const bench = await loaded();
  bench.state.currentTime = 10;
  assert.equal(bench.state.ended, false);
  bench.engine.show();
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['seeking', 'timeupdate', 'seeked']);
  assert.equal(bench.state.ended, true);
});

test('a seek to the end while it plays ends', async () => {
  const bench = await loaded();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.state.currentTime = 10;
  bench.engine.show();
  await bench.settle();
  assert.deepEqual(bench.takeEvents().slice(-5), ['timeupdate', 'seeked', 'timeupdate', 'pause', 'ended']);
});

test('a loop seeks to the start and never ends', async () => {
  const bench = await loaded();
  bench.attributes.loop = true;
  bench.state.optionsChanged();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.takeEvents();
  bench.engine.advance(20);
  bench.engine.show();
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['timeupdate', 'seeking', 'timeupdate', 'seeked']);
  assert.deepEqual([bench.state.ended, bench.state.paused, bench.state.currentTime], [false, false, 0]);
});

test('a rate fires ratechange once, and a load falls back to the default rate', async () => {
  const bench = await loaded();
  bench.state.playbackRate = 4;
  bench.state.playbackRate = 4;
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['ratechange']);
  assert.equal(bench.engine.playbackRate, 4);
  bench.state.load();
  assert.equal(bench.state.playbackRate, 1);
});

test('at rate 0 it plays and stands still', async () => {
  const bench = await loaded();
  bench.state.playbackRate = 0;
  await Promise.all([bench.state.play(), bench.settle()]);
  assert.equal(bench.state.paused, false);
  assert.equal(bench.engine.paused, true);
  bench.state.playbackRate = 2;
  assert.equal(bench.engine.paused, false);
});

test('autoplay starts when enough was read, and a pause before that prevents it', async () => {
  const bench = new Bench();
  bench.attributes.autoplay = true;
  await bench.load(recordingOf(5));
  assert.equal(bench.state.paused, false);
  assert.equal(bench.engine.paused, false);
  bench.state.load();
  bench.state.pause();
  await bench.settle();
  assert.equal(bench.state.paused, true);
});

test('bytes that are no recording set error, then fire it, and play is not supported', async () => {
  const bench = new Bench();
  bench.object = new Uint8Array([1, 2, 3]);
  bench.state.load();
  const played = rejection(bench.state.play());
  await bench.settle();
  assert.deepEqual(bench.events, ['play', 'waiting', 'loadstart', 'error']);
  assert.equal(bench.state.error?.code, 'not-a-recording');
  assert.equal(bench.state.error?.mediaErrorCode, 4);
  assert.equal(bench.state.networkState, 3);
  assert.equal(await played, 'NotSupportedError');
  assert.equal(await rejection(bench.state.play()), 'NotSupportedError');
});

test('an engine that cannot be loaded is an error of the element', async () => {
  const bench = new Bench();
  bench.ready = Promise.reject(new LoadError('wasm-unavailable', 'no module'));
  await bench.load(recordingOf(1));
  assert.equal(bench.state.error?.code, 'wasm-unavailable');
});

test('an engine that fails is an error of the element, never of the script that used it', async () => {
  const bench = await loaded();
  bench.engine.broken = true;
  bench.state.currentTime = 3;
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['seeking', 'error']);
  assert.deepEqual([bench.state.error?.code, bench.state.error?.mediaErrorCode], ['internal', 4]);
  assert.deepEqual([bench.state.readyState, bench.state.networkState, bench.state.seeking], [0, 3, false]);
  bench.object = recordingOf(2);
  bench.state.load();
  await bench.settle();
  assert.equal(bench.state.readyState, 4);
});

test('a new load clears the error', async () => {
  const bench = new Bench();
  await bench.load(new Uint8Array([1]));
  bench.object = recordingOf(2);
  bench.state.load();
  assert.equal(bench.state.error, null);
  await bench.settle();
  assert.equal(bench.state.readyState, 4);
});

test('a line that breaks half-way is an error, and what was read plays to its end', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  feed.feed(recordingOf(3));
  feed.breakOff();
  await bench.settle();
  assert.ok(bench.takeEvents().includes('error'));
  assert.deepEqual([bench.state.error?.code, bench.state.error?.mediaErrorCode], ['network', 2]);
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.engine.advance(3);
  await bench.settle();
  assert.equal(bench.state.ended, true);
});

test('a duration that grows fires durationchange', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  feed.feed(recordingOf(3));
  await bench.settle();
  bench.takeEvents();
  feed.feed(new Uint8Array([1, 1]));
  await bench.settle();
  assert.deepEqual(bench.takeEvents().filter((type) => type === 'durationchange').length, 1);
  assert.equal(bench.state.duration, 5);
  assert.equal(bench.state.buffered.end(0), 5);
});

test('a seek beyond what was read waits for the bytes', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  feed.feed(recordingOf(3));
  await bench.settle();
  bench.state.currentTime = 8;
  assert.equal(bench.state.currentTime, 8);
  await bench.settle();
  assert.deepEqual(bench.engine.calls, []);
  assert.equal(bench.state.readyState, 1);
  feed.feed(new Uint8Array(6).fill(1));
  await bench.settle();
  assert.deepEqual(bench.engine.calls, ['seek 8']);
  bench.engine.show();
  await bench.settle();
  assert.equal(bench.state.currentTime, 8);
});

test('a seek beyond what there ever is ends at the end', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  feed.feed(recordingOf(3));
  await bench.settle();
  bench.state.currentTime = 8;
  feed.end();
  await bench.settle();
  assert.deepEqual(bench.engine.calls, ['seek 3']);
  assert.equal(bench.state.currentTime, 3);
});

test('playback that runs out of bytes waits for them, and goes on', async () => {
  const bench = new Bench();
  const feed = handFedStream();
  await bench.load(feed.stream);
  feed.feed(recordingOf(6));
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.takeEvents();
  bench.engine.advance(6);
  await bench.settle();
  assert.deepEqual(bench.takeEvents().slice(-2), ['timeupdate', 'waiting']);
  assert.equal(bench.state.readyState, 2);
  feed.feed(new Uint8Array(9).fill(1));
  await bench.settle();
  const events = bench.takeEvents();
  assert.ok(events.indexOf('canplay') >= 0 && events.indexOf('playing') > events.indexOf('canplay'));
  assert.equal(bench.state.paused, false);
});

test('timeupdate fires at most four times a second', async () => {
  const bench = await loaded();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.takeEvents();
  for (let frame = 0; frame < 60; frame += 1) {
    bench.time += 1000 / 60;
    bench.engine.advance(1 / 60);
  }
  await bench.settle();
  assert.equal(bench.takeEvents().length, 4);
});

test('what was played is remembered, and a seek leaves a gap in it', async () => {
  const bench = await loaded();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.engine.advance(2);
  bench.state.currentTime = 6;
  bench.engine.show();
  await bench.settle();
  bench.engine.advance(1);
  const { played } = bench.state;
  assert.deepEqual(
    Array.from({ length: played.length }, (_, index) => [played.start(index), played.end(index)]),
    [
      [0, 2],
      [6, 7],
    ],
  );
});

test('an element that leaves its document pauses', async () => {
  const bench = await loaded();
  await Promise.all([bench.state.play(), bench.settle()]);
  bench.takeEvents();
  bench.state.stopPlaying();
  await bench.settle();
  assert.deepEqual(bench.takeEvents(), ['timeupdate', 'pause']);
});
