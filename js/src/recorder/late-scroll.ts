/**
 * Scroll offsets that a page had before the recorder came.
 *
 * Asking every element costs more than the whole first keyframe, so it is done
 * afterwards, in idle time, and on pages of a size where that ends soon.
 */

import { natives } from './natives.js';
import type { RootObserver } from './observer.js';

const { scrollLeft, scrollTop, nodeType, parentNode, firstChild, nextSibling } = natives;

/** Elements that are asked, at most. */
const MAX_ELEMENTS = 10_000;
/** Elements that are asked at once. */
const SLICE = 500;

/** Calls `found` for each element below the roots that is scrolled. */
export function findScrolled(roots: Pick<RootObserver, 'each'>, found: (element: Element) => void): void {
  const elements: Element[] = [];
  roots.each((root) => collect(root, elements));
  let next = 0;
  const slice = (): void => {
    const end = Math.min(next + SLICE, elements.length);
    for (; next < end; next++) {
      const element = elements[next]!;
      if (scrollTop(element) !== 0 || scrollLeft(element) !== 0) found(element);
    }
    if (next < elements.length) natives.requestIdleCallback(slice, { timeout: 1000 });
  };
  natives.requestIdleCallback(slice, { timeout: 1000 });
}

/** Collects the first elements below a root; a list of all would take as long as there are. */
function collect(root: Node, elements: Element[]): void {
  for (let node: Node | null = firstChild(root); node !== null && elements.length < MAX_ELEMENTS; ) {
    if (nodeType(node) === 1) elements[elements.length] = node as Element;
    let next: Node | null = firstChild(node);
    for (let at: Node | null = node; next === null && at !== null && at !== root; at = parentNode(at)) {
      next = nextSibling(at);
    }
    node = next;
  }
}
