/**
 * The walk: a subtree of the page into commands.
 *
 * It reads, and decides nothing but where not to look: inside elements marked
 * to be blocked, inside scripts, and at what nobody sees.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import type { Rules } from './rules.js';

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
} = natives;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
const MATHML = 'http://www.w3.org/1998/Math/MathML';

/** Elements whose content is never walked. */
const CLOSED = /^(script|noscript|noframes|noembed)$/;
/** The mark of an element that is not to be read, among those that rules give. */
const BLOCKED = 4;
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
  /** Writes the state of an element that stands in no attribute. */
  state(element: Element, name: string): void;
  /** Writes the state of a document. */
  documentState(document: Document): void;
}

/** Walks subtrees into a batch. */
export class Walker {
  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    private readonly host: WalkHost,
  ) {}

  /**
   * Writes a node and all below it, as a tree.
   *
   * `known` says what to do with nodes that are in the recording: a keyframe
   * names their ids, an insertion leaves them out (they move there afterwards).
   */
  walk(root: Node, known: 'name' | 'leave-out'): void {
    const { nodes } = this;
    // What is still to be walked, with its depth below the root.
    const waiting: Node[] = [];
    const depths: number[] = [];
    let top = 0;
    let expected = known === 'name' ? 1 : nodes.next;
    let node: Node = root;
    let depth = 0;
    let depthBefore = -1;
    for (;;) {
      const had = nodes.id(node);
      const isLeftOut = had !== 0 && known === 'leave-out';
      if (!isLeftOut) {
        const id = had === 0 ? nodes.add(node) : had;
        if (id !== expected) {
          this.batch.command(Command.ID);
          this.batch.put(id);
        }
        expected = id + 1;
      }
      const sibling = depth === 0 || isAttached(node) ? null : nextSibling(node);
      if (sibling !== null) {
        waiting[top] = sibling;
        depths[top++] = depth;
      }
      if (!isLeftOut) {
        const child = this.#node(node, depthBefore < 0 ? 0 : depthBefore + 1 - depth);
        depthBefore = depth;
        const attached = this.#attached;
        if (depth < MAX_DEPTH && (attached !== null || child !== null)) {
          depth++;
          if (attached !== null && child !== null) {
            waiting[top] = child;
            depths[top++] = depth;
          }
          node = (attached ?? child)!;
          continue;
        }
      }
      if (top === 0) return;
      node = waiting[--top]!;
      depth = depths[top]!;
    }
  }

  /** The shadow root or framed document of the element that was written last. */
  #attached: Node | null = null;

  /** Writes one node; returns its first child that is to be walked. */
  #node(node: Node, up: number): Node | null {
    const { batch } = this;
    this.#attached = null;
    switch (nodeType(node)) {
      case 1:
        return this.#element(node as Element, up);
      case 3:
      case 4:
        batch.command(nodeType(node) === 3 ? Command.TEXT : Command.CDATA);
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
    batch.put(mode | (isXml ? 4 : 0) | (document.designMode === 'on' ? 8 : 0));
    this.host.documentState(document);
    this.host.onroot(document);
    return firstChild(document);
  }

  #element(element: Element, up: number): Node | null {
    const { batch } = this;
    const namespace = namespaceURI(element);
    const kind = namespace === HTML ? 0 : namespace === SVG ? 1 : namespace === MATHML ? 2 : 3;
    const local = localName(element);
    const prefix = tagPrefix(element);
    const name = prefix ? `${prefix}:${local}` : local;
    const names = hasAttributes(element) ? attributeNames(element) : null;
    let count = names ? names.length : 0;
    if (count > MAX_ATTRIBUTES) count = MAX_ATTRIBUTES;
    if (!batch.reserve(count * 3 + 10)) return null;
    const { rules } = batch;
    const marks = rules ? rules.marks(element) : 0;
    if (marks !== 0) {
      batch.command(Command.MARKS);
      batch.put(marks);
    }
    batch.command(Command.ELEMENT);
    batch.put(up);
    batch.put(kind === 3 ? 3 + (namespace ?? '').length : kind);
    batch.put(name.length);
    batch.put(count);
    let isBlocked = (marks & BLOCKED) !== 0;
    let text = kind === 3 ? (namespace ?? '') + name : name;
    for (let index = 0; index < count; index++) {
      const attr = names![index]!;
      const node = attr.indexOf(':') > 0 ? attributeNode(element, attr) : null;
      const space = node ? attrNamespace(node) : null;
      let value = node ? attrValue(node) : (attribute(element, attr) ?? this.#odd(element, index));
      if (rules) value = rules.redact(`attribute:${attr}`, value, element);
      if (space === null) {
        batch.put(-1);
      } else {
        batch.put(space.length);
        text += space;
        this.nodes.qualified.set(`${space} ${attr.slice(attr.indexOf(':') + 1)}`, attr);
      }
      batch.put(attr.length);
      batch.put(value.length);
      text += attr + value;
      if (attr === 'data-domreel-block') isBlocked = true;
    }
    batch.text(text);
    if (isBlocked) {
      this.#box(element);
      return null;
    }
    this.host.state(element, kind === 0 ? local : '');
    if (kind === 0) {
      if (CLOSED.test(local)) return null;
      this.#attached = this.host.attached(element, local);
    }
    return firstChild(element);
  }

  /** The value of an attribute that cannot be asked for by its name: one with capitals, set with a namespace. */
  #odd(element: Element, index: number): string {
    const attr = element.attributes[index];
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

/** Says whether a node hangs on the one above without being its child. */
function isAttached(node: Node): boolean {
  const type = nodeType(node);
  return type === 9 || type === 11;
}

/** Says whether what is below a node may be recorded: not inside scripts and blocked elements. */
export function isReadable(node: Node, rules: Rules | undefined): boolean {
  return (
    nodeType(node) !== 1 ||
    !(
      CLOSED.test(localName(node as Element)) ||
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
