/**
 * What the part of the recorder that is loaded first shares with what follows the page.
 *
 * That is bundled by itself, and may hold nothing twice: natives as they were at the start, what is known of secrets,
 * which class an error is of. The build has it take these from here, and refuses what is not in this list.
 */

import { DomreelError } from '../errors.js';
import { bare } from './bare.js';
import { mayShowDots, tellsSecret, wasSecret } from './dots.js';
import { writeAbsence, writeEnd } from './facts.js';
import { touchOptions } from './groups.js';
import { natives } from './natives.js';
import { isMasked } from './regions.js';
import { firstSlice, Slice, wholly } from './slice.js';
import { isReadable, property, Walker } from './walk.js';

const shared = {
  DomreelError,
  Slice,
  Walker,
  bare,
  firstSlice,
  isMasked,
  isReadable,
  mayShowDots,
  natives,
  property,
  tellsSecret,
  touchOptions,
  wasSecret,
  wholly,
  writeAbsence,
  writeEnd,
};

/** Hands what is shared to a part that was loaded, and returns what that exports. */
export async function join<T>(part: Promise<T>): Promise<T> {
  return ((await part) as unknown as { join(modules: typeof shared): T }).join(shared);
}
