/**
 * The table of nodes: which node of the page has which id in the recording.
 *
 * The id is a private field that is put on the node itself: a tenth of the time
 * of a weak map, and as invisible to the page. It holds no node alive. A node
 * that leaves the document loses its id, and gets another one if it comes back.
 */

import { natives } from './natives.js';

/** As a constructor it makes what it is given: a field of a class derived from it is put on that. */
function given(node: Node): Node {
  return node;
}

class Stamp extends (given as unknown as new (node: Node) => object) {
  #number: number;

  private constructor(node: Node, number: number) {
    super(node);
    this.#number = number;
  }

  static read(node: object): number {
    return #number in node ? (node as Stamp).#number : 0;
  }

  static write(node: Node, number: number): void {
    if (#number in node) (node as unknown as Stamp).#number = number;
    else new Stamp(node, number);
  }
}

/** Remembers a qualified name of a namespaced attribute by its key: namespace and local name. */
export function qualify({ qualified }: Pick<NodeTable, 'qualified'>, key: string, name: string): void {
  const known = qualified.get(key);
  if (known === undefined) qualified.set(key, name);
  else if (!known.split(' ').includes(name)) qualified.set(key, `${known} ${name}`);
}

/** Ids of the nodes that are in the recording; they count from 1. */
export class NodeTable {
  /** The highest number that was put on any node, by whichever table. */
  static #highest = 0;
  /** What is up to this number was put there by an earlier recording. */
  readonly #base = NodeTable.#highest;
  /** Nodes that take no field, as a page has frozen them. */
  readonly #frozen = new natives.WeakMap<Node, number>();
  #hasFrozen = false;
  /** Qualified names of namespaced attributes, by namespace and local name; several with spaces between. */
  readonly qualified = new natives.Map<string, string>();
  /** Elements with an attribute of a namespace that shows in no prefix; `undefined` until there is one. */
  prefixless: WeakSet<Element> | undefined;
  /** The id that the next new node gets. */
  next = 1;
  /** The id that the next tree's first node has where none is named: the module, and whoever reads, count along. */
  expected = 1;

  /** Which of the nodes that are older than the last keyframe are in it, by id. */
  #kept: Uint8Array | null = null;
  /** The same of the keyframe before, while one is being written: who was in that one keeps its id. */
  #keptBefore: Uint8Array | null = null;
  #isInKeyframe = false;

  /** Returns a node's id, or 0 if it is not in the recording. */
  id(node: Node | null): number {
    if (node === null) return 0;
    const id = this.#read(node);
    return this.#isKept(id, this.#kept) ? id : 0;
  }

  #read(node: Node): number {
    const id = Stamp.read(node) - this.#base;
    return id > 0 ? id : this.#hasFrozen ? (this.#frozen.get(node) ?? 0) : 0;
  }

  #isKept(id: number, kept: Uint8Array | null): boolean {
    return kept === null || id >= kept.length || kept[id] === 1;
  }

  /** Begins a keyframe: of what came before, only what it has by now counts as recorded. */
  beginKeyframe(): void {
    this.#keptBefore = this.#kept;
    this.#kept = new natives.Uint8Array(this.next);
    this.#isInKeyframe = true;
    this.expected = 1;
  }

  /** Says that the keyframe is whole. */
  endKeyframe(): void {
    this.#isInKeyframe = false;
    this.#keptBefore = null;
  }

  /** Gives a node the next id, or in a keyframe the one that it has had. */
  add(node: Node): number {
    if (this.#isInKeyframe) {
      const kept = this.#kept!;
      const had = this.#read(node);
      if (had > 0 && had < kept.length && kept[had] === 0 && this.#isKept(had, this.#keptBefore)) {
        kept[had] = 1;
        return had;
      }
    }
    const id = this.next++;
    const number = this.#base + id;
    NodeTable.#highest = number;
    try {
      Stamp.write(node, number);
    } catch {
      this.#hasFrozen = true;
      this.#frozen.set(node, id);
    }
    return id;
  }

  /** Takes a node's id away. */
  forget(node: Node): void {
    if (Stamp.read(node) > 0) Stamp.write(node, 0);
    else this.#frozen.delete(node);
  }
}
