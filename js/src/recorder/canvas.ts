/**
 * Pictures of canvases. Loaded on demand.
 *
 * A canvas is taken as a picture after something was drawn on it, at most so
 * many times a second, encoded off the main thread. The page's context is never
 * touched: who draws is told by hooks that pass the call on first. A picture
 * that equals the last one is not written.
 */

import type { Companion } from './companion.js';
import { hashOf } from './hash.js';
import type { Hooks } from './hooks.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface CanvasHost {
  companion: Pick<Companion, 'keep'>;
  /** Says whether what an element shows may be recorded. */
  showsMedia(element: Element): boolean;
  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  /** Is called for each document and shadow root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;
  /** The roots that are in the recording by now. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  onrelease(action: () => void): void;
  setTimeout(action: () => void, millis: number): number;
  requestAnimationFrame(action: () => void): number;
}

/** Canvases larger than this are taken as WebP, which is smaller, not as PNG, which is exact. In pixels. */
const MAX_EXACT_PIXELS = 2 << 20;
/** Methods that draw, of every kind of context. */
const DRAWING =
  /^(fill|stroke|clear|draw|put|reset$|transferFromImageBitmap|texSubImage|blit|readPixels$|multiDraw|drawingBuffer)/;

interface Watched {
  takenAt: number;
  isWaiting: boolean;
  isDirty: boolean;
  hash: string;
}

/** Follows the canvases of all roots until the recording ends. */
export function followCanvases(host: CanvasHost, fps: number): void {
  const watched = new WeakMap<HTMLCanvasElement, Watched>();
  const known = new Set<string>();
  /** Canvases that are drawn on from elsewhere, a worker perhaps: nobody tells when. */
  const offscreen = new Set<HTMLCanvasElement>();
  let isOver = false;
  host.onrelease(() => {
    isOver = true;
  });

  const take = (canvas: HTMLCanvasElement, state: Watched): void => {
    state.isDirty = false;
    state.takenAt = performance.now();
    if (canvas.width === 0 || canvas.height === 0 || !host.showsMedia(canvas)) return;
    const type = canvas.width * canvas.height > MAX_EXACT_PIXELS ? 'image/webp' : 'image/png';
    try {
      const shown = offscreen.has(canvas) ? copyOf(canvas) : canvas;
      shown.toBlob((blob) => void (blob && keep(canvas, state, blob)), type, 0.9);
    } catch {
      // A canvas with pixels of another origin may not be read.
    }
  };

  const keep = async (canvas: HTMLCanvasElement, state: Watched, blob: Blob): Promise<void> => {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const hash = hashOf(bytes);
    if (isOver || hash === state.hash) return;
    state.hash = hash;
    const url = `canvas:${hash}`;
    if (!known.has(url)) {
      known.add(url);
      host.companion.keep(url, blob.type, bytes, canvas);
    }
    host.note(Property.Picture, new Map([[canvas, url]]));
  };

  const touch = (canvas: HTMLCanvasElement): void => {
    if (isOver || !canvas.isConnected) return;
    let state = watched.get(canvas);
    if (!state) {
      state = { takenAt: -Infinity, isWaiting: false, isDirty: false, hash: '' };
      watched.set(canvas, state);
    }
    state.isDirty = true;
    if (state.isWaiting) return;
    state.isWaiting = true;
    const found = state;
    const wait = found.takenAt + 1000 / fps - performance.now();
    const next = (): void => {
      // In a frame's callback what a WebGL context drew can still be read.
      host.requestAnimationFrame(() => {
        found.isWaiting = false;
        if (found.isDirty && !isOver) take(canvas, found);
      });
    };
    if (wait > 0) host.setTimeout(next, wait);
    else next();
  };

  const contexts = [
    'CanvasRenderingContext2D',
    'WebGLRenderingContext',
    'WebGL2RenderingContext',
    'ImageBitmapRenderingContext',
  ] as const;
  host.eachRealm((hooks, view) => {
    for (const name of contexts) {
      const prototype = view[name]?.prototype;
      if (!prototype) continue;
      for (const method of Object.getOwnPropertyNames(prototype)) {
        if (!DRAWING.test(method)) continue;
        hooks.method(prototype as never, method as never, ({ canvas }: { canvas: HTMLCanvasElement }) => {
          // One that is not of a page has no such method.
          if ('toBlob' in canvas) touch(canvas);
        });
      }
    }
    hooks.method(view.HTMLCanvasElement.prototype, 'transferControlToOffscreen', (canvas) => {
      offscreen.add(canvas);
      touch(canvas);
    });
    for (const side of ['width', 'height'] as const) hooks.setter(view.HTMLCanvasElement.prototype, side, touch);
  });

  const look = (root: Document | ShadowRoot): void => {
    for (const canvas of root.querySelectorAll('canvas')) if (!watched.has(canvas)) touch(canvas);
  };
  host.eachRoot(look);
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    look(root);
  };
  // A canvas may be drawn on before it comes into the page: new ones are looked for now and then.
  const poll = (): void => {
    if (isOver) return;
    host.eachRoot(look);
    for (const canvas of offscreen) {
      if (canvas.isConnected) touch(canvas);
    }
    host.setTimeout(poll, 1000 / fps);
  };
  host.setTimeout(poll, 1000 / fps);
}

/** Returns a canvas that may be read, with what one shows that may not: another than the page draws on it. */
function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy;
}
