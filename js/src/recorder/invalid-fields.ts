/** Tells beside which field the browser shows a bubble, because it keeps a form from being sent. See docs/adr/0092. */

import type { BubbleHost } from './bubbles.js';
import type { Hooks } from './hooks.js';

/** What of the recorder is needed. */
export interface InvalidHost extends BubbleHost {
  /** Is told of each field that was found not to be valid. */
  oninvalid: ((event: Event) => void) | undefined;
  /** Has something hooked in every realm, those that come later too. */
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
}

/** Follows which fields keep a form from being sent, until the recording ends. */
export function followInvalid(host: InvalidHost): void {
  const { Set, matches } = host.natives;
  const found: (readonly [field: Element, event: Event])[] = [];
  let show: Promise<(field: Element) => void> | undefined;
  const invalid = (event: Event): void => {
    if (!event.isTrusted) return;
    found[found.length] = [event.target as Element, event];
    if (found.length > 1) return;
    // Who has asked shows a bubble when all have been asked, at the first of which no listener has prevented it.
    host.setTimeout(() => {
      let shown: Element | undefined;
      for (let index = 0; index < found.length; index++) {
        const [field, event] = found[index]!;
        if (!event.defaultPrevented && matches(field, ':focus')) shown ??= field;
      }
      found.length = 0;
      if (!shown) return;
      const field = shown;
      show ??= import('./bubbles.js').then(({ followBubbles }) => followBubbles(host));
      show.then(
        (show) => show(field),
        () => undefined,
      );
    }, 0);
  };
  // Who asks by this gets an answer, and the visitor sees nothing.
  const checked = (asked: Element): void => {
    const seen = new Set<Element>();
    for (let at = found.length - 1; at >= 0; at--) {
      const [field] = found[at]!;
      if (seen.has(field) || (field !== asked && (field as HTMLInputElement).form !== asked)) return;
      seen.add(field);
      found.length = at;
    }
  };
  host.eachRealm((hooks, window) => {
    for (const name of ['Form', 'Input', 'Select', 'TextArea', 'Button'] as const)
      hooks.method<HTMLFormElement>(
        window[`HTML${name}Element`].prototype as HTMLFormElement,
        'checkValidity',
        checked,
      );
  });
  host.oninvalid = invalid;
}
