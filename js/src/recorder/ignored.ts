/** Elements whose input is not recorded: by their attribute, or by the site's selector. */

import { natives } from './natives.js';

const { closest, rootNode, nodeType, defaultView } = natives;

let selector = '[data-domreel-ignore]';

/** Sets what is not recorded besides what the attribute says; empty: nothing. */
export function ignore(also: string): void {
  selector = `[data-domreel-ignore]${also && `,${also}`}`;
}

/** Says whether what is done on an element is not to be recorded: it, or what is above it, is marked so. */
export function isIgnored(element: Element | null): boolean {
  for (let at = element; at !== null; ) {
    if (closest(at, selector) !== null) return true;
    const root = rootNode(at);
    // What frames a document is above it too; only of the same origin it is told.
    if (nodeType(root) === 11) at = (root as ShadowRoot).host;
    else at = nodeType(root) === 9 ? (defaultView(root as Document)?.frameElement ?? null) : null;
  }
  return false;
}
