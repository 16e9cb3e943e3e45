/**
 * Mutations: from touched places to the fewest operations that make the
 * recorded document the present one.
 *
 * In the observer only places are noted. At flush time the DOM has one state;
 * records say only where to look. Each node is looked at once, so that the cost
 * follows what changed, never how large a page or a list of children is.
 *
 * A flush may be cut into slices, between which the page goes on. Each slice
 * leaves a valid document: what was placed is where it belongs, what was not is
 * still waiting, and what the page does in between is noted and waits too.
 *
 * The order of operations follows from three rules, by which every reference is
 * to a node that is there:
 *  - a node is placed after the one before it, and that one before it is placed
 *    first if it is to be placed at all;
 *  - before it, everything above it that is to be placed is placed;
 *  - what leaves the document leaves it last, so that what was below it and
 *    stays has moved away by then.
 */

import { isMuch, MAX_SMALL, MAX_WAITING } from './amount.js';
import { TouchedAttributes } from './attributes.js';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import { tellsSecret, wasSecret } from './dots.js';
import { changesBelow } from './marks.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { RAISED_MILLIS, type Slice, wholly } from './slice.js';
import { isReadable, type Walker } from './walk.js';

const { nodeType, parentNode, previousSibling, firstChild, nextSibling, data, isConnected, Map, Set } = natives;

/** What the flush asks of the rest of the recorder. */
export interface MutationHost {
  isLive(node: Node): boolean;
  /** Returns what hangs on an element without being its child. */
  attached(node: Node): Node | null;
  /** Returns what hung on an element last, also if it has lost it since. */
  lastAttached(element: Element): Node | null;
  canMove(id: number, parent: number): boolean;
  /** Is told that a node was moved: what of its state the browser forgets then is read anew. */
  onmove(node: Node): void;
  /** Is told of an element of which an attribute changed. */
  onattribute(element: Element, name: string): void;
  /** Is told of an element whose children or text changed. */
  oncontent(element: Element): void;
  /** Is told of a node that has left the recording. */
  onforget(node: Node): void;
}

/** The places that were touched since the last flush. */
export class Mutations {
  /** What the observer told of and was not read yet: one list for each time that it told. */
  #deliveries: MutationRecord[][] = [];
  #firstUnread = 0;
  /** How many records these are, and whether they were too many for the slices since the last whole flush. */
  #waiting = 0;
  #isPiledUp = false;
  /** Counts the deliveries. What stays within one was seen by the observer all along. */
  #delivery = 1;
  /** How far the first of them was read. */
  #read = 0;
  /**
   * Nodes that were put somewhere or taken away: the delivery in which each was last taken away, or that in which it was
   * put there, as a negative number; 0: it was noted without a record.
   */
  readonly #placed = new Map<Node, number>();
  /** The same nodes, in the order in which they are to be looked at. */
  #order: Node[] = [];
  #next = 0;
  /** Nodes that are to be removed when all others are in their places. */
  #gone: Node[] = [];
  #goneNext = 0;
  /** Ids that nodes had and that are to be removed then: until then something below them may move away. */
  #removals: number[] = [];
  #nextRemoval = 0;
  /** Nodes that were out of the observer's sight: what is below them may have changed. */
  readonly #unseen = new Set<Node>();
  /** Text nodes, each with its text at the last flush. */
  #texts = new Map<Node, string | null>();
  /** The same of those that are being written, and whether what is to be written was taken. */
  #takenTexts = new Map<Node, string | null>();
  #hasTaken = false;
  readonly #attributes: TouchedAttributes;
  /** Elements of which a mark changed: what is below them is recorded anew, with the traits that it has from then on. */
  readonly #marked = new Set<Node>();
  /** Fields of which an attribute changed and that are secrets: the module may not know that they are. */
  readonly #secrets = new Set<Element>();
  readonly #replaced = new Set<Node>();
  readonly #contents = new Set<Element>();
  /** The delivery in which the tree that is walked came into sight; 0: nobody knows. */
  #walkedIn = 0;
  /** Nodes from this id on were walked in this flush. */
  #fresh = 0;
  /** Whether the page has gone on since this flush, or the keyframe before it, began. */
  #isSliced = false;
  /** When the flush began that is not over. */
  #begunMillis = 0;
  /** What walks have left for later, and how far it was noted. */
  readonly left: Node[] = [];
  #leftNext = 0;
  /** Whether the batch may hold a tree of which the module does not know yet. */
  #hasInserted = false;
  /** The parent that was looked at last, with its id, or 0 if nothing below it is recorded. */
  #parent: Node | null = null;
  #above = 0;
  /** The rest of a run of siblings, last first, that a slice has left. */
  #run: Node[] = [];

  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    private readonly walker: Walker,
    private readonly host: MutationHost,
  ) {
    this.#attributes = new TouchedAttributes(batch, this.nodes);
  }

  /** Notes the places that records speak of. */
  note(records: MutationRecord[]): void {
    this.#deliveries[this.#deliveries.length] = records;
    this.#waiting += records.length;
    const isSmall = this.#deliveries.length === 1 && records.length <= MAX_SMALL;
    // A page that tells of more than the slices can read must not fill its memory with records.
    const isPiledUp = this.#deliveries.length > 1 && this.#waiting > MAX_WAITING;
    this.#isPiledUp ||= isPiledUp;
    if (isSmall || isPiledUp) this.#readAll(wholly());
  }

  /** Reads what was told of. `false`: the slice is over before the end. */
  #readAll(slice: Slice): boolean {
    if (this.#deliveries.length === 0) return true;
    this.#run = [];
    let nodes = 1;
    for (; this.#firstUnread < this.#deliveries.length; this.#firstUnread++) {
      const records = this.#deliveries[this.#firstUnread]!;
      for (; this.#read < records.length; this.#read++) {
        if (slice.isOver(nodes)) return false;
        nodes = this.#readOne(records[this.#read]!);
      }
      this.#read = 0;
      this.#delivery++;
    }
    this.#deliveries = [];
    this.#firstUnread = this.#waiting = 0;
    return true;
  }

  /** Returns how many nodes it tells of. */
  #readOne(record: MutationRecord): number {
    const { target, type } = record;
    if (type === 'childList') {
      const { addedNodes, removedNodes } = record;
      const added = addedNodes.length;
      const removed = removedNodes.length;
      for (let at = 0; at < removed; at++) this.#taken(removedNodes[at]!);
      for (let at = 0; at < added; at++) {
        const node = addedNodes[at]!;
        this.#put(node);
        // What is new is looked at when it is walked.
        if (this.nodes.id(node) !== 0) this.walker.slots.noteStyled(node);
      }
      this.walker.slots.note(target);
      if (nodeType(target) === 1) this.#contents.add(target as Element);
      return added + removed;
    }
    if (type === 'characterData') {
      // Between slices a node may have been written or walked with another text than this.
      if (!this.#texts.has(target)) this.#texts.set(target, this.#isSliced ? null : record.oldValue);
    } else {
      const name = record.attributeName!;
      this.#attributes.note(target as Element, record.attributeNamespace, name);
      if (changesBelow(target as Element, name)) {
        this.walker.slots.hasMarks = true;
        this.#marked.add(target);
      }
      if (tellsSecret(name)) {
        if (wasSecret(target as Element)) this.#secrets.add(target as Element);
        this.batch.mirrors?.noteField(target as Element);
      }
      this.walker.slots.noteStyled(target);
      this.host.onattribute(target as Element, name);
    }
    return 1;
  }

  /** Notes attributes of which no record tells. */
  noteAttributes(element: Element, names: string[]): void {
    for (let index = 0; index < names.length; index++) this.#attributes.note(element, null, names[index]!);
  }

  #taken(node: Node): void {
    if (!this.#placed.has(node)) this.#order[this.#order.length] = node;
    this.#placed.set(node, this.#delivery);
  }

  #put(node: Node): void {
    const taken = this.#placed.get(node);
    // It comes from where no observer is, or was there for a while.
    if (
      taken === undefined ? this.nodes.id(node) !== 0 : taken !== 0 && (taken < 0 ? -taken : taken) !== this.#delivery
    ) {
      this.#unseen.add(node);
    }
    if (taken === undefined) this.#placed.set(node, -this.#delivery);
    this.#order[this.#order.length] = node;
  }

  /** Says whether a walk must pass over a node, which moves there afterwards; what waits and is not recorded is walked. */
  passesOver(node: Node): boolean {
    const taken = this.#placed.size > 0 ? this.#placed.get(node) : undefined;
    if (taken === undefined) return false;
    if (this.nodes.id(node) === 0) {
      this.#placed.delete(node);
      return false;
    }
    // It came back with the tree that is walked, and was out of sight unless both happened in one delivery.
    if (taken !== this.#walkedIn) this.#unseen.add(node);
    return true;
  }

  /** Notes a node to be looked at: a shadow root that was attached, another document of a frame, what was left for later. */
  noteLater(node: Node): void {
    if (this.#run.length > 0) this.#run = [];
    this.walker.slots.noteStyled(node);
    if (!this.#placed.has(node)) {
      this.#placed.set(node, 0);
      // It has come with what is above it from where no observer is: where it was is over.
      if (this.nodes.id(node) !== 0) this.#unseen.add(node);
    }
    this.#order[this.#order.length] = node;
  }

  /** Notes what walks have left. `false`: the slice is over before the end. */
  #noteLeft(slice: Slice): boolean {
    const { left } = this;
    for (; this.#leftNext < left.length; this.#leftNext++) {
      if (slice.isOver()) return false;
      const node = left[this.#leftNext]!;
      // Of what has an id records may have told since; where it was before is not known all the same.
      if (this.nodes.id(node) !== 0) this.#unseen.add(node);
      this.noteLater(node);
    }
    left.length = this.#leftNext = 0;
    return true;
  }

  /** Notes that a document is another one now, though the browser has kept the object. */
  noteReplaced(document: Document): void {
    this.#replaced.add(document);
    this.noteLater(document);
  }

  /** Notes that another root has taken the place of this one: it is in the recording no more. */
  noteStale(root: Node | null): void {
    if (root !== null) this.#replaced.add(root);
  }

  /** Notes that an element and all below it must be recorded anew: other rules hold for them. */
  readonly renew = (node: Node): void => {
    this.#marked.add(node);
  };

  /** Says whether so much waits to be read that doing it right after a paint would be felt. */
  get isMuch(): boolean {
    return isMuch(this.#deliveries);
  }

  /** Says whether the page outruns the slices of a flush, which would have no end: what there is is to be written at once. */
  get isOutrun(): boolean {
    return this.#isSliced && this.#isPiledUp && natives.now() - this.#begunMillis > RAISED_MILLIS;
  }

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return (
      this.#deliveries.length > 0 ||
      this.left.length > 0 ||
      this.#placed.size > 0 ||
      this.#texts.size + this.#takenTexts.size > 0 ||
      this.#attributes.isTouched ||
      this.#marked.size > 0 ||
      this.walker.slots.isTouched
    );
  }

  /** Writes the operations; the caller has begun a mutation. `false`: the slice is over, and there is more. */
  flush(slice: Slice): boolean {
    if (!this.#isSliced) this.#begunMillis = natives.now();
    this.#isSliced = !this.#write(slice);
    this.#isPiledUp &&= this.#isSliced;
    this.#parent = null;
    return !this.#isSliced;
  }

  #write(slice: Slice): boolean {
    const placed = this.#placed;
    // Every place that is known of counts for where a node goes.
    if (!this.#noteLeft(slice) || !this.#readAll(slice)) return false;
    // Nodes from this id on are walked in this flush: they are up to date, unless the page has gone on since.
    if (!this.#isSliced) this.#fresh = this.nodes.next;
    this.walker.slots.look(this.renew);
    if (this.#marked.size > 0) {
      this.#marked.forEach((node) => {
        if (this.nodes.id(node) !== 0) this.#again(this.walker.slots.topOf(node));
      });
      this.#marked.clear();
    }
    this.#forgetReplaced();
    if (!this.#settleRun(slice)) return false;
    for (; this.#next < this.#order.length; this.#next++) {
      if (slice.isOver()) return false;
      const node = this.#order[this.#next]!;
      if (!placed.has(node)) continue;
      const parent = parentNode(node);
      if ((parent !== null && parent === this.#parent) || this.host.isLive(node)) {
        if (!this.#place(node, slice)) return false;
      } else if (this.nodes.id(node) !== 0) {
        this.#gone[this.#gone.length] = node;
      } else {
        placed.delete(node);
      }
    }
    // The slice was over in the last of them.
    if (this.left.length > 0) return false;
    for (; this.#goneNext < this.#gone.length; this.#goneNext++) {
      if (slice.isOver()) return false;
      const node = this.#gone[this.#goneNext]!;
      // The page may have put it back between two slices.
      if (!placed.has(node) || (this.#isSliced && this.host.isLive(node))) continue;
      this.#remove(node);
      placed.delete(node);
    }
    for (; this.#nextRemoval < this.#removals.length; this.#nextRemoval++) {
      if (slice.isOver()) return false;
      this.batch.command(Command.REMOVE);
      this.batch.put(this.#removals[this.#nextRemoval]!);
    }
    placed.clear();
    this.#unseen.clear();
    this.#order = [];
    this.#gone = [];
    this.#removals = [];
    this.#next = this.#goneNext = this.#nextRemoval = 0;
    return this.#writeContents(slice);
  }

  /** Writes what changed on nodes that stay where they are. */
  #writeContents(slice: Slice): boolean {
    const { nodes } = this;
    const fresh = this.#isSliced ? nodes.next : this.#fresh;
    const contents = this.#contents;
    // 0: it was just walked as it is, or has left: it may have been taken where nobody saw it from what has left since.
    const idOf = (node: Node): number => {
      const id = isConnected(node) ? nodes.id(node) : 0;
      return id < fresh ? id : 0;
    };
    this.#secrets.forEach((element) => {
      const id = nodes.id(element);
      if (id === 0) return;
      this.batch.command(Command.SECRET);
      this.batch.put(id);
    });
    this.#secrets.clear();
    // What a page changes in every frame is touched again while it is written: that waits, or there would be no end.
    if (!this.#hasTaken) {
      this.batch.mirrors?.renew((element, names) => this.noteAttributes(element, names));
      this.#attributes.take();
      const texts = this.#takenTexts;
      this.#takenTexts = this.#texts;
      this.#texts = texts;
      this.#hasTaken = true;
    }
    if (!this.#attributes.flush(slice, idOf)) return false;
    const texts = this.#takenTexts;
    let isOver = false;
    texts.forEach((before, node) => {
      if (isOver || slice.isOver()) {
        isOver = true;
        return;
      }
      texts.delete(node);
      const id = idOf(node);
      if (id === 0 || nodeType(node) === 8 || nodeType(node) === 7) return;
      // Between slices a node may have been walked with another text than it had before this flush.
      this.#text(node as CharacterData, id, this.#isSliced ? null : before);
      const parent = parentNode(node);
      if (parent !== null && nodeType(parent) === 1) contents.add(parent as Element);
    });
    if (isOver) return false;
    contents.forEach((element) => {
      if (nodes.id(element) !== 0) this.host.oncontent(element);
    });
    contents.clear();
    this.#hasTaken = false;
    return true;
  }

  /** Has a node be put in anew. */
  #again(node: Node): void {
    this.#remove(node);
    this.noteLater(node);
  }

  /** Brings a node to where it is. `false`: the slice is over before. */
  #place(node: Node, slice: Slice): boolean {
    const placed = this.#placed;
    const type = nodeType(node);
    if (type === 9 || type === 11) {
      const host = this.#host(node);
      if (host !== null && !this.#placeAbove(host, slice)) return false;
      this.#unwait(node);
      // A host that was just walked has taken its root along, and one that is blocked shows none.
      if (host !== null && this.nodes.id(node) === 0 && this.nodes.id(host) !== 0 && this.#isReadable(host)) {
        this.#insert(node, host, 0, slice);
      }
      return true;
    }
    const parent = parentNode(node);
    if (parent === null) {
      placed.delete(node);
      return true;
    }
    if (parent !== this.#parent) {
      if (!this.#placeAbove(parent, slice)) return false;
      this.#lookAt(parent);
    }
    // The run of siblings before it that are to be placed too comes first, from its beginning.
    const run: Node[] = [];
    for (let at: Node | null = node; at !== null && placed.has(at); at = previousSibling(at)) run[run.length] = at;
    this.#run = run;
    return this.#settleRun(slice);
  }

  /** Places a run of siblings, from the last of the list to its first. */
  #settleRun(slice: Slice): boolean {
    const run = this.#run;
    let left = run.length;
    if (left === 0) return true;
    const parent = parentNode(run[0]!)!;
    // In another slice it is to be looked at anew.
    if (parent !== this.#parent) this.#lookAt(parent);
    for (; left > 0; left--) {
      if (slice.isOver()) {
        run.length = left;
        return false;
      }
      const node = run[left - 1]!;
      if (!this.#unwait(node)) continue;
      if (this.#above !== 0) this.#settle(node, parent, this.#above, slice);
      // What is not recorded where it is now must not be where it was.
      else this.#remove(node);
    }
    this.#run = [];
    return true;
  }

  #isReadable(parent: Node): boolean {
    return isReadable(parent, this.batch.rules, this.walker.slots);
  }

  /** Looks at the parent of what is placed next. */
  #lookAt(parent: Node): void {
    this.#parent = parent;
    this.#above = this.#isReadable(parent) ? this.nodes.id(parent) : 0;
  }

  /** Has a node wait no longer, as it is placed now. `false`: it did not. */
  #unwait(node: Node): boolean {
    const taken = this.#placed.get(node);
    if (taken === undefined) return false;
    this.#walkedIn = this.#unseen.has(node) ? 0 : taken < 0 ? -taken : taken;
    return this.#placed.delete(node);
  }

  /** Places what stands above a node and is to be placed, topmost first. */
  #placeAbove(node: Node, slice: Slice): boolean {
    const chain: Node[] = [];
    for (let at: Node | null = node; at !== null; at = this.#host(at)) {
      if (this.#placed.has(at)) chain[chain.length] = at;
    }
    for (let index = chain.length - 1; index >= 0; index--) {
      if (this.#placed.has(chain[index]!) && !this.#place(chain[index]!, slice)) return false;
    }
    return true;
  }

  /** What a node stands below, or hangs on. */
  #host(node: Node): Node | null {
    const type = nodeType(node);
    return type === 9 || type === 11 ? this.host.attached(node) : parentNode(node);
  }

  /** Puts one node after the one before it, which is where it belongs. */
  #settle(node: Node, parent: Node, above: number, slice: Slice): void {
    const { batch, nodes } = this;
    let before = previousSibling(node);
    let previous = nodes.id(before);
    while (before !== null && (previous === 0 || this.#placed.has(before))) {
      before = previousSibling(before);
      previous = nodes.id(before);
    }
    const id = nodes.id(node);
    if (id !== 0 && !this.#unseen.has(node) && this.#canMove(id, above)) {
      this.host.onmove(node);
      batch.command(Command.MOVE);
      batch.put(id);
      batch.put(above);
      batch.put(previous);
      return;
    }
    if (id !== 0) this.#remove(node);
    this.#insert(node, parent, previous, slice);
  }

  #canMove(id: number, above: number): boolean {
    // The module knows how a node is masked once it has been given the tree in which it stands.
    if (this.#hasInserted) this.batch.flush();
    this.#hasInserted = false;
    return this.host.canMove(id, above);
  }

  #insert(node: Node, parent: Node, previous: number, slice: Slice): void {
    const { batch } = this;
    batch.command(Command.INSERT);
    batch.put(this.nodes.id(parent));
    batch.put(previous);
    this.walker.walk(node, this, slice, false);
    batch.command(Command.TREE_END);
    this.#hasInserted = true;
    this.#forgetReplaced();
  }

  /** Takes the ids from roots in whose place the recording has others. */
  #forgetReplaced(): void {
    if (this.#replaced.size === 0) return;
    // In the recording what has moved out of them goes with them: it is walked anew where it is.
    this.#placed.forEach((_, node) => {
      if (!this.#replaced.has(node)) this.#remove(node);
    });
    this.#replaced.forEach((root) => {
      this.#forget(root);
    });
    this.#replaced.clear();
  }

  /** Takes a node and what is below it out of the recording, when all that stays is in its place. */
  #remove(node: Node): void {
    const id = this.nodes.id(node);
    if (id === 0) return;
    this.#removals[this.#removals.length] = id;
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
      if (node !== root && this.#placed.has(node)) {
        this.#removals[this.#removals.length] = id;
      }
      this.nodes.forget(node);
      this.host.onforget(node);
      const attached = nodeType(node) === 1 ? this.host.lastAttached(node as Element) : null;
      if (attached !== null) stack[top++] = attached;
      for (let child = firstChild(node); child !== null; child = nextSibling(child)) stack[top++] = child;
    }
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
