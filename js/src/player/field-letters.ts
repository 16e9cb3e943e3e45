/**
 * Where the letters of a text field are.
 *
 * A page cannot ask that. So they are laid out once more, in a box that is
 * there for the time of a measurement and never painted.
 */

import * as native from './stage-native.ts';

export type Field = HTMLInputElement | HTMLTextAreaElement;

/** Longer texts are not laid out once more, in code units. */
const MAX_UNITS = 1 << 16;
/** What decides where the letters of a text are. */
const LAYOUT = `font font-feature-settings font-variation-settings font-kerning font-optical-sizing letter-spacing
  word-spacing line-height text-indent text-transform text-align text-rendering white-space word-break overflow-wrap
  line-break hyphens tab-size direction writing-mode unicode-bidi`.split(/\s+/);

/** A text that is laid out as a field lays out its own. */
export interface Letters {
  readonly text: Text;
  readonly range: Range;
  /** From what is measured here to the edge of the field's padding, as it is scrolled. */
  readonly shift: { x: number; y: number };
}

/** What a field shows of its value. */
export const shownBy = ({ type, value }: Field): string => (type === 'password' ? '•'.repeat(value.length) : value);

/** Says whether lines of text run from top to bottom. */
export const isVertical = (style: CSSStyleDeclaration): boolean => style.writingMode !== 'horizontal-tb';

/** Lays a text out as a field does, and returns what `measure` makes of it. */
export function measureLetters<T>(field: Field, text: string, measure: (letters: Letters) => T): T | undefined {
  const owner = native.ownerDocument(field);
  const view = owner && native.defaultView(owner);
  const root = owner && native.documentElement(owner);
  if (!owner || !view || !root || text.length > MAX_UNITS) return undefined;
  const style = view.getComputedStyle(field);
  const box = native.createHtmlElement(owner, 'div');
  const letters = native.createTextNode(owner, text);
  const isLine = native.localName(field) === 'input';
  const pixels = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const left = pixels('padding-left');
  const top = pixels('padding-top');
  const width = field.clientWidth - left - pixels('padding-right');
  const height = field.clientHeight - top - pixels('padding-bottom');
  const declare = (name: string, to: string): void => box.style.setProperty(name, to, 'important');
  declare('all', 'initial');
  for (const name of LAYOUT) declare(name, style.getPropertyValue(name));
  if (isLine) declare('white-space', 'pre');
  declare('position', 'absolute');
  declare('inset', '0 auto auto 0');
  declare('visibility', 'hidden');
  declare('contain', 'layout style');
  if (isVertical(style)) declare('height', `${height}px`);
  else declare('width', `${width}px`);
  native.insertBefore(box, letters, null);
  native.insertBefore(root, box, null);
  const place = box.getBoundingClientRect();
  // The text of a field of one line stands in its middle.
  const [inset, drop] = !isLine
    ? [0, 0]
    : isVertical(style)
      ? [(width - place.width) / 2, 0]
      : [0, (height - place.height) / 2];
  const shift = { x: left + inset - place.x - field.scrollLeft, y: top + drop - place.y - field.scrollTop };
  const measured = measure({ text: letters, range: native.createRange(owner), shift });
  native.remove(box);
  return measured;
}
