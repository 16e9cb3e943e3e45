/**
 * Sizes that the browser remembers of what it skips: `contain-intrinsic-size: auto` with `content-visibility: auto`. Loaded on demand.
 *
 * What was laid out once keeps its size when it is skipped again. Nothing of the
 * document says so, and all that stands below it depends on it. What is not
 * skipped is told too: a stage comes to another place by other ways, and would
 * take it for small and far away.
 */

import type { Natives } from './natives.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface SkippedHost {
  readonly natives: Natives;
  /** Is told of each element that the browser begins, or ceases, to skip. */
  onskipped: ((element: Element) => void) | undefined;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  onrelease(action: () => void): void;
  requestAnimationFrame(action: () => void): number;
}

/** Follows what may be skipped until the recording ends; `skipped` holds what was told of until now. */
export function followSkipped(host: SkippedHost, skipped: readonly Element[]): void {
  const { Map, Set, WeakMap } = host.natives;
  const written = new WeakMap<Element, string>();
  let touched = new Set(skipped);
  let isOver = false;
  host.onrelease(() => {
    isOver = true;
  });

  const write = (): void => {
    const texts = new Map<Element, string>();
    for (const element of isOver ? [] : touched) {
      const text = sizeOf(element);
      if (text === (written.get(element) ?? '')) continue;
      written.set(element, text);
      texts.set(element, text);
    }
    touched = new Set();
    if (texts.size > 0) host.note(Property.Remembered, texts);
  };
  host.onskipped = (element) => {
    if (touched.size === 0) host.requestAnimationFrame(write);
    touched.add(element);
  };
  host.requestAnimationFrame(write);
}

/** Returns width and height of an element's content, as far as they are remembered. */
function sizeOf(element: Element): string {
  const style = getComputedStyle(element);
  const side = (name: 'Width' | 'Height', before: 'Left' | 'Top', after: 'Right' | 'Bottom'): string => {
    if (!style[`containIntrinsic${name}`]?.startsWith('auto')) return 'none';
    let length = Number.parseFloat(style[name.toLowerCase() as 'width']);
    for (const at of style.boxSizing === 'border-box' ? ([before, after] as const) : [])
      length -= Number.parseFloat(style[`padding${at}`]) + Number.parseFloat(style[`border${at}Width`]);
    return length >= 0 ? String(Math.round(length * 64) / 64) : 'none';
  };
  const text = `${side('Width', 'Left', 'Right')} ${side('Height', 'Top', 'Bottom')}`;
  return text === 'none none' ? '' : text;
}
