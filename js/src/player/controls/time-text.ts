/** Times as people read them, and as a screen reader says them. */

/** Returns `m:ss`, or `h:mm:ss` where `total` is an hour or more. */
export function clockText(seconds: number, total = seconds): string {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours, minutes, rest] = parts as [number, number, number];
  const pad = (value: number) => String(value).padStart(2, '0');
  return total >= 3600 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** Returns for example `1 minute 3 seconds`. */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.join(' ') || '0 seconds';
}

/** Returns the wall clock at an instant, in the viewer's own time zone and language. */
export function wallClockText(millis: number): string {
  if (!Number.isFinite(millis)) return '';
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(millis);
}
