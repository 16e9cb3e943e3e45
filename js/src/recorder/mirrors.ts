/**
 * Mirrors: where an attribute such as `data-value` may repeat a field that is never recorded. Loaded where values are kept.
 *
 * Lists of components have such attributes for what they offer, and wrappers for
 * what stands in a field. They are kept away from fields for secrets: not on what
 * stands beside one or around it, nor in the same form. It does not matter whether
 * the field is empty, and what ever was such a place stays one.
 */

import type { Natives } from './natives.js';
import { isSecretField } from './secret-fields.js';

/** The attributes that pages mirror fields in. */
const MIRRORING = ['data-value', 'data-replicated-value', 'data-initial-value'];

/** Knows the places of fields for secrets. */
export class Mirrors {
  /** What is or was around such a field, up to the top. */
  readonly #around: WeakSet<Node>;
  /** The same, of fields that a visitor fills in. */
  readonly #aroundFilled: WeakSet<Node>;
  /** The elements whose attributes were kept. */
  readonly #kept: WeakSet<Element>;
  /** The roots of which the fields are known, as they are now. */
  readonly #looked: Set<Node>;
  /** The roots in which more is around such fields than before. */
  readonly #grown: Set<Node>;

  constructor(
    private readonly natives: Natives,
    /** Says by a number above 0 that a field ever was one for secrets, or shows dots. */
    private readonly dotsOf: (field: Element) => number,
  ) {
    const { WeakSet, Set } = natives;
    this.#around = new WeakSet();
    this.#aroundFilled = new WeakSet();
    this.#kept = new WeakSet();
    this.#looked = new Set();
    this.#grown = new Set();
  }

  /** Says whether an attribute of an element mirrors no secret, though others of its name do. */
  keeps(element: Element, attribute: string): boolean {
    if (!attribute.endsWith('-value') || !MIRRORING.includes(attribute) || !this.#isAway(element)) return false;
    this.#kept.add(element);
    return true;
  }

  /** Has the fields be looked for anew: the page has gone on. */
  goOn(): void {
    if (this.#looked.size > 0) this.#looked.clear();
  }

  /** Notes an element that may be a field for secrets. */
  noteField(field: Element): void {
    const { attribute, nodeType } = this.natives;
    const isHidden = /^hidden$/i.test(attribute(field, 'type') ?? '');
    if (!isHidden && !isSecretField(this.natives, field) && this.dotsOf(field) === 0) return;
    for (let at = this.#above(field); at !== null; at = this.#above(at)) {
      if (!isHidden) this.#aroundFilled.add(at);
      this.#around.add(at);
      if (nodeType(at) === 9 || nodeType(at) === 11) this.#grown.add(at);
    }
  }

  /** Calls an action for what was kept and would not be any more, with the attributes that it has. */
  renew(action: (element: Element, attributes: string[]) => void): void {
    if (this.#grown.size === 0) return;
    const { elementsIn, hasAttribute } = this.natives;
    this.#grown.forEach((root) => {
      const found = elementsIn(root, `[${MIRRORING.join('],[')}]`);
      for (let index = 0; index < found.length; index++) {
        const element = found[index]!;
        if (!this.#kept.has(element) || this.#isAway(element)) continue;
        this.#kept.delete(element);
        action(
          element,
          MIRRORING.filter((name) => hasAttribute(element, name)),
        );
      }
    });
    this.#grown.clear();
  }

  /** Says whether an element is neither around nor beside a field for secrets, nor in a form with one. */
  #isAway(element: Element): boolean {
    const { localName, parentNode, rootNode, closest, shadowRoot } = this.natives;
    this.#look(rootNode(element));
    const parent = parentNode(element);
    const form = closest(element, 'form');
    return (
      // What a component holds is not known when its attributes are read.
      !localName(element).includes('-') &&
      shadowRoot(element) === null &&
      !this.#around.has(element) &&
      !(parent !== null && this.#around.has(parent)) &&
      !(form !== null && this.#aroundFilled.has(form))
    );
  }

  #look(root: Node): void {
    if (this.#looked.has(root)) return;
    this.#looked.add(root);
    const fields = this.natives.elementsIn(root, 'input,textarea,[type=password i]');
    for (let index = 0; index < fields.length; index++) this.noteField(fields[index]!);
  }

  #above(node: Node): Node | null {
    return this.natives.parentNode(node) ?? (node as Partial<ShadowRoot>).host ?? null;
  }
}
