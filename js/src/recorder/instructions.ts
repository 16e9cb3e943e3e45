/**
 * Style sheets that processing instructions ask for, as they come and go. Loaded on demand, for documents of XML.
 *
 * Nothing tells when such a sheet has loaded, so it is looked now and then.
 */

import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface InstructionHost {
  readonly natives: Natives;
  /** Calls an action for every root that is in the recording. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  /** Has the sheets of a root be looked at anew. */
  touchSheets(root: Document | ShadowRoot): void;
  setTimeout(action: () => void, millis: number): number;
  onrelease(action: () => void): void;
}

/** So often it is looked, in milliseconds. */
const LOOK_MILLIS = 250;

/** Follows what instructions ask for until the recording ends. */
export function followInstructions(host: InstructionHost): void {
  const { WeakMap, nodeType, styleSheets } = host.natives;
  const known = new WeakMap<Document | ShadowRoot, StyleSheet[]>();
  let isOver = false;
  const look = (): void => {
    if (isOver) return;
    host.eachRoot((root) => {
      // A shadow tree has none of them.
      if (nodeType(root) !== 9) return;
      const sheets = [...styleSheets(root as Document)].filter(({ ownerNode }) => ownerNode?.nodeType === 7);
      const before = known.get(root) ?? [];
      if (before.length === sheets.length && before.every((sheet, at) => sheet === sheets[at])) return;
      known.set(root, sheets);
      host.touchSheets(root);
    });
    host.setTimeout(look, LOOK_MILLIS);
  };
  look();
  host.onrelease(() => {
    isOver = true;
  });
}
