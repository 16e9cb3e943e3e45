/**
 * Scroll offsets that a page had before the recorder came.
 *
 * Asking every element costs as much as a good part of the first keyframe, so it is done afterwards, in idle time, and
 * on pages of a size where that ends soon.
 */

import { natives } from './natives.js';
import type { RootObserver } from './observer.js';

const { scrollLeft, scrollTop, scrollingElement, nodeType, elementsNamed, elementsIn } = natives;

/** Elements that are asked, at most. */
const MAX_ELEMENTS = 10_000;
/** Elements that are asked in one piece of idle time, and those after which it is looked whether that is over. */
const SLICE = 2500;
const STEP = 250;

/** Calls `found` for each element below the roots that is scrolled. */
export function findScrolled(roots: Pick<RootObserver, 'each'>, found: (element: Element) => void): void {
  const lists: ArrayLike<Element>[] = [];
  /** Elements that tell their documents' offsets, which keyframes have: they would hold whatever the document does. */
  const known = new natives.Set<Element | null>();
  roots.each((root) => {
    if (nodeType(root) === 9) known.add(scrollingElement(root as Document));
    // The list of a document stays true, and finds its elements as they are asked for: none are collected.
    lists[lists.length] = nodeType(root) === 9 ? elementsNamed(root as Document, '*') : elementsIn(root, '*');
  });
  let list = 0;
  let next = 0;
  let left = MAX_ELEMENTS;
  const slice = (deadline: IdleDeadline): void => {
    while (list < lists.length && left > 0) {
      const element = lists[list]![next++];
      if (element === undefined) {
        list++;
        next = 0;
        continue;
      }
      if ((scrollTop(element) !== 0 || scrollLeft(element) !== 0) && !known.has(element)) found(element);
      left--;
      if (left % SLICE === 0 || (left % STEP === 0 && deadline.timeRemaining() < 1)) return wait();
    }
  };
  const wait = (): void => void natives.requestIdleCallback(slice, { timeout: 1000 });
  wait();
}
