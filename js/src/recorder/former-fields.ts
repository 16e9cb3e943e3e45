/**
 * Fields that were ones for secrets where no observer sees them: in templates, fragments and documents that nobody shows.
 * Loaded where values may be recorded.
 *
 * Before a script changes what a field is, it is asked what it was; and a copy of what was one is one.
 */

import type { Hooks } from './hooks.js';
import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface FormerHost {
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
}

/** What is known of fields. */
export interface FormerFields {
  /** Says whether a field is known to have been one for secrets. */
  wasSecret(field: Element): boolean;
  /** Takes note of a field that was one if its attributes say so by now. */
  noteField(field: Element): boolean;
  /** Takes note of a field that is the copy of one. */
  keepSecret(field: Element): void;
}

/** Methods that change attributes: those that are given a name, and others. */
const NAMED = ['setAttribute', 'removeAttribute', 'toggleAttribute'];
const OTHERS = ['setAttributeNS', 'setAttributeNode', 'setAttributeNodeNS', 'removeAttributeNS', 'removeAttributeNode'];
/** What makes a field one for secrets. */
const TELLING = /^(type|autocomplete)$/i;
const FIELDS = 'input,textarea';
const apply = Reflect.apply;

/** Follows them in every realm until the recording ends. */
export function followFormer(host: FormerHost, natives: Natives, fields: FormerFields): void {
  const { nodeType, localName, firstChild, elementsIn, describe, define } = natives;
  const queryElement = Element.prototype.querySelectorAll;
  /** Whether there is a field that is none for secrets by what it says, and was one. */
  let hasFormer = false;
  const isField = (node: Node): boolean =>
    nodeType(node) === 1 && /^(input|textarea)$/.test(localName(node as Element));
  const fieldsIn = (node: Node): ArrayLike<Element> =>
    nodeType(node) === 1 ? apply(queryElement, node, [FIELDS]) : elementsIn(node, FIELDS);

  const look = (field: Node | null): void => {
    if (field !== null && isField(field)) hasFormer = fields.noteField(field as Element) || hasFormer;
  };
  const copied = (from: Node, to: Node): void => {
    if (!hasFormer) return;
    if (isField(from)) {
      if (fields.wasSecret(from as Element)) fields.keepSecret(to as Element);
    } else if (firstChild(from) !== null) {
      const [theirs, own] = [fieldsIn(from), fieldsIn(to)];
      // A copy that is not deep has none.
      for (let at = 0; at < own.length; at++) if (fields.wasSecret(theirs[at]!)) fields.keepSecret(own[at]!);
    }
  };

  host.eachRealm((hooks, view) => {
    let isActive = true;
    /** Has something done before a method or a setter; what it throws is not the page's matter. */
    const before = (owner: object, name: string, action: (receiver: unknown, first: unknown) => void): void => {
      const known = describe(owner, name);
      const kind = known?.set ? 'set' : 'value';
      const original = known?.[kind] as ((...args: unknown[]) => unknown) | undefined;
      if (!known?.configurable || typeof original !== 'function') return;
      const hook = {
        call(this: unknown, ...args: unknown[]) {
          try {
            if (isActive) action(this, args[0]);
          } catch {
            // It is called on something else than it is for: the original says so.
          }
          return apply(original, this, args);
        },
      }.call;
      for (const key of ['name', 'length'] as const) define(hook, key, { value: original[key], configurable: true });
      define(owner, name, { ...known, [kind]: hook });
      hooks.onrelease(() => {
        if (describe(owner, name)?.[kind] === hook) define(owner, name, known);
      });
    };
    hooks.onrelease(() => {
      isActive = false;
    });
    const element = view.Element.prototype;
    for (const name of NAMED) {
      before(element, name, (receiver, attribute) => {
        if (typeof attribute !== 'string' || TELLING.test(attribute)) look(receiver as Element);
      });
    }
    for (const name of OTHERS) before(element, name, (receiver) => look(receiver as Element));
    before(view.Attr.prototype, 'value', (receiver) => look((receiver as Attr).ownerElement));
    for (const { prototype } of [view.HTMLInputElement, view.HTMLTextAreaElement]) {
      for (const name of ['type', 'autocomplete']) before(prototype, name, (receiver) => look(receiver as Element));
    }
    const node = Object.getPrototypeOf(element) as Node;
    hooks.method(node, 'cloneNode', (from, _, to) => copied(from, to as Node));
    hooks.method(view.Document.prototype, 'importNode', (_, [from], to) => copied(from as Node, to as Node));
  });
}
