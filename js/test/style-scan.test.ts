/** What a style sheet may cost, found without a browser. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyStyle, endsOf, scan } from '../src/player/costs/style-scan.ts';

test('a selector is replaced by something that at least the same elements match', () => {
  const cases: [string, string[]][] = [
    ['a b.c:hover > .d::before', ['.d']],
    ['.on b', ['b']],
    ['#x ~ li:nth-child(2n + 1)', ['li']],
    ['b:has(~ i, ~ u), :is(a, b)', ['b', '*']],
    ['.sm\\:hover\\(x\\):hover', ['.sm\\:hover\\(x\\)']],
    ['[title="a, b) ~ c"] u', ['u']],
    ['& > *', ['*']],
  ];
  for (const [selector, ends] of cases) assert.deepEqual(endsOf(selector), ends, selector);
});

test('what may be dear is found with the selector that it is for', () => {
  const style = emptyStyle();
  scan(
    `a{color:red;&:hover{top:0}FILTER:blur(1px)}@media all{.b{animation:k 1s}}i{content:"}u{filter:blur(1px)"}
    /* s{filter:blur(1px)} */ p{filter:none} q{box-shadow:0 0 1px red} .x ~ li{top:0} [y~=z]{top:0}`,
    style,
  );
  assert.deepEqual([...style.paint], ['a']);
  assert.deepEqual([...style.motion], ['.b']);
  assert.deepEqual([...style.siblings], [['li', 1]]);
});

test('a filter in keyframes is one of what is animated', () => {
  const style = emptyStyle();
  scan('@keyframes k{to{filter:blur(9px)}} b{animation:k 1s}', style);
  assert.equal(style.hasKeyframes, true);
  assert.deepEqual([...style.paint], []);
});
