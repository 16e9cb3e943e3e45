/** Reads the list of recordings that the collector keeps. */

/** One recording, as `GET /v1/recordings` lists it; what is not known is absent. */
export interface RecordingEntry {
  readonly id: string;
  readonly session?: string;
  readonly startMillis?: number;
  readonly durationMillis?: number;
  readonly bytes?: number;
  readonly chunks?: number;
  readonly url?: string | null;
  readonly title?: string | null;
  readonly complete?: boolean;
}

/** Fetches the `limit` newest recordings, newest first; rejects if the collector does not answer. */
export async function listRecordings(limit: number): Promise<RecordingEntry[]> {
  const response = await fetch(`/v1/recordings?limit=${limit}`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the collector answered ${response.status}`);
  const entries: unknown = await response.json();
  if (!Array.isArray(entries)) throw new Error('the collector sent no list');
  return entries.filter(isEntry).sort((a, b) => (b.startMillis ?? 0) - (a.startMillis ?? 0));
}

/** Deletes a recording for good; rejects if the collector refuses. */
export async function deleteRecording(id: string): Promise<void> {
  const response = await fetch(`/v1/recordings/${encodeURIComponent(id)}`, { method: 'DELETE' });
  if (!response.ok) throw new Error(`the collector answered ${response.status}`);
}

/** Where the bytes of a recording are. */
export function reelUrl(id: string): string {
  return `/v1/recordings/${encodeURIComponent(id)}.reel`;
}

/** The page of the demo that plays a recording. */
export function playUrl(id: string): string {
  return `/play/?id=${encodeURIComponent(id)}`;
}

/** The page's title, or else its path, or else a word. */
export function nameOf(entry: RecordingEntry): string {
  return entry.title || pathOf(entry) || 'Untitled page';
}

/** Path and query of the recorded page; empty if its address is not known. */
export function pathOf(entry: RecordingEntry): string {
  if (!entry.url) return '';
  try {
    const url = new URL(entry.url, location.href);
    return url.pathname + url.search;
  } catch {
    return entry.url;
  }
}

/** A hue for a session, so that its recordings are seen to belong together. */
export function sessionHue(session: string): number {
  let hash = 7;
  for (const letter of session) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % 360;
}

function isEntry(value: unknown): value is RecordingEntry {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
