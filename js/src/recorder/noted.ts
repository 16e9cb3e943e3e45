/** Properties that modules loaded on demand have noted: a keyframe, or a subtree that is walked again, tells them too. */

import { bare } from './bare.js';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import type { Property } from './property.js';
import { property } from './walk.js';

/** Remembers the noted properties of each element. */
export class Noted {
  readonly #known = new natives.WeakMap<Element, Record<number, string>>();
  #isEmpty = true;

  /** Remembers a property of elements. */
  set(key: Property, texts: Map<Element, string>): void {
    this.#isEmpty = false;
    texts.forEach((text, element) => {
      const known = this.#known.get(element) ?? bare<Record<number, string>>({});
      known[key] = text;
      this.#known.set(element, known);
    });
  }

  /** Writes a property of those elements that are in the recording. */
  write(batch: Batch, nodes: NodeTable, key: Property, texts: Map<Element, string>): void {
    batch.command(Command.MUTATION);
    texts.forEach((text, element) => {
      const id = nodes.id(element);
      if (id === 0) return;
      batch.command(Command.PROPERTY);
      batch.put(id);
      property(batch, key, batch.clean('style', text, element));
    });
    batch.command(Command.MUTATION_END);
  }

  /** Writes what is known of the element that was written last in a tree. */
  writeInTree(batch: Batch, element: Element): void {
    if (this.#isEmpty) return;
    const known = this.#known.get(element);
    for (const key in known) {
      if (known[+key] !== '') property(batch, +key, batch.clean('style', known[+key]!, element));
    }
  }
}
