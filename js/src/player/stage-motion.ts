/**
 * Where the animations of the stage are: those of scripts, of style sheets and of SVG.
 *
 * All stand still: where each is follows from the instant that is shown, not
 * from a clock, so that it is the same after a seek, in a pause and at any rate.
 *
 * What scripts made, and transitions, are made again from what was recorded.
 * Animations of style sheets start by themselves and are taken hold of; where
 * scripts changed what they do, that is done to them too. The
 * stage starts transitions too, where a patch changes a style: those are held
 * at their beginning until the recorded one comes, and after a seek, which is
 * no change of the page's, they are ended.
 */

import * as native from './stage-native.ts';

/** An animation as `recorder/motion.ts` describes it. */
interface Described {
  time: number;
  /** Without one it is running. */
  state?: AnimationPlayState;
  rate?: number;
  composite?: CompositeOperation;
  pseudo?: string;
  /** The name of an animation that a style sheet makes; with keyframes it is one that a script has changed. */
  name?: string;
  /** The property of a transition. */
  property?: string;
  /** That it is the clock of an `svg`. */
  svg?: unknown;
  /** That it follows a scroll offset, or how far its subject is in view: that of a node, an ancestor, or the page (-1). */
  scroll?: { from?: number; up: number; axis: string; isView?: unknown; range: [string, string] };
  /** That it moves an element of SVG since that second of the clock of its `svg`. */
  begin?: number;
  /** An infinite number of iterations is null. */
  timing?: Omit<EffectTiming, 'iterations'> & { iterations?: number | null };
  keyframes?: Record<string, string | number | null>[];
}

/** An animation on the stage that was made anew. */
interface Playing {
  readonly animation: Animation;
  readonly described: Described;
  readonly end: number;
}

/** What was recorded of one element. */
interface Moving {
  readonly element: Element;
  /** When it was as described, in milliseconds of the recording. */
  readonly at: number;
  readonly described: readonly Described[];
  readonly playing: readonly Playing[];
}

/** What the style sheet says of an animation that a script has changed, and the change that was made. */
interface Altered extends Pick<Described, 'keyframes' | 'timing'> {
  by: Described | undefined;
}

/** An animation and the time at which it is; without one it is no more. */
type Place = readonly [animation: Animation, time: number | undefined];

/** A recording can be forged: one element has not more animations than this. */
const MAX_ANIMATIONS = 1000;
/** So far up an element that is scrolled may be. */
const MAX_STEPS = 10_000;
/** For so long the stage waits for what was recorded of an animation that has begun on it, in milliseconds. */
const PATIENCE_MILLIS = 400;
/** What a style must say that starts an animation or a transition; behind a backslash may be any of its letters. */
const STARTS = /animation|transition|\\/i;

/** All animations of one stage. */
export class StageMotion {
  readonly #moving = new Map<number, Moving>();
  readonly #ids = new WeakMap<Element, number>();
  /** What the stage started by itself, and at which instant; no instant where that was a seek. */
  readonly #own = new Map<Animation, number | undefined>();
  readonly #altered = new WeakMap<KeyframeEffect, Altered>();
  /** Whether the stage can start anything by itself. */
  #canStart = false;

  /** Takes note of a style that comes to the stage. */
  note(css: string): void {
    this.#canStart ||= STARTS.test(css);
  }

  /** Gives an element these animations and no others; `nodes` are those of the stage. */
  set(id: number, element: Element, text: string, nodes: ReadonlyMap<number, Node>): void {
    const before = this.#moving.get(id)?.playing ?? [];
    const { at, animations } = parse(text);
    const described = animations.slice(0, MAX_ANIMATIONS);
    const playing: Playing[] = [];
    for (const one of described) {
      try {
        if (one.keyframes && one.name === undefined) playing.push(make(element, one, nodes));
      } catch {
        // What the browser refuses it refused in the page too, or the recording is wrong.
      }
    }
    for (const { animation } of before) animation.cancel();
    this.#moving.delete(id);
    for (const { begin } of described) {
      if (typeof begin === 'number' && begin >= 0) beginAt(element, begin);
    }
    if (described.length === 0) return;
    this.#moving.set(id, { element, at, described, playing });
    this.#ids.set(element, id);
  }

  /** Ends the animations of an element. */
  delete(id: number): void {
    const moving = this.#moving.get(id);
    if (!moving) return;
    for (const { animation } of moving.playing) animation.cancel();
    this.#moving.delete(id);
  }

  /** Ends all animations. */
  clear(): void {
    for (const id of [...this.#moving.keys()]) this.delete(id);
    this.#own.clear();
    this.#canStart = false;
  }

  /**
   * Brings all animations to where they were at an instant, in milliseconds of the recording.
   *
   * `roots` are the documents and shadow roots of the stage, where something
   * may have been started in them. After a seek nothing has: what is there was
   * started by the player's patch.
   */
  show(millis: number, roots: Iterable<Node>, isSeek: boolean): void {
    // To ask a root brings all its styles up to date, so it is asked only where there may be an answer.
    for (const root of this.#canStart ? roots : []) {
      for (const animation of native.animations(root)) {
        if ('animationName' in animation || 'transitionProperty' in animation) {
          if (isSeek || !this.#own.has(animation)) this.#own.set(animation, isSeek ? undefined : millis);
        }
      }
    }
    const places: Place[] = [];
    for (const [animation, since] of this.#own) this.#place(animation, since, millis, places);
    for (const { at, playing } of this.#moving.values()) {
      for (const { animation, described, end } of playing) {
        // It is where that offset is.
        if (described.scroll) {
          if (described.state !== 'paused') follow(animation);
          continue;
        }
        const time = timeOf(described, at, millis, end);
        // Before its time there was none.
        places.push([animation, millis < at && time < 0 ? undefined : time]);
      }
    }
    hold(places);
    for (const { at, described, element } of this.#moving.values()) {
      for (const one of described) {
        if (!one.svg) continue;
        native.pauseSvg(element);
        native.seekSvg(element, timeOf(one, at, millis, Number.POSITIVE_INFINITY) / 1000);
      }
    }
  }

  /** Says where something is that the stage started by itself. */
  #place(animation: Animation, since: number | undefined, millis: number, places: Place[]): void {
    const effect = animation.effect as KeyframeEffect | null;
    const target = effect?.target;
    if (!target || animation.playState === 'idle') {
      this.#own.delete(animation);
      return;
    }
    // One that follows a scroll offset is where that is.
    if (animation.timeline && 'source' in animation.timeline) {
      const owner = native.ownerDocument(target);
      const style = owner && native.defaultView(owner)?.getComputedStyle(target, effect.pseudoElement);
      if (!style?.animationPlayState.includes('paused')) follow(animation);
      return;
    }
    const moving = this.#moving.get(this.#ids.get(target) ?? 0);
    const known = moving?.element === target ? moving : undefined;
    const age = millis - (since ?? Number.NEGATIVE_INFINITY);
    if ('transitionProperty' in animation) {
      const { transitionProperty: property } = animation;
      const isTold = known?.described.some((one) => one.property === property && isOf(one, effect)) ?? false;
      const isAwaited = age >= 0 && age < PATIENCE_MILLIS && !isTold;
      places.push([animation, isAwaited ? 0 : undefined]);
      if (!isAwaited) this.#own.delete(animation);
      return;
    }
    const { animationName: name } = animation as CSSAnimation;
    const described = known?.described.find((one) => one.name === name && isOf(one, effect));
    this.#alter(effect, described);
    const end = endOf(animation);
    // What is known of an animation of the same name before this one began says nothing of it.
    const isStale = age >= 0 && age < PATIENCE_MILLIS && known !== undefined && known.at < millis - age;
    if (described && known && !isStale) places.push([animation, timeOf(described, known.at, millis, end)]);
    // Nothing is recorded of what had ended when the recording began.
    else places.push([animation, since === undefined ? (Number.isFinite(end) ? end : 0) : Math.max(0, age)]);
  }

  /** Does to an animation of a style sheet what a script did, or undoes it. */
  #alter(effect: KeyframeEffect, by: Described | undefined): void {
    const change = by?.keyframes ? by : undefined;
    let altered = this.#altered.get(effect);
    if (altered?.by === change) return;
    try {
      altered ??= {
        keyframes: effect.getKeyframes() as Described['keyframes'],
        timing: effect.getTiming(),
        by: undefined,
      };
      const { keyframes, timing } = change ?? altered;
      effect.setKeyframes((keyframes ?? []) as Keyframe[]);
      effect.updateTiming(timingOf(timing) as OptionalEffectTiming);
      this.#altered.set(effect, { ...altered, by: change });
    } catch {
      // See `set`.
    }
  }
}

/** Says whether it is of the same element or pseudo-element. */
function isOf(described: Described, effect: KeyframeEffect): boolean {
  return (described.pseudo ?? null) === effect.pseudoElement;
}

/**
 * Holds animations at their places.
 *
 * All are asked before the first is changed: to ask one brings the styles of
 * all others up to date that were changed, so that thousands would take seconds.
 */
function hold(places: readonly Place[]): void {
  const former = places.map(([animation]) => [animation.playState === 'paused', animation.currentTime] as const);
  places.forEach(([animation, time], index) => {
    const [isPaused, before] = former[index]!;
    if (time === undefined) {
      animation.cancel();
      return;
    }
    if (!isPaused) animation.pause();
    if (before !== time) animation.currentTime = time;
  });
}

/** Lets an animation follow its timeline again that somebody has halted: developer tools can, and who takes pictures. */
function follow(animation: Animation): void {
  if (animation.playState === 'paused') animation.play();
}

function endOf({ effect }: Animation): number {
  const end = effect?.getComputedTiming().endTime;
  return typeof end === 'number' ? end : Number.POSITIVE_INFINITY;
}

function timeOf({ time, state, rate = 1 }: Described, at: number, millis: number, end: number): number {
  if (state === 'finished') return rate < 0 ? Math.min(time, 0) : Number.isFinite(end) ? Math.max(time, end) : time;
  if (state) return time;
  const now = time + (millis - at) * rate;
  return rate < 0 ? Math.max(now, Math.min(time, 0)) : Math.min(now, Math.max(time, end));
}

/** Lets an element of SVG begin at a second of its clock, which is set back for it: what begins in the past never does. */
function beginAt(element: Element, second: number): void {
  try {
    let svg = element;
    for (let at: Element | null = element; at; at = native.ownerSvg(at)) svg = at;
    native.seekSvg(svg, 0);
    native.beginSvg(element, second);
  } catch {
    // It is no animation.
  }
}

function make(element: Element, described: Described, nodes: ReadonlyMap<number, Node>): Playing {
  const { timing, composite = 'replace', pseudo, keyframes = [] } = described;
  const options: KeyframeAnimationOptions = timingOf(timing);
  if (pseudo) options.pseudoElement = pseudo;
  if (described.scroll) Object.assign(options, timelineOf(element, described.scroll, nodes));
  const animation = native.animate(element, keyframes as Keyframe[], { ...options, composite });
  if (!described.scroll) animation.pause();
  return { animation, described, end: endOf(animation) };
}

function timingOf(timing: Described['timing']): EffectTiming {
  return { ...timing, iterations: timing?.iterations ?? Number.POSITIVE_INFINITY };
}

/** Returns the options of an animation that follows a scroll offset. */
function timelineOf(
  element: Element,
  { from = 0, up, axis, isView, range }: NonNullable<Described['scroll']>,
  nodes: ReadonlyMap<number, Node>,
): object {
  const owner = native.ownerDocument(element);
  const view = owner && (native.defaultView(owner) as unknown as Record<string, new (options: object) => object>);
  let at: Node | null =
    from > 0 ? (nodes.get(from) ?? null) : up < 0 ? owner && native.documentElement(owner) : element;
  for (let steps = Math.min(up, MAX_STEPS); steps > 0 && at; steps--) at = native.parentNode(at);
  const Timeline = view?.[isView ? 'ViewTimeline' : 'ScrollTimeline'];
  if (!Timeline || !at) return {};
  const [rangeStart, rangeEnd] = range;
  return { timeline: new Timeline({ [isView ? 'subject' : 'source']: at, axis }), rangeStart, rangeEnd };
}

function parse(text: string): { at: number; animations: Described[] } {
  try {
    const { at, animations } = JSON.parse(text) as { at: unknown; animations: unknown };
    if (Number.isFinite(at) && Array.isArray(animations))
      return { at: at as number, animations: animations.filter(isSteady) };
  } catch {
    // An empty text says that there are none; any other is of a forged recording.
  }
  return { at: 0, animations: [] };
}

/** Says whether it is known where an animation is: no browser takes a time that is none. */
function isSteady(one: Partial<Described> | null): boolean {
  return Number.isFinite(one?.time) && Number.isFinite(one?.rate ?? 1);
}
