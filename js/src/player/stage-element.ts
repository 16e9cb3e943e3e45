/**
 * Makes elements and attributes, those too whose names the DOM's methods refuse but parsers accept.
 */

import type { Stage } from './stage.ts';
import * as native from './stage-native.ts';

const HTML = 'http://www.w3.org/1999/xhtml';

/** Makes an element. A custom element that was defined when it was recorded is defined here too. */
export function createElement(
  stage: Stage,
  owner: Document,
  namespace: string,
  name: string,
  defined: boolean,
): Element {
  stage.costs.noteElement(name);
  if (namespace === HTML) {
    if (!stage.mayHold(name)) return native.createHtmlElement(owner, 'span');
    if (name.includes('-')) {
      const made = stage.definitions.create(owner, name, defined);
      if (made) return made;
    }
    // `createElement` lowers the case, so what has upper case takes the other way. A colon is no prefix to it.
    if (name === name.toLowerCase()) {
      try {
        const element = native.createHtmlElement(owner, name);
        if (name === 'selectedcontent') stage.copies.add(element);
        return element;
      } catch {
        return parsedElement(owner, name);
      }
    }
  }
  try {
    return native.createElementNs(owner, namespace === '' ? null : namespace, name);
  } catch {
    return parsedElement(owner, name);
  }
}

/** Makes an element as a parser would, in a document where nothing loads or runs. */
function parsedElement(owner: Document, name: string): Element {
  if (!/^[a-zA-Z][^\s/>\0]*$/.test(name)) return native.createHtmlElement(owner, 'span');
  const parsed = new DOMParser().parseFromString(trusted(`<!doctype html><body><${name}></${name}>`), 'text/html');
  const found = parsed.body.firstElementChild ?? parsed.head.firstElementChild;
  if (!found) return native.createHtmlElement(owner, 'span');
  native.remove(found);
  return native.adoptNode(owner, found) as Element;
}

/** Sets an attribute whose name only a parser can make, such as `@click` or `[y]`. */
export function setOddAttribute(element: Element, name: string, value: string): void {
  let attribute = oddAttributes.get(name);
  if (attribute === undefined) {
    attribute = parsedAttribute(name);
    oddAttributes.set(name, attribute);
  }
  if (!attribute) return;
  const copy = attribute.cloneNode() as Attr;
  copy.value = value;
  try {
    native.setAttributeNode(element, copy);
  } catch {
    // Nothing else can make it.
  }
}

const oddAttributes = new Map<string, Attr | null>();

function parsedAttribute(name: string): Attr | null {
  if (name === '' || /[\s/>\0]|.=/.test(name)) return null;
  const parsed = new DOMParser().parseFromString(trusted(`<!doctype html><body><p ${name}=""></p>`), 'text/html');
  const holder = parsed.body.firstElementChild;
  const attribute = holder?.attributes[0] ?? null;
  if (holder && attribute) holder.removeAttributeNode(attribute);
  return attribute;
}

/** Makes text that a page with Trusted Types lets through: it goes only into documents where nothing runs. */
export function trusted(html: string): string {
  policy ??= globalThis.trustedTypes?.createPolicy('domreel-stage', { createHTML: (text) => text });
  return (policy?.createHTML(html) ?? html) as string;
}

interface Policy {
  createHTML(text: string): unknown;
}
let policy: Policy | undefined;

declare global {
  var trustedTypes: { createPolicy(name: string, rules: { createHTML(text: string): string }): Policy } | undefined;
}
