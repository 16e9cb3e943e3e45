/** Finds and makes elements, typed. Text is always set as text, never as HTML. */

type Attributes = Record<string, string | number | boolean | undefined>;
type Child = Node | string | undefined | false;

/**
 * Returns the element that `selector` finds in `root`.
 *
 * # Throws
 *
 * If there is none, or it is of another kind: the page and its script differ.
 */
export function required<T extends Element>(
  selector: string,
  kind: abstract new (...args: never[]) => T,
  root: ParentNode = document,
): T {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`no ${kind.name} matches ${selector}`);
  return found;
}

/** Makes an HTML element; an attribute that is `true` is empty, one that is `false` or absent is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** Makes an SVG element, as {@link element} does. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    target.setAttribute(name, value === true ? '' : String(value));
  }
}
