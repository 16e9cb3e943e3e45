/**
 * What filters, shadows and layers of elements cost to paint, in pixels that are blurred once.
 *
 * Only what is on the screen is counted: the rest is not painted.
 */

import * as native from '../stage-native.ts';

/** What a filter's primitives cost beside one blur; another one is as much as that. */
const OCTAVES_PER_BLUR = 4;
const RADIUS_PER_BLUR = 50;
/** What one layer of a background costs beside it. */
const LAYER_WEIGHT = 0.1;
/** How many times its radius a blur reaches, and how far that is followed. */
const REACH = 2;
const MAX_MARGIN_PX = 200;
const MANY_LENGTHS = 64;
/** No sum is followed beyond this. */
const ENDLESS = 1e6;

/** What elements cost together, in pixels: what is blurred, and what lies over one another. */
export interface PaintCost {
  blurred: number;
  layered: number;
}

/** Adds what an element of these looks costs. `filterWeight` says what a filter of SVG costs for each of its pixels. */
export function addPaintCost(
  sum: PaintCost,
  style: CSSStyleDeclaration,
  box: () => { width: number; height: number },
  screen: { width: number; height: number },
  filterWeight: (id: string) => number,
): void {
  let weight = blurred(style.textShadow) * 0.5 + blurred(style.boxShadow) * 0.2;
  for (const filter of [style.filter, style.backdropFilter]) {
    for (const [, name, id] of (filter ?? '').matchAll(/([-\w]+)\((?:"?#([^")]*))?/g)) {
      if (name === 'url') weight += filterWeight(id ?? '');
      else if (name === 'blur' || name === 'drop-shadow') weight += 1;
      else if (!/^(?:rgb|hsl|color|lab|lch|ok)/.test(name!)) weight += 0.1;
    }
  }
  const layers = `${style.backgroundImage}${style.maskImage}`.split('gradient(').length - 1;
  if (weight === 0 && layers <= 1) return;
  const { width, height } = box();
  // What stands around the element is painted too, as far as it is on the screen.
  const lengths = `${style.filter}${style.textShadow}${style.boxShadow}`.match(/[\d.]+(?=px)/g) ?? [];
  const margin = Math.min(REACH * Math.max(0, ...lengths.slice(0, MANY_LENGTHS).map(Number)), MAX_MARGIN_PX);
  const side = (length: number, most: number) => Math.min(length + 2 * margin, most);
  sum.blurred += weight * side(width, screen.width) * side(height, screen.height);
  sum.layered += layers * LAYER_WEIGHT * width * height;
}

/** Counts the shadows that are blurred: offsets, and then how far. */
function blurred(shadows: string | undefined): number {
  return shadows?.match(/px \S+px (?!0px)\d\S*px/g)?.length ?? 0;
}

/** Returns what a filter of SVG costs: a result that is asked for twice is made twice. */
export function filterWeight(filter: Element): number {
  const results = new Map<string, number>();
  let last = 0;
  for (const primitive of native.children(filter)) {
    const inputs = ['in', 'in2'].map((name) => native.getAttribute(primitive, name));
    for (const node of native.children(primitive)) inputs.push(native.getAttribute(node, 'in'));
    const named = inputs.filter((name) => name !== null).map((name) => results.get(name) ?? 0);
    const own = primitiveWeight(primitive);
    const below = native.getAttribute(primitive, 'in') === null ? last : 0;
    last = Math.min(
      named.reduce((sum, weight) => sum + weight, own + below),
      ENDLESS,
    );
    const result = native.getAttribute(primitive, 'result');
    if (result !== null) results.set(result, last);
  }
  return last;
}

function primitiveWeight(primitive: Element): number {
  const number = (name: string) => Math.abs(Number.parseFloat(native.getAttribute(primitive, name) ?? '')) || 1;
  switch (native.localName(primitive)) {
    case 'feTurbulence':
      return 1 + Math.min(number('numOctaves'), 10) / OCTAVES_PER_BLUR;
    case 'feMorphology':
      return 1 + number('radius') / RADIUS_PER_BLUR;
    case 'feConvolveMatrix':
      return 1 + number('order') ** 2 / RADIUS_PER_BLUR;
    case 'feMerge':
    case 'feFlood':
    case 'feOffset':
      return 0.1;
    default:
      return 1;
  }
}
