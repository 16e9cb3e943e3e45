/** The demo shop: one page that shows what its address says. */

import { required } from '../site/element.ts';
import { Cart } from './cart.ts';
import { showCart } from './cart-view.ts';
import { makeCheckout } from './checkout.ts';
import { defineElements } from './elements.ts';
import { makeGrid } from './grid.ts';
import { makeProductDialog } from './product-dialog.ts';
import { currentRoute, onRoute, type Route } from './route.ts';

const TITLES: Record<Route['view'], string> = {
  browse: 'Gate & Claw: a shop worth recording',
  checkout: 'Checkout: Gate & Claw',
  thanks: 'Thank you: Gate & Claw',
};

defineElements();
const cart = new Cart();
showCart(cart);
makeCheckout(cart);
const showGrid = makeGrid(cart);
const showProduct = makeProductDialog(cart);

onRoute(show);
show(currentRoute());

function show(route: Route): void {
  for (const view of ['browse', 'checkout', 'thanks'] as const) {
    required(`#${view}`, HTMLElement).hidden = route.view !== view;
  }
  document.body.dataset.view = route.view;
  document.title = TITLES[route.view];
  showGrid(route);
  showProduct(route);
}
