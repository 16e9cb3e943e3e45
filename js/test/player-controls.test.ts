import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadError } from '../src/errors.ts';
import { commandForKey } from '../src/player/controls/keyboard.ts';
import { type Model, nextMarker } from '../src/player/controls/model.ts';
import { describeDamage } from '../src/player/controls/notices.ts';
import { clockText, spokenTime } from '../src/player/controls/time-text.ts';
import { between, thinned } from '../src/player/controls/timeline.ts';
import type { Marker, Span } from '../src/player/engine.ts';

const marker = (time: number, kind: Marker['kind'] = 'click'): Marker => ({ time, kind, label: '' });
const span = (start: number, end: number, reason = 'idle'): Span => ({ start, end, reason });

test('clock times have hours only where the recording has them', () => {
  assert.deepEqual(
    [clockText(0), clockText(59.99), clockText(61, 100), clockText(61, 3600), clockText(3661), clockText(Number.NaN)],
    ['0:00', '0:59', '1:01', '0:01:01', '1:01:01', '0:00'],
  );
});

test('spoken times name only the units that count', () => {
  assert.deepEqual(
    [spokenTime(0), spokenTime(1), spokenTime(62), spokenTime(3600)],
    ['0 seconds', '1 second', '1 minute 2 seconds', '1 hour'],
  );
});

test('the busy stretches are what lies between gaps that overlap', () => {
  assert.deepEqual(between([span(6, 8), span(1, 3), span(2, 4)], 10), [
    { start: 0, end: 1 },
    { start: 4, end: 6 },
    { start: 8, end: 10 },
  ]);
  assert.deepEqual(between([span(0, 99)], 10), []);
});

test('of markers in one place the most telling is drawn', () => {
  const markers = [marker(1), marker(1.001, 'error'), marker(1.002, 'navigation'), marker(9)];
  assert.deepEqual(
    thinned(markers, 10).map(({ kind }) => kind),
    ['error', 'click'],
  );
});

test('stepping leaves the marker on which the playhead stands', () => {
  const markers = [marker(1), marker(2), marker(3)];
  assert.equal(nextMarker(markers, 2, 1)?.time, 3);
  assert.equal(nextMarker(markers, 2, -1)?.time, 1);
  assert.equal(nextMarker(markers, 3, 1), undefined);
});

/** Returns what a key does to a model that notes what is asked of it. */
function pressed(key: string, modifiers: Partial<KeyboardEvent> = {}): string[] {
  const asked: string[] = [];
  const target = { player: { duration: 50 } } as object;
  const model = new Proxy(target, {
    get: (object, name) =>
      Reflect.get(object, name) ?? ((...args: unknown[]) => asked.push([String(name), ...args].join(' '))),
  }) as unknown as Model;
  commandForKey({ key, altKey: false, ctrlKey: false, metaKey: false, ...modifiers })?.(model);
  return asked;
}

test('each key does what the documentation says', () => {
  const documented: Record<string, string> = {
    ' ': 'togglePlay',
    k: 'togglePlay',
    j: 'seekBy -10',
    l: 'seekBy 10',
    ArrowLeft: 'seekBy -5',
    ArrowRight: 'seekBy 5',
    ',': 'step -1',
    '.': 'step 1',
    '<': 'stepRate -1',
    '>': 'stepRate 1',
    Home: 'seek 0',
    End: 'seek Infinity',
    i: 'toggleSkipIdle',
    f: 'toggleFullscreen',
    F: 'toggleFullscreen',
    '0': 'seek 0',
    '3': 'seek 15',
  };
  for (const [key, asked] of Object.entries(documented)) assert.deepEqual(pressed(key), [asked], key);
});

test('a key that belongs to the browser or the embedder does nothing', () => {
  for (const key of ['a', 'Tab', 'Escape', 'toString']) assert.deepEqual(pressed(key), [], key);
  for (const modifier of ['altKey', 'ctrlKey', 'metaKey']) assert.deepEqual(pressed('f', { [modifier]: true }), []);
});

test('damage is told in a sentence or two', () => {
  const lost = (...spans: Span[]) => describeDamage(spans, null, 100);
  assert.equal(lost(), '');
  assert.match(lost(span(10, 20, 'checksum-mismatch')), /lost: 0:10–0:20\./);
  assert.match(lost(...[1, 2, 3, 4, 5].map((at) => span(at * 10, at * 10 + 1, 'bad-event'))), / and 2 more\./);
  assert.equal(lost(span(100, 100, 'truncated')), 'This recording breaks off. The rest can be played.');
  assert.equal(
    lost(span(10, 20, 'sampled'), span(30, 40, 'stepped-down')),
    '',
    'states were left out, nothing is lost',
  );
  assert.match(lost(span(10, 20, 'bad-event'), span(100, 100, 'truncated')), /0:10–0:20\. This recording breaks off\./);
  assert.match(describeDamage([], new LoadError('network', 'gone'), 100), /connection was lost/);
});
