import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fit } from '../src/player/fit.ts';
import { shapeOf } from '../src/player/pointer-shapes.ts';
import { addRange, RecordedTimeRanges } from '../src/player/time-ranges.ts';

test('a stage as large as its room is neither moved nor scaled', () => {
  assert.deepEqual(fit({ width: 1280, height: 720 }, { width: 1280, height: 720 }), { x: 0, y: 0, scale: 1 });
});

test('a fraction of a pixel does not blur the stage', () => {
  assert.deepEqual(fit({ width: 1280, height: 720 }, { width: 1280.4, height: 719.6 }), { x: 0, y: 0, scale: 1 });
  assert.notEqual(fit({ width: 1280, height: 720 }, { width: 1282, height: 721 }).scale, 1);
});

test('a stage is centred in a room of other proportions, on whole pixels', () => {
  assert.deepEqual(fit({ width: 1000, height: 500 }, { width: 500, height: 501 }), { x: 0, y: 126, scale: 0.5 });
  assert.deepEqual(fit({ width: 500, height: 1000 }, { width: 1000, height: 500 }), { x: 375, y: 0, scale: 0.5 });
});

test('a stage of no size is left alone', () => {
  assert.deepEqual(fit({ width: 0, height: 0 }, { width: 500, height: 500 }), { x: 0, y: 0, scale: 1 });
});

test('ranges that touch become one, others stay apart and in order', () => {
  const ranges: [number, number][] = [];
  for (const [start, end] of [
    [4, 5],
    [0, 1],
    [1, 2],
    [8, 9],
    [4.5, 8],
  ] as const)
    addRange(ranges, start, end);
  assert.deepEqual(ranges, [
    [0, 2],
    [4, 9],
  ]);
});

test('an index beyond the ranges throws an IndexSizeError', () => {
  assert.throws(() => new RecordedTimeRanges([]).start(0), { name: 'IndexSizeError' });
});

test('every code that a player can report is in the documentation', () => {
  const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const documentation = readFileSync(new URL('../../docs/player.md', import.meta.url), 'utf8');
  const unions = [...source.matchAll(/type (?:Recording|Load)ErrorCode =([^;]+);/g)].map((match) => match[1]).join();
  const codes = [...unions.matchAll(/'([a-z-]+)'/g)].map((match) => match[1]);
  assert.ok(codes.length > 10);
  assert.deepEqual(
    codes.filter((code) => !documentation.includes(`| \`${code}\` |`)),
    [],
  );
});

test('pointers are pictures that lie in memory, each with its hot spot, before the keyword', () => {
  const pictures = (cursor: string) =>
    shapeOf(cursor).pictures?.map(({ address, spot }) => (spot ? [address, spot.x, spot.y] : [address])) ?? [];
  assert.deepEqual(pictures('url("blob:a") 4 5.5, url("blob:b"), pointer'), [['blob:a', 4, 5.5], ['blob:b']]);
  assert.deepEqual(pictures('image-set(url("blob:a") 1x, url("blob:b") 2x) 3 4, grab'), [
    ['blob:a', 3, 4],
    ['blob:b', 3, 4],
  ]);
  assert.deepEqual(pictures(String.raw`url("data:image/svg+xml,<svg a=\"b,c\">") 1 2, auto`), [
    ['data:image/svg+xml,<svg a="b,c">', 1, 2],
  ]);
  for (const asked of ['url("https://evil.test/a.png"), auto', 'url("data:text/html,a"), auto', 'url(blob:a), auto']) {
    assert.deepEqual(pictures(asked), []);
  }
  assert.equal(shapeOf('url("blob:a"), pointer').path, shapeOf('pointer').path);
});
