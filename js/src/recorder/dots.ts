/**
 * Fields that show dots because a style sheet says so: what is filled in there is a secret, as in a field for passwords.
 */

import { natives } from './natives.js';

/** Fields that have shown dots once: they stay secrets. */
const secrets = new natives.WeakMap<Element, true>();
/** The mark of such a field, in bits: that of `Traits` in the module. */
const SECRET = 64;

const FIELD = /^(input|textarea)$/;

/** Says whether a style sheet may have an element show dots: whether visitors write into it. */
export function mayShowDots(element: Element): boolean {
  return FIELD.test(natives.localName(element)) || natives.hasAttribute(element, 'contenteditable');
}

/** The same, of an element that is being read, by its name and those of its attributes. */
export function mayShowDotsBy(name: string, attributes: string[] | null): boolean {
  return FIELD.test(name) || (attributes?.includes('contenteditable') ?? false);
}

/** Returns the mark of such an element if it shows dots or ever did, else 0. */
export function dotsOf(element: Element): number {
  if (secrets.has(element)) return SECRET;
  const { webkitTextSecurity } = natives.computedStyle(element) as CSSStyleDeclaration & {
    webkitTextSecurity?: string;
  };
  if (!webkitTextSecurity || webkitTextSecurity === 'none') return 0;
  secrets.set(element, true);
  return SECRET;
}

/** Says whether an element has begun to show dots: it must be recorded anew. */
export function hasBecomeSecret(element: Element): boolean {
  return mayShowDots(element) && !secrets.has(element) && dotsOf(element) !== 0;
}
