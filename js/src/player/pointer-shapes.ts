/** The shapes of pointers, by what CSS `cursor` says: a keyword, and pictures before it. */

/** A shape in a box of 26 pixels: its outline, where in it the pointer points, and how it is turned about the middle. */
export interface Shape {
  path: string;
  x: number;
  y: number;
  turn: number;
  /** Pictures of the page's own that are shown instead, the first one that can be. */
  pictures?: readonly Picture[];
}

/** A picture that is a pointer, and where in it the pointer points, if the page says that. */
export interface Picture {
  address: string;
  spot: { x: number; y: number } | undefined;
}

const middle = (path: string, turn = 0): Shape => ({ path, x: 13, y: 13, turn });

const arrow: Shape = { path: 'M1 1v19l4.6-4.2 3 7 3.4-1.5-3-6.8h6.3z', x: 1, y: 1, turn: 0 };
const hand: Shape = {
  path: 'M8 2.5a2 2 0 0 1 4 0V9l7 1.5a3 3 0 0 1 2.3 3.2L20.5 20a4 4 0 0 1-4 3.500h-5a4 4 0 0 1-3.3-1.700L3.5 15a2 2 0 0 1 3-2.600L8 13.800z',
  x: 10,
  y: 1,
  turn: 0,
};
const PALM =
  'M7 9a1.8 1.8 0 0 1 3.5 0V5.500a1.8 1.8 0 0 1 3.5 0V9a1.8 1.8 0 0 1 3.5 0v1a1.8 1.8 0 0 1 3.5 0v6a6 6 0 0 1-6 6h-3a6 6 0 0 1-5-2.700L4 15a1.8 1.8 0 0 1 3-2z';
const TWO_ARROWS = 'M1 13l6-6v4h12V7l6 6-6 6v-4H7v4z';
const CROSS = 'M12 2h2v10h10v2H14v10h-2V14H2v-2h10z';
const FOUR_ARROWS = 'M13 1l4 4h-3v7h7V9l4 4-4 4v-3h-7v7h3l-4 4-4-4h3v-7H5v3l-4-4 4-4v3h7V5H9z';
const BEAM = 'M8 3h4l1 1 1-1h4v2h-4v16h4v2h-4l-1-1-1 1H8v-2h4V5H8z';
const GLASS = 'M6 2h14v3l-5 8 5 8v3H6v-3l5-8-5-8z';
const BARRED = 'M13 2a11 11 0 1 1 0 22 11 11 0 0 1 0-22zm-6.4 6A8 8 0 0 0 18 19.400zm12.8 10A8 8 0 0 0 8 6.600z';
const LENS = 'M11 3a8 8 0 1 1-.01 0zm0 3a5 5 0 1 0 .01 0zm6 9l7 7-2 2-7-7z';

const shapes = new Map<string, Shape>();
const give = (shape: Shape, ...names: string[]): void => {
  for (const name of names) shapes.set(name, shape);
};
give(hand, 'pointer');
give(middle(BEAM), 'text');
give(middle(BEAM, 90), 'vertical-text');
give(middle(CROSS), 'crosshair', 'cell');
give(middle(FOUR_ARROWS), 'move', 'all-scroll');
give(middle(PALM), 'grab', 'grabbing');
give(middle(GLASS), 'wait', 'progress');
give(middle(BARRED), 'not-allowed', 'no-drop');
give(middle(LENS), 'zoom-in', 'zoom-out');
give(middle(TWO_ARROWS), 'ew-resize', 'e-resize', 'w-resize', 'col-resize');
give(middle(TWO_ARROWS, 90), 'ns-resize', 'n-resize', 's-resize', 'row-resize');
give(middle(TWO_ARROWS, 45), 'nwse-resize', 'nw-resize', 'se-resize');
give(middle(TWO_ARROWS, -45), 'nesw-resize', 'ne-resize', 'sw-resize');
// A page that hides the pointer draws one of its own, which is recorded with the page.
give(middle(''), 'none');

/** An address as Rust writes it, or the browser for the page. */
const ADDRESS = /url\("((?:[^"\\]|\\.)*)"\)/gs;
/** Where a picture points, behind all else that is said of it. */
const HOT_SPOT = /\)\s+(-?[\d.]+)\s+(-?[\d.]+)\s*$/;
/** What the player's page may be given: pictures that lie in memory, nothing that is asked for. */
const IN_MEMORY = /^(blob:|data:image\/)/i;
/** A recording can be forged: of longer lists the beginning is shown. */
const MAX_PICTURES = 8;

/** Returns the shape of a value of `cursor`; the arrow for keywords that have none of their own. */
export function shapeOf(cursor: string): Shape {
  const keyword = cursor.slice(cursor.lastIndexOf(',') + 1).trim();
  const shape = shapes.get(keyword) ?? arrow;
  const pictures = picturesOf(cursor);
  return pictures.length === 0 ? shape : { ...shape, pictures };
}

/** Returns the pictures of a value of `cursor`, those of a set of resolutions one by one. */
function picturesOf(cursor: string): Picture[] {
  return itemsOf(cursor)
    .flatMap((item) => {
      const [, x, y] = HOT_SPOT.exec(item) ?? [];
      const spot = x === undefined ? undefined : { x: Number(x) || 0, y: Number(y) || 0 };
      return Array.from(item.matchAll(ADDRESS), ([, raw = '']) => ({ address: raw.replace(/\\(.)/gs, '$1'), spot }));
    })
    .filter(({ address }) => IN_MEMORY.test(address))
    .slice(0, MAX_PICTURES);
}

/** Splits a list at its commas, those in parentheses and strings left alone. */
function itemsOf(list: string): string[] {
  const items = [''];
  let depth = 0;
  for (const [token] of list.matchAll(/"(?:[^"\\]|\\.)*"|./gs)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) items.push('');
    else items[items.length - 1] += token;
  }
  return items;
}
