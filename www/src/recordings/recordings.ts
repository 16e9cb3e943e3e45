/** The list of recordings, kept up to date while it is looked at. */

import { byteSize, fullDate, timeAgo, timecode } from '../site/amount.ts';
import { element, required } from '../site/element.ts';
import { listRecordings, nameOf, pathOf, playUrl, type RecordingEntry, sessionHue } from '../site/library.ts';

/** How many recordings are shown at first, and how many more at a time. */
const PAGE = 100;

const REFRESH_MILLIS = 3000;

/** How long “two minutes ago” may stand before it is written anew. */
const RELABEL_MILLIS = 20_000;

/** A recording that has not ended is live while its last chunk is younger than this. */
const LIVE_MILLIS = 30_000;

const find = required('#find', HTMLInputElement);
const order = required('#order', HTMLSelectElement);
const reels = required('#reels', HTMLElement);
const line = required('#list-line', HTMLElement);
const none = required('#none', HTMLElement);
const older = required('#older', HTMLElement);

const ORDERS: Record<string, (a: RecordingEntry, b: RecordingEntry) => number> = {
  newest: (a, b) => (b.startMillis ?? 0) - (a.startMillis ?? 0),
  oldest: (a, b) => (a.startMillis ?? 0) - (b.startMillis ?? 0),
  longest: (a, b) => (b.durationMillis ?? 0) - (a.durationMillis ?? 0),
  largest: (a, b) => (b.bytes ?? 0) - (a.bytes ?? 0),
};

let wanted = PAGE;
let entries: RecordingEntry[] = [];
let shownState = '';
let known: Set<string> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

find.value = new URLSearchParams(location.search).get('q') ?? '';
find.addEventListener('input', () => {
  const query = find.value.trim();
  history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  show();
});
order.addEventListener('change', show);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') refresh();
});
older.addEventListener('click', () => {
  wanted += PAGE;
  refresh();
});
refresh();

async function refresh(): Promise<void> {
  clearTimeout(timer);
  try {
    const listed = await listRecordings(wanted);
    older.hidden = listed.length < wanted;
    // An unchanged list is left alone for a while, so that nothing moves under the pointer.
    const state = `${Math.floor(Date.now() / RELABEL_MILLIS)} ${JSON.stringify(listed)}`;
    if (state !== shownState) {
      entries = listed;
      shownState = state;
      show();
    }
  } catch (error) {
    shownState = '';
    const reason = error instanceof Error ? error.message : String(error);
    line.textContent = '';
    reels.hidden = true;
    none.hidden = false;
    none.textContent = `The list cannot be read: ${reason}. “npm start” brings a collector; this page tries again by itself.`;
  }
  if (document.visibilityState === 'visible') timer = setTimeout(refresh, REFRESH_MILLIS);
}

function show(): void {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => {
    const text = `${entry.title ?? ''} ${entry.url ?? ''} ${entry.session ?? ''} ${entry.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  found.sort(ORDERS[order.value] ?? ORDERS.newest);

  const focused = document.activeElement?.closest('.reel')?.getAttribute('data-id');
  reels.replaceChildren(...found.map(row));
  if (focused) reels.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"] a`)?.focus();
  known = new Set(entries.map(({ id }) => id));

  reels.hidden = found.length === 0;
  none.hidden = found.length > 0;
  none.textContent =
    entries.length === 0
      ? 'Nothing recorded yet. Open the shop in another tab and look around: it will appear here.'
      : 'No recording matches.';
  const bytes = found.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  line.textContent = found.length > 0 ? `${found.length} of ${entries.length}, ${byteSize(bytes)} in all` : '';
}

function row(entry: RecordingEntry): HTMLElement {
  const { startMillis, durationMillis, bytes, chunks, session } = entry;
  const fresh = known !== undefined && !known.has(entry.id);
  const made = element(
    'li',
    { class: fresh ? 'reel fresh' : 'reel', 'data-id': entry.id },
    element(
      'div',
      { class: 'reel-name' },
      element('a', { href: playUrl(entry.id) }, nameOf(entry)),
      element('span', {}, pathOf(entry) || entry.id),
    ),
    session ? sessionButton(session) : element('span'),
    element(
      'span',
      { class: 'reel-fact', title: startMillis === undefined ? undefined : fullDate(startMillis) },
      startMillis === undefined ? '' : timeAgo(startMillis, Date.now()),
    ),
    element(
      'span',
      { class: 'reel-fact main timecode' },
      durationMillis === undefined ? '' : timecode(durationMillis / 1000),
    ),
    element(
      'span',
      { class: 'reel-fact timecode', title: chunks === undefined ? undefined : `${chunks} chunks` },
      bytes === undefined ? '' : byteSize(bytes),
    ),
    isLive(entry) && element('span', { class: 'reel-live' }, 'Live'),
  );
  if (session) {
    made.style.setProperty('--hue', String(sessionHue(session)));
    made.style.setProperty('--saturation', '62%');
  }
  return made;
}

function sessionButton(session: string): HTMLElement {
  const button = element(
    'button',
    { type: 'button', class: 'reel-session', title: `Show the recordings of session ${session}` },
    session.slice(0, 8),
  );
  button.addEventListener('click', () => {
    find.value = find.value === session ? '' : session;
    find.dispatchEvent(new Event('input'));
  });
  return button;
}

function isLive({ complete, startMillis, durationMillis }: RecordingEntry): boolean {
  if (complete !== false || startMillis === undefined) return false;
  return Date.now() - startMillis - (durationMillis ?? 0) < LIVE_MILLIS;
}
