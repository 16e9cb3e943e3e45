/**
 * The masking level that the visitor of the demo chose.
 *
 * It lives as long as the tab, and every page that records reads it when it
 * starts its recorder.
 */

export type MaskLevel = 'all' | 'sensitive' | 'none';

const KEY = 'domreel-demo-mask';
const LEVELS: readonly MaskLevel[] = ['all', 'sensitive', 'none'];

/** Returns the level chosen in this tab; `sensitive` until there was a choice. */
export function chosenLevel(): MaskLevel {
  try {
    const stored = sessionStorage.getItem(KEY);
    return LEVELS.find((level) => level === stored) ?? 'sensitive';
  } catch {
    // Storage can be denied altogether; the demo then keeps its default.
    return 'sensitive';
  }
}

/** Keeps `level` for the pages to come in this tab. */
export function chooseLevel(level: string): void {
  try {
    sessionStorage.setItem(KEY, level);
  } catch {
    // See above: without storage there is nothing to keep it in.
  }
}
