import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fit } from '../../src/player/fit.ts';
import { addRange, RecordedTimeRanges } from '../../src/player/time-ranges.ts';

test('a stage as large as its room is neither moved nor scaled', () => {
  assert.deepEqual(fit({ width: 1280, height: 720 }, { width: 1280, height: 720 }), { x: 0, y: 0, scale: 1 });
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

test('the codes of a recording error are those of the format', () => {
  const rust = readFileSync(new URL('../../../format/src/error.rs', import.meta.url), 'utf8');
  const typescript = readFileSync(new URL('../../src/errors.ts', import.meta.url), 'utf8');
  const inRust = [...rust.matchAll(/Self::\w+ => "([a-z-]+)"/g)].map((match) => match[1]);
  const union = /type RecordingErrorCode =([^;]+);/.exec(typescript)?.[1] ?? '';
  assert.ok(inRust.length > 0);
  assert.deepEqual(
    [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1]),
    inRust,
  );
});

test('the player can be imported where there is no DOM', async () => {
  const { DomreelError, RecordingError } = await import('../../src/errors.ts');
  assert.ok(new RecordingError('truncated', 'truncated at byte 3', 3) instanceof DomreelError);
});
