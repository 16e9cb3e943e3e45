/**
 * A page in a frame, for the page around it. Loaded on demand.
 *
 * It says hello to the page around it, if that is of a listed origin, and takes
 * the first channel that comes from there. Nothing is said to another origin,
 * and nothing that another window or origin says is heard.
 */

import type { Natives } from './natives.js';

/** What the page around this one offers. */
export interface Offer {
  port: MessagePort;
  /** Its level: 0 is the strictest. */
  mask: number;
  /** Whether the frame is in a masked part of it. */
  isMasked: boolean;
}

/** Waits for the page around this one; returns what ends that. */
export function waitForParent(
  origins: readonly string[],
  natives: Natives,
  accept: (offer: Offer) => void,
): () => void {
  const { parent } = window;
  const hello = (): void => {
    const known = location.ancestorOrigins?.[0];
    for (const origin of origins) {
      if (known === undefined || known === origin) parent.postMessage({ domreel: 'hello' }, origin);
    }
  };
  const heard = (event: MessageEvent): void => {
    if (event.source !== parent || !origins.includes(event.origin)) return;
    const { data, ports } = event;
    const port = ports[0];
    if (data?.domreel === 'ask') hello();
    else if (data?.domreel === 'offer' && port) {
      const mask = data.mask === 1 || data.mask === 2 ? data.mask : 0;
      accept({ port, mask, isMasked: data.isMasked !== false });
    }
  };
  natives.listen(window, 'message', heard);
  hello();
  return () => natives.unlisten(window, 'message', heard);
}
