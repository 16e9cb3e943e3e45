/** The bar above the stage: which page the visitor was on, when, and in how large a window. */

import { box, retext } from './element.ts';
import { icon } from './icons.ts';
import type { Model, View } from './model.ts';
import { wallClockText } from './time-text.ts';

export function caption({ player }: Model): View {
  const title = box('span', 'page-title');
  const address = box('span', 'page-address');
  const when = box('span', 'when');
  const size = box('span', 'size');
  const element = box('header', 'caption', icon('page'), box('span', 'page', title, address), when, size);
  element.part.add('caption');
  let shown = '';
  return {
    element,
    render({ time, paused, duration }) {
      // Reading the page's title walks its tree: four times a second is often enough while it plays.
      const due = `${Math.floor(time * 4)} ${paused} ${duration}`;
      if (due === shown && !paused) return;
      shown = due;
      const { pageTitle, pageUrl, startTime, videoWidth, videoHeight } = player;
      retext(title, pageTitle);
      retext(address, readableAddress(pageUrl) || (pageTitle ? '' : 'Recording'));
      address.title = pageUrl;
      retext(when, wallClockText(startTime + time * 1000));
      retext(size, videoWidth > 0 ? `${videoWidth} × ${videoHeight}` : '');
    },
  };
}

/** Leaves out what tells nothing: the usual scheme, and the slash of a bare host. */
function readableAddress(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/^([^/?#]+)\/$/, '$1');
}
