/** Asks the built `domreel` tool about recordings. */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built tool. */
export const tool =
  process.env.DOMREEL_TOOL ?? fileURLToPath(new URL(join('../../..', 'target', 'debug', 'domreel'), import.meta.url));

const MAX_OUTPUT_BYTES = 1 << 30;

/** A line of a dump that is an event. */
export interface DumpedEvent {
  at_micros: number;
  event: { event: string; [field: string]: unknown };
}

/** Returns the dump of a recording, as it is printed; with the file of a key, of a sealed one. */
export function dump(recording: Buffer, key?: string): string {
  return execFileSync(tool, ['dump', '-', ...(key === undefined ? [] : ['--key', key])], {
    input: recording,
    maxBuffer: MAX_OUTPUT_BYTES,
    encoding: 'utf8',
  });
}

/** Returns a recording without what must go. */
export function redact(recording: Buffer, file: string, ...rules: string[]): Buffer {
  writeFileSync(file, recording);
  execFileSync(tool, ['redact', file, ...rules]);
  return readFileSync(file);
}

/** Returns the events of a recording. */
export function eventsOf(recording: Buffer): DumpedEvent[] {
  const lines = dump(recording).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line)).filter((line) => 'event' in line);
}

/** Returns what `domreel verify` finds wrong with a recording; empty: nothing. */
export function faultsOf(recording: Buffer): string {
  const { status, stdout, stderr, error } = spawnSync(tool, ['verify', '-'], {
    input: recording,
    maxBuffer: MAX_OUTPUT_BYTES,
    encoding: 'utf8',
  });
  if (error) throw error;
  return status === 0 ? '' : stdout + stderr || `status ${status}`;
}

/** Returns at which instant each marker stands, in microseconds, by the marker's name. */
export function marksOf(events: DumpedEvent[]): Map<string, number> {
  const marks = events.filter(({ event }) => event.event === 'mark');
  return new Map(marks.map(({ at_micros, event }) => [event.name as string, at_micros]));
}
