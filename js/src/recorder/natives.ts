/**
 * The platform as it was before the page's scripts touched it.
 *
 * Pages override prototypes, and libraries such as zone.js wrap timers and
 * observers. Whoever runs first takes everything from here: the early stub if
 * the page has it, else the recorder when it loads. Getters and methods are
 * kept as functions whose first argument is the receiver.
 */

import { early } from './left-early.js';

type PostTask = (
  scheduler: Scheduler,
  action: () => void,
  options: { priority: 'background' | 'user-visible' },
) => Promise<void>;
type Scheduler = { postTask?: unknown };

type Getter<T, R> = (receiver: T) => R;

// biome-ignore lint/complexity/noBannedTypes: any function of the platform is turned round here
type AnyFunction = Function;
const uncurry = Function.prototype.call.bind(Function.prototype.bind, Function.prototype.call) as (
  method: AnyFunction,
) => (...args: never[]) => unknown;

/** What zone.js kept of a method that it replaced, else the method itself. */
function unpatched<T>(owner: object, name: string): T {
  const slots = owner as Record<string, T>;
  return (slots[`__zone_symbol__${name}`] ?? slots[name]) as T;
}

/** Takes the platform of this realm as it is now. */
export function captureNatives() {
  const describe = Object.getOwnPropertyDescriptor;
  const getter = <T, R>(prototype: T, name: keyof T & string): Getter<T, R> => {
    const get = describe(prototype as object, name)?.get;
    return (get ? uncurry(get) : (receiver: T) => receiver[name]) as Getter<T, R>;
  };
  const method = <M>(prototype: object, name: string): M => uncurry(unpatched<AnyFunction>(prototype, name)) as M;

  const N = Node.prototype;
  const E = Element.prototype;
  const D = Document.prototype;
  const A = Array.prototype;
  const perf = performance;
  const now = perf.now.bind(perf);
  const win = window as unknown as Record<string, unknown>;
  const bound = <F>(name: string): F =>
    (unpatched<(...args: unknown[]) => unknown>(win, name) as never as { bind(w: unknown): F }).bind(window);

  const nodeType = getter<Node, number>(N, 'nodeType');
  type Query = (root: Node, selector: string) => NodeListOf<Element>;
  const queryDocument = method<Query>(D, 'querySelectorAll');
  const animationsOfDocument = method<(root: Node) => Animation[]>(D, 'getAnimations');
  const queryFragment = method<Query>(DocumentFragment.prototype, 'querySelectorAll');

  return {
    Map,
    Set,
    WeakMap,
    WeakSet,
    WeakRef,
    MessageChannel,
    Worker,
    Event,
    CustomEvent,
    EventTarget,
    Blob,
    Date,
    Promise,
    URL,
    TextDecoder,
    TextEncoder,
    Uint8Array,
    Int32Array,
    Float64Array,
    adoptedByDocument: getter<Document, CSSStyleSheet[] | undefined>(D, 'adoptedStyleSheets'),
    adoptedByShadow: getter<ShadowRoot, CSSStyleSheet[] | undefined>(ShadowRoot.prototype, 'adoptedStyleSheets'),
    AbortController,
    MutationObserver: unpatched<typeof MutationObserver>(win, 'MutationObserver'),
    describe,
    define: Object.defineProperty,
    stringify: JSON.stringify,
    dateNow: Date.now,
    now,
    setTimeout: bound<(action: () => void, millis?: number) => number>('setTimeout'),
    clearTimeout: bound<(timer: number) => void>('clearTimeout'),
    requestAnimationFrame: bound<(action: () => void) => number>('requestAnimationFrame'),
    /** Not every browser has it. */
    postTask: (win['scheduler'] as Scheduler | undefined)?.postTask
      ? method<PostTask>(win['scheduler'] as Scheduler, 'postTask').bind(undefined, win['scheduler'] as Scheduler)
      : null,
    requestIdleCallback: win['requestIdleCallback']
      ? bound<(action: (deadline: IdleDeadline) => void, options?: IdleRequestOptions) => number>('requestIdleCallback')
      : (action: (deadline: IdleDeadline) => void) =>
          bound<(action: () => void, millis?: number) => number>('setTimeout')(() => {
            const end = now() + 8;
            action({ didTimeout: false, timeRemaining: () => end - now() });
          }, 50),
    fetch: bound<typeof fetch>('fetch'),
    random: crypto.getRandomValues.bind(crypto) as (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
    listen: method<
      (
        target: EventTarget,
        type: string,
        listener: (event: never) => void,
        options?: AddEventListenerOptions | boolean,
      ) => void
    >(EventTarget.prototype, 'addEventListener'),
    unlisten: method<
      (
        target: EventTarget,
        type: string,
        listener: (event: never) => void,
        options?: EventListenerOptions | boolean,
      ) => void
    >(EventTarget.prototype, 'removeEventListener'),

    concat: method<<T>(list: T[], more: readonly T[]) => T[]>(A, 'concat'),
    filter: method<<T>(list: readonly T[], keeps: (item: T, at: number) => boolean) => T[]>(A, 'filter'),
    join: method<(list: readonly unknown[]) => string>(A, 'join'),
    shift: method<<T>(list: T[]) => T | undefined>(A, 'shift'),
    splice: method<(list: unknown[], at: number, count: number) => void>(A, 'splice'),
    nodeType,
    /** Like `nodeType`, 0 for what is no node: a window can be an event's target. */
    nodeTypeOf: (target: object): number =>
      Node[Symbol.hasInstance](target) || 'nodeType' in target ? nodeType(target as Node) : 0,
    parentNode: getter<Node, Node | null>(N, 'parentNode'),
    firstChild: getter<Node, Node | null>(N, 'firstChild'),
    nextSibling: getter<Node, Node | null>(N, 'nextSibling'),
    previousSibling: getter<Node, Node | null>(N, 'previousSibling'),
    isConnected: getter<Node, boolean>(N, 'isConnected'),
    ownerDocument: getter<Node, Document | null>(N, 'ownerDocument'),
    baseURI: getter<Node, string>(N, 'baseURI'),
    textContent: getter<Node, string | null>(N, 'textContent'),
    rootNode: method<(node: Node) => Node>(N, 'getRootNode'),
    data: getter<CharacterData, string>(CharacterData.prototype, 'data'),
    localName: getter<Element, string>(E, 'localName'),
    tagPrefix: getter<Element, string | null>(E, 'prefix'),
    namespaceURI: getter<Element, string | null>(E, 'namespaceURI'),
    hasAttributes: method<(element: Element) => boolean>(E, 'hasAttributes'),
    attributeNames: method<(element: Element) => string[]>(E, 'getAttributeNames'),
    attributes: getter<Element, NamedNodeMap>(E, 'attributes'),
    attribute: method<(element: Element, name: string) => string | null>(E, 'getAttribute'),
    hasAttribute: method<(element: Element, name: string) => boolean>(E, 'hasAttribute'),
    attributeNode: method<(element: Element, name: string) => Attr | null>(E, 'getAttributeNode'),
    attributeNS: method<(element: Element, namespace: string | null, name: string) => string | null>(
      E,
      'getAttributeNS',
    ),
    attributeNodeNS: method<(element: Element, namespace: string | null, name: string) => Attr | null>(
      E,
      'getAttributeNodeNS',
    ),
    attrNamespace: getter<Attr, string | null>(Attr.prototype, 'namespaceURI'),
    attrName: getter<Attr, string>(Attr.prototype, 'name'),
    attrValue: getter<Attr, string>(Attr.prototype, 'value'),
    shadowRoot: getter<Element, ShadowRoot | null>(E, 'shadowRoot'),
    slotOfElement: getter<Element, Element | null>(E, 'assignedSlot'),
    slotOfText: getter<Text, Element | null>(Text.prototype, 'assignedSlot'),
    computedStyle: bound<(element: Element) => CSSStyleDeclaration>('getComputedStyle'),
    matches: method<(element: Element, selector: string) => boolean>(E, 'matches'),
    closest: method<(element: Element, selector: string) => Element | null>(E, 'closest'),
    /** The elements below a document or shadow root that a selector matches; none below any other node. */
    elementsIn: (root: Node, selector: string): ArrayLike<Element> & Iterable<Element> => {
      const type = nodeType(root);
      return type === 9 ? queryDocument(root, selector) : type === 11 ? queryFragment(root, selector) : [];
    },
    /** The animations below a document, shadow root or whatever else a tree begins with. */
    animationsIn: (root: Node): Animation[] =>
      nodeType(root) === 9 ? animationsOfDocument(root) : ((root as Partial<ShadowRoot>).getAnimations?.() ?? []),
    /** The elements of a name in a document, of which the list stays true. */
    elementsNamed: method<(document: Document, name: string) => HTMLCollectionOf<Element>>(D, 'getElementsByTagName'),
    bounds: method<(element: Element) => DOMRect>(E, 'getBoundingClientRect'),
    scrollLeft: getter<Element, number>(E, 'scrollLeft'),
    scrollTop: getter<Element, number>(E, 'scrollTop'),
    documentElement: getter<Document, Element | null>(D, 'documentElement'),
    defaultView: getter<Document, (Window & typeof globalThis) | null>(D, 'defaultView'),
    compatMode: getter<Document, string>(D, 'compatMode'),
    contentType: getter<Document, string>(D, 'contentType'),
    doctype: getter<Document, DocumentType | null>(D, 'doctype'),
    scrollingElement: getter<Document, Element | null>(D, 'scrollingElement'),
    timeline: getter<Document, DocumentTimeline>(D, 'timeline'),
    fonts: getter<Document, FontFaceSet>(D, 'fonts'),
    styleSheets: getter<Document, StyleSheetList>(D, 'styleSheets'),
    designMode: getter<Document, string>(D, 'designMode'),
    documentURL: getter<Document, string>(D, 'URL'),
    hidden: getter<Document, boolean>(D, 'hidden'),
    selection: method<(document: Document) => Selection | null>(D, 'getSelection'),
    frameDocument: getter<HTMLIFrameElement, Document | null>(HTMLIFrameElement.prototype, 'contentDocument'),
    objectDocument: getter<HTMLObjectElement, Document | null>(HTMLObjectElement.prototype, 'contentDocument'),
    value: getter<HTMLInputElement, string>(HTMLInputElement.prototype, 'value'),
    inputType: getter<HTMLInputElement, string>(HTMLInputElement.prototype, 'type'),
    checked: getter<HTMLInputElement, boolean>(HTMLInputElement.prototype, 'checked'),
    defaultChecked: getter<HTMLInputElement, boolean>(HTMLInputElement.prototype, 'defaultChecked'),
    indeterminate: getter<HTMLInputElement, boolean>(HTMLInputElement.prototype, 'indeterminate'),
    files: getter<HTMLInputElement, FileList | null>(HTMLInputElement.prototype, 'files'),
    areaValue: getter<HTMLTextAreaElement, string>(HTMLTextAreaElement.prototype, 'value'),
    options: getter<HTMLSelectElement, HTMLOptionsCollection>(HTMLSelectElement.prototype, 'options'),
    isSelected: getter<HTMLOptionElement, boolean>(HTMLOptionElement.prototype, 'selected'),
    currentSrc: getter<HTMLImageElement, string>(HTMLImageElement.prototype, 'currentSrc'),
    styleSheet: getter<HTMLStyleElement, CSSStyleSheet | null>(HTMLStyleElement.prototype, 'sheet'),
    svgSheet: getter<SVGStyleElement, CSSStyleSheet | null>(SVGStyleElement.prototype, 'sheet'),
    linkSheet: getter<HTMLLinkElement, CSSStyleSheet | null>(HTMLLinkElement.prototype, 'sheet'),
  };
}

/** The platform as it was before the page's scripts touched it. */
export type Natives = ReturnType<typeof captureNatives>;

/** Whether there is a page: on a server, modules that record are loaded and nothing else. */
export const hasPage = typeof document !== 'undefined';

/** The platform, from the early stub where it ran. */
export const natives: Natives = early()?.natives ?? (hasPage ? captureNatives() : (globalThis as unknown as Natives));
