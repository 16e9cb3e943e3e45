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
import { dotsOf, keepSecret, noteField, wasSecret } from './recorder/dots.js';
import { keepIdentity, makeIdentity } from './recorder/identity.js';
import type { Mirrors } from './recorder/mirrors.js';
import { natives } from './recorder/natives.js';
import {
  badOption,
  type CheckedOptions,
  type Consent,
  checkConsent,
  checkOptions,
  hasRare,
  PACE,
  type RecordOptions,
} from './recorder/options.js';
import { Recorder } from './recorder/recorder.js';
import { isIgnored, isMasked } from './recorder/regions.js';
import { wholly } from './recorder/slice.js';
import { property } from './recorder/walk.js';

export type { DomreelErrorCode } from './errors.js';
export { DomreelError, LoadError } from './errors.js';
export type {
  ChunkInfo,
  Consent,
  Exclude,
  MaskLevel,
  PaceOptions,
  RecordOptions,
  Redact,
  Role,
  Sink,
} from './recorder/options.js';

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
  #recorder: Recorder | undefined;
  #consent: Consent;
  #isStarting = false;
  #isStopped = false;
  #options: CheckedOptions;
  #stopWaiting: (() => void) | undefined;

  /** @internal */
  constructor(options: CheckedOptions) {
    super();
    this.#options = options;
    this.#consent = options.consent;
  }

  /** The recording's id: 32 hexadecimal digits; empty while there is none, for want of consent. */
  get id(): string {
    return this.#recorder?.identity.recording ?? '';
  }

  /** The visit's id, which its recordings share: 32 hexadecimal digits. */
  get session(): string {
    return this.#recorder?.identity.session ?? '';
  }

  /** The wall clock at the recording's zero, in milliseconds of the Unix epoch. */
  get startTime(): number {
    return this.#recorder?.startTime ?? 0;
  }

  /**
   * Whether the visitor allows the recording.
   *
   * `'pending'`: it is made and kept in memory. `'denied'`: what was not handed
   * over is dropped, the ids of the visit are forgotten, and nothing is
   * recorded any more; `'granted'` after it begins another recording.
   *
   * @throws DomreelError `bad-option` if it is none of them.
   */
  get consent(): Consent {
    return this.#consent;
  }

  set consent(consent: Consent) {
    this.#consent = checkConsent(consent);
    if (this.#isStopped) return;
    if (consent === 'denied') {
      this.#drop();
      keepIdentity(undefined);
    } else if (this.#recorder) {
      this.#recorder.allow(consent === 'granted');
    } else {
      this.begin().catch((error: unknown) => this.#tell(error as DomreelError));
    }
  }

  /**
   * Puts a named marker at this instant.
   *
   * @throws DomreelError `bad-option` if the detail is not JSON.
   */
  mark(name: string, detail?: unknown): void {
    this.#recorder?.mark(String(name), toJson(detail));
  }

  /**
   * Says who the visitor is, by the site's own id.
   *
   * @throws DomreelError `bad-option` if the traits are not JSON.
   */
  identify(user: string, traits?: Record<string, unknown>): void {
    this.#recorder?.identify(String(user), toJson(traits));
  }

  /** Ends the recording; resolves when the last chunk has been handed over. Without consent all is dropped. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopWaiting?.();
    if (this.#consent === 'granted') {
      await this.#recorder?.stop();
      release(this.#recorder);
    } else {
      this.#drop();
    }
    this.dispatchEvent(new natives.Event('stop'));
  }

  /**
   * Begins to record, unless that is denied; resolves when everything is watched.
   *
   * @internal
   */
  async begin(): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      if (this.#consent === 'denied') return;
      if (!this.#options.isFramed || this.#port) await this.#begin();
      else await this.#wait();
    } finally {
      this.#isStarting = false;
    }
  }

  #port: MessagePort | undefined;

  /** Waits until the page around this one asks to record it. */
  async #wait(): Promise<void> {
    if (this.#stopWaiting) return;
    const { waitForParent } = await import('./recorder/framed.js');
    this.#stopWaiting ??= waitForParent(this.#options, natives, (port, options) => {
      this.#drop();
      this.#port = port;
      this.#options = options;
      port.onmessage = () => {
        if (this.#port !== port) return;
        this.#port = undefined;
        this.#drop();
      };
      this.begin().catch((error: unknown) => this.#tell(error as DomreelError));
    });
  }

  async #begin(): Promise<void> {
    const options = this.#options;
    let module: RecorderModule;
    let mirrors: Mirrors | undefined;
    let selective: typeof import('./recorder/selective.js') | undefined;
    let checks: typeof import('./recorder/check.js') | undefined;
    let rules: typeof import('./recorder/rules.js') | undefined;
    let seals: typeof import('./recorder/seal.js') | undefined;
    try {
      // The module of most pages can mask everything, and nothing less; it makes no checks.
      if (options.mask > 0 || options.checkMillis > 0) selective = await import('./recorder/selective.js');
      module = (await (selective?.wasm ?? wasm)()) as unknown as RecorderModule;
      if (selective && options.mask === 2) mirrors = new selective.Mirrors(natives, dotsOf);
      // Without the rules nothing may be recorded.
      if (options.checkMillis > 0) checks = await import('./recorder/check.js');
      if (options.rules) rules = await import('./recorder/rules.js');
      if (options.sealKey) seals = await import('./recorder/seal.js');
    } catch (cause) {
      throw unavailable(cause);
    }
    const identity = makeIdentity();
    const seal = await seals?.makeSeal(options.sealKey, identity.recording).catch((cause: unknown) => {
      throw badOption('sealKey is no key, or cannot be used on this page', cause);
    });
    if (registry[RUNNING_KEY]) throw alreadyRecording();
    if (this.#isStopped || (this.#consent as Consent) === 'denied') return;
    let failure: DomreelError | undefined;
    let isHandedOver = false;
    const recorder = new Recorder(
      module,
      options,
      document,
      {
        onchunk: (info) => this.dispatchEvent(new natives.CustomEvent('chunk', { detail: info })),
        onerror: (error) => {
          failure = error;
          release(recorder);
          if (isHandedOver) this.#tell(error);
        },
      },
      identity,
      seal,
      mirrors,
    );
    Object.defineProperty(registry, RUNNING_KEY, { value: recorder, configurable: true });
    this.#recorder = recorder;
    this.#port?.postMessage(performance.timeOrigin + natives.now() - recorder.elapsed);
    const loading: Promise<unknown>[] = [];
    const load = (module: Promise<void>): void => {
      recorder.await(module);
      loading[loading.length] = module.catch(() => undefined);
    };
    const framed: Element[] = [];
    recorder.onframed = (frame) => {
      framed[framed.length] = frame;
      if (framed.length > 1) return;
      load(import('./recorder/loading-frames.js').then(({ followLoading }) => followLoading(recorder, framed)));
    };
    if (options.hasWorker) {
      recorder.onmuch = () => {
        recorder.onmuch = undefined;
        import('./recorder/offload.js').then(
          ({ Offload }) => recorder.useOffload((host) => new Offload(host)),
          () => undefined,
        );
      };
    }
    const skipped: Element[] = [];
    recorder.onskipped = (element) => {
      skipped[skipped.length] = element;
      if (skipped.length > 1) return;
      load(import('./recorder/remembered.js').then(({ followSkipped }) => followSkipped(recorder, skipped)));
    };
    // Whether there is anything of which values are recorded.
    const shows =
      options.mask === 2 || options.rules?.selectors.unmask || natives.elementsIn(document, UNMASKED).length > 0;
    recorder.onlarge = (sheet, text, give) =>
      load(
        import('./recorder/large-sheets.js').then(({ compareLarge }) =>
          compareLarge(sheet, text, recorder.frameHost().guard(give), recorder.setTimeout),
        ),
      );
    let followsXml = false;
    recorder.onxml = () => {
      if (followsXml) return;
      followsXml = true;
      load(import('./recorder/instructions.js').then(({ followInstructions }) => followInstructions(recorder)));
    };
    try {
      if (rules) {
        const { Rules } = rules;
        recorder.useRules((host) => new Rules(options.rules!, natives, host));
      }
      if (selective && options.mask > 0) {
        const { Adopters, EditContexts, Secrets, followFormer, withoutMaskedFragments } = selective;
        if (shows) followFormer(recorder, natives, former);
        recorder.useSelective(
          (host) => new Secrets(host),
          (hostOf) => new Adopters(natives, isMasked, hostOf),
          withoutMaskedFragments(natives, isMasked),
          (host) => new EditContexts(natives, host),
        );
      }
      if (checks) {
        const { Checker } = checks;
        recorder.useChecker((host) => new Checker({ ...host, natives, wholly, isIgnored, property }));
      }
      recorder.allow(this.#consent === 'granted');
      recorder.start();
    } catch (cause) {
      recorder.fail(cause);
      release(recorder);
      throw cause instanceof DomreelError ? cause : new DomreelError('internal', 'the recorder failed', { cause });
    }
    const { mask, resources, canvasFps, frames } = options;
    if (shows && mask === 0) {
      load(import('./recorder/former-fields.js').then(({ followFormer }) => followFormer(recorder, natives, former)));
    }
    if (frames.length > 0) {
      load(
        import('./recorder/frames.js').then(({ followFrames }) =>
          followFrames(
            { ...recorder.frameHost(), natives, isMasked, mask, zero: natives.now() - recorder.elapsed },
            recorder,
            frames,
          ),
        ),
      );
    }
    const { nodes } = recorder.frameHost();
    const idOf = (node: Node): number => nodes.id(node);
    load(import('./recorder/motion.js').then(({ followMotion }) => followMotion(recorder, mask < 2, idOf)));
    load(import('./recorder/view.js').then(({ followView }) => followView(recorder)));
    if (resources !== 'none') {
      load(import('./recorder/fonts.js').then(({ followFonts }) => followFonts(recorder, resources)));
      load(
        import('./recorder/resources.js').then(({ followResources }) =>
          followResources(recorder, resources, mask === 0),
        ),
      );
    }
    if (canvasFps > 0) {
      load(import('./recorder/canvas.js').then(({ followCanvases }) => followCanvases(recorder, canvasFps)));
    }
    // Few pages speak to SVG through its object model, and none without an `svg`.
    const svgs = natives.elementsNamed(document, 'svg');
    let followsSvg = false;
    const followSvg = (): void => {
      if (followsSvg || svgs.length === 0) return;
      followsSvg = true;
      load(import('./recorder/svg.js').then(({ followSvg }) => followSvg(recorder)));
    };
    followSvg();
    recorder.onchanged[recorder.onchanged.length] = followSvg;
    // Few pages give names to ranges.
    let followsRanges = false;
    recorder.eachRealm((hooks, { CSS, HighlightRegistry }) => {
      const follow = (): void => {
        if (followsRanges) return;
        followsRanges = true;
        load(import('./recorder/highlights.js').then(({ followHighlights }) => followHighlights(recorder, idOf)));
      };
      hooks.method(HighlightRegistry?.prototype, 'set', follow);
      if (CSS.highlights?.size > 0) follow();
    });
    // What the page does once it has the recording is recorded in full.
    for (let index = 0; index < loading.length; index++) await loading[index];
    isHandedOver = true;
    // A failure until then is told of when the caller can listen.
    if (failure) natives.setTimeout(() => this.#tell(failure!), 0);
  }

  #drop(): void {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    recorder?.discard();
    release(recorder);
  }

  #tell(error: DomreelError): void {
    this.dispatchEvent(new natives.CustomEvent('error', { detail: error }));
  }
}

/** What is known of fields that were ones for secrets. */
const former = { wasSecret, noteField, keepSecret };
/** What a site marks to be shown. */
const UNMASKED = '[data-domreel-unmask]';
const registry = globalThis as unknown as Record<symbol, Recorder | undefined>;

const unavailable = (cause: unknown): LoadError =>
  new LoadError('wasm-unavailable', 'the recorder could not be loaded', { cause });

const alreadyRecording = (): DomreelError =>
  new DomreelError('already-recording', 'this page is being recorded already');

function release(recorder: Recorder | undefined): void {
  if (registry[RUNNING_KEY] === recorder) delete registry[RUNNING_KEY];
}

/**
 * Starts a recording of this page.
 *
 * Resolves when the first keyframe was taken and everything is watched, or at once where consent is denied.
 * After that the recorder never throws: a failure ends the recording with one `error` event.
 *
 * @throws DomreelError `bad-option`, `already-recording`; LoadError `wasm-unavailable`.
 */
export async function record(options: RecordOptions): Promise<Recording> {
  let rare: typeof import('./recorder/rare-options.js') | undefined;
  try {
    if (hasRare(options)) rare = await import('./recorder/rare-options.js');
  } catch (cause) {
    throw unavailable(cause);
  }
  const recording = new Recording(checkOptions(options, rare?.checkRare(options, natives, badOption, PACE)));
  if (registry[RUNNING_KEY]) throw alreadyRecording();
  await recording.begin();
  return recording;
}

function toJson(value: unknown): string {
  if (value === undefined) return '';
  try {
    return JSON.stringify(value) ?? '';
  } catch (cause) {
    throw badOption('what goes with a marker must be JSON', cause);
  }
}
