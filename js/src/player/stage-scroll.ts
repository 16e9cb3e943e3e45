/**
 * Scroll offsets of the stage, those too that are not reached at once: what is
 * laid out only when it comes near, with `content-visibility`, adds to what
 * there is to scroll, a frame or two after it was scrolled to.
 */

import * as native from './stage-native.ts';

/** So often it is tried while there is no more to scroll than before. */
const MAX_TRIES = 6;

/** An offset that was not reached. */
interface Try {
  readonly left: number;
  readonly top: number;
  /** How much there was to scroll. */
  readonly extent: number;
  readonly count: number;
}

/** All scroll offsets of one stage. */
export class StageScroll {
  readonly #unreached = new Map<Node, Try>();

  /** Scrolls an element, or a document, to an offset. */
  set(node: Node, left: number, top: number): void {
    native.scroll(node, left, top);
    const scroller = native.isDocument(node) ? native.scrollingElement(node) : node;
    if (!scroller || !native.isElement(scroller)) return;
    const [nowLeft, nowTop, extent] = native.scrolled(scroller);
    if (Math.abs(nowLeft - left) < 1 && Math.abs(nowTop - top) < 1) {
      this.#unreached.delete(node);
      return;
    }
    const before = this.#unreached.get(node);
    const isSame = before?.left === left && before.top === top && before.extent === extent;
    this.#unreached.set(node, { left, top, extent, count: isSame ? before.count + 1 : 1 });
  }

  /** Says whether an offset may be reached when it is set again in the next frame. */
  get isWaiting(): boolean {
    for (const [node, { count }] of this.#unreached) {
      if (!native.isConnected(node)) this.#unreached.delete(node);
      else if (count < MAX_TRIES) return true;
    }
    return false;
  }

  /** Forgets all of them. */
  clear(): void {
    this.#unreached.clear();
  }
}
