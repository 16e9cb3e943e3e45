/**
 * Resources: the bytes of images, fonts and backgrounds that the visitor saw. Loaded on demand.
 *
 * Images are taken when they have loaded, with the source that the browser
 * chose; what style sheets refer to is taken when the browser has asked for it.
 */

import { type BlobHost, followBlobs } from './blobs.js';
import type { Companion } from './companion.js';
import { listenOnDocuments } from './listened-documents.js';
import { followOwners, SHOWING } from './resource-owners.js';

/** Kinds of requests whose answers are seen: what the page loads for itself is not. */
const SEEN = /^(img|image|css|link|input|video|audio|other|use)$/;
/** What a report of the page's policy says, as far as it is needed. */
interface Violation {
  readonly blockedURL: string | null;
  readonly disposition: string;
  readonly effectiveDirective: string;
}
const FONT = /\.(woff2?|ttf|otf|eot)([?#]|$)/i;
/** Bytes that `other` requests may be of. */
const SHOWN = /\.(png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|otf|eot|css|cur)([?#]|$)/i;

/**
 * Follows what the page shows, until the recording ends.
 *
 * Where pictures are masked only fonts and style sheets are taken, and what elements show that are not masked.
 */
export function followResources(
  host: BlobHost & { companion: Pick<Companion, 'mayBeMasked'> },
  origins: 'same-origin' | 'all',
  isMasked: boolean,
): void {
  const { natives } = host;
  const { Set, URL } = natives;
  /** Addresses that a page's policy forbids: the visitor saw a broken image, or none, whatever a fetch would give. */
  const forbidden = new Set<string>();
  const forbid = (directive: string, url: string | null): void => {
    if (url && /^(img|font|media)-src/.test(directive)) forbidden.add(url);
  };
  const showBlob = followBlobs(host);
  const want = (url: string, element: Element | null): void => {
    if (url.startsWith('blob:')) return showBlob(url, element);
    if (forbidden.has(url.split('#')[0]!)) return;
    if (origins === 'same-origin' && !url.startsWith(`${location.origin}/`)) return;
    const credentials =
      element && natives.attribute(element, 'crossorigin') === 'use-credentials' ? 'include' : 'same-origin';
    host.companion.want(url, element, credentials, element === null);
  };
  const sourceOf = (element: Element): string => {
    // Those of frames are of other realms.
    const name = natives.localName(element);
    const source =
      name === 'img'
        ? (element as HTMLImageElement).currentSrc
        : name === 'image' || name === 'use'
          ? (element.getAttribute('href') ?? element.getAttribute('xlink:href'))
          : name === 'video'
            ? (element as HTMLVideoElement).poster
            : name === 'object'
              ? (element as HTMLObjectElement).data
              : name === 'embed' || (name === 'input' && (element as HTMLInputElement).type === 'image')
                ? (element as HTMLInputElement).src
                : '';
    // An element that only has such a name has nothing of it.
    if (!source || source.startsWith('#') || source.startsWith('data:')) return '';
    try {
      return new URL(source, element.baseURI).href;
    } catch {
      // An address that is none was not loaded either.
      return '';
    }
  };
  const wantElement = (element: Element): void => {
    const source = sourceOf(element);
    if (source !== '' && host.showsMedia(element)) want(source, element);
  };
  const mayBeMasked = followOwners(host, sourceOf);
  host.companion.mayBeMasked = mayBeMasked;
  /** Says whether an address is that of an icon of the page, which nobody sees in it. */
  const isIcon = (url: string): boolean =>
    url === `${location.origin}/favicon.ico` ||
    [...natives.elementsIn(document, 'link[rel*=icon i]')].some((link) => (link as HTMLLinkElement).href === url);
  const wantEntry = (entry: PerformanceResourceTiming): void => {
    if (isMasked && !FONT.test(entry.name) && !/\.css([?#]|$)/i.test(entry.name)) return;
    const isSeen = SEEN.test(entry.initiatorType) && (entry.initiatorType !== 'link' || SHOWN.test(entry.name));
    if (
      isSeen &&
      (entry.initiatorType !== 'other' || SHOWN.test(entry.name)) &&
      !(/^(other|link)$/.test(entry.initiatorType) && isIcon(entry.name)) &&
      !mayBeMasked(entry.name)
    ) {
      want(entry.name, null);
    }
  };

  const listen = listenOnDocuments(host, 'load', ({ target }) => {
    if (natives.nodeTypeOf(target!) === 1) wantElement(target as Element);
  });
  const listenToPolicy = listenOnDocuments<SecurityPolicyViolationEvent>(host, 'securitypolicyviolation', (event) => {
    if (event.disposition === 'enforce') forbid(event.effectiveDirective, event.blockedURI);
  });
  host.eachRealm((_hooks, { ReportingObserver }) => {
    // It knows what was forbidden before anybody listened; Firefox and Safari have none that do.
    const reports =
      ReportingObserver && new ReportingObserver(() => undefined, { types: ['csp-violation'], buffered: true });
    reports?.observe();
    for (const { body } of reports?.takeRecords() ?? []) {
      const { blockedURL, disposition, effectiveDirective } = body as unknown as Violation;
      if (disposition === 'enforce') forbid(effectiveDirective, blockedURL);
    }
    reports?.disconnect();
  });
  const look = (root: Document | ShadowRoot): void => {
    if (natives.nodeType(root) !== 9) return;
    listenToPolicy(root as Document);
    for (const element of natives.elementsIn(root, SHOWING)) wantElement(element);
    listen(root as Document);
  };
  host.eachRoot(look);
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    look(root);
  };
  host.eachRealm((hooks, view) => {
    // Each window knows of its own requests alone.
    const observer = new view.PerformanceObserver(
      host.guard((list: PerformanceObserverEntryList) => {
        for (const entry of list.getEntries()) wantEntry(entry as PerformanceResourceTiming);
      }),
    );
    observer.observe({ type: 'resource', buffered: true });
    hooks.onrelease(() => observer.disconnect());
  });
}
