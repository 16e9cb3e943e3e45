/** Runs an action once the frame that is being made has been painted. */

import { natives } from './natives.js';

/** While a page is hidden no frames are painted: the action waits so long instead, in milliseconds. */
const HIDDEN_MILLIS = 250;

/** One action, requested any number of times, run once. */
export class AfterPaint {
  #timer = 0;
  #isRequested = false;

  constructor(
    private readonly document: Document,
    private readonly action: () => void,
  ) {}

  /** Asks for the action. */
  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    if (natives.hidden(this.document)) {
      this.#timer = natives.setTimeout(() => this.#run(), HIDDEN_MILLIS);
      return;
    }
    // In the frame's callback nothing has been painted; the task after it comes when it has.
    natives.requestAnimationFrame(() => {
      if (this.#isRequested && this.#timer === 0) this.#timer = natives.setTimeout(() => this.#run(), 0);
    });
  }

  /** Takes the request back. */
  cancel(): void {
    this.#isRequested = false;
    natives.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #run(): void {
    this.#timer = 0;
    this.action();
  }
}
