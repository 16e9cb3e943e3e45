/**
 * What scripts change through the object model of SVG: `rect.width.baseVal.value = 5`. Loaded on demand.
 *
 * The attributes follow, but no observer tells of it. So whoever asks an
 * element for such an object is under suspicion: once one of the objects was
 * changed, the attributes of all suspects are compared with what they were.
 */

import type { Hooks } from './hooks.js';
import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface SvgHost {
  readonly natives: Natives;
  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
  /** Takes note of attributes that have changed. */
  noteAttributes(element: Element, names: string[]): void;
  onrelease(action: () => void): void;
  requestAnimationFrame(action: () => void): number;
}

/** So many elements are compared at most; those asked first are forgotten first. */
const MAX_SUSPECTS = 1000;
/** Getters of elements that give no such object. */
const HARMLESS =
  /^(style|attributeStyleMap|dataset|nonce|tabIndex|autofocus|ownerSVGElement|viewportElement|sheet|on.*)$/;

/** Methods of elements that change an attribute, and which. */
const CHANGING: Record<string, string> = { setOrientToAuto: 'orient', setOrientToAngle: 'orient' };

/** Follows the object model of SVG until the recording ends. */
export function followSvg(host: SvgHost): void {
  const { Map, Set, attribute, attributeNames, isConnected } = host.natives;
  const suspects = new Map<Element, Map<string, string>>();
  let isWaiting = false;
  let isOver = false;
  host.onrelease(() => {
    isOver = true;
    suspects.clear();
  });

  const attributesOf = (element: Element): Map<string, string> =>
    new Map(attributeNames(element).map((name) => [name, attribute(element, name) ?? '']));

  const suspect = (element: Element): void => {
    if (isOver || suspects.has(element)) return;
    if (suspects.size >= MAX_SUSPECTS) suspects.delete(suspects.keys().next().value!);
    suspects.set(element, attributesOf(element));
  };

  const compare = (): void => {
    isWaiting = false;
    if (isOver) return;
    for (const [element, before] of suspects) {
      const now = attributesOf(element);
      const names = [...new Set([...before.keys(), ...now.keys()])].filter(
        (name) => before.get(name) !== now.get(name),
      );
      if (names.length > 0) host.noteAttributes(element, names);
      if (isConnected(element)) suspects.set(element, now);
      else suspects.delete(element);
    }
  };

  const changed = (): void => {
    if (isWaiting || suspects.size === 0) return;
    isWaiting = true;
    host.requestAnimationFrame(compare);
  };

  host.eachRealm((hooks, view) => {
    for (const name of Object.getOwnPropertyNames(view)) {
      if (!name.startsWith('SVG')) continue;
      const prototype = (view as unknown as Record<string, { prototype?: object }>)[name]?.prototype;
      if (!prototype) continue;
      const isElement = name.endsWith('Element');
      for (const [key, { get, set, value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
        if (isElement) {
          if (get && !set && !HARMLESS.test(key)) hooks.getter(prototype as never, key as never, suspect);
          const name = CHANGING[key];
          if (name) hooks.method(prototype as Element, key as never, (element) => host.noteAttributes(element, [name]));
        } else if (set) {
          hooks.setter(prototype as never, key as never, changed);
        } else if (typeof value === 'function' && key !== 'constructor' && key !== 'getItem') {
          hooks.method(prototype as never, key as never, changed);
        }
      }
    }
  });
}
