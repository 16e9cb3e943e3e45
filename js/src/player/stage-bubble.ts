/**
 * The bubble in which the visitor's browser said why a form could not be sent,
 * drawn over the stage. Nothing of it is in the stage.
 */

import type { Box } from './caret-place.ts';
import * as native from './stage-native.ts';

/** What was said of a field, as `Property::Bubble` has it. */
export interface Bubble {
  readonly field: Element;
  readonly said: string;
}

/** Stands where words were masked. */
const FILLER = '•••••';
/** No browser says more, in code units. */
const MAX_UNITS = 1000;
/** How far the tip stands from the field's edge, how high it is, and how far before it the bubble begins, in pixels. */
const TIP_X = 8;
const TIP_HEIGHT = 8;
const BEFORE_TIP = 25;
/** How near the bubble comes to the edge of the viewport, in pixels. */
const MARGIN = 5;

/** Draws a bubble into `host`, in the pixels of the recorded page. */
export class BubbleOverlay {
  readonly #clip: HTMLElement;
  readonly #layer: HTMLElement;
  readonly #bubble: HTMLElement;
  readonly #tip: HTMLElement;
  readonly #words: HTMLElement;

  constructor(host: HTMLElement) {
    const made = (style: string, ...inner: HTMLElement[]): HTMLElement => {
      const box = host.ownerDocument.createElement('div');
      box.style.cssText = style;
      box.append(...inner);
      return box;
    };
    const line = '1px solid #767676';
    this.#tip = made(
      `position:absolute;width:10px;height:10px;background:#fff;border:${line};border-width:1px 0 0 1px;box-sizing:border-box`,
    );
    const sign = made(
      'flex:none;width:23px;font:bold 18px/23px sans-serif;text-align:center;color:#fff;background:#e8590c',
    );
    sign.textContent = '!';
    this.#words = made('white-space:pre-line;overflow-wrap:anywhere');
    this.#bubble = made(
      `position:absolute;display:none;gap:8px;align-items:center;width:max-content;max-width:min(400px,90%);padding:8px;font:14px/1.3 system-ui,sans-serif;color:#000;background:#fff;border:${line};border-radius:4px;box-shadow:4px 4px 4px #0003`,
      this.#tip,
      sign,
      this.#words,
    );
    this.#bubble.setAttribute('part', 'bubble');
    this.#layer = made('position:absolute;inset:0;transform-origin:0 0', this.#bubble);
    this.#clip = made('position:absolute;inset:0;overflow:hidden;pointer-events:none;contain:strict', this.#layer);
    host.append(this.#clip);
  }

  /** Shows the bubble where a part of the page is that is shown larger. */
  setTransform(transform: string): void {
    this.#layer.style.transform = transform;
  }

  /** Shows the bubble of a field, or none; `place` is what is seen of the field. */
  show(bubble: Bubble | undefined, place: Box | undefined): void {
    const { style } = this.#bubble;
    style.display = place ? 'flex' : 'none';
    if (!bubble || !place) return;
    const words = wordsOf(bubble);
    if (this.#words.textContent !== words) this.#words.textContent = words;
    const { offsetWidth, offsetHeight } = this.#bubble;
    const { clientWidth, clientHeight } = this.#layer;
    const tip = place.x + TIP_X;
    const x = Math.max(MARGIN, Math.min(tip - BEFORE_TIP, clientWidth - offsetWidth - MARGIN));
    const bottom = place.y + place.height;
    const isAbove = bottom + TIP_HEIGHT + offsetHeight > clientHeight && place.y > offsetHeight + TIP_HEIGHT;
    const y = isAbove ? place.y - TIP_HEIGHT - offsetHeight : bottom + TIP_HEIGHT;
    style.transform = `translate(${x}px,${y}px)`;
    const side = isAbove ? `bottom:-6px;transform:rotate(225deg)` : `top:-6px;transform:rotate(45deg)`;
    this.#tip.style.inset = '';
    this.#tip.style.cssText += `;${side};left:${tip - x - 5}px`;
  }

  dispose(): void {
    this.#clip.remove();
  }
}

/** Returns what was said; where that is masked, what browsers say of such a field. */
function wordsOf({ field, said }: Bubble): string {
  if (said === FILLER) return 'Please enter a valid value.';
  if (said !== '+') return said.slice(0, MAX_UNITS);
  if (native.localName(field) === 'select') return 'Please select an item in the list.';
  switch (native.getAttribute(field, 'type')?.toLowerCase()) {
    case 'checkbox':
      return 'Please check this box if you want to proceed.';
    case 'radio':
      return 'Please select one of these options.';
    case 'file':
      return 'Please select a file.';
    default:
      return 'Please fill out this field.';
  }
}
