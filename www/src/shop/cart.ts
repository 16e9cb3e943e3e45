/** The cart: products by condition, with quantities. It fires `change` and outlives a reload. */

import { type Product, productById } from './catalogue.ts';

export type Condition = 'fine' | 'good' | 'worn';

export interface CartLine {
  readonly product: Product;
  readonly condition: Condition;
  readonly quantity: number;
}

const KEY = 'domreel-demo-cart';
const DISCOUNT: Record<Condition, number> = { fine: 1, good: 0.9, worn: 0.75 };

/** Returns what `product` costs in `condition`, in cents. */
export function centsFor(product: Product, condition: Condition): number {
  return Math.round(product.cents * DISCOUNT[condition]);
}

export class Cart extends EventTarget {
  #lines: CartLine[] = restore();

  get lines(): readonly CartLine[] {
    return this.#lines;
  }

  get count(): number {
    return this.#lines.reduce((sum, line) => sum + line.quantity, 0);
  }

  get cents(): number {
    return this.#lines.reduce((sum, line) => sum + line.quantity * centsFor(line.product, line.condition), 0);
  }

  /** Adds one of `product`. */
  add(product: Product, condition: Condition = 'fine'): void {
    const found = this.#lines.find((line) => line.product === product && line.condition === condition);
    if (found) this.setQuantity(found, found.quantity + 1);
    else this.#change([...this.#lines, { product, condition, quantity: 1 }]);
  }

  /** Sets the quantity of a line; zero removes it, and no line exceeds the stock. */
  setQuantity(target: CartLine, quantity: number): void {
    const wanted = Math.min(quantity, target.product.stock);
    const lines = this.#lines.map((line) => (line === target ? { ...line, quantity: wanted } : line));
    this.#change(lines.filter((line) => line.quantity > 0));
  }

  clear(): void {
    this.#change([]);
  }

  #change(lines: CartLine[]): void {
    this.#lines = lines;
    try {
      const kept = lines.map(({ product, condition, quantity }) => [product.id, condition, quantity]);
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Without storage the cart lasts as long as the page.
    }
    this.dispatchEvent(new Event('change'));
  }
}

function restore(): CartLine[] {
  try {
    const kept: [string, Condition, number][] = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return kept.flatMap(([id, condition, quantity]) => {
      const product = productById(id);
      return product && condition in DISCOUNT ? [{ product, condition, quantity }] : [];
    });
  } catch {
    return [];
  }
}
