/** The checkout form. It sends nothing anywhere; a finished order empties the cart. */

import { required } from '../site/element.ts';
import { markInstant } from '../site/recorder-state.ts';
import type { Cart } from './cart.ts';
import { go } from './route.ts';

const PADDINGS = ['None', 'A little', 'Normal', 'Plenty', 'As for an egg'];

/** Wires the form to `cart`. */
export function makeCheckout(cart: Cart): void {
  const form = required('#checkout-form', HTMLFormElement);
  const padding = required('input[name="padding"]', HTMLInputElement, form);
  const card = required('input[name="card"]', HTMLInputElement, form);
  const expires = required('input[name="expires"]', HTMLInputElement, form);

  padding.addEventListener('input', () => {
    required('#padding-value', HTMLElement).textContent = PADDINGS[padding.valueAsNumber] ?? '';
  });
  card.addEventListener('input', () => {
    card.value = digits(card.value, 16).replace(/(.{4})(?=.)/g, '$1 ');
  });
  expires.addEventListener('input', () => {
    expires.value = digits(expires.value, 4).replace(/^(..)(.+)/, '$1 / $2');
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = `GC-${String(Date.now()).slice(-6)}`;
    required('#order-number', HTMLElement).textContent = `Order ${number}`;
    markInstant('order', { things: cart.count });
    cart.clear();
    form.reset();
    required('#padding-value', HTMLElement).textContent = PADDINGS[2] ?? '';
    go({ view: 'thanks' });
    scrollTo({ top: 0 });
  });
}

function digits(text: string, most: number): string {
  return text.replace(/\D/g, '').slice(0, most);
}
