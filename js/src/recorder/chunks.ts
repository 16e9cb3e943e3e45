/** Makes chunks of what was written, and knows when a new segment is due. */

import type { RecorderModule } from './batch.js';
import { natives } from './natives.js';
import { type MadeChunk, takeChunk } from './sink.js';

/** A chunk is made at least this often while there is something to put in, in milliseconds. */
export const CHUNK_MILLIS = 5_000;
/** A chunk is made when so much is waiting, in bytes before compression. */
const CHUNK_BYTES = 256 << 10;
/** Between two slices a chunk is made of less: one of more would take too long. */
export const SLICE_CHUNK_BYTES = 48 << 10;
/** A new segment is opened when what came since its keyframe is so many times as large, */
const SEGMENT_GROWTH = 3;
/** but not before it has lasted so long, in milliseconds. */
const SEGMENT_MILLIS = 120_000;

/** The chunks of a recording. */
export class Chunks {
  #keyframeAt = 0;
  #keyframeBytes = 0;
  /** What was written before the keyframe, and what is in chunks, in bytes before compression. */
  #bytesBefore = 0;
  #chunkBytes = 0;

  constructor(
    private readonly module: RecorderModule,
    private readonly id: string,
    /** Whether whatever is written is wanted at once. */
    private readonly isEager: boolean,
    private readonly onchunk: (made: MadeChunk) => void,
  ) {}

  /** Makes a chunk of what is waiting. */
  finish(isFinal: boolean): void {
    const { module } = this;
    this.#chunkBytes += module.buffered();
    const made = takeChunk(module, this.id, isFinal);
    if (made) this.onchunk(made);
  }

  /** Makes a chunk if so much is waiting. */
  finishIfLarge(bytes = CHUNK_BYTES): void {
    if (this.module.buffered() > (this.isEager ? 0 : bytes)) this.finish(false);
  }

  /** How many bytes were written, before compression. */
  get bytes(): number {
    return this.#chunkBytes + this.module.buffered();
  }

  /** Notes that a keyframe begins with what is written next. */
  beginKeyframe(): void {
    this.#keyframeAt = natives.now();
    this.#bytesBefore = this.bytes;
    this.#keyframeBytes = 0;
  }

  /** Notes that the keyframe is whole; says whether one was begun. */
  endKeyframe(): boolean {
    if (this.#keyframeBytes !== 0) return false;
    this.#keyframeBytes = this.bytes - this.#bytesBefore;
    return true;
  }

  /** Says whether the segment has lasted, and outgrown its keyframe. */
  get isSegmentDue(): boolean {
    const isOutgrown = this.bytes - this.#bytesBefore > this.#keyframeBytes * (SEGMENT_GROWTH + 1);
    return natives.now() - this.#keyframeAt > SEGMENT_MILLIS && isOutgrown;
  }
}
