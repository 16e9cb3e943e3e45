/**
 * What surrounds the document: viewport, visibility, address, colour scheme.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import type { Interaction } from './interaction.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';

const { hidden, documentURL, attribute } = natives;

/** The visitor's media features, from the lowest of the bits on as `format/src/snapshot.rs` numbers them. */
const MEDIA: readonly string[] = [
  '(prefers-color-scheme:dark)',
  '(prefers-reduced-motion:reduce)',
  '(pointer:coarse)',
  '(hover:none)',
  '(prefers-contrast:more)',
  '(forced-colors:active)',
  '(prefers-reduced-transparency:reduce)',
  'print',
  // Scroll bars are looked at.
  'not all',
  '(prefers-contrast:less)',
  '(prefers-contrast:custom)',
  '(inverted-colors:inverted)',
  '(color-gamut:p3)',
  '(color-gamut:rec2020)',
  '(dynamic-range:high)',
  '(pointer:none)',
  '(any-pointer:coarse)and (pointer:fine)',
  '(any-pointer:fine)and (pointer:coarse)',
  '(any-hover:hover)and (hover:none)',
  '(display-mode:standalone)',
  '(display-mode:minimal-ui)',
  '(display-mode:fullscreen)',
];
const OVERLAY_SCROLLBARS = 256;

export const enum NavigationKind {
  PUSH = 0,
  REPLACE = 1,
  TRAVERSE = 2,
  FRAGMENT = 3,
  LOAD = 4,
}

/** Follows what surrounds the document. */
export class Page {
  #width = 0;
  #height = 0;
  #isHidden = false;
  #media = 0;
  readonly #lists: MediaQueryList[] = [];
  #scrollbar = 0;
  #ratio = 0;
  #hasOverlays = false;
  /** What was scrolled, where the viewport did not tell how wide scroll bars are. */
  #scroller: HTMLElement | undefined;
  #innerBar = 0;
  /** So many may still be asked; some pages draw the bars of all. */
  #scrollersLeft = 8;
  #url = '';

  constructor(
    private readonly window: Window,
    private readonly document: Document,
  ) {}

  /** Writes the first numbers of a keyframe's head. */
  writeViewport(batch: Batch): void {
    this.#width = this.window.innerWidth;
    this.#height = this.window.innerHeight;
    this.#isHidden = hidden(this.document);
    this.#url = documentURL(this.document);
    batch.put(this.#width);
    batch.put(this.#height);
    batch.put(this.#isHidden ? 1 : 0);
  }

  /** Writes the surroundings, as they stand in a keyframe's head and in an event of their own. */
  writeSurroundings(batch: Batch): void {
    this.#scrollbar = this.#readScrollbar();
    this.#media = this.#readMedia();
    batch.put(this.#media);
    batch.put(this.#scrollbar);
    this.#ratio = this.window.devicePixelRatio;
    batch.put(Math.round(this.#ratio * 1000));
    batch.string(String(navigator.language ?? ''));
  }

  /** Notes that something of it may have changed. */
  touch(kind: NavigationKind = this.#kind): void {
    this.#kind = kind;
    this.isTouched = true;
  }

  /** Takes note of an element that was scrolled: many pages scroll inside only, and its scroll bar is as wide as others. */
  noteScroller(element: Element): void {
    if (this.#scrollbar > 0 || this.#hasOverlays || this.#scroller || this.#scrollersLeft === 0) return;
    // That what is written in is scrolled would tell how much was written; Firefox 140 tells of fields of a line, too.
    if (/^(input|textarea)$/.test(natives.localName(element)) || (element as HTMLElement).isContentEditable) return;
    this.#scrollersLeft--;
    this.#scroller = element as HTMLElement;
    this.touch();
  }

  /** Says whether there is anything to flush. */
  isTouched = false;
  #kind = NavigationKind.PUSH;

  /** Writes what of it changed. */
  flush(batch: Batch): void {
    if (!this.isTouched) return;
    this.isTouched = false;
    const { innerWidth, innerHeight } = this.window;
    if (innerWidth !== this.#width || innerHeight !== this.#height) {
      this.#width = innerWidth;
      this.#height = innerHeight;
      batch.command(Command.VIEWPORT);
      batch.put(innerWidth);
      batch.put(innerHeight);
    }
    if (hidden(this.document) !== this.#isHidden) {
      this.#isHidden = !this.#isHidden;
      batch.command(Command.VISIBILITY);
      batch.put(this.#isHidden ? 1 : 0);
    }
    const url = documentURL(this.document);
    if (url !== this.#url) {
      this.#url = url;
      batch.command(Command.NAVIGATION);
      batch.put(this.#kind);
      batch.string(batch.address(url, this.document));
    }
    const { devicePixelRatio } = this.window;
    if (
      this.#readScrollbar() !== this.#scrollbar ||
      this.#readMedia() !== this.#media ||
      devicePixelRatio !== this.#ratio
    ) {
      batch.command(Command.SURROUNDINGS);
      this.writeSurroundings(batch);
    }
  }

  /** Calls `changed` when a media feature of the visitor changes; returns what ends that. */
  follow(changed: () => void): () => void {
    const lists = this.#lists;
    for (let index = 0; index < lists.length; index++) natives.listen(lists[index]!, 'change', changed);
    return () => {
      for (let index = 0; index < lists.length; index++) natives.unlisten(lists[index]!, 'change', changed);
    };
  }

  #readMedia(): number {
    let bits = this.#hasOverlays ? OVERLAY_SCROLLBARS : 0;
    for (let index = 0; index < MEDIA.length; index++) {
      // To ask for a list again takes ten times as long as to look at it.
      this.#lists[index] ??= this.window.matchMedia(MEDIA[index]!);
      if (this.#lists[index]!.matches) bits |= 1 << index;
    }
    return bits;
  }

  /** Returns the width of the viewport's own scroll bar, or the one seen last; where it takes no room, that is noted. */
  #readScrollbar(): number {
    const root = natives.documentElement(this.document);
    if (root === null || attribute(root, 'data-domreel-block') !== null) return this.#scrollbar;
    const width = this.window.innerWidth - root.clientWidth;
    if (width > 0 && width < 40) return width;
    // A page that does not scroll shows none, and so does one that hides it.
    this.#hasOverlays ||= width === 0 && root.scrollHeight > root.clientHeight && !this.#hides(root);
    if (this.#scroller) this.#readBarOf(this.#scroller);
    return this.#scrollbar || this.#innerBar;
  }

  /** Reads the width of an element's scroll bar, if it is one as the browser makes them. */
  #readBarOf(scroller: HTMLElement): void {
    this.#scroller = undefined;
    const { overflowY, scrollbarWidth, borderLeftWidth, borderRightWidth } = this.window.getComputedStyle(scroller);
    const { offsetWidth, clientWidth, scrollHeight, clientHeight } = scroller;
    const isOwn = this.window.getComputedStyle(scroller, '::-webkit-scrollbar').width.endsWith('px');
    if (isOwn || !/auto|scroll/.test(overflowY) || scrollbarWidth !== 'auto' || scrollHeight <= clientHeight) return;
    const width = Math.round(
      offsetWidth - clientWidth - Number.parseFloat(borderLeftWidth) - Number.parseFloat(borderRightWidth),
    );
    if (width > 0 && width < 40) this.#innerBar = width;
    this.#hasOverlays ||= width === 0;
  }

  /** Says whether the page hides the viewport's scroll bar, by its root or its body. */
  #hides(root: Element): boolean {
    for (const element of [root, root.lastElementChild]) {
      if (element === null) continue;
      const { overflowY, scrollbarWidth } = this.window.getComputedStyle(element);
      if (/hidden|clip|none/.test(overflowY + scrollbarWidth)) return true;
    }
    return false;
  }
}

/** Returns the element that a fragment named, if not `before` still is: it stays one when a script changes the address. */
export function targetElement(document: Document, before: Element | null = null): Element | null {
  if (before !== null && natives.matches(before, ':target')) return before;
  const { hash } = location;
  return hash.length > 1 ? (natives.elementsIn(document, ':target')[0] ?? null) : null;
}

/** Says how a document is read: in quirks mode or not, and whether all of it is an editor. */
export function modeOf(document: Document): string {
  return natives.compatMode(document) + natives.designMode(document);
}

/** Says whether a frame's window has been taken out of its page. */
export function isGone(window: Window): boolean {
  try {
    return window.closed || window.frameElement === null;
  } catch {
    return true;
  }
}

/** Writes what a keyframe says besides its tree. */
export function writeHead(batch: Batch, page: Page, interaction: Interaction, nodes: NodeTable, top: Document): void {
  batch.command(Command.KEYFRAME);
  page.writeViewport(batch);
  interaction.writeFocus(batch);
  batch.put(nodes.id(targetElement(top, interaction.named)));
  page.writeSurroundings(batch);
  interaction.writePointers(batch);
}
