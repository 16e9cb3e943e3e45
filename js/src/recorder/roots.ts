/**
 * The roots that are observed: documents and shadow roots, and what is attached to each.
 */

import { early } from './left-early.js';
import { natives } from './natives.js';
import { Trait, traitsOf } from './tag.js';

const { shadowRoot, localName, frameDocument, objectDocument, nodeType, defaultView, isConnected, ownerDocument } =
  natives;

/** Finds what hangs on an element without being its child. */
export class Attachments {
  readonly #closed = early()?.closedRoots ?? new natives.WeakMap<Element, ShadowRoot>();
  #hasClosed = early() !== undefined;
  /** The frame element or host of each root that was found, to get from a root to what is above it. */
  readonly #hosts = new natives.WeakMap<Node, Element>();

  readonly #roots = new natives.WeakMap<Element, Node>();

  /** Keeps a root that a script attached: nobody can ask for a closed one. */
  keep(host: Element, root: ShadowRoot): void {
    if (root.mode !== 'closed') return;
    this.#closed.set(host, root);
    this.#hasClosed = true;
  }

  /** Returns an HTML element's shadow root, closed ones too, or the document that it frames, if it may be read. */
  attached(element: Element, name: string): ShadowRoot | Document | null {
    const root = shadowRoot(element) ?? (this.#hasClosed ? (this.#closed.get(element) ?? null) : null);
    const found = root ?? (traitsOf(name) & Trait.FRAME ? this.framed(element) : null);
    if (found !== null) this.#hosts.set(found, element);
    return found;
  }

  /** Notes that a root is in the recording now; returns the one whose place it took. */
  record(root: Node): Node | null {
    const host = this.hostOf(root);
    const before = host && this.#roots.get(host);
    if (host) this.#roots.set(host, root);
    return before && before !== root ? before : null;
  }

  /** Returns what hung on an element last in the recording: a frame that was taken out has no document any more. */
  lastOf(element: Element): Node | null {
    return this.#roots.get(element) ?? null;
  }

  /** Returns what hangs on any element without being its child. */
  below(element: Element): ShadowRoot | Document | null {
    const name = localName(element);
    return traitsOf(name) & Trait.HOST ? this.attached(element, name) : null;
  }

  /** Returns the closed shadow root of an element, if it has one that is known. */
  closedRootOf(element: Element): ShadowRoot | null {
    const root = this.#closed.get(element);
    return root !== undefined && root.mode === 'closed' ? root : null;
  }

  /** Returns the document that an element frames, if it may be read. */
  framed(element: Element): Document | null {
    try {
      const name = localName(element);
      const document =
        name === 'object'
          ? objectDocument(element as HTMLObjectElement)
          : name === 'frame'
            ? (element as HTMLFrameElement).contentDocument
            : frameDocument(element as HTMLIFrameElement);
      return document !== null && defaultView(document) !== null ? document : null;
    } catch {
      return null;
    }
  }

  /** Says whether a frame shows a document that may not be read. */
  isForeign(frame: Element, name: string): boolean {
    return name !== 'object' && this.framed(frame) === null;
  }

  /** Returns the element that a root hangs on. */
  hostOf(root: Node): Element | null {
    if (nodeType(root) === 11) return (root as ShadowRoot).host ?? null;
    return this.#hosts.get(root) ?? null;
  }

  /** Says whether a node is part of the recorded page: frames that are gone do not count. */
  isLive(node: Node, top: Document): boolean {
    let root: Node = node;
    for (;;) {
      if (!isConnected(root)) return false;
      root = natives.rootNode(root);
      // `getRootNode` stops at shadow roots; what is connected is so through its host.
      while (nodeType(root) === 11) root = natives.rootNode((root as ShadowRoot).host);
      if (root === top) return true;
      const frame = this.#hosts.get(root);
      if (frame === undefined || this.framed(frame) !== root) return false;
      root = frame;
    }
  }

  /** Returns where the viewport of a frame's document begins in that of the top one. */
  offsetOf(document: Document, top: Document): { x: number; y: number } {
    let x = 0;
    let y = 0;
    for (let root: Node = document; root !== top; ) {
      const frame = this.hostOf(root);
      if (frame === null) break;
      const box = natives.bounds(frame);
      x += box.left + frame.clientLeft;
      y += box.top + frame.clientTop;
      root = ownerDocument(frame)!;
    }
    return { x, y };
  }

  /** Returns where the viewport begins of whatever document a frame shows. */
  offsetInside(frame: Element, top: Document): { x: number; y: number } {
    const { x, y } = this.offsetOf(ownerDocument(frame)!, top);
    const box = natives.bounds(frame);
    return { x: x + box.left + frame.clientLeft, y: y + box.top + frame.clientTop };
  }
}

/** Returns what is told of custom elements that are not defined yet: it touches all of their name once one is. */
export function awaitDefinitions(
  eachRoot: (action: (root: Document | ShadowRoot) => void) => void,
  touch: (element: Element) => void,
): (element: Element, name: string) => void {
  const awaited = new natives.WeakMap<CustomElementRegistry, Set<string>>();
  return (element, name) => {
    const find = (root: Document | ShadowRoot): void => {
      const elements = natives.elementsIn(root, name);
      for (let index = 0; index < elements.length; index++) touch(elements[index]!);
    };
    try {
      // A shadow root may have a registry of its own.
      const registry = element.customElementRegistry ?? defaultView(ownerDocument(element)!)!.customElements;
      const names = awaited.get(registry) ?? new natives.Set();
      awaited.set(registry, names);
      if (names.has(name)) return;
      names.add(name);
      registry.whenDefined(name).then(
        () => eachRoot(find),
        () => undefined,
      );
    } catch {
      // Not every name with a dash can be defined.
    }
  };
}
