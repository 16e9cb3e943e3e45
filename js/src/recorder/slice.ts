/**
 * Slices: long work in pieces, between which the page goes on.
 *
 * A small page and a small change are one piece, however slow the machine is:
 * the clock is looked at only after a minimum of work.
 */

import { natives } from './natives.js';

/** So much is done in a slice whatever the clock says, in nodes. */
const MIN_NODES = 2000;
/** A slice that has done it ends after so long, in milliseconds. */
const SLICE_MILLIS = 5;
/** The clock is looked at once in so many nodes. */
const CLOCK_NODES = 64;
/** Work that the page left no time for so long is done all the same, in milliseconds. */
export const RAISED_MILLIS = 1_000;

/** How much may be done now. */
export class Slice {
  #isOver = false;
  #end = 0;

  /** With no limit it is never over. */
  constructor(
    private left = MIN_NODES,
    millis = SLICE_MILLIS,
  ) {
    this.#end = natives.now() + millis;
  }

  /** Says whether it is over; to be asked before so many nodes are looked at. */
  isOver(nodes = 1): boolean {
    if (this.#isOver) return true;
    this.left -= nodes;
    if (this.left > 0) return false;
    this.left = CLOCK_NODES;
    this.#isOver = natives.now() > this.#end;
    return this.#isOver;
  }
}

/**
 * The first slice of a document: of a large one as little as can be, for the same task sets the recorder up.
 * `isBare`: the document itself and nothing in it.
 */
export function firstSlice(document: Document, isBare: boolean): Slice {
  return isBare ? new Slice(0, -1) : isLarge(document) ? new Slice(CLOCK_NODES, 0) : new Slice();
}

/** Says whether a document has more elements than one slice reads in any case. */
export function isLarge(document: Document): boolean {
  // One of that place is found without counting them all.
  return natives.elementsNamed(document, '*')[MIN_NODES] !== undefined;
}

/** A slice of what was cut already: it need not be whole on slow machines. */
export const restSlice = (): Slice => new Slice(CLOCK_NODES);

/** Work that is done to its end. */
export const wholly = (): Slice => new Slice(Number.POSITIVE_INFINITY);

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
