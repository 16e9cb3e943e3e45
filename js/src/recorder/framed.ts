/**
 * A page in a frame, for the page around it. Loaded on demand.
 *
 * It says hello to the page around it, if that is of a listed origin, and takes
 * the first channel that comes from there. Nothing is said to another origin,
 * and nothing that another window or origin says is heard.
 */

import type { Natives } from './natives.js';
import type { CheckedOptions } from './options.js';

/** Waits for the page around this one, and tells of its channel and how to record for it; returns what ends that. */
export function waitForParent(
  own: CheckedOptions,
  natives: Natives,
  accept: (port: MessagePort, options: CheckedOptions) => void,
): () => void {
  const origins = own.within;
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
      accept(port, framedOptions(own, port, mask, data.isMasked !== false));
    }
  };
  natives.listen(window, 'message', heard);
  hello();
  return () => natives.unlisten(window, 'message', heard);
}

/** The options of a page that is recorded for the one around it, of this level, and in a masked part of it or not. */
function framedOptions(own: CheckedOptions, port: MessagePort, mask: 0 | 1 | 2, isMasked: boolean): CheckedOptions {
  const none = { selectors: { mask: '', unmask: '', block: '' }, exclude: { urls: [], selector: '' } };
  const rules = own.rules ?? { ...none, redact: undefined };
  const selector = rules.selectors.mask && `,${rules.selectors.mask}`;
  return {
    ...own,
    sink: ({ buffer }) => port.postMessage(buffer, [buffer as ArrayBuffer]),
    // The page around seals what it hands over.
    sealKey: '',
    // What is stricter of both.
    mask: Math.min(own.mask, mask) as 0 | 1 | 2,
    rules: isMasked ? { ...rules, selectors: { ...rules.selectors, mask: `:root${selector}` } } : own.rules,
  };
}
