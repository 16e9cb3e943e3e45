/** A listener on the documents of a recording, until it ends; those that have gone are let go of. */

import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface DocumentsHost {
  readonly natives: Natives;
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
  onrelease(action: () => void): void;
}

/** Returns what puts a listener on a document. It hears of what happens to the elements in it, too. */
export function listenOnDocuments<E extends Event>(
  host: DocumentsHost,
  type: string,
  listener: (event: E) => void,
): (document: Document) => void {
  const { natives } = host;
  const { Set, WeakRef } = natives;
  const heard = host.guard(listener);
  const documents = new Set<WeakRef<Document>>();
  host.onrelease(() => {
    for (const known of documents) {
      const document = known.deref();
      if (document) natives.unlisten(document, type, heard, true);
    }
  });
  return (document) => {
    for (const known of documents) {
      const before = known.deref();
      if (!before || !natives.defaultView(before)) documents.delete(known);
    }
    documents.add(new WeakRef(document));
    natives.listen(document, type, heard, true);
  };
}
