/** Whether the rules of a sheet are those of its text: scripts may have changed them before the recorder came. */

/** Rules that are compared of a sheet, at most. */
const MAX_COMPARED_RULES = 500;

/** Says whether a sheet's rules are those that its text makes, as far as some hundreds of them tell. */
export function isTextOf(text: string, sheet: CSSStyleSheet): boolean {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  const rules = sheet.cssRules;
  let imports = 0;
  while (imports < rules.length && isImport(rules[imports]!)) imports++;
  const count = made.cssRules.length;
  if (rules.length - imports !== count) return false;
  const step = Math.ceil(count / MAX_COMPARED_RULES);
  for (let at = count - 1; at >= 0; at -= step) {
    if (rules[imports + at]!.cssText !== made.cssRules[at]!.cssText) return false;
  }
  return true;
}

/** Says whether a rule is an import; those of frames are of other classes. */
export function isImport(rule: CSSRule): rule is CSSImportRule {
  return rule.type === 3;
}
