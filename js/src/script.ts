/**
 * The classic script: `<script src="domreel.js" data-sink="…" data-mask="…" async></script>`.
 *
 * It starts a recording by its own attributes, and leaves the recording as a
 * promise in `window.domreel.recording`.
 */

import { type Consent, type MaskLevel, type Recording, type RecordOptions, record } from './recorder.js';

declare global {
  interface Window {
    /** What the classic script leaves for the page. */
    domreel?: { record: typeof record; recording: Promise<Recording> | undefined };
  }
}

// A page may have an element of that name.
const script = Reflect.get(Document.prototype, 'currentScript', document) as HTMLOrSVGScriptElement | null;
const data: DOMStringMap = script instanceof HTMLScriptElement ? script.dataset : {};
let recording: Promise<Recording> | undefined;

if (data.sink) {
  const options: RecordOptions = { sink: data.sink };
  if (data.mask || data.maskSelector) {
    const { mask = 'all', maskSelector } = data;
    options.mask = maskSelector ? { level: mask as MaskLevel, selector: maskSelector } : (mask as MaskLevel);
  }
  for (const name of ['unmask', 'block', 'ignore'] as const) if (data[name]) options[name] = data[name];
  if (data.excludeUrl || data.excludeSelector) {
    options.exclude = {};
    if (data.excludeUrl) options.exclude.url = data.excludeUrl.trim().split(/\s+/);
    if (data.excludeSelector) options.exclude.selector = data.excludeSelector;
  }
  if (data.consent) options.consent = data.consent as Consent;
  if (data.honor) options.honor = data.honor.trim().split(/\s+/) as 'gpc'[];
  if (data.resources) options.resources = data.resources as NonNullable<RecordOptions['resources']>;
  if (data.canvas !== undefined) options.canvas = true;
  if (data.sealKey) options.sealKey = data.sealKey;
  if (data.checkSeconds) options.checkSeconds = Number(data.checkSeconds);
  if (data.expiryDays) options.expiryDays = Number(data.expiryDays);
  recording = record(options);
  recording.catch((error: unknown) => console.warn('domreel does not record:', error));
}

window.domreel = { record, recording };
