/**
 * What the early stub left for the recorder, where it ran.
 *
 * Parts that are loaded on demand look for it by themselves: this file brings nothing else along.
 */

import type { Natives } from './natives.js';

/** Where the early stub leaves what it took, and the recorder looks for it. */
export const EARLY_KEY = Symbol.for('domreel.early');

/** What the early stub leaves for the recorder. */
export interface Early {
  natives: Natives;
  /** Closed shadow roots, by host. */
  closedRoots: WeakMap<Element, ShadowRoot>;
  /** What custom elements were given to speak for themselves: states and validity. */
  internals: WeakMap<Element, ElementInternals>;
  /** What constructed style sheets were given as their text. */
  texts: WeakMap<CSSStyleSheet, string>;
  /** What fonts were made of. */
  fonts: WeakMap<FontFace, string | Uint8Array<ArrayBuffer>>;
  /** Custom properties that were registered. */
  properties: PropertyDefinition[];
  /** Style sheets of which a script changed the rules. */
  edited: WeakSet<CSSStyleSheet>;
  /** Rules of which a script asked for what it may change them by. */
  held: Set<CSSRule>;
  /** What canvases are drawn with. */
  contexts: WeakMap<HTMLCanvasElement, RenderingContext | null>;
}

/** Returns what the early stub left, if it ran. */
export function early(): Early | undefined {
  return (globalThis as unknown as Record<symbol, Early | undefined>)[EARLY_KEY];
}
