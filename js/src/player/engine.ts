/**
 * The engine: a recording on a stage, behind the media element.
 *
 * Rust decides what is shown when; this owns the clock that asks it, the stage
 * that it is shown on, and the events that tell of it.
 */

import { RecordingPlayer, wasm } from '#wasm/player';
import { LoadError, RecordingError, type RecordingErrorCode } from '../errors.ts';
import { CaretFinder, seenOf } from './caret-place.ts';
import { type PostTask, postTask } from './event-queue.ts';
import { type Batch, perform } from './ops.ts';
import { Stage } from './stage.ts';
import { BubbleOverlay } from './stage-bubble.ts';
import { CaretOverlay } from './stage-caret.ts';
import { PointerOverlay } from './stage-pointer.ts';
import { StageResources } from './stage-resources.ts';

/** What the element is told, in the order of the numbers in `player/src/playback.rs`. */
const notices = [
  'loadedmetadata',
  'durationchange',
  'canplay',
  'play',
  'playing',
  'pause',
  'waiting',
  'seeking',
  'seeked',
  'timeupdate',
  'ratechange',
  'ended',
  'progress',
  'markerschange',
  'damage',
  'resize',
] as const;

/** `shown` is no event: in a task of the engine's own a seek was done, and all that is to be told of it can be told. */
export type PlaybackEventType = (typeof notices)[number] | 'shown';

/** A named instant, in seconds. */
export interface Marker {
  time: number;
  kind: 'click' | 'input' | 'navigation' | 'page' | 'custom' | 'error';
  label: string;
}

/** A stretch of time, in seconds: an idle gap, damage, an absence. */
export interface Span {
  start: number;
  end: number;
  reason: string;
}

/** How long one frame waits at most while the tab is hidden, where the browser gives no frames. */
const HIDDEN_FRAME_MILLIS = 250;
/** No browser lets anybody pinch to more than this. */
const MAX_ZOOM = 20;

/** From which rate on 30 frames a second are shown at most, and from which on 20: no eye follows what happens in more. */
const FAST_RATE = 8;
const FAST_FRAME_MILLIS = 28;
const FLYING_RATE = 64;
const FLYING_FRAME_MILLIS = 45;
/** How many times as long as a frame took, with the browser's part in it, pass before the next one at such rates. */
const FRAME_SHARE = 2.5;
const LONGEST_FRAME_MILLIS = 250;
/** So long before it is due a frame is asked for: the browser gives it with the next refresh of the display. */
const DISPLAY_MILLIS = 8;

/** How long a slice of reading may take. */
const SLICE_MILLIS = 8;
/** How long reading on waits at most for a page that is never idle. */
const BUSY_MILLIS = 50;

/** How many bytes are handed over at once: wasm's memory grows by what is handed over, and never shrinks. */
const PORTION_BYTES = 1 << 18;

/** How long a seek waits at most for what the stage loads, all of which is in memory. */
const LOADING_MILLIS = 1000;

let memory: WebAssembly.Memory | undefined;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Plays one recording on one stage. */
export class Engine {
  /** Loads the wasm module once; rejects with a `LoadError`. */
  static async load(): Promise<void> {
    try {
      memory ??= (await wasm()).memory;
    } catch (cause) {
      throw new LoadError('wasm-unavailable', 'the player could not be loaded', { cause });
    }
  }

  readonly stage: HTMLIFrameElement;
  readonly #stage: Stage;
  readonly #caret: CaretOverlay;
  readonly #carets = new CaretFinder();
  readonly #bubble: BubbleOverlay;
  readonly #pointers: PointerOverlay;
  readonly #resources: StageResources;
  readonly #player: RecordingPlayer;
  readonly #onevent: (type: PlaybackEventType) => void;
  #complete = false;
  #disposed = false;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soon = false;
  #slice = false;
  #tickedAt = 0;
  #frameMillis = 0;
  #view = '';
  /** When the seek that is under way began to wait for the stage. */
  #waitsSince: number | undefined;
  /** The document that the operations went to. */
  #shown: Document | null = null;
  #markers: Marker[] | undefined;
  #idle: Span[] | undefined;
  #damage: Span[] | undefined;
  /** Whether looks that cost too much were left out. */
  #simplified = false;

  /** Plays in `host`, with the frame that was made there. The stage may load from `origins`, beside what the recording holds. */
  constructor(
    host: HTMLElement,
    frame: HTMLIFrameElement,
    onevent: (type: PlaybackEventType) => void,
    { origins = [], stageUrl }: { origins?: readonly string[]; stageUrl?: string | undefined } = {},
  ) {
    this.#onevent = onevent;
    this.#stage = new Stage(host, frame, () => this.#onload(), origins, stageUrl);
    this.stage = this.#stage.frame;
    this.#caret = new CaretOverlay(host);
    this.#bubble = new BubbleOverlay(host);
    this.#pointers = new PointerOverlay(host);
    this.#resources = new StageResources(origins, (url, text) => {
      this.#player.provide(url, text);
      this.#showSoon();
    });
    const { resolve, publish, request } = this.#resources;
    this.#player = new RecordingPlayer(resolve, publish, request, Date.now());
    this.stage.addEventListener('load', this.#onload, true);
  }

  get complete(): boolean {
    return this.#complete;
  }

  get duration(): number {
    return this.#disposed ? Number.NaN : this.#player.duration;
  }

  get bufferedEnd(): number {
    return this.duration || 0;
  }

  get currentTime(): number {
    return this.#player.currentTime;
  }

  get paused(): boolean {
    return this.#player.paused;
  }

  get ended(): boolean {
    return this.#player.ended;
  }

  get seeking(): boolean {
    return this.#player.seeking;
  }

  get playbackRate(): number {
    return this.#player.rate;
  }

  get markers(): readonly Marker[] {
    this.#markers ??= this.#player.markers() as Marker[];
    return this.#markers;
  }

  get idle(): readonly Span[] {
    this.#idle ??= this.#player.idle() as Span[];
    return this.#idle;
  }

  get damage(): readonly Span[] {
    this.#damage ??= [
      ...(this.#player.missing() as Span[]),
      ...(this.#simplified ? [{ start: 0, end: this.duration, reason: 'simplified' }] : []),
    ];
    return this.#damage;
  }

  get viewport(): { width: number; height: number } {
    const [width = 0, height = 0] = this.#player.view();
    return { width, height };
  }

  get url(): string {
    return this.#player.url;
  }

  get title(): string {
    return this.#player.title;
  }

  get startMillis(): number {
    return this.#player.startMillis;
  }

  /** Takes bytes. Throws a `RecordingError` only if nothing can ever be played. */
  append(bytes: Uint8Array): void {
    this.#read(() => {
      for (let at = 0; at < bytes.length; at += PORTION_BYTES) {
        this.#player.append(bytes.subarray(at, at + PORTION_BYTES));
      }
    });
  }

  /** No more bytes will come. Throws a `RecordingError` if there is nothing to play. */
  finish(): void {
    this.#read(() => this.#player.finish());
    this.#complete = true;
  }

  play(): void {
    this.#player.play(performance.now());
    this.#tell();
    this.#run();
  }

  pause(): void {
    this.#player.pause();
    this.#stage.media.pause();
    this.#tell();
  }

  /** Goes to an instant; a seek during a seek replaces it. */
  seek(seconds: number): void {
    this.#player.seek(Number.isFinite(seconds) ? Math.max(0, seconds) : 0);
    this.#tell();
    // In a task of its own: of the positions that come in one, the newest counts.
    this.#showSoon(postTask);
  }

  setRate(rate: number): void {
    this.#player.setRate(rate);
    this.#tell();
  }

  setLoop(loop: boolean): void {
    this.#player.setLoop(loop);
  }

  setSkipIdle(skip: boolean): void {
    this.#player.setSkipIdle(skip);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#rest();
    this.#caret.dispose();
    this.#bubble.dispose();
    this.#pointers.dispose();
    this.stage.remove();
    this.#resources.dispose();
    this.#player.free();
  }

  #read(read: () => void): void {
    try {
      read();
    } catch (cause) {
      throw asRecordingError(cause);
    }
    this.#tellRead();
    // After what was told was heard: whoever seeks then is shown that, and not the beginning first.
    postTask(() => this.#showSoon());
    this.#readSoon();
  }

  #tellRead(): void {
    this.#markers = undefined;
    this.#idle = undefined;
    this.#damage = undefined;
    this.#tell();
  }

  /** Reads on in slices, while nothing else is to be done. */
  #readSoon(): void {
    if (this.#disposed || this.#slice || !this.#player.unread) return;
    this.#slice = true;
    whenIdle((remainingMillis) => {
      this.#slice = false;
      if (this.#disposed) return;
      while (this.#player.advance() && remainingMillis() > SLICE_MILLIS);
      this.#tellRead();
      // What has come may be what the stage lacks.
      if (!this.#disposed) this.#tick();
      this.#readSoon();
    });
  }

  /** Tells the element what has happened. It may call back, and may dispose of this. */
  #tell(): void {
    if (this.#disposed) return;
    for (const number of this.#player.notices()) {
      const notice = notices[number];
      if (notice && !this.#disposed) this.#onevent(notice);
    }
  }

  /** Shows the newest instant once, however often it is asked for in one task. */
  #showSoon(post: PostTask = queueMicrotask): void {
    if (this.#soon || this.#disposed) return;
    this.#soon = true;
    post(() => {
      this.#soon = false;
      if (this.#disposed) return;
      this.#rest();
      this.#tick();
      this.#run();
      // Another task might come after the browser's next frame only, in which it lays out all that is new.
      if (post === postTask && !this.#disposed) this.#onevent('shown');
    });
  }

  /** Forgets the next frame, whenever it was to be. */
  #rest(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    this.#timer = undefined;
  }

  /** Lets the clock run while it moves something. */
  #run(): void {
    if (this.#disposed || this.#frame !== 0 || this.#timer !== undefined || !this.#player.running) return;
    const spareMillis = this.#dueMillis() - DISPLAY_MILLIS;
    if (spareMillis > 0) {
      // To ask the browser for frames that are left out would cost what it does in each of them.
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#run();
      }, spareMillis);
      return;
    }
    const next = () => {
      this.#rest();
      this.#tick();
      // The browser lays out and paints what this frame has changed before it comes to another task.
      setTimeout(() => {
        this.#frameMillis = performance.now() - this.#tickedAt;
      });
      this.#run();
    };
    this.#frame = requestAnimationFrame(next);
    // A hidden tab gets no frames, and its recording ends all the same.
    this.#timer = setTimeout(next, HIDDEN_FRAME_MILLIS);
  }

  /** Returns how long it is until a frame is to be shown; not all of them are where recorded time flies. */
  #dueMillis(): number {
    const rate = this.#player.rate;
    if (rate < FAST_RATE || this.#player.seeking) return 0;
    const least = rate < FLYING_RATE ? FAST_FRAME_MILLIS : FLYING_FRAME_MILLIS;
    const millis = Math.max(least, Math.min(this.#frameMillis * FRAME_SHARE, LONGEST_FRAME_MILLIS));
    return this.#tickedAt + millis - performance.now();
  }

  #tick(): void {
    if (this.#disposed || !this.stage.contentDocument) return;
    this.#tickedAt = performance.now();
    const todo = this.#player.tick(performance.now());
    if (todo !== 0) {
      this.#fit();
      perform(this.#stage, this.#batch());
      const { currentTime, seeking, rate } = this.#player;
      this.#stage.showMotion(currentTime * 1000, seeking || todo !== 1 || rate >= FLYING_RATE);
      this.#showMedia();
      this.#stage.fields.show();
      this.#stage.flush();
      this.#shown = this.stage.contentDocument;
      this.#showCaret();
      this.#pointers.setShape(this.#stage.visitor.cursor);
      this.#zoom();
      this.#pointers.show(this.#player.pointers());
      this.#pointers.click(this.#player.clicks());
      if (this.#stage.costs.isExceeded && !this.#simplified) {
        this.#simplified = true;
        this.#damage = undefined;
        this.#onevent('damage');
      }
    }
    if (todo === 1 && !this.#waits()) this.#player.shown();
    // While the clock runs, the next frame comes by itself.
    if (todo !== 0 && !this.#player.running && this.#stage.scroll.isWaiting) this.#scrollAgain();
    if (!this.#player.running) this.#stage.media.pause();
    this.#tell();
  }

  /** Sets all scroll offsets again in the next frame, when more may be laid out. */
  #scrollAgain(): void {
    requestAnimationFrame(() => {
      if (this.#disposed) return;
      this.#player.settle();
      this.#showSoon();
    });
  }

  #showMedia(): void {
    const { currentTime, paused, ended, seeking, rate } = this.#player;
    this.#stage.media.show(currentTime, paused || ended || seeking ? 0 : rate);
  }

  #showCaret(): void {
    const { focus } = this.#player;
    const { nodes, fields, selected } = this.#stage;
    this.#caret.show(this.#carets.find(nodes.get(focus), (field) => fields.caretOf(field), selected));
    const { bubble } = this.#stage.visitor;
    this.#bubble.show(bubble, bubble && seenOf(bubble.field));
  }

  /**
   * Says whether a seek has to wait for images and fonts, without which scroll
   * offsets cannot be what they were. It is asked again in the next frame.
   */
  #waits(): boolean {
    const waits = this.#player.seeking && this.#stage.isLoading();
    if (!waits) this.#waitsSince = undefined;
    else this.#waitsSince ??= performance.now();
    return waits && performance.now() - (this.#waitsSince ?? 0) < LOADING_MILLIS;
  }

  /** Reads the operations from wasm's memory. */
  #batch(): Batch {
    const [words = 0, wordCount = 0, text = 0, textBytes = 0, lengths = 0, lengthCount = 0, atoms = 0, atomBytes = 0] =
      this.#player.batch();
    const units = this.#player.units();
    const { buffer } = memory!;
    let at = 0;
    const names = utf8.decode(new Uint8Array(buffer, atoms, atomBytes));
    for (const length of new Uint32Array(buffer, lengths, lengthCount)) {
      this.#stage.names.push(names.slice(at, at + length));
      at += length;
    }
    return {
      words: new Uint32Array(buffer, words, wordCount),
      text: units ? fromUnits(units) : utf8.decode(new Uint8Array(buffer, text, textBytes)),
    };
  }

  /** Makes the stage as large as the viewport was, and gives it the visitor's colour scheme. */
  #fit(): void {
    const view = this.#player.view();
    const key = view.join();
    if (key === this.#view) return;
    this.#view = key;
    const [width = 0, height = 0, scrollbar = 0, media = 0] = view;
    this.stage.style.width = `${width}px`;
    this.stage.style.height = `${height}px`;
    this.stage.style.colorScheme = (media & 1) !== 0 ? 'dark' : 'light';
    this.#stage.setScrollbars(scrollbar, (media & 256) !== 0);
  }

  /** Shows the part of the viewport that the visitor had pinched to. */
  #zoom(): void {
    const [scale = 1, left = 0, top = 0] = this.#stage.visitor.viewport.split(' ').map(Number);
    const isZoomed = scale > 1 && scale < MAX_ZOOM && Number.isFinite(left + top);
    const transform = isZoomed ? `scale(${scale}) translate(${-left}px, ${-top}px)` : '';
    if (this.stage.style.transform === transform) return;
    this.stage.style.transformOrigin = '0 0';
    this.stage.style.transform = transform;
    this.#caret.setTransform(transform);
    this.#bubble.setTransform(transform);
    this.#pointers.setTransform(transform);
  }

  readonly #onload = (): void => {
    if (this.#disposed) return;
    // A stage of its own address that may not be framed is given up.
    if (!this.stage.contentDocument) this.stage.src = 'about:blank';
    // A frame that is moved in its document loses what it showed.
    if (this.#shown && this.#shown !== this.stage.contentDocument) this.#player.restage();
    else this.#player.settle();
    this.#showSoon();
  };
}

/** Runs a task when nothing else is to be done, and in a moment at the latest; it can ask for how long that will last. */
function whenIdle(task: (remainingMillis: () => number) => void): void {
  if (typeof requestIdleCallback === 'function') {
    requestIdleCallback((deadline) => task(() => deadline.timeRemaining()), { timeout: BUSY_MILLIS });
  } else setTimeout(task, 0, () => 0);
}

/** Makes a string of code units, those too that UTF-8 cannot carry. */
function fromUnits(units: Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += 8192) {
    text += String.fromCharCode(...units.subarray(at, at + 8192));
  }
  return text;
}

function asRecordingError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  const { code, offset } = cause as Error & { code: RecordingErrorCode; offset: number };
  return new RecordingError(code, `${code} at byte ${offset}`, offset, { cause });
}
