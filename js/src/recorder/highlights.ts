/**
 * Ranges to which scripts have given names for style sheets: `CSS.highlights` and `::highlight()`. Loaded on demand.
 *
 * They follow the text in which they stand, and no observer tells of them. So
 * they are read anew once they, or the page, have changed, and written where
 * they are other ones: as a property of the root element of their document.
 */

import type { Hooks } from './hooks.js';
import type { Natives } from './natives.js';
import { Property } from './property.js';
import type { Realm } from './realms.js';

/** What of the recorder is needed. */
export interface HighlightHost {
  readonly natives: Natives;
  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Realm) => void): void;
  /** Writes all changes of the page. `false`: they are being written in slices, and `onchanged` tells when they are. */
  settle(): boolean;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  /** Are called when changes of the page have been written. */
  readonly onchanged: ((hovered: Element | null) => void)[];
  onrelease(action: () => void): void;
  requestAnimationFrame(action: () => void): number;
}

/** So many ranges of a document are written at most; more would cost the page too much. */
const MAX_RANGES = 10_000;
/** Methods of ranges that give them other ends. */
const MOVING = [
  'setStart',
  'setEnd',
  'setStartBefore',
  'setStartAfter',
  'setEndBefore',
  'setEndAfter',
  'collapse',
  'selectNode',
  'selectNodeContents',
] as const;

/** Follows the named ranges of all documents until the recording ends; `idOf` returns a node's id, or 0. */
export function followHighlights(host: HighlightHost, idOf: (node: Node) => number): void {
  const { Map } = host.natives;
  const written = new Map<Realm, { root: Element | null; text: string }>();
  let isWaiting = false;
  let isOver = false;

  const write = (): void => {
    // A mark that came with a name makes other nodes of those in which it stands.
    let isSettled = true;
    written.forEach(({ text }, { CSS }) => {
      if (CSS.highlights.size > 0 || text !== '') isSettled = host.settle();
    });
    isWaiting = false;
    if (isOver || !isSettled) return;
    const texts = new Map<Element, string>();
    for (const [view, before] of written) {
      const root = host.natives.documentElement(view.document);
      const text = textOf(view.CSS.highlights, idOf);
      if (!root || (text === before.text && (root === before.root || text === ''))) continue;
      written.set(view, { root, text });
      texts.set(root, text);
    }
    if (texts.size > 0) host.note(Property.Highlights, texts);
  };
  const changed = (): void => {
    if (isWaiting || isOver) return;
    isWaiting = true;
    host.requestAnimationFrame(write);
  };

  host.eachRealm((hooks, view) => {
    const { Highlight, HighlightRegistry, Range } = view;
    if (!Highlight) return;
    written.set(view, { root: null, text: '' });
    hooks.onrelease(() => written.delete(view));
    for (const name of ['set', 'delete', 'clear'] as const) hooks.method(HighlightRegistry.prototype, name, changed);
    for (const name of ['add', 'delete', 'clear'] as const) hooks.method(Highlight.prototype, name, changed);
    for (const name of ['priority', 'type'] as const) hooks.setter(Highlight.prototype, name, changed);
    for (const name of MOVING) hooks.method(Range.prototype, name, changed);
    changed();
  });
  host.onchanged[host.onchanged.length] = changed;
  host.onrelease(() => {
    isOver = true;
    written.clear();
  });
}

/** Writes ranges as `Property::Highlights` has them. What is in no recording, or empty, is left out. */
function textOf(highlights: HighlightRegistry, idOf: (node: Node) => number): string {
  const lines: string[] = [];
  let left = MAX_RANGES;
  for (const [name, highlight] of highlights) {
    const words: (string | number)[] = [name, highlight.priority, highlight.type];
    for (const { startContainer, startOffset, endContainer, endOffset } of highlight) {
      const [start, end] = [idOf(startContainer), idOf(endContainer)];
      const isEmpty = start === end && startOffset === endOffset;
      if (start !== 0 && end !== 0 && !isEmpty && left-- > 0) words.push(start, startOffset, end, endOffset);
    }
    // A name of several words, which style sheets can hardly say, is none.
    if (words.length > 3 && !/\s/.test(name)) lines.push(words.join(' '));
  }
  return lines.join('\n');
}
