/**
 * The controls of `<domreel-player controls>`, loaded when they are asked for.
 *
 * They are a client of the element's public properties, methods and events,
 * as any script on the page could be, and hear keys only while the focus is
 * inside the player. What they show lies around the stage and never over the
 * recorded page, except for what must be read before going on.
 */

import { adoptStyle } from './adopt-style.ts';
import { Activity } from './controls/activity.ts';
import { caption } from './controls/caption.ts';
import { controlsStyle } from './controls/controls-style.ts';
import { deck } from './controls/deck.ts';
import { commandForKey, keyTargetAllows } from './controls/keyboard.ts';
import { Model, type View } from './controls/model.ts';
import { notices } from './controls/notices.ts';
import { timeline } from './controls/timeline.ts';
import type { DomreelPlayerElement } from './domreel-player.ts';

/** The controls of one player, until they are removed. */
export interface Controls {
  remove(): void;
}

/** Puts controls around `room`, which holds the stage of `player`. */
export function mountControls(player: DomreelPlayerElement, room: HTMLElement): Controls {
  const frame = room.parentElement as HTMLElement;
  const root = room.getRootNode() as ShadowRoot;
  adoptStyle(root, controlsStyle);

  const gone = new AbortController();
  const { signal } = gone;
  const model = new Model(player, signal);
  const top = caption(model);
  const bottom = deck(model, timeline(model));
  const over = notices(model);
  const views: View[] = [top, bottom, over];

  frame.classList.add('dressed');
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', 'Recording');
  frame.prepend(top.element);
  frame.append(bottom.element);
  room.append(over.element);

  const rest = (resting: boolean) => frame.classList.toggle('resting', resting);
  const activity = new Activity(frame, bottom.element, rest, signal);
  model.onchange((state) => {
    for (const view of views) view.render(state);
    activity.mayRest = !state.paused;
  });

  room.addEventListener(
    'click',
    (event) => {
      // A button over the stage has its own mind.
      if (event.composedPath().some((target) => target instanceof HTMLButtonElement)) return;
      model.togglePlay();
    },
    { signal },
  );
  frame.addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || !keyTargetAllows(event)) return;
      const command = commandForKey(event);
      if (!command) return;
      event.preventDefault();
      activity.note();
      command(model);
    },
    { signal },
  );

  return {
    remove() {
      gone.abort();
      for (const view of views) view.element.remove();
      frame.classList.remove('dressed', 'resting');
      frame.removeAttribute('role');
      frame.removeAttribute('aria-label');
    },
  };
}
