/** How much mutation records tell of, before they are read. */

import { natives } from './natives.js';

const { parentNode, firstChild, nextSibling } = natives;

/** So many records and nodes make a small change: it is read in the observer's own callback. */
export const MAX_SMALL = 100;

/** So many records at most wait to be read from one delivery to the next: what is read takes a place for each node only. */
export const MAX_WAITING = 20_000;

/** Says whether records tell of a small change only; looks at no more nodes than that. */
export function isSmall(records: MutationRecord[]): boolean {
  let left = MAX_SMALL - records.length;
  for (let index = 0; index < records.length && left > 0; index++) {
    const { addedNodes } = records[index]!;
    for (let at = 0; at < addedNodes.length && left > 0; at++) {
      // Down and across, but never above the node itself.
      const top = addedNodes[at]!;
      for (let node: Node | null = top; node !== null && left-- > 0; ) {
        let next: Node | null = firstChild(node);
        while (next === null && node !== top) {
          next = nextSibling(node);
          if (next === null) node = parentNode(node)!;
        }
        node = next;
      }
    }
  }
  return left > 0;
}

/** Says whether records tell of many nodes that were added; what is below these does not count. */
export function isMuch(deliveries: MutationRecord[][]): boolean {
  let left = MAX_SMALL;
  for (let index = 0; index < deliveries.length; index++) {
    const records = deliveries[index]!;
    for (let at = 0; at < records.length && left > 0; at++) left -= records[at]!.addedNodes.length;
  }
  return left <= 0;
}
