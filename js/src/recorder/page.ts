/**
 * What surrounds the document: viewport, visibility, address, colour scheme.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import type { Interaction } from './interaction.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';

const { hidden, documentURL, attribute } = natives;

/** The bits of the visitor's media features, as `format/src/snapshot.rs` numbers them. */
const MEDIA: readonly (readonly [number, string])[] = [
  [1, '(prefers-color-scheme: dark)'],
  [2, '(prefers-reduced-motion: reduce)'],
  [4, '(pointer: coarse)'],
  [8, '(hover: none)'],
  [16, '(prefers-contrast: more)'],
  [32, '(forced-colors: active)'],
  [64, '(prefers-reduced-transparency: reduce)'],
  [128, 'print'],
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
  #scrollbar = 0;
  #hasOverlays = false;
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
    batch.put(Math.round(this.window.devicePixelRatio * 1000));
    batch.string(String(navigator.language ?? ''));
  }

  /** Notes that something of it may have changed. */
  touch(kind: NavigationKind = this.#kind): void {
    this.#kind = kind;
    this.isTouched = true;
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
      batch.string(batch.clean('url', url, this.document));
    }
    if (this.#readScrollbar() !== this.#scrollbar || this.#readMedia() !== this.#media) {
      batch.command(Command.SURROUNDINGS);
      this.writeSurroundings(batch);
    }
  }

  /** Calls `changed` when a media feature of the visitor changes; returns what ends that. */
  follow(changed: () => void): () => void {
    const lists: MediaQueryList[] = [];
    for (let index = 0; index < MEDIA.length; index++) {
      const list = this.window.matchMedia(MEDIA[index]![1]);
      natives.listen(list, 'change', changed);
      lists[index] = list;
    }
    return () => {
      for (let index = 0; index < lists.length; index++) natives.unlisten(lists[index]!, 'change', changed);
    };
  }

  #readMedia(): number {
    let bits = this.#hasOverlays ? OVERLAY_SCROLLBARS : 0;
    for (let index = 0; index < MEDIA.length; index++) {
      if (this.window.matchMedia(MEDIA[index]![1]).matches) bits |= MEDIA[index]![0];
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
    return this.#scrollbar;
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

/** Returns the element that the address' fragment names. */
export function targetElement(document: Document): Element | null {
  const { hash } = location;
  return hash.length > 1 ? (natives.elementsIn(document, ':target')[0] ?? null) : null;
}

/** Says how a document is read: in quirks mode or not, and whether all of it is an editor. */
export function modeOf(document: Document): string {
  return natives.compatMode(document) + document.designMode;
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
  batch.put(nodes.id(targetElement(top)));
  page.writeSurroundings(batch);
  interaction.writePointers(batch);
}
