/** The bar below the stage: the timeline, and the buttons under it. */

import { box, iconButton, relabel, retext } from './element.ts';
import { redraw } from './icons.ts';
import { type Model, rates, type View } from './model.ts';
import { clockText } from './time-text.ts';

export function deck(model: Model, timeline: View): View {
  const play = iconButton('play', 'Play', 'k', () => model.togglePlay());
  play.classList.add('play');
  play.part.add('play-button');
  const back = offsetButton(model, -10, 'Back 10 seconds', 'j');
  const forward = offsetButton(model, 10, 'Forward 10 seconds', 'l');
  const previous = iconButton('previous', 'Previous event', ',', () => model.step(-1));
  const next = iconButton('next', 'Next event', '.', () => model.step(1));
  const skip = iconButton('skip', 'Skip idle time', 'i', () => model.toggleSkipIdle());
  skip.append(box('span', 'label', 'Skip idle'));
  skip.classList.add('labelled');
  const fullscreen = iconButton('expand', 'Full screen', 'f', () => model.toggleFullscreen());
  for (const button of [previous, next]) button.classList.add('roomy');

  const now = box('span', 'now');
  const total = box('span', 'total');
  const time = box('span', 'time', now, box('span', 'of', '/'), total);
  time.setAttribute('aria-hidden', 'true'); // The timeline says it, and does not say it every second.
  const rate = rateMenu(model);

  const row = box(
    'div',
    'row',
    play,
    back,
    forward,
    time,
    box('span', 'gap'),
    previous,
    next,
    skip,
    rate.element,
    fullscreen,
  );
  const element = box('div', 'deck', timeline.element, row);
  element.part.add('controls');

  return {
    element,
    render(state) {
      timeline.render(state);
      const label = state.ended ? 'Play again' : state.paused ? 'Play' : 'Pause';
      relabel(play, label);
      redraw(play.firstElementChild as SVGSVGElement, state.ended ? 'replay' : state.paused ? 'play' : 'pause');
      retext(now, clockText(state.time, state.duration));
      const none = state.duration === 0;
      retext(total, none ? '–:––' : clockText(state.duration));
      play.disabled = none && !state.loading;
      for (const button of [back, forward]) button.disabled = none;
      for (const button of [previous, next]) button.disabled = model.player.markers.length === 0;
      skip.setAttribute('aria-pressed', String(model.player.skipIdle));
      rate.render(state);
      relabel(fullscreen, state.fullscreen ? 'Leave full screen' : 'Full screen');
      redraw(fullscreen.firstElementChild as SVGSVGElement, state.fullscreen ? 'shrink' : 'expand');
      fullscreen.hidden = !state.canFullscreen;
    },
  };
}

function offsetButton(model: Model, seconds: number, label: string, key: string): HTMLButtonElement {
  const button = iconButton('replay', label, key, () => model.seekBy(seconds));
  button.classList.add('offset', seconds > 0 ? 'forward' : 'back');
  button.append(box('span', 'digits', '10'));
  return button;
}

/** A `<select>` of the rates: the one menu that every browser, phone and screen reader knows. */
function rateMenu(model: Model): View {
  const select = box('select', 'rate');
  select.setAttribute('aria-label', 'Playback rate');
  select.setAttribute('aria-keyshortcuts', '> <');
  select.title = 'Playback rate (< >)';
  select.part.add('button');
  for (const rate of rates) select.append(new Option(`${rate}×`, String(rate)));
  select.addEventListener('change', () => model.setRate(Number(select.value)));
  return {
    element: select,
    render({ rate }) {
      const value = String(rate);
      if (select.value === value) return;
      // A script may have set a rate that the menu does not have.
      if (![...select.options].some((option) => option.value === value)) select.add(new Option(`${rate}×`, value));
      select.value = value;
    },
  };
}
