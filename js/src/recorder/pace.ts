/**
 * The recorder's pace: what a page changes beyond all measure is written less often.
 *
 * Two budgets are kept, of what is written and of the time that writing takes
 * from the page; each grows with time, up to a store for what is much but once.
 * While one is overdrawn, what is touched waits until it is paid, and has by
 * then the state that counts: a page that changes four times too much is
 * recorded in every fourth frame. What was left out so is marked in the recording.
 */

import { natives } from './natives.js';
import type { PaceOptions } from './options.js';

/** So much may be written at once, and so much time taken, in seconds of their budgets. */
const STORED_BYTES_SECONDS = 16;
const STORED_MILLIS_SECONDS = 3;
/** More is never owed, in seconds: what there is comes into the recording with every chunk. */
const MAX_OWED_SECONDS = 5;

/** Counts what is written and what it takes, and says for how long nothing is to be written. */
export class Pace {
  /** What is left of each budget, in seconds of it. */
  #bytes = 0;
  #millis = 0;
  #spentAt = natives.now();
  #written = 0;

  constructor(private readonly options: PaceOptions) {
    this.restart();
  }

  /** Counts what was written since it was told last, given all that ever was, and the time since it was begun. */
  spend(written: number, begunMillis: number): void {
    const now = natives.now();
    const grow = (left: number, spent: number, stored: number): number =>
      Math.min(Math.max(left + (now - this.#spentAt) / 1000 - spent, -MAX_OWED_SECONDS), stored);
    const { bytesPerSecond, millisPerSecond } = this.options;
    this.#bytes = grow(this.#bytes, (written - this.#written) / bytesPerSecond, STORED_BYTES_SECONDS);
    this.#millis = grow(this.#millis, (now - begunMillis) / millisPerSecond, STORED_MILLIS_SECONDS);
    this.#spentAt = now;
    this.#written = written;
  }

  /** Begins anew: what a keyframe takes is no reason to leave anything out. */
  restart(): void {
    this.#bytes = STORED_BYTES_SECONDS;
    this.#millis = STORED_MILLIS_SECONDS;
  }

  /** For how many milliseconds from now nothing is to be written; 0 or less: for none. */
  get owedMillis(): number {
    return this.#spentAt - natives.now() - Math.min(this.#bytes, this.#millis) * 1000;
  }

  /** Why. */
  get reason(): string {
    return this.#millis < this.#bytes ? 'stepped-down' : 'sampled';
  }
}
