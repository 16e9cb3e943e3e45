/**
 * What the drawings of SVG cost that refer to each other: copies (`use`), and masks, patterns, clips and markers.
 *
 * Each level of reference multiplies what is below it, so that a few hundred
 * bytes can ask for billions of shapes. Copies are counted before the browser
 * makes them, which it does when it next works out styles.
 */

import * as native from '../stage-native.ts';

/** How many elements all copies of a document may be together. */
const MAX_COPIES = 1 << 15;
/** How many shapes masks, patterns, clips and markers may ask for by those that stand in them. */
const MAX_NESTED_SHAPES = 1 << 10;

const CONTAINERS = 'mask,pattern,clipPath,marker';
/** The rule that takes what refers on out of what is referred to. */
export const UNNESTED = CONTAINERS.split(',')
  .map((name) => `${name} *`)
  .join()
  .concat('{mask:none!important;clip-path:none!important;marker:none!important;filter:none!important}');

const target = (element: Element): string => {
  const href = native.getAttribute(element, 'href') ?? native.getAttribute(element, 'xlink:href') ?? '';
  return href.trim().replace(/^#/, '');
};

/** Takes the address from copies that are too much. Returns whether there were any. */
export function limitCopies(root: Node): boolean {
  const uses = native.queryAll(root, 'use');
  if (uses.length === 0) return false;
  const sizes = new Map<string, number>();
  const sizeOf = (id: string): number => {
    const known = sizes.get(id);
    if (known !== undefined) return known;
    // One that is in itself is not shown.
    sizes.set(id, 0);
    const copied = native.byId(root, id);
    if (!copied) return 0;
    let size = 1;
    for (const below of native.below(copied)) {
      size += 1 + (native.localName(below) === 'use' ? sizeOf(target(below)) : 0);
      if (size > MAX_COPIES) break;
    }
    if (native.localName(copied) === 'use') size += sizeOf(target(copied));
    sizes.set(id, size);
    return size;
  };
  let total = 0;
  let isTooMuch = false;
  for (const use of uses) {
    const size = sizeOf(target(use));
    if (total + size <= MAX_COPIES) {
      total += size;
      continue;
    }
    isTooMuch = true;
    native.removeAttribute(use, '', 'href');
    native.removeAttribute(use, 'http://www.w3.org/1999/xlink', 'href');
  }
  return isTooMuch;
}

/** Says whether masks, patterns, clips and markers ask for too much by what stands in them. */
export function isNestedTooDeep(root: Node): boolean {
  const containers = native.queryAll(root, CONTAINERS);
  if (containers.length < 2) return false;
  const shapes = new Map<Element, number>();
  const shapesOf = (container: Element): number => {
    const known = shapes.get(container);
    if (known !== undefined) return known;
    shapes.set(container, 0);
    let count = 0;
    for (const below of native.below(container)) {
      count++;
      const style = getComputedStyle(below);
      const { maskImage, clipPath, fill, stroke, markerStart, markerMid, markerEnd } = style;
      for (const value of [maskImage, clipPath, fill, stroke, markerStart, markerMid, markerEnd]) {
        for (const [, id] of (value ?? '').matchAll(/url\("?#([^")]*)/g)) {
          const referred = native.byId(root, id!);
          if (referred && containers.includes(referred)) count += 1 + shapesOf(referred);
        }
      }
      if (count > MAX_NESTED_SHAPES) break;
    }
    shapes.set(container, count);
    return count;
  };
  // Shapes that stand in one alone are no more than what the recording holds.
  return containers.some((container) => shapesOf(container) > MAX_NESTED_SHAPES + native.below(container).length);
}

/** Returns what an element of SVG costs that moves another, beside one that does so once a second. */
export function motionCost(element: Element): number {
  const [, number, unit] = /^\s*([\d.]+)(ms|s)?\s*$/.exec(native.getAttribute(element, 'dur') ?? '') ?? [];
  const seconds = number === undefined ? 1 : Number(number) / (unit === 'ms' ? 1000 : 1);
  return 1 / Math.min(1, Math.max(seconds, 1e-6));
}

/** Says whether a time depends on several others: where those depend on it too, it multiplies. */
export function isEntangled(times: string): boolean {
  return (times.match(/\.(?:begin|end|repeat)/g)?.length ?? 0) > 1;
}
