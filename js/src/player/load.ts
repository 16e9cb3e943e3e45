/**
 * One load: a source, read into an engine from its first byte to its last.
 *
 * It decides when to fetch and when to hold back, and nothing about what is
 * shown. `MediaState` starts it, hears of its progress, and gives it up when
 * another load begins; after that nothing is heard of it again.
 */

import { DomreelError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { type OpenSource, openSource, type Source } from './source.ts';

/** How much of a recording is fetched before it is asked for. */
export type Preload = 'none' | 'metadata' | 'auto';

/** Who hears of a load. */
export interface LoadListener {
  /** Returns what is to be loaded, or nothing. Throws a `LoadError` for an address that is none. */
  source(): Source | undefined;
  /** Resolves when an engine can be made. */
  ready(): Promise<void>;
  /** There is nothing to load. */
  sourceMissing(): void;
  loadStarted(source: Source): void;
  /** Makes the engine that takes the bytes. */
  engineWanted(): Engine;
  /** Whether fetching can wait until the recording is used. */
  canWait(phase: Exclude<Preload, 'auto'>): boolean;
  loadSuspended(): void;
  loadResumed(): void;
  bytesArrived(): void;
  loadFinished(): void;
  loadFailed(error: DomreelError): void;
}

export class Load {
  readonly #listener: LoadListener;
  readonly #abort = new AbortController();
  #resume: (() => void) | undefined;

  constructor(listener: LoadListener) {
    this.#listener = listener;
    // The rest waits for the end of the script, so that attributes set after `src` still count.
    queueMicrotask(() => {
      if (!this.#signal.aborted) void this.#run();
    });
  }

  /** Gives the load up. */
  abort(): void {
    this.#abort.abort();
    this.#resume?.();
  }

  /** The recording is used: a load that held back goes on. */
  goOn(): void {
    this.#resume?.();
  }

  get #signal(): AbortSignal {
    return this.#abort.signal;
  }

  async #run(): Promise<void> {
    const listener = this.#listener;
    try {
      const source = listener.source();
      if (!source) {
        listener.sourceMissing();
        return;
      }
      listener.loadStarted(source);
      const fetched = source.kind === 'address';
      if (fetched) await this.#holdBack('none');
      if (this.#signal.aborted) return;
      const [opened] = await Promise.all([openSource(source, this.#signal), listener.ready()]);
      if (this.#signal.aborted) return;
      await this.#read(opened, fetched);
    } catch (cause) {
      if (this.#signal.aborted) return;
      this.#abort.abort();
      listener.loadFailed(asError(cause));
    }
  }

  async #read(opened: OpenSource, fetched: boolean): Promise<void> {
    const listener = this.#listener;
    const engine = listener.engineWanted();
    if (opened.whole) {
      // In one go: whoever waits for `loadedmetadata` finds the whole duration.
      engine.append(opened.whole);
    } else {
      for (let chunk = await opened.read(); chunk && !this.#signal.aborted; chunk = await opened.read()) {
        engine.append(chunk);
        listener.bytesArrived();
        if (fetched) await this.#holdBack('metadata');
      }
    }
    if (this.#signal.aborted) return;
    engine.finish();
    listener.bytesArrived();
    listener.loadFinished();
  }

  async #holdBack(phase: Exclude<Preload, 'auto'>): Promise<void> {
    if (this.#signal.aborted || !this.#listener.canWait(phase)) return;
    this.#listener.loadSuspended();
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
    this.#resume = undefined;
    if (!this.#signal.aborted) this.#listener.loadResumed();
  }
}

function asError(cause: unknown): DomreelError {
  if (cause instanceof DomreelError) return cause;
  return new DomreelError('internal', 'the player failed', { cause });
}
