/** Writes durations, sizes and dates for people. */

/** Writes seconds as a timecode: `0:07.4`, `12:30.0`, `1:02:03.0`. */
export function timecode(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–:––';
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  const hours = Math.floor(tenths / 36_000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Writes a number of bytes in the unit that suits it: `830 B`, `14.2 KiB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibi = bytes / 1024;
  return kibi < 1024 ? `${kibi.toFixed(kibi < 100 ? 1 : 0)} KiB` : `${(kibi / 1024).toFixed(1)} MiB`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Writes how long before `nowMillis` an instant was: `12 seconds ago`, `yesterday`. */
export function timeAgo(millis: number, nowMillis: number): string {
  const seconds = Math.min(0, Math.round((millis - nowMillis) / 1000));
  if (seconds > -60) return seconds > -5 ? 'just now' : relative.format(seconds, 'second');
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** Writes an instant in full, in the viewer's language and time zone. */
export function fullDate(millis: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(millis);
}
