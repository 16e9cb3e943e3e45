/** Reads style sheets: whose they are, and what their rules say. */

import { natives } from './natives.js';

const {
  styleSheet,
  styleSheets,
  svgSheet,
  linkSheet,
  namespaceURI,
  nodeType,
  contentType,
  filter,
  adoptedByDocument,
  adoptedByShadow,
} = natives;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** The sheet of an element, by its name. */
export function sheetOf(element: Element, name: string): CSSStyleSheet | null {
  const namespace = namespaceURI(element);
  if (namespace === SVG) return name === 'style' ? svgSheet(element as SVGStyleElement) : null;
  if (namespace !== HTML) return null;
  return name === 'style' ? styleSheet(element as HTMLStyleElement) : linkSheet(element as HTMLLinkElement);
}

/** The element that owns a sheet; a processing instruction is none. */
export function ownerOf(sheet: CSSStyleSheet): Element | null {
  const owner = sheet.ownerNode;
  return owner !== null && nodeType(owner) === 1 ? (owner as Element) : null;
}

/** The rules of a sheet, or `null` if the page may not read them. */
export function readableRules(sheet: CSSStyleSheet): CSSRuleList | null {
  try {
    return sheet.cssRules;
  } catch {
    return null;
  }
}

/** The text that the rules of a sheet give: not to the letter what their author wrote. */
export function rulesText(sheet: CSSStyleSheet): string {
  const rules = readableRules(sheet);
  let text = '';
  for (let index = 0; rules && index < rules.length; index++) text += `${rules[index]!.cssText}\n`;
  return text;
}

/** Says whether a root is a document of XML, which instructions may give sheets. */
export function isXml(root: Node): root is Document {
  return nodeType(root) === 9 && /xml/.test(contentType(root as Document));
}

/** The sheets that instructions ask for have no element on the stage: they come before those of elements, as adopted ones. */
export function instructed(root: Document): CSSStyleSheet[] {
  return filter(styleSheets(root) as never, (sheet: CSSStyleSheet) => ownerOf(sheet) !== sheet.ownerNode);
}

/** The sheets that a root has adopted, in a list of our own. */
export function adoptedBy(root: Document | ShadowRoot): CSSStyleSheet[] {
  const adopted = nodeType(root) === 9 ? adoptedByDocument(root as Document) : adoptedByShadow(root as ShadowRoot);
  const sheets: CSSStyleSheet[] = [];
  for (let index = 0; adopted && index < adopted.length; index++) sheets[index] = adopted[index]!;
  return sheets;
}
