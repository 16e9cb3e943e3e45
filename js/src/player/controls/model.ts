/**
 * What the controls show and ask for.
 *
 * The state of playback, and requests to change it, go through media-chrome's
 * media store, which is made for media elements of every kind and knows the
 * ways of browsers with fullscreen. What only a recording has (markers, idle
 * gaps, damage, the page's address) is read from the player itself.
 */

import { createMediaStore, type MediaStore } from 'media-chrome/media-store/media-store';
import { stateMediator } from 'media-chrome/media-store/state-mediator';
import type { DomreelPlayerElement } from '../domreel-player.ts';
import type { Marker } from '../engine.ts';

/** What is shown, taken at one instant. */
export interface ControlState {
  paused: boolean;
  ended: boolean;
  /** Whether the recording was used: played, or sought in. */
  used: boolean;
  /** Whether the viewer waits for bytes, or for the first picture. */
  loading: boolean;
  /** Seconds; `duration` is 0 while it is unknown. */
  time: number;
  duration: number;
  bufferedEnd: number;
  rate: number;
  fullscreen: boolean;
  canFullscreen: boolean;
}

/** A piece of the controls. */
export interface View {
  readonly element: HTMLElement;
  render(state: ControlState): void;
}

/** The rates of the menu. */
export const rates = [0.5, 1, 1.5, 2, 4, 8, 16];

/** What the element tells of beside what the store listens to. */
const playerEvents = [
  'loadstart',
  'loadedmetadata',
  'durationchange',
  'loadeddata',
  'canplay',
  'progress',
  'waiting',
  'playing',
  'play',
  'pause',
  'seeking',
  'seeked',
  'timeupdate',
  'ratechange',
  'ended',
  'emptied',
  'error',
  'resize',
  'markerschange',
  'damage',
];

/** An event counts as passed when the playhead stands this close to it, in seconds. */
const STEP_TOLERANCE = 0.05;

export class Model {
  readonly player: DomreelPlayerElement;
  readonly #store: MediaStore;
  #listener: ((state: ControlState) => void) | undefined;
  #frame = 0;

  constructor(player: DomreelPlayerElement, signal: AbortSignal) {
    this.player = player;
    this.#store = createMediaStore({
      media: player,
      fullscreenElement: player,
      documentElement: player.ownerDocument,
      // The store refuses every request once there is an error code; a recording may break half-way and still play.
      stateMediator: { ...stateMediator, mediaErrorCode: { get: () => undefined } } as never,
      options: { noVolumePref: true, noMutedPref: true, noSubtitlesLangPref: true },
    });
    const changed = () => this.#changed();
    const unsubscribe = this.#store.subscribe(changed);
    for (const type of playerEvents) player.addEventListener(type, changed, { signal });
    signal.addEventListener('abort', () => {
      unsubscribe();
      cancelAnimationFrame(this.#frame);
      this.#listener = undefined;
    });
  }

  /** Calls `listener` with the state now, and in the frame after each change. */
  onchange(listener: (state: ControlState) => void): void {
    this.#listener = listener;
    listener(this.state);
  }

  get state(): ControlState {
    const { player } = this;
    const state = this.#store.getState();
    const { paused, ended, currentTime, readyState, networkState } = player;
    const waits = networkState === player.NETWORK_LOADING && readyState < player.HAVE_CURRENT_DATA;
    return {
      paused,
      ended,
      used: !paused || currentTime > 0 || player.seeking || player.played.length > 0,
      loading: waits || (readyState < player.HAVE_FUTURE_DATA && !paused && !player.error),
      time: currentTime,
      duration: player.duration || 0,
      bufferedEnd: player.buffered.length > 0 ? player.buffered.end(0) : 0,
      rate: player.playbackRate,
      fullscreen: state.mediaIsFullscreen ?? false,
      canFullscreen: state.mediaFullscreenUnavailable === undefined,
    };
  }

  togglePlay(): void {
    this.#request(this.player.paused ? 'mediaplayrequest' : 'mediapauserequest');
  }

  seek(seconds: number): void {
    const duration = this.player.duration || 0;
    this.#request('mediaseekrequest', Math.min(Math.max(0, seconds), duration));
  }

  seekBy(seconds: number): void {
    this.seek(this.player.currentTime + seconds);
  }

  /** Goes to the next or the previous marker, and stays there. */
  step(direction: 1 | -1): void {
    const target = nextMarker(this.player.markers, this.player.currentTime, direction);
    if (!target) return;
    this.#request('mediapauserequest');
    this.seek(target.time);
  }

  setRate(rate: number): void {
    this.#request('mediaplaybackraterequest', rate);
  }

  /** Takes the next faster or slower rate of the menu. */
  stepRate(direction: 1 | -1): void {
    const { playbackRate } = this.player;
    const next =
      direction > 0 ? rates.find((rate) => rate > playbackRate) : rates.findLast((rate) => rate < playbackRate);
    if (next !== undefined) this.setRate(next);
  }

  toggleFullscreen(): void {
    this.#request(this.state.fullscreen ? 'mediaexitfullscreenrequest' : 'mediaenterfullscreenrequest');
  }

  toggleSkipIdle(): void {
    this.player.skipIdle = !this.player.skipIdle;
    this.#changed();
  }

  #request(type: string, detail?: unknown): void {
    this.#store.dispatch({ type, detail });
  }

  /** Renders in the next frame, and in every frame while the playhead moves. */
  #changed(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#listener?.(this.state);
      if (!this.player.paused) this.#changed();
    });
  }
}

/** Returns the marker nearest to `time` in one direction, or nothing beyond the last. */
export function nextMarker(markers: readonly Marker[], time: number, direction: 1 | -1): Marker | undefined {
  return direction > 0
    ? markers.find((marker) => marker.time > time + STEP_TOLERANCE)
    : markers.findLast((marker) => marker.time < time - STEP_TOLERANCE);
}
