/** The hooks of each realm: a frame has prototypes of its own. */

import type { Hooks } from './hooks.js';
import { natives } from './natives.js';
import { isGone } from './page.js';

type Realm = Window & typeof globalThis;

/** Hooks each realm once, and puts everything back. */
export class Realms {
  readonly #hooks = new natives.Map<Window, Hooks>();

  constructor(
    private readonly make: () => Hooks,
    private readonly install: (hooks: Hooks, window: Realm) => void,
  ) {}

  /** Hooks a realm, unless it is; returns its hooks. */
  hook(window: Realm): Hooks {
    let hooks = this.#hooks.get(window);
    if (!hooks) {
      hooks = this.make();
      this.#hooks.set(window, hooks);
      this.install(hooks, window);
    }
    return hooks;
  }

  /** Lets go of the realms of frames that have gone. */
  releaseGone(top: Window | null): void {
    this.#hooks.forEach((hooks, window) => {
      if (window === top || !isGone(window)) return;
      hooks.release();
      this.#hooks.delete(window);
    });
  }

  /** Lets go of all. */
  release(): void {
    this.#hooks.forEach((hooks) => {
      hooks.release();
    });
  }
}
