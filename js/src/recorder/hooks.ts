/**
 * Hooks: being told of what no observer tells, such as values and rules that scripts set.
 *
 * A hook calls the original with the page's own arguments and gives the page
 * the original's result or error; what the recorder does in it cannot throw
 * into the page. On release the original is put back; where somebody wrapped
 * the hook in turn, it stays as an inert pass-through.
 */

import { natives } from './natives.js';

const { describe, define } = natives;
const apply = Reflect.apply;

/** All hooks of one recording. */
export class Hooks {
  #undo: (() => void)[] = [];
  #isActive = true;

  constructor(private readonly guard: <A extends unknown[]>(action: (...args: A) => void) => (...args: A) => void) {}

  /** Calls `after` each time the setter of `prototype[name]` has run. */
  setter<T>(prototype: T, name: keyof T & string, after: (receiver: T) => void): void {
    const known = describe(prototype as object, name);
    const set = known?.set;
    if (!known || !set || !known.configurable) return;
    const guarded = this.guard(after);
    const hooks = this;
    // A method of an object literal has no prototype and no [[Construct]], as a native setter has none.
    const hooked = {
      set(this: T, entry: unknown) {
        apply(set, this, [entry]);
        if (hooks.#isActive) guarded(this);
      },
    };
    this.#replace(prototype as object, name, known, { ...known, set: named(hooked.set, set) });
  }

  /** Calls `after` each time the getter of `prototype[name]` has run: the page may change what it got. */
  getter<T>(prototype: T, name: keyof T & string, after: (receiver: T) => void): void {
    const known = describe(prototype as object, name);
    const get = known?.get;
    if (!known || !get || !known.configurable) return;
    const guarded = this.guard(after);
    const hooks = this;
    const hooked = {
      get(this: T) {
        const result: unknown = apply(get, this, []);
        if (hooks.#isActive) guarded(this);
        return result;
      },
    };
    this.#replace(prototype as object, name, known, { ...known, get: named(hooked.get, get) });
  }

  /** Calls `after` each time the method `prototype[name]` has returned; never where the browser has none of it. */
  method<T>(
    prototype: T | undefined,
    name: keyof T & string,
    after: (receiver: T, args: unknown[], result: unknown) => void,
  ): void {
    const known = prototype && describe(prototype as object, name);
    const method = known?.value as ((...args: unknown[]) => unknown) | undefined;
    if (!known || typeof method !== 'function' || !known.configurable) return;
    const guarded = this.guard(after);
    const hooks = this;
    const hooked = {
      method(this: T, ...args: unknown[]) {
        const result = apply(method, this, args);
        if (hooks.#isActive) guarded(this, args, result);
        return result;
      },
    };
    this.#replace(prototype as object, name, known, { ...known, value: named(hooked.method, method) });
  }

  /** Calls an action on release, before the hooks that are here by now are put back. */
  onrelease(action: () => void): void {
    this.#undo[this.#undo.length] = action;
  }

  /** Puts everything back. */
  release(): void {
    this.#isActive = false;
    for (let index = this.#undo.length - 1; index >= 0; index--) {
      try {
        this.#undo[index]!();
      } catch {
        // The window shows a page of another origin by now, which nobody may touch; what was put there has gone.
      }
    }
    this.#undo = [];
  }

  #replace(owner: object, name: string, known: PropertyDescriptor, hooked: PropertyDescriptor): void {
    define(owner, name, hooked);
    this.#undo[this.#undo.length] = () => {
      const now = describe(owner, name);
      const isOurs = now && now.get === hooked.get && now.set === hooked.set && now.value === hooked.value;
      if (isOurs) define(owner, name, known);
    };
  }
}

/** Gives a hook the name and length of what it stands for. */
function named<F extends (...args: never[]) => unknown>(hook: F, original: { name: string; length: number }): F {
  define(hook, 'name', { value: original.name, configurable: true });
  define(hook, 'length', { value: original.length, configurable: true });
  return hook;
}
