/** Attributes that change how what is below an element is recorded: it is recorded anew. */

import { natives } from './natives.js';

/** By name what such an attribute must say for that; `null`: it does so whatever it says. Every record is asked about. */
const CHANGING = new natives.Map<string, RegExp | null>()
  .set('data-domreel-mask', null)
  .set('data-domreel-unmask', null)
  .set('data-domreel-block', null)
  .set('contenteditable', null)
  .set('role', /textbox|searchbox|combobox|spinbutton/i)
  .set('autocomplete', /cc-|password|one-time/i)
  // Whoever sets `all` beside other properties says of this one what it is at first: that shows no dots.
  .set('style', /text-security(?!\s*:\s*(none|initial|inherit|unset|revert)\s*(;|$))/i);

/** Says whether an attribute that changed changes how what is below its element is recorded. */
export function changesBelow(element: Element, name: string): boolean {
  const said = CHANGING.get(name);
  if (said === undefined) return false;
  return said === null || (natives.firstChild(element) !== null && said.test(natives.attribute(element, name) ?? ''));
}
