/**
 * Animations of the stage that scripts of the page had made.
 *
 * Each is made again from what was recorded of it, and stands still: where it
 * is follows from the instant that is shown, not from a clock, so that it is
 * the same after a seek, in a pause and while playing.
 */

import * as native from './stage-native.ts';

/** An animation as `recorder/motion.ts` describes it. */
interface Described {
  time: number;
  state: AnimationPlayState;
  rate: number;
  composite?: CompositeOperation;
  pseudo?: string;
  /** An infinite number of iterations is null. */
  timing: Omit<EffectTiming, 'iterations'> & { iterations?: number | null };
  keyframes: Record<string, string | number | null>[];
}

/** An animation on the stage. */
interface Playing {
  readonly animation: Animation;
  readonly described: Described;
  /** When it was as described, in milliseconds of the recording. */
  readonly at: number;
  readonly end: number;
}

/** A recording can be forged: one element has not more animations than this. */
const MAX_ANIMATIONS = 1000;
/** Addresses in keyframes lead nowhere on a stage, but for those within the document. */
const ADDRESS = /url\(\s*["']?(?!#)/i;

/** All animations of one stage. */
export class StageMotion {
  readonly #playing = new Map<number, Playing[]>();

  /** Gives an element these animations and no others. */
  set(id: number, element: Element, text: string): void {
    this.delete(id);
    const { at, animations } = parse(text);
    const playing: Playing[] = [];
    for (const described of animations.slice(0, MAX_ANIMATIONS)) {
      try {
        playing.push(make(element, described, at));
      } catch {
        // What the browser refuses it refused in the page too, or the recording is wrong.
      }
    }
    if (playing.length > 0) this.#playing.set(id, playing);
  }

  /** Ends the animations of an element. */
  delete(id: number): void {
    for (const { animation } of this.#playing.get(id) ?? []) animation.cancel();
    this.#playing.delete(id);
  }

  /** Ends all animations. */
  clear(): void {
    for (const id of [...this.#playing.keys()]) this.delete(id);
  }

  /** Brings all animations to where they were at an instant, in milliseconds of the recording. */
  show(millis: number): void {
    for (const list of this.#playing.values()) {
      for (const playing of list) {
        const time = timeOf(playing, millis);
        if (playing.animation.currentTime !== time) playing.animation.currentTime = time;
      }
    }
  }
}

function timeOf({ described, at, end }: Playing, millis: number): number {
  const { time, state, rate } = described;
  if (state === 'finished') return rate < 0 ? Math.min(time, 0) : Math.max(time, end);
  if (state !== 'running') return time;
  const now = time + (millis - at) * rate;
  return rate < 0 ? Math.max(now, Math.min(time, 0)) : Math.min(now, Math.max(time, end));
}

function make(element: Element, described: Described, at: number): Playing {
  const { timing, composite = 'replace', pseudo, keyframes } = described;
  const options: KeyframeAnimationOptions = { ...timing, iterations: timing.iterations ?? Number.POSITIVE_INFINITY };
  if (pseudo) options.pseudoElement = pseudo;
  const animation = native.animate(element, keyframes.map(withoutAddresses) as Keyframe[], { ...options, composite });
  animation.pause();
  const end = animation.effect?.getComputedTiming().endTime;
  return { animation, described, at, end: typeof end === 'number' ? end : Number.POSITIVE_INFINITY };
}

function withoutAddresses(keyframe: Described['keyframes'][number]): Described['keyframes'][number] {
  return Object.fromEntries(Object.entries(keyframe).filter(([, value]) => !ADDRESS.test(String(value))));
}

function parse(text: string): { at: number; animations: Described[] } {
  try {
    const { at, animations } = JSON.parse(text) as { at: unknown; animations: unknown };
    if (typeof at === 'number' && Array.isArray(animations)) return { at, animations };
  } catch {
    // An empty text says that there are none; any other is of a forged recording.
  }
  return { at: 0, animations: [] };
}
