/**
 * Drawings in objects: documents of SVG that an `object` of the stage frames.
 *
 * Browsers lay such an object out by the size of its drawing, and the drawing
 * by that of its object. The stage's document is none of SVG, so both are said
 * by rules.
 */

import * as native from './stage-native.ts';

const MARK = 'data-domreel-drawing';
/** A length in pixels, as `width` and `height` say it; the player's own patches ask the same (`player/src/patch/property.rs`). */
const LENGTH = /^\s*(\d+(?:\.\d+)?)(?:px)?\s*$/;

/** The objects of one stage that frame documents. */
export class StageDrawings {
  readonly #setRule: (id: number, rule: string | undefined) => void;
  readonly #framing = new Map<Element, { owner: Document; id: number }>();

  /** `setRule` adds a rule of the player's own for a node, or takes it away. */
  constructor(setRule: (id: number, rule: string | undefined) => void) {
    this.#setRule = setRule;
  }

  /** Takes note of an element that frames a document of that id. */
  note(frame: Element, owner: Document, id: number): void {
    if (native.localName(frame) === 'object') this.#framing.set(frame, { owner, id });
  }

  /** Forgets all of them. */
  clear(): void {
    this.#framing.clear();
  }

  /** Lays out objects by their drawings, and these by their objects. */
  fit(): void {
    for (const [frame, { owner, id }] of this.#framing) {
      const root = native.contentDocument(frame) === owner ? owner.documentElement : null;
      const [width, height] = ['width', 'height'].map(
        (name) => root?.localName === 'svg' && LENGTH.exec(native.getAttribute(root, name) ?? '')?.[1],
      );
      if (root && width && height) {
        native.setAttribute(frame, MARK, String(id));
        native.setAttribute(root, MARK, '');
        const size = `contain:size!important;contain-intrinsic-size:${width}px ${height}px!important`;
        this.#setRule(
          id,
          `[${MARK}="${id}"]{${size}}@layer domreel{[${MARK}="${id}"]{aspect-ratio:${width}/${height}}}`,
        );
        continue;
      }
      if (native.hasAttribute(frame, MARK)) {
        native.removeAttribute(frame, '', MARK);
        this.#setRule(id, undefined);
      }
      if (!root) this.#framing.delete(frame);
    }
  }
}
