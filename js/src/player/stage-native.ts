/**
 * The DOM's own methods, taken once, before any recording is shown.
 *
 * A recorded form may have a field named `appendChild`, a recorded document an
 * image named `createElement`: reading a method from such a node gives the
 * field. Nothing here is read from a node of the stage.
 */

type Getter<T, V> = (this: T) => V;

// `call.bind(method)` is what engines make fastest of a method that is a function of its object.
const { call, bind: uncurry } = Function.prototype;

/** Returns a method as a function of its object. */
function method<T extends object, A extends unknown[], R>(
  prototype: object,
  name: string,
): (target: T, ...args: A) => R {
  const own = Object.getOwnPropertyDescriptor(prototype, name)?.value as ((...args: A) => R) | undefined;
  if (!own) return () => undefined as R;
  return uncurry.call(call, own) as (target: T, ...args: A) => R;
}

/** Returns a property's getter as a function of its object. */
function getter<T extends object, V>(prototype: object, name: string): (target: T) => V {
  const own = Object.getOwnPropertyDescriptor(prototype, name)?.get as Getter<T, V> | undefined;
  if (!own) return () => undefined as V;
  return uncurry.call(call, own) as (target: T) => V;
}

/** Returns a property's setter as a function of its object. */
function setter<T extends object, V>(prototype: object, name: string): (target: T, value: V) => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name)?.set;
  if (!own) return () => {};
  return uncurry.call(call, own) as (target: T, value: V) => void;
}

const prototypeOf = (name: string): object =>
  ((globalThis as unknown as Record<string, { prototype: object } | undefined>)[name]?.prototype ?? {}) as object;

const node = prototypeOf('Node');
const element = prototypeOf('Element');
const documents = prototypeOf('Document');
const character = prototypeOf('CharacterData');

const nodeType = getter<Node, number>(node, 'nodeType');
export const parentNode = getter<Node, Node | null>(node, 'parentNode');
export const firstChild = getter<Node, Node | null>(node, 'firstChild');
export const nextSibling = getter<Node, Node | null>(node, 'nextSibling');
export const isConnected = getter<Node, boolean>(node, 'isConnected');
export const ownerDocument = getter<Node, Document | null>(node, 'ownerDocument');
const queryDocument = method<Node, [string], NodeListOf<Element>>(documents, 'querySelectorAll');
const queryFragment = method<Node, [string], NodeListOf<Element>>(prototypeOf('DocumentFragment'), 'querySelectorAll');
/** The elements below a document, shadow root or fragment; none below anything else. */
export const queryAll = (root: Node, selector: string): readonly Element[] => {
  if (isDocument(root)) return [...queryDocument(root, selector)];
  return isFragment(root) ? [...queryFragment(root, selector)] : [];
};
const belowElement = method<Element, [string], HTMLCollectionOf<Element>>(element, 'getElementsByTagName');
/** The elements below an element. */
export const below = (target: Element): HTMLCollectionOf<Element> => belowElement(target, '*');
const childrenOf = getter<Element, HTMLCollection>(element, 'children');
/** The elements right below an element; none below anything else. */
export const children = (target: Node): readonly Element[] => (isElement(target) ? [...childrenOf(target)] : []);
const idInDocument = method<Node, [string], Element | null>(documents, 'getElementById');
const idInFragment = method<Node, [string], Element | null>(prototypeOf('DocumentFragment'), 'getElementById');
/** The element of that id in a document or shadow root. */
export const byId = (root: Node, id: string): Element | null =>
  isDocument(root) ? idInDocument(root, id) : isFragment(root) ? idInFragment(root, id) : null;
export const boxOf = method<Element, [], DOMRect>(element, 'getBoundingClientRect');
const sheetsOfDocument = getter<Node, StyleSheetList>(documents, 'styleSheets');
const sheetsOfShadow = getter<Node, StyleSheetList>(prototypeOf('ShadowRoot'), 'styleSheets');
const adoptedByDocument = getter<Node, CSSStyleSheet[]>(documents, 'adoptedStyleSheets');
const adoptedByShadow = getter<Node, CSSStyleSheet[]>(prototypeOf('ShadowRoot'), 'adoptedStyleSheets');
/** The style sheets of a document or shadow root. */
export const sheetsOf = (root: Node): readonly CSSStyleSheet[] =>
  isDocument(root)
    ? [...sheetsOfDocument(root), ...adoptedByDocument(root)]
    : [...sheetsOfShadow(root), ...adoptedByShadow(root)];
export const cloneNode = method<Node, [boolean], Node>(node, 'cloneNode');
export const getRootNode = method<Node, [], Node>(node, 'getRootNode');
export const setTextContent = setter<Node, string>(node, 'textContent');
const insert = method<Node, [Node, Node | null], Node>(node, 'insertBefore');
const removeChild = method<Node, [Node], Node>(node, 'removeChild');

export const createElementNs = method<Document, [string | null, string, ElementCreationOptions?], Element>(
  documents,
  'createElementNS',
);
export const createHtmlElement = method<Document, [string, ElementCreationOptions?], HTMLElement>(
  documents,
  'createElement',
);
export const createTextNode = method<Document, [string], Text>(documents, 'createTextNode');
export const createComment = method<Document, [string], Comment>(documents, 'createComment');
export const createRange = method<Document, [], Range>(documents, 'createRange');
const implementation = getter<Document, DOMImplementation>(documents, 'implementation');
const createDocumentType = method<DOMImplementation, [string, string, string], DocumentType>(
  prototypeOf('DOMImplementation'),
  'createDocumentType',
);
export const adoptNode = method<Document, [Node], Node>(documents, 'adoptNode');
export const documentElement = getter<Document, Element | null>(documents, 'documentElement');
export const defaultView = getter<Document, (Window & typeof globalThis) | null>(documents, 'defaultView');
export const setAdopted = setter<Document, CSSStyleSheet[]>(documents, 'adoptedStyleSheets');
export const setAdoptedInShadow = setter<ShadowRoot, CSSStyleSheet[]>(prototypeOf('ShadowRoot'), 'adoptedStyleSheets');

const animationsOfDocument = method<Document, [], Animation[]>(documents, 'getAnimations');
const animationsOfShadow = method<Node, [], Animation[]>(prototypeOf('ShadowRoot'), 'getAnimations');
export const animations = (root: Node): Animation[] =>
  (isDocument(root) ? animationsOfDocument(root) : animationsOfShadow(root)) ?? [];
const svg = prototypeOf('SVGSVGElement');
export const pauseSvg = method<Element, [], void>(svg, 'pauseAnimations');
export const ownerSvg = getter<Element, Element | null>(prototypeOf('SVGElement'), 'ownerSVGElement');
export const beginSvg = method<Element, [number], void>(prototypeOf('SVGAnimationElement'), 'beginElementAt');
export const seekSvg = method<Element, [number], void>(svg, 'setCurrentTime');
export const animate = method<Element, [Keyframe[], KeyframeAnimationOptions], Animation>(element, 'animate');
export const setAttribute = method<Element, [string, string], void>(element, 'setAttribute');
export const setAttributeNs = method<Element, [string, string, string], void>(element, 'setAttributeNS');
export const setAttributeNode = method<Element, [Attr], Attr | null>(element, 'setAttributeNode');
export const getAttribute = method<Element, [string], string | null>(element, 'getAttribute');
export const hasAttribute = method<Element, [string], boolean>(element, 'hasAttribute');
export const matches = method<Element, [string], boolean>(element, 'matches');
export const localName = getter<Element, string>(element, 'localName');
const namespaceOf = getter<Element, string | null>(element, 'namespaceURI');
const removePlain = method<Element, [string], void>(element, 'removeAttribute');
const removeNs = method<Element, [string, string], void>(element, 'removeAttributeNS');
export const attachShadow = method<Element, [ShadowRootInit], ShadowRoot>(element, 'attachShadow');
const scrollElement = method<Element, [ScrollToOptions], void>(element, 'scrollTo');
const moveBefore = Object.getOwnPropertyDescriptor(element, 'moveBefore')?.value as
  | ((node: Node, next: Node | null) => void)
  | undefined;
export const setData = setter<CharacterData, string>(character, 'data');
export const isComplete = getter<Element, boolean>(prototypeOf('HTMLImageElement'), 'complete');
export const selectionOf = method<Document, [], Selection | null>(documents, 'getSelection');
const selections = prototypeOf('Selection');
export const removeAllRanges = method<Selection, [], void>(selections, 'removeAllRanges');
export const setBaseAndExtent = method<Selection, [Node, number, Node, number], void>(selections, 'setBaseAndExtent');
const isContentEditable = getter<Element, boolean>(prototypeOf('HTMLElement'), 'isContentEditable');
/** Says whether an element's content can be edited. */
export const isEditable = (target: Element): boolean =>
  namespaceOf(target) === 'http://www.w3.org/1999/xhtml' && isContentEditable(target);
export const fontsOf = getter<Document, FontFaceSet | undefined>(documents, 'fonts');
export const contentDocument = (frame: Element): Document | null => {
  const name = localName(frame);
  try {
    return (name === 'frame' ? frameDocument : name === 'object' ? objectDocument : iframeDocument)(frame) ?? null;
  } catch {
    return null;
  }
};
const iframeDocument = getter<Element, Document | null>(prototypeOf('HTMLIFrameElement'), 'contentDocument');
// Chromium 156 gives the document of an object that has just got its address only by the getter of the object's realm.
const objectDocument = (frame: Element): Document | null => (frame as HTMLObjectElement).contentDocument;
const frameDocument = getter<Element, Document | null>(prototypeOf('HTMLFrameElement'), 'contentDocument');

export const isDocument = (target: Node): target is Document => nodeType(target) === 9;
export const isElement = (target: Node): target is Element => nodeType(target) === 1;
export const isFragment = (target: Node): target is DocumentFragment => nodeType(target) === 11;
export const isCharacterData = (target: Node): target is CharacterData =>
  nodeType(target) === 3 || nodeType(target) === 4 || nodeType(target) === 8;

/** Makes a doctype; one that XML would refuse is `html`, because the mode was set by other means. */
export function createDoctype(owner: Document, name: string, publicId: string, systemId: string): Node {
  try {
    return createDocumentType(implementation(owner), name, publicId, systemId);
  } catch {
    return createComment(owner, '');
  }
}

/** Puts a node in its place; one that the DOM refuses there stays out. */
export function insertBefore(parent: Node, child: Node, next: Node | null): void {
  const before = next && parentNode(next) === parent ? next : null;
  try {
    insert(parent, child, before);
  } catch {
    // A second root element, a text in a document: the recording says so, the DOM cannot hold it.
  }
}

/** Moves a connected node within its document without taking it out, where the browser can. Says whether it did. */
export function moveWithin(parent: Node, child: Node, next: Node | null): boolean {
  if (!moveBefore || !isConnected(parent)) return false;
  const before = next && parentNode(next) === parent ? next : null;
  try {
    Reflect.apply(moveBefore, parent, [child, before]);
    return true;
  } catch {
    return false;
  }
}

/** Takes a node from where it stands. */
export function remove(target: Node): void {
  const parent = parentNode(target);
  if (parent) removeChild(parent, target);
}

/** Removes an attribute; the empty namespace is none. */
export function removeAttribute(target: Element, namespace: string, name: string): void {
  if (namespace === '') removePlain(target, name);
  else removeNs(target, namespace, name.slice(name.indexOf(':') + 1));
}

export const scrollingElement = getter<Document, Element | null>(documents, 'scrollingElement');
const scrollLeft = getter<Element, number>(element, 'scrollLeft');
const scrollTop = getter<Element, number>(element, 'scrollTop');
const scrollWidth = getter<Element, number>(element, 'scrollWidth');
const scrollHeight = getter<Element, number>(element, 'scrollHeight');

/** Returns where an element is scrolled to, from left and from top, and how much there is to scroll. */
export const scrolled = (target: Element): [number, number, number] => [
  scrollLeft(target),
  scrollTop(target),
  scrollWidth(target) + scrollHeight(target),
];

/** Scrolls at once, whatever `scroll-behavior` says. */
export function scroll(target: Node, left: number, top: number): void {
  const options: ScrollToOptions = { left, top, behavior: 'instant' };
  if (isDocument(target)) defaultView(target)?.scrollTo(options);
  else if (isElement(target)) scrollElement(target, options);
}
