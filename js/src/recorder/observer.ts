/** Observes roots: one mutation observer over all, and listeners on each document and shadow root. */

import { bare } from './bare.js';
import { noteFormer, TELLING } from './dots.js';
import { natives } from './natives.js';

const { listen, unlisten, AbortController, MutationObserver, nodeType } = natives;

type Listener = (event: never) => void;
const PASSIVE: AddEventListenerOptions = { capture: true, passive: true };

/** Everything of which an observer tells. */
const OBSERVED: MutationObserverInit = {
  subtree: true,
  childList: true,
  attributes: true,
  characterData: true,
  characterDataOldValue: true,
};

/** What else one tells of: old values of few attributes, because those of `style` are costly. */
const TOLD_BEFORE: MutationObserverInit = { subtree: true, attributeOldValue: true, attributeFilter: TELLING };

/** Observes the roots that it was told of. */
export class RootObserver {
  /** It is the older one, so that it is told first. */
  readonly #former = new MutationObserver(noteFormer);
  readonly #observer: MutationObserver;
  #roots = new natives.Set<Document | ShadowRoot>();
  readonly #released = new AbortController();

  constructor(
    private readonly onrecords: (records: MutationRecord[]) => void,
    /** Listeners that every root gets: their events do not leave shadow roots. */
    private readonly forRoots: Record<string, Listener>,
    /** Listeners that documents get besides. */
    private readonly forDocuments: Record<string, Listener>,
  ) {
    this.#observer = new MutationObserver((records) => this.onrecords(records));
  }

  /** Says whether a root is observed. */
  has(root: Document | ShadowRoot): boolean {
    return this.#roots.has(root);
  }

  /** Observes a root. */
  add(root: Document | ShadowRoot): void {
    if (this.#roots.has(root)) return;
    this.#roots.add(root);
    this.#former.observe(root, TOLD_BEFORE);
    this.#observer.observe(root, OBSERVED);
    this.listen(root);
  }

  /** Puts the listeners on a root, again if somebody took them off: `document.open` does. */
  listen(root: Document | ShadowRoot): void {
    this.#each(root, (type, listener) => listen(root, type, listener, PASSIVE));
  }

  /** Listens to what scrolls in a root that a script has just made: it may be over before the root is found. */
  expect(root: ShadowRoot): void {
    listen(root, 'scroll', this.forRoots.scroll!, { ...PASSIVE, signal: this.#released.signal });
  }

  /** No longer observes a root that has left. Its observation ends with the node itself. */
  remove(root: Document | ShadowRoot): void {
    if (!this.#roots.delete(root)) return;
    this.#each(root, (type, listener) => unlisten(root, type, listener, PASSIVE));
  }

  /** Calls an action for every observed root. */
  each(action: (root: Document | ShadowRoot) => void): void {
    this.#roots.forEach(action);
  }

  /** Hands over the records that have not been delivered yet. */
  drain(): void {
    noteFormer(this.#former.takeRecords());
    const records = this.#observer.takeRecords();
    if (records.length > 0) this.onrecords(records);
  }

  /** Ends everything. */
  release(): void {
    this.#former.disconnect();
    this.#observer.disconnect();
    this.#released.abort();
    this.#roots.forEach((root) => {
      this.remove(root);
    });
  }

  #each(root: Document | ShadowRoot, action: (type: string, listener: Listener) => void): void {
    for (const type in this.forRoots) action(type, this.forRoots[type]!);
    // Events inside a closed root are told of at its host outside: its own listeners know more.
    const isClosed = nodeType(root) === 11 && (root as ShadowRoot).mode === 'closed';
    if (nodeType(root) === 9 || isClosed) for (const type in this.forDocuments) action(type, this.forDocuments[type]!);
  }
}

/** Guards every listener of a table. */
export function guardAll(
  guard: (action: (event: never) => void) => (event: never) => void,
  listeners: Record<string, Listener>,
): Record<string, Listener> {
  const guarded: Record<string, Listener> = bare({});
  for (const type in listeners) guarded[type] = guard(listeners[type]!);
  return guarded;
}
