/** The background: work that gives way to the page, but not for ever. */

import { natives } from './natives.js';

/** Work that the page left no time for so long is done all the same, in milliseconds. */
export const RAISED_MILLIS = 1_000;

/** Runs an action when the page has nothing else to do; from a second on in turn with the page's own tasks. */
export class Background {
  #timer = 0;
  /** Counts the requests: an action that was asked for before the last one is not run. */
  #request = 0;
  readonly #channel: MessageChannel | null = natives.postTask === null ? new natives.MessageChannel() : null;

  constructor(private readonly action: () => void) {
    if (this.#channel !== null) this.#channel.port1.onmessage = (event) => this.#run(event.data as number);
  }

  /** Asks for the action, which has been waited for since then. */
  request(sinceMillis: number): void {
    this.cancel();
    const request = ++this.#request;
    this.#timer = natives.setTimeout(() => this.#run(request), RAISED_MILLIS);
    if (this.#channel !== null) this.#channel.port2.postMessage(request);
    else {
      const isRaised = natives.now() - sinceMillis > RAISED_MILLIS;
      natives.postTask!(() => this.#run(request), { priority: isRaised ? 'user-visible' : 'background' });
    }
  }

  /** Takes the request back. */
  cancel(): void {
    if (this.#timer !== 0) natives.clearTimeout(this.#timer);
    this.#timer = 0;
    this.#request++;
  }

  /** Ends it. */
  release(): void {
    this.cancel();
    this.#channel?.port1.close();
  }

  #run(request: number): void {
    if (request !== this.#request) return;
    this.cancel();
    this.action();
  }
}
