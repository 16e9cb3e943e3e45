/** Whether a style sheet has the rules that its text and the edits of it make: both are made anew, and compared. */

import { type Edit, Kind } from './sheet-edit.js';

interface List {
  readonly cssRules: CSSRuleList;
  insertRule(text: string, index: number): number;
  deleteRule(index: number): void;
  appendRule?(text: string): void;
}

/**
 * Says whether a sheet's rules are those that a text and edits make.
 *
 * Where that cannot be told they are taken for the same: nobody may read them, or they import others.
 */
export function rulesAre(sheet: CSSStyleSheet, text: string, edits: readonly Edit[]): boolean {
  try {
    const own = sheet.cssRules;
    const made = new CSSStyleSheet();
    for (let index = 0; index < own.length; index++) if (own[index]!.type === 3) return true;
    made.replaceSync(text);
    for (let index = 0; index < edits.length; index++) edit(made as unknown as List, edits[index]!);
    const rules = made.cssRules;
    if (rules.length !== own.length) return false;
    for (let index = 0; index < own.length; index++) if (own[index]!.cssText !== rules[index]!.cssText) return false;
    return true;
  } catch {
    return true;
  }
}

function edit(sheet: List, { kind, path, index, text }: Edit): void {
  // The media list of the sheet itself is looked at elsewhere.
  if (kind === Kind.MEDIA && path.length === 0) return;
  let at = sheet;
  for (let depth = 0; depth < path.length; depth++) at = at.cssRules[path[depth]!] as unknown as List;
  const rule = at as unknown as CSSStyleRule & CSSKeyframeRule & CSSMediaRule;
  if (kind === Kind.INSERT) {
    if (at.appendRule) at.appendRule(text!);
    else at.insertRule(text!, index);
  } else if (kind === Kind.DELETE) {
    if (at.appendRule) (at as unknown as CSSKeyframesRule).deleteRule((at.cssRules[index] as CSSKeyframeRule).keyText);
    else at.deleteRule(index);
  } else if (kind === Kind.DECLARE) rule.style.cssText = text!;
  else if (kind === Kind.MEDIA) rule.media.mediaText = text!;
  else if (kind === Kind.SELECT) {
    if ('keyText' in rule) rule.keyText = text!;
    else (rule as CSSStyleRule).selectorText = text!;
  }
}
