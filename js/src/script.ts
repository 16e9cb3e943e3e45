/**
 * The classic script: `<script src="domreel.js" data-sink="…" data-mask="…" async></script>`.
 *
 * It starts a recording by its own attributes, and leaves the recording as a
 * promise in `window.domreel.recording`.
 */

import { type MaskLevel, type Recording, type RecordOptions, record } from './recorder.js';

declare global {
  interface Window {
    /** What the classic script leaves for the page. */
    domreel?: { record: typeof record; recording: Promise<Recording> | undefined };
  }
}

const script = document.currentScript;
const data: DOMStringMap = script instanceof HTMLScriptElement ? script.dataset : {};
let recording: Promise<Recording> | undefined;

if (data.sink) {
  const options: RecordOptions = { sink: data.sink };
  if (data.mask) options.mask = data.mask as MaskLevel;
  if (data.resources) options.resources = data.resources as NonNullable<RecordOptions['resources']>;
  if (data.canvas !== undefined) options.canvas = true;
  recording = record(options);
  recording.catch((error: unknown) => console.warn('domreel does not record:', error));
}

window.domreel = { record, recording };
