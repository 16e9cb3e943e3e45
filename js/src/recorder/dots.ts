/**
 * Fields for secrets of which the mask is not told by their attributes: those that show dots because a style sheet says
 * so, and those that were fields for passwords within one task.
 */

import { natives } from './natives.js';

/** Fields that have shown dots once, or were fields for secrets: they stay secrets. */
const secrets = new natives.WeakMap<Element, true>();
/** The mark of such a field, in bits: that of `Traits` in the module. */
const SECRET = 64;

/** The attributes that say of a field that it is one for secrets. */
export const TELLING = ['type', 'autocomplete'];
const [TYPE, AUTOCOMPLETE] = TELLING;

/** Says whether an attribute is one of these. */
export function tellsSecret(name: string): boolean {
  return name === TYPE || name === AUTOCOMPLETE;
}

/** What they say then. */
const TOLD = /password|hidden|cc-|one-time/i;

/** Reads from records of these attributes, with what each said before, which fields were ones for secrets. */
export function noteFormer(records: MutationRecord[]): void {
  for (let index = 0; index < records.length; index++) {
    const { target, oldValue } = records[index]!;
    if (oldValue !== null && TOLD.test(oldValue)) secrets.set(target as Element, true);
  }
}

/** Notes that a field is one for secrets, whatever it says. */
export function keepSecret(field: Element): void {
  secrets.set(field, true);
}

/** Notes a field that is one by what it says now. Says whether it is. */
export function noteField(field: Element): boolean {
  const isSecret = TELLING.some((name) => TOLD.test(natives.attribute(field, name) ?? ''));
  if (isSecret) keepSecret(field);
  return isSecret;
}

/** Says whether an element is known to have been a field for secrets, or to have shown dots. */
export function wasSecret(element: Element): boolean {
  return secrets.has(element);
}

const isField = (name: string): boolean => name === 'input' || name === 'textarea';

/** Says whether a style sheet may have an element show dots: whether visitors write into it. */
export function mayShowDots(element: Element): boolean {
  return isField(natives.localName(element)) || natives.hasAttribute(element, 'contenteditable');
}

/** The same, of an element that is being read, by its name and those of its attributes. */
export function mayShowDotsBy(name: string, attributes: string[] | null): boolean {
  return isField(name) || (attributes?.includes('contenteditable') ?? false);
}

/** Returns the mark of such an element if it shows dots or ever did, else 0. */
export function dotsOf(element: Element): number {
  if (secrets.has(element)) return SECRET;
  // In quotes, for TypeScript's platform does not know it, and what it does not know is renamed.
  const dots: unknown = Reflect.get(natives.computedStyle(element), 'webkitTextSecurity');
  if (!dots || dots === 'none') return 0;
  secrets.set(element, true);
  return SECRET;
}

/** Says whether an element has begun to show dots: it must be recorded anew. */
export function hasBecomeSecret(element: Element): boolean {
  return mayShowDots(element) && !secrets.has(element) && dotsOf(element) !== 0;
}
