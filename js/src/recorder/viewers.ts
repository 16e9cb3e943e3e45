/**
 * Documents that the browser itself makes of what a frame shows: a film, sound, JSON, a PDF. Loaded on demand.
 *
 * How they look is in a style sheet of the browser's that no list has, and part
 * of it in trees that no script reaches.
 */

import type { Natives } from './natives.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface ViewerHost {
  readonly natives: Natives;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  /** Records a sheet as if the document had adopted it before all others. */
  adoptFirst(document: Document, sheet: CSSStyleSheet): void;
}

const FILM =
  'body{background:#000}video{display:block;position:absolute;inset:0;margin:auto;max-width:100%;max-height:100%}';
const PRETTY =
  'body{margin:0}pre{padding-top:20px;white-space:pre-wrap;overflow-wrap:break-word}' +
  'div{position:fixed;inset:0 0 auto}div::before{content:"";display:block;height:20px;background:#f1f1f1;border-bottom:1px solid #ccc}';

/** Records how a document looks that the browser has made, and what of it is not recorded. */
export function followViewer(host: ViewerHost, document: Document, contentType: string): void {
  const { Map, defaultView, documentElement, elementsIn } = host.natives;
  const [view, root] = [defaultView(document), documentElement(document)];
  if (!view || !root) return;
  const viewer = elementsIn(document, '.json-formatter-container')[0];
  const text = /^(audio|video)\//.test(contentType) ? FILM : viewer ? PRETTY : '';
  if (text !== '') {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(text);
    host.adoptFirst(document, sheet);
  }
  const unread = contentType === 'application/pdf' ? root : viewer;
  if (unread) host.note(Property.Gap, new Map([[unread, 'viewer']]));
}
