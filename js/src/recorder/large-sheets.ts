/**
 * Whether the rules of a large linked sheet are those of its text, and if not, the text that they give. Loaded on demand.
 *
 * Scripts may have changed them before the recorder came. Text is parsed and
 * rules are read piece by piece, so that the page can go on.
 */

/** So much of a text is parsed at once, and so much of it is looked at in all, in code units. */
const PIECE_UNITS = 32_768;
const MAX_UNITS = 2_000_000;
/** So many rules of a piece are compared, and so many are read at once. */
const COMPARED_RULES = 50;
const READ_RULES = 200;

/** Says by `give` what text the rules of a sheet give, where they are not those of `text`. */
export async function compareLarge(
  sheet: CSSStyleSheet,
  text: string,
  give: (text: string) => void,
  setTimeout: (action: () => void, millis: number) => number,
): Promise<void> {
  if (text.length > MAX_UNITS) return;
  const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
  if (await isMade(sheet.cssRules, text, pause)) return;
  let made = '';
  for (let at = 0; at < sheet.cssRules.length; at++) {
    if (at % READ_RULES === 0) await pause();
    made += `${sheet.cssRules[at]?.cssText ?? ''}\n`;
  }
  give(made);
}

/** Says whether rules are those that a text makes, as far as those tell that are compared. */
async function isMade(rules: CSSRuleList, text: string, pause: () => Promise<void>): Promise<boolean> {
  let at = 0;
  for (const piece of piecesOf(text)) {
    await pause();
    const made = new CSSStyleSheet();
    made.replaceSync(piece);
    // What a sheet imports is left out of constructed ones.
    while (rules[at]?.type === 3) at++;
    const count = made.cssRules.length;
    const step = Math.ceil(count / COMPARED_RULES);
    for (let own = count - 1; own >= 0; own -= step)
      if (rules[at + own]?.cssText !== made.cssRules[own]!.cssText) return false;
    at += count;
  }
  return at === rules.length;
}

/** Cuts a text of style between rules. */
function* piecesOf(text: string): Generator<string> {
  const marks =
    /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|\\[\s\S]|url\(\s*(?!["'\s])[^)]*\)?|[{}();[\]]/gi;
  let from = 0;
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(marks)) {
    if (/^[{([]$/.test(mark)) depth++;
    else if (/^[})\]]$/.test(mark)) depth = Math.max(0, depth - 1);
    const isEnd = depth === 0 && (mark === '}' || mark === ';');
    if (!isEnd || index - from < PIECE_UNITS) continue;
    yield text.slice(from, index + 1);
    from = index + 1;
  }
  if (from < text.length) yield text.slice(from);
}
