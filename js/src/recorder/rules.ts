/**
 * A site's own rules: what selectors mark, which pages are left out, what its `redact` hook takes away. Loaded on demand.
 *
 * Rules are looked at before anything of a flush is written, so that they hold
 * for all of it: whatever changed what a selector matches comes no later than
 * what it matches.
 */

import type { Natives } from './natives.js';
import type { Role, RuleOptions } from './options.js';

/** What of the recorder is needed. */
export interface RuleHost {
  /** The page's own document. */
  readonly top: Document;
  /** The roots that are in the recording. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  /** Is told that the page is left out from now on, or no longer. */
  onexclude(isExcluded: boolean): void;
}

/** The marks of an element, in bits: those of `Traits` in the module. */
const MASK = 1;
const UNMASK = 2;
const BLOCK = 4;

/** Returns what a site's rules decide. */
export class Rules {
  readonly #selectors: readonly (readonly [number, string])[];
  /** One selector for whatever any of them matches; empty: there is none. */
  readonly #any: string;
  /** The marks that elements were recorded with. */
  #marked: Map<Element, number>;
  /** Whether the page is one that is left out. */
  isExcluded = false;
  /** Whether the hook is being asked. */
  isAsking = false;

  constructor(
    private readonly options: RuleOptions,
    private readonly natives: Natives,
    private readonly host: RuleHost,
  ) {
    const { mask, unmask, block } = options.selectors;
    const all: [number, string][] = [
      [MASK, mask],
      [UNMASK, unmask],
      [BLOCK, block],
    ];
    this.#selectors = all.filter(([, selector]) => selector !== '');
    this.#any = this.#selectors.map(([, selector]) => selector).join();
    this.#marked = new natives.Map();
    this.#exclude();
  }

  /** Returns the marks that an element has now, and remembers that it is recorded with them. */
  marks(element: Element): number {
    const marks = this.#read(element);
    if (marks !== 0) this.#marked.set(element, marks);
    return marks;
  }

  /** Says whether an element is a box in the recording. */
  isBlocked(element: Element): boolean {
    return ((this.#marked.get(element) ?? 0) & BLOCK) !== 0;
  }

  /** Looks at the page anew: calls `renew` for each element that must be recorded anew. */
  look(renew: (element: Element) => void): void {
    this.#exclude();
    const before = this.#marked;
    if (this.#any === '' && before.size === 0 && !this.isExcluded) return;
    const now: Map<Element, number> = new this.natives.Map();
    const see = (element: Element): void => {
      if (now.has(element)) return;
      const marks = this.#read(element);
      now.set(element, marks);
      if (marks !== (before.get(element) ?? 0)) renew(element);
    };
    if (this.#any !== '') {
      this.host.eachRoot((root) => {
        const found = this.natives.elementsIn(root, this.#any);
        for (let index = 0; index < found.length; index++) see(found[index]!);
      });
    }
    before.forEach((_, element) => {
      see(element);
    });
    const root = this.natives.documentElement(this.host.top);
    if (root) see(root);
    now.forEach((marks, element) => {
      if (marks === 0 || !this.natives.isConnected(element)) now.delete(element);
    });
    this.#marked = now;
  }

  /** Returns what of a text may go on to the mask. */
  redact(role: Role, text: string, node: Node | null): string {
    if (this.isExcluded && role === 'url') return '';
    const { redact } = this.options;
    if (!redact || text === '') return text;
    const { nodeType, parentNode, localName } = this.natives;
    const element = (node && nodeType(node) === 1 ? node : node && parentNode(node)) as Element | null;
    const isElement = element !== null && nodeType(element) === 1;
    const told: Role = role === 'text' && isElement && localName(element) === 'style' ? 'style' : role;
    let left: unknown;
    this.isAsking = true;
    try {
      left = redact(told, text, isElement ? element : null);
    } catch {
      // What the hook could not decide on is masked.
    }
    this.isAsking = false;
    if (typeof left === 'string') return left;
    if (told === 'value') return '•••••';
    return told === 'text' ? text.replace(/\p{L}|\p{M}|\p{N}/gu, 'x') : '';
  }

  #read(element: Element): number {
    const { matches, documentElement } = this.natives;
    let marks = this.isExcluded && element === documentElement(this.host.top) ? BLOCK : 0;
    for (let index = 0; index < this.#selectors.length; index++) {
      const [bit, selector] = this.#selectors[index]!;
      if (matches(element, selector)) marks |= bit;
    }
    return marks;
  }

  /** Asks whether the page is one that is left out. */
  #exclude(): void {
    const { urls, selector } = this.options.exclude;
    const { top } = this.host;
    const url = this.natives.documentURL(top);
    const isExcluded =
      urls.some((rule) => (typeof rule === 'string' ? url.includes(rule) : url.search(rule) >= 0)) ||
      (selector !== '' && this.natives.elementsIn(top, selector).length > 0);
    if (isExcluded === this.isExcluded) return;
    this.isExcluded = isExcluded;
    this.host.onexclude(isExcluded);
  }
}
