/** The events of the window: its size, its visibility, and the page's coming and going. */

import type { Hooks } from './hooks.js';
import { natives } from './natives.js';
import { NavigationKind } from './page.js';

/** What is done on them. */
export interface WindowHost {
  /** Something around the document may have changed. */
  touch(): void;
  /** A form was reset. */
  reset(form: HTMLFormElement): void;
  /** The page is hidden, and may never be shown again. */
  hide(): void;
  /** The page is gone for good. */
  leave(): void;
  /** What waits must be sent now. */
  hurry(): void;
  /** The page is back from the browser's cache. */
  come(): void;
}

/** Listens, through a function that undoes it with the recording. */
export function followWindow(
  listen: (type: string, action: (event: Event) => void, target?: EventTarget) => void,
  document: Document,
  host: WindowHost,
): void {
  listen('resize', () => host.touch());
  listen(
    'visibilitychange',
    () => {
      host.touch();
      if (natives.hidden(document)) host.hide();
    },
    document,
  );
  listen('reset', ({ target }) => {
    // A form is reset after its event; the task after it sees the values.
    natives.setTimeout(() => host.reset(target as HTMLFormElement), 0);
  });
  listen('pagehide', (event) => {
    if ((event as PageTransitionEvent).persisted) host.hide();
    else host.leave();
    host.hurry();
  });
  listen('pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) host.come();
  });
}

/** Follows the address: by scripts, by the visitor's going back and forward, and by fragments. */
export function followHistory(
  hooks: Hooks,
  listen: (type: string, action: () => void) => void,
  navigated: (kind: NavigationKind) => void,
): void {
  hooks.method(History.prototype, 'pushState', () => navigated(NavigationKind.PUSH));
  hooks.method(History.prototype, 'replaceState', () => navigated(NavigationKind.REPLACE));
  listen('popstate', () => navigated(NavigationKind.TRAVERSE));
  listen('hashchange', () => navigated(NavigationKind.FRAGMENT));
}
