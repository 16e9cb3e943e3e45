/**
 * Records a page: the whole surface of `domreel/recorder`.
 *
 * @example
 * ```ts
 * import { record } from 'domreel/recorder';
 *
 * const recording = await record({ sink: 'https://collect.example/v1/recordings' });
 * recording.mark('checkout', { step: 2 });
 * await recording.stop();
 * ```
 */

import { wasm } from '#wasm/recorder';
import { DomreelError, LoadError } from './errors.js';
import type { RecorderModule } from './recorder/batch.js';
import { natives } from './recorder/natives.js';
import { checkOptions, type RecordOptions } from './recorder/options.js';
import { Recorder } from './recorder/recorder.js';

export type { DomreelErrorCode } from './errors.js';
export { DomreelError, LoadError } from './errors.js';
export type { ChunkInfo, MaskLevel, RecordOptions, Sink } from './recorder/options.js';

/** Marks a page that is being recorded, so that two recorders do not both run. */
const RUNNING_KEY = Symbol.for('domreel.running');

/**
 * A recording that is being made.
 *
 * Fires `chunk` when a chunk was made, `error` (a `CustomEvent` with the
 * {@link DomreelError} as its detail) when the recorder failed and has ended
 * the recording, and `stop` when the recording is over.
 */
export class Recording extends natives.EventTarget {
  #recorder: Recorder;

  /** @internal */
  constructor(recorder: Recorder) {
    super();
    this.#recorder = recorder;
  }

  /** The recording's id: 32 hexadecimal digits. */
  get id(): string {
    return this.#recorder.identity.recording;
  }

  /** The visit's id, which its recordings share: 32 hexadecimal digits. */
  get session(): string {
    return this.#recorder.identity.session;
  }

  /** The wall clock at the recording's zero, in milliseconds of the Unix epoch. */
  get startTime(): number {
    return this.#recorder.startTime;
  }

  /**
   * Puts a named marker at this instant.
   *
   * @throws DomreelError `bad-option` if the detail is not JSON.
   */
  mark(name: string, detail?: unknown): void {
    this.#recorder.mark(String(name), toJson(detail));
  }

  /**
   * Says who the visitor is, by the site's own id.
   *
   * @throws DomreelError `bad-option` if the traits are not JSON.
   */
  identify(user: string, traits?: Record<string, unknown>): void {
    this.#recorder.identify(String(user), toJson(traits));
  }

  /** Ends the recording; resolves when the last chunk has been handed over. */
  async stop(): Promise<void> {
    await this.#recorder.stop();
    release();
    this.dispatchEvent(new natives.Event('stop'));
  }
}

const registry = globalThis as unknown as Record<symbol, Recorder | undefined>;

function release(): void {
  delete registry[RUNNING_KEY];
}

/**
 * Starts a recording of this page.
 *
 * Resolves when the first keyframe was taken and everything is watched. After that the recorder never
 * throws: a failure ends the recording with one `error` event.
 *
 * @throws DomreelError `bad-option`, `already-recording`; LoadError `wasm-unavailable`.
 */
export async function record(options: RecordOptions): Promise<Recording> {
  const checked = checkOptions(options);
  if (registry[RUNNING_KEY]) throw new DomreelError('already-recording', 'this page is being recorded already');
  let module: RecorderModule;
  try {
    module = (await wasm()) as unknown as RecorderModule;
  } catch (cause) {
    throw new LoadError('wasm-unavailable', 'the recorder could not be loaded', { cause });
  }
  if (registry[RUNNING_KEY]) throw new DomreelError('already-recording', 'this page is being recorded already');
  let recording: Recording | undefined;
  let failure: DomreelError | undefined;
  let isHandedOver = false;
  const tell = (error: DomreelError): void => {
    recording?.dispatchEvent(new natives.CustomEvent('error', { detail: error }));
  };
  const recorder = new Recorder(module, checked, document, {
    onchunk: (info) => recording?.dispatchEvent(new natives.CustomEvent('chunk', { detail: info })),
    onerror: (error) => {
      failure = error;
      release();
      if (isHandedOver) tell(error);
    },
  });
  Object.defineProperty(registry, RUNNING_KEY, { value: recorder, configurable: true });
  recording = new Recording(recorder);
  try {
    recorder.start();
  } catch (cause) {
    recorder.fail(cause);
    release();
    throw cause instanceof DomreelError ? cause : new DomreelError('internal', 'the recorder failed', { cause });
  }
  const loading: Promise<unknown>[] = [];
  const load = (module: Promise<void>): void => {
    recorder.await(module);
    loading[loading.length] = module.catch(() => undefined);
  };
  load(import('./recorder/motion.js').then(({ followMotion }) => followMotion(recorder, checked.mask < 2)));
  if (checked.resources !== 'none') {
    const { resources } = checked;
    load(import('./recorder/fonts.js').then(({ followFonts }) => followFonts(recorder, resources)));
    load(import('./recorder/resources.js').then(({ followResources }) => followResources(recorder, resources)));
  }
  if (checked.canvasFps > 0) {
    const { canvasFps } = checked;
    load(import('./recorder/canvas.js').then(({ followCanvases }) => followCanvases(recorder, canvasFps)));
  }
  // What the page does once it has the recording is recorded in full.
  for (let index = 0; index < loading.length; index++) await loading[index];
  isHandedOver = true;
  // A failure until then is told of when the caller can listen.
  if (failure) natives.setTimeout(() => tell(failure!), 0);
  return recording;
}

function toJson(value: unknown): string {
  if (value === undefined) return '';
  try {
    return JSON.stringify(value) ?? '';
  } catch (cause) {
    throw new DomreelError('bad-option', 'what goes with a marker must be JSON', { cause });
  }
}
