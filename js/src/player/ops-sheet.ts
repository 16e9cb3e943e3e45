/**
 * Edits of style sheets through the CSSOM, as scripts of the page made them.
 *
 * An edit that the browser refuses was refused in the page too, or the
 * recording is wrong: it is passed over.
 */

import * as native from './stage-native.ts';

type Edited = CSSStyleSheet | null | undefined;
type Grouping = {
  cssRules: CSSRuleList;
  insertRule(rule: string, index: number): number;
  deleteRule(index: number): void;
};

const styleSheet = Object.getOwnPropertyDescriptor(globalThis.HTMLStyleElement?.prototype ?? {}, 'sheet')?.get;
const svgStyleSheet = Object.getOwnPropertyDescriptor(globalThis.SVGStyleElement?.prototype ?? {}, 'sheet')?.get;

/** Returns the sheet of a `style` element. */
export function ownedSheet(element: Node | undefined): CSSStyleSheet | null {
  if (!element || !native.isElement(element)) return null;
  for (const get of [styleSheet, svgStyleSheet]) {
    try {
      if (get) return Reflect.apply(get, element, []) as CSSStyleSheet | null;
    } catch {
      // It is an element of the other kind.
    }
  }
  return null;
}

/** Returns the rule, or the sheet itself, that a path leads to. */
function find(sheet: Edited, path: readonly number[]): unknown {
  let at: unknown = sheet ?? undefined;
  for (const index of path) at = (at as Grouping | undefined)?.cssRules?.[index];
  return at;
}

function edit(run: () => void): void {
  try {
    run();
  } catch {
    // See above.
  }
}

export function insertRule(sheet: Edited, path: readonly number[], index: number, text: string): void {
  edit(
    () => (find(sheet, path) as Grouping | CSSKeyframesRule | undefined) && insertInto(find(sheet, path), index, text),
  );
}

function insertInto(list: unknown, index: number, text: string): void {
  if (list && typeof (list as CSSKeyframesRule).appendRule === 'function') {
    (list as CSSKeyframesRule).appendRule(text);
    return;
  }
  (list as Grouping).insertRule(text, index);
}

export function deleteRule(sheet: Edited, path: readonly number[], index: number): void {
  edit(() => {
    const list = find(sheet, path) as (Grouping & Partial<CSSKeyframesRule>) | undefined;
    if (list && typeof list.appendRule === 'function') {
      const rule = list.cssRules[index] as CSSKeyframeRule | undefined;
      if (rule) (list as unknown as CSSKeyframesRule).deleteRule(rule.keyText);
    } else {
      list?.deleteRule(index);
    }
  });
}

export function declare(sheet: Edited, path: readonly number[], text: string): void {
  edit(() => {
    const rule = find(sheet, path) as CSSStyleRule | undefined;
    if (rule) rule.style.cssText = text;
  });
}

export function select(sheet: Edited, path: readonly number[], text: string): void {
  edit(() => {
    const rule = find(sheet, path) as (CSSStyleRule & CSSKeyframeRule) | undefined;
    if (!rule) return;
    if ('keyText' in rule) rule.keyText = text;
    else (rule as CSSStyleRule).selectorText = text;
  });
}

export function setRuleMedia(sheet: Edited, path: readonly number[], text: string): void {
  edit(() => {
    const rule = find(sheet, path) as CSSMediaRule | undefined;
    if (rule?.media) rule.media.mediaText = text;
  });
}

export function setMedia(sheet: Edited, text: string): void {
  edit(() => {
    if (sheet) sheet.media.mediaText = text;
  });
}

export function setDisabled(sheet: Edited, disabled: boolean): void {
  if (sheet) sheet.disabled = disabled;
}
