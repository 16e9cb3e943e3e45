/**
 * The self-check: what the page is, from a walk that remembers nothing and knows nothing of what was written.
 *
 * It passes the same mask as a keyframe does. Of it a digest is written, which
 * readers compare with that of their document.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import type { Attachments } from './roots.js';
import { wholly } from './slice.js';
import { type Waits, Walker } from './walk.js';

const nothing = (): void => undefined;
const waits: Waits = { passesOver: () => false, left: [] };

/** Writes the check; everything that was touched has been written before. */
export function writeCheck(
  batch: Batch,
  known: NodeTable,
  { slots }: Walker,
  attachments: Attachments,
  top: Document,
): void {
  const id = (node: Node | null): number => known.id(node);
  const { qualified, prefixless } = known;
  // A node that the recording does not know has no id, and gets none: that is what is to be found out.
  const nodes = { id, add: id, next: 1, expected: 1, qualified, prefixless };
  const attached = (element: Element, name: string): ShadowRoot | Document | null =>
    attachments.attached(element, name);
  const walker = new Walker(batch, nodes, { attached, onroot: nothing, state: nothing, documentState: nothing });
  // What the page's walks have found of slots and marks holds here, too.
  walker.slots.hasMarks = slots.hasMarks;
  walker.slots.hasRoots = slots.hasRoots;
  batch.command(Command.CHECK);
  walker.walk(top, waits, wholly(), true);
  batch.command(Command.CHECK_END);
}

/**
 * Finds frames below a root that show a document which may not be in the recording yet.
 *
 * Nobody tells when a frame begins to show another one, only when it has loaded.
 */
export function findFrames(root: Node, attachments: Attachments, found: (frame: Element) => void): void {
  const frames = natives.elementsIn(root, 'iframe,frame,object');
  for (let index = 0; index < frames.length; index++) {
    if (attachments.framed(frames[index]!) !== null) found(frames[index]!);
  }
}
