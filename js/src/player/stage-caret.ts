/**
 * The visitor's caret, drawn over the stage. Nothing of it is in the stage; it does not blink, so that a page that is
 * looked at twice looks the same.
 */

import type { Caret } from './caret-place.ts';

/** Draws a caret into `host`, in the pixels of the recorded page. */
export class CaretOverlay {
  readonly #clip: HTMLElement;
  readonly #layer: HTMLElement;
  readonly #caret: HTMLElement;

  constructor(host: HTMLElement) {
    const made = (): HTMLElement => host.ownerDocument.createElement('div');
    [this.#clip, this.#layer, this.#caret] = [made(), made(), made()];
    this.#clip.setAttribute('aria-hidden', 'true');
    this.#clip.style.cssText = 'position:absolute;inset:0;overflow:hidden;pointer-events:none;contain:strict';
    this.#layer.style.cssText = 'position:absolute;inset:0;transform-origin:0 0';
    this.#caret.setAttribute('part', 'caret');
    this.#caret.style.cssText = 'position:absolute;display:none;width:1px;height:1px;transform-origin:0 0';
    this.#layer.append(this.#caret);
    this.#clip.append(this.#layer);
    host.append(this.#clip);
  }

  /** Shows the caret where a part of the page is that is shown larger. */
  setTransform(transform: string): void {
    this.#layer.style.transform = transform;
  }

  /** Shows the caret, or none. */
  show(caret: Caret | undefined): void {
    const { style } = this.#caret;
    style.display = caret ? 'block' : 'none';
    if (!caret) return;
    style.transform = `translate(${caret.x}px,${caret.y}px) scale(${caret.width},${caret.height})`;
    style.background = caret.color;
    this.#clip.style.mixBlendMode = caret.blend;
  }

  dispose(): void {
    this.#clip.remove();
  }
}
