/**
 * The module's work, done by a worker while there is much of it. Loaded on demand.
 *
 * The state of a recording is the module's memory, and it is in one place at a
 * time. On the way out it is copied to a worker; from then on whatever the
 * module is given is kept in a journal and sent there, and chunks come back.
 * When nothing has come for a while, the memory comes back too. Where the
 * module's answer is needed at once, above all when the page is left, the
 * module here goes through the journal itself: it comes to the same, to the byte.
 */

import type { Batch, RecorderModule } from './batch.js';
import type { Natives } from './natives.js';
import type { MadeChunk, takeChunk } from './sink.js';

/** So long after the last batch the memory comes back, in milliseconds. */
const QUIET_MILLIS = 250;
/** After so many such waits without a word from it, the worker is given up. */
const MAX_WAITS = 40;
/** So long after it had to come home in the middle of something it does not leave again, in milliseconds. */
const REST_MILLIS = 5_000;
/** With so much in the journal a copy of the memory takes its place, in numbers and bytes of text. */
const MAX_JOURNAL_WEIGHT = 1 << 21;
/** What a number or a byte of text becomes at first guess, in bytes before compression. */
const FIRST_YIELD = 0.25;

/** What of the recorder is needed. */
export interface OffloadHost {
  readonly natives: Natives;
  /** The module's functions; some are others while its work is done elsewhere. */
  readonly module: RecorderModule;
  /** The recording's id. */
  readonly id: string;
  readonly batch: Pick<Batch, 'flush' | 'runMade'>;
  readonly takeChunk: typeof takeChunk;
  onchunk(made: MadeChunk): void;
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
}

/** What the module is given: a batch, or without numbers the word to make a chunk. */
interface Step {
  numbers?: Int32Array<ArrayBuffer>;
  text?: Uint8Array<ArrayBuffer>;
}

/** What the worker is sent: how it begins, a step, or the wish for its memory. */
interface Order extends Step {
  compiled?: WebAssembly.Module;
  memory?: ArrayBuffer;
  isMemoryWanted?: boolean;
}

/** What it answers to a step: how much was written in all, and the chunk that was made. Or its memory. */
interface Answer {
  written?: number;
  chunk?: Uint8Array<ArrayBuffer>;
  segment?: number;
  sequence?: number;
  memory?: ArrayBuffer;
}

/** Does what the module would do here. It is the worker's whole source, and may name nothing of this file. */
function work(): void {
  const scope = self as unknown as {
    onmessage: (event: MessageEvent<Order>) => void;
    postMessage(answer: Answer, transfer?: Transferable[]): void;
  };
  let module: RecorderModule;
  let written = 0;
  scope.onmessage = ({ data: { compiled, memory, isMemoryWanted, numbers, text } }) => {
    if (compiled && memory) {
      module = new WebAssembly.Instance(compiled).exports as unknown as RecorderModule;
      const missing = memory.byteLength - module.memory.buffer.byteLength;
      if (missing > 0) module.memory.grow(missing / 65536);
      new Uint8Array(module.memory.buffer).set(new Uint8Array(memory));
    } else if (isMemoryWanted) {
      const copy = module.memory.buffer.slice(0);
      scope.postMessage({ memory: copy }, [copy]);
    } else if (numbers && text) {
      const at = module.text(text.length);
      const to = module.numbers();
      new Uint8Array(module.memory.buffer).set(text, at);
      new Int32Array(module.memory.buffer, to).set(numbers);
      // The module here will find the same fault, and end the recording.
      if (module.run(numbers.length) !== 0) throw new Error();
      scope.postMessage({ written: written + module.buffered() });
    } else {
      written += module.buffered();
      const length = module.finish_chunk(false);
      const chunk = new Uint8Array(module.memory.buffer, module.chunk(), length).slice();
      const answer = { written, chunk, segment: module.last_chunk(true), sequence: module.last_chunk(false) };
      scope.postMessage(answer, [chunk.buffer]);
    }
  };
}

/** Sends the module's work away, and has it come home. */
export class Offload {
  readonly #own: RecorderModule;
  #trip: Trip | undefined;
  #isRefused = false;
  #restsUntil = 0;

  constructor(private readonly host: OffloadHost) {
    this.#own = { ...host.module };
  }

  /** Sends the work away, unless the browser does not let it go, or the page is hidden. */
  leave(): void {
    // A page that is hidden may end without a word.
    if (
      this.#trip ||
      this.#isRefused ||
      this.host.natives.now() < this.#restsUntil ||
      this.host.natives.hidden(document)
    )
      return;
    const refuse = (): void => {
      this.#isRefused = true;
      this.comeHome();
    };
    try {
      this.#trip = new Trip(this.host, this.#own, () => this.comeHome(), refuse);
    } catch {
      // Trusted Types, or no workers from blobs.
      return refuse();
    }
    const trip = this.#trip;
    const { module } = this.host;
    module.text = trip.text;
    module.run = trip.run;
    module.finish_chunk = trip.finish;
    module.buffered = trip.buffered;
    // It is asked in the middle of a change: what the answer depends on is here again then.
    module.can_move = (node, parent) => {
      this.comeHome();
      this.#restsUntil = this.host.natives.now() + REST_MILLIS;
      return this.#own.can_move(node, parent);
    };
  }

  /** Takes the work back, and does at once what the worker has not answered yet. */
  comeHome(): void {
    const trip = this.#trip;
    if (!trip) return;
    this.host.batch.flush();
    this.drop();
    trip.repeat();
  }

  /** Takes the work back, and forgets what was under way. */
  drop(): void {
    this.#trip?.end();
    this.#trip = undefined;
    Object.assign(this.host.module, this.#own);
  }
}

/** The module's work while it is done in a worker. */
class Trip {
  readonly #worker: Worker;
  readonly #address: string;
  /** What was given since the memory was copied; the first so many have been answered. */
  #journal: Step[] = [];
  #answered = 0;
  /** The memory as it was before the journal, if that is not the one here. */
  #memory: ArrayBuffer | undefined;
  #isMemoryAwaited = false;
  /** How much the journal holds, how much was given in all, and how much of that was answered. */
  #journalWeight = 0;
  #given = 0;
  #done = 0;
  /** What waited when the work went away, what was written in all as the worker told last, and what of it is in chunks. */
  readonly #waited: number;
  #written: number;
  #inChunks = 0;
  #textAt = 0;
  #textLength = 0;
  #timer = 0;
  #waits = 0;
  #isQuiet = true;
  #isOver = false;

  constructor(
    private readonly host: OffloadHost,
    private readonly own: RecorderModule,
    private readonly onquiet: () => void,
    private readonly onerror: () => void,
  ) {
    const { natives, guard } = host;
    this.#waited = this.#written = own.buffered();
    this.#address = natives.URL.createObjectURL(new natives.Blob([`(${work})()`], { type: 'text/javascript' }));
    try {
      this.#worker = new natives.Worker(this.#address);
    } catch (error) {
      natives.URL.revokeObjectURL(this.#address);
      throw error;
    }
    this.#worker.onerror = guard((event: Event) => {
      event.preventDefault();
      if (!this.#isOver) onerror();
    });
    this.#worker.onmessage = guard(({ data }: MessageEvent<Answer>) => {
      if (!this.#isOver) this.#hear(data);
    });
    const memory = own.memory.buffer.slice(0) as ArrayBuffer;
    this.#worker.postMessage({ compiled: own.compiled, memory } satisfies Order, [memory]);
    this.#wait();
  }

  /** Makes room for text, as the module does; it goes to the worker from there. */
  readonly text = (bytes: number): number => {
    this.#textLength = bytes;
    this.#textAt = this.own.text(bytes);
    return this.#textAt;
  };

  /** Sends a batch to the worker. A fault ends the recording later, when it is answered. */
  readonly run = (count: number): number => {
    const { Int32Array, Uint8Array } = this.host.natives;
    const { buffer } = this.own.memory;
    this.#give({
      numbers: new Int32Array(buffer as ArrayBuffer, this.own.numbers(), count).slice(),
      text: new Uint8Array(buffer as ArrayBuffer, this.#textAt, this.#textLength).slice(),
    });
    return 0;
  };

  /** Has the worker make a chunk, which comes when it is made. */
  readonly finish = (): number => {
    this.#inChunks += this.buffered();
    this.#give({});
    return 0;
  };

  /** Tells about how much waits for the next chunk: what was not answered is taken to become as much as what was. */
  readonly buffered = (): number => {
    const perWeight = this.#done > 0 ? (this.#written - this.#waited) / this.#done : FIRST_YIELD;
    return Math.max(0, this.#written + (this.#given - this.#done) * perWeight - this.#inChunks);
  };

  /** Lets the worker go. */
  end(): void {
    this.#isOver = true;
    this.host.natives.clearTimeout(this.#timer);
    this.#worker.terminate();
    this.host.natives.URL.revokeObjectURL(this.#address);
  }

  /** Brings the module here, whose functions are its own again, to where the worker would come, and hands over the chunks that it had not sent yet. */
  repeat(): void {
    const { own, host } = this;
    const { Uint8Array } = host.natives;
    const memory = this.#memory;
    // To grow by nothing detaches the buffer all the same, so that the batch looks anew where its room is.
    own.memory.grow(memory ? Math.max(0, (memory.byteLength - own.memory.buffer.byteLength) / 65536) : 0);
    if (memory) new Uint8Array(own.memory.buffer).set(new Uint8Array(memory));
    for (let index = 0; index < this.#journal.length; index++) {
      const { numbers, text } = this.#journal[index]!;
      if (numbers && text) {
        host.batch.runMade(numbers, text);
      } else {
        const made = host.takeChunk(own, host.id, false);
        if (made && index >= this.#answered) host.onchunk(made);
      }
    }
  }

  #give(step: Step): void {
    this.#isQuiet = false;
    const weight = weightOf(step);
    this.#given += weight;
    this.#journalWeight += weight;
    this.#journal[this.#journal.length] = step;
    this.#worker.postMessage(step satisfies Order);
    if (this.#journalWeight > MAX_JOURNAL_WEIGHT) this.#askForMemory();
  }

  #askForMemory(): void {
    if (this.#isMemoryAwaited) return;
    this.#isMemoryAwaited = true;
    this.#worker.postMessage({ isMemoryWanted: true } satisfies Order);
  }

  #hear({ memory, written, chunk, segment, sequence }: Answer): void {
    this.#waits = 0;
    if (memory) {
      this.#isMemoryAwaited = false;
      this.#memory = memory;
      const steps = this.#journal.splice(0, this.#answered);
      for (let index = 0; index < steps.length; index++) this.#journalWeight -= weightOf(steps[index]!);
      this.#answered = 0;
      if (this.#isQuiet && this.#journal.length === 0) this.onquiet();
      return;
    }
    this.#done += weightOf(this.#journal[this.#answered++]!);
    this.#written = written!;
    if (chunk && chunk.length > 0) {
      const info = { id: this.host.id, segment: segment!, sequence: sequence!, final: false };
      this.host.onchunk({ bytes: chunk, info });
    }
  }

  /** Asks for the memory once nothing has come for a while; the browser may have ended the worker without a word. */
  #wait(): void {
    this.#timer = this.host.natives.setTimeout(
      this.host.guard(() => {
        const isOwed = this.#isMemoryAwaited || this.#journal.length > this.#answered;
        if (isOwed && ++this.#waits > MAX_WAITS) return this.onerror();
        if (this.#isQuiet) this.#askForMemory();
        this.#isQuiet = true;
        this.#wait();
      }),
      QUIET_MILLIS,
    );
  }
}

const weightOf = ({ numbers, text }: Step): number => (numbers ? numbers.length + text!.length : 0);
