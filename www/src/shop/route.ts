/**
 * What the shop shows, kept in the address.
 *
 * Going somewhere pushes a history entry and tells the listeners; back and
 * forward tell them too. Typing in the search box replaces the entry instead,
 * so that the way back is not paved with letters.
 */

import { CATEGORIES, type Category } from './catalogue.ts';

export type Sorting = 'featured' | 'cheapest' | 'dearest' | 'best-rated';

export interface Route {
  readonly view: 'browse' | 'checkout' | 'thanks';
  readonly category?: Category | undefined;
  readonly query: string;
  readonly sorting: Sorting;
  /** The id of the product whose dialog is open. */
  readonly product?: string | undefined;
}

export const SORTINGS: readonly Sorting[] = ['featured', 'cheapest', 'dearest', 'best-rated'];

const listeners = new Set<(route: Route) => void>();

/** Calls `listener` with every route that comes after this call. */
export function onRoute(listener: (route: Route) => void): void {
  listeners.add(listener);
}

/** Reads the route from the address bar. */
export function currentRoute(): Route {
  return parse(new URLSearchParams(location.search));
}

/** Goes to the current route with `change` applied. */
export function go(change: Partial<Route>, how: 'push' | 'replace' = 'push'): void {
  const address = addressOf({ ...currentRoute(), ...change });
  if (address === location.pathname + location.search) return;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  tell();
}

/** Writes `route` as an address under `/shop/`. */
export function addressOf(route: Route): string {
  const search = new URLSearchParams();
  if (route.view !== 'browse') search.set('view', route.view);
  if (route.category) search.set('category', route.category);
  if (route.query) search.set('q', route.query);
  if (route.sorting !== 'featured') search.set('sort', route.sorting);
  if (route.product) search.set('product', route.product);
  const written = search.toString();
  return written ? `/shop/?${written}` : '/shop/';
}

function parse(search: URLSearchParams): Route {
  const view = search.get('view');
  return {
    view: view === 'checkout' || view === 'thanks' ? view : 'browse',
    category: CATEGORIES.find(({ id }) => id === search.get('category'))?.id,
    query: search.get('q') ?? '',
    sorting: SORTINGS.find((sorting) => sorting === search.get('sort')) ?? 'featured',
    product: search.get('product') ?? undefined,
  };
}

function tell(): void {
  const route = currentRoute();
  for (const listener of listeners) listener(route);
}

addEventListener('popstate', tell);

// Links inside the shop change the view without loading the page again.
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-route]') : null;
  if (!link) return;
  event.preventDefault();
  go(parse(new URL(link.href).searchParams));
  scrollTo({ top: 0 });
});
