/**
 * The walk: a subtree of the page into commands.
 *
 * It reads, and decides nothing but where not to look: inside elements marked
 * to be blocked, inside scripts, and at what nobody sees.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { dotsOf, mayShowDotsBy } from './dots.js';
import { natives } from './natives.js';
import { type NodeTable, qualify } from './nodes.js';
import { Property } from './property.js';
import type { Rules } from './rules.js';
import type { Slice } from './slice.js';
import { Slots } from './slots.js';
import { Trait, traitsOf } from './tag.js';

const {
  nodeType,
  firstChild,
  nextSibling,
  data,
  localName,
  tagPrefix,
  namespaceURI,
  hasAttributes,
  attributeNames,
  attribute,
  hasAttribute,
  attributeNode,
  attrNamespace,
  attrName,
  attrValue,
  compatMode,
  contentType,
  doctype,
  bounds,
  attributes,
  designMode,
} = natives;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
const MATHML = 'http://www.w3.org/1998/Math/MathML';

/** The mark of an element that is not to be read, among those that rules give. */
const BLOCKED = 4;
/** The mark of an editor. */
const VALUE = 8;
/** More attributes than this are not recorded: the format has room for no more. */
const MAX_ATTRIBUTES = 4096;
/** Deeper than this nothing is recorded: the format has room for no more. */
const MAX_DEPTH = 2000;

/** What the walk asks of the rest of the recorder. */
export interface WalkHost {
  /** Returns an HTML element's shadow root, closed ones too, or the document that it frames, if it may be read. */
  attached(element: Element, name: string): ShadowRoot | Document | null;
  /** Is told of each shadow root and document that comes into the recording. */
  onroot(root: Document | ShadowRoot): void;
  /** Writes the state of an element that stands in no attribute; `name` is that of an HTML element. */
  state(element: Element, name: string, traits: number): void;
  /** Writes the state of a document. */
  documentState(document: Document): void;
}

/** The nodes that wait to be placed. */
export interface Waits {
  /** Says whether a walk must pass over a node, which moves there afterwards; what waits and is not recorded is walked. */
  passesOver(node: Node): boolean;
  /** What walks have left for later, as their slices were over: it waits to be placed too. */
  readonly left: Node[];
}

/** Walks subtrees into a batch. */
export class Walker {
  constructor(
    private readonly batch: Batch,
    private readonly nodes: Pick<NodeTable, 'id' | 'add' | 'next' | 'expected' | 'qualified' | 'prefixless'>,
    private readonly host: WalkHost,
  ) {
    this.slots = new Slots(batch, nodes, (element) => host.attached(element, localName(element)));
  }

  /** Finds the marks that nodes have by their slots. */
  readonly slots: Slots;

  /**
   * Writes a node and all below it, as a tree.
   *
   * A keyframe names the ids of nodes that have one. An insertion leaves out
   * those that wait to be placed: they move there afterwards. What is left when
   * the slice is over waits to be placed too; the root never is.
   */
  walk(root: Node, waits: Waits, slice: Slice, isKeyframe: boolean): void {
    const { nodes, batch } = this;
    // What is still to be walked, with its depth below the root.
    const waiting: Node[] = [];
    const depths: number[] = [];
    let top = 0;
    // Whether what is at a depth hangs below a shadow host.
    const hosted = [this.slots.isHosted(root)];
    let { expected } = nodes;
    // A slice that is over before it begins is asked at the second node: the root, in which all is placed, is there.
    let count = slice.isOver(0) ? 30 : 0;
    let node: Node = root;
    let depth = 0;
    let depthBefore = -1;
    for (;;) {
      if ((++count & 31) === 0 && slice.isOver(32)) {
        leave(node, waits.left);
        while (top > 0) leave(waiting[--top]!, waits.left);
        break;
      }
      const type = nodeType(node);
      // What has an id and waits for nothing was taken out of the recording where nobody saw it.
      const isLeftOut = !isKeyframe && waits.passesOver(node);
      if (!isLeftOut) {
        const id = nodes.add(node);
        if (id !== expected) {
          batch.command(Command.ID);
          batch.put(id);
        }
        expected = id + 1;
      }
      // A document or a shadow root hangs on the node above without being its child.
      const sibling = depth === 0 || type === 9 || type === 11 ? null : nextSibling(node);
      if (sibling !== null) {
        waiting[top] = sibling;
        depths[top++] = depth;
      }
      if (!isLeftOut) {
        const slotted = hosted[depth] && this.slots.hasMarks ? this.slots.marks(node) : 0;
        const child = this.#node(node, type, depthBefore < 0 ? 0 : depthBefore + 1 - depth, slotted);
        depthBefore = depth;
        const attached = this.#attached;
        if (depth < MAX_DEPTH && (attached !== null || child !== null)) {
          depth++;
          hosted[depth] = attached !== null && nodeType(attached) === 11;
          if (attached !== null && child !== null) {
            waiting[top] = child;
            depths[top++] = depth;
          }
          node = (attached ?? child)!;
          continue;
        }
      }
      if (top === 0) {
        slice.isOver(count & 31);
        break;
      }
      node = waiting[--top]!;
      depth = depths[top]!;
    }
    // A keyframe says itself which id comes next.
    if (isKeyframe) nodes.expected = nodes.next;
    else if (expected > nodes.expected) nodes.expected = expected;
  }

  /** The shadow root or framed document of the element that was written last. */
  #attached: Node | null = null;

  /** Writes one node; returns its first child that is to be walked. */
  #node(node: Node, type: number, up: number, slotted: number): Node | null {
    const { batch } = this;
    this.#attached = null;
    switch (type) {
      case 1:
        return this.#element(node as Element, up, slotted);
      case 3:
      case 4:
        this.#marks(slotted);
        batch.command(type === 3 ? Command.TEXT : Command.CDATA);
        batch.put(up);
        batch.string(batch.clean('text', data(node as CharacterData), node));
        return null;
      case 7:
        batch.command(Command.INSTRUCTION);
        batch.put(up);
        batch.string((node as ProcessingInstruction).target);
        return null;
      case 9:
        return this.#document(node as Document, up);
      case 10: {
        const type = node as DocumentType;
        batch.command(Command.DOCTYPE);
        batch.put(up);
        batch.string(type.name);
        batch.string(type.publicId);
        batch.string(type.systemId);
        return null;
      }
      case 11: {
        const root = node as ShadowRoot;
        batch.command(Command.SHADOW);
        batch.put(up);
        batch.put(
          (root.mode === 'open' ? 1 : 0) | (root.delegatesFocus ? 2 : 0) | (root.slotAssignment === 'manual' ? 4 : 0),
        );
        this.slots.hasRoots = true;
        this.host.onroot(root);
        return firstChild(root);
      }
      default:
        batch.command(Command.COMMENT);
        batch.put(up);
        return null;
    }
  }

  #document(document: Document, up: number): Node | null {
    const { batch } = this;
    batch.command(Command.DOCUMENT);
    batch.put(up);
    const isXml = contentType(document) !== 'text/html';
    const mode = compatMode(document) === 'BackCompat' ? 1 : isLimitedQuirks(document) ? 2 : 0;
    batch.put(mode | (isXml ? 4 : 0) | (designMode(document) === 'on' ? 8 : 0));
    this.host.documentState(document);
    this.host.onroot(document);
    return firstChild(document);
  }

  #marks(marks: number): void {
    if (marks === 0) return;
    this.batch.command(Command.MARKS);
    this.batch.put(marks);
  }

  #element(element: Element, up: number, slotted: number): Node | null {
    const { batch } = this;
    const namespace = namespaceURI(element);
    const kind = namespace === HTML ? 0 : namespace === SVG ? 1 : namespace === MATHML ? 2 : 3;
    const local = localName(element);
    const prefix = tagPrefix(element);
    const name = prefix ? `${prefix}:${local}` : local;
    const names = hasAttributes(element) ? attributeNames(element) : null;
    let count = names === null ? 0 : names.length;
    if (count > MAX_ATTRIBUTES) count = MAX_ATTRIBUTES;
    if (!batch.reserve(count * 3 + 10)) return null;
    const { rules } = batch;
    let marks = slotted | (rules ? rules.marks(element) : 0);
    if (kind === 0 && mayShowDotsBy(local, names)) {
      marks |= dotsOf(element);
      batch.mirrors?.noteField(element);
    }
    if (batch.editors?.has(element)) marks |= VALUE;
    this.#marks(marks);
    if (marks !== 0) this.slots.hasMarks = true;
    batch.command(Command.ELEMENT);
    const { numbers } = batch;
    let at = batch.count;
    numbers[at++] = up;
    numbers[at++] = kind === 3 ? 3 + (namespace ?? '').length : kind;
    numbers[at++] = name.length;
    numbers[at++] = count;
    if (kind === 3) batch.text(namespace ?? '');
    batch.text(name);
    let isBlocked = (marks & BLOCKED) !== 0;
    let traits = kind === 0 ? traitsOf(local) : kind === 1 && local === 'style' ? Trait.SHEET : 0;
    const hasSpaces = this.nodes.prefixless?.has(element);
    for (let index = 0; index < count; index++) {
      const attr = names![index]!;
      let value: string;
      if (hasSpaces || attr.indexOf(':') > 0) {
        const node = attributeNode(element, attr);
        const space = node === null ? null : attrNamespace(node);
        value = node === null ? (attribute(element, attr) ?? this.#odd(element, index)) : attrValue(node);
        numbers[at++] = space === null ? -1 : space.length;
        if (space !== null) {
          batch.text(space);
          qualify(this.nodes, `${space} ${attr.slice(attr.indexOf(':') + 1)}`, attr);
        }
      } else {
        value = attribute(element, attr) ?? this.#odd(element, index);
        numbers[at++] = batch.spaceless(element, attr);
      }
      if (batch.styleOf !== undefined && attr === 'style') value = batch.styleOf(element, value);
      if (rules) value = rules.redact(`attribute:${attr}`, value, element);
      numbers[at++] = attr.length;
      numbers[at++] = value.length;
      batch.text(attr);
      batch.text(value);
      if (attr.startsWith('data-domreel-')) {
        this.slots.hasMarks = true;
        if (attr === 'data-domreel-block') isBlocked = true;
      } else if (attr === 'popover' && kind === 0) traits |= Trait.TOP_LAYER;
    }
    batch.count = at;
    if (isBlocked) {
      this.#box(element);
      return null;
    }
    this.host.state(element, kind === 0 ? local : '', traits);
    if (kind === 0) {
      if (traits & Trait.CLOSED) return null;
      if (traits & Trait.HOST) this.#attached = this.host.attached(element, local);
    }
    return firstChild(element);
  }

  /** The value of an attribute that cannot be asked for by its name: one with capitals, set with a namespace. */
  #odd(element: Element, index: number): string {
    const attr = attributes(element)[index];
    return attr && attrName(attr) ? attrValue(attr) : '';
  }

  /** Writes the size of an element that is not read. */
  #box(element: Element): void {
    const { width, height } = bounds(element);
    property(this.batch, Property.BlockWidth, Math.round(width));
    property(this.batch, Property.BlockHeight, Math.round(height));
    property(this.batch, Property.Gap, this.batch.rules?.isExcluded ? 'excluded' : 'blocked');
  }
}

/** Leaves a node and those after it for later. */
function leave(first: Node, left: Node[]): void {
  for (let node: Node | null = first; node !== null; ) {
    left[left.length] = node;
    const type = nodeType(node);
    node = type === 9 || type === 11 ? null : nextSibling(node);
  }
}

/** Says whether what is below a node may be recorded: not inside scripts and blocked elements. */
export function isReadable(node: Node, rules: Rules | undefined, slots: Slots): boolean {
  if (slots.isBlocked(node)) return false;
  return (
    nodeType(node) !== 1 ||
    !(
      traitsOf(localName(node as Element)) & Trait.CLOSED ||
      hasAttribute(node as Element, 'data-domreel-block') ||
      rules?.isBlocked(node as Element)
    )
  );
}

/** Writes a property of the node that was written last in a tree. */
export function property(batch: Batch, key: Property, value: number | string): void {
  if (typeof value === 'string') {
    batch.command(Command.STRING);
    batch.put(key);
    batch.string(value);
  } else if (value === (value | 0)) {
    batch.command(Command.INTEGER);
    batch.put(key);
    batch.put(value);
  } else {
    batch.command(Command.NUMBER);
    batch.put(key);
    batch.bits(value);
  }
}

/** Says whether a document's doctype makes for limited quirks; the platform does not tell. */
function isLimitedQuirks(document: Document): boolean {
  const type = doctype(document);
  if (type === null || contentType(document) !== 'text/html') return false;
  const id = type.publicId.toLowerCase();
  return (
    /^-\/\/w3c\/\/dtd xhtml 1\.0 (frameset|transitional)\/\//.test(id) ||
    (/^-\/\/w3c\/\/dtd html 4\.01 (frameset|transitional)\/\//.test(id) && type.systemId !== '')
  );
}
