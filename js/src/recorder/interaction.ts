/**
 * What the visitor does: pointers, clicks, keys, focus, selection, and gestures that leave no trace.
 *
 * Positions are taken once a frame for each pointer: finer ones cannot be seen.
 * Everything is queued with its time, and written before the changes that it led to.
 */

import { bare } from './bare.js';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { targetElement } from './page.js';
import { isIgnored } from './regions.js';
import type { Attachments } from './roots.js';

const { bounds, defaultView, firstChild, matches, nextSibling, nodeType, rootNode, selection, now, define, join } =
  natives;

const enum Target {
  HOVER = 0,
  ACTIVATE = 1,
  TARGET = 2,
}

/** What the visitor did, as a command that is written later. */
type Fact = { at: number; needs: Node | null; write: (batch: Batch, node: number) => void };

const KINDS: Record<string, number> = bare({ mouse: 0, pen: 1, touch: 2 });
const CLICKS: Record<string, number> = bare({ click: 0, dblclick: 1, contextmenu: 2, auxclick: 3 });
const GESTURES: Record<string, number> = bare({
  copy: 0,
  cut: 1,
  paste: 2,
  submit: 3,
  reset: 4,
  dragstart: 5,
  drop: 6,
  wheel: 7,
  beforeprint: 8,
});
const NAVIGATION_KEYS = /^(Arrow|Home$|End$|Page)/;
/** In quirks mode `:hover` alone means links only. */
const HOVERED = ':hover:not(x)';
/** At least so long between two wheel gestures, in milliseconds: one turn makes many events. */
const WHEEL_MILLIS = 500;

interface PointerNow {
  id: number;
  kind: number;
  x: number;
  y: number;
  buttons: number;
}

/** Follows the visitor in all roots. */
export class Interaction {
  #facts: Fact[] = [];
  readonly #pointers = new natives.Map<number, PointerNow>();
  #moved = new natives.Set<PointerNow>();
  /** The innermost element that the pointer is over. */
  hovered: Element | null = null;
  #hasLooked = false;
  #active: Element | null = null;
  #focus: Element | null = null;
  #isFocusVisible = false;
  #selection: string = '';
  #isSelectionTouched = false;
  /** The document in which something was selected last. */
  #selecting: Document;
  #wheelAt = -WHEEL_MILLIS;

  constructor(
    private readonly nodes: NodeTable,
    private readonly top: Document,
    /** Returns where a frame's viewport begins in the top one. */
    private readonly offsetOf: (document: Document) => { x: number; y: number },
    private readonly attachments: Pick<Attachments, 'below' | 'closedRootOf'>,
    private readonly eachRoot: (action: (root: Document | ShadowRoot) => void) => void,
    private readonly onTouch: () => void,
  ) {
    this.#selecting = top;
  }

  /** The listeners that each document gets, by event. */
  readonly listeners: Record<string, (event: never) => void> = this.#makeListeners();

  #makeListeners(): Record<string, (event: never) => void> {
    const list: Record<string, (event: never) => void> = bare({
      pointermove: (event: PointerEvent) => this.#move(event),
      pointerdown: (event: PointerEvent) => this.#press(event),
      pointerup: (event: PointerEvent) => this.#press(event),
      pointercancel: (event: PointerEvent) => this.#leave(event),
      pointerover: (event: PointerEvent) => this.#over(event),
      pointerout: (event: PointerEvent) => {
        if (event.relatedTarget === null) this.#leave(event);
      },
      keydown: (event: KeyboardEvent) => this.#key(event),
      focusin: (event: FocusEvent) => this.#focused(targetOf(event)),
      focusout: (event: FocusEvent) => {
        if (event.relatedTarget === null) this.#focused(null);
      },
      selectionchange: ({ target }: Event) => {
        this.#selecting = documentOf(target as Node);
        this.#isSelectionTouched = true;
        this.onTouch();
      },
    });
    for (const type in CLICKS) list[type] = (event: MouseEvent) => this.#click(event);
    for (const type in GESTURES) list[type] = (event: Event) => this.#gesture(event);
    const inner: Record<string, (event: never) => void> = bare({});
    for (const type in list) {
      const listener = list[type]!;
      inner[type] = (event: Event) => {
        if (!this.#isTold(event)) listener(event as never);
      };
    }
    return inner;
  }

  /** Says whether listeners further in tell of an event: it came from inside a closed root. */
  #isTold(event: Event): boolean {
    const target = targetOf(event);
    const root = target && this.attachments.closedRootOf(target);
    return root !== null && root !== event.currentTarget;
  }

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return this.#facts.length > 0 || this.#moved.size > 0 || this.#isSelectionTouched;
  }

  /** Says whether every node that a waiting fact speaks of is in the recording. */
  get isReady(): boolean {
    for (let index = 0; index < this.#facts.length; index++) {
      const { needs } = this.#facts[index]!;
      if (needs !== null && this.nodes.id(needs) === 0) return false;
    }
    return true;
  }

  /** Writes what was done since the last flush, in the order of its time. `at` writes a time. */
  flush(batch: Batch, at: (millis: number) => void): void {
    this.#settleMoves();
    const facts = this.#facts;
    this.#facts = [];
    for (let index = 0; index < facts.length; index++) {
      const fact = facts[index]!;
      at(fact.at);
      fact.write(batch, this.nodes.id(fact.needs));
    }
  }

  /** Lets go of what has gone: elements that were taken out, and those of frames that were, hold all that was with them. */
  #releaseGone(): void {
    this.hovered = unlessGone(this.hovered);
    this.#active = unlessGone(this.#active);
    this.#focus = unlessGone(this.#focus);
    this.named = unlessGone(this.named);
    if (!defaultView(this.#selecting)) this.#selecting = this.top;
  }

  /** Ends a flush: writes the selection, which may speak of nodes that were just written. */
  flushSelection(batch: Batch): void {
    this.#releaseGone();
    if (!this.#isSelectionTouched) return;
    this.#isSelectionTouched = false;
    const places = this.#places();
    const key = join(places);
    if (key === this.#selection) return;
    this.#selection = key;
    batch.command(Command.SELECT);
    this.#putSelection(batch, places);
  }

  /** Says what the head of a keyframe could not, as no node had an id then: focus, selection, and what the address names. */
  announce(): void {
    this.#releaseGone();
    if (this.#focus !== null) this.#focused(this.#focus);
    if (this.hovered !== null) this.#target(now(), Target.HOVER, this.hovered);
    this.touchTarget();
    this.#selection = '';
    this.#isSelectionTouched = true;
  }

  /** Writes the rest of a keyframe's head: focus, hover and so on. */
  writeFocus(batch: Batch): void {
    if (this.#focus === null) this.#findFocus();
    this.#findHovered();
    batch.put(this.nodes.id(this.#focus));
    batch.put(this.#isFocusVisible ? 1 : 0);
    batch.put(this.nodes.id(this.hovered));
    batch.put(this.nodes.id(this.#active));
  }

  /** Writes selection and pointers of a keyframe's head. */
  writePointers(batch: Batch): void {
    const places = this.#places();
    this.#selection = join(places);
    this.#putSelection(batch, places);
    batch.put(this.#pointers.size);
    this.#pointers.forEach((pointer) => {
      batch.put(pointer.id);
      batch.put(pointer.kind);
      batch.put(pointer.buttons);
      batch.put(pointer.x);
      batch.put(pointer.y);
    });
  }

  #putSelection(batch: Batch, places: number[]): void {
    batch.put(places.length === 0 ? 0 : 1);
    for (let index = 0; index < places.length; index++) batch.put(places[index]!);
  }

  #places(): number[] {
    let selected = selection(this.#selecting);
    if (!selected?.rangeCount) selected = selection(this.top);
    if (!selected?.rangeCount) return [];
    let { anchorNode, anchorOffset, focusNode, focusOffset } = selected;
    const shadowRoots: ShadowRoot[] = [];
    this.eachRoot((root) => {
      if (nodeType(root) === 11) shadowRoots[shadowRoots.length] = root as ShadowRoot;
    });
    // One that ends in another tree than that in which it begins is told as a whole only to who names both. Of all
    // others this is not asked: what is selected in a field would be the field.
    const range = shadowRoots.length > 0 && selected.getComposedRanges?.({ shadowRoots })[0];
    if (range && rootNode(range.startContainer) !== rootNode(range.endContainer)) {
      const { startContainer, startOffset, endContainer, endOffset } = range;
      [anchorNode, anchorOffset, focusNode, focusOffset] =
        selected.direction === 'backward'
          ? [endContainer, endOffset, startContainer, startOffset]
          : [startContainer, startOffset, endContainer, endOffset];
    }
    const anchor = this.nodes.id(anchorNode);
    const focus = this.nodes.id(focusNode);
    return anchor === 0 || focus === 0 ? [] : [anchor, anchorOffset, focus, focusOffset];
  }

  /** Whether the page is one that is left out: nothing that is done on it is recorded. */
  isPaused = false;

  #push(at: number, needs: Node | null, write: Fact['write']): void {
    if (this.isPaused) return;
    this.#append({ at, needs, write });
    this.onTouch();
  }

  #append(value: Fact): void {
    define(this.#facts, this.#facts.length, { value, writable: true, configurable: true, enumerable: true });
  }

  /** Writes something at its own time, after all that was begun before it. */
  tell(write: (batch: Batch) => void): void {
    this.#append({ at: now(), needs: null, write });
  }

  #place(event: MouseEvent): { x: number; y: number } {
    const target = event.target as Node | null;
    const document = target && documentOf(target);
    const offset = document && document !== this.top ? this.offsetOf(document) : { x: 0, y: 0 };
    return { x: Math.round(event.clientX + offset.x), y: Math.round(event.clientY + offset.y) };
  }

  #pointer(event: PointerEvent): PointerNow {
    const known = this.#pointers.get(event.pointerId);
    const { x, y } = this.#place(event);
    if (known) {
      known.x = x;
      known.y = y;
      return known;
    }
    const made = { id: event.pointerId >>> 0, kind: KINDS[event.pointerType] ?? 0, x, y, buttons: -1 };
    this.#pointers.set(event.pointerId, made);
    return made;
  }

  #move(event: PointerEvent): void {
    const pointer = this.#pointer(event);
    if (pointer.buttons !== event.buttons) {
      this.#press(event);
      return;
    }
    this.#moved.add(pointer);
    this.onTouch();
  }

  /** Writes where the moved pointers are; what happens next happens there. */
  #settleMoves(): void {
    const moved = this.#moved;
    if (moved.size === 0) return;
    this.#moved = new natives.Set();
    const at = now();
    moved.forEach((pointer) => {
      const { id, x, y } = pointer;
      this.#push(at, null, (batch) => {
        batch.command(Command.POINTER_MOVE);
        batch.put(id);
        batch.put(x);
        batch.put(y);
      });
    });
  }

  #press(event: PointerEvent): void {
    this.#settleMoves();
    const pointer = this.#pointer(event);
    pointer.buttons = event.buttons;
    this.#moved.delete(pointer);
    const { id, kind, buttons, x, y } = pointer;
    this.#push(event.timeStamp, null, (batch) => {
      batch.command(Command.POINTER_STATE);
      batch.put(id);
      batch.put(kind);
      batch.put(buttons);
      batch.put(x);
      batch.put(y);
    });
    const active = event.type === 'pointerdown' ? targetOf(event) : event.type === 'pointerup' ? null : this.#active;
    if (active !== this.#active) {
      this.#active = active;
      this.#target(event.timeStamp, Target.ACTIVATE, active);
    }
    if (event.type === 'pointerup' && kind === 2) this.#leave(event);
  }

  #leave(event: PointerEvent): void {
    this.#settleMoves();
    if (!this.#pointers.delete(event.pointerId)) return;
    const id = event.pointerId >>> 0;
    this.#push(event.timeStamp, null, (batch) => {
      batch.command(Command.POINTER_LEAVE);
      batch.put(id);
    });
    if (this.hovered !== null) {
      this.hovered = null;
      this.#target(event.timeStamp, Target.HOVER, null);
    }
  }

  #over(event: PointerEvent): void {
    if (event.pointerType === 'touch') return;
    const target = targetOf(event);
    if (target === this.hovered) return;
    this.hovered = target;
    this.#settleMoves();
    this.#target(event.timeStamp, Target.HOVER, target);
  }

  #target(at: number, number: Target, element: Element | null): void {
    this.#push(at, element, (batch, node) => {
      batch.command(Command.TARGET);
      batch.put(number);
      batch.put(node);
    });
  }

  /** The element that the address' fragment names, as it was told last. */
  named: Element | null = null;

  /** Notes that the address' fragment may name another element now. */
  touchTarget(): void {
    const target = targetElement(this.top, this.named);
    if (target === this.named) return;
    this.named = target;
    this.#target(now(), Target.TARGET, target);
  }

  #click(event: MouseEvent): void {
    // A click that a script or a key made has no place of its own.
    if (!event.isTrusted) return;
    this.#settleMoves();
    const target = targetOf(event);
    if (isIgnored(target)) return;
    const kind = CLICKS[event.type]!;
    const { x, y } = this.#place(event);
    const box = target ? bounds(target) : null;
    const shift = { x: x - Math.round(event.clientX), y: y - Math.round(event.clientY) };
    this.#push(event.timeStamp, target, (batch, node) => {
      batch.command(Command.CLICK);
      batch.put(kind);
      batch.put(x);
      batch.put(y);
      batch.put(node);
      batch.put(Math.round((box?.left ?? 0) + shift.x));
      batch.put(Math.round((box?.top ?? 0) + shift.y));
      batch.put(Math.round(box?.width ?? 0));
      batch.put(Math.round(box?.height ?? 0));
    });
  }

  #gesture(event: Event): void {
    if (isIgnored(targetOf(event))) return;
    if (event.type === 'wheel') {
      if (event.timeStamp - this.#wheelAt < WHEEL_MILLIS) return;
      this.#wheelAt = event.timeStamp;
    }
    const kind = GESTURES[event.type]!;
    this.#push(event.timeStamp, targetOf(event), (batch, node) => {
      batch.command(Command.GESTURE);
      batch.put(kind);
      batch.put(node);
    });
  }

  #key(event: KeyboardEvent): void {
    const target = targetOf(event);
    if (isIgnored(target)) return;
    const kind = keyKind(event);
    this.#push(event.timeStamp, null, (batch) => {
      batch.command(Command.KEY);
      batch.put(kind);
      batch.put(this.nodes.id(target));
    });
    // Any key makes the focus visible that a pointer has given.
    const focus = this.#focus;
    if (focus && !this.#isFocusVisible && matches(focus, ':focus-visible')) this.#focused(focus);
  }

  /** Finds what has the focus already, in whichever tree. */
  #findFocus(): void {
    let root: Document | ShadowRoot | null = this.top;
    let found: Element | null = null;
    while (root !== null && root.activeElement !== null && root.activeElement !== (root as Document).body) {
      found = root.activeElement;
      root = this.attachments.below(found);
    }
    // While the window has no focus, and where a frame has it as such, it is nobody's.
    if (found === null || !matches(found, ':focus-within')) return;
    this.#setFocus(found);
    this.#selecting = documentOf(found);
  }

  /** Finds what the pointer is over already: until it moves no event tells. */
  #findHovered(): void {
    if (this.#hasLooked) return;
    this.#hasLooked = true;
    for (let at: Node | null = this.top; at !== null; ) {
      let child: Node | null = firstChild(at);
      while (child !== null && (nodeType(child) !== 1 || !matches(child as Element, HOVERED)))
        child = nextSibling(child);
      if (child !== null) this.hovered = child as Element;
      at = child ?? (nodeType(at) === 1 ? this.attachments.below(at as Element) : null);
    }
  }

  #setFocus(element: Element | null): void {
    this.#focus = element;
    this.#isFocusVisible = element !== null && matches(element, ':focus-visible');
  }

  #focused(element: Element | null): void {
    this.#setFocus(element);
    const visible = this.#isFocusVisible ? 1 : 0;
    this.#push(now(), element, (batch, node) => {
      batch.command(Command.FOCUS);
      batch.put(node);
      batch.put(visible);
    });
  }
}

function documentOf(node: Node): Document {
  return nodeType(node) === 9 ? (node as Document) : natives.ownerDocument(node)!;
}

/** What kind of key it was; never which letter. */
function keyKind(event: KeyboardEvent): number {
  const key = String(event.key);
  if (event.ctrlKey || event.altKey || event.metaKey) return key.length > 1 && /^(Control|Alt|Meta)/.test(key) ? 8 : 7;
  if (key.length === 1) return 0;
  switch (key) {
    case 'Enter':
      return 1;
    case 'Tab':
      return 2;
    case 'Escape':
      return 3;
    case 'Backspace':
    case 'Delete':
      return 4;
    default:
      if (NAVIGATION_KEYS.test(key)) return 5;
      if (/^F\d/.test(key)) return 6;
      // Composed text comes as Process or Unidentified.
      return key === 'Process' || key === 'Unidentified' ? 0 : 8;
  }
}

/** Returns an element, or null where it is in no document, or in one that is shown no longer. */
function unlessGone(element: Element | null): Element | null {
  return element && natives.isConnected(element) && defaultView(natives.ownerDocument(element)!) ? element : null;
}

/** The innermost element that an event is about, inside open shadow roots too. */
function targetOf(event: Event): Element | null {
  const innermost = event.composedPath()[0] ?? event.target;
  const node = innermost as Node | null;
  if (node === null || !(natives.nodeTypeOf(node) > 0)) return null;
  if (nodeType(node) === 1) return node as Element;
  return nodeType(node) === 3 ? (natives.parentNode(node) as Element | null) : null;
}
