/**
 * What the page knows of its recorder, for the header to show.
 *
 * A page hands over the promise that `record()` gave it. This module never
 * starts a recorder: how that is done is the page's own example.
 */

/** The part of domreel's recording that the demo uses. */
export interface RunningRecording extends EventTarget {
  readonly id: string;
  stop(): Promise<void>;
  mark?(name: string, detail?: unknown): void;
}

export type RecorderState =
  | { kind: 'starting' }
  | { kind: 'recording'; recording: RunningRecording }
  | { kind: 'stopped'; id: string }
  | { kind: 'failed'; reason: string };

type Listener = (state: RecorderState) => void;

let current: RecorderState | undefined;
const listeners = new Set<Listener>();

/** Calls `listener` with the state now, if there is one, and at every change. */
export function watchRecorder(listener: Listener): void {
  listeners.add(listener);
  if (current) listener(current);
}

/** Returns the state, or `undefined` while the page has not started a recorder. */
export function recorderState(): RecorderState | undefined {
  return current;
}

/** Follows the recorder that `starting` brings, until it stops or fails. */
export async function showRecorder(starting: Promise<RunningRecording>): Promise<void> {
  change({ kind: 'starting' });
  try {
    const recording = await starting;
    recording.addEventListener('error', (event) => {
      recorderFailed(event instanceof CustomEvent ? event.detail : undefined);
    });
    change({ kind: 'recording', recording });
  } catch (error) {
    recorderFailed(error);
  }
}

/** Notes that the page is not, or no longer, recorded. */
export function recorderFailed(error: unknown): void {
  change({ kind: 'failed', reason: reasonOf(error) });
}

/** Ends the recording and returns its id once its last chunk was handed over. */
export async function stopRecorder(): Promise<string | undefined> {
  if (current?.kind === 'stopped') return current.id;
  if (current?.kind !== 'recording') return undefined;
  const { recording } = current;
  await recording.stop();
  change({ kind: 'stopped', id: recording.id });
  return recording.id;
}

/** Names this instant in the recording, if there is one. */
export function markInstant(name: string, detail?: Record<string, unknown>): void {
  if (current?.kind === 'recording') current.recording.mark?.(name, detail);
}

function change(state: RecorderState): void {
  current = state;
  for (const listener of listeners) listener(state);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the recorder ended';
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  return `${error.message}${code}`;
}
