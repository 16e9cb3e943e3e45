/** What a site can say about a recording, and what it gets back. */

import { DomreelError } from '../errors.js';
import { natives } from './natives.js';

/** Says which chunk it is. */
export interface ChunkInfo {
  /** The recording's id. */
  readonly id: string;
  /** Which segment of the recording, from 0. */
  readonly segment: number;
  /** Which chunk of the recording, from 0. */
  readonly sequence: number;
  /** Whether no chunk of the recording comes after it. */
  readonly final: boolean;
}

/**
 * Takes finished chunks, in order.
 *
 * One that rejects is called again with the same bytes, with growing pauses,
 * until it accepts or the recording ends.
 */
export type Sink = (chunk: Uint8Array, info: ChunkInfo) => void | Promise<void>;

/** How much is masked. */
export type MaskLevel = 'all' | 'sensitive' | 'none';

/** What a text is, for a {@link Redact} hook. */
export type Role = 'text' | 'value' | 'url' | 'style' | `attribute:${string}`;

/**
 * Takes away of a text what the site knows to be private.
 *
 * What it returns still passes the mask, so it can only remove. Where it throws
 * or returns no string the text is masked. It is called at once, often, and
 * must not change the page; `element` is `null` for texts of no element.
 */
export type Redact = (role: Role, text: string, element: Element | null) => string;

/** Whether the visitor allows the recording. */
export type Consent = 'granted' | 'denied' | 'pending';

/** Pages of which nothing is recorded. */
export interface Exclude {
  /** Addresses: a text that is found in them, or an expression that matches. */
  url?: string | RegExp | readonly (string | RegExp)[];
  /** Nothing is recorded while the page has an element that this selector matches. */
  selector?: string;
}

/** How much a recording may take before states are left out, on average: what is much but once is no reason. */
export interface PaceOptions {
  /** Bytes that are written in a second, before compression. */
  bytesPerSecond: number;
  /** Milliseconds of the page's main thread in a second. */
  millisPerSecond: number;
}

/** What to record, and where to. */
export interface RecordOptions {
  /** The address of a collector, or a function that takes the chunks. A page that is only recorded `within` others needs none. */
  sink?: string | URL | Sink;
  /**
   * How much is masked; even at `'none'` no passwords, payment and hidden fields are recorded.
   * `selector` masks what it matches at any level, as `data-domreel-mask` does.
   * @defaultValue `'all'`
   */
  mask?: MaskLevel | { level?: MaskLevel; selector?: string };
  /** Selector of what is shown, as by `data-domreel-unmask`. */
  unmask?: string;
  /** Selector of what is recorded as a box of its size, as by `data-domreel-block`. */
  block?: string;
  /** Selector of that whose input is not recorded, as by `data-domreel-ignore`. */
  ignore?: string;
  /** Takes away of each text what the site knows to be private. */
  redact?: Redact;
  /** Pages of which nothing is recorded. */
  exclude?: Exclude;
  /**
   * Whether the visitor allows the recording; `recording.consent` changes it.
   * What is recorded while it is `'pending'` stays in memory, and is dropped when it is denied.
   * @defaultValue `'granted'`
   */
  consent?: Consent;
  /**
   * Signals of the browser that count as a denial until the site sets `recording.consent`:
   * Global Privacy Control and Do Not Track.
   * @defaultValue none
   */
  honor?: readonly ('gpc' | 'dnt')[];
  /** Origins of pages whose frames in this page are recorded along, where they name this page's origin in `within`. */
  frames?: readonly string[];
  /** Origins of pages around this one that may record it as their frame; it is masked at least as they are. */
  within?: readonly string[];
  /**
   * The analysts' public key, as `domreel keygen` prints it: chunks are encrypted to it before they
   * leave the page, so that the collector keeps what it cannot read. Needs a secure context.
   * @defaultValue none: chunks are not encrypted
   */
  sealKey?: string;
  /**
   * After how many days the recording must not be read any more.
   * @defaultValue never
   */
  expiryDays?: number;
  /**
   * After how many seconds the page is looked at anew, as a whole, and a digest of it goes into the recording: the
   * player and `domreel verify` compare it with what they make of the events. Not where frames of other origins are
   * recorded along.
   * @defaultValue never
   */
  checkSeconds?: number;
  /**
   * How much the recorder may write, and how long it may work, before it writes less often; `Infinity` is no bound.
   * Such stretches are marked, as `sampled` or `stepped-down`.
   * @defaultValue `{ bytesPerSecond: 524_288, millisPerSecond: 300 }`
   */
  pace?: Partial<PaceOptions>;
  /**
   * Whether a worker may do part of the work while much has changed. Where a policy forbids workers (`worker-src`
   * without `blob:`), it is tried once, and all is done on the main thread.
   * @defaultValue `true`
   */
  worker?: boolean;
  /**
   * Of which origins the bytes of images and fonts are kept in the recording.
   * Style sheets that the page can read are kept in any case.
   * @defaultValue `'same-origin'`
   */
  resources?: 'same-origin' | 'all' | 'none';
  /**
   * Whether pictures of canvases are taken, and of films whose source a script has made, and how many a second at most.
   * @defaultValue `false`
   */
  canvas?: boolean | { fps: number };
}

/** Rules that need the module that looks at them. */
export interface RuleOptions {
  /** Selectors; empty: none. */
  selectors: { mask: string; unmask: string; block: string };
  exclude: { urls: readonly (string | RegExp)[]; selector: string };
  redact: Redact | undefined;
}

/** What few sites ask for, checked by `rare-options`. */
export interface RareOptions {
  /** Selector of that whose input is not recorded; empty: none. */
  ignore: string;
  /** `undefined`: there are none. */
  rules: RuleOptions | undefined;
  /** Empty: chunks are not sealed. */
  sealKey: string;
  /** How long the recording may be read; 0: for ever. */
  expiryMillis: number;
  /** After how long the page is compared with what was recorded; 0: never. */
  checkMillis: number;
  pace: PaceOptions;
  /** Whether a worker may do part of the work. */
  hasWorker: boolean;
  frames: readonly string[];
  within: readonly string[];
  /** Whether each change is handed over at once: to the page around this one. */
  isFramed: boolean;
  /** Whether a signal of the browser counts as a denial. */
  isDenied: boolean;
}

/** The options with every default filled in. */
export interface CheckedOptions extends RareOptions {
  sink: Sink | string;
  mask: 0 | 1 | 2;
  resources: 'same-origin' | 'all' | 'none';
  canvasFps: number;
  consent: Consent;
}

const LEVELS: readonly MaskLevel[] = ['all', 'sensitive', 'none'];
const RESOURCES = ['same-origin', 'all', 'none'] as const;
const CONSENTS: readonly Consent[] = ['granted', 'denied', 'pending'];
/** Pictures of canvases a second, where the site names no number. */
const DEFAULT_CANVAS_FPS = 2;
/** The options that are checked here; all others are rare. */
const COMMON = ['sink', 'mask', 'resources', 'canvas', 'consent'];
/** 500 styles that change in every frame, sixty times a second, take half of the bytes. */
export const PACE: PaceOptions = { bytesPerSecond: 1 << 19, millisPerSecond: 300 };
const NONE: RareOptions = {
  ignore: '',
  rules: undefined,
  sealKey: '',
  expiryMillis: 0,
  checkMillis: 0,
  pace: PACE,
  hasWorker: true,
  frames: [],
  within: [],
  isFramed: false,
  isDenied: false,
};

/** Makes the error of an option that cannot be used. */
export const badOption = (what: string, cause?: unknown): DomreelError =>
  new DomreelError('bad-option', what, cause === undefined ? undefined : { cause });

function oneOf<T>(name: string, value: T, known: readonly T[]): T {
  if (known.indexOf(value) < 0) throw badOption(`${name} must be one of ${known.join(', ')}`);
  return value;
}

/** Checks what a site says of consent. */
export const checkConsent = (consent: Consent): Consent => oneOf('consent', consent, CONSENTS);

/** Says whether a site asks for what `rare-options` has to check. */
export function hasRare(options: RecordOptions | undefined): boolean {
  for (const name in options) {
    if (COMMON.indexOf(name) < 0 && options[name as keyof RecordOptions] !== undefined) return true;
  }
  return typeof options?.mask === 'object';
}

/**
 * Checks what a site asked for; what is rare was checked.
 *
 * @throws DomreelError `bad-option`, naming the option.
 */
export function checkOptions(options: RecordOptions, rare = NONE): CheckedOptions {
  const { mask = 'all', resources = 'same-origin', canvas = false, consent = 'granted' } = options ?? {};
  const { sink = rare.isFramed ? (): void => undefined : undefined } = options ?? {};
  let address = sink as Sink | string | undefined;
  if (typeof sink === 'string' || sink instanceof URL) {
    try {
      address = new URL(String(sink), natives.baseURI(document)).href;
    } catch {
      address = undefined;
    }
  }
  if (typeof address !== 'function' && typeof address !== 'string') {
    throw badOption('sink must be an address or a function');
  }
  const { level = 'all' } = typeof mask === 'object' && mask ? mask : { level: mask };
  const fps = canvas === false ? 0 : canvas === true ? DEFAULT_CANVAS_FPS : canvas?.fps;
  if (!(fps >= 0 && fps <= 30)) throw badOption('canvas must be true, false or { fps } of up to 30');
  return {
    ...rare,
    sink: address,
    mask: LEVELS.indexOf(oneOf('mask', level, LEVELS)) as 0 | 1 | 2,
    resources: oneOf('resources', resources, RESOURCES),
    canvasFps: fps,
    consent: checkConsent(consent) && rare.isDenied ? 'denied' : consent,
  };
}
