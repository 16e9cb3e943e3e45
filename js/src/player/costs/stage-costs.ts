/**
 * What the looks of the stage cost the browser, counted before it pays.
 *
 * A recording can be forged so that a few bytes of style ask for minutes of
 * matching, animating or painting. What such things there are is known from the
 * style as it passes (`style-scan.ts`), how many elements they are for is
 * counted on the stage, and what is beyond a limit that no page meets is left
 * out from then on, all of its kind and nothing else. Nothing here is measured
 * in time, so that a recording looks the same wherever it is played.
 */

import * as native from '../stage-native.ts';
import { isEntangled, isNestedTooDeep, limitCopies, motionCost, UNNESTED } from './drawing.ts';
import { addPaintCost, filterWeight, type PaintCost } from './paint.ts';
import { type DearStyle, emptyStyle, endsOf, STYLED, scan } from './style-scan.ts';

/** How many animations of style sheets there may be at once. */
const MAX_MOVING = 4096;
/** How many elements may begin transitions: what that takes the browser grows with the square of their number. */
const MAX_TRANSITIONING = 1024;
/** How often the screen may be blurred, or as much as that, and from how many dear elements on that is counted. */
const MAX_BLURRED_SCREENS = 12;
const FEW_PAINTED = 8;
/** How many siblings the selectors of all rules may look at. An element before the first of these looks at few. */
const MAX_SIBLINGS_SEEN = 3e8;
const MANY_SIBLINGS = 500;
/** Ends of selectors that take less than this part of it are left alone. */
const MAX_DEAR_RULES = 64;
/** So many changes are waited for before drawings are counted again. */
const FEW_CHANGES = 16;
/** How many cells of a grid the cells of tables may take, how many elements of SVG may move, and how many scroll by
 * themselves. */
const MAX_SPANNED = 1 << 20;
const MAX_SVG_MOVING = 2048;
const MAX_MARQUEES = 128;
/** How many times in SVG may depend on several others. */
const MAX_ENTANGLED = 8;

const SVG_MOVES = 'animate,set,animateMotion,animateTransform';
const EVERYTHING = '*,*::before,*::after,*::backdrop';
const STILL = `${EVERYTHING}{animation:none!important}`;
const STEADY = `${EVERYTHING}{transition:none!important}`;
const PLAIN = `${EVERYTHING}{filter:none!important;backdrop-filter:none!important;text-shadow:none!important;\
box-shadow:none!important}`;
const UNLAYERED = `${EVERYTHING}{background-image:none!important;mask-image:none!important}`;

/** Elements that may be dear by their number, and under which name that is known. */
const KINDS = new Map([
  ['use', 'use'],
  ...['mask', 'pattern', 'clipPath', 'marker'].map((name) => [name, 'mask'] as const),
  ...['animate', 'set', 'animateMotion', 'animateTransform'].map((name) => [name, 'animate'] as const),
  ['marquee', 'marquee'],
]);

/** What this needs of the stage. */
export interface Setting {
  /** The documents and shadow roots. */
  roots(): Iterable<Node>;
  /** Writes a rule of the player's own at once. */
  overrule(key: number, rule: string): void;
  /** The viewport. */
  screen(): { width: number; height: number };
}

/** Watches one stage. */
export class StageCosts {
  /** How many operations were done since it was counted last. */
  changes = 0;
  /** Whether something was left out. */
  isExceeded = false;
  /** Names of elements and attributes that were seen, of those that may be dear. */
  readonly seen = new Set<string>();

  readonly #setting: Setting;
  #entangled = 0;
  #style: DearStyle = emptyStyle();
  #overruled = new Set<string>();
  /** How many operations may still be done before it is counted again. */
  #spare = { motion: 0, transitions: 0, paint: 0, siblings: 0, svg: 0 };

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** Takes note of a style sheet, or of the declarations of what `of` selects. */
  note(css: string, of?: string): void {
    const { motion, transitions, paint, siblings } = this.#style;
    const before = motion.size + paint.size;
    const transitionsBefore = transitions.size;
    scan(css, this.#style, of);
    if (motion.size + paint.size !== before) this.#spare.motion = this.#spare.paint = 0;
    if (transitions.size !== transitionsBefore) this.#spare.transitions = 0;
    if (of === undefined && siblings.size > 0) this.#spare.siblings = 0;
  }

  /** Takes note of the name of an element. */
  noteElement(name: string): void {
    const kind = KINDS.get(name);
    if (kind) {
      this.seen.add(kind);
      this.#spare.svg = 0;
    }
  }

  /** Takes note of an attribute, and says whether the stage may have it. */
  allows(name: string, value: string): boolean {
    // The browser works out such times as soon as they are there.
    if ((name === 'begin' || name === 'end') && isEntangled(value)) {
      this.isExceeded ||= ++this.#entangled > MAX_ENTANGLED;
      return this.#entangled <= MAX_ENTANGLED;
    }
    if (name === 'style') this.note(value, STYLED);
    else if (name === 'rowspan') this.seen.add(name);
    else if (name === 'filter') {
      this.seen.add(name);
      this.#style.paint.add('[filter]');
      this.#spare.paint = 0;
    }
    return true;
  }

  /** The stage is empty. What was left out stays so. */
  clear(): void {
    this.seen.clear();
    this.#entangled = 0;
    this.#style = emptyStyle();
    this.#spare = { motion: 0, transitions: 0, paint: 0, siblings: 0, svg: 0 };
    const overruled = this.#overruled;
    this.#overruled = new Set();
    for (const rule of overruled) this.#overrule(rule);
  }

  /** Counts what the stage costs now, and leaves out what is too much; before anything is laid out. */
  check(): void {
    const { changes } = this;
    if (changes === 0) return;
    this.changes = 0;
    const spare = this.#spare;
    for (const key of ['motion', 'transitions', 'paint', 'siblings', 'svg'] as const) spare[key] -= changes;
    const roots = [...this.#setting.roots()];
    // Copies, cells and the like are made with the next style: the others, which ask for that, come after them.
    if (spare.svg < 0) this.#countElements(roots);
    if (spare.siblings < 0) this.#countSiblings(roots);
    if (spare.transitions < 0) this.#countTransitions(roots);
    if (spare.motion < 0) this.#countMotion(roots);
    if (spare.paint < 0) this.#countPaint(roots);
  }

  #countElements(roots: readonly Node[]): void {
    const { seen } = this;
    if (seen.size === 0) return;
    let moving = 0;
    let rolling = 0;
    let spanned = 0;
    for (const root of roots) {
      if (seen.has('use') && limitCopies(root)) this.isExceeded = true;
      for (const move of seen.has('animate') ? native.queryAll(root, SVG_MOVES) : []) {
        moving += motionCost(move);
        if (moving > MAX_SVG_MOVING) this.#leaveOut(move);
      }
      for (const marquee of seen.has('marquee') ? native.queryAll(root, 'marquee') : []) {
        if (++rolling > MAX_MARQUEES) this.#leaveOut(marquee);
      }
      for (const cell of seen.has('rowspan') ? native.queryAll(root, '[rowspan]') : []) {
        const cells = spannedBy(cell);
        if (cells > 1 && spanned + cells > MAX_SPANNED) {
          this.isExceeded = true;
          native.removeAttribute(cell, '', 'rowspan');
        } else spanned += cells;
      }
      if (seen.has('mask') && isNestedTooDeep(root)) this.#overrule(UNNESTED);
    }
    this.#spare.svg = FEW_CHANGES;
  }

  #leaveOut(element: Element): void {
    this.isExceeded = true;
    native.remove(element);
  }

  /** Leaves out rules whose selectors look at too many siblings. */
  #countSiblings(roots: readonly Node[]): void {
    const { siblings } = this.#style;
    this.#spare.siblings = MANY_SIBLINGS / 2;
    if (siblings.size === 0) return;
    for (const root of roots) {
      if (native.queryAll(root, `:nth-child(${MANY_SIBLINGS})`).length === 0) continue;
      let seen = 0;
      const dear = new Set<string>();
      for (const [end, count] of siblings) {
        const many = select(root, [`${end}:nth-child(n+${MANY_SIBLINGS})`]).length;
        const looks = count * many * (MANY_SIBLINGS + many / 2);
        seen += looks;
        if (looks > MAX_SIBLINGS_SEEN / MAX_DEAR_RULES) dear.add(end);
      }
      if (seen <= MAX_SIBLINGS_SEEN) continue;
      this.isExceeded = true;
      for (const sheet of native.sheetsOf(root)) leaveOutRules(sheet, dear);
    }
  }

  /** Has the stage begin no transitions by itself where that would take long: those that were recorded it makes anew. */
  #countTransitions(roots: readonly Node[]): void {
    const { transitions, hasPseudo } = this.#style;
    let most = 0;
    for (const root of roots) most += select(root, [...transitions]).length * (hasPseudo ? 3 : 1);
    this.#spare.transitions = MAX_TRANSITIONING - most;
    if (most > MAX_TRANSITIONING) this.#overrule(STEADY);
  }

  #countMotion(roots: readonly Node[]): void {
    const { motion, motionList, hasPseudo } = this.#style;
    const found = roots.map((root) => select(root, [...motion]));
    const most = found.reduce((sum, { length }) => sum + length, 0) * motionList * (hasPseudo ? 3 : 1);
    this.#spare.motion = Math.max((MAX_MOVING - most) / motionList, 0);
    if (most <= MAX_MOVING) return;
    let moving = 0;
    for (const element of found.flat()) {
      for (const pseudo of hasPseudo ? PSEUDO : NO_PSEUDO) {
        const { animationName } = getComputedStyle(element, pseudo);
        if (animationName !== 'none') moving += animationName.split(',').length;
      }
      if (moving > MAX_MOVING) return this.#overrule(STILL);
    }
  }

  #countPaint(roots: readonly Node[]): void {
    const { paint, motion, listed, hasKeyframes, hasPseudo, hasList, hasVariable } = this.#style;
    const ends = new Set(paint);
    for (const end of hasKeyframes ? motion : []) ends.add(end);
    for (const end of hasVariable ? listed : []) ends.add(end);
    const found = roots.flatMap((root) => select(root, [...ends]));
    this.#spare.paint = Math.max(FEW_PAINTED - found.length, 0);
    if (found.length === 0 || (found.length <= FEW_PAINTED && !hasList && !hasVariable && !this.seen.has('filter')))
      return;
    const screen = this.#setting.screen();
    const most = MAX_BLURRED_SCREENS * screen.width * screen.height;
    const weights = new Map<string, number>();
    const cost: PaintCost = { blurred: 0, layered: 0 };
    for (const element of found) {
      const weigh = (id: string) => {
        const known = weights.get(id);
        if (known !== undefined) return known;
        const filter = native.byId(native.getRootNode(element), id);
        const weight = filter ? filterWeight(filter) : 0;
        weights.set(id, weight);
        return weight;
      };
      const box = () => visibleBox(element, screen);
      for (const pseudo of hasPseudo ? PSEUDO : NO_PSEUDO) {
        addPaintCost(cost, getComputedStyle(element, pseudo), pseudo ? () => screen : box, screen, weigh);
      }
      if (cost.blurred > most) this.#overrule(PLAIN);
      if (cost.layered > most) this.#overrule(UNLAYERED);
      if (cost.blurred > most || cost.layered > most) return;
    }
  }

  #overrule(rule: string): void {
    // Nothing that was recorded goes with the stage's own transitions.
    this.isExceeded ||= rule !== STEADY;
    if (this.#overruled.has(rule)) return;
    this.#overruled.add(rule);
    this.#setting.overrule(-this.#overruled.size, rule);
  }
}

const PSEUDO = [undefined, '::before', '::after'];
const NO_PSEUDO = [undefined];

/** Returns the elements that any of these selects; all of them, if one is none that the browser knows. */
function select(root: Node, selectors: readonly string[]): readonly Element[] {
  if (selectors.length === 0) return [];
  try {
    return native.queryAll(root, selectors.includes('*') ? '*' : selectors.join());
  } catch {
    return native.queryAll(root, '*');
  }
}

/** Returns how much of an element is on the screen. */
function visibleBox(element: Element, screen: { width: number; height: number }): { width: number; height: number } {
  const { left, right, top, bottom } = native.boxOf(element);
  const side = (from: number, to: number, length: number) => Math.max(0, Math.min(to, length) - Math.max(from, 0));
  return { width: side(left, right, screen.width), height: side(top, bottom, screen.height) };
}

/** Returns how many cells of its table's grid a cell takes. */
function spannedBy(cell: Element): number {
  const number = (name: string) => Number.parseInt(native.getAttribute(cell, name) ?? '1', 10);
  const row = native.parentNode(cell);
  const section = row && native.parentNode(row);
  const rows = section ? native.children(section).length : 1;
  return Math.min(number('rowspan') || rows, rows) * Math.min(Math.max(1, number('colspan') || 1), 1000);
}

/** Lets rules match nothing whose selectors look at siblings and end so. */
function leaveOutRules(of: { cssRules: CSSRuleList }, ends: ReadonlySet<string>): void {
  for (const rule of of.cssRules) {
    const { selectorText, cssRules } = rule as CSSStyleRule;
    if (selectorText?.includes('~') && endsOf(selectorText).some((end) => ends.has(end))) {
      (rule as CSSStyleRule).selectorText = ':not(*)';
    }
    if (cssRules?.length > 0) leaveOutRules(rule as CSSStyleRule, ends);
  }
}
