/** A media state on a bench: a fake engine below, a list of events above, tasks run when the test says so. */

import { setImmediate } from 'node:timers/promises';
import type { LoadError } from '../../src/errors.ts';
import { MediaState } from '../../src/player/media-state.ts';
import type { SourceObject } from '../../src/player/source.ts';
import { asEngine, FakeEngine } from './fake-engine.ts';

export class Bench {
  readonly events: string[] = [];
  readonly engines: FakeEngine[] = [];
  readonly attributes = {
    autoplay: false,
    loop: false,
    skipIdle: false,
    preload: 'auto' as 'none' | 'metadata' | 'auto',
  };
  object: SourceObject | undefined;
  address: string | undefined;
  badAddress: LoadError | undefined;
  ready: Promise<void> = Promise.resolve();
  time = 0;
  readonly state: MediaState;
  #tasks: (() => void)[] = [];

  constructor() {
    const bench = this;
    this.state = new MediaState({
      get autoplay() {
        return bench.attributes.autoplay;
      },
      get loop() {
        return bench.attributes.loop;
      },
      get skipIdle() {
        return bench.attributes.skipIdle;
      },
      get preload() {
        return bench.attributes.preload;
      },
      source: () => {
        if (this.badAddress) throw this.badAddress;
        if (this.object) return { kind: 'object', object: this.object };
        return this.address === undefined
          ? undefined
          : { kind: 'address', url: this.address, credentials: 'same-origin' };
      },
      fire: (type) => this.events.push(type),
      ready: () => this.ready,
      createEngine: (onevent) => {
        const engine = new FakeEngine(onevent);
        this.engines.push(engine);
        return asEngine(engine);
      },
      removeStage: () => {},
      now: () => this.time,
      postTask: (run) => this.#tasks.push(run),
    });
  }

  /** The engine of the present load. */
  get engine(): FakeEngine {
    const engine = this.engines.at(-1);
    if (!engine) throw new Error('nothing has been loaded');
    return engine;
  }

  /** Runs all that is due, and all that this makes due: streams, promises, queued tasks. */
  async settle(): Promise<void> {
    let idle = 0;
    while (idle < 5) {
      await setImmediate();
      const task = this.#tasks.shift();
      task?.();
      idle = task ? 0 : idle + 1;
    }
  }

  /** Loads a recording and forgets the events of it. */
  async load(object: SourceObject): Promise<void> {
    this.object = object;
    this.state.load();
    await this.settle();
    this.takeEvents();
  }

  /** Returns the events since the last call. */
  takeEvents(): string[] {
    return this.events.splice(0);
  }
}

/** A stream whose chunks the test hands over one by one. */
export function handFedStream(): {
  stream: ReadableStream<Uint8Array>;
  feed: (bytes: Uint8Array) => void;
  end: () => void;
  breakOff: () => void;
  cancelled: () => boolean;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
    cancel() {
      cancelled = true;
    },
  });
  return {
    stream,
    feed: (bytes) => controller?.enqueue(bytes),
    end: () => controller?.close(),
    breakOff: () => controller?.error(new Error('the line is dead')),
    cancelled: () => cancelled,
  };
}
