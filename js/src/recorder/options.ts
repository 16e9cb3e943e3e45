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
   * Of which origins the bytes of images and fonts are kept in the recording.
   * Style sheets that the page can read are kept in any case.
   * @defaultValue `'same-origin'`
   */
  resources?: 'same-origin' | 'all' | 'none';
  /**
   * Whether pictures of canvases are taken, and how many a second at most.
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

/** The options with every default filled in. */
export interface CheckedOptions {
  sink: Sink | string;
  mask: 0 | 1 | 2;
  resources: 'same-origin' | 'all' | 'none';
  canvasFps: number;
  /** Selector of that whose input is not recorded; empty: none. */
  ignore: string;
  /** `undefined`: there are none. */
  rules: RuleOptions | undefined;
  consent: Consent;
  /** Empty: chunks are not sealed. */
  sealKey: string;
  /** How long the recording may be read; 0: for ever. */
  expiryMillis: number;
  frames: readonly string[];
  within: readonly string[];
  /** Whether each change is handed over at once: to the page around this one. */
  isFramed: boolean;
}

const LEVELS: readonly MaskLevel[] = ['all', 'sensitive', 'none'];
const RESOURCES = ['same-origin', 'all', 'none'] as const;
const CONSENTS: readonly Consent[] = ['granted', 'denied', 'pending'];
/** Pictures of canvases a second, where the site names no number. */
const DEFAULT_CANVAS_FPS = 2;

const bad = (what: string): DomreelError => new DomreelError('bad-option', what);

function oneOf<T>(name: string, value: T, known: readonly T[]): T {
  if (known.indexOf(value) < 0) throw bad(`${name} must be one of ${known.join(', ')}`);
  return value;
}

/** Checks a selector; none is an empty one. */
function checkSelector(name: string, selector: string | undefined): string {
  if (selector === undefined) return '';
  try {
    // An empty one, and what is no string, is none either.
    natives.matches(natives.documentElement(document)!, selector);
    return selector;
  } catch (cause) {
    throw new DomreelError('bad-option', `${name} is not a selector: ${String(selector)}`, { cause });
  }
}

/** Checks a list of origins. */
function checkOrigins(name: string, origins: readonly string[] = []): readonly string[] {
  const isOrigin = (origin: string): boolean => {
    try {
      return new natives.URL(origin).origin === origin;
    } catch {
      return false;
    }
  };
  if (!Array.isArray(origins)) throw bad(`${name} must be a list of origins`);
  for (let index = 0; index < origins.length; index++) {
    if (!isOrigin(origins[index])) throw bad(`${name} must be a list of origins, such as https://shop.example`);
  }
  return origins;
}

/** Checks what a site says of consent. */
export const checkConsent = (consent: Consent): Consent => oneOf('consent', consent, CONSENTS);

/**
 * Checks what a site asked for.
 *
 * @throws DomreelError `bad-option`, naming the option.
 */
export function checkOptions(options: RecordOptions): CheckedOptions {
  const { mask = 'all', resources = 'same-origin', canvas = false, redact, honor = [] } = options ?? {};
  const within = checkOrigins('within', options?.within);
  const isFramed = within.length > 0 && window.parent !== window;
  const { sink = isFramed ? (): void => undefined : undefined } = options ?? {};
  if (typeof sink !== 'function' && typeof sink !== 'string' && !(sink instanceof URL)) {
    throw bad('sink must be an address or a function');
  }
  // A point of P-256 as base64url: 65 bytes, of which the first is 4.
  const { sealKey = '', expiryDays = 0 } = options;
  if (options.sealKey !== undefined && !/^B[\w-]{86}$/.test(sealKey)) throw bad('sealKey must be a public key');
  if (!(expiryDays >= 0 && expiryDays < 1e6)) throw bad('expiryDays must be a number of days');
  const { level = 'all', selector } = typeof mask === 'object' && mask ? mask : { level: mask };
  oneOf('resources', resources, RESOURCES);
  const fps = canvas === false ? 0 : canvas === true ? DEFAULT_CANVAS_FPS : canvas?.fps;
  if (!(fps >= 0 && fps <= 30)) throw bad('canvas must be true, false or { fps } of up to 30');
  let address = sink as Sink | string;
  if (typeof sink !== 'function') {
    try {
      address = new URL(String(sink), document.baseURI).href;
    } catch {
      throw bad('sink must be an address or a function');
    }
  }
  if (redact !== undefined && typeof redact !== 'function') throw bad('redact must be a function');
  const { url = [], selector: while_ } = options.exclude ?? {};
  const urls = Array.isArray(url) ? (url as (string | RegExp)[]) : [url as string | RegExp];
  for (let index = 0; index < urls.length; index++) {
    const rule = urls[index]!;
    if (!(rule instanceof RegExp) && (typeof rule !== 'string' || rule === '')) {
      throw bad('exclude.url must be a text, an expression, or a list of them');
    }
  }
  const rules: RuleOptions = {
    selectors: {
      mask: checkSelector('mask.selector', selector),
      unmask: checkSelector('unmask', options.unmask),
      block: checkSelector('block', options.block),
    },
    exclude: { urls, selector: checkSelector('exclude.selector', while_) },
    redact,
  };
  const { selectors } = rules;
  const hasRules =
    redact || urls.length > 0 || rules.exclude.selector + selectors.mask + selectors.unmask + selectors.block !== '';
  let consent = checkConsent(options.consent ?? 'granted');
  if (!Array.isArray(honor)) throw bad('honor must be a list');
  for (let index = 0; index < honor.length; index++) {
    const signal = oneOf('honor', honor[index] as 'gpc' | 'dnt', ['gpc', 'dnt']);
    const { globalPrivacyControl, doNotTrack } = navigator as Navigator & { globalPrivacyControl?: boolean };
    if (signal === 'gpc' ? globalPrivacyControl : doNotTrack === '1') consent = 'denied';
  }
  return {
    sink: address,
    mask: LEVELS.indexOf(oneOf('mask', level, LEVELS)) as 0 | 1 | 2,
    resources,
    canvasFps: fps,
    ignore: checkSelector('ignore', options.ignore),
    rules: hasRules ? rules : undefined,
    consent,
    sealKey,
    expiryMillis: Math.ceil(expiryDays * 86_400_000),
    frames: checkOrigins('frames', options.frames),
    within,
    isFramed,
  };
}
