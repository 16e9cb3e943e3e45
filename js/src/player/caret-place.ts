/**
 * Where the caret stands on the stage, and what of it is seen.
 *
 * Nothing on the stage has the focus, so its browser draws no caret.
 */

import { type Field, isVertical, type Letters, measureLetters, shownBy } from './field-letters.ts';
import * as native from './stage-native.ts';

/** A caret, in the pixels of the recorded viewport. */
export interface Caret {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly color: string;
  /** How it is laid over what is there, as `mix-blend-mode`: a block leaves the letter under it to be read. */
  readonly blend: string;
}

export type Box = Omit<Caret, 'color' | 'blend'>;
/** Where a caret stands between letters, and the one behind it: of no width where there is none in its line. */
interface Place extends Box {
  readonly letter: Box;
}

/** Kinds of `input` in which one can write. */
const WRITTEN_IN = /^(text|search|tel|url|email|password|number|textarea)$/;
/** Takes no room, and is as high as the letters beside it. */
const NOTHING = '\u200b';

/** Finds the caret of one stage. */
export class CaretFinder {
  /** What was measured last: it is not measured again while nothing has changed. */
  #measured: { field: Field; key: string; box: Place | undefined } | undefined;

  /** Returns the caret of the focused element; nothing where there is none, or it cannot be seen. */
  find(
    focused: Node | undefined,
    placeInField: (field: Element) => number | undefined,
    selection: Selection | null,
  ): Caret | undefined {
    if (!focused || !native.isElement(focused) || !native.isConnected(focused)) return undefined;
    const isField = /^(input|textarea)$/.test(native.localName(focused));
    const found = isField ? this.#inField(focused as Field, placeInField(focused)) : inEditor(focused, selection);
    if (!found) return undefined;
    const [box, bearer] = found;
    const view = native.defaultView(native.ownerDocument(bearer)!)!;
    const style = view.getComputedStyle(bearer);
    const { caretColor, color } = style;
    if (bearer.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) === false) return undefined;
    const shape = style.getPropertyValue('caret-shape');
    const seen = seenFrom(bearer, shaped(box, shape, style, bearer), isField);
    if (!seen) return undefined;
    const own = caretColor && caretColor !== 'auto' && caretColor !== color;
    if (shape !== 'block') return { ...seen, color: own ? caretColor : color, blend: '' };
    // A block stands behind its letter, and one without a colour of its own is half as strong.
    if (!own) return { ...seen, color: `color-mix(in srgb,${color} 50%,transparent)`, blend: '' };
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return { ...seen, color: caretColor, blend: red + green + blue < 384 ? 'multiply' : 'screen' };
  }

  /** Returns the caret of a text field, in the viewport of its document. */
  #inField(field: Field, at: number | undefined): [Place, Element] | undefined {
    if (at === undefined || !WRITTEN_IN.test(field.type) || field.readOnly) return undefined;
    const { value, scrollLeft, scrollTop, clientWidth, clientHeight } = field;
    const view = native.defaultView(native.ownerDocument(field)!)!;
    const style = view.getComputedStyle(field);
    const key = [at, scrollLeft, scrollTop, clientWidth, clientHeight, style.font, value].join();
    if (this.#measured?.field !== field || this.#measured.key !== key) {
      this.#measured = { field, key, box: boxIn(field, style, at) };
    }
    const { box } = this.#measured;
    if (!box) return undefined;
    const outer = native.boxOf(field);
    // Where the field is shown larger or smaller than it is laid out, so are its letters.
    const [across, down] = scaleOf(field, outer);
    const placed = {
      x: Math.round(outer.x) + (field.clientLeft + Math.floor(box.x)) * across,
      y: Math.round(outer.y) + (field.clientTop + Math.round(box.y)) * down,
      width: (box.width || 1) * across,
      height: (box.height || 1) * down,
      letter: {
        x: Math.round(outer.x) + (field.clientLeft + box.letter.x) * across,
        y: Math.round(outer.y) + (field.clientTop + box.letter.y) * down,
        width: box.letter.width * across,
        height: box.letter.height * down,
      },
    };
    return [placed, field];
  }
}

/** Returns what a caret of this shape takes: a line between letters, or what the letter behind it does. */
function shaped(place: Place, shape: string, style: CSSStyleDeclaration, bearer: Element): Box {
  const { letter, ...box } = place;
  const runsDown = isVertical(style);
  if (shape !== 'block' && shape !== 'underscore')
    return runsDown ? { ...box, height: box.height || 1 } : { ...box, width: box.width || 1 };
  const [from, taken] = runsDown ? [letter.y, letter.height] : [letter.x, letter.width];
  const size = taken || roomIn(style, bearer);
  // Where no letter follows there is room for one.
  const start = Math.round(taken || style.direction === 'ltr' ? from : from - size);
  const length = Math.round(size);
  const along = runsDown ? { ...box, y: start, height: length } : { ...box, x: start, width: length };
  if (shape === 'block') return along;
  return runsDown ? { ...along, width: 1 } : { ...along, y: box.y + box.height - 1, height: 1 };
}

/** Returns how wide a letter is that is not there yet. */
function roomIn(style: CSSStyleDeclaration, element: Element): number {
  const canvas = native.createHtmlElement(native.ownerDocument(element)!, 'canvas') as HTMLCanvasElement;
  const context = canvas.getContext('2d');
  if (!context) return 1;
  context.font = style.font;
  return context.measureText('0').width + (Number.parseFloat(style.letterSpacing) || 0);
}

/** Returns the caret of a text field, from the edge of its padding. */
function boxIn(field: Field, style: CSSStyleDeclaration, at: number): Place | undefined {
  const text = shownBy(field);
  const box = measureLetters(field, text + NOTHING, ({ text: letters, range, shift }: Letters) => {
    const rect = rectAt(range, letters, Math.min(at, text.length));
    const shifted = <B extends Box>(box: B): B => ({ ...box, x: box.x + shift.x, y: box.y + shift.y });
    return rect && { ...shifted(rect), letter: shifted(rect.letter) };
  });
  if (!box) return undefined;
  // A caret behind the last letter that there is room for stands inside all the same.
  const pixels = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const right = field.clientWidth - pixels('padding-right') - 1;
  const bottom = field.clientHeight - pixels('padding-bottom') - 1;
  return isVertical(style) ? { ...box, y: Math.min(box.y, bottom) } : { ...box, x: Math.min(box.x, right) };
}

/** Returns the caret of what is edited as a page, in the viewport of its document. */
function inEditor(focused: Element, selection: Selection | null): [Place, Element] | undefined {
  const node = selection?.isCollapsed ? selection.anchorNode : null;
  const bearer = node && (native.isElement(node) ? node : native.parentNode(node));
  if (!selection || !node || !bearer || !native.isElement(bearer)) return undefined;
  if (!isEditable(focused) || !isEditable(bearer)) return undefined;
  const box = placeOf(node, selection.anchorOffset);
  if (!box) return undefined;
  const origin = native.boxOf(blockOf(bearer));
  // As fields do, blocks begin on whole pixels, and carets in them too.
  const x = Math.round(origin.x) + Math.floor(box.x - origin.x);
  const y = Math.round(origin.y) + Math.floor(box.y - origin.y);
  return [{ ...box, x, y }, bearer];
}

/** Returns the block in whose lines an element stands. */
function blockOf(element: Element): Element {
  const { display } = native.defaultView(native.ownerDocument(element)!)!.getComputedStyle(element);
  const parent = native.parentNode(element);
  return /^(inline|contents)$/.test(display) && parent && native.isElement(parent) ? blockOf(parent) : element;
}

/** Says whether an element can be edited. In an inert stage Chromium says so of none, but in its style. */
function isEditable(element: Element): boolean {
  const style = native.defaultView(native.ownerDocument(element)!)!.getComputedStyle(element);
  return native.isEditable(element) || /write/.test(style.getPropertyValue('-webkit-user-modify'));
}

/** Returns where a place in the tree is; where no letter stands there, one that takes no room does for a moment. */
function placeOf(node: Node, offset: number): Place | undefined {
  const owner = native.ownerDocument(node)!;
  const range = native.createRange(owner);
  let parent = node;
  let next: Node | null;
  if (native.isCharacterData(node)) {
    const text = (node as Text).data;
    const rect = text[offset - 1] === '\n' && offset === text.length ? undefined : rectAt(range, node as Text, offset);
    if (rect) return rect;
    parent = native.parentNode(node)!;
    next = offset === 0 ? node : native.nextSibling(node);
  } else {
    next = [...node.childNodes][offset] ?? null;
    if (next && native.isCharacterData(next)) {
      const rect = rectAt(range, next as Text, 0);
      if (rect) return rect;
    }
  }
  const nothing = native.createTextNode(owner, NOTHING);
  native.insertBefore(parent, nothing, next);
  const rect = rectAt(range, nothing, 0);
  native.remove(nothing);
  return rect;
}

/** Returns where a letter begins. Between two lines that is where the second begins. */
function rectAt(range: Range, text: Text, at: number): Place | undefined {
  range.setStart(text, Math.min(at, text.length));
  range.collapse(true);
  const rect = [...range.getClientRects()].at(-1);
  if (!rect) return undefined;
  const boxOf = ({ x, y, width, height }: DOMRect): Box => ({ x, y, width, height });
  const code = text.data.codePointAt(at) ?? 10;
  if (code === 10 || code === 0x200b) return { ...boxOf(rect), letter: boxOf(rect) };
  range.setEnd(text, at + (code > 0xffff ? 2 : 1));
  return { ...boxOf(rect), letter: boxOf([...range.getClientRects()].at(-1) ?? rect) };
}

/** Returns how many times as large as it is laid out an element is shown. */
function scaleOf(element: Element, { width, height }: DOMRect): [number, number] {
  const { offsetWidth, offsetHeight } = element as HTMLElement;
  return [offsetWidth ? width / offsetWidth : 1, offsetHeight ? height / offsetHeight : 1];
}

/** Returns what is seen of an element, in the pixels of the recorded viewport. */
export function seenOf(element: Element): Box | undefined {
  if (!native.isConnected(element) || element.checkVisibility?.({ visibilityProperty: true }) === false)
    return undefined;
  const { x, y, width, height } = native.boxOf(element);
  return seenFrom(element, { x, y, width, height }, undefined);
}

/**
 * Returns what of a box is seen from outside of the stage: where what holds it ends, and where its frames stand.
 *
 * `isField`: it stands in a field, and ends where that does; `undefined`: it is the element itself.
 */
function seenFrom(bearer: Element, box: Box, isField: boolean | undefined): Box | undefined {
  let { x: left, y: top } = box;
  let right = left + box.width;
  let bottom = top + box.height;
  const clip = (x: number, y: number, width: number, height: number): void => {
    left = Math.max(left, x);
    top = Math.max(top, y);
    right = Math.min(right, x + width);
    bottom = Math.min(bottom, y + height);
  };
  let isAll = isField === true;
  for (let at: Element | null = bearer; at; ) {
    const owner: Document = native.ownerDocument(at)!;
    const view = native.defaultView(owner);
    if (!view) return undefined;
    const rect = native.boxOf(at);
    const isOwn = at === bearer && isField === undefined;
    const ends = !isOwn && view.getComputedStyle(at).overflow !== 'visible' && at !== native.documentElement(owner);
    if (isAll || ends) {
      const { clientLeft, clientTop, clientWidth, clientHeight } = at;
      const [across, down] = scaleOf(at, rect);
      if (clientWidth > 0)
        clip(rect.x + clientLeft * across, rect.y + clientTop * down, clientWidth * across, clientHeight * down);
    }
    isAll = false;
    const parent: Node | null =
      (at as Element & { assignedSlot: Element | null }).assignedSlot ?? native.parentNode(at);
    if (parent && native.isElement(parent)) at = parent;
    else if (parent && native.isFragment(parent)) at = (parent as ShadowRoot).host;
    else {
      const frame: Element | null = view.frameElement;
      clip(0, 0, view.innerWidth, view.innerHeight);
      // The outermost is the stage.
      if (!frame || native.ownerDocument(frame) === globalThis.document) break;
      const outer = native.boxOf(frame);
      const style = native.defaultView(native.ownerDocument(frame)!)!.getComputedStyle(frame);
      const [across, down] = scaleOf(frame, outer);
      // A frame begins on a whole pixel, and so does what is painted in it.
      const x = Math.round(outer.x + (frame.clientLeft + (Number.parseFloat(style.paddingLeft) || 0)) * across);
      const y = Math.round(outer.y + (frame.clientTop + (Number.parseFloat(style.paddingTop) || 0)) * down);
      [left, right] = [x + left * across, x + right * across];
      [top, bottom] = [y + top * down, y + bottom * down];
      at = frame;
    }
  }
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}
