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

/** Ids of the nodes that are in the recording; they count from 1. */
export class NodeTable {
  /** The highest number that was put on any node, by whichever table. */
  static #highest = 0;
  /** What is up to this number was put there by an earlier recording. */
  readonly #base = NodeTable.#highest;
  /** Nodes that take no field, as a page has frozen them. */
  readonly #frozen = new natives.WeakMap<Node, number>();
  #hasFrozen = false;
  /** Qualified names of namespaced attributes, by namespace and local name. */
  readonly qualified = new natives.Map<string, string>();
  /** The id that the next new node gets. The module counts along. */
  next = 1;

  /** Which of the earlier nodes the keyframe that is being written has by now, by id; nothing between keyframes. */
  #again: Uint8Array | null = null;

  /** Returns a node's id, or 0 if it is not in the recording. */
  id(node: Node | null): number {
    if (node === null) return 0;
    const id = this.#read(node);
    return this.#again !== null && id < this.#again.length && this.#again[id] === 0 ? 0 : id;
  }

  #read(node: Node): number {
    const id = Stamp.read(node) - this.#base;
    return id > 0 ? id : this.#hasFrozen ? (this.#frozen.get(node) ?? 0) : 0;
  }

  /** Begins a keyframe: until it is whole only what it has by then counts as recorded. */
  beginKeyframe(): void {
    this.#again = this.next > 1 ? new natives.Uint8Array(this.next) : null;
  }

  /** Says that the keyframe is whole. */
  endKeyframe(): void {
    this.#again = null;
  }

  /** Gives a node the next id; in a keyframe an earlier node keeps its own. */
  add(node: Node): number {
    const again = this.#again;
    if (again !== null) {
      const id = this.#read(node);
      if (id > 0 && id < again.length && again[id] === 0) {
        again[id] = 1;
        return id;
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
