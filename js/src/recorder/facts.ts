/** Facts that stand between the others: that something is not in the recording, and that it is over. */

import type { Batch } from './batch.js';
import { Command } from './command.js';

/** Writes an absence that ends at the time that was written last. */
export function writeAbsence(batch: Batch, millis: number, reason: string): void {
  batch.command(Command.ABSENCE);
  batch.wide(Math.round(millis * 1000));
  batch.string(reason);
}

/** Writes that the recording is over. */
export function writeEnd(batch: Batch, reason: string): void {
  batch.command(Command.END);
  batch.string(reason);
  batch.flush();
}
