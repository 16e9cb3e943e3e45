/** Ranges of time, sorted and apart, as a media element's `buffered`, `played` and `seekable` give them. */

/** A copy of some ranges of time, in seconds: what the platform's `TimeRanges` is. */
export class RecordedTimeRanges implements TimeRanges {
  readonly #ranges: readonly (readonly [number, number])[];

  constructor(ranges: readonly (readonly [number, number])[]) {
    this.#ranges = ranges.map(([start, end]) => [start, end] as const);
  }

  get length(): number {
    return this.#ranges.length;
  }

  start(index: number): number {
    return this.#at(index)[0];
  }

  end(index: number): number {
    return this.#at(index)[1];
  }

  #at(index: number): readonly [number, number] {
    const range = this.#ranges[index];
    if (!range) throw new DOMException('index is beyond the ranges', 'IndexSizeError');
    return range;
  }
}

/** Adds `[start, end]` to `ranges`, joining what touches it. Changes `ranges` in place. */
export function addRange(ranges: [number, number][], start: number, end: number): void {
  const after = ranges.findIndex((range) => range[1] >= start);
  const from = after < 0 ? ranges.length : after;
  let to = from;
  let joined: [number, number] = [start, end];
  while (to < ranges.length && (ranges[to] as [number, number])[0] <= end) {
    const range = ranges[to] as [number, number];
    joined = [Math.min(joined[0], range[0]), Math.max(joined[1], range[1])];
    to += 1;
  }
  ranges.splice(from, to - from, joined);
}
