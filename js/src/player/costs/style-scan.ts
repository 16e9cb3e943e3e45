/**
 * Finds in a style sheet what can be dear for the browser, without asking the browser.
 *
 * It reads the text as it passes to the stage, once. Which elements a rule is
 * for it says by the end of its selector alone, which only elements with that
 * name match, whatever is around them: so that their number can grow by no more
 * than what is changed on the stage, and is counted again only after that.
 */

/** What of the style may be dear. */
export interface DearStyle {
  /** Ends of the selectors of rules that animate, that have transitions, that paint dearly, and that look at siblings. */
  readonly motion: Set<string>;
  readonly transitions: Set<string>;
  readonly paint: Set<string>;
  /** How many selectors that look at siblings have which end. */
  readonly siblings: Map<string, number>;
  /** Those of rules whose lists stand in custom properties. */
  readonly listed: Set<string>;
  /** How many animations one element may have at most. */
  motionList: number;
  /** Whether a dear painting stands in the keyframes of an animation, at a pseudo-element, or in a long list. */
  hasKeyframes: boolean;
  hasPseudo: boolean;
  hasList: boolean;
  /** Whether a custom property holds a long list. */
  hasVariable: boolean;
}

/** So many different ends of selectors are kept; with more, every element may be meant. */
const MAX_ENDS = 512;
/** Lists of fewer shadows or layers than this are no more than ornament. */
const MIN_LIST = 12;
const MIN_FUNCTIONS = 4;
/** What selects an element by its declarations. */
export const STYLED = '[style]';

const TOKENS = /"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|\/\*[\s\S]*?(?:\*\/|$)|\\[\s\S]|[{};]/g;
const DECLARATION = /^\s*((?:[-\w]|\\[\s\S])+)\s*:([\s\S]*)$/;
const PAINTS = /^(?:-webkit-)?(?:backdrop-)?filter$/;
const LISTS = /^(?:(?:box|text)-shadow|(?:-webkit-)?mask(?:-image)?|background(?:-image)?)$/;
const TRANSITIONS = /^(?:-webkit-)?transition(?:-duration)?$/;
const MOVES = /^(?:-webkit-)?animation(?:-name)?$/;

export function emptyStyle(): DearStyle {
  return {
    motion: new Set(),
    transitions: new Set(),
    paint: new Set(),
    siblings: new Map(),
    listed: new Set(),
    motionList: 1,
    hasKeyframes: false,
    hasPseudo: false,
    hasList: false,
    hasVariable: false,
  };
}

/** Adds what a sheet, or with `of` the declarations of an element or rule, may cost. */
export function scan(css: string, into: DearStyle, of = ''): void {
  if (!/filter|animation|transition|shadow|gradient|~|\\/i.test(css)) return;
  const preludes = [of];
  let from = 0;
  const declare = (to: number) => {
    const [, name = '', value = ''] = DECLARATION.exec(css.slice(from, to)) ?? [];
    if (name) noteDeclaration(plain(name).toLowerCase(), value, preludes, into);
  };
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(css); match; match = TOKENS.exec(css)) {
    const { 0: token, index } = match;
    if (token === '{') {
      const prelude = css.slice(from, index).trim();
      preludes.push(prelude);
      if (prelude.includes('~') && !prelude.startsWith('@')) noteSiblings(prelude, into);
    } else if (token === '}' || token === ';') {
      declare(index);
      if (token === '}' && preludes.length > 1) preludes.pop();
    } else continue;
    from = index + 1;
  }
  declare(css.length);
}

function noteDeclaration(name: string, value: string, preludes: readonly string[], into: DearStyle): void {
  const isNone = /^\s*none\s*(?:!|$)/i.test(value);
  const length = value.split(',').length;
  const isLong = length > MIN_LIST || value.split('(').length > MIN_FUNCTIONS;
  if (name.startsWith('--')) into.hasVariable ||= (value.match(/[,)]\s[^,)]*\d/g)?.length ?? 0) > MIN_LIST;
  else if (MOVES.test(name) && !isNone) {
    into.motionList = Math.max(into.motionList, length);
    addEnds(into.motion, name, preludes, into);
  } else if (TRANSITIONS.test(name) && !isNone) {
    addEnds(into.transitions, name, preludes, into);
  } else if (PAINTS.test(name) ? !isNone : LISTS.test(name) && length > MIN_LIST) {
    into.hasList ||= isLong;
    if (preludes.some((prelude) => /^@(?:-webkit-)?keyframes/i.test(prelude))) into.hasKeyframes = true;
    else addEnds(into.paint, name, preludes, into);
  } else if (LISTS.test(name) && /var\(/i.test(value)) addEnds(into.listed, name, preludes, into);
}

function addEnds(ends: Set<string>, name: string, preludes: readonly string[], into: DearStyle): void {
  const prelude = preludes.findLast((prelude) => prelude !== '' && !prelude.startsWith('@')) ?? '*';
  into.hasPseudo ||= /:(?:before|after|backdrop)/i.test(prelude);
  const found = prelude === STYLED ? [`[style*="${name.replace(/^-webkit-/, '')}" i]`] : endsOf(prelude);
  for (const end of ends.size < MAX_ENDS ? found : ['*']) ends.add(end);
}

/** Counts how many selectors that look at siblings have this end. */
function noteSiblings(prelude: string, into: DearStyle): void {
  if (!/~(?!=)/.test(prelude)) return;
  for (const end of endsOf(prelude)) {
    const known = into.siblings.has(end) || into.siblings.size < MAX_ENDS ? end : '*';
    into.siblings.set(known, (into.siblings.get(known) ?? 0) + 1);
  }
}

/** Returns, for each selector of a list, something simpler that everything matches which the selector matches. */
export function endsOf(prelude: string): string[] {
  let text = prelude.replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/g, (string) =>
    string.replace(/[(),\s>+~:]/g, '\\$&'),
  );
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/(?<!\\)\((?:[^()\\]|\\[\s\S])*\)/g, '');
  }
  return text.split(/(?<!\\),/).map((selector) => {
    const compound =
      selector
        .trim()
        .split(/(?<!\\)[\s>+~]+/)
        .at(-1) ?? '';
    const parts = compound.match(
      /(?:[.#]?(?:[-\w\u0080-\uffff]|\\(?:[0-9a-f]{1,6}\s?|[\s\S]))+|::?[-\w]+|\[[^\]]*\])/gi,
    );
    const named = (parts ?? []).filter((part) => !part.startsWith(':') && !part.startsWith('['));
    return named.find((part) => part.startsWith('.') || part.startsWith('#')) ?? named[0] ?? '*';
  });
}

/** Returns a name without its escapes. */
function plain(name: string): string {
  return name.replace(/\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi, (_, hex: string | undefined, own: string) =>
    hex ? String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)) : own,
  );
}
