/**
 * The table of nodes: which node of the page has which id in the recording.
 *
 * It holds no node alive. A node that leaves the document loses its id, and
 * gets another one if it comes back.
 */

import { natives } from './natives.js';

/** Ids of the nodes that are in the recording; they count from 1. */
export class NodeTable {
  readonly #ids = new natives.WeakMap<Node, number>();
  /** Qualified names of namespaced attributes, by namespace and local name. */
  readonly qualified = new natives.Map<string, string>();
  /** The id that the next new node gets. The module counts along. */
  next = 1;

  /** Returns a node's id, or 0 if it is not in the recording. */
  id(node: Node | null): number {
    return node === null ? 0 : (this.#ids.get(node) ?? 0);
  }

  /** Gives a node the next id. */
  add(node: Node): number {
    const id = this.next++;
    this.#ids.set(node, id);
    return id;
  }

  /** Takes a node's id away. */
  forget(node: Node): void {
    this.#ids.delete(node);
  }
}
