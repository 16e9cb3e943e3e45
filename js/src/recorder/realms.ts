/**
 * The hooks of each realm: a frame has prototypes of its own, and other ones for each document that it loads.
 *
 * Whatever is put into a realm goes with it. The window of a frame stays when
 * another document is loaded, so that a realm is known by the prototype of its window.
 */

import type { Hooks } from './hooks.js';
import { natives } from './natives.js';
import { isGone } from './page.js';

/** A window with the classes of its realm. */
export type Realm = Window & typeof globalThis;
const prototypeOf = Object.getPrototypeOf;
type Install = (hooks: Hooks, window: Realm) => void;

/** Hooks each realm once, and puts everything back. */
export class Realms {
  readonly #hooked = new natives.Map<Realm, { realm: object; hooks: Hooks }>();
  readonly #installs: Install[] = [];

  constructor(private readonly make: () => Hooks) {}

  /** Has something installed in every realm, those that come later too. */
  each(install: Install): void {
    this.#installs[this.#installs.length] = install;
    this.#hooked.forEach(({ hooks }, window) => {
      install(hooks, window);
    });
  }

  /** Hooks the realm that a window has now, unless it is; returns its hooks. */
  hook(window: Realm): Hooks {
    const known = this.#hooked.get(window);
    const realm: object = prototypeOf(window);
    if (known?.realm === realm) return known.hooks;
    known?.hooks.release();
    const hooks = this.make();
    this.#hooked.set(window, { realm, hooks });
    for (let index = 0; index < this.#installs.length; index++) this.#installs[index]!(hooks, window);
    return hooks;
  }

  /** Lets go of the realms of frames that have gone. */
  releaseGone(top: Window | null): void {
    this.#hooked.forEach(({ hooks }, window) => {
      if (window === top || !isGone(window)) return;
      hooks.release();
      this.#hooked.delete(window);
    });
  }

  /** Lets go of all; what a module that comes late has installed then is installed nowhere. */
  release(): void {
    this.#hooked.forEach(({ hooks }) => {
      hooks.release();
    });
    this.#hooked.clear();
  }
}
