/**
 * The shop's own elements, `<price-tag>` and `<star-rating>`.
 *
 * `<price-tag cents="42000" was="48000">` shows a price, and what it was before.
 * `<star-rating value="4.3">` shows stars; with `editable` they are buttons and
 * it fires `change`. Both keep their looks in a shadow root with an adopted
 * style sheet that all instances share.
 */

import { element, svgElement } from '../site/element.ts';
import { euros } from './catalogue.ts';

const priceSheet = new CSSStyleSheet();
priceSheet.replaceSync(`
  :host { display: inline-flex; align-items: baseline; gap: 8px; white-space: nowrap; font-variant-numeric: tabular-nums; }
  b { font-weight: 700; letter-spacing: -0.01em; }
  s { font-size: 0.85em; color: var(--ink-soft); }
`);

const starSheet = new CSSStyleSheet();
starSheet.replaceSync(`
  :host { display: inline-flex; align-items: center; gap: 6px; font-size: 14px; color: var(--ink-soft); }
  .stars { display: inline-flex; }
  svg { width: var(--star-size, 15px); height: var(--star-size, 15px); }
  .off { fill: var(--line-strong); }
  .on { fill: var(--lamp); }
  button { padding: 2px; border: 0; background: none; cursor: pointer; border-radius: 4px; line-height: 0; }
  button:hover svg { scale: 1.15; }
  button:focus-visible { outline: 2px solid var(--focus); }
  svg { transition: scale 140ms; }
`);

const STAR = 'M8 1.2l2 4.5 4.9.5-3.7 3.2 1.1 4.8L8 11.7l-4.3 2.5 1.1-4.8L1.1 6.2 6 5.7z';

class PriceTagElement extends HTMLElement {
  static readonly observedAttributes = ['cents', 'was'];
  readonly #root = this.attachShadow({ mode: 'open' });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [priceSheet];
  }

  attributeChangedCallback(): void {
    const was = Number(this.getAttribute('was') ?? 0);
    const cents = Number(this.getAttribute('cents') ?? 0);
    const parts: HTMLElement[] = [element('b', {}, euros(cents))];
    if (was > cents) parts.push(element('s', { 'aria-label': `before ${euros(was)}` }, euros(was)));
    this.#root.replaceChildren(...parts);
  }
}

class StarRatingElement extends HTMLElement {
  static readonly observedAttributes = ['value'];
  readonly #root = this.attachShadow({ mode: 'open' });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [starSheet];
  }

  get value(): number {
    return Number(this.getAttribute('value') ?? 0);
  }

  connectedCallback(): void {
    this.#draw();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#draw();
  }

  #draw(): void {
    const focused = this.#root.activeElement?.getAttribute('aria-label');
    const stars = element('span', { class: 'stars' });
    for (let star = 1; star <= 5; star += 1) stars.append(this.#star(star));
    const figure = element('span', {}, this.value > 0 ? this.value.toFixed(1) : 'not rated');
    this.#root.replaceChildren(stars, figure);
    if (focused) this.#root.querySelector<HTMLElement>(`[aria-label="${focused}"]`)?.focus();
  }

  #star(star: number): Element {
    const lit = this.value >= star - 0.25;
    const picture = svgElement(
      'svg',
      { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      svgElement('path', { d: STAR, class: lit ? 'on' : 'off' }),
    );
    if (!this.hasAttribute('editable')) return picture;
    const button = element('button', { type: 'button', 'aria-label': `${star} of 5 stars` });
    button.append(picture);
    button.addEventListener('click', () => {
      this.setAttribute('value', String(star));
      this.dispatchEvent(new Event('change', { bubbles: true }));
    });
    return button;
  }
}

/** Defines both elements; called once, by the shop. */
export function defineElements(): void {
  customElements.define('price-tag', PriceTagElement);
  customElements.define('star-rating', StarRatingElement);
}
