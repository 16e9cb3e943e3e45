/** Properties that modules loaded on demand have noted: a keyframe, or a subtree that is walked again, tells them too. */

import { bare } from './bare.js';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import { isMasked } from './regions.js';
import { property } from './walk.js';

/** Remembers the noted properties of each element. */
export class Noted {
  readonly #known = new natives.WeakMap<Element, Record<number, string>>();
  /** Elements whose animations were noted while they were masked. */
  readonly #masked = new natives.WeakSet<Element>();
  #isEmpty = true;

  /** Remembers a property of elements. */
  set(key: Property, texts: Map<Element, string>): void {
    this.#isEmpty = false;
    texts.forEach((text, element) => {
      const known = this.#known.get(element) ?? bare<Record<number, string>>({});
      known[key] = text;
      this.#known.set(element, known);
      if (key === Property.Animations && isMasked(element)) this.#masked.add(element);
    });
  }

  /** Writes what is known by now of a property of those elements that are in the recording. */
  write(batch: Batch, nodes: NodeTable, key: Property, texts: Map<Element, string>): void {
    batch.command(Command.MUTATION);
    texts.forEach((_, element) => {
      const text = this.#known.get(element)?.[key] ?? '';
      const id = nodes.id(element);
      if (id === 0 || (key === Property.Animations && this.#isStale(element))) return;
      batch.command(Command.PROPERTY);
      batch.put(id);
      property(batch, key, clean(batch, key, text, element));
    });
    batch.command(Command.MUTATION_END);
  }

  /**
   * Writes what is known of the element that was written last in a tree.
   *
   * What was noted in a masked place is not told in another one. `false`: it is to be noted anew.
   */
  writeInTree(batch: Batch, element: Element): boolean {
    if (this.#isEmpty) return true;
    const known = this.#known.get(element);
    const isStale = known !== undefined && this.#isStale(element);
    if (isStale) {
      this.#masked.delete(element);
      known[Property.Animations] = '';
    }
    for (const key in known) {
      if (known[+key] !== '') property(batch, +key, clean(batch, +key, known[+key]!, element));
    }
    return !isStale;
  }

  /** Says whether the animations of an element were noted while it was masked, and it is no more. */
  #isStale(element: Element): boolean {
    return this.#masked.has(element) && !isMasked(element);
  }
}

/** Returns what the site's hook leaves of a noted text. */
function clean(batch: Batch, key: number, text: string, element: Element): string {
  if (key !== Property.Bubble) return batch.clean('style', text, element);
  return text[0] === '=' ? `=${batch.clean('text', text.slice(1), element)}` : batch.clean('value', text, element);
}
