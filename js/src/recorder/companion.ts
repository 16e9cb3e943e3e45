/**
 * The companion fetch: the bytes behind addresses that the page showed.
 *
 * Each address is fetched once, in idle time and mostly from the browser's
 * cache, within a budget. What cannot be kept is named with the reason.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { isMasked } from './regions.js';

/** Bytes of one resource, at most. */
const MAX_RESOURCE_BYTES = 4 << 20;
/** Bytes of all resources of a recording, at most. */
const MAX_TOTAL_BYTES = 24 << 20;
/** So many requests run at once: the page's own come first. */
const MAX_REQUESTS = 4;

/** Why bytes are not in the recording. */
export type MissingReason = 'cross-origin' | 'too-large' | 'over-budget' | 'failed';

interface Wanted {
  url: string;
  credentials: RequestCredentials;
  element: Element | null;
  isUnowned: boolean;
}

/** Fetches what is wanted, and writes it into the recording. */
export class Companion {
  readonly #known = new natives.Set<string>();
  #queue: Wanted[] = [];
  #running = 0;
  #total = 0;
  #waiters: (() => void)[] = [];
  #isStopped = false;
  /** Whether the page is one that is left out: nothing that it shows is fetched or kept. */
  isPaused = false;
  /** Says of an address of which nobody told who shows it that something masked may. */
  mayBeMasked: ((url: string) => boolean) | undefined;

  constructor(
    /** Writes into the recording, when it may. */
    private readonly write: (action: (batch: Batch) => void) => void,
    /** Is told what a style sheet's address gave, and of any that gave nothing. */
    private readonly onanswer: (url: string, bytes?: Uint8Array) => void,
    private readonly nodes: NodeTable,
  ) {}

  /** Asks for the bytes behind an absolute address, for an element that shows them if there is one; if nobody knows, it is unowned. */
  want(
    url: string,
    element: Element | null = null,
    credentials: RequestCredentials = 'same-origin',
    isUnowned = false,
  ): void {
    const bare = url.indexOf('#') < 0 ? url : url.slice(0, url.indexOf('#'));
    // Masked elements find the bytes by another address.
    const key = element !== null && isMasked(element) ? ` ${bare}` : bare;
    if (this.#isStopped || this.isPaused || this.#known.has(key) || !/^(https?|blob):/.test(bare)) return;
    this.#known.add(key);
    this.#queue[this.#queue.length] = { url: bare, credentials, element, isUnowned };
    // A blob's address may be revoked at any moment.
    if (bare.startsWith('blob:')) this.#run();
    else natives.requestIdleCallback(() => this.#run(), { timeout: 1000 });
  }

  /** Writes bytes that somebody else has, under an address. */
  keep(url: string, mime: string, bytes: Uint8Array, element: Element | null = null, isUnowned = false): void {
    this.#known.add(url);
    if (bytes.length > MAX_RESOURCE_BYTES || this.#total + bytes.length > MAX_TOTAL_BYTES) {
      this.#missing(url, bytes.length > MAX_RESOURCE_BYTES ? 'too-large' : 'over-budget', element, isUnowned);
      return;
    }
    this.#total += bytes.length;
    this.write((batch) => {
      if (this.#isHidden(url, element, isUnowned)) return;
      const address = batch.clean('url', url, null);
      batch.command(Command.RESOURCE);
      batch.put(address.length);
      batch.put(mime.length);
      batch.put(bytes.length);
      batch.put(this.nodes.id(element));
      batch.text(address + mime);
      batch.flush(bytes);
    });
  }

  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void> {
    return new natives.Promise<void>((resolve) => {
      if (this.#running === 0 && this.#queue.length === 0) resolve();
      else this.#waiters[this.#waiters.length] = resolve;
    });
  }

  /** Gives up what is still wanted. */
  stop(): void {
    this.#isStopped = true;
    this.#queue = [];
  }

  #run(): void {
    while (this.#running < MAX_REQUESTS) {
      const wanted = natives.shift(this.#queue);
      if (wanted === undefined) break;
      this.#running++;
      const done = (): void => {
        this.#running--;
        this.#run();
        if (this.#running > 0 || this.#queue.length > 0) return;
        const waiters = this.#waiters;
        this.#waiters = [];
        for (let index = 0; index < waiters.length; index++) waiters[index]!();
      };
      this.#fetch(wanted).then(done, done);
    }
  }

  async #fetch({ url, credentials, element, isUnowned }: Wanted): Promise<void> {
    let response: Response;
    try {
      response = await natives.fetch(url, { credentials, cache: 'force-cache', referrerPolicy: 'same-origin' });
    } catch {
      this.#missing(
        url,
        new natives.URL(url).origin === location.origin ? 'failed' : 'cross-origin',
        element,
        isUnowned,
      );
      return;
    }
    if (!response.ok) {
      this.#missing(url, 'failed', element, isUnowned);
      return;
    }
    if (Number(response.headers.get('content-length')) > MAX_RESOURCE_BYTES) {
      this.#missing(url, 'too-large', element, isUnowned);
      return;
    }
    try {
      let bytes = new natives.Uint8Array(await response.arrayBuffer());
      const type = response.headers.get('content-type') ?? '';
      const mime = type.split(';')[0]!.trim().toLowerCase();
      if (mime === 'text/css' && bytes.some((byte) => byte > 127))
        bytes = (await import('./encodings.js')).inUtf8(bytes, type, element);
      if (this.#isStopped) return;
      this.keep(url, mime, bytes, element, isUnowned);
      if (mime === 'text/css') this.onanswer(url, bytes);
    } catch {
      this.#missing(url, 'failed', element, isUnowned);
    }
  }

  #missing(url: string, reason: MissingReason, element: Element | null, isUnowned: boolean): void {
    if (this.#isStopped) return;
    // What is shown in a masked place is not said, nor that it is missing.
    this.write((batch) => {
      if (this.#isHidden(url, element, isUnowned) || (element !== null && isMasked(element))) return;
      const address = batch.clean('url', url, null);
      batch.command(Command.MISSING_RESOURCE);
      batch.put(address.length);
      batch.put(reason.length);
      batch.text(address + reason);
    });
    this.onanswer(url);
  }

  /** Says whether what was asked for may not be told of any more: its page is left out by now, or what shows it is blocked or masked. */
  #isHidden(url: string, element: Element | null, isUnowned: boolean): boolean {
    const isHidden =
      this.isPaused ||
      (isUnowned && this.mayBeMasked?.(url) === true) ||
      (element !== null && this.nodes.id(element) === 0 && isMasked(element));
    // Somebody else may ask for it later.
    if (isHidden) this.#known.delete(url);
    return isHidden;
  }
}
