/** Compares pictures of a page and of its replay, pixel by pixel. */

import { writeFileSync } from 'node:fs';
import { expect, type TestInfo } from '@playwright/test';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/**
 * How different a pixel must be to count, from 0 to 1, as perceived.
 *
 * 0 would count the last bit of a colour; the edges of rounded corners and of
 * glyphs are drawn with such differences when one page is drawn in a frame of another.
 */
const THRESHOLD = 0.05;

/** Returns how many pixels differ, and a picture of where. */
export function differingPixels(one: Buffer, other: Buffer): { count: number; picture: Buffer } {
  const [a, b] = [PNG.sync.read(one), PNG.sync.read(other)];
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`${a.width}×${a.height} and ${b.width}×${b.height} are no sizes to compare`);
  }
  const difference = new PNG({ width: a.width, height: a.height });
  const count = pixelmatch(a.data, b.data, difference.data, a.width, a.height, {
    threshold: THRESHOLD,
    includeAA: true,
  });
  return { count, picture: PNG.sync.write(difference) };
}

/** Expects that at most so many pixels differ; keeps the three pictures where more do. */
export function expectSamePicture(live: Buffer, replayed: Buffer, what: string, info: TestInfo, most = 0): void {
  const { count, picture } = differingPixels(live, replayed);
  if (count > most) {
    const name = what.replace(/[^a-z0-9]+/gi, '-');
    for (const [kind, bytes] of Object.entries({ live, replayed, difference: picture })) {
      writeFileSync(info.outputPath(`${name}-${kind}.png`), bytes);
    }
  }
  const where = count > most ? ` ${areaOf(picture)}` : '';
  expect.soft(count, `${what}: pixels that differ${where}`).toBeLessThanOrEqual(most);
}

/** Says where pixels differ, as no picture outlives a machine of CI: the box about them. */
function areaOf(picture: Buffer): string {
  const { width, data } = PNG.sync.read(picture);
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue] = data.subarray(i, i + 3);
    // Pixels that are the same are drawn in greys.
    if (red === green && green === blue) continue;
    xs.push((i / 4) % width);
    ys.push(Math.floor(i / 4 / width));
  }
  const bounds = (of: number[]): string =>
    `${of.reduce((a, b) => Math.min(a, b))} to ${of.reduce((a, b) => Math.max(a, b))}`;
  return `(x from ${bounds(xs)}, y from ${bounds(ys)})`;
}
