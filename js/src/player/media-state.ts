/**
 * The state of a media element, as HTML defines it, over an `Engine`.
 *
 * This is the half of `<domreel-player>` that has no looks: which events fire,
 * in which order, what `play()` promises, what a load throws away. The element
 * above it holds attributes and layout; the engine below it owns the clock and
 * the stage. It names neither the DOM nor wasm, so its tests need no browser.
 *
 * The numbered steps of HTML's algorithms are not repeated here; each method
 * names the algorithm that it is.
 */

import { DomreelError, LoadError } from '../errors.ts';
import type { Engine, PlaybackEventType } from './engine.ts';
import { EventQueue, type PostTask } from './event-queue.ts';
import { Load, type LoadListener, type Preload } from './load.ts';
import {
  HAVE_CURRENT_DATA,
  HAVE_ENOUGH_DATA,
  HAVE_FUTURE_DATA,
  HAVE_METADATA,
  HAVE_NOTHING,
  MEDIA_ERR_DECODE,
  MEDIA_ERR_NETWORK,
  MEDIA_ERR_SRC_NOT_SUPPORTED,
  NETWORK_EMPTY,
  NETWORK_IDLE,
  NETWORK_LOADING,
  NETWORK_NO_SOURCE,
} from './media-constants.ts';
import { PlayPromises } from './play-promises.ts';
import type { Source } from './source.ts';
import { addRange, RecordedTimeRanges } from './time-ranges.ts';

/** What the state needs of the element that it belongs to. */
export interface MediaHost {
  readonly autoplay: boolean;
  readonly loop: boolean;
  readonly skipIdle: boolean;
  readonly preload: Preload;
  /** What is to be loaded, or nothing. Throws a `LoadError` for an address that is none. */
  source(): Source | undefined;
  /** Fires an event at the element. */
  fire(type: string): void;
  /** Resolves when an engine can be made: its module is loaded, and the element is in a document. */
  ready(): Promise<void>;
  /** Makes an engine on a fresh stage. */
  createEngine(onevent: (type: PlaybackEventType) => void): Engine;
  /** Removes the stage of an engine that was disposed of. */
  removeStage(): void;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  readonly postTask: PostTask;
}

/** How often `timeupdate` fires during playback, and `progress` during a load, as a `<video>` does it. */
const TIME_UPDATE_MILLIS = 250;
const PROGRESS_MILLIS = 350;
/** How far ahead of the playhead, in seconds of playback, bytes must have been read to play through. */
const ENOUGH_SECONDS = 5;

/** The state of one media element. Its properties read as those of the element do. */
export class MediaState implements LoadListener {
  error: DomreelError | null = null;
  networkState = NETWORK_EMPTY;
  readyState = HAVE_NOTHING;
  currentSrc = '';
  showPoster = true;

  readonly #host: MediaHost;
  readonly #events: EventQueue;
  #engine: Engine | undefined;
  /** Events of an engine that was disposed of bear an older number. */
  #engineNumber = 0;
  #load: Load | undefined;

  #paused = true;
  #autoplaying = true;
  readonly #plays = new PlayPromises();
  #rate = 1;
  #defaultRate = 1;
  #engineRuns = false;

  #startPosition = 0;
  #seekTarget: number | undefined;
  /** The seek waits for bytes that have not been read yet. */
  #seekStalled = false;
  /** The task that ends a seek belongs to the seek of this number, or to none. */
  #seekNumber = 0;
  #endReported = false;
  #dataLoaded = false;

  #lastTimeUpdate = Number.NEGATIVE_INFINITY;
  #lastProgress = 0;
  #lastDuration = Number.NaN;
  #playedFrom: number | undefined;
  #played: [number, number][] = [];

  constructor(host: MediaHost) {
    this.#host = host;
    this.#events = new EventQueue(host.postTask);
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  // What an element shows.

  get paused(): boolean {
    return this.#paused;
  }

  get seeking(): boolean {
    return this.#seekTarget !== undefined;
  }

  get ended(): boolean {
    return !this.#host.loop && !this.seeking && this.#atEnd();
  }

  get duration(): number {
    return this.readyState === HAVE_NOTHING ? Number.NaN : (this.#engine?.duration ?? Number.NaN);
  }

  get currentTime(): number {
    if (this.readyState === HAVE_NOTHING) return this.#startPosition;
    return this.#seekTarget ?? this.#engine?.currentTime ?? 0;
  }

  set currentTime(seconds: number) {
    if (this.readyState === HAVE_NOTHING) this.#startPosition = Math.max(0, seconds);
    else this.#seek(seconds);
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    this.#setRate(rate);
  }

  get defaultPlaybackRate(): number {
    return this.#defaultRate;
  }

  set defaultPlaybackRate(rate: number) {
    if (rate === this.#defaultRate) return;
    this.#defaultRate = rate;
    this.#queue('ratechange');
  }

  get buffered(): TimeRanges {
    const end = this.readyState === HAVE_NOTHING ? 0 : (this.#engine?.bufferedEnd ?? 0);
    return new RecordedTimeRanges(end > 0 ? [[0, end]] : []);
  }

  get seekable(): TimeRanges {
    const end = this.duration;
    return new RecordedTimeRanges(end >= 0 ? [[0, end]] : []);
  }

  get played(): TimeRanges {
    return new RecordedTimeRanges(this.#played);
  }

  // What an element is told.

  /** HTML's `play()`. */
  play(): Promise<void> {
    if (this.error?.mediaErrorCode === MEDIA_ERR_SRC_NOT_SUPPORTED) {
      return Promise.reject(new DOMException('the recording cannot be played', 'NotSupportedError'));
    }
    const played = this.#plays.add();
    if (this.networkState === NETWORK_EMPTY) this.#select();
    if (this.ended) this.#seek(0);
    if (this.#paused) this.#startPlaying();
    else if (this.readyState >= HAVE_FUTURE_DATA) this.#events.add(() => {}, this.#plays.takeToResolve());
    this.#autoplaying = false;
    this.#load?.goOn();
    return played;
  }

  /** HTML's `pause()`. */
  pause(): void {
    if (this.networkState === NETWORK_EMPTY) this.#select();
    this.stopPlaying();
  }

  /** HTML's internal pause steps: what also happens to an element that leaves its document. */
  stopPlaying(): void {
    this.#autoplaying = false;
    if (this.#paused) return;
    this.#paused = true;
    this.#events.add(
      () => {
        this.#host.fire('timeupdate');
        this.#host.fire('pause');
      },
      this.#plays.takeToReject('AbortError', 'the playback was paused'),
    );
    this.#drive();
  }

  /** HTML's media element load algorithm. */
  load(): void {
    this.#load?.abort();
    this.#events.clear();
    if (this.networkState === NETWORK_LOADING || this.networkState === NETWORK_IDLE) this.#queue('abort');
    if (this.networkState !== NETWORK_EMPTY) this.#empty();
    this.#setRate(this.#defaultRate);
    this.error = null;
    this.#autoplaying = true;
    this.#select();
  }

  /** Takes over `loop` and `skipidle` after one of them has changed. */
  optionsChanged(): void {
    this.#tell((engine) => {
      engine.setLoop(this.#host.loop);
      engine.setSkipIdle(this.#host.skipIdle);
    });
  }

  /** Takes over `preload` after it has changed. */
  preloadChanged(): void {
    if (this.#host.preload !== 'none') this.#load?.goOn();
  }

  // Loading.

  /** Throws away what was loaded: the middle of the load algorithm. */
  #empty(): void {
    this.#queue('emptied');
    const position = this.currentTime;
    if (this.readyState !== HAVE_NOTHING && position > 0) this.#queue('timeupdate');
    this.#dropEngine();
    this.readyState = HAVE_NOTHING;
    if (this.#paused) return;
    this.#paused = true;
    this.#plays.takeToReject('AbortError', 'the playback was interrupted by a new load')();
  }

  #dropEngine(): void {
    try {
      this.#engine?.dispose();
    } catch {
      // One that has failed, and is given up for that, may fail again.
    }
    if (this.#engine) this.#host.removeStage();
    this.#engine = undefined;
    this.#engineNumber += 1;
    this.#engineRuns = false;
    this.#dataLoaded = false;
    this.#seekTarget = undefined;
    this.#seekStalled = false;
    this.#seekNumber += 1;
    this.#endReported = false;
    this.#played = [];
    this.#playedFrom = undefined;
    this.#lastDuration = Number.NaN;
  }

  /** HTML's resource selection algorithm. */
  #select(): void {
    this.networkState = NETWORK_NO_SOURCE;
    this.showPoster = true;
    this.#load = new Load(this);
  }

  source(): Source | undefined {
    return this.#host.source();
  }

  ready(): Promise<void> {
    return this.#host.ready();
  }

  sourceMissing(): void {
    this.networkState = NETWORK_EMPTY;
  }

  loadStarted(source: Source): void {
    this.currentSrc = source.kind === 'address' ? source.url : '';
    this.networkState = NETWORK_LOADING;
    this.#queue('loadstart');
  }

  canWait(phase: 'none' | 'metadata'): boolean {
    if (this.#host.autoplay || !this.#paused || this.#host.preload !== phase) return false;
    return phase === 'none' || (this.readyState >= HAVE_CURRENT_DATA && !this.#seekStalled);
  }

  engineWanted(): Engine {
    const number = this.#engineNumber;
    const engine = this.#host.createEngine((type) => {
      if (number === this.#engineNumber) this.#reactions[type]?.();
    });
    this.#engine = engine;
    engine.setLoop(this.#host.loop);
    engine.setSkipIdle(this.#host.skipIdle);
    if (this.#rate > 0) engine.setRate(this.#rate);
    return engine;
  }

  loadSuspended(): void {
    this.networkState = NETWORK_IDLE;
    this.#queue('suspend');
  }

  loadResumed(): void {
    this.networkState = NETWORK_LOADING;
  }

  loadFinished(): void {
    this.networkState = NETWORK_IDLE;
    this.#queue('progress');
    this.#queue('suspend');
  }

  bytesArrived(): void {
    const now = this.#host.now();
    if (now - this.#lastProgress >= PROGRESS_MILLIS) {
      this.#lastProgress = now;
      this.#queue('progress');
    }
    this.#durationChanged();
    if (this.#seekStalled) this.#performSeek();
    this.#updateReadyState();
  }

  /** HTML's dedicated media source failure steps, and those for a resource that breaks half-way. */
  loadFailed(error: DomreelError): void {
    if (this.readyState === HAVE_NOTHING) {
      error.mediaErrorCode = MEDIA_ERR_SRC_NOT_SUPPORTED;
      this.#dropEngine();
      this.networkState = NETWORK_NO_SOURCE;
      this.#events.add(
        () => {
          this.error = error;
          this.showPoster = true;
          this.#host.fire('error');
        },
        this.#plays.takeToReject('NotSupportedError', 'the recording cannot be played'),
      );
      return;
    }
    error.mediaErrorCode = error instanceof LoadError ? MEDIA_ERR_NETWORK : MEDIA_ERR_DECODE;
    this.networkState = NETWORK_IDLE;
    this.#finishEarly();
    this.#events.add(() => {
      this.error = error;
      this.#host.fire('error');
    });
  }

  /** What was read of a recording that broke off plays as far as it goes. */
  #finishEarly(): void {
    if (!this.#engine || this.#engine.complete) return;
    try {
      this.#engine.finish();
    } catch {
      // The failure that brought us here is the one to report.
    }
    this.bytesArrived();
  }

  // What the engine says.

  /** `play`, `pause` and `ratechange` are not here: this side told the engine, and has reported them. */
  readonly #reactions: Partial<Record<PlaybackEventType, () => void>> = {
    loadedmetadata: () => this.#metadataRead(),
    durationchange: () => this.#durationChanged(),
    canplay: () => this.#updateReadyState(),
    progress: () => this.#updateReadyState(),
    playing: () => this.#updateReadyState(true),
    waiting: () => this.#stalled(),
    seeking: () => this.#engineSeeks(),
    seeked: () => this.#seekPerformed(),
    timeupdate: () => this.#timePassed(),
    ended: () => this.#reachEnd(),
    resize: () => this.#queue('resize'),
    markerschange: () => this.#queue('markerschange'),
    damage: () => this.#queue('damage'),
    shown: () => this.#events.drain(),
  };

  #metadataRead(): void {
    if (this.readyState !== HAVE_NOTHING || !this.#engine) return;
    this.readyState = HAVE_METADATA;
    this.#lastDuration = this.#engine.duration;
    this.#queue('durationchange');
    this.#queue('loadedmetadata');
    const start = this.#startPosition;
    this.#startPosition = 0;
    if (start > 0) this.#seek(start);
    // More bytes may come in this very task; how much can be played is told after them.
    queueMicrotask(() => this.#updateReadyState());
  }

  #durationChanged(): void {
    if (this.readyState === HAVE_NOTHING || !this.#engine) return;
    const { duration } = this.#engine;
    if (Object.is(duration, this.#lastDuration)) return;
    this.#lastDuration = duration;
    this.#queue('durationchange');
  }

  /** HTML's ready states: how much can be shown from where the playhead is. */
  #updateReadyState(resumed = false): void {
    const engine = this.#engine;
    if (!engine || this.readyState === HAVE_NOTHING) return;
    const before = this.readyState;
    const ahead = engine.bufferedEnd - this.currentTime;
    let after = HAVE_CURRENT_DATA;
    if (this.#seekStalled) after = HAVE_METADATA;
    else if (engine.complete || ahead >= ENOUGH_SECONDS * Math.max(1, this.#rate)) after = HAVE_ENOUGH_DATA;
    else if (ahead > 0 || resumed) after = HAVE_FUTURE_DATA;
    if (after === before) return;
    this.readyState = after;

    if (after < HAVE_FUTURE_DATA && before >= HAVE_FUTURE_DATA && !this.#paused) {
      this.#queue('timeupdate');
      this.#queue('waiting');
    }
    if (after >= HAVE_CURRENT_DATA && before < HAVE_CURRENT_DATA && !this.#dataLoaded) {
      this.#dataLoaded = true;
      this.#queue('loadeddata');
    }
    if (after >= HAVE_FUTURE_DATA && before < HAVE_FUTURE_DATA) {
      this.#queue('canplay');
      if (!this.#paused) this.#notifyPlaying();
    }
    if (after === HAVE_ENOUGH_DATA) {
      if (this.#autoplaying && this.#paused && this.#host.autoplay) this.#startPlaying();
      this.#queue('canplaythrough');
    }
    this.#drive();
  }

  #stalled(): void {
    if (this.#paused || this.seeking || this.readyState < HAVE_FUTURE_DATA) return;
    this.readyState = HAVE_CURRENT_DATA;
    this.#queue('timeupdate');
    this.#queue('waiting');
  }

  #timePassed(): void {
    if (!this.#engine || this.seeking) return;
    this.#notePlayed();
    const now = this.#host.now();
    if (now - this.#lastTimeUpdate < TIME_UPDATE_MILLIS) return;
    this.#lastTimeUpdate = now;
    this.#queue('timeupdate');
  }

  #notePlayed(): void {
    const now = this.#engine?.currentTime ?? 0;
    if (!this.#paused && this.#playedFrom !== undefined && now > this.#playedFrom) {
      addRange(this.#played, this.#playedFrom, now);
    }
    this.#playedFrom = now;
  }

  // Playing.

  #startPlaying(): void {
    this.#paused = false;
    this.showPoster = false;
    this.#queue('play');
    if (this.readyState >= HAVE_FUTURE_DATA) this.#notifyPlaying();
    else this.#queue('waiting');
    this.#drive();
  }

  #notifyPlaying(): void {
    this.#events.add(() => this.#host.fire('playing'), this.#plays.takeToResolve());
  }

  /** Lets the engine's clock run, or holds it. The engine itself waits where bytes are missing. */
  #drive(): void {
    const engine = this.#engine;
    if (!engine) return;
    const run = !this.#paused && this.#rate > 0 && !this.#seekStalled && this.readyState > HAVE_METADATA;
    if (run === this.#engineRuns) return;
    this.#engineRuns = run;
    this.#playedFrom = engine.currentTime;
    if (run) this.#tell(() => engine.play());
    else this.#tell(() => engine.pause());
  }

  #setRate(rate: number): void {
    if (rate === this.#rate) return;
    this.#rate = rate;
    this.#queue('ratechange');
    if (rate > 0) this.#tell((engine) => engine.setRate(rate));
    this.#drive();
  }

  #atEnd(): boolean {
    const engine = this.#engine;
    if (!engine || this.readyState === HAVE_NOTHING || !engine.complete) return false;
    return engine.ended || engine.currentTime >= engine.duration;
  }

  /** What HTML does when the playhead reaches the end. */
  #reachEnd(): void {
    if (this.#endReported || this.seeking || this.#host.loop) return;
    this.#endReported = true;
    this.#engineRuns = false; // It stops at the end by itself.
    this.#notePlayed();
    this.#events.add(() => {
      // A seek since then has left the end.
      if (!this.#endReported) return;
      this.#host.fire('timeupdate');
      if (!this.#paused) {
        this.#paused = true;
        this.#host.fire('pause');
        this.#plays.takeToReject('AbortError', 'the playback has ended')();
      }
      this.#host.fire('ended');
    });
  }

  // Seeking.

  /** HTML's seek algorithm. */
  #seek(seconds: number): void {
    const engine = this.#engine;
    if (!engine) return;
    this.#notePlayed();
    this.showPoster = false;
    this.#endReported = false;
    this.#seekNumber += 1;
    this.#seekTarget = Math.max(0, seconds);
    if (engine.complete) this.#seekTarget = Math.min(this.#seekTarget, engine.duration);
    this.#queue('seeking');
    this.#performSeek();
    this.#load?.goOn();
  }

  /** Hands the seek to the engine, unless it leads to where bytes are still to come. */
  #performSeek(): void {
    const engine = this.#engine;
    if (!engine || this.#seekTarget === undefined) return;
    this.#seekStalled = !engine.complete && this.#seekTarget > engine.bufferedEnd;
    if (!this.#seekStalled) {
      if (engine.complete) this.#seekTarget = Math.min(this.#seekTarget, engine.duration);
      const target = this.#seekTarget;
      this.#tell(() => engine.seek(target));
    }
    this.#updateReadyState();
    this.#drive();
  }

  /** The engine went elsewhere by itself: back to the start, in a loop. */
  #engineSeeks(): void {
    if (this.seeking || !this.#engine) return;
    this.#notePlayed();
    this.#seekNumber += 1;
    this.#seekTarget = this.#engine.currentTime;
    this.#queue('seeking');
  }

  #seekPerformed(): void {
    if (this.#seekStalled || this.#engine?.seeking) return;
    const number = this.#seekNumber;
    this.#events.add(() => {
      if (number !== this.#seekNumber || !this.seeking) return;
      this.#seekTarget = undefined;
      this.#playedFrom = this.#engine?.currentTime;
      this.#updateReadyState();
      this.#host.fire('timeupdate');
      this.#host.fire('seeked');
      if (!this.#paused && this.#atEnd()) this.#reachEnd();
    });
  }

  /** Tells the engine something. One that fails is given up, like a source of which nothing can be played. */
  #tell(call: (engine: Engine) => void): void {
    if (!this.#engine) return;
    try {
      call(this.#engine);
    } catch (cause) {
      this.#load?.abort();
      this.readyState = HAVE_NOTHING;
      this.loadFailed(new DomreelError('internal', 'the player failed', { cause }));
    }
  }

  #queue(type: string): void {
    this.#events.add(() => this.#host.fire(type));
  }
}
