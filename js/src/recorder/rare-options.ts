/**
 * Checks the options that few sites set. Loaded on demand, before anything is recorded.
 *
 * What it is given of the caller is handed over: it is bundled by itself.
 */

import type { Natives } from './natives.js';
import type { PaceOptions, RareOptions, RecordOptions, RuleOptions } from './options.js';

/** A point of P-256 as base64url: 65 bytes, of which the first is 4. */
const PUBLIC_KEY = /^B[\w-]{86}$/;
const DAY_MILLIS = 86_400_000;

/**
 * Checks what a site asked for besides what every site does.
 *
 * @throws what `bad` makes, naming the option.
 */
export function checkRare(
  options: RecordOptions,
  natives: Natives,
  bad: (what: string, cause?: unknown) => Error,
  pace: PaceOptions,
): RareOptions {
  /** Checks a selector; none is an empty one. */
  const checkSelector = (name: string, selector: string | undefined): string => {
    if (selector === undefined) return '';
    try {
      // An empty one, and what is no string, is none either.
      natives.matches(natives.documentElement(document)!, selector);
      return selector;
    } catch (cause) {
      throw bad(`${name} is not a selector: ${String(selector)}`, cause);
    }
  };
  const isOrigin = (origin: string): boolean => {
    try {
      return new natives.URL(origin).origin === origin;
    } catch {
      return false;
    }
  };
  const checkOrigins = (name: 'frames' | 'within'): readonly string[] => {
    const origins = options[name] ?? [];
    if (!Array.isArray(origins) || !origins.every(isOrigin)) {
      throw bad(`${name} must be a list of origins, such as https://shop.example`);
    }
    return origins;
  };
  const within = checkOrigins('within');
  const frames = checkOrigins('frames');
  const { mask, redact, honor = [], sealKey = '', expiryDays = 0, checkSeconds = 0, worker = true } = options;
  if (options.sealKey !== undefined && !PUBLIC_KEY.test(sealKey)) throw bad('sealKey must be a public key');
  if (!(expiryDays >= 0 && expiryDays < 1e6)) throw bad('expiryDays must be a number of days');
  if (!(checkSeconds >= 0 && checkSeconds < 1e6)) throw bad('checkSeconds must be a number of seconds');
  if (typeof worker !== 'boolean') throw bad('worker must be true or false');
  const { bytesPerSecond = pace.bytesPerSecond, millisPerSecond = pace.millisPerSecond } = options.pace ?? {};
  if (!(bytesPerSecond > 0 && millisPerSecond > 0)) throw bad('pace must be numbers above 0');
  if (redact !== undefined && typeof redact !== 'function') throw bad('redact must be a function');
  const { url = [], selector } = options.exclude ?? {};
  const urls = (Array.isArray(url) ? url : [url]) as (string | RegExp)[];
  for (const rule of urls) {
    if (!(rule instanceof RegExp) && (typeof rule !== 'string' || rule === '')) {
      throw bad('exclude.url must be a text, an expression, or a list of them');
    }
  }
  const rules: RuleOptions = {
    selectors: {
      mask: checkSelector('mask.selector', typeof mask === 'object' && mask ? mask.selector : undefined),
      unmask: checkSelector('unmask', options.unmask),
      block: checkSelector('block', options.block),
    },
    exclude: { urls, selector: checkSelector('exclude.selector', selector) },
    redact,
  };
  const { selectors, exclude } = rules;
  const hasRules =
    redact || urls.length > 0 || exclude.selector + selectors.mask + selectors.unmask + selectors.block !== '';
  if (!Array.isArray(honor)) throw bad('honor must be a list');
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & { globalPrivacyControl?: boolean };
  let isDenied = false;
  for (const signal of honor as string[]) {
    if (signal !== 'gpc' && signal !== 'dnt') throw bad('honor must be one of gpc, dnt');
    if (signal === 'gpc' ? globalPrivacyControl : doNotTrack === '1') isDenied = true;
  }
  return {
    ignore: checkSelector('ignore', options.ignore),
    rules: hasRules ? rules : undefined,
    sealKey,
    expiryMillis: Math.ceil(expiryDays * DAY_MILLIS),
    // What frames of other origins add to the recording is not in the page that can be walked.
    checkMillis: frames.length === 0 ? checkSeconds * 1000 : 0,
    pace: { bytesPerSecond, millisPerSecond },
    // The page around wants each change at once.
    hasWorker: worker && within.length === 0,
    frames,
    within,
    isFramed: within.length > 0 && window.parent !== window,
    isDenied,
  };
}
