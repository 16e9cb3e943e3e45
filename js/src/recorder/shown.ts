/** What a document shows by addresses. */

import { natives } from './natives.js';
import type { StateReader } from './state.js';

/** Touches all of it, as its addresses may mean something else now: it is shown as it was. */
export function touchShown(state: StateReader, document: Document): void {
  const images = natives.elementsIn(document, 'img');
  for (let index = 0; index < images.length; index++) state.touch(images[index]!);
}
