/**
 * Slots: what a shadow tree masks or blocks, it masks of what is slotted there too. And fields that begin to show dots.
 *
 * The mask inherits marks along the tree of nodes. A child of a shadow host is
 * shown inside the shadow tree, so the marks around its slot hold for it as
 * well. Pages without shadow trees, and those without marks, hardly pay for it.
 */

import type { Batch } from './batch.js';
import { hasBecomeSecret, mayShowDots } from './dots.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { hasMasked } from './regions.js';

const { nodeType, parentNode, firstChild, nextSibling, rootNode, hasAttribute, elementsIn, slotOfText, slotOfElement } =
  natives;

/** The marks that reach what is slotted, in bits: those of `Traits` in the module. */
const MASK = 1;
const BLOCK = 4;

/** Finds the marks that nodes have by their slots. */
export class Slots {
  /** Whether any mark was seen: without one there is nothing to find. */
  hasMarks = false;
  /** Whether any shadow root was seen. */
  hasRoots = false;
  /** The marks that nodes were recorded with. */
  readonly #known = new natives.WeakMap<Node, number>();

  constructor(
    private readonly batch: Batch,
    private readonly nodes: Pick<NodeTable, 'id'>,
    /** Returns an element's shadow root, closed ones too. */
    private readonly rootOf: (host: Element) => Node | null,
  ) {}

  /** Returns the marks that a child of a shadow host has by its slot, and remembers that it is recorded with them. */
  marks(node: Node): number {
    const marks = this.#read(node);
    if (marks !== this.#knownOf(node)) this.#known.set(node, marks);
    return marks;
  }

  /** Says whether an element is a box in the recording because of its slot. */
  isBlocked(element: Node): boolean {
    return (this.#knownOf(element) & BLOCK) !== 0;
  }

  /** Says whether a node hangs below a shadow host. */
  isHosted(node: Node): boolean {
    const parent = this.hasMarks ? parentNode(node) : null;
    return parent !== null && nodeType(parent) === 1 && this.#shadowOf(parent as Element) !== null;
  }

  /** Notes a node that something has happened to or below. */
  note(node: Node): void {
    if (this.hasRoots || nodeType(node) === 11) this.#noted.add(node);
  }

  /** Notes an element that has another attribute or another place: style sheets may say something else of it. */
  noteStyled(node: Node): void {
    if (this.hasRoots || (nodeType(node) === 1 ? mayShowDots(node as Element) : nodeType(node) === 11)) {
      this.#noted.add(node);
    }
  }

  #noted = new natives.Set<Node>();

  /** Says whether there is anything to look at. */
  get isTouched(): boolean {
    return this.#noted.size > 0;
  }

  /** Looks at what that may mean for slots and fields: calls `renew` for each node that must be recorded anew. */
  look(renew: (node: Node) => void): void {
    if (this.#noted.size === 0) return;
    const noted = this.#noted;
    this.#noted = new natives.Set();
    const roots = new natives.Set<ShadowRoot>();
    const see = (node: Node): void => {
      if (this.nodes.id(node) !== 0 && this.#read(node) !== this.#knownOf(node)) renew(node);
    };
    noted.forEach((node) => {
      const root = rootNode(node);
      if (nodeType(root) === 11) roots.add(root as ShadowRoot);
      if (this.isHosted(node)) see(node);
      if (nodeType(node) === 1 && this.nodes.id(node) !== 0 && hasBecomeSecret(node as Element)) renew(node);
    });
    roots.forEach((root) => {
      if (!this.hasMarks) this.hasMarks = elementsIn(root, 'slot').length > 0 && hasMasked(root);
      if (!this.hasMarks || !root.host) return;
      for (let child = firstChild(root.host); child !== null; child = nextSibling(child)) see(child);
    });
  }

  /** Returns what must be recorded anew with a node: itself, or its host if others are shown inside it. */
  topOf(node: Node): Node {
    let top = node;
    for (let root = rootNode(top); nodeType(root) === 11 && elementsIn(root, 'slot').length > 0; root = rootNode(top)) {
      const { host } = root as ShadowRoot;
      if (!host || this.nodes.id(host) === 0) break;
      top = host;
    }
    return top;
  }

  #knownOf(node: Node): number {
    return this.#known.get(node) ?? 0;
  }

  #shadowOf(host: Element): Node | null {
    const root = this.rootOf(host);
    return root !== null && nodeType(root) === 11 ? root : null;
  }

  /** Reads the marks from a node's slot up to the host, through the slots of other hosts on the way. */
  #read(node: Node): number {
    const host = parentNode(node);
    let marks = 0;
    for (let at = this.#slotOf(node); at !== null && at !== host; ) {
      if (nodeType(at) === 1) {
        if (hasAttribute(at as Element, 'data-domreel-mask')) marks |= MASK;
        if (hasAttribute(at as Element, 'data-domreel-block')) marks |= BLOCK;
        marks |= (this.batch.rules?.marks(at as Element) ?? 0) & (MASK | BLOCK);
      }
      at = nodeType(at) === 11 ? (at as ShadowRoot).host : (this.#slotOf(at) ?? parentNode(at));
    }
    return marks;
  }

  #slotOf(node: Node): Node | null {
    const type = nodeType(node);
    if (type !== 1 && type !== 3) return null;
    const slot = type === 1 ? slotOfElement(node as Element) : slotOfText(node as Text);
    const parent = slot ? null : parentNode(node);
    const root = parent !== null && nodeType(parent) === 1 ? this.#shadowOf(parent as Element) : null;
    // Nobody is told of the slots of a closed root.
    if (root === null || (root as ShadowRoot).mode !== 'closed') return slot ?? null;
    const slots = elementsIn(root, 'slot') as ArrayLike<Element> as ArrayLike<HTMLSlotElement>;
    for (let index = 0; index < slots.length; index++) {
      if (slots[index]!.assignedNodes().includes(node as Element)) return slots[index]!;
    }
    return null;
  }
}
