/** Hooks what scripts do to state that no observer tells of: values, choices, roots, documents. */

import { touchForm, touchGroup, touchOptions } from './groups.js';
import type { Hooks } from './hooks.js';
import { natives } from './natives.js';
import type { StateReader } from './state.js';

const { elementsIn, localName, rootNode } = natives;

/** A registry of custom elements that shadow trees may be given later. */
interface Initializing {
  initialize(root: Node): void;
}

/** What is to be done after it. */
export interface StateHookHost {
  state: StateReader;
  attached(host: Element, root: ShadowRoot): void;
  reopened(document: Document): void;
}

/** Hooks the prototypes of one realm. */
export function hookState(hooks: Hooks, window: Window & typeof globalThis, host: StateHookHost): void {
  const { state } = host;
  const touch = (element: Element): void => state.touch(element);
  const input = window.HTMLInputElement.prototype;
  hooks.setter(input, 'value', touch);
  hooks.setter(input, 'valueAsNumber', touch);
  hooks.setter(input, 'valueAsDate', touch);
  hooks.setter(input, 'indeterminate', touch);
  hooks.setter(input, 'files', touch);
  hooks.setter(input, 'checked', (element) => {
    touch(element);
    touchGroup(state, element);
  });
  for (const method of ['stepUp', 'stepDown', 'setRangeText'] as const) hooks.method(input, method, touch);
  hooks.setter(window.HTMLTextAreaElement.prototype, 'value', touch);
  hooks.method(window.HTMLTextAreaElement.prototype, 'setRangeText', touch);
  const select = window.HTMLSelectElement.prototype;
  hooks.setter(select, 'value', (element) => touchOptions(state, element));
  hooks.setter(select, 'selectedIndex', (element) => touchOptions(state, element));
  hooks.setter(window.HTMLOptionElement.prototype, 'selected', (option) => {
    touch(option);
    const list = option.closest('select');
    if (list) touchOptions(state, list);
  });
  hooks.method(window.HTMLFormElement.prototype, 'reset', (form) => touchForm(state, form));
  hooks.method(window.Element.prototype, 'attachShadow', (element, _args, root) => {
    host.attached(element, root as ShadowRoot);
  });
  hooks.method(window.HTMLElement.prototype, 'attachInternals', (element, _args, internals) => {
    state.keepInternals(element, internals as ElementInternals);
  });
  // Events tell of it later, and in another order.
  const noteTop = (element: Element): void => state.noteTopLayer(element);
  const { HTMLElement, HTMLDialogElement } = window;
  for (const method of ['showPopover', 'hidePopover', 'togglePopover'] as const) {
    hooks.method(HTMLElement.prototype, method, noteTop);
  }
  for (const method of ['showModal', 'close'] as const) hooks.method(HTMLDialogElement.prototype, method, noteTop);
  const touchOwner = (part: object): void => state.touchOwner(part);
  hooks.method(window.ElementInternals.prototype, 'setValidity', touchOwner);
  for (const method of ['add', 'delete', 'clear'] as const) {
    hooks.method(window.CustomStateSet?.prototype, method, touchOwner);
  }
  hooks.method(window.HTMLSlotElement.prototype, 'assign', touch);
  // What had no registry has one from then on.
  hooks.method(
    window.CustomElementRegistry?.prototype as Initializing | undefined,
    'initialize',
    (_registry, [root]) => {
      const elements = elementsIn(rootNode(root as Node) as ShadowRoot, '*');
      for (let index = 0; index < elements.length; index++) {
        if (localName(elements[index]!).indexOf('-') > 0) touch(elements[index]!);
      }
    },
  );
  const fields = ['Input', 'TextArea', 'Select', 'Button'] as const;
  for (const field of fields) hooks.method(window[`HTML${field}Element`].prototype, 'setCustomValidity', touch);
  const document = window.Document.prototype;
  const reopened = (receiver: Document): void => host.reopened(receiver);
  hooks.method(document, 'open', reopened);
  hooks.method(document, 'write', reopened);
  hooks.method(document, 'writeln', reopened);
  hooks.method(document, 'close', reopened);
  hooks.setter(document, 'designMode', reopened);
}
