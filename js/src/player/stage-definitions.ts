/**
 * Definitions of custom elements on a stage.
 *
 * Whether an element is defined is a look (`:defined`), and a definition of a
 * window cannot be undone when playback goes back. So elements that were
 * defined are made with a registry of their own, and the window's stays empty.
 * Where a browser has no such registries, the window's is used.
 */

import * as native from './stage-native.ts';

type Registry = CustomElementRegistry & { upgrade(root: Node): void; initialize?(root: Node): void };
type StageWindow = Window & typeof globalThis;

/** The definitions of all documents of one stage. */
export class Definitions {
  readonly #registries = new WeakMap<StageWindow, { registry: Registry; scoped: boolean }>();
  readonly #internals = new WeakMap<Element, ElementInternals>();
  /** Registries whose constructors all fail. */
  readonly #failing = new WeakMap<StageWindow, Registry>();

  /** Makes an element that is defined, or that may be later; nothing if its name cannot be. */
  create(owner: Document, name: string, defined: boolean): Element | undefined {
    const found = this.#registry(owner);
    if (!found || !/^[a-z][^A-Z]*$/.test(name)) return undefined;
    const { registry, scoped } = found;
    try {
      if (!defined) {
        // Without a registry it can be given one later; with the window's it could not.
        return native.createHtmlElement(owner, name, {
          customElementRegistry: null,
        } as unknown as ElementCreationOptions);
      }
      this.#define(owner, registry, name);
      if (!scoped) return native.createHtmlElement(owner, name);
      return native.createHtmlElement(owner, name, { customElementRegistry: registry } as ElementCreationOptions);
    } catch {
      return undefined;
    }
  }

  /** Defines an element that is there already. */
  upgrade(element: Element): void {
    const owner = native.ownerDocument(element);
    const found = owner && this.#registry(owner);
    if (!found) return;
    try {
      this.#define(owner, found.registry, native.localName(element));
      found.registry.initialize?.(element);
      found.registry.upgrade(element);
    } catch {
      // It looks undefined, which is the most that a name without a definition can do.
    }
  }

  /** Gives an element its custom states, and no others. */
  setStates(element: Element, states: readonly string[]): void {
    try {
      if (states.length > 0 && !this.#internals.has(element) && !native.matches(element, ':defined')) {
        this.#fail(element);
      }
      let internals = this.#internals.get(element);
      if (!internals) {
        internals = (element as HTMLElement).attachInternals();
        this.#internals.set(element, internals);
      }
      internals.states.clear();
      for (const state of states) internals.states.add(state);
    } catch {
      // An element that is not defined has no states.
    }
  }

  /** Gives a form-associated element the validity that it had. */
  setValidity(element: Element, flags: ValidityStateFlags): void {
    try {
      let internals = this.#internals.get(element);
      if (!internals) {
        internals = (element as HTMLElement).attachInternals();
        this.#internals.set(element, internals);
      }
      const isValid = Object.keys(flags).length === 0;
      if (isValid) internals.setValidity({});
      else internals.setValidity(flags, ' ');
    } catch {
      // Not form-associated.
    }
  }

  /** Has an element be one whose constructor has failed when it had its internals: it has states, and is not defined. */
  #fail(element: Element): void {
    const view = native.defaultView(native.ownerDocument(element)!) as StageWindow;
    const registry = this.#failing.get(view) ?? (new view.CustomElementRegistry() as Registry);
    this.#failing.set(view, registry);
    const name = native.localName(element);
    const internals = this.#internals;
    if (!registry.get(name)) {
      registry.define(
        name,
        class extends view.HTMLElement {
          constructor() {
            super();
            internals.set(this, this.attachInternals());
            throw new Error('as it did in the page');
          }
        },
      );
    }
    // Nobody has to hear of it.
    const hush = (event: Event): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    globalThis.addEventListener('error', hush, true);
    try {
      registry.initialize?.(element);
      registry.upgrade(element);
    } finally {
      globalThis.removeEventListener('error', hush, true);
    }
  }

  #registry(owner: Document): { registry: Registry; scoped: boolean } | undefined {
    const view = native.defaultView(owner);
    if (!view) return undefined;
    let found = this.#registries.get(view);
    if (!found) {
      try {
        found = { registry: new view.CustomElementRegistry() as Registry, scoped: true };
      } catch {
        found = { registry: view.customElements as Registry, scoped: false };
      }
      this.#registries.set(view, found);
    }
    return found;
  }

  #define(owner: Document, registry: Registry, name: string): void {
    const view = native.defaultView(owner);
    if (!view || registry.get(name)) return;
    registry.define(
      name,
      class extends view.HTMLElement {
        static formAssociated = true;
      },
    );
  }
}
