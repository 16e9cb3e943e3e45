/**
 * Pictures of canvases, and of films that nobody can play again. Loaded on demand.
 *
 * A canvas is taken as a picture after something was drawn on it, at most so
 * many times a second, encoded off the main thread. The page's context is never
 * touched: who draws is told by hooks that pass the call on first. A picture
 * that equals the last one is not written. A film whose source is made by a
 * script, such as a call or a stream, is taken at the same rate while it plays.
 */

import type { Companion } from './companion.js';
import { hashOf } from './hash.js';
import type { Hooks } from './hooks.js';
import { early } from './left-early.js';
import type { Natives } from './natives.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface CanvasHost {
  readonly natives: Natives;
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
  companion: Pick<Companion, 'keep' | 'isPaused'>;
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
/** Frames of films are taken no larger than this, in pixels. */
const MAX_FILM_PIXELS = 640 * 480;
/** Methods that draw, of every kind of context. */
const DRAWING =
  /^(fill|stroke|clear|draw|put|reset$|transferFromImageBitmap|texSubImage|blit|readPixels$|multiDraw|drawingBuffer)/;

/** The hash of what may not be read, and the reason that is given for it. */
const TAINTED = 'tainted';
/** The same, of what was drawn before anybody looked, and can be read no more. */
const VANISHED = 'vanished';
/** Says whether a hash is a reason. */
const isReason = (hash: string): boolean => hash === TAINTED || hash === VANISHED;

interface Watched {
  takenAt: number;
  isWaiting: boolean;
  isDirty: boolean;
  hash: string;
  /** Whether what is drawn is gone once it was shown. */
  vanishes?: boolean;
  isHolding?: boolean;
  /** What was drawn last, where that is gone by now. */
  held?: HTMLCanvasElement;
}

/** Follows the canvases of all roots until the recording ends. */
export function followCanvases(host: CanvasHost, fps: number): void {
  const { Map, Set, WeakMap, elementsIn, isConnected, now } = host.natives;
  const watched = new WeakMap<Element, Watched>();
  const known = new Set<string>();
  /** Canvases that are drawn on from elsewhere, a worker perhaps: nobody tells when. */
  const offscreen = new Set<HTMLCanvasElement>();
  /** Addresses of media sources, which look like those of files in memory. */
  const streams = new Set<string>();
  let isOver = false;
  host.onrelease(() => {
    isOver = true;
  });

  const spoil = (element: Element, state: Watched, reason = TAINTED): void => {
    if (state.hash === reason) return;
    state.hash = reason;
    host.note(Property.Gap, new Map([[element, reason]]));
  };

  const take = (canvas: HTMLCanvasElement, state: Watched): void => {
    state.isDirty = false;
    state.takenAt = now();
    if (canvas.width === 0 || canvas.height === 0 || !host.showsMedia(canvas)) return;
    // What has been shown by now is in no buffer any more.
    if (!state.held && vanishes(early()?.contexts.get(canvas))) return spoil(canvas, state, VANISHED);
    const type = canvas.width * canvas.height > MAX_EXACT_PIXELS ? 'image/webp' : 'image/png';
    try {
      const shown = offscreen.has(canvas) ? copyOf(canvas) : (state.held ?? canvas);
      shown.toBlob((blob) => void (blob && keep(canvas, state, blob)), type, 0.9);
    } catch {
      // A canvas with pixels of another origin may not be read.
      spoil(canvas, state);
    }
  };

  const keep = async (canvas: Element, state: Watched, blob: Blob): Promise<void> => {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const hash = hashOf(bytes);
    // It may have been masked or left out while it was encoded.
    if (isOver || host.companion.isPaused || !host.showsMedia(canvas) || hash === state.hash) return;
    // Who empties a canvas can read it again.
    if (isReason(state.hash)) host.note(Property.Gap, new Map([[canvas, '']]));
    state.hash = hash;
    const url = `canvas:${hash}`;
    if (!known.has(url)) {
      known.add(url);
      host.companion.keep(url, blob.type, bytes, canvas);
    }
    host.note(Property.Picture, new Map([[canvas, url]]));
  };

  const stateOf = (element: Element): Watched => {
    let state = watched.get(element);
    if (!state) {
      state = { takenAt: -Infinity, isWaiting: false, isDirty: false, hash: '' };
      watched.set(element, state);
    }
    return state;
  };

  const touch = (canvas: HTMLCanvasElement): void => {
    if (isOver || !isConnected(canvas)) return;
    const state = stateOf(canvas);
    state.isDirty = true;
    if (state.isWaiting) return;
    state.isWaiting = true;
    const wait = state.takenAt + 1000 / fps - now();
    const next = (): void => {
      // In a frame's callback what a WebGL context drew can still be read.
      host.requestAnimationFrame(() => {
        state.isWaiting = false;
        if (state.isDirty && !isOver) take(canvas, state);
      });
    };
    if (wait > 0) host.setTimeout(next, wait);
    else next();
  };

  /** Copies what a WebGL context draws at the end of the task that draws it: it is gone with the next frame. */
  const hold = (context: RenderingContext): void => {
    const canvas = context.canvas as HTMLCanvasElement;
    if (isOver || !('drawingBufferWidth' in context) || !isConnected(canvas) || !host.showsMedia(canvas)) return;
    const state = stateOf(canvas);
    state.vanishes ??= vanishes(context);
    if (!state.vanishes || state.isHolding) return;
    state.isHolding = true;
    queueMicrotask(
      host.guard(() => {
        state.isHolding = false;
        if (!isOver) state.held = copyOf(canvas, state.held);
      }),
    );
  };

  const contexts = [
    'CanvasRenderingContext2D',
    'WebGLRenderingContext',
    'WebGL2RenderingContext',
    'ImageBitmapRenderingContext',
  ] as const;
  /** Takes the present frame of a film, unless it can be played again. */
  const film = async (video: HTMLVideoElement): Promise<void> => {
    const isMade = video.srcObject !== null || streams.has(video.currentSrc);
    const isStill = video.readyState < 2 || video.videoWidth === 0;
    if (!isMade || isStill || video.mediaKeys || !host.showsMedia(video)) return;
    const state = stateOf(video);
    if (state.isWaiting || (state.takenAt === video.currentTime && state.hash !== '')) return;
    state.isWaiting = true;
    state.takenAt = video.currentTime;
    try {
      const shrunk = Math.min(1, Math.sqrt(MAX_FILM_PIXELS / (video.videoWidth * video.videoHeight)));
      const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.ceil(side * shrunk));
      const canvas = new OffscreenCanvas(width!, height!);
      canvas.getContext('2d')!.drawImage(video, 0, 0, width!, height!);
      await keep(video, state, await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }));
    } catch {
      if (!isOver) spoil(video, state);
    }
    state.isWaiting = false;
  };

  host.eachRealm((hooks, view) => {
    hooks.method(view.URL as never, 'createObjectURL' as never, (_: never, [made]: unknown[], url: unknown) => {
      // What has no bytes is a source of media.
      if (!('arrayBuffer' in (made as Blob))) streams.add(url as string);
    });
    for (const name of contexts) {
      const prototype = view[name]?.prototype;
      if (!prototype) continue;
      for (const method of Object.getOwnPropertyNames(prototype)) {
        if (!DRAWING.test(method)) continue;
        hooks.method(prototype as never, method as never, (context: RenderingContext) => {
          // One that is not of a page has no such method.
          if (!('toBlob' in context.canvas)) return;
          touch(context.canvas);
          hold(context);
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
    for (const canvas of elementsIn(root, 'canvas') as Iterable<HTMLCanvasElement>)
      if (!watched.has(canvas)) touch(canvas);
    for (const video of elementsIn(root, 'video') as Iterable<HTMLVideoElement>) film(video);
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
      if (isConnected(canvas)) touch(canvas);
    }
    host.setTimeout(poll, 1000 / fps);
  };
  host.setTimeout(poll, 1000 / fps);
}

/** Says whether what a context draws is gone once it was shown. */
function vanishes(context: RenderingContext | null | undefined): boolean {
  return (
    !!context && 'drawingBufferWidth' in context && context.getContextAttributes()?.preserveDrawingBuffer === false
  );
}

/** Returns a canvas that may be read later, with what one shows now, in place of a copy that was made before. */
function copyOf(
  canvas: HTMLCanvasElement,
  copy = Document.prototype.createElement.call(document, 'canvas') as HTMLCanvasElement,
): HTMLCanvasElement {
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy;
}
