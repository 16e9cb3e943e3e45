/**
 * The bubble in which the browser says why a form cannot be sent. Loaded on demand.
 *
 * It is in no tree, and nothing tells when it goes: it does when the field loses
 * the focus or becomes valid, or after a while.
 */

import type { Natives } from './natives.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface BubbleHost {
  readonly natives: Natives;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  /** Makes of an action one that throws nothing into the page. */
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
  isIgnored(element: Element): boolean;
  isMasked(element: Element): boolean;
  /** Are called when changes of the page have been written, with what the pointer is over. */
  readonly onchanged: ((hovered: Element | null) => void)[];
  onrelease(action: () => void): void;
  setTimeout(action: () => void, millis: number): number;
}

/** For so long a bubble stands at least, and for each letter of what it says, in milliseconds: so do Chromium and Safari. */
const MIN_MILLIS = 5000;
const LETTER_MILLIS = 50;

/** Returns what is told of the field beside which the browser shows a bubble. */
export function followBubbles(host: BubbleHost): (shown: Element) => void {
  const { Map, listen, matches, unlisten } = host.natives;
  let field: HTMLInputElement | undefined;
  let said = '';
  /** How many bubbles there were: the time of one ends no other. */
  let count = 0;

  const say = (words: string): void => {
    said = words;
    host.note(Property.Bubble, new Map([[field!, words]]));
    const own = ++count;
    host.setTimeout(() => own === count && end(), Math.max(MIN_MILLIS, words.length * LETTER_MILLIS));
  };
  const leave = (): Element | undefined => {
    const left = field;
    if (left) {
      unlisten(left, 'blur', end, false);
      unlisten(left, 'input', look, false);
    }
    field = undefined;
    return left;
  };
  const end = host.guard((): void => {
    const left = leave();
    if (left) host.note(Property.Bubble, new Map([[left, '']]));
  });
  const look = host.guard((): void => {
    if (!field) return;
    const words = matches(field, ':focus') && field.getClientRects().length > 0 ? wordsOf(field) : '';
    if (words === '') end();
    else if (words !== said) say(words);
  });
  const wordsOf = (field: HTMLInputElement): string => {
    const { validity, validationMessage: words, title } = field;
    if (!words || validity.customError) return words && `=${words}`;
    // These words tell nothing else; what is blocked does not tell that either.
    if (validity.valueMissing && !host.isMasked(field)) return '+';
    return validity.patternMismatch && title ? `${words}\n${title}` : words;
  };

  host.onchanged[host.onchanged.length] = look;
  host.onrelease(leave);
  return host.guard((shown) => {
    end();
    // The focus may have gone on while this was loaded.
    if (host.isIgnored(shown) || !matches(shown, ':focus')) return;
    const words = wordsOf(shown as HTMLInputElement);
    if (!words) return;
    field = shown as HTMLInputElement;
    listen(field, 'blur', end, false);
    listen(field, 'input', look, false);
    say(words);
  });
}
