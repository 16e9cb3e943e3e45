/** Stretches in which nothing was recorded: while the page was frozen, and while it was one that is left out. */

import type { Batch } from './batch.js';
import { Command } from './command.js';

/** A clock that jumps so far between two timers stood still: the page was frozen or asleep, in milliseconds. */
const ABSENCE_MILLIS = 15_000;

/** Measures absences, and says when one is over. */
export class Absences {
  #tick: number;
  #excludedAt = -1;

  constructor(
    private readonly now: () => number,
    /** Writes an absence that ends now. */
    private readonly write: (millis: number, reason: string) => void,
  ) {
    this.#tick = now();
  }

  /** Is called by a timer, so many milliseconds after the last call at the earliest. */
  tick(expected: number): void {
    const now = this.now();
    const absent = now - this.#tick - expected;
    this.#tick = now;
    if (absent >= ABSENCE_MILLIS) this.write(absent, 'frozen');
  }

  /** Notes that the page is one that is left out from now on, or no longer, or that the recording ends. */
  exclude(isExcluded: boolean): void {
    const now = this.now();
    if (isExcluded) {
      this.#excludedAt = now;
    } else if (this.#excludedAt >= 0) {
      this.write(now - this.#excludedAt, 'excluded');
      this.#excludedAt = -1;
    }
  }
}

/** Writes an absence that ends at the time that was written last. */
export function writeAbsence(batch: Batch, millis: number, reason: string): void {
  batch.command(Command.ABSENCE);
  batch.wide(Math.round(millis * 1000));
  batch.string(reason);
}
