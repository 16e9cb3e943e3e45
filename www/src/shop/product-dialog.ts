/** The dialog of one product: picture, price by condition, rating, price history. */

import { required } from '../site/element.ts';
import { type Cart, type Condition, centsFor } from './cart.ts';
import { CATEGORIES, type Product, productById } from './catalogue.ts';
import { drawProduct } from './drawings.ts';
import { drawPriceChart } from './price-chart.ts';
import { currentRoute, go, type Route } from './route.ts';
import { showToast } from './toast.ts';

/** Wires the dialog, and returns what opens and closes it as the route says. */
export function makeProductDialog(cart: Cart): (route: Route) => void {
  const dialog = required('#product', HTMLDialogElement);
  const condition = required('#product-condition', HTMLSelectElement);
  const rating = required('#product-rating', HTMLElement);
  let shown: Product | undefined;

  dialog.addEventListener('close', () => {
    if (currentRoute().product) go({ product: undefined });
  });
  dialog.addEventListener('click', (event) => {
    // The dialog itself is hit only outside of what it holds: on its backdrop.
    if (event.target === dialog) dialog.close();
  });
  condition.addEventListener('change', () => shown && showPrice(shown, conditionOf(condition)));
  rating.addEventListener('change', () => showToast('Thank you for rating it'));
  required('#product-add', HTMLButtonElement).addEventListener('click', () => {
    if (!shown) return;
    cart.add(shown, conditionOf(condition));
    showToast(`${shown.name} is in the cart`);
    dialog.close();
  });

  return (route) => {
    const product = route.view === 'browse' ? productById(route.product ?? null) : undefined;
    if (product && product !== shown) {
      fill(product);
      condition.value = 'fine';
      rating.setAttribute('value', '0');
      showPrice(product, 'fine');
    }
    shown = product;
    if (product && !dialog.open) dialog.showModal();
    if (!product && dialog.open) dialog.close();
  };
}

function fill(product: Product): void {
  const text = (selector: string, value: string) => {
    required(selector, HTMLElement).textContent = value;
  };
  text('#product-name', product.name);
  text('#product-line', product.line);
  text('#product-category', CATEGORIES.find(({ id }) => id === product.category)?.label ?? '');
  text('#product-stock', product.stock < 4 ? `only ${product.stock} left` : `${product.stock} in stock`);
  required('#product-picture', HTMLElement).replaceChildren(drawProduct(product.drawing, product.hue));
  drawPriceChart(required('#product-chart', HTMLElement), product.history);
}

function showPrice(product: Product, condition: Condition): void {
  const tag = required('#product-price', HTMLElement);
  tag.setAttribute('was', String(product.cents));
  tag.setAttribute('cents', String(centsFor(product, condition)));
}

function conditionOf(select: HTMLSelectElement): Condition {
  return select.value === 'good' || select.value === 'worn' ? select.value : 'fine';
}
