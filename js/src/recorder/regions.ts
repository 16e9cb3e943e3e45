/** What holds in a region of the page: whether its input is recorded, and whether its pictures are. */

import { natives } from './natives.js';
import type { CheckedOptions } from './options.js';

const { closest, elementsIn, rootNode, nodeType, defaultView } = natives;

let ignored = '';
let masked = '';
let shown = '';
let isShownElsewhere = false;

/** Takes what the site says of regions, besides the attributes. */
export function setRegions(options: CheckedOptions): void {
  const or = (selector: string | undefined): string => (selector ? `,${selector}` : '');
  const selectors = options.rules?.selectors;
  ignored = `[data-domreel-ignore]${or(options.ignore)}`;
  masked = `[data-domreel-mask],[data-domreel-block]${or(selectors?.mask)}${or(selectors?.block)}`;
  shown = `[data-domreel-unmask]${or(selectors?.unmask)}`;
  isShownElsewhere = options.mask > 0;
}

/** Says whether an element, or what is above it, matches: through shadow roots, and frames that may be looked out of. */
function isWithin(element: Element | null, selector: string): boolean {
  for (let at = element; at !== null; ) {
    if (closest(at, selector) !== null) return true;
    const root = rootNode(at);
    if (nodeType(root) === 11) at = (root as ShadowRoot).host;
    else at = nodeType(root) === 9 ? (defaultView(root as Document)?.frameElement ?? null) : null;
  }
  return false;
}

/** Says whether what is done on an element is not to be recorded. */
export function isIgnored(element: Element | null): boolean {
  return isWithin(element, ignored);
}

/** Says whether an element is masked or blocked, whatever the level. */
export function isMasked(element: Element): boolean {
  return isWithin(element, masked);
}

/** Says whether a root has elements whose pictures are masked though those of others are not. */
export function hasMasked(root: Document | ShadowRoot): boolean {
  return elementsIn(root, masked).length > 0;
}

/** Says whether what an image, video or canvas shows may be recorded. The module decides the same by itself. */
export function showsMedia(element: Element): boolean {
  return !isWithin(element, masked) && (isShownElsewhere || isWithin(element, shown));
}
