/** The addresses of documents: their own, and the one against which they resolve others. */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import { property } from './walk.js';

const { attribute, baseURI, documentURL } = natives;

/** What has addresses of its own, which stay what they were when it was given them, whatever becomes of the base. */
export const ADDRESSED = '[style*="url("],[background],[poster],input[src],image,use,feImage';
const ADDRESSES = /^(style|background|poster|src|(xlink:)?href)$/;

/** Knows what addresses were written, and writes what changed. */
export class Addresses {
  readonly #written = new natives.WeakMap<Document, { base: string; url: string }>();
  #touched = new natives.Set<Document>();
  /** Elements whose addresses mean what they did before their document's base changed: what that was. */
  readonly #kept = new natives.WeakMap<Element, string>();
  #hasKept = false;
  /** The id that the next node got when addresses began to change: what comes with that means the new ones. */
  #next = 0;
  /** Those of them that may have been given others since the last flush. */
  #given = new natives.Set<Element>();

  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    /** Is told of a document whose base has changed, and what it was. */
    private readonly onbase: (document: Document, before: string) => void,
  ) {}

  /** Notes that a document's addresses may have changed. */
  touch(document: Document | null): void {
    if (document === null) return;
    if (this.#touched.size === 0) this.#next = this.nodes.next;
    this.#touched.add(document);
  }

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return this.#touched.size + this.#given.size > 0;
  }

  /** Notes that an attribute of an element was set. */
  touchElement(element: Element, name: string): void {
    if (!this.#hasKept || !this.#kept.has(element) || !ADDRESSES.test(name)) return;
    if (name !== 'style') this.#kept.delete(element);
    this.#given.add(element);
  }

  /** Has elements of a document mean what they did, and writes that. */
  keep(elements: ArrayLike<Element>, base: string): void {
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index]!;
      const id = this.nodes.id(element);
      if (id === 0 || id >= this.#next || this.#kept.has(element) || !isStill(element, base)) continue;
      this.#hasKept = true;
      this.#kept.set(element, base);
      this.#put(id, Property.BaseUrl, base);
    }
  }

  /** Writes the address against which those of the element were resolved that was written last in a tree. */
  writeElement(element: Element): void {
    const base = this.#hasKept && this.#kept.get(element);
    if (base) property(this.batch, Property.BaseUrl, base);
  }

  /** Writes the addresses of the document that was written last in a tree. */
  writeInTree(document: Document): void {
    const now = this.#read(document);
    this.#written.set(document, now);
    property(this.batch, Property.BaseUrl, now.base);
    property(this.batch, Property.Url, now.url);
  }

  /** Writes what changed, as operations. */
  flush(): void {
    const given = this.#given;
    this.#given = new natives.Set();
    given.forEach((element) => {
      const base = this.#kept.get(element);
      if (base && isStill(element, base)) return;
      this.#kept.delete(element);
      const id = this.nodes.id(element);
      if (id !== 0) this.#put(id, Property.BaseUrl, '');
    });
    const touched = this.#touched;
    this.#touched = new natives.Set();
    touched.forEach((document) => {
      const id = this.nodes.id(document);
      const before = this.#written.get(document);
      if (id === 0 || before === undefined) return;
      const now = this.#read(document);
      this.#written.set(document, now);
      if (now.base !== before.base) {
        this.#put(id, Property.BaseUrl, now.base);
        this.onbase(document, before.base);
      }
      if (now.url !== before.url) this.#put(id, Property.Url, now.url);
    });
  }

  #read(document: Document): { base: string; url: string } {
    const { batch } = this;
    return {
      base: batch.address(baseURI(document), document),
      url: batch.address(documentURL(document), document),
    };
  }

  #put(id: number, key: Property, url: string): void {
    this.batch.command(Command.PROPERTY);
    this.batch.put(id);
    property(this.batch, key, url);
  }
}

/** The first address of a `style` attribute, with the property that it stands in. */
const STYLED = /([\w-]+)\s*:[^;]*?url\(\s*["']?([^"'#\s)][^"')]*)/i;

/** Says whether an element's style means what it did with this base: scripts that set one of its properties leave the others alone. */
function isStill(element: Element, base: string): boolean {
  const found = STYLED.exec(attribute(element, 'style') ?? '');
  if (found === null) return true;
  const url = resolve(found[2]!, base);
  // Most addresses mean the same whatever the base is.
  if (url === undefined || url === resolve(found[2]!, baseURI(element))) return false;
  return getComputedStyle(element).getPropertyValue(found[1]!).includes(url);
}

/** Returns an absolute address; nothing where it is none. */
export function resolve(url: string, base: string): string | undefined {
  try {
    return new natives.URL(url, base).href;
  } catch {
    return undefined;
  }
}
