/** The products that match the route, as cards that can be opened, added and dragged. */

import { element, required } from '../site/element.ts';
import type { Cart } from './cart.ts';
import { PRODUCT_TYPE } from './cart-view.ts';
import { CATALOGUE, CATEGORIES, type Product } from './catalogue.ts';
import { drawProduct } from './drawings.ts';
import { currentRoute, go, type Route, SORTINGS } from './route.ts';
import { showToast } from './toast.ts';

/** Builds cards, chips and the sort menu, and returns what shows a route in them. */
export function makeGrid(cart: Cart): (route: Route) => void {
  const grid = required('#grid', HTMLElement);
  const search = required('#search', HTMLInputElement);
  const cards = new Map(CATALOGUE.map((product) => [product, card(product, cart)]));
  const chips = makeChips();
  makeSortMenu();
  search.addEventListener('input', () => go({ query: search.value, view: 'browse' }, 'replace'));
  required('#reset', HTMLButtonElement).addEventListener('click', () => go({ query: '', category: undefined }));

  return (route) => {
    if (search.value !== route.query) search.value = route.query;
    for (const [category, chip] of chips) chip.setAttribute('aria-pressed', String(category === route.category));
    required('#sort-label', HTMLElement).textContent = route.sorting.replace('-', ' ');
    const found = matching(route);
    grid.replaceChildren(...found.flatMap((product) => cards.get(product) ?? []));
    required('#no-result', HTMLElement).hidden = found.length > 0;
    required('#result-line', HTMLElement).textContent =
      found.length === CATALOGUE.length ? `${found.length} things` : `${found.length} of ${CATALOGUE.length} things`;
  };
}

function matching(route: Route): Product[] {
  const words = route.query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = CATALOGUE.filter((product) => {
    const text = `${product.name} ${product.line} ${product.category}`.toLowerCase();
    return (!route.category || product.category === route.category) && words.every((word) => text.includes(word));
  });
  switch (route.sorting) {
    case 'cheapest':
      return found.sort((a, b) => a.cents - b.cents);
    case 'dearest':
      return found.sort((a, b) => b.cents - a.cents);
    case 'best-rated':
      return found.sort((a, b) => b.rating - a.rating);
    case 'featured':
      return found;
  }
}

function card(product: Product, cart: Cart): HTMLElement {
  const open = element('button', { type: 'button', class: 'card-open' }, product.name);
  open.addEventListener('click', () => go({ product: product.id }));
  const add = element(
    'button',
    { type: 'button', class: 'button small', 'aria-label': `Add ${product.name} to the cart` },
    'Add',
  );
  add.addEventListener('click', () => {
    cart.add(product);
    showToast(`${product.name} is in the cart`);
  });
  const made = element(
    'li',
    { class: 'card', draggable: 'true' },
    element('div', { class: 'card-picture' }, drawProduct(product.drawing, product.hue)),
    element('h3', {}, open),
    element('p', { class: 'card-line' }, product.line),
    element('star-rating' as 'span', { value: product.rating }),
    element('div', { class: 'card-foot' }, element('price-tag' as 'span', { cents: product.cents }), add),
  );
  made.addEventListener('dragstart', (event) => {
    event.dataTransfer?.setData(PRODUCT_TYPE, product.id);
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
    made.classList.add('dragged');
    document.body.classList.add('dragging');
  });
  made.addEventListener('dragend', () => {
    made.classList.remove('dragged');
    document.body.classList.remove('dragging');
  });
  return made;
}

function makeChips(): Map<Route['category'], HTMLButtonElement> {
  const all = [{ id: undefined, label: 'Everything' }, ...CATEGORIES];
  const chips = new Map<Route['category'], HTMLButtonElement>();
  for (const { id, label } of all) {
    const chip = element('button', { type: 'button', class: 'chip' }, label);
    chip.addEventListener('click', () => go({ category: id, view: 'browse' }));
    chips.set(id, chip);
  }
  required('#categories', HTMLElement).append(...chips.values());
  return chips;
}

function makeSortMenu(): void {
  const menu = required('#sort-menu', HTMLElement);
  for (const sorting of SORTINGS) {
    const item = element('button', { type: 'button' }, sorting.replace('-', ' '));
    item.addEventListener('click', () => {
      menu.hidePopover();
      go({ sorting });
    });
    menu.append(item);
  }
  menu.addEventListener('toggle', () => {
    if (!menu.matches(':popover-open')) return;
    const { sorting } = currentRoute();
    for (const item of menu.children) {
      item.toggleAttribute('data-chosen', item.textContent === sorting.replace('-', ' '));
    }
    // Popovers stand in the top layer; anchors are too new to rely on.
    const button = required('#sort-button', HTMLElement).getBoundingClientRect();
    menu.style.top = `${button.bottom + scrollY + 6}px`;
    menu.style.left = `${Math.max(8, Math.min(button.right, innerWidth - 8) - menu.offsetWidth)}px`;
  });
}
