/** When the recorder writes: after a paint what is little, and much when the page has nothing else to do. */

import { AfterPaint } from './after-paint.js';
import { natives } from './natives.js';
import type { Pace } from './pace.js';
import { Background } from './slice.js';

/** Runs one action at the next good time. */
export class Schedule {
  readonly #afterPaint: AfterPaint;
  readonly #background: Background;
  /** Whether much was left for later when a frame had been painted. */
  #isPutOff = false;
  #timer = 0;
  /** Whether what was asked for last had to wait for the pace. */
  isHeld = false;

  constructor(
    document: Document,
    /** Says whether so much waits that reading it after the paint would be felt. */
    isMuch: () => boolean,
    action: () => void,
    private readonly pace: Pace,
  ) {
    this.#background = new Background(action);
    this.#afterPaint = new AfterPaint(document, () => {
      // What a page does right after a paint goes first, but for one frame only: the next one is another state.
      if (this.#isPutOff || !isMuch()) return action();
      this.#isPutOff = true;
      this.#background.request(natives.now());
    });
  }

  /** Asks for the action after the next paint, or after one that comes when the pace allows it. */
  request(): void {
    const millis = this.pace.owedMillis;
    if (millis <= 0) this.#afterPaint.request();
    else if (this.#timer === 0) {
      this.isHeld = true;
      this.#timer = natives.setTimeout(() => this.#afterPaint.request(), millis);
    }
  }

  /** Asks for the action when the page has nothing to do: the rest of what was begun then. */
  requestRest(sinceMillis: number): void {
    this.#background.request(sinceMillis);
  }

  /** Takes all requests back. */
  cancel(): void {
    this.#isPutOff = false;
    natives.clearTimeout(this.#timer);
    this.#timer = 0;
    this.#afterPaint.cancel();
    this.#background.cancel();
  }

  /** Ends it. */
  release(): void {
    this.cancel();
    this.#afterPaint.release();
    this.#background.release();
  }
}
