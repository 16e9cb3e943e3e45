/**
 * Animations that scripts make: `element.animate()` and all that is done to what it returns. Loaded on demand.
 *
 * Hooks tell which elements to look at. In the next frame the animations of
 * each are read as a whole: keyframes, timing, and where they are by then. How
 * they go on from there the player knows, so nothing is written while they run.
 * Animations of style sheets are not spoken of: the rules that make them are in
 * the recording.
 */

import type { Hooks } from './hooks.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface MotionHost {
  /** Makes hooks that end with the recording. */
  hooks(): Hooks;
  /** Milliseconds since the recording's zero. */
  readonly elapsed: number;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  /** Is called for each document and shadow root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;
  /** The roots that are in the recording by now. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  onrelease(action: () => void): void;
  requestAnimationFrame(action: () => void): number;
}

/** Animations of one element that take more are left out, in code units of their JSON. */
const MAX_UNITS = 1 << 18;
/** Values of custom properties that are no words: numbers and colours. */
const MEASURE = /^(-?[\d.]|#|(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\()/;
/** Fields of a keyframe that are no properties. */
const FIELDS = /^(offset|computedOffset|easing|composite)$/;

/** Follows the animations of all roots until the recording ends. With `isMasked` no keyframe carries words. */
export function followMotion(host: MotionHost, isMasked: boolean): void {
  /** The element that an animation or effect was seen to move: it may be given another. */
  const moved = new WeakMap<object, Element>();
  const told = new WeakSet<Element>();
  const windows = new WeakSet<Window>();
  let touched = new Set<Element>();
  let isWaiting = false;
  let isOver = false;
  host.onrelease(() => {
    isOver = true;
  });

  const touch = (element: Element | null | undefined): void => {
    if (!element) return;
    touched.add(element);
    if (isWaiting) return;
    isWaiting = true;
    host.requestAnimationFrame(flush);
  };

  const touchTarget = (of: Animation | AnimationEffect): void => {
    const target = ('effect' in of ? (of.effect as KeyframeEffect | null) : (of as KeyframeEffect))?.target;
    const before = moved.get(of);
    if (target) moved.set(of, target);
    if (before !== target) touch(before);
    touch(target);
  };

  const flush = (): void => {
    isWaiting = false;
    if (isOver) return;
    const found = new Map<Element, object[]>();
    const roots = new Set<Node & Partial<DocumentOrShadowRoot>>();
    for (const element of touched) {
      found.set(element, []);
      roots.add(element.getRootNode());
    }
    touched = new Set();
    const at = host.elapsed;
    for (const root of roots) {
      for (const animation of root.getAnimations?.() ?? []) {
        const target = (animation.effect as KeyframeEffect | null)?.target;
        const list = target && found.get(target);
        if (!list || isOfStyle(animation)) continue;
        const described = describe(animation, isMasked || target.closest('[data-domreel-mask]') !== null);
        if (described) list.push(described);
      }
    }
    const texts = new Map<Element, string>();
    for (const [element, animations] of found) {
      if (animations.length === 0 && !told.delete(element)) continue;
      const text = animations.length === 0 ? '' : JSON.stringify({ at, animations });
      if (text.length > MAX_UNITS) continue;
      if (text !== '') told.add(element);
      texts.set(element, text);
    }
    if (texts.size > 0) host.note(Property.Animations, texts);
  };

  const look = (root: Document | ShadowRoot): void => {
    const view = root.nodeType === 9 ? (root as Document).defaultView : null;
    if (view && !windows.has(view)) {
      windows.add(view);
      hook(host.hooks(), view, touch, touchTarget);
    }
    for (const animation of root.getAnimations()) if (!isOfStyle(animation)) touchTarget(animation);
  };
  host.eachRoot(look);
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    look(root);
  };
}

/** Hooks what scripts can do to animations in one realm. */
function hook(
  hooks: Hooks,
  view: Window & typeof globalThis,
  touch: (element: Element) => void,
  touchTarget: (of: Animation | AnimationEffect) => void,
): void {
  hooks.method(view.Element.prototype, 'animate', touch);
  const animation = view.Animation.prototype;
  for (const name of ['play', 'pause', 'cancel', 'finish', 'reverse', 'updatePlaybackRate'] as const) {
    hooks.method(animation, name, touchTarget);
  }
  for (const name of ['currentTime', 'startTime', 'playbackRate', 'effect'] as const) {
    hooks.setter(animation, name, touchTarget);
  }
  const effect = view.KeyframeEffect.prototype;
  hooks.method(view.AnimationEffect.prototype, 'updateTiming', touchTarget);
  hooks.method(effect, 'setKeyframes', touchTarget);
  for (const name of ['target', 'pseudoElement', 'composite'] as const) hooks.setter(effect, name, touchTarget);
}

/** Says whether a style sheet made an animation; those of frames are of other classes. */
function isOfStyle(animation: Animation): boolean {
  return 'animationName' in animation || 'transitionProperty' in animation;
}

/** Says what an animation does and where it is, as `player/stage-motion.ts` reads it. */
function describe(animation: Animation, isMasked: boolean): object | undefined {
  const { effect, currentTime, playState, playbackRate } = animation;
  // One that follows a scroll position has no time.
  if (!effect || !('getKeyframes' in effect) || typeof currentTime !== 'number') return undefined;
  const { composite, pseudoElement } = effect as KeyframeEffect;
  const keyframes = (effect as KeyframeEffect).getKeyframes().map((keyframe) => {
    const kept: Record<string, unknown> = { offset: keyframe.computedOffset, easing: keyframe.easing };
    if (keyframe.composite !== 'auto') kept['composite'] = keyframe.composite;
    for (const name of Object.keys(keyframe)) {
      const value = keyframe[name];
      if (!FIELDS.test(name) && !(isMasked && speaks(name, String(value)))) kept[name] = value;
    }
    return kept;
  });
  return {
    time: currentTime,
    state: playState,
    rate: playbackRate,
    composite,
    // Without a value it is not in the JSON; an infinite number of iterations is null there.
    pseudo: pseudoElement ?? undefined,
    timing: effect.getTiming(),
    keyframes,
  };
}

/** Says whether a declaration may carry words or addresses. */
function speaks(name: string, value: string): boolean {
  return /["']|url\(/i.test(value) || name === 'content' || (name.startsWith('--') && !MEASURE.test(value));
}
