/**
 * Where anchored boxes go that do not fit: `position-try-fallbacks`.
 *
 * A browser keeps to the fallback that it took for as long as that fits. After
 * a seek backwards it may be one of times to come, so it is forgotten: for two
 * frames such boxes have none, and no anchor.
 */

import * as native from './stage-native.ts';

/** What a style must say that has fallbacks; behind a backslash may be any of its letters. */
const FALLBACKS = /position-try|\\/i;
// What is in the top layer is never static.
const TOP = ':popover-open,:modal';
const MARK = 'data-domreel-position';
// In Chromium 156 what scrolled meanwhile counts only for a box that had no anchor in between.
const NONE = `[${MARK}]{position:static!important;position-try-fallbacks:none!important}`;

/** What of the stage is needed. */
interface Setting {
  /** Returns the documents and shadow roots of the stage. */
  roots(): Iterable<Node>;
  /** Gives the stage a rule of the player's own, or takes it away. */
  overrule(rule: string | undefined): void;
}

/** Has the fallbacks of one stage forgotten where time goes back. */
export class StagePositions {
  readonly #setting: Setting;
  #mayFallBack = false;
  #shownAt = 0;
  #marked: Element[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** Whether boxes may be elsewhere in two frames. */
  get isForgetting(): boolean {
    return this.#marked.length > 0;
  }

  /** Takes note of a style that comes to the stage. */
  note(css: string): void {
    this.#mayFallBack ||= FALLBACKS.test(css);
  }

  /** Is told of each instant that is shown, in milliseconds of the recording. */
  show(millis: number): void {
    const isBack = millis < this.#shownAt;
    this.#shownAt = millis;
    if (!isBack || !this.#mayFallBack) return;
    this.#release();
    const marked: Element[] = [];
    for (const root of this.#setting.roots()) {
      for (const element of native.queryAll(root, '*')) {
        const fallbacks = getComputedStyle(element).getPropertyValue('position-try-fallbacks');
        if (fallbacks !== '' && fallbacks !== 'none' && !native.matches(element, TOP)) marked.push(element);
      }
    }
    if (marked.length === 0) return;
    this.#marked = marked;
    for (const element of marked) native.setAttribute(element, MARK, '');
    this.#setting.overrule(NONE);
    // What is remembered is looked at when a frame is laid out.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (this.#marked === marked) this.#release();
      }),
    );
  }

  #release(): void {
    if (this.#marked.length === 0) return;
    for (const element of this.#marked) native.removeAttribute(element, '', MARK);
    this.#marked = [];
    this.#setting.overrule(undefined);
  }
}
