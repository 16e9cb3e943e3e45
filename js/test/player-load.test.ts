import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openSource } from '../src/player/source.ts';
import { Bench } from './player/bench.ts';
import { recordingOf } from './player/fake-engine.ts';

let server: Server;
let origin: string;
let requests = 0;

before(async () => {
  server = createServer((request, response) => {
    requests += 1;
    response.statusCode = request.url === '/missing' ? 404 : 200;
    response.end(Buffer.from(recordingOf(7)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => server.close());

/** Resolves when the bench has fired `type`. */
async function fired(bench: Bench, type: string): Promise<void> {
  while (!bench.events.includes(type)) await bench.settle();
}

test('an address is fetched and played', async () => {
  const bench = new Bench();
  bench.address = `${origin}/visit.reel`;
  bench.state.load();
  await fired(bench, 'canplaythrough');
  assert.equal(bench.state.duration, 7);
  assert.equal(bench.state.currentSrc, bench.address);
});

test('an answer that is none is an error with its own code', async () => {
  const bench = new Bench();
  bench.address = `${origin}/missing`;
  bench.state.load();
  await fired(bench, 'error');
  assert.equal(bench.state.error?.code, 'http-status');
  assert.equal(bench.state.error?.name, 'LoadError');
});

test('preload none fetches nothing until play', async () => {
  const bench = new Bench();
  bench.address = `${origin}/visit.reel`;
  bench.attributes.preload = 'none';
  const seen = requests;
  bench.state.load();
  await fired(bench, 'suspend');
  assert.equal(requests, seen);
  assert.deepEqual(bench.events, ['loadstart', 'suspend']);
  assert.equal(bench.state.networkState, 1);
  const played = bench.state.play();
  await fired(bench, 'playing');
  await played;
  assert.equal(requests, seen + 1);
});

test('preload metadata reads up to the first picture and goes on when a seek needs more', async () => {
  const bench = new Bench();
  bench.attributes.preload = 'metadata';
  bench.object = undefined;
  bench.address = `${origin}/visit.reel`;
  bench.state.load();
  await fired(bench, 'suspend');
  assert.equal(bench.state.readyState >= 2, true);
  assert.equal(bench.engine.complete, false);
  bench.state.currentTime = 7;
  while (!bench.engine.complete) await bench.settle();
  assert.equal(bench.state.networkState, 1);
});

test('every kind of object in memory is read to its end', async () => {
  const bytes = recordingOf(4);
  const objects = [
    bytes,
    bytes.buffer as ArrayBuffer,
    new Blob([bytes]),
    new Blob([bytes]).stream(),
    new Response(bytes),
  ];
  for (const object of objects) {
    const opened = await openSource({ kind: 'object', object }, new AbortController().signal);
    const read: number[] = [];
    for (let chunk = await opened.read(); chunk; chunk = await opened.read()) read.push(...chunk);
    assert.deepEqual(read, [...bytes], object.constructor.name);
  }
});

test('a stream that something else reads cannot be loaded', async () => {
  const bench = new Bench();
  const stream = new Blob([recordingOf(1)]).stream();
  stream.getReader();
  await bench.load(stream);
  assert.equal(bench.state.error?.code, 'source-locked');
});
