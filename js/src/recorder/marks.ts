/** Attributes that change how what is below an element is recorded: it is recorded anew. */

import { natives } from './natives.js';

/** Those that do so whatever they say. */
const MARKS = /^(data-domreel-(mask|unmask|block)|contenteditable)$/;
/** Those that do so by what they say. */
const TELLING = /^(role|autocomplete|style)$/;
/** What they say then: that what is below is written by a visitor, or a secret. */
const TOLD = /textbox|searchbox|combobox|spinbutton|cc-|password|one-time|text-security/i;

/** Says whether an attribute that changed changes how what is below its element is recorded. */
export function changesBelow(element: Element, name: string): boolean {
  if (MARKS.test(name)) return true;
  if (!TELLING.test(name) || natives.firstChild(element) === null) return false;
  return TOLD.test(natives.attribute(element, name) ?? '');
}
