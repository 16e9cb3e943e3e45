/** The player page: one recording, what is known of it, and its markers. */

import { byteSize, fullDate, timecode } from '../site/amount.ts';
import { element, required } from '../site/element.ts';
import { deleteRecording, listRecordings, nameOf, playUrl, type RecordingEntry, reelUrl } from '../site/library.ts';
import { MarkerList } from './marker-list.ts';
import type { Player } from './player.ts';

const PLAYER_WAIT_MILLIS = 10_000;

/** Among so many of the newest recordings this one and its visit are looked for. */
const MOST_LISTED = 1000;

const player: Player = required('#player', HTMLElement);
const note = required('#note', HTMLElement);
const title = required('#title', HTMLElement);
const address = required('#address', HTMLElement);
const copy = required('#copy', HTMLButtonElement);
const copyTime = required('#copy-time', HTMLElement);

const search = new URLSearchParams(location.search);
const id = search.get('id');
const startAt = Number(search.get('t') ?? 0);

if (id) play(id);
else explain('This address names no recording. Choose one from the list of recordings.');

function play(id: string): void {
  const markers = new MarkerList(player, required('#marker-section', HTMLElement), required('#markers', HTMLElement));
  for (const type of ['loadedmetadata', 'markerschange', 'durationchange', 'progress']) {
    player.addEventListener(type, () => markers.update());
  }
  for (const type of ['timeupdate', 'seeking', 'seeked']) {
    player.addEventListener(type, () => {
      copyTime.textContent = timecode(player.currentTime ?? 0);
      markers.follow();
      showPage();
    });
  }
  player.addEventListener('loadedmetadata', () => {
    showPage();
    note.hidden = true;
    if (startAt > 0) player.currentTime = startAt;
  });
  player.addEventListener('error', () => {
    const reason = player.error?.message ?? 'the player gave no reason';
    explain(`This recording cannot be played: ${reason}.`);
  });
  player.setAttribute('src', reelUrl(id));
  expectPlayer();

  const download = required('#download', HTMLAnchorElement);
  download.href = reelUrl(id);
  download.download = `${id}.reel`;
  copy.addEventListener('click', copyLink);
  required('#delete', HTMLButtonElement).addEventListener('click', () => remove(id));
  showEntry(id);
}

/** Shows title and address as they are at the playhead: a page may change both while it is recorded. */
function showPage(): void {
  if (player.pageUrl) address.textContent = player.pageUrl;
  if (player.pageTitle) title.textContent = player.pageTitle;
}

/** Says so if the script of the element cannot be loaded. */
async function expectPlayer(): Promise<void> {
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, PLAYER_WAIT_MILLIS, 'late'));
  const defined = customElements.whenDefined('domreel-player');
  if ((await Promise.race([late, defined])) === 'late') {
    explain('The player did not load: /dist/player.js does not define <domreel-player>. “npm run build” makes it.');
    await defined;
    note.hidden = true;
  }
}

async function showEntry(id: string): Promise<void> {
  let entries: RecordingEntry[];
  try {
    entries = await listRecordings(MOST_LISTED);
  } catch {
    // The recording may well play without its entry; then only its id is shown.
    entries = [];
  }
  const entry: RecordingEntry = entries.find((candidate) => candidate.id === id) ?? { id };
  if (entry.title || entry.url) {
    const name = nameOf(entry);
    title.textContent = name;
    document.title = `${name}: domreel`;
  }
  address.textContent ||= entry.url ?? '';
  showFacts(entry);
  const visit = entries.filter(({ session }) => session !== undefined && session === entry.session);
  if (visit.length > 1) showVisit(visit.reverse(), id);
}

function showFacts(entry: RecordingEntry): void {
  const facts: [string, string | undefined][] = [
    ['Started', entry.startMillis === undefined ? undefined : fullDate(entry.startMillis)],
    ['Length', entry.durationMillis === undefined ? undefined : timecode(entry.durationMillis / 1000)],
    ['Size', entry.bytes === undefined ? undefined : byteSize(entry.bytes)],
    ['Chunks', entry.chunks?.toString()],
    ['State', entry.complete === undefined ? undefined : entry.complete ? 'ended' : 'still open'],
    ['Session', entry.session],
    ['Id', entry.id],
  ];
  required('#facts', HTMLElement).replaceChildren(
    ...facts.flatMap(([label, value]) =>
      value ? [element('div', {}, element('dt', {}, label), element('dd', { title: value }, value))] : [],
    ),
  );
}

function showVisit(visit: RecordingEntry[], shown: string): void {
  required('#visit-section', HTMLElement).hidden = false;
  required('#visit', HTMLElement).replaceChildren(
    ...visit.map((entry) =>
      element(
        'li',
        {},
        element(
          'a',
          { href: playUrl(entry.id), 'aria-current': entry.id === shown && 'page' },
          element('span', {}, nameOf(entry)),
          element('span', { class: 'timecode' }, timecode((entry.durationMillis ?? Number.NaN) / 1000)),
        ),
      ),
    ),
  );
}

async function copyLink(): Promise<void> {
  const url = new URL(playUrl(id ?? ''), location.href);
  const seconds = player.currentTime ?? 0;
  if (seconds > 0) url.searchParams.set('t', String(Math.floor(seconds * 10) / 10));
  const before = [...copy.childNodes];
  try {
    await navigator.clipboard.writeText(url.href);
    copy.textContent = 'Copied';
  } catch {
    // The clipboard needs a secure context and consent; the address bar needs neither.
    history.replaceState(null, '', url);
    copy.textContent = 'It is in the address bar';
  }
  setTimeout(() => copy.replaceChildren(...before), 1500);
}

async function remove(id: string): Promise<void> {
  if (!confirm('Delete this recording for good?')) return;
  try {
    await deleteRecording(id);
    location.assign('/recordings/');
  } catch (error) {
    explain(`It could not be deleted: ${error instanceof Error ? error.message : error}.`);
  }
}

function explain(text: string): void {
  note.textContent = text;
  note.hidden = false;
}
