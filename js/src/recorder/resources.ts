/**
 * Resources: the bytes of images, fonts and backgrounds that the visitor saw. Loaded on demand.
 *
 * Images are taken when they have loaded, with the source that the browser
 * chose; what style sheets refer to is taken when the browser has asked for it.
 */

import { type BlobHost, followBlobs } from './blobs.js';

/** Kinds of requests whose answers are seen: what the page loads for itself is not. */
const SEEN = /^(img|image|css|link|input|video|audio|other|use)$/;
/** Bytes that `other` requests may be of. */
const SHOWN = /\.(png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|otf|eot|css|cur)([?#]|$)/i;

/** Follows what the page shows, until the recording ends. */
export function followResources(host: BlobHost, origins: 'same-origin' | 'all'): void {
  const showBlob = followBlobs(host);
  const want = (url: string, element: Element | null): void => {
    if (url.startsWith('blob:')) return showBlob(url, element);
    if (origins === 'same-origin' && new URL(url).origin !== location.origin) return;
    const credentials = element?.getAttribute('crossorigin') === 'use-credentials' ? 'include' : 'same-origin';
    host.companion.want(url, credentials);
  };
  const wantElement = (element: Element): void => {
    const source =
      element instanceof HTMLImageElement
        ? element.currentSrc
        : element instanceof SVGElement
          ? (element.getAttribute('href') ?? element.getAttribute('xlink:href') ?? '')
          : element instanceof HTMLVideoElement
            ? element.poster
            : element instanceof HTMLInputElement && element.type === 'image'
              ? element.src
              : element instanceof HTMLObjectElement
                ? element.data
                : element instanceof HTMLEmbedElement
                  ? element.src
                  : '';
    if (source === '' || source.startsWith('#') || source.startsWith('data:')) return;
    try {
      want(new URL(source, document.baseURI).href, element);
    } catch {
      // An address that is none was not loaded either.
    }
  };
  const wantEntry = (entry: PerformanceResourceTiming): void => {
    const isSeen = SEEN.test(entry.initiatorType) && (entry.initiatorType !== 'link' || SHOWN.test(entry.name));
    if (isSeen && (entry.initiatorType !== 'other' || SHOWN.test(entry.name))) want(entry.name, null);
  };

  for (const element of document.querySelectorAll('img, video, image, use, object, embed, input[type=image]')) {
    wantElement(element);
  }
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) wantEntry(entry as PerformanceResourceTiming);
  });
  observer.observe({ type: 'resource', buffered: true });
  const loaded = (event: Event): void => {
    if (event.target instanceof Element) wantElement(event.target);
  };
  document.addEventListener('load', loaded, true);
  host.onrelease(() => {
    observer.disconnect();
    document.removeEventListener('load', loaded, true);
  });
}
