/**
 * Edits of style sheets through the CSSOM, as scripts of the page made them.
 *
 * An edit that the browser refuses was made by a browser that knows more, or
 * the recording is wrong: it is passed over.
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

/** A rule that does nothing, in place of one that this browser does not know. */
const NOTHING = '@media not all{}';

/** How an import, or a layer, says at which depth in what stands for it its rules are, where that is not the first. */
const DEEPER = /^\(not \(domreel: ?(\d)\)\)$/;

/** Returns the rule, or the sheet itself, that a path leads to. */
function findWhole(sheet: Edited, path: readonly number[]): unknown {
  let at: unknown = sheet ?? undefined;
  for (const index of path) at = (inside(at) as Grouping | undefined)?.cssRules?.[index];
  return at;
}

/** Returns what holds the rules that a rule stands for: of an import those of the imported sheet. */
function inside(rule: unknown): unknown {
  let at = rule as (Grouping & Partial<CSSConditionRule>) | undefined;
  for (let levels = levelsOf(at); levels > 0; levels--) at = lastOf(at) as Grouping | undefined;
  return at;
}

/** Returns what stands for a rule in another: before it is nothing but the name of a layer. */
const lastOf = (rule: Grouping | undefined): unknown => rule?.cssRules?.[rule.cssRules.length - 1];

const levelsOf = (rule: unknown): number =>
  Number(DEEPER.exec((rule as Partial<CSSConditionRule> | undefined)?.conditionText ?? '')?.[1] ?? 0);

/** Returns what holds the rules, or the declarations, to which a path leads. */
const find = (sheet: Edited, path: readonly number[]): unknown => inside(findWhole(sheet, path));

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
  const rules = list as Grouping;
  try {
    rules.insertRule(text, index);
  } catch {
    // The visitor's browser took it: what it counts from there on is behind it.
    rules.insertRule(NOTHING, index);
  }
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
    const whole = findWhole(sheet, path) as CSSMediaRule | undefined;
    const rule = levelsOf(whole) > 0 ? (lastOf(whole) as CSSMediaRule) : whole;
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
