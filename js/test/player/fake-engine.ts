/**
 * An engine that plays nothing: the clock is turned by hand, the recording is a few bytes.
 *
 * A recording is the byte 0xD0 and then one byte for each second. A byte 0xFF
 * is a second that is damaged.
 */

import { RecordingError } from '../../src/errors.ts';
import type { Engine, Marker, PlaybackEventType, Span } from '../../src/player/engine.ts';

export const MAGIC = 0xd0;

/** Makes a recording of so many seconds. */
export function recordingOf(seconds: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(seconds + 1).map((_, index) => (index === 0 ? MAGIC : 1));
}

export class FakeEngine {
  readonly calls: string[] = [];
  readonly stage = {} as HTMLIFrameElement;
  readonly markers: Marker[] = [];
  readonly idle: Span[] = [];
  readonly damage: Span[] = [];
  readonly viewport = { width: 1280, height: 720 };
  readonly url = 'https://shop.example/';
  readonly title = 'Shop';
  readonly startMillis = 1_000_000;

  bufferedEnd = 0;
  complete = false;
  currentTime = 0;
  paused = true;
  ended = false;
  seeking = false;
  playbackRate = 1;
  disposed = false;
  loop = false;
  skipIdle = false;
  /** Every call fails from now on, as after a trap in wasm. */
  broken = false;

  readonly #onevent: (type: PlaybackEventType) => void;
  #bytes = 0;
  #target = 0;

  constructor(onevent: (type: PlaybackEventType) => void) {
    this.#onevent = onevent;
  }

  get duration(): number {
    return this.#bytes > 0 ? this.bufferedEnd : Number.NaN;
  }

  append(bytes: Uint8Array): void {
    if (this.#bytes === 0 && bytes[0] !== MAGIC)
      throw new RecordingError('not-a-recording', 'not a recording at byte 0', 0);
    const first = this.#bytes === 0;
    for (const byte of bytes) {
      if (byte === 0xff) this.damage.push({ start: this.#bytes - 1, end: this.#bytes, reason: 'checksum-mismatch' });
      this.#bytes += 1;
    }
    this.bufferedEnd = this.#bytes - 1;
    this.#onevent(first ? 'loadedmetadata' : 'durationchange');
    this.#onevent('progress');
    if (bytes.includes(0xff)) this.#onevent('damage');
  }

  finish(): void {
    if (this.#bytes === 0) throw new RecordingError('truncated', 'truncated at byte 0', 0);
    this.complete = true;
  }

  play(): void {
    this.calls.push('play');
    this.paused = false;
    this.ended = false;
    this.#onevent('play');
  }

  pause(): void {
    this.calls.push('pause');
    this.paused = true;
    this.#onevent('pause');
  }

  seek(seconds: number): void {
    if (this.broken) throw new Error('unreachable');
    this.calls.push(`seek ${seconds}`);
    this.#target = Math.min(Math.max(0, seconds), this.duration);
    this.seeking = true;
    this.ended = false;
    this.#onevent('seeking');
  }

  /** The stage shows the instant that was sought. */
  show(): void {
    if (!this.seeking) return;
    this.seeking = false;
    this.currentTime = this.#target;
    this.#onevent('seeked');
  }

  /** Tells of something that a test has made up. */
  tell(type: PlaybackEventType): void {
    this.#onevent(type);
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    if (this.paused || this.seeking) return;
    this.currentTime = Math.min(this.currentTime + seconds * this.playbackRate, this.bufferedEnd);
    this.#onevent('timeupdate');
    if (this.currentTime < this.bufferedEnd) return;
    if (!this.complete) this.#onevent('waiting');
    else if (this.loop) this.seek(0);
    else {
      this.ended = true;
      this.paused = true;
      this.#onevent('ended');
    }
  }

  setRate(rate: number): void {
    this.playbackRate = rate;
    this.#onevent('ratechange');
  }

  setLoop(loop: boolean): void {
    this.loop = loop;
  }

  setSkipIdle(skip: boolean): void {
    this.skipIdle = skip;
  }

  dispose(): void {
    if (this.broken) throw new Error('unreachable');
    this.disposed = true;
  }
}

/** The same, where an `Engine` is asked for. */
export const asEngine = (engine: FakeEngine): Engine => engine as unknown as Engine;
