/**
 * What scripts do to style sheets and their rules, by hooks: the edits that they make, and what they ask for to make some.
 *
 * An edit says where it is by indices, from the sheet of an element or script inwards, through sheets that are imported.
 */

import type { Hooks } from './hooks.js';
import { natives } from './natives.js';
import { type Edit, Kind } from './sheet-edit.js';

const { styleSheet } = natives;

/** Is told of what scripts do. */
export interface SheetListener {
  /** A script has edited a sheet, or one that it imports. */
  edited(sheet: CSSStyleSheet | null, edit: Edit): void;
  /** A script has asked for what may change a rule. */
  asked(rule: CSSRule, kind: Kind.DECLARE | Kind.MEDIA): void;
  askedMedia(sheet: CSSStyleSheet): void;
  /** A script has set, or asked for, the sheets that a root adopts. */
  adopted(root: Document | ShadowRoot): void;
}

/** Rules with declarations; not every browser has all of them. */
const DECLARING = [
  'CSSStyleRule',
  'CSSKeyframeRule',
  'CSSNestedDeclarations',
  'CSSFontFaceRule',
  'CSSPositionTryRule',
  'CSSFunctionDeclarations',
] as const;

/** Hooks what scripts can do to the rules of a realm. */
export function hookSheets(hooks: Hooks, window: Window & typeof globalThis, listener: SheetListener): void {
  const classes = window as unknown as Record<string, { prototype: object } | undefined>;
  const { edited } = listener;
  const edit = (sheet: CSSStyleSheet, kind: Kind, index: number, text: unknown = null): void =>
    edited(sheet, {
      path: sheet.ownerRule ? pathOf(sheet.ownerRule) : [],
      kind,
      index,
      text: text === null ? null : String(text),
    });
  const Sheet = window.CSSStyleSheet.prototype;
  hooks.method(Sheet, 'insertRule', (sheet, [text, index]) => edit(sheet, Kind.INSERT, indexIn(sheet, index), text));
  hooks.method(Sheet, 'addRule' as 'insertRule', (sheet, [selector, style, index]) =>
    edit(sheet, Kind.INSERT, indexIn(sheet, index ?? sheet.cssRules.length - 1), `${selector}{${style}}`),
  );
  for (const name of ['deleteRule', 'removeRule' as 'deleteRule'] as const)
    hooks.method(Sheet, name, (sheet, [index]) => edit(sheet, Kind.DELETE, Number(index) | 0));
  hooks.method(Sheet, 'replaceSync', (sheet, [text]) => edit(sheet, Kind.REPLACE, 0, text));
  hooks.method(Sheet, 'replace', (sheet, [text], result) => {
    (result as Promise<unknown>).then(
      () => edit(sheet, Kind.REPLACE, 0, text),
      () => undefined,
    );
  });
  const disable = (sheet: StyleSheet): void => {
    // One that was imported counts also where it is off: in Chromium 156 and Firefox 153 nothing is to be seen of it.
    if (!(sheet as CSSStyleSheet).ownerRule) edit(sheet as CSSStyleSheet, Kind.DISABLE, sheet.disabled ? 1 : 0);
  };
  hooks.setter(window.StyleSheet.prototype, 'disabled', disable);
  hooks.setter(window.HTMLStyleElement.prototype, 'disabled', (element) => {
    const sheet = styleSheet(element);
    if (sheet) disable(sheet);
  });
  hooks.getter(window.StyleSheet.prototype, 'media', (one) => {
    const sheet = one as CSSStyleSheet;
    if (sheet.ownerRule) listener.asked(sheet.ownerRule, Kind.MEDIA);
    else listener.askedMedia(sheet);
  });
  const editRule = (rule: CSSRule, kind: Kind, index: number, text: unknown = null): void =>
    edited(rule.parentStyleSheet, { path: pathOf(rule), kind, index, text: text === null ? null : String(text) });
  for (const name of ['CSSGroupingRule', 'CSSStyleRule'] as const) {
    const Rule = classes[name]?.prototype as CSSGroupingRule | undefined;
    if (!Rule || !Object.hasOwn(Rule, 'insertRule')) continue;
    hooks.method(Rule, 'insertRule', (rule, [text, index]) => editRule(rule, Kind.INSERT, indexIn(rule, index), text));
    hooks.method(Rule, 'deleteRule', (rule, [index]) => editRule(rule, Kind.DELETE, Number(index) | 0));
  }
  const Keyframes = window.CSSKeyframesRule.prototype;
  hooks.method(Keyframes, 'appendRule', (rule, [text]) => editRule(rule, Kind.INSERT, rule.cssRules.length - 1, text));
  // What has changed in it is not told: the rule takes its own place.
  const renew = (rule: CSSRule): void => {
    const path = pathOf(rule);
    const index = path.pop()!;
    edited(rule.parentStyleSheet, { path, kind: Kind.DELETE, index, text: null });
    edited(rule.parentStyleSheet, { path, kind: Kind.INSERT, index, text: rule.cssText });
  };
  hooks.method(Keyframes, 'deleteRule', renew);
  hooks.setter(Keyframes, 'name', renew);
  const Counter = classes['CSSCounterStyleRule']?.prototype as CSSRule | undefined;
  for (const name in Counter) if (Object.hasOwn(Counter, name)) hooks.setter(Counter, name as keyof CSSRule, renew);
  hooks.setter(window.CSSKeyframeRule.prototype, 'keyText', (rule) => editRule(rule, Kind.SELECT, 0, rule.keyText));
  hooks.setter(window.CSSStyleRule.prototype, 'selectorText', (rule) =>
    editRule(rule, Kind.SELECT, 0, rule.selectorText),
  );
  for (const name of DECLARING) {
    const Rule = classes[name]?.prototype as CSSStyleRule | undefined;
    for (const getter of ['style', 'styleMap'] as const)
      if (Rule && getter in Rule) hooks.getter(Rule, getter, (rule) => listener.asked(rule, Kind.DECLARE));
  }
  for (const { prototype } of [window.CSSMediaRule, window.CSSImportRule])
    hooks.getter(prototype as CSSMediaRule, 'media', (rule) => listener.asked(rule, Kind.MEDIA));
  for (const prototype of [window.Document.prototype, window.ShadowRoot.prototype]) {
    hooks.setter(prototype as Document, 'adoptedStyleSheets', listener.adopted);
    hooks.getter(prototype as Document, 'adoptedStyleSheets', listener.adopted);
  }
}

/** Where a rule went that a script has put into a list, by the place that it asked for. */
function indexIn(owner: { cssRules: CSSRuleList }, index: unknown): number {
  const at = Number(index ?? 0) | 0;
  return at < 0 || at >= owner.cssRules.length ? 0 : at;
}

/** Where a rule is: the indices from its sheet's list inwards. */
export function pathOf(rule: CSSRule): number[] {
  const path: number[] = [];
  for (let at: CSSRule | null = rule; at !== null; ) {
    const sheet: CSSStyleSheet | null = at.parentStyleSheet;
    const owner: { cssRules: CSSRuleList } | null = (at.parentRule as CSSGroupingRule | null) ?? sheet;
    const rules: CSSRuleList | undefined = owner?.cssRules;
    let index = 0;
    while (rules && index < rules.length && rules[index] !== at) index++;
    path.unshift(index);
    at = at.parentRule ?? sheet?.ownerRule ?? null;
  }
  return path;
}

/** Returns the sheet that an element or a script has, of one that it imports. */
export function importer(sheet: CSSStyleSheet): CSSStyleSheet {
  let at = sheet;
  while (at.ownerRule?.parentStyleSheet) at = at.ownerRule.parentStyleSheet;
  return at;
}
