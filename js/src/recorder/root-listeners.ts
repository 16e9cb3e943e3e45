/** The listeners of every root: what loads, scrolls, opens, or is filled in. */

import { bare } from './bare.js';
import { touchGroup } from './groups.js';
import { natives } from './natives.js';
import type { Sheets } from './sheets.js';
import type { StateReader } from './state.js';

const { nodeTypeOf, localName } = natives;

/** Events after which the state of their target may be another. */
const STATE_EVENTS = [
  'input',
  'change',
  'focus',
  'blur',
  'invalid',
  'selectionchange',
  'playing',
  'waiting',
  'emptied',
  'pause',
  'seeked',
  'ratechange',
  'volumechange',
  'ended',
  'loadedmetadata',
  'encrypted',
] as const;

/** Events of animations that style sheets and SVG make. */
const MOTION_EVENTS = ['animationstart', 'transitionrun', 'transitionend', 'transitioncancel', 'beginEvent'] as const;

/** Who else is told of them. */
export interface RootListenerHost {
  /** Records what a frame shows, unless it is in the recording. */
  frameShows(frame: Element): void;
  onmotion: ((event: Event) => void) | undefined;
  onskipped: ((element: Element) => void) | undefined;
  oninvalid: ((event: Event) => void) | undefined;
  /** Takes note of an element that was scrolled. */
  scrolls(element: Element): void;
}

/** Makes the listeners, by event. */
export function rootListeners(
  state: StateReader,
  sheets: Sheets,
  host: RootListenerHost,
): Record<string, (event: never) => void> {
  const touched = (event: Event): void => {
    const target = (event.composedPath()[0] ?? event.target) as Node;
    if (nodeTypeOf(target) !== 1) return;
    state.touch(target);
    // A picker that stands open has the focus in it.
    const list = localName(target as Element) === 'option' && (target as Element).closest('select');
    if (list) state.touch(list);
    if (event.type === 'seeked') state.sought.add(target as Element);
    if (event.type === 'emptied') state.sought.delete(target as Element);
    if (event.type === 'invalid') host.oninvalid?.(event);
    if (event.type === 'input' || event.type === 'change') touchGroup(state, target as Element);
  };
  const loaded = (event: Event): void => {
    const target = event.target as Element;
    if (nodeTypeOf(target) !== 1) return;
    const name = localName(target);
    if (name === 'link' || name === 'style') sheets.touchOwner(target, event.type === 'error');
    else if (name === 'iframe' || name === 'frame' || name === 'object') host.frameShows(target);
    else state.touch(target);
  };
  const scrolled = (event: Event): void => {
    const target = event.target as Node;
    const type = nodeTypeOf(target);
    if (type > 0) state.touchScroll(target);
    if (type === 1) host.scrolls(target as Element);
  };
  const moved = (event: Event): void => host.onmotion?.(event);
  const toggled = (event: Event): void => {
    if (nodeTypeOf(event.target as Node) === 1) state.noteTopLayer(event.target as Element);
  };
  const listeners: Record<string, (event: never) => void> = bare({
    load: loaded,
    error: loaded,
    scroll: scrolled,
    toggle: toggled,
    beforetoggle: (event: ToggleEvent) => {
      if (event.newState === 'open') state.noteInvoker(event);
    },
    fullscreenchange: toggled,
    contentvisibilityautostatechange: (event: Event) => host.onskipped?.(event.target as Element),
  });
  for (let index = 0; index < STATE_EVENTS.length; index++) listeners[STATE_EVENTS[index]!] = touched;
  for (let index = 0; index < MOTION_EVENTS.length; index++) listeners[MOTION_EVENTS[index]!] = moved;
  return listeners;
}
