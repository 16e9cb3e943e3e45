/**
 * The documents and shadow roots that are in the recording, as they come and go: each is observed while it is there.
 */

import type { Addresses } from './addresses.js';
import type { Mutations } from './mutations.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import type { RootObserver } from './observer.js';
import { modeOf } from './page.js';
import type { Realms } from './realms.js';
import type { Attachments } from './roots.js';
import type { Sheets } from './sheets.js';
import type { StateReader } from './state.js';
import { hookState } from './state-hooks.js';

const { nodeType, defaultView, localName } = natives;

/** What follows a root, or is told of it. */
export interface RootParts {
  readonly top: Document;
  readonly nodes: NodeTable;
  readonly attachments: Attachments;
  readonly observer: RootObserver;
  readonly sheets: Sheets;
  readonly state: StateReader;
  readonly mutations: Mutations;
  readonly addresses: Addresses;
  readonly realms: Realms;
  /** Asks for a flush. */
  request(): void;
  /** Is told of every root that comes into the recording. */
  onroot(root: Document | ShadowRoot): void;
  /** Is told of a frame that has loaded a document of another origin. */
  onframe(frame: Element): void;
  /** Is told that the top document has become one of another mode. */
  onreplaced(): void;
}

/** Follows the roots of one recording. */
export interface RecordedRoots {
  /** Observes a root that comes into the recording. */
  observe(root: Document | ShadowRoot): void;
  /** No longer observes a node that has left the recording, if it is a root. */
  forget(node: Node): void;
  /** Forgets the roots that left while a keyframe was read, before it came to them: they were never in it. */
  forgetUnread(): void;
  /** Records what a frame shows, unless it is in the recording. */
  frameShows(frame: Element): void;
}

/** Begins to follow roots, and what scripts do to them in every realm. */
export function followRoots({
  top,
  nodes,
  attachments,
  observer,
  sheets,
  state,
  mutations,
  addresses,
  realms,
  request,
  onroot,
  onframe,
  onreplaced,
}: RootParts): RecordedRoots {
  const modes = new natives.WeakMap<Document, string>();
  const come = (root: Node): void => {
    mutations.noteLater(root);
    request();
  };
  const forget = (node: Node): void => {
    if (nodeType(node) !== 9 && nodeType(node) !== 11) return;
    observer.remove(node as Document | ShadowRoot);
    sheets.removeRoot(node as Document | ShadowRoot);
    realms.releaseGone(top.defaultView);
  };
  realms.each((hooks, window) => {
    hookState(hooks, window, {
      state,
      attached(host, root) {
        attachments.keep(host, root);
        observer.expect(root);
        if (nodes.id(host) !== 0) come(root);
      },
      reopened(document) {
        if (!observer.has(document)) return;
        observer.listen(document);
        addresses.touch(document);
        request();
        if (modes.get(document) === modeOf(document)) return;
        // The mode of a document does not change in the recording: another document takes its place.
        if (document === top) onreplaced();
        mutations.noteReplaced(document);
      },
    });
    sheets.hook(hooks, window);
  });
  return {
    observe(root) {
      sheets.addRoot(root);
      observer.add(root);
      mutations.noteStale(attachments.record(root));
      if (nodeType(root) === 9) {
        modes.set(root as Document, modeOf(root as Document));
        const view = defaultView(root as Document);
        if (view !== null) realms.hook(view);
      }
      onroot(root);
    },
    forget,
    forgetUnread() {
      observer.each((root) => {
        if (nodes.id(root) === 0) forget(root);
      });
    },
    frameShows(frame) {
      const document = attachments.attached(frame, localName(frame));
      if (document === null) {
        const before = attachments.lastOf(frame);
        // What it showed has gone, and what it shows now may not be read.
        if (before !== null && nodes.id(before) !== 0 && nodes.id(frame) !== 0) {
          mutations.renew(frame);
          request();
        }
        onframe(frame);
      } else if (nodes.id(frame) !== 0 && nodes.id(document) === 0) come(document);
    },
  };
}
