/**
 * Video and sound on the stage, in step with the position of the player.
 *
 * Where a media element is follows from the instant that is shown. While the
 * player plays, the browser's own clock moves the element, at the recorded rate
 * times the player's, and is set right where it has gone astray.
 */

import * as native from './stage-native.ts';

/** What was recorded of a media element. */
interface Recorded {
  readonly element: Element;
  /** Its position in seconds; while it plays, where it would have been at the recording's zero. */
  time: number;
  /** 0: it plays; 1: it is paused; 2: it waits for data. */
  paused: number;
  rate: number;
}

/** So far an element may be from its place while it plays, and while it stands, in seconds. */
const DRIFT_SECONDS = 0.2;
const STILL_SECONDS = 0.005;
/** Rates at which browsers play. */
const MIN_RATE = 0.0625;
const MAX_RATE = 16;

/** All media elements of one stage. */
export class StageMedia {
  readonly #recorded = new Map<number, Recorded>();
  /** Those that the browser lets play without sound only. */
  readonly #muted = new WeakSet<Element>();
  /** Those that it does not let play at all: they are moved step by step. */
  readonly #stepped = new WeakSet<Element>();
  /** Those that were given a place before they had loaded: that does not take their poster away. */
  readonly #early = new WeakSet<Element>();

  /** Takes note of a position, a pause or a rate. */
  set(id: number, element: Element, key: 'time' | 'paused' | 'rate', value: number): void {
    let recorded = this.#recorded.get(id);
    if (recorded?.element !== element) {
      recorded = { element, time: 0, paused: 1, rate: 1 };
      this.#recorded.set(id, recorded);
    }
    recorded[key] = value;
  }

  /** A media element is not spoken of again. */
  delete(id: number): void {
    this.#recorded.delete(id);
  }

  /** An element has lost its source: the page has let go of what was in it. */
  unload(element: Element): void {
    try {
      Reflect.apply(HTMLMediaElement.prototype.load, element, []);
    } catch {
      // No media element: there is nothing in it to let go of.
    }
  }

  clear(): void {
    this.#recorded.clear();
  }

  /** Says whether the picture of an element is still to come. */
  isLoading(): boolean {
    for (const { element } of this.#recorded.values()) {
      const media = element as HTMLMediaElement;
      if (native.hasAttribute(element, 'src') && native.isConnected(element) && !media.error) {
        if (media.seeking || media.readyState < 2) return true;
      }
    }
    return false;
  }

  /** Lets all stand still. */
  pause(): void {
    for (const { element } of this.#recorded.values()) (element as HTMLMediaElement).pause();
  }

  /** Brings all to where they were at an instant, in seconds; `rate` is that of the player, 0 while it stands. */
  show(seconds: number, rate: number): void {
    for (const recorded of this.#recorded.values()) this.#place(recorded, seconds, rate);
  }

  #place({ element, time, paused, rate: recordedRate }: Recorded, seconds: number, playerRate: number): void {
    const media = element as HTMLMediaElement;
    if (!native.hasAttribute(element, 'src')) return;
    const plays = paused === 0;
    const { duration } = media;
    let position = Math.max(0, time + (plays ? recordedRate * seconds : 0));
    if (Number.isFinite(duration)) {
      position =
        native.hasAttribute(element, 'loop') && duration > 0 ? position % duration : Math.min(position, duration);
    }
    const rate = recordedRate * playerRate;
    const runs = plays && rate >= MIN_RATE && rate <= MAX_RATE && position < duration && !this.#stepped.has(element);
    if (!runs && !media.paused) media.pause();
    const hasPoster = native.hasAttribute(element, 'poster');
    if (hasPoster && position === 0 && !plays && media.currentTime > 0) {
      // Nothing else brings the poster back, which is shown until the film has been played or sought.
      this.unload(element);
      return;
    }
    const distance = Math.abs(media.currentTime - position);
    const isEarly = media.readyState === 0;
    const leavesPoster =
      position > 0 && hasPoster && !isEarly && (media.currentTime === 0 || this.#early.delete(element));
    const isAway = leavesPoster || distance > (runs ? DRIFT_SECONDS : STILL_SECONDS);
    // A seek that is under way would only be thrown away.
    if (isAway && !(media.seeking && playerRate > 0)) {
      media.currentTime = position;
      if (isEarly) this.#early.add(element);
    }
    if (!runs) return;
    if (media.playbackRate !== rate) media.playbackRate = rate;
    if (media.paused) media.play().catch((error: DOMException) => this.#onrefused(media, error));
  }

  /** A browser that has seen nobody touch the page plays without sound, or not at all. */
  #onrefused(media: HTMLMediaElement, { name }: DOMException): void {
    if (name !== 'NotAllowedError') return;
    if (this.#muted.has(media)) this.#stepped.add(media);
    this.#muted.add(media);
    media.muted = true;
  }
}
