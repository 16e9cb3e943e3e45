/**
 * Mutations: from touched places to the fewest operations that make the
 * recorded document the present one.
 *
 * In the observer only places are noted. At flush time the DOM has one state;
 * records say only where to look. Each node is looked at once, so that the cost
 * follows what changed, never how large a page or a list of children is.
 *
 * The order of operations follows from three rules, by which every reference is
 * to a node that is there:
 *  - a node is placed after the one before it, and that one before it is placed
 *    first if it is to be placed at all;
 *  - before it, everything above it that is to be placed is placed;
 *  - what leaves the document leaves it last, so that what was below it and
 *    stays has moved away by then.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { isReadable, type Walker } from './walk.js';

const {
  nodeType,
  parentNode,
  previousSibling,
  firstChild,
  nextSibling,
  localName,
  data,
  attributeNodeNS,
  attrName,
  attrValue,
  Map,
  Set,
} = natives;

/** Attributes that change how what is below them is recorded: the element is recorded anew. */
const MARKS = /^(data-domreel-(mask|unmask|block)|contenteditable)$/;

/** What the flush asks of the rest of the recorder. */
export interface MutationHost {
  isLive(node: Node): boolean;
  /** Returns what hangs on an element without being its child. */
  attached(node: Node): Node | null;
  /** Returns what hung on an element last, also if it has lost it since. */
  lastAttached(element: Element): Node | null;
  canMove(id: number, parent: number): boolean;
  /** Is told of an element of which an attribute changed. */
  onattribute(element: Element, name: string): void;
  /** Is told of an element whose children or text changed. */
  oncontent(element: Element): void;
  /** Is told of a node that has left the recording. */
  onforget(node: Node): void;
}

/** The places that were touched since the last flush. */
export class Mutations {
  /** Nodes that were put somewhere or taken away. */
  #placed = new Set<Node>();
  /** Text nodes, each with its text at the last flush. */
  #texts = new Map<Node, string | null>();
  /** Attributes by element; the key is the namespace and the local name. */
  #attributes = new Map<Element, Set<string>>();
  /** Nodes that are placed already in this flush. */
  #done = new Set<Node>();
  #contents = new Set<Element>();
  /** Nodes from this id on were walked in this flush. */
  #fresh = 0;
  /** What is being placed in this flush. */
  #placing = new Set<Node>();

  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    private readonly walker: Walker,
    private readonly host: MutationHost,
  ) {}

  /** Notes the places that records speak of. */
  note(records: MutationRecord[]): void {
    for (let index = 0; index < records.length; index++) {
      const record = records[index]!;
      const { target } = record;
      if (record.type === 'childList') {
        const { addedNodes, removedNodes } = record;
        for (let at = 0; at < removedNodes.length; at++) this.#placed.add(removedNodes[at]!);
        for (let at = 0; at < addedNodes.length; at++) this.#placed.add(addedNodes[at]!);
        if (nodeType(target) === 1) this.#contents.add(target as Element);
      } else if (record.type === 'characterData') {
        if (!this.#texts.has(target)) this.#texts.set(target, record.oldValue);
      } else {
        const key = `${record.attributeNamespace ?? ''} ${record.attributeName}`;
        const known = this.#attributes.get(target as Element);
        if (known) known.add(key);
        else this.#attributes.set(target as Element, new Set<string>().add(key));
        this.host.onattribute(target as Element, record.attributeName!);
      }
    }
  }

  /** Notes attributes of which no record tells. */
  noteAttributes(element: Element, names: string[]): void {
    const known = this.#attributes.get(element) ?? new Set<string>();
    for (let index = 0; index < names.length; index++) known.add(` ${names[index]}`);
    this.#attributes.set(element, known);
  }

  /** Notes that a shadow root was attached, or that a frame has another document. */
  noteAttached(root: Node): void {
    this.#placed.add(root);
  }

  /** Notes that a document is another one now, though the browser has kept the object. */
  noteReplaced(document: Document): void {
    this.#replaced.add(document);
    this.#placed.add(document);
  }

  /** Notes that another root has taken the place of this one: the next flush lets go of it. */
  noteStale(root: Node | null): void {
    if (root !== null) this.#replaced.add(root);
  }

  /** Notes that an element and all below it must be recorded anew: other rules hold for them. */
  readonly renew = (element: Element): void => {
    this.#renewed.add(element);
  };

  #replaced = new Set<Node>();
  #renewed = new Set<Element>();

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return this.#renewed.size > 0 || this.#placed.size > 0 || this.#texts.size > 0 || this.#attributes.size > 0;
  }

  /** Writes the operations; the caller has begun a mutation. */
  flush(): void {
    const placed = this.#placed;
    const texts = this.#texts;
    const attributes = this.#attributes;
    const contents = this.#contents;
    this.#placed = new Set();
    this.#texts = new Map();
    this.#attributes = new Map();
    this.#contents = new Set();
    this.#placing = placed;
    // Nodes from this id on are walked in this flush: they are up to date.
    const fresh = this.nodes.next;
    this.#fresh = fresh;

    attributes.forEach((keys, element) => {
      keys.forEach((key) => {
        // What is below a mark is recorded anew, with the ids and the traits that it has from then on.
        if (MARKS.test(key.slice(1)) && this.nodes.id(element) !== 0) this.#again(element, placed);
      });
    });
    this.#renewed.forEach((element) => {
      if (this.nodes.id(element) !== 0) this.#again(element, placed);
    });
    this.#renewed = new Set();
    this.#replaced.forEach((document) => {
      this.#forget(document);
    });
    this.#replaced = new Set();
    const gone: Node[] = [];
    placed.forEach((node) => {
      if (this.host.isLive(node)) this.#place(node, placed, gone);
      else if (this.nodes.id(node) !== 0) gone[gone.length] = node;
    });
    for (let index = 0; index < gone.length; index++) this.#remove(gone[index]!);
    this.#done = new Set();
    this.#placing = this.#done;

    attributes.forEach((keys, element) => {
      const id = this.nodes.id(element);
      if (id === 0 || id >= fresh) return;
      keys.forEach((key) => {
        this.#attribute(element, id, key);
      });
    });
    texts.forEach((before, node) => {
      const id = this.nodes.id(node);
      if (id === 0 || id >= fresh || nodeType(node) === 8 || nodeType(node) === 7) return;
      this.#text(node as CharacterData, id, before);
      const parent = parentNode(node);
      if (parent !== null && nodeType(parent) === 1) contents.add(parent as Element);
    });
    contents.forEach((element) => {
      if (this.nodes.id(element) !== 0) this.host.oncontent(element);
    });
  }

  /** Takes a node out of the recording at once, to be put in anew. */
  #again(node: Node, placed: Set<Node>): void {
    this.#remove(node);
    placed.add(node);
  }

  /** Brings a node to where it is. */
  #place(node: Node, placed: Set<Node>, gone: Node[]): void {
    if (this.#done.has(node)) return;
    const type = nodeType(node);
    if (type === 9 || type === 11) {
      this.#done.add(node);
      const host = this.#above(node);
      if (host === null) return;
      this.#placeAbove(host, placed, gone);
      // A host that was just walked has taken its root along.
      if (this.nodes.id(node) === 0 && this.nodes.id(host) !== 0) this.#insert(node, host, 0);
      return;
    }
    // The run of siblings before it that are to be placed too comes first, from its beginning.
    const run: Node[] = [];
    for (let at: Node | null = node; at !== null && placed.has(at) && !this.#done.has(at); at = previousSibling(at)) {
      this.#done.add(at);
      run[run.length] = at;
    }
    const parent = parentNode(node);
    if (parent === null) return;
    this.#placeAbove(parent, placed, gone);
    const above = this.nodes.id(parent);
    if (above === 0 || !isReadable(parent, this.batch.rules)) {
      // What was moved to where nothing is read is not in the recording any more.
      for (let index = 0; index < run.length; index++) {
        if (this.nodes.id(run[index]!) !== 0) gone[gone.length] = run[index]!;
      }
      return;
    }
    for (let index = run.length - 1; index >= 0; index--) this.#settle(run[index]!, parent, above);
  }

  /** Places what stands above a node and is to be placed, topmost first. */
  #placeAbove(node: Node, placed: Set<Node>, gone: Node[]): void {
    const chain: Node[] = [];
    for (let at: Node | null = node; at !== null; at = this.#above(at)) {
      if (placed.has(at) && !this.#done.has(at)) chain[chain.length] = at;
      // What is above a recorded, unmoved node matters only where moves could cross; it is short.
    }
    for (let index = chain.length - 1; index >= 0; index--) this.#place(chain[index]!, placed, gone);
  }

  #above(node: Node): Node | null {
    const type = nodeType(node);
    return type === 9 || type === 11 ? this.host.attached(node) : parentNode(node);
  }

  /** Puts one node after the one before it, which is where it belongs. */
  #settle(node: Node, parent: Node, above: number): void {
    const { batch, nodes } = this;
    let before = previousSibling(node);
    while (before !== null && nodes.id(before) === 0) before = previousSibling(before);
    const previous = nodes.id(before);
    const id = nodes.id(node);
    // What was walked in this flush stands where it is.
    if (id >= this.#fresh) return;
    if (id !== 0 && this.host.canMove(id, above)) {
      batch.command(Command.MOVE);
      batch.put(id);
      batch.put(above);
      batch.put(previous);
      return;
    }
    if (id !== 0) this.#remove(node);
    this.#insert(node, parent, previous);
  }

  #insert(node: Node, parent: Node, previous: number): void {
    const { batch } = this;
    batch.command(Command.INSERT);
    batch.put(this.nodes.id(parent));
    batch.put(previous);
    this.walker.walk(node, 'leave-out');
    batch.command(Command.TREE_END);
  }

  /** Takes a node and what is below it out of the recording. */
  #remove(node: Node): void {
    const id = this.nodes.id(node);
    if (id === 0) return;
    this.batch.command(Command.REMOVE);
    this.batch.put(id);
    this.#forget(node);
  }

  /**
   * Takes the ids from a node and all that is below it now.
   *
   * What was moved below it since the last flush still stands elsewhere in the
   * recording, and goes from there.
   */
  #forget(root: Node): void {
    const stack: Node[] = [root];
    let top = 1;
    while (top > 0) {
      const node = stack[--top]!;
      const id = this.nodes.id(node);
      if (id === 0) continue;
      if (node !== root && this.#placing.has(node)) {
        this.batch.command(Command.REMOVE);
        this.batch.put(id);
      }
      this.nodes.forget(node);
      this.host.onforget(node);
      const attached = nodeType(node) === 1 ? this.host.lastAttached(node as Element) : null;
      if (attached !== null) stack[top++] = attached;
      for (let child = firstChild(node); child !== null; child = nextSibling(child)) stack[top++] = child;
    }
  }

  #attribute(element: Element, id: number, key: string): void {
    const { batch } = this;
    const gap = key.indexOf(' ');
    const namespace = key.slice(0, gap) || null;
    const attr = attributeNodeNS(element, namespace, key.slice(gap + 1));
    if (attr === null) {
      batch.command(Command.ATTRIBUTE_GONE);
      batch.put(id);
      batch.put(namespace === null ? -1 : namespace.length);
      const local = key.slice(gap + 1);
      // The prefix has gone with the attribute; it is known from when it came.
      const name = (namespace !== null && this.nodes.qualified.get(key)) || local;
      batch.put(name.length);
      batch.text((namespace ?? '') + name);
      return;
    }
    const name = attrName(attr);
    if (namespace !== null) this.nodes.qualified.set(key, name);
    const value = batch.clean(`attribute:${name}`, attrValue(attr), element);
    const tag = localName(element);
    batch.command(Command.ATTRIBUTE);
    batch.put(id);
    batch.put(namespace === null ? -1 : namespace.length);
    batch.put(name.length);
    batch.put(value.length);
    batch.put(tag.length);
    batch.text((namespace ?? '') + name + value + tag);
  }

  #text(node: CharacterData, id: number, before: string | null): void {
    const { batch } = this;
    const raw = data(node);
    if (raw === before) return;
    const text = batch.clean('text', raw, node);
    const isSpliced = before !== null && !batch.rules;
    batch.command(Command.CHARACTERS);
    batch.put(id);
    batch.put(isSpliced ? before.length : -1);
    batch.put(text.length);
    if (isSpliced) batch.text(before);
    batch.text(text);
  }
}

/** So many records and nodes make a small change. */
const MAX_SMALL = 100;

/** Says whether records tell of a small change only; looks at no more nodes than that. */
export function isSmall(records: MutationRecord[]): boolean {
  let left = MAX_SMALL - records.length;
  for (let index = 0; index < records.length && left > 0; index++) {
    const { addedNodes } = records[index]!;
    for (let at = 0; at < addedNodes.length && left > 0; at++) {
      // Down and across, but never above the node itself.
      const top = addedNodes[at]!;
      for (let node: Node | null = top; node !== null && left-- > 0; ) {
        let next: Node | null = firstChild(node);
        while (next === null && node !== top) {
          next = nextSibling(node);
          if (next === null) node = parentNode(node)!;
        }
        node = next;
      }
    }
  }
  return left > 0;
}
