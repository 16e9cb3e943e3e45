/**
 * What stands in each `selectedcontent` of the stage.
 *
 * There a browser puts copies of the chosen option by itself, whenever that
 * changes, in place of the copies that were recorded.
 */

import * as native from './stage-native.ts';

/** Keeps the recorded children of elements that the stage's browser fills. */
export class StageCopies {
  readonly #kept = new Map<Node, Node[]>();

  clear(): void {
    this.#kept.clear();
  }

  /** Takes a new element that the browser may fill. */
  add(element: Element): void {
    this.#kept.set(element, []);
  }

  /** An element is not spoken of again. */
  delete(element: Node): void {
    this.#kept.delete(element);
  }

  /** Takes note of where a node is put, before a sibling or behind all of them, or that it is taken out. */
  note(node: Node, parent?: Node, next?: Node | null): void {
    if (this.#kept.size === 0) return;
    for (const children of this.#kept.values()) {
      const at = children.indexOf(node);
      if (at >= 0) children.splice(at, 1);
    }
    const children = parent && this.#kept.get(parent);
    const before = next ? (children?.indexOf(next) ?? -1) : -1;
    children?.splice(before < 0 ? children.length : before, 0, node);
  }

  /** Puts back what the browser has replaced. */
  mend(): void {
    for (const [element, children] of this.#kept) {
      const found: Node[] = [];
      for (let at = native.firstChild(element); at; at = native.nextSibling(at)) found.push(at);
      if (found.length === children.length && children.every((child, at) => child === found[at])) continue;
      for (const child of found) native.remove(child);
      for (const child of children) native.insertBefore(element, child, null);
    }
  }
}
