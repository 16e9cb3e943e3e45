/** Addresses without a fragment that names what is masked. Part of what levels other than `all` need: there no fragment stays. */

import type { Natives } from './natives.js';

/**
 * Returns what takes the fragment off an address of a document where an element of that name is masked in it: masked
 * places have other names in the recording. Which element is the target is told by the element itself.
 */
export function withoutMaskedFragments(
  { elementsIn }: Natives,
  isMasked: (element: Element) => boolean,
): (url: string, document: Document) => string {
  return (url, document) => {
    const at = url.indexOf('#');
    if (at < 0 || at === url.length - 1) return url;
    const name = url.slice(at + 1);
    let decoded = name;
    try {
      decoded = decodeURIComponent(name);
    } catch {
      // It is meant as it stands.
    }
    for (const word of [name, decoded]) {
      const quoted = `"${word.replace(/["\\\n\r\f]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)} `)}"`;
      const named = elementsIn(document, `[id=${quoted}],[name=${quoted}]`);
      for (let index = 0; index < named.length; index++) if (isMasked(named[index]!)) return url.slice(0, at);
    }
    return url;
  };
}
