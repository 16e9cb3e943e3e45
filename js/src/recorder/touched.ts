/** What else may have changed where an attribute or the content of an element has. */

import type { Addresses } from './addresses.js';
import { touchGroup, touchOptions } from './groups.js';
import { natives } from './natives.js';
import type { Sheets } from './sheets.js';
import type { StateReader } from './state.js';

const { localName, ownerDocument } = natives;

/** Attributes that go along with state that stands in no attribute. */
const STATEFUL =
  /^(open|value|checked|selected|type|name|form|min|max|step|src|srcset|sizes|popover|rel|href|media|disabled|muted|multiple|size)$/;

/** Touches what goes along with an attribute that changed. */
export function touchAttribute(
  state: StateReader,
  sheets: Sheets,
  addresses: Addresses,
  element: Element,
  name: string,
): void {
  addresses.touchElement(element, name);
  if (!STATEFUL.test(name)) return;
  const local = localName(element);
  if (name === 'open') {
    if (local === 'dialog') state.noteTopLayer(element);
  } else if (local === 'link' || local === 'style') sheets.touchOwner(element);
  else {
    state.touch(element);
    // A radio button that comes into a group, or is checked in it, unchecks another.
    if (/^(checked|type|name|form)$/.test(name)) touchGroup(state, element);
    // A list that shows one option, or several no more, may have chosen another.
    if (local === 'select') touchOptions(state, element as HTMLSelectElement);
  }
  if (name === 'href' && local === 'base') addresses.touch(ownerDocument(element));
}

/** Touches what goes along with children or text that changed. */
export function touchContent(state: StateReader, sheets: Sheets, addresses: Addresses, element: Element): void {
  const local = localName(element);
  // Here stands what says against which address others are resolved.
  if (local === 'head') addresses.touch(ownerDocument(element));
  else if (local === 'style') sheets.touchOwner(element);
  else if (local === 'select' || local === 'optgroup') touchOptions(state, element);
  else if (local === 'textarea') state.touch(element);
}

/** Touches what a document shows by addresses that may mean something else now: it is shown as it was. */
export function touchShown(state: StateReader, document: Document): void {
  const images = natives.elementsIn(document, 'img');
  for (let index = 0; index < images.length; index++) state.touch(images[index]!);
}
