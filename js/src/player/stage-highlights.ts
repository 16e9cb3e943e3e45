/**
 * Ranges of the stage to which the page's scripts had given names, for `::highlight()` in its style sheets.
 *
 * A recording says where they begin and end. They are made anew whenever the
 * stage was changed, and do not follow the text in which they stand.
 */

import * as native from './stage-native.ts';

/** So many ranges are shown at most. */
const MAX_RANGES = 20_000;

/** The named ranges of one stage. */
export class StageHighlights {
  /** What a recording says of a document's ranges, by its root element's id. */
  readonly #texts = new Map<number, string>();
  readonly #shown = new Set<HighlightRegistry>();

  /** Sets the ranges of the document of which this is the root element. */
  set(id: number, text: string): void {
    this.#texts.set(id, text);
  }

  /** That document has none. */
  delete(id: number): void {
    this.#texts.delete(id);
  }

  /** The stage is empty. */
  clear(): void {
    this.#texts.clear();
  }

  /** Shows the ranges where they are by now. */
  show(nodes: ReadonlyMap<number, Node>): void {
    if (this.#texts.size + this.#shown.size === 0) return;
    for (const registry of this.#shown) registry.clear();
    this.#shown.clear();
    let left = MAX_RANGES;
    for (const [id, text] of this.#texts) {
      const root = nodes.get(id);
      const owner = root && native.ownerDocument(root);
      const view = owner && native.defaultView(owner);
      // Not every browser has them.
      if (!view?.CSS.highlights) continue;
      this.#shown.add(view.CSS.highlights);
      for (const line of text.split('\n')) {
        const [name, priority, type, ...ends] = line.split(' ');
        const highlight = new view.Highlight();
        highlight.priority = Number(priority) || 0;
        if (isType(type)) highlight.type = type;
        for (let at = 0; at + 3 < ends.length && left > 0; at += 4, left--) {
          const [startContainer, endContainer] = [nodes.get(Number(ends[at])), nodes.get(Number(ends[at + 2]))];
          if (!startContainer || !endContainer) continue;
          const [startOffset, endOffset] = [Number(ends[at + 1]) || 0, Number(ends[at + 3]) || 0];
          try {
            highlight.add(new view.StaticRange({ startContainer, startOffset, endContainer, endOffset }));
          } catch {
            // No range begins or ends in a doctype.
          }
        }
        if (name) view.CSS.highlights.set(name, highlight);
      }
    }
  }
}

function isType(type: string | undefined): type is HighlightType {
  return type === 'highlight' || type === 'spelling-error' || type === 'grammar-error';
}
