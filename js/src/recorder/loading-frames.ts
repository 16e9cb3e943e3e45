/**
 * Frames that are loading: their documents are recorded from when they exist. Loaded on demand, by pages with frames.
 *
 * Nobody tells when a frame begins to show another document, only when that
 * has loaded, which a slow image can put off for as long as it likes. So while
 * a frame is about to show another one, it is asked for it now and then.
 */

import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface LoadingHost {
  readonly natives: Natives;
  /** Is told of each element that may frame a document, when it comes into the recording. */
  onframed: ((frame: Element) => void) | undefined;
  /** Are called when changes of the page have been written. */
  readonly onchanged: ((hovered: Element | null) => void)[];
  /** Records what a frame shows, unless it is in the recording. */
  frameShows(frame: Element): void;
  onrelease(action: () => void): void;
  setTimeout(action: () => void, millis: number): number;
}

/** How long after one look the next is, in milliseconds. */
const LOOK_MILLIS = 50;
/** So often a frame is looked at whose document does not come; its load is told of whenever that is. */
const MAX_LOOKS = 2400;
/** Addresses of which a frame has shown the document as soon as it has them. */
const AT_ONCE = /^\s*(about:|javascript:|$)/i;

/** Follows what frames show until the recording ends, those first that are in the recording by now: takes them all. */
export function followLoading(host: LoadingHost, first: Element[]): void {
  const { natives } = host;
  const { Map, WeakSet } = natives;
  const root = natives.documentElement;
  /** Each frame, with the document that it was seen to show. */
  const frames = new Map<Element, Document | null>();
  /** How often a frame was looked at in vain. */
  const looks = new Map<Element, number>();
  /** Documents that are being left. */
  const left = new WeakSet<Document>();
  let isWaiting = false;
  let isOver = false;

  const windowOf = (document: Document | null | undefined): Window | null =>
    document ? natives.defaultView(document) : null;
  const leaves = ({ target }: Event): void => {
    left.add(target as Document);
    look();
  };

  /** Follows the document that a frame shows now. */
  const see = (frame: Element, document: Document | null): void => {
    try {
      windowOf(frames.get(frame))?.removeEventListener('pagehide', leaves);
    } catch {
      // In Firefox 140 that is the window of what came after it, which may be of another origin.
    }
    frames.set(frame, document);
    looks.delete(frame);
    windowOf(document)?.addEventListener('pagehide', leaves);
  };

  const look = (): void => {
    for (const [frame, before] of frames) {
      if (isGone(frame, natives)) {
        see(frame, null);
        frames.delete(frame);
        continue;
      }
      const document = documentOf(frame);
      if (document !== before && (document === null || root(document))) {
        see(frame, document);
        host.frameShows(frame);
      }
      if (document === null || !isComing(frame, document)) continue;
      const count = (looks.get(frame) ?? 0) + 1;
      looks.set(frame, count);
      if (count < MAX_LOOKS) wait();
    }
  };

  /** Says whether a frame is about to show another document than this. */
  const isComing = (frame: Element, document: Document): boolean => {
    const address = frame.getAttribute(frame.localName === 'object' ? 'data' : 'src') ?? '';
    const isFirst =
      natives.documentURL(document) === 'about:blank' && (frame.hasAttribute('srcdoc') || !AT_ONCE.test(address));
    return isFirst || left.has(document) || !root(document);
  };

  const wait = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    host.setTimeout(() => {
      isWaiting = false;
      if (!isOver) look();
    }, LOOK_MILLIS);
  };

  host.onframed = (frame) => {
    if (!frames.has(frame)) frames.set(frame, null);
    wait();
  };
  host.onchanged[host.onchanged.length] = () => {
    if (frames.size > 0) look();
  };
  host.onrelease(() => {
    isOver = true;
    for (const frame of frames.keys()) see(frame, null);
  });
  // Who has made the list may live as long as the recording, and would hold frames that have gone.
  for (const frame of first.splice(0)) frames.set(frame, null);
  look();
}

/** Says whether a frame has been taken out of its page, or its page has. */
function isGone(frame: Element, { isConnected, ownerDocument, defaultView }: Natives): boolean {
  return !isConnected(frame) || !defaultView(ownerDocument(frame)!);
}

/** Returns the document that a frame shows, if it may be read. */
function documentOf(frame: Element): Document | null {
  try {
    return (frame as HTMLIFrameElement).contentDocument;
  } catch {
    return null;
  }
}
