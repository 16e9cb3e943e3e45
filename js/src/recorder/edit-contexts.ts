/**
 * Elements for which the page itself writes what is typed (`EditContext`): they are editors as others are. Part of what
 * levels other than `all` need.
 */

import type { Hooks } from './hooks.js';
import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface EditHost {
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
  /** Has an element, and all below it, be recorded anew. */
  renew(element: Element): void;
}

const HTML = 'http://www.w3.org/1999/xhtml';
/** What a visitor can write into: asking every element would take as long as reading it. */
const FOCUSED = '[tabindex],:focus';

/** Knows the elements that are or were such editors. */
export class EditContexts {
  readonly #editors: WeakSet<Element>;
  readonly #contextOf: ((this: Element) => unknown) | undefined;

  constructor(
    private readonly natives: Natives,
    host: EditHost,
  ) {
    this.#editors = new natives.WeakSet();
    this.#contextOf = natives.describe(HTMLElement.prototype, 'editContext')?.get;
    host.eachRealm((hooks, view) => {
      hooks.setter(view.HTMLElement.prototype, 'editContext' as 'title', (element) => {
        if (this.#editors.has(element)) return;
        this.#editors.add(element);
        host.renew(element);
      });
    });
  }

  /** Looks for those that were there before the root came into the recording. */
  come(root: Document | ShadowRoot): void {
    const { elementsIn, namespaceURI } = this.natives;
    if (!this.#contextOf) return;
    const elements = elementsIn(root, FOCUSED);
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index]!;
      if (namespaceURI(element) === HTML && Reflect.apply(this.#contextOf, element, [])) this.#editors.add(element);
    }
  }

  /** Says whether an element is one. */
  has(element: Element): boolean {
    return this.#editors.has(element);
  }
}
