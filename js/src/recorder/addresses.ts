/** The addresses of documents: their own, and the one against which they resolve others. */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import { property } from './walk.js';

const { baseURI, documentURL } = natives;

/** Knows what addresses were written, and writes what changed. */
export class Addresses {
  readonly #written = new natives.WeakMap<Document, { base: string; url: string }>();
  #touched = new natives.Set<Document>();

  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    /** Is told of a document whose base has changed, and what it was. */
    private readonly onbase: (document: Document, before: string) => void,
  ) {}

  /** Notes that a document's addresses may have changed. */
  touch(document: Document | null): void {
    if (document !== null) this.#touched.add(document);
  }

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return this.#touched.size > 0;
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
