/** The newest recordings on the home page. */

import { byteSize, timeAgo, timecode } from '../site/amount.ts';
import { element, required } from '../site/element.ts';
import { listRecordings, nameOf, pathOf, playUrl, type RecordingEntry } from '../site/library.ts';

const SHOWN = 4;
const newest = required('#newest', HTMLElement);

try {
  const entries = await listRecordings(SHOWN);
  newest.replaceChildren(
    ...(entries.length > 0
      ? entries.map(card)
      : [message('Nothing recorded yet. Open the shop, look around, then press Stop and watch.')]),
  );
} catch {
  newest.replaceChildren(
    message('The list of recordings cannot be read: no collector answers at this address. “npm start” brings one.'),
  );
}

function card(entry: RecordingEntry): HTMLElement {
  const facts = [
    entry.startMillis !== undefined && timeAgo(entry.startMillis, Date.now()),
    entry.durationMillis !== undefined && timecode(entry.durationMillis / 1000),
    entry.bytes !== undefined && byteSize(entry.bytes),
  ];
  return element(
    'li',
    {},
    element(
      'a',
      { class: 'reel-card', href: playUrl(entry.id) },
      element('strong', {}, nameOf(entry)),
      element('span', {}, pathOf(entry) || entry.id),
      element('span', { class: 'timecode' }, facts.filter(Boolean).join(' · ')),
    ),
  );
}

function message(text: string): HTMLElement {
  return element('li', { class: 'empty' }, text);
}
