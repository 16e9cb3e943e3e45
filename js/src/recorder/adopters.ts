/**
 * Adopters: which constructed style sheets are adopted in masked places alone. Part of what levels other than `all` need.
 *
 * There a sheet keeps its names, for the page looks as it does by them. One that
 * only masked shadow trees have adopted is masked as they are, names included;
 * where others have adopted it too, it stays theirs.
 */

import type { Natives } from './natives.js';

type Root = Document | ShadowRoot;
type Kind = 'masked' | 'shown';

/** Where a sheet is adopted. */
export const enum Place {
  /** In no masked place. */
  SHOWN,
  /** In masked places and in others. */
  MIXED,
  /** In masked places alone. */
  MASKED,
}

/** Knows who adopts which sheets. */
export class Adopters {
  /** The sheets that each root adopts, and whether it was masked when that was noted. */
  readonly #noted: WeakMap<Root, { kind: Kind; sheets: CSSStyleSheet[] }>;
  /** How many masked roots adopt a sheet, and how many others. */
  readonly #counts: WeakMap<CSSStyleSheet, Record<Kind, number>>;

  constructor(
    { WeakMap }: Pick<Natives, 'WeakMap'>,
    private readonly isMasked: (element: Element) => boolean,
    private readonly hostOf: (root: Root) => Element | null,
  ) {
    this.#noted = new WeakMap();
    this.#counts = new WeakMap();
  }

  /** Notes which sheets a root adopts now; says whether it is masked, if it adopts any. */
  note(root: Root, sheets: CSSStyleSheet[]): boolean {
    const before = this.#noted.get(root);
    if (before) this.#count(before.kind, before.sheets, -1);
    this.#noted.delete(root);
    if (sheets.length === 0) return false;
    const host = this.hostOf(root);
    const kind = host !== null && this.isMasked(host) ? 'masked' : 'shown';
    this.#noted.set(root, { kind, sheets });
    this.#count(kind, sheets, 1);
    return kind === 'masked';
  }

  #count(kind: Kind, sheets: CSSStyleSheet[], one: number): void {
    for (let index = 0; index < sheets.length; index++) {
      const counts = this.#counts.get(sheets[index]!) ?? { masked: 0, shown: 0 };
      counts[kind] += one;
      this.#counts.set(sheets[index]!, counts);
    }
  }

  /** Returns where a sheet is adopted. */
  placeOf(sheet: CSSStyleSheet): Place {
    const { masked = 0, shown = 0 } = this.#counts.get(sheet) ?? {};
    return masked === 0 ? Place.SHOWN : shown === 0 ? Place.MASKED : Place.MIXED;
  }
}
