/** Which fields are ones for secrets, by what their attributes say: no fewer than the module takes for such. */

import type { Natives } from './natives.js';

/** Where fields are called what they are for. */
const NAMING = ['name', 'id', 'placeholder', 'aria-label'];
/** The attributes that make a field one for secrets, or none, or say what stands in it at first. */
export const TELLING_FIELDS: readonly string[] = ['type', 'autocomplete', 'value', ...NAMING];
const AUTOCOMPLETE = /cc-|password|one-time/i;
/** What fields for secrets are called, without what is no letter: the words of `recorder/src/mask/attribute.rs`. */
const CALLED = 'cardn creditc ccn cvc cvv securityc passw passcode motdepasse pwd onetime';
const NAMED = new RegExp(CALLED.replaceAll(' ', '|'), 'i');
/** The same, as words. */
const WORDS = /otp|(?<![a-z\d])(csc|pin)(?![a-z\d])/i;

/** Says whether a field is one for secrets, but for hidden ones. */
export function isSecretField({ attribute }: Natives, field: Element): boolean {
  const said = (name: string): string => attribute(field, name) ?? '';
  return (
    /^password$/i.test(said('type')) ||
    AUTOCOMPLETE.test(said('autocomplete')) ||
    NAMING.some((name) => {
      const text = said(name);
      return text !== '' && (WORDS.test(text) || NAMED.test(text.replace(/[^a-z\d]/gi, '')));
    })
  );
}
