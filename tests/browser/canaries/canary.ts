/** A word that is planted in one place of a page, and what may become of it. */

/**
 * What a canary is, and so at which levels it may be in a recording.
 *
 * What is never recorded and what is masked may be in none; values and what
 * identifies somebody at `none` alone; text at `sensitive` and `none`.
 */
export type Kind = 'never' | 'masked' | 'value' | 'identity' | 'text';

export interface Canary {
  kind: Kind;
  /** Where it stands from the beginning; `@@` is the word. */
  html?: string;
  /**
   * What happens with it while the page is recorded: the body of an asynchronous function.
   *
   * `word` is what is planted, `place` an element of its own with what `html` says.
   */
  change?: string;
}

/** The kinds that may be in no recording of a level. */
export const FORBIDDEN: Record<'all' | 'sensitive' | 'none', readonly Kind[]> = {
  all: ['never', 'masked', 'value', 'identity', 'text'],
  sensitive: ['never', 'masked', 'value', 'identity'],
  none: ['never', 'masked'],
};

/** Returns the word of the canary with this number: letters that stand nowhere else. */
export const wordOf = (at: number): string =>
  `zq${[...String(at).padStart(3, '0')].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')}wvkx`;

/** Returns what is planted: of somebody a mail address. */
export const plantedBy = (kind: Kind, word: string): string => (kind === 'identity' ? `${word}@corp-mail.test` : word);

/** Returns the ways in which a word may stand in bytes. */
export function waysOf(word: string): Buffer[] {
  const bytes = Buffer.from(word);
  const capitals = word.toUpperCase();
  const based = [0, 1, 2].map((shift) => {
    // Of a piece of a longer text the ends depend on what stands beside it.
    const text = Buffer.concat([Buffer.alloc(shift, 'x'), bytes]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  const percent = [...bytes].map((byte) => `%${byte.toString(16)}`).join('');
  const turned = [...word].reverse().join('');
  const texts = [word, capitals, bytes.toString('hex'), percent, turned, ...based];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(word, 'utf16le')];
}
