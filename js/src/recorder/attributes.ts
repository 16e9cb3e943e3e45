/**
 * Attributes that were touched, each written once in a flush with the value that it has by then.
 *
 * Styles change more often than all else, so the common case is kept bare: one
 * attribute of an element, without a namespace, costs no object of its own.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import { type NodeTable, qualify } from './nodes.js';
import type { Slice } from './slice.js';

const { attributeNS, attributeNodeNS, attrName, attrValue, localName, Map, Set } = natives;

/** The attributes that were touched since the last flush. */
export class TouchedAttributes {
  /** By element: the key of its attribute, or of all of them. A key is the local name, after namespace and space if it has one. */
  #touched = new Map<Element, string | Set<string>>();
  /** The same of those that are being written. */
  #taken = new Map<Element, string | Set<string>>();

  constructor(
    private readonly batch: Batch,
    private readonly nodes: Pick<NodeTable, 'qualified' | 'prefixless'>,
  ) {}

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return this.#touched.size + this.#taken.size > 0;
  }

  /** Notes an attribute by its local name. */
  note(element: Element, namespace: string | null, name: string): void {
    const key = namespace === null ? name : `${namespace} ${name}`;
    const known = this.#touched.get(element);
    if (known === undefined) this.#touched.set(element, key);
    else if (typeof known === 'object') known.add(key);
    else if (known !== key) this.#touched.set(element, new Set<string>().add(known).add(key));
  }

  /** Takes what was touched to be written; what is touched from now on waits for the next time. */
  take(): void {
    const taken = this.#taken;
    this.#taken = this.#touched;
    this.#touched = taken;
  }

  /** Writes those of the taken elements that `idOf` gives an id. `false`: the slice is over, and there is more. */
  flush(slice: Slice, idOf: (element: Element) => number): boolean {
    let isOver = false;
    this.#taken.forEach((keys, element) => {
      isOver ||= slice.isOver();
      if (isOver) return;
      this.#taken.delete(element);
      const id = idOf(element);
      if (id === 0) return;
      if (typeof keys === 'string') {
        this.#write(element, id, keys);
        return;
      }
      keys.forEach((key) => {
        this.#write(element, id, key);
      });
    });
    return !isOver;
  }

  #write(element: Element, id: number, key: string): void {
    const gap = key.lastIndexOf(' ');
    if (gap < 0) {
      // A node for an attribute stays with its element, and costs more than the value.
      this.#put(element, id, null, key, attributeNS(element, null, key));
      return;
    }
    const namespace = key.slice(0, gap);
    const local = key.slice(gap + 1);
    const node = attributeNodeNS(element, namespace, local);
    const name = node && attrName(node);
    // The prefix goes with the attribute; it is known from when it came, on this element or another.
    const known = this.nodes.qualified.get(key)?.split(' ') ?? [name ?? local];
    for (let index = 0; index < known.length; index++) {
      if (known[index] !== name) this.#put(element, id, namespace, known[index]!, null);
    }
    if (node === null) return;
    qualify(this.nodes, key, name!);
    this.#put(element, id, namespace, name!, attrValue(node));
  }

  #put(element: Element, id: number, namespace: string | null, name: string, value: string | null): void {
    const { batch } = this;
    if (namespace !== null && name.indexOf(':') < 0) {
      this.nodes.prefixless = (this.nodes.prefixless ?? new natives.WeakSet()).add(element);
    }
    batch.command(value === null ? Command.ATTRIBUTE_GONE : Command.ATTRIBUTE);
    batch.put(id);
    batch.put(namespace === null ? batch.spaceless(element, name) : namespace.length);
    batch.put(name.length);
    if (namespace !== null) batch.text(namespace);
    batch.text(name);
    if (value === null) return;
    if (batch.styleOf !== undefined && namespace === null && name === 'style') value = batch.styleOf(element, value);
    if (batch.rules) value = batch.clean(`attribute:${name}`, value, element);
    const tag = localName(element);
    batch.put(value.length);
    batch.put(tag.length);
    batch.text(value);
    batch.text(tag);
  }
}
