/** What the recorder must look for on an HTML element, by its name: most have nothing of the kind. */

import { natives } from './natives.js';

export const enum Trait {
  /** Its content is never walked. */
  CLOSED = 1,
  /** Something may hang on it that is not its child: a shadow root, or the document that it frames. */
  HOST = 2,
  /** It has state that stands in no attribute. */
  STATE = 4,
  /** It owns a style sheet. */
  SHEET = 8,
  /** It may be in the top layer. */
  TOP_LAYER = 16,
  /** It frames a document. */
  FRAME = 32,
}

const TRAITS: readonly (readonly [Trait, RegExp])[] = [
  [Trait.CLOSED, /^(script|noscript|noframes|noembed)$/],
  [Trait.HOST, /-|^(article|aside|blockquote|body|div|footer|h[1-6]|header|i?frame|main|nav|object|p|section|span)$/],
  [Trait.STATE, /-|^(input|textarea|option|select|slot|dialog|embed|img|canvas|video|audio)$/],
  [Trait.SHEET, /^(style|link)$/],
  [Trait.FRAME, /^(i?frame|object)$/],
];

/** So many names are remembered. */
const MAX_NAMES = 1000;
const known = new natives.Map<string, number>();

/** Returns the traits of a name. */
export function traitsOf(name: string): number {
  const found = known.get(name);
  if (found !== undefined) return found;
  let traits = 0;
  for (let index = 0; index < TRAITS.length; index++) if (TRAITS[index]![1].test(name)) traits |= TRAITS[index]![0];
  if (known.size < MAX_NAMES) known.set(name, traits);
  return traits;
}
