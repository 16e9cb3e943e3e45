/**
 * Says whose resources are: an entry of a request does not tell who asked for it. Loaded with what follows resources.
 *
 * What a masked element shows stays out of the recording with its address. An
 * address is shown where an element, a style sheet or an animation that is not
 * masked names it too; where nobody who may be asked does, a blocked place may.
 */

import type { BlobHost } from './blobs.js';
import type { Natives } from './natives.js';

/** Elements that show what an address of theirs names. */
export const SHOWING = 'img, video, image, use, object, embed, input[type=image]';
/** Elements that name addresses elsewhere: in style, as a background, as a set. */
const NAMING =
  '[style*="url("],[mask*="url("],[filter*="url("],[clip-path*="url("],[fill*="url("],[stroke*="url("],' +
  '[background],[srcset],[imagesrcset],link[href]';
const FONT = /\.(woff2?|ttf|otf|eot)([?#]|$)/i;

/** Returns what says of an address that it may be that of something masked. */
export function followOwners(host: BlobHost, sourceOf: (element: Element) => string): (url: string) => boolean {
  const { natives } = host;
  const { WeakMap } = natives;
  let hadMasked = false;
  const rules = new WeakMap<CSSStyleSheet, { count: number; text: string }>();
  const textOf = (sheet: CSSStyleSheet | null): string => {
    let list: CSSRuleList | undefined;
    try {
      list = sheet?.cssRules;
    } catch {
      // One of another site may not be read.
    }
    if (!sheet || !list) return '';
    let known = rules.get(sheet);
    // A rule that is edited in place names an address that is found nowhere: it is taken for a masked one.
    if (known?.count !== list.length) {
      const text = [...list].map((rule) => rule.cssText + textOf((rule as CSSImportRule).styleSheet)).join();
      known = { count: list.length, text };
      rules.set(sheet, known);
    }
    return known.text;
  };

  return (url) => {
    const bare = url.split('#')[0]!;
    const file = url.split(/[?#]/)[0]!.split('/').at(-1)!;
    const names = new RegExp(`(^|[^\\w.%-])${file.replace(/[^\w]/g, '\\$&')}($|[^\\w.%-])`);
    const isNamed = (text: string): boolean => file !== '' && names.test(text);
    let isShown = false;
    host.eachRoot((root) => {
      hadMasked ||= host.hasMasked(root);
      if (!hadMasked || isShown) return;
      const note = (element: Element, has: boolean): void => {
        isShown ||= has && host.showsMedia(element);
      };
      for (const element of natives.elementsIn(root, `${SHOWING},${NAMING}`)) {
        const isNaming = natives.matches(element, NAMING);
        note(element, sourceOf(element).split('#')[0] === bare || (isNaming && isNamed(said(element, natives))));
      }
      const [owner, sheets, adopted] = isDocument(root, natives)
        ? [natives.documentElement(root), natives.styleSheets(root), natives.adoptedByDocument(root)]
        : [root.host, root.styleSheets, root.adoptedStyleSheets];
      for (const sheet of [...sheets, ...(adopted ?? [])]) {
        const shower = (sheet.ownerNode as Element | null) ?? owner;
        if (!isShown && shower) note(shower, isNamed(textOf(sheet)));
      }
      for (const { effect } of natives.animationsIn(root)) {
        const { target } = effect as KeyframeEffect;
        if (target) note(target, isNamed(natives.stringify((effect as KeyframeEffect).getKeyframes())));
      }
    });
    // Fonts say nothing of who shows them; their styles may be of another site, which nobody can read.
    return hadMasked && !isShown && !FONT.test(bare);
  };
}

/** Says whether a root is no shadow root. */
function isDocument(root: Document | ShadowRoot, { nodeType }: Natives): root is Document {
  return nodeType(root) === 9;
}

/** Everything in which an element may name an address. */
function said(element: Element, natives: Natives): string {
  let text = '';
  for (const { value } of natives.attributes(element)) text += ` ${value}`;
  return text;
}
