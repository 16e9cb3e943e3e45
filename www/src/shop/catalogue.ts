/** What the shop sells. Prices are in cents, histories in euros, oldest first. */

export type Category = 'cameras' | 'lenses' | 'film' | 'projection' | 'darkroom';
export type Drawing =
  | 'rangefinder'
  | 'reflex'
  | 'twinlens'
  | 'cine'
  | 'lens'
  | 'longlens'
  | 'canister'
  | 'sheetbox'
  | 'reel'
  | 'projector'
  | 'splicer'
  | 'slides'
  | 'tank'
  | 'enlarger'
  | 'loupe'
  | 'meter';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly line: string;
  readonly category: Category;
  readonly drawing: Drawing;
  /** The hue of the drawing's coloured part, in degrees. */
  readonly hue: number;
  readonly cents: number;
  readonly rating: number;
  readonly stock: number;
  readonly history: readonly number[];
}

export const CATEGORIES: readonly { id: Category; label: string }[] = [
  { id: 'cameras', label: 'Cameras' },
  { id: 'lenses', label: 'Lenses' },
  { id: 'film', label: 'Film' },
  { id: 'projection', label: 'Projection' },
  { id: 'darkroom', label: 'Darkroom' },
];

export const CATALOGUE: readonly Product[] = [
  product(
    'heron-35',
    'Heron 35',
    'Rangefinder, 1958, new shutter curtains',
    'cameras',
    'rangefinder',
    160,
    42_000,
    4.8,
    3,
  ),
  product(
    'heron-35-red',
    'Heron 35 Jubilee',
    'The red one. There were four hundred',
    'cameras',
    'rangefinder',
    8,
    118_000,
    5,
    1,
  ),
  product(
    'moss-slr',
    'Moss SLR',
    'Single-lens reflex with a split-image screen',
    'cameras',
    'reflex',
    72,
    21_500,
    4.4,
    6,
  ),
  product(
    'pilot-tlr',
    'Pilot 6×6',
    'Twin-lens reflex, waist-level hood, spotless',
    'cameras',
    'twinlens',
    28,
    36_500,
    4.7,
    2,
  ),
  product('bolt-8', 'Bolt 8', 'Spring-wound cine camera for double 8 mm', 'cameras', 'cine', 215, 17_900, 4.1, 4),
  product('clear-50', 'Clear 50 mm f/1.8', 'Seven elements, one careful owner', 'lenses', 'lens', 265, 15_900, 4.6, 8),
  product(
    'clear-35',
    'Clear 35 mm f/2.8',
    'Small, sharp, a little yellow at the edge',
    'lenses',
    'lens',
    40,
    12_400,
    4.2,
    5,
  ),
  product('far-135', 'Far 135 mm f/3.5', 'Portraits from across the street', 'lenses', 'longlens', 190, 9_900, 4.3, 7),
  product('harbour-100', 'Harbour 100', 'Colour negative, 36 exposures', 'film', 'canister', 18, 1_150, 4.5, 120),
  product('ash-400', 'Ash 400', 'Black and white, fine grain, forgiving', 'film', 'canister', 60, 890, 4.9, 88),
  product('glacier-50', 'Glacier 50D', 'Daylight slide film. Bring a tripod', 'film', 'canister', 205, 1_690, 4.6, 40),
  product(
    'slate-sheets',
    'Slate 4×5 sheets',
    'Twenty-five sheets of patience',
    'film',
    'sheetbox',
    345,
    5_400,
    4.4,
    12,
  ),
  product(
    'lark-16',
    'Lark 16',
    'Projector with a new belt and a quiet gate',
    'projection',
    'projector',
    48,
    27_500,
    4.5,
    2,
  ),
  product('reel-120', 'Steel reel, 120 m', 'Runs true. Holds eleven minutes', 'projection', 'reel', 42, 2_400, 4.8, 31),
  product(
    'clip-splicer',
    'Clip splicer',
    'Cuts at the frame line, every time',
    'projection',
    'splicer',
    172,
    4_900,
    4.7,
    9,
  ),
  product(
    'tray-80',
    'Round tray, 80 slides',
    'For stories with a click in between',
    'projection',
    'slides',
    22,
    1_900,
    3.9,
    25,
  ),
  product('quiet-tank', 'Quiet tank', 'Two spirals, no leaks, daylight safe', 'darkroom', 'tank', 12, 3_200, 4.6, 17),
  product('column-6', 'Column 6', 'Enlarger for 35 mm to 6×6, with easel', 'darkroom', 'enlarger', 350, 19_800, 4.3, 2),
  product('dot-loupe', 'Dot loupe 8×', 'Grain focus, finger-cold aluminium', 'darkroom', 'loupe', 230, 2_900, 4.7, 14),
  product(
    'needle-meter',
    'Needle meter',
    'Selenium cell, needs no battery, still right',
    'darkroom',
    'meter',
    158,
    5_900,
    4.8,
    5,
  ),
];

/** Returns the product named `id`, if the shop has it. */
export function productById(id: string | null): Product | undefined {
  return CATALOGUE.find((product) => product.id === id);
}

/** Writes cents as euros: `€ 1,180.00`. */
export function euros(cents: number): string {
  const amount = (cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `€ ${amount}`;
}

function product(
  id: string,
  name: string,
  line: string,
  category: Category,
  drawing: Drawing,
  hue: number,
  cents: number,
  rating: number,
  stock: number,
): Product {
  return { id, name, line, category, drawing, hue, cents, rating, stock, history: priceHistory(id, cents / 100) };
}

/** Two years of monthly prices that end at `price`; the same for the same id. */
function priceHistory(id: string, price: number): number[] {
  let seed = [...id].reduce((sum, letter) => (sum * 33 + letter.charCodeAt(0)) >>> 0, 5381);
  const prices = [price];
  for (let month = 1; month < 24; month += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const drift = (seed / 2 ** 32 - 0.46) * 0.11;
    prices.unshift(Math.max(price * 0.4, (prices[0] ?? price) * (1 - drift)));
  }
  return prices.map((value) => Math.round(value * 100) / 100);
}
