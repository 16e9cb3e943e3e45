/**
 * Where animations are: those of scripts, of style sheets and of SVG. Loaded on demand.
 *
 * Hooks and events tell which elements to look at. In the next frame the
 * animations of each are read as a whole: what they do, and where they are by
 * then. How they go on from there the player knows, so nothing is written while
 * they run. What an animation of a style sheet does is in the recording already,
 * so only its name is written, unless a script has changed what it does; a transition is written as one of a script is,
 * because after a seek nothing is left of what it came from.
 */

import type { Hooks } from './hooks.js';
import type { Natives } from './natives.js';
import { Property } from './property.js';
import { followRegistered, type RegisteredHost } from './registered.js';

/** What of the recorder is needed. */
export interface MotionHost extends RegisteredHost {
  readonly natives: Natives;
  /** Milliseconds since the recording's zero. */
  readonly elapsed: number;
  /** Writes a property of elements, and again in every keyframe. */
  note(property: Property, texts: Map<Element, string>): void;
  /** Is called for each document and shadow root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;
  /** Are called when changes of the page have been written. */
  readonly onchanged: ((hovered: Element | null) => void)[];
  /** Is told of animations and transitions that begin, and of transitions that end. */
  onmotion: ((event: Pick<Event, 'target' | 'type'>) => void) | undefined;
  /** Says whether an element is masked or blocked, whatever the level. */
  isMasked(element: Element): boolean;
  /** The roots that are in the recording by now. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  onrelease(action: () => void): void;
  requestAnimationFrame(action: () => void): number;
  setTimeout(action: () => void, millis: number): number;
}

/** Animations of one element that take more are left out, in code units of their JSON. */
const MAX_UNITS = 1 << 18;
/** Elements whose style sheets start something at the same time; more are left out. */
const MAX_STYLED = 500;
/** So long after a change of the page it is looked for animations that wait for their beginning, in milliseconds. */
const LOOK_MILLIS = 100;
/** Elements that make an `svg` move. */
const MOVING = 'animate,animateTransform,animateMotion,set';
/** Values of custom properties that are no words: numbers and colours. */
const MEASURE = /^(-?[\d.]|#|(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\()/;
/** Fields of a keyframe that are no properties. */
const FIELDS = /^(offset|computedOffset|easing|composite)$/;

/**
 * Follows the animations of all roots until the recording ends.
 *
 * With `isMasked` no keyframe carries words. `idOf` returns a node's id, or 0.
 */
export function followMotion(host: MotionHost, isMasked: boolean, idOf: (node: Node) => number): void {
  const { natives } = host;
  const { Map, Set, WeakMap, WeakSet } = natives;
  /** The element that an animation or effect was seen to move: it may be given another. */
  const moved = new WeakMap<object, Element>();
  const told = new WeakSet<Element>();
  /** Effects that scripts have changed or given to an animation: no style sheet says what they do. */
  const altered = new WeakSet<AnimationEffect>();
  /** When elements of SVG have begun, by their clock. */
  const begun = new WeakMap<Element, number | undefined>();
  /** Animations of style sheets that were seen: one that has ended is not found any more. */
  const styled = new WeakMap<Element, Set<Animation>>();
  /** Those that were running, with when they began: that changes when they are paused. */
  const running = new Map<Animation, CSSNumberish | null>();
  let touched = new Set<Element>();
  let found: 1 | undefined;
  let isWaiting = false;
  let isLooking = false;
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

  const alter = (of: Animation | AnimationEffect): void => {
    const effect = 'effect' in of ? of.effect : of;
    if (effect) altered.add(effect);
    touchTarget(of);
  };

  const touchTarget = (of: Animation | AnimationEffect): void => {
    const effect = 'effect' in of ? of.effect : of;
    const target = targetOf(effect);
    for (const key of [of, effect]) {
      if (!key) continue;
      touch(moved.get(key));
      if (target) moved.set(key, target);
    }
    touch(target);
  };

  host.onmotion = ({ target, type }) => {
    if (touched.size >= MAX_STYLED || natives.nodeTypeOf(target!) !== 1) return;
    if (type === 'beginEvent') begun.set(target as Element, startOf(target as SVGAnimationElement));
    touch(target as Element);
    touch(outermostSvg(target as Element, natives));
  };

  const isSilent = (element: Element): boolean => isMasked || host.isMasked(element);

  const flush = (): void => {
    isWaiting = false;
    if (isOver) return;
    const wanted = new Map<Element, object[]>();
    const roots = new Set<Node>();
    for (const element of touched) {
      wanted.set(element, isMoving(element, natives) ? [clockOf(element)] : beginningOf(element, begun, natives));
      roots.add(natives.rootNode(element));
    }
    touched = new Set();
    // Animations stand where they are in this frame, which began a little before.
    const { currentTime } = natives.timeline(document);
    const at = host.elapsed + (typeof currentTime === 'number' ? Math.min(0, currentTime - natives.now()) : 0);
    for (const root of roots) {
      for (const animation of natives.animationsIn(root)) {
        const target = targetOf(animation.effect);
        const list = target && wanted.get(target);
        if (!list) continue;
        if ('animationName' in animation) {
          const known = styled.get(target);
          if (known) known.add(animation);
          else styled.set(target, new Set([animation]));
          continue;
        }
        const described = describe(animation, isSilent(target), idOf, natives);
        if (described) list.push(described);
      }
    }
    const texts = new Map<Element, string>();
    for (const [element, animations] of wanted) {
      for (const animation of styled.get(element) ?? []) {
        const { playState, startTime } = animation;
        if (playState === 'running' || playState === 'paused') running.set(animation, startTime);
        else running.delete(animation);
        if (playState === 'idle') styled.get(element)!.delete(animation);
        if (playState === 'idle' || typeof animation.currentTime !== 'number') continue;
        const isAltered = animation.effect !== null && altered.has(animation.effect);
        animations.push((isAltered && describe(animation, isSilent(element), idOf, natives)) || place(animation));
        // It has not got its beginning yet.
        if (playState === 'running' && startTime === null) touch(element);
      }
      if (animations.length === 0 && !told.delete(element)) continue;
      const text = animations.length === 0 ? '' : natives.stringify(bare({ found, at: thousandth(at), animations }));
      if (text !== '') told.add(element);
      if (text.length <= MAX_UNITS) texts.set(element, text);
    }
    if (texts.size > 0) host.note(Property.Animations, texts);
    found = undefined;
  };

  /** Finds what no event has told of: what is paused, and what waits for its beginning. */
  const compare = (): void => {
    for (const [animation, startTime] of running) if (animation.startTime !== startTime) touchTarget(animation);
  };
  const check = (): void => {
    compare();
    if (isLooking) return;
    isLooking = true;
    host.setTimeout(() => {
      isLooking = false;
      if (isOver) return;
      // One that goes on after a pause has its new beginning a frame later.
      compare();
      host.eachRoot(find);
    }, LOOK_MILLIS);
  };

  const find = (root: Document | ShadowRoot): void => {
    for (const animation of natives.animationsIn(root)) {
      const target = targetOf(animation.effect);
      if (!target || touched.size > MAX_STYLED) continue;
      if ('animationName' in animation ? !styled.get(target)?.has(animation) : !told.has(target))
        touchTarget(animation);
    }
  };

  const look = (root: Document | ShadowRoot): void => {
    // One query for each name: for a single name the browser goes past all other elements at a tenth of the cost.
    for (const name of `svg,${MOVING}`.split(',')) {
      for (const element of natives.elementsIn(root, name)) {
        if (isMoving(element, natives) || beginningOf(element, begun, natives).length > 0) touch(element);
      }
    }
    find(root);
  };
  host.eachRealm((hooks, view) => hook(hooks, view, touch, touchTarget, alter));
  followRegistered(host);
  host.eachRoot(look);
  // The player takes what is said of these as true from the beginning.
  found = 1;
  flush();
  const before = host.onroot;
  host.onroot = (root) => {
    before?.(root);
    look(root);
  };
  host.onchanged[host.onchanged.length] = check;
}

/** Returns the element that is animated. Nobody sees those of view transitions, and their names may be masked ones. */
function targetOf(effect: AnimationEffect | null): Element | null {
  const { target = null, pseudoElement } = (effect ?? {}) as Partial<KeyframeEffect>;
  return pseudoElement?.startsWith('::view-transition') ? null : target;
}

/** Returns the `svg` whose clock moves an element, if it is one that makes others move, else the element. */
function outermostSvg(element: Element, natives: Natives): Element {
  let at = element;
  if (!natives.matches(element, MOVING)) return at;
  for (let next = (element as SVGElement).ownerSVGElement; next; next = next.ownerSVGElement) at = next;
  return at;
}

/** Says whether an element is an `svg` with a clock of its own that moves something. */
function isMoving(element: Element, natives: Natives): element is SVGSVGElement {
  const svg = element as SVGSVGElement;
  // A form has such a name for a field of that name.
  return (
    natives.localName(element) === 'svg' &&
    'getCurrentTime' in element &&
    !svg.ownerSVGElement &&
    element.querySelector(MOVING) !== null
  );
}

/** Says where the clock of an `svg` is. */
function clockOf(svg: SVGSVGElement): object {
  return { svg: 1, time: svg.getCurrentTime() * 1000, state: svg.animationsPaused() ? 'paused' : undefined };
}

/** Says since when an element moves another, by the clock of its `svg`, if no attribute tells. */
function beginningOf(element: Element, begun: WeakMap<Element, number | undefined>, natives: Natives): object[] {
  const attribute = natives.attribute(element, 'begin');
  if (!natives.matches(element, MOVING) || !attribute || !/[a-z]{3}/i.test(attribute)) return [];
  const begin = begun.get(element) ?? startOf(element as SVGAnimationElement, true);
  return begin === undefined ? [] : [{ begin, time: 0 }];
}

/** Returns when an animation has begun; where none is going on, nothing with `isOver`, else now. */
function startOf(element: SVGAnimationElement, isOver = false): number | undefined {
  try {
    return element.getStartTime();
  } catch {
    return isOver ? undefined : element.getCurrentTime();
  }
}

/** Hooks what scripts can do to animations in one realm. */
function hook(
  hooks: Hooks,
  view: Window & typeof globalThis,
  touch: (element: Element) => void,
  touchTarget: (of: Animation | AnimationEffect) => void,
  alter: (of: Animation | AnimationEffect) => void,
): void {
  hooks.method(view.Element.prototype, 'animate', touch);
  const svg = view.SVGSVGElement.prototype;
  for (const name of ['pauseAnimations', 'unpauseAnimations', 'setCurrentTime'] as const)
    hooks.method(svg, name, touch);
  const animation = view.Animation.prototype;
  for (const name of ['play', 'pause', 'cancel', 'finish', 'reverse', 'updatePlaybackRate'] as const) {
    hooks.method(animation, name, touchTarget);
  }
  for (const name of ['currentTime', 'startTime', 'playbackRate', 'timeline', 'rangeStart', 'rangeEnd']) {
    hooks.setter(animation, name as 'timeline', touchTarget);
  }
  hooks.setter(animation, 'effect', alter);
  const effect = view.KeyframeEffect.prototype;
  hooks.method(view.AnimationEffect.prototype, 'updateTiming', alter);
  hooks.method(effect, 'setKeyframes', alter);
  for (const name of ['target', 'pseudoElement', 'composite'] as const) hooks.setter(effect, name, alter);
}

const thousandth = (number: number): number => Math.round(number * 1000) / 1000;

/** Says which animation it is and where, as `player/stage-motion.ts` reads it; without a value it is not in the JSON. */
function place(animation: Animation): object {
  const { effect, currentTime, playState, playbackRate } = animation;
  return {
    name: (animation as CSSAnimation).animationName,
    pseudo: (effect as KeyframeEffect).pseudoElement ?? undefined,
    time: typeof currentTime === 'number' ? thousandth(currentTime) : 0,
    state: playState === 'running' ? undefined : playState,
    rate: playbackRate === 1 ? undefined : playbackRate,
  };
}

/** An animation whose time is a scroll offset, or how far its subject is in view. */
interface Scrolled extends Animation {
  timeline: (AnimationTimeline & { source?: Element | null; subject?: Element; axis: string }) | null;
  rangeStart: string | { rangeName: string; offset: object };
  rangeEnd: string | { rangeName: string; offset: object };
}

/** Returns what an element stands in, if that is an element. */
function parentElement(node: Node, { parentNode, nodeType }: Natives): Node | null {
  const parent = parentNode(node);
  return parent && nodeType(parent) === 1 ? parent : null;
}

/** Says which scroll offset an animation follows: that of the target's ancestor so many steps up, of the page, or of a node. */
function scrollOf(animation: Animation, idOf: (node: Node) => number, natives: Natives): object | undefined {
  const { timeline, rangeStart, rangeEnd } = animation as Scrolled;
  const target = targetOf(animation.effect);
  if (!target || !timeline || !('source' in timeline)) return undefined;
  const { source, subject, axis } = timeline;
  const wanted = subject ?? source;
  let up = 0;
  let at: Node | null = target;
  for (; at && at !== wanted; at = parentElement(at, natives)) up++;
  const isPage = wanted === natives.scrollingElement(natives.ownerDocument(target)!);
  const from = at || isPage || !wanted ? undefined : idOf(wanted);
  if (!at && !isPage && !from) return undefined;
  const range = [rangeStart, rangeEnd].map((end) =>
    typeof end === 'object' ? `${end.rangeName === 'none' ? '' : end.rangeName} ${end.offset}` : end,
  );
  return { up: at ? up : -1, from, axis, isView: subject ? 1 : undefined, range };
}

/** Says what an animation does besides. */
function describe(
  animation: Animation,
  isMasked: boolean,
  idOf: (node: Node) => number,
  natives: Natives,
): object | undefined {
  const { effect, currentTime } = animation;
  const scroll = scrollOf(animation, idOf, natives);
  // One that follows a scroll position has no time.
  if (!effect || !('getKeyframes' in effect) || (typeof currentTime !== 'number' && !scroll)) return undefined;
  const { composite } = effect as KeyframeEffect;
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
    ...place(animation),
    scroll,
    property: (animation as Partial<CSSTransition>).transitionProperty,
    composite: composite === 'replace' ? undefined : composite,
    // An infinite number of iterations is null.
    timing: effect.getTiming(),
    keyframes,
  };
}

/** Returns what was given, without what a page may have given all objects and lists to become in JSON. */
function bare<T extends object>(of: T): T {
  for (const part of Object.values(of)) if (typeof part === 'object' && part) bare(part);
  return Object.assign(of, { toJSON: undefined });
}

/** Says whether a declaration may carry words or addresses. */
function speaks(name: string, value: string): boolean {
  return /["']|url\(/i.test(value) || name === 'content' || (name.startsWith('--') && !MEASURE.test(value));
}
