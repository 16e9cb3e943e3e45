/**
 * Fonts that scripts make with `FontFace`. Loaded on demand.
 *
 * They are recorded as a style sheet in front of those that the document has
 * adopted. A font does not tell what it was made of, so the constructor is
 * wrapped while the recording lasts: it makes the same objects, of the same class.
 */

import type { Companion } from './companion.js';
import { hashOf } from './hash.js';
import type { Hooks } from './hooks.js';
import { early } from './left-early.js';
import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface FontHost {
  readonly natives: Natives;
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
  companion: Pick<Companion, 'keep' | 'want'>;
  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
  /** Records a sheet as if the document had adopted it before all others. */
  adoptFirst(document: Document, sheet: CSSStyleSheet): void;
  /** Is called for each document and shadow root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;
  /** The roots that are in the recording by now. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  onrelease(action: () => void): void;
}

/** Descriptors of a rule, by the property that a font has them in. */
const DESCRIPTORS = {
  style: 'font-style',
  weight: 'font-weight',
  stretch: 'font-stretch',
  unicodeRange: 'unicode-range',
  featureSettings: 'font-feature-settings',
  variationSettings: 'font-variation-settings',
  display: 'font-display',
  ascentOverride: 'ascent-override',
  descentOverride: 'descent-override',
  lineGapOverride: 'line-gap-override',
  sizeAdjust: 'size-adjust',
} as const;

/** Follows the fonts of all documents until the recording ends. */
export function followFonts(host: FontHost, origins: 'same-origin' | 'all'): void {
  const { natives } = host;
  const { Set, URL, WeakMap } = natives;
  const { fonts } = early() ?? {};
  const sources = fonts ?? new WeakMap<FontFace, string | Uint8Array<ArrayBuffer>>();
  const documents = new WeakMap<FontFaceSet, Document>();
  const sheets = new WeakMap<Document, CSSStyleSheet>();
  const waiting = new Set<Document>();
  const kept = new Set<string>();
  let isOver = false;
  host.onrelease(() => {
    isOver = true;
  });

  const want = (raw: string, document: Document): string => {
    try {
      const { href, origin } = new URL(raw, natives.baseURI(document));
      if (!/^data:/.test(href) && (origins === 'all' || origin === location.origin)) host.companion.want(href);
      return href;
    } catch {
      return raw;
    }
  };

  const sourceOf = (face: FontFace, document: Document): string => {
    const source = sources.get(face);
    if (!source) return '';
    if (typeof source === 'string') {
      return source.replace(
        /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)/gi,
        (_, double, single, bare) => `url("${want(double ?? single ?? bare, document).replaceAll('"', '%22')}")`,
      );
    }
    const url = `font:${hashOf(source)}`;
    if (!kept.has(url)) {
      kept.add(url);
      host.companion.keep(url, mimeOf(source), source);
    }
    return `url("${url}")`;
  };

  const write = (document: Document): void => {
    waiting.delete(document);
    const view = natives.defaultView(document);
    if (isOver || !view) return;
    let text = '';
    natives.fonts(document).forEach((face) => {
      const source = sourceOf(face, document);
      if (source !== '') text += ruleOf(face, source);
    });
    const known = sheets.get(document);
    if (!known && text === '') return;
    const sheet = known ?? new view.CSSStyleSheet();
    // The recorder hears of the text as it does of any sheet's.
    sheet.replaceSync(text);
    if (known) return;
    sheets.set(document, sheet);
    host.adoptFirst(document, sheet);
  };

  const touch = (fonts: FontFaceSet): void => {
    const document = documents.get(fonts);
    if (!document || waiting.has(document)) return;
    waiting.add(document);
    // Many are often added at once.
    queueMicrotask(host.guard(() => write(document)));
  };

  const look = (root: Document | ShadowRoot): void => {
    const document = root as Document;
    if (natives.nodeType(root) !== 9 || !natives.defaultView(document)) return;
    const set = natives.fonts(document);
    if (documents.has(set)) return;
    documents.set(set, document);
    if (fonts) touch(set);
  };
  host.eachRealm((hooks, view) => {
    const prototype = Object.getPrototypeOf(natives.fonts(view.document)) as FontFaceSet;
    for (const name of ['add', 'delete', 'clear'] as const) hooks.method(prototype, name, touch);
    for (const name of ['family', ...Object.keys(DESCRIPTORS)])
      hooks.setter(view.FontFace.prototype, name as 'family', () => touch(natives.fonts(view.document)));
    const undo = wrapConstructor(view, (face, source) => {
      if (isOver) return;
      if (typeof source === 'string') sources.set(face, source);
      else if (source) sources.set(face, copyOf(source as BufferSource));
    });
    hooks.onrelease(undo);
  });
  host.eachRoot(look);
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    look(root);
  };
}

/** Has `made` called with each font that the realm makes, and its source. Returns what takes that back. */
function wrapConstructor(
  view: Window & typeof globalThis,
  made: (face: FontFace, source: unknown) => void,
): () => void {
  const { FontFace } = view;
  const owners: [object, string][] = [
    [view, 'FontFace'],
    [FontFace.prototype, 'constructor'],
  ];
  const wrapped = new Proxy(FontFace, {
    construct(target, args: ConstructorParameters<typeof FontFace>, self) {
      const face = Reflect.construct(target, args, self) as FontFace;
      made(face, args[1]);
      return face;
    },
  });
  const set = (value: unknown, instead: unknown): void => {
    for (const [owner, name] of owners) {
      const known = Object.getOwnPropertyDescriptor(owner, name);
      if (known?.configurable && known.value === instead) Object.defineProperty(owner, name, { ...known, value });
    }
  };
  set(wrapped, FontFace);
  return () => set(FontFace, wrapped);
}

/** The bytes as they are now: the page may use its memory for something else. */
function copyOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return new Uint8Array(bytes);
}

function mimeOf(bytes: Uint8Array): string {
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  return magic === 'wOF2' ? 'font/woff2' : magic === 'wOFF' ? 'font/woff' : 'font/sfnt';
}

function ruleOf(face: FontFace, source: string): string {
  const family = face.family.replace(/^(["'])(.*)\1$/, '$2').replace(/["\\\n]/g, '\\$&');
  let rule = `@font-face{font-family:"${family}";src:${source};`;
  for (const [name, descriptor] of Object.entries(DESCRIPTORS)) {
    const value = face[name as keyof FontFace] as string | undefined;
    if (value) rule += `${descriptor}:${value};`;
  }
  return `${rule}}\n`;
}
