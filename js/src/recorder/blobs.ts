/**
 * Bytes behind `blob:` addresses, which pages take back as soon as something is shown.
 *
 * Whoever makes an address has the blob in hand, and so has the recorder from
 * then on: its bytes are there after the address is gone. They are kept once
 * the address is seen in the page.
 */

import type { Companion } from './companion.js';
import type { Hooks } from './hooks.js';
import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface BlobHost {
  readonly natives: Natives;
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
  companion: Pick<Companion, 'keep' | 'want'>;
  /** Says whether what an element shows may be recorded. */
  showsMedia(element: Element): boolean;
  /** Says whether a root has elements whose pictures may not be recorded though those of others may. */
  hasMasked(root: Document | ShadowRoot): boolean;
  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
  /** Is called for each document and shadow root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;
  /** The roots that are in the recording by now. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  onrelease(action: () => void): void;
  /** Has the end of the recording wait for bytes that are on their way. */
  await(bytes: Promise<void>): void;
  setTimeout(action: () => void, millis: number): number;
}

/** How long bytes are held whose address was taken back, in milliseconds: what is shown is in the page by then. */
const HELD_MILLIS = 5_000;
/** Elements that show pages, or lead to something: what their addresses stand for is no picture. */
const LEADING = 'a,area,iframe,frame,script';
/** Attributes with addresses, or with styles. */
const ATTRIBUTES = ['src', 'srcset', 'href', 'xlink:href', 'data', 'poster', 'style'];
const SELECTOR = ['src', 'srcset', '*|href', 'data', 'poster', 'style'].map((name) => `[${name}*="blob:"]`).join();
const ADDRESS = /blob:[^\s"'),]+/g;

/** Follows `blob:` addresses until the recording ends. Returns what keeps the bytes of one that is shown. */
export function followBlobs(host: BlobHost): (url: string, element: Element | null) => void {
  const { natives } = host;
  const { Map, MutationObserver, Set } = natives;
  const blobs = new Map<string, Blob>();
  const seen = new Set<string>();

  const show = (url: string, element: Element | null): void => {
    const bare = url.split('#')[0]!;
    // The same bytes may be shown by another element, which is not masked.
    if (seen.has(bare) || (element && !host.showsMedia(element))) return;
    seen.add(bare);
    const blob = blobs.get(bare);
    const keep = (blob: Blob): Promise<void> =>
      blob.arrayBuffer().then((bytes) => host.companion.keep(bare, blob.type, new Uint8Array(bytes), element));
    if (blob) host.await(keep(blob));
    else {
      const found = fetch(bare).then((response) => response.blob());
      host.await(
        found
          .catch(() => pictureOf(element, natives))
          .then((blob) => (blob ? keep(blob) : host.companion.want(bare, element))),
      );
    }
  };

  const lookAt = (element: Element): void => {
    for (const name of natives.matches(element, LEADING) ? ['style'] : ATTRIBUTES) {
      for (const [url] of natives.attribute(element, name)?.matchAll(ADDRESS) ?? []) show(url, element);
    }
    if (natives.localName(element) === 'style')
      for (const [url] of natives.textContent(element)?.matchAll(ADDRESS) ?? []) show(url, null);
  };
  const lookBelow = (elements: Iterable<Element>): void => {
    for (const element of elements) lookAt(element);
  };
  const ADDRESSED = `style,${SELECTOR}`;

  const observer = new MutationObserver(
    host.guard((records: MutationRecord[]) => {
      for (const { type, target, addedNodes } of records) {
        if (type === 'attributes') lookAt(target as Element);
        else if (natives.nodeType(target) === 1 && natives.localName(target as Element) === 'style')
          lookAt(target as Element);
        for (const node of addedNodes) {
          if (natives.nodeType(node) !== 1) continue;
          lookAt(node as Element);
          lookBelow(Element.prototype.querySelectorAll.call(node, ADDRESSED));
        }
      }
    }),
  );
  const observe = (root: Document | ShadowRoot): void => {
    if (blobs.size === 0) return;
    observer.observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ATTRIBUTES,
    });
  };

  host.eachRealm((hooks, { URL }) => {
    hooks.method(URL as never, 'createObjectURL' as never, (_: never, [blob]: unknown[], url: unknown) => {
      // It may be a media source; a blob may be one of another realm.
      if (!('arrayBuffer' in (blob as Blob))) return;
      blobs.set(url as string, blob as Blob);
      // A page without such addresses is not watched.
      if (blobs.size === 1) host.eachRoot(observe);
    });
    hooks.method(URL as never, 'revokeObjectURL' as never, (_: never, [url]: unknown[]) => {
      host.setTimeout(() => {
        blobs.delete(String(url));
        if (blobs.size === 0) observer.disconnect();
      }, HELD_MILLIS);
    });
  });
  const look = (root: Document | ShadowRoot): void => {
    observe(root);
    lookBelow(natives.elementsIn(root, ADDRESSED));
  };
  host.eachRoot(look);
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    look(root);
  };
  host.onrelease(() => observer.disconnect());
  return show;
}

/** What an image shows whose bytes cannot be had any more. */
async function pictureOf(element: Element | null, natives: Natives): Promise<Blob | null> {
  // It may be one of a frame, whose classes are others.
  if (element === null || natives.localName(element) !== 'img' || !((element as HTMLImageElement).naturalWidth > 0))
    return null;
  const image = element as HTMLImageElement;
  const canvas = Document.prototype.createElement.call(document, 'canvas') as HTMLCanvasElement;
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve));
}
