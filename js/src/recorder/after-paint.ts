/**
 * Runs an action once the frame that is being made has been painted.
 *
 * What a page does in a frame's callback is seen only after it, and by then it
 * is too late to ask for that frame. So while a page is busy a callback is
 * asked for in every frame, and each painted state is met; when nothing was
 * requested for a while, none is.
 */

import { natives } from './natives.js';

/** While a page is hidden no frames are painted: the action waits so long instead, in milliseconds. */
const HIDDEN_MILLIS = 250;
/** For so many frames without a request a callback is still asked for. */
const WARM_FRAMES = 20;

/** One action, requested any number of times, run once. */
export class AfterPaint {
  #timer = 0;
  #isRequested = false;
  #isFrameAsked = false;
  #idleFrames = 0;
  #isOver = false;
  /** A message comes after the paint and before most else; a timer may come frames later. */
  readonly #channel = new natives.MessageChannel();

  constructor(
    private readonly document: Document,
    private readonly action: () => void,
  ) {
    this.#channel.port1.onmessage = () => {
      if (this.#isRequested) this.action();
    };
  }

  /** Asks for the action. */
  request(): void {
    if (this.#isRequested || this.#isOver) return;
    this.#isRequested = true;
    if (natives.hidden(this.document)) this.#timer = natives.setTimeout(() => this.action(), HIDDEN_MILLIS);
    else this.#askFrame();
  }

  /** Takes the request back. */
  cancel(): void {
    this.#isRequested = false;
    natives.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** Ends it. */
  release(): void {
    this.cancel();
    this.#isOver = true;
    this.#channel.port1.onmessage = null;
    this.#channel.port1.close();
  }

  #askFrame(): void {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    natives.requestAnimationFrame(() => this.#frame());
  }

  #frame(): void {
    this.#isFrameAsked = false;
    if (this.#isOver) return;
    if (this.#isRequested) {
      this.#idleFrames = 0;
      this.#channel.port2.postMessage(0);
    } else if (++this.#idleFrames > WARM_FRAMES) {
      return;
    }
    this.#askFrame();
  }
}
