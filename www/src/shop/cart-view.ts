/** Shows the cart beside the shop, and takes products that are dropped on it. */

import { element, required } from '../site/element.ts';
import { type Cart, type CartLine, centsFor } from './cart.ts';
import { productById } from './catalogue.ts';
import { drawProduct } from './drawings.ts';
import { showToast } from './toast.ts';

/** The type under which a dragged product carries its id. */
export const PRODUCT_TYPE = 'application/x-product';

/** Keeps the cart's panel, its counter and its drop zone up to date with `cart`. */
export function showCart(cart: Cart): void {
  const panel = required('#cart', HTMLElement);
  const toggle = required('#cart-toggle', HTMLButtonElement);
  const lines = required('#cart-lines', HTMLElement);

  const draw = () => {
    const focused = document.activeElement?.getAttribute('aria-label');
    required('#cart-count', HTMLElement).textContent = String(cart.count);
    required('#cart-total', HTMLElement).setAttribute('cents', String(cart.cents));
    required('#cart-foot', HTMLElement).hidden = cart.count === 0;
    required('#drop-hint', HTMLElement).classList.toggle('small', cart.count > 0);
    lines.replaceChildren(...cart.lines.map((line) => cartLine(cart, line)));
    if (focused) lines.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  };
  cart.addEventListener('change', draw);
  draw();

  const setOpen = (open: boolean) => {
    panel.classList.toggle('open', open);
    toggle.setAttribute('aria-expanded', String(open));
  };
  toggle.addEventListener('click', () => setOpen(!panel.classList.contains('open')));
  required('#cart-close', HTMLButtonElement).addEventListener('click', () => {
    setOpen(false);
    toggle.focus();
  });
  panel.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-route]')) setOpen(false);
  });
  takeDrops(panel, cart);
}

function takeDrops(panel: HTMLElement, cart: Cart): void {
  panel.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes(PRODUCT_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    panel.classList.add('over');
  });
  panel.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node && panel.contains(event.relatedTarget))) panel.classList.remove('over');
  });
  panel.addEventListener('drop', (event) => {
    panel.classList.remove('over');
    const product = productById(event.dataTransfer?.getData(PRODUCT_TYPE) ?? null);
    if (!product) return;
    event.preventDefault();
    cart.add(product);
    showToast(`${product.name} is in the cart`);
  });
}

function cartLine(cart: Cart, line: CartLine): HTMLElement {
  const { product, condition, quantity } = line;
  const step = (by: number, sign: string, label: string) => {
    const button = element('button', { type: 'button', 'aria-label': `${label} ${product.name}, ${condition}` }, sign);
    button.disabled = quantity + by > product.stock;
    button.addEventListener('click', () => cart.setQuantity(line, quantity + by));
    return button;
  };
  return element(
    'li',
    { class: 'line' },
    drawProduct(product.drawing, product.hue),
    element('div', { class: 'line-text' }, element('strong', {}, product.name), element('span', {}, condition)),
    element(
      'div',
      { class: 'stepper' },
      step(-1, '−', 'One less of'),
      element('output', { 'data-domreel-unmask': true }, String(quantity)),
      step(1, '+', 'One more of'),
    ),
    element('price-tag' as 'span', { cents: centsFor(product, condition) * quantity }),
  );
}
