/**
 * What surrounds the page and stands in none of its nodes: the pointer's shape, pinch zoom, how the screen is held,
 * the language of its documents, what their policy forbids. Loaded on demand.
 *
 * It is written as properties of root elements, when it changes.
 */

import { followBlockedStyles, type StyleHost } from './blocked-styles.js';
import { followInvalid, type InvalidHost } from './invalid-fields.js';
import { Property } from './property.js';
import type { ViewerHost } from './viewers.js';

/** What of the recorder is needed. */
export interface ViewHost extends StyleHost, InvalidHost, ViewerHost {
  /** Says whether pictures that an element shows may be recorded. */
  showsMedia(element: Element): boolean;
  /** Is called for each document and shadow root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;
  /** The roots that are in the recording by now. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  requestAnimationFrame(action: () => void): number;
}

/** So long after a change of the page it is looked what shape the pointer has, in milliseconds. */
const LOOK_MILLIS = 100;
/** Of pointers that take more only the keyword is written, in code units: pictures may stand there as data. */
const MAX_UNITS = 1 << 16;

/** What browsers make documents of that look as no style sheet says. */
const VIEWED = /^(audio|video)\/|[/+]json$|\/pdf$/;
/** A language, perhaps with a script and a region. */
const LANGUAGE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;

/** Follows what surrounds the page until the recording ends. */
export function followView(host: ViewHost): void {
  const { natives } = host;
  const { Map, WeakRef } = natives;
  let under: WeakRef<Element> | undefined;
  let isWaiting = false;
  let isOver = false;
  const written = new Map<Property, string>();

  const write = (property: Property, text: string): void => {
    const root = natives.documentElement(document);
    if (isOver || !root || (written.get(property) ?? '') === text) return;
    written.set(property, text);
    host.note(property, new Map([[root, text]]));
  };

  const shape = (): void => {
    const element = under?.deref();
    const view = element && natives.isConnected(element) && natives.defaultView(natives.ownerDocument(element)!);
    if (!view) return;
    const { cursor: whole } = view.getComputedStyle(element);
    // The last of the list is a keyword, which is shown where the page's own pictures are not.
    const keyword = whole.slice(whole.lastIndexOf(',') + 1).trim();
    const cursor = whole.length <= MAX_UNITS && host.showsMedia(element) ? whole : keyword;
    write(Property.Cursor, cursor === 'auto' || cursor === 'default' ? '' : cursor);
  };
  /** Looks at once where the pointer came over something else, and soon where only the page has changed. */
  const look = (hovered: Element | null): void => {
    const isMoved = hovered !== (under?.deref() ?? null);
    if (isMoved) under = hovered ? new WeakRef(hovered) : undefined;
    if (isOver || !hovered || (isWaiting && !isMoved)) return;
    // In a frame's callback styles are not computed for this alone.
    if (isMoved) host.requestAnimationFrame(shape);
    else {
      isWaiting = true;
      host.setTimeout(() => {
        isWaiting = false;
        host.requestAnimationFrame(shape);
      }, LOOK_MILLIS);
    }
  };

  const zoom = host.guard((): void => {
    const { scale, offsetLeft, offsetTop } = visualViewport!;
    const numbers = [scale, offsetLeft, offsetTop].map((number) => Math.round(number * 1000) / 1000);
    write(Property.VisualViewport, numbers.join(' ') === '1 0 0' ? '' : numbers.join(' '));
  });
  const turn = host.guard((): void => write(Property.Orientation, screen.orientation.type));

  const lookAtStyles = followBlockedStyles(host);

  /** Looks what language a document has where no attribute says one: nobody but style tells what its header did. */
  const listen = (document: Document | ShadowRoot): void => {
    if (natives.nodeType(document) !== 9) return;
    lookAtStyles(document as Document);
    const contentType = natives.contentType(document as Document);
    if (VIEWED.test(contentType)) {
      import('./viewers.js').then(
        host.guard(({ followViewer }) => followViewer(host, document as Document, contentType)),
        () => undefined,
      );
    }
    host.requestAnimationFrame(() => {
      const [root, view] = [natives.documentElement(document as Document), natives.defaultView(document as Document)];
      if (isOver || !root || !view || root.hasAttribute('lang') || root.hasAttribute('xml:lang')) return;
      const { webkitLocale = 'auto' } = view.getComputedStyle(root) as { webkitLocale?: string };
      const language = webkitLocale.replaceAll('"', '');
      if (LANGUAGE.test(language)) host.note(Property.Language, new Map([[root, language]]));
    });
  };
  followInvalid(host);
  host.eachRoot(listen);
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    listen(root);
  };

  const listened: [EventTarget | null | undefined, string, () => void][] = [
    [window.visualViewport, 'resize', zoom],
    [window.visualViewport, 'scroll', zoom],
    [screen.orientation, 'change', turn],
  ];
  for (const [target, type, action] of listened) target?.addEventListener(type, action);
  host.onchanged[host.onchanged.length] = look;
  host.onrelease(() => {
    isOver = true;
    for (const [target, type, action] of listened) target?.removeEventListener(type, action);
  });
  if (window.visualViewport) zoom();
}
