/**
 * The header of every page: where we are, what is masked, whether we record.
 *
 * It shows a recorder that the page has started by itself (see the pages'
 * `record.ts`) and never starts one.
 */

import { required } from './element.ts';
import { chooseLevel, chosenLevel } from './level.ts';
import {
  type RecorderState,
  type RunningRecording,
  recorderFailed,
  recorderState,
  showRecorder,
  stopRecorder,
  watchRecorder,
} from './recorder-state.ts';

const stateLine = required('#recorder-state', HTMLElement);
const note = required('#recorder-note', HTMLElement);
const watchButton = required('#watch-button', HTMLButtonElement);
const maskSelect = required('#mask-level', HTMLSelectElement);

/** Pages say how they record: `module`, `script-tag`, or not at all. */
const recordedBy = document.body.dataset.recordedBy;

markCurrentPage();
showMaskLevel();
if (recordedBy) {
  watchRecorder(show);
  watchButton.addEventListener('click', stopAndWatch);
  // A script that cannot be loaded leaves no trace but its absence.
  if (document.readyState === 'complete') expectRecorder();
  else addEventListener('load', expectRecorder, { once: true });
}

function markCurrentPage(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.site-nav a')) {
    if (link.pathname === location.pathname) link.setAttribute('aria-current', 'page');
  }
}

function showMaskLevel(): void {
  const fixed = document.querySelector<HTMLScriptElement>('script[data-sink][data-mask]')?.dataset.mask;
  maskSelect.value = fixed ?? chosenLevel();
  if (fixed) {
    maskSelect.disabled = true;
    maskSelect.title = 'On this page the level stands in the script tag: data-mask';
    return;
  }
  maskSelect.title = 'What the recorder hides before anything leaves the page';
  maskSelect.addEventListener('change', () => {
    chooseLevel(maskSelect.value);
    if (recordedBy) location.reload();
  });
}

function expectRecorder(): void {
  if (recordedBy === 'script-tag') followScriptTag();
  if (!recorderState()) recorderFailed(new Error('the recorder did not load'));
}

/** The classic script leaves its recording, as a promise, in `window.domreel`. */
function followScriptTag(): void {
  const { domreel } = window as { domreel?: { recording?: Promise<RunningRecording> } };
  if (domreel?.recording) showRecorder(domreel.recording);
}

function show(state: RecorderState): void {
  stateLine.hidden = false;
  stateLine.dataset.state = state.kind;
  stateLine.textContent = {
    starting: 'Starting',
    recording: 'Recording',
    stopped: 'Stopped',
    failed: 'Not recording',
  }[state.kind];
  watchButton.hidden = state.kind !== 'recording' && state.kind !== 'stopped';
  watchButton.disabled = false;
  watchButton.textContent = state.kind === 'stopped' ? 'Watch it' : 'Stop and watch';
  note.hidden = state.kind !== 'failed';
  if (state.kind === 'failed') {
    note.textContent = `This page is not being recorded: ${state.reason}. Everything on it works all the same.`;
  }
}

async function stopAndWatch(): Promise<void> {
  watchButton.disabled = true;
  watchButton.textContent = 'Sending the rest';
  try {
    const id = await stopRecorder();
    if (id) location.assign(`/play/?id=${encodeURIComponent(id)}`);
  } catch (error) {
    recorderFailed(error);
  }
}

// A page that comes back from the back-forward cache shows its state anew.
addEventListener('pageshow', (event) => {
  const state = recorderState();
  if (event.persisted && state && recordedBy) show(state);
});
