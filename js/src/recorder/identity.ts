/** The ids of recording, session, tab and page. */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import { natives } from './natives.js';
import type { CheckedOptions } from './options.js';

/** Where the ids of session and tab are kept for the next page of the visit. */
const STORAGE_KEY = 'domreel';
/** A visit ends with so much time between two pages, in milliseconds. */
const SESSION_MILLIS = 30 * 60_000;

/** Ids as 32 hexadecimal digits each. */
export interface Identity {
  recording: string;
  session: string;
  tab: string;
  page: string;
  device: string;
}

/** Returns 128 random bits as hexadecimal digits. */
export function randomId(): string {
  const bytes = natives.random(new natives.Uint8Array(16));
  let digits = '';
  for (let index = 0; index < 16; index++) digits += (bytes[index]! + 256).toString(16).slice(1);
  return digits;
}

/** Makes the ids of a recording; session and tab are those of the visit, if the browser has kept them. */
export function makeIdentity(): Identity {
  const now = natives.dateNow.call(natives.Date);
  let session = randomId();
  let tab = randomId();
  try {
    const [keptSession, keptTab, at] = (sessionStorage.getItem(STORAGE_KEY) ?? '').split(' ');
    if (/^[0-9a-f]{32}$/.test(keptTab ?? '')) tab = keptTab!;
    if (/^[0-9a-f]{32}$/.test(keptSession ?? '') && now - Number(at) < SESSION_MILLIS) session = keptSession!;
  } catch {
    // A page without storage gets a session of its own.
  }
  return { recording: randomId(), session, tab, page: randomId(), device: '0'.repeat(32) };
}

/** Has the browser keep the ids of the visit for its next page, or keep them no longer. */
export function keepIdentity(identity: Identity | undefined): void {
  try {
    if (!identity) sessionStorage.removeItem(STORAGE_KEY);
    else {
      const now = natives.dateNow.call(natives.Date);
      sessionStorage.setItem(STORAGE_KEY, `${identity.session} ${identity.tab} ${now}`);
    }
  } catch {
    // A page may have no storage.
  }
}

/** Writes how a recording begins: its level of masking, its zero and its end, its ids, and what salts the mask. */
export function writeBegin(
  batch: Batch,
  { recording, session, tab, page, device }: Identity,
  { mask, expiryMillis }: CheckedOptions,
  startMillis: number,
): void {
  batch.command(Command.BEGIN);
  batch.put(mask);
  batch.wide(startMillis);
  batch.wide(expiryMillis && startMillis + expiryMillis);
  batch.text(recording + session + tab + page + device + randomId());
}
