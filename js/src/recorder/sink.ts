/** Hands finished chunks over: in order, again until they are taken, and in a hurry when the page is left. */

import { DomreelError } from '../errors.js';
import type { RecorderModule } from './batch.js';
import { natives } from './natives.js';
import type { ChunkInfo, Sink } from './options.js';
import type { Seal } from './seal.js';

/** The first pause after a failure; it doubles up to the longest. */
const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 30_000;
/** What a page may have in flight while it is left; the page itself shares the browser's 64 KiB. */
const MAX_LEAVING_BYTES = 48 << 10;
/** With so much waiting for a sink that does not take it, the recording ends. */
const MAX_WAITING_BYTES = 32 << 20;

/** A chunk on its way to the sink. */
export interface MadeChunk {
  bytes: Uint8Array<ArrayBuffer>;
  info: ChunkInfo;
}

/** Has the module make a chunk of what waits; nothing if nothing does. */
export function takeChunk(module: RecorderModule, id: string, isFinal: boolean): MadeChunk | undefined {
  const length = module.finish_chunk(isFinal);
  if (length === 0) return undefined;
  const bytes = new natives.Uint8Array(module.memory.buffer, module.chunk(), length).slice();
  return { bytes, info: { id, segment: module.last_chunk(true), sequence: module.last_chunk(false), final: isFinal } };
}

/** The chunks that were made and not yet taken. */
export class ChunkQueue {
  #waiting: MadeChunk[] = [];
  #waitingBytes = 0;
  #isSending = false;
  #pause = FIRST_PAUSE_MILLIS;
  #timer = 0;
  #idle: (() => void)[] = [];
  #isClosed = false;
  /** While it is held nothing is handed over. */
  #isHeld = false;

  constructor(
    private readonly sink: Sink | string,
    private readonly onfail: (error: DomreelError) => void,
    private readonly seal: Seal | undefined,
  ) {}

  /** Takes a chunk. */
  push(bytes: Uint8Array<ArrayBuffer>, info: ChunkInfo): void {
    if (this.#isClosed) return;
    if (this.seal) bytes = this.seal(bytes);
    this.#waiting[this.#waiting.length] = { bytes, info };
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#fail(new DomreelError('sink-failed', 'the sink takes no chunks'));
      return;
    }
    this.#send();
  }

  /** Hands nothing over from now on, or all that waits. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#send();
  }

  /** Forgets what waits, and takes nothing more. */
  drop(): void {
    this.#isClosed = true;
    natives.clearTimeout(this.#timer);
    this.#waiting = [];
    this.#release();
  }

  /** Resolves when every chunk has been taken, or none can be any more. */
  drained(): Promise<void> {
    return new natives.Promise<void>((resolve) => {
      if (this.#waiting.length === 0 || this.#isClosed) resolve();
      else this.#idle[this.#idle.length] = resolve;
    });
  }

  /** Sends what was not acknowledged once more, in a way that outlives the page; the same bytes do no harm twice. */
  leave(): void {
    if (typeof this.sink === 'function' || this.#isHeld) return;
    let inFlight = 0;
    for (let index = 0; index < this.#waiting.length; index++) {
      const { bytes } = this.#waiting[index]!;
      inFlight += bytes.length;
      const keepalive = inFlight <= MAX_LEAVING_BYTES;
      post(this.sink, bytes, keepalive).catch(() => undefined);
    }
  }

  #send(): void {
    const next = this.#waiting[0];
    if (this.#isSending || this.#timer !== 0 || next === undefined || this.#isClosed || this.#isHeld) return;
    this.#isSending = true;
    const { sink } = this;
    const sent =
      typeof sink === 'string'
        ? post(sink, next.bytes, false).then(accept)
        : new natives.Promise<void>((resolve) => resolve(sink(next.bytes, next.info)));
    sent.then(
      () => {
        this.#isSending = false;
        this.#pause = FIRST_PAUSE_MILLIS;
        natives.shift(this.#waiting);
        this.#waitingBytes -= next.bytes.length;
        if (this.#waiting.length === 0) this.#release();
        this.#send();
      },
      (error: unknown) => {
        this.#isSending = false;
        if (error instanceof DomreelError) {
          this.#fail(error);
          return;
        }
        this.#timer = natives.setTimeout(() => {
          this.#timer = 0;
          this.#send();
        }, this.#pause);
        this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MILLIS);
      },
    );
  }

  #fail(error: DomreelError): void {
    this.drop();
    this.onfail(error);
  }

  #release(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (let index = 0; index < idle.length; index++) idle[index]!();
  }
}

/** Posts a chunk so that no preflight is needed. */
function post(url: string, body: Uint8Array<ArrayBuffer>, keepalive: boolean): Promise<Response> {
  return natives.fetch(url, {
    method: 'POST',
    body: new natives.Blob([body], { type: 'text/plain' }),
    credentials: 'omit',
    keepalive,
    // Nothing of the page's address is the collector's business.
    referrerPolicy: 'no-referrer',
  });
}

/** Rejects for what may work later; ends the recording for what never will. */
function accept(response: Response): void {
  if (response.ok) return;
  const isPassing = response.status >= 500 || response.status === 408 || response.status === 429;
  if (isPassing) throw new Error(`status ${response.status}`);
  throw new DomreelError('sink-failed', `the collector answered with status ${response.status}`);
}
