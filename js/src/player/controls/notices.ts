/** What lies over the stage: the first play button, loading, damage, and why nothing can be played. */

import type { DomreelError, DomreelErrorCode } from '../../errors.ts';
import type { Span } from '../engine.ts';
import { box, iconButton, relabel, retext } from './element.ts';
import { icon, redraw } from './icons.ts';
import type { ControlState, Model, View } from './model.ts';
import { clockText } from './time-text.ts';

/** What a code means to somebody who wants to see a recording. */
const explanations: Partial<Record<DomreelErrorCode, string>> = {
  'not-a-recording': 'What was loaded is not a recording.',
  'unsupported-version': 'It was made by a newer version, and needs a newer player.',
  sealed: 'It is sealed, and there is no key to open it.',
  expired: 'It was kept for a limited time, and that time is over.',
  'seal-broken': 'It was changed after it was sealed.',
  'wrong-key': 'It is sealed, and the key is another one.',
  'bad-key': 'It is sealed, and the key is none, or cannot be used on this page.',
  'bad-address': 'Its address is not valid.',
  network: 'It could not be fetched. The network, or the server, did not answer.',
  'http-status': 'It could not be fetched. The server refused, or does not have it.',
  'source-locked': 'Something else is reading it already.',
  'wasm-unavailable': 'The player could not start in this browser or on this page.',
  internal: 'The player failed.',
};
const damaged = 'It is damaged from its beginning on, and nothing of it can be shown.';
/** Codes for which another try may help. */
const passing = new Set<DomreelErrorCode>(['network', 'http-status', 'wasm-unavailable', 'internal']);

export function notices(model: Model): View {
  const start = iconButton('play', 'Play', '', () => model.togglePlay());
  start.classList.add('start');
  const spinner = box('div', 'spinner');
  const loading = box('div', 'loading', spinner, box('span', 'visually-hidden', 'Loading the recording'));
  loading.setAttribute('role', 'status');
  const banner = bannerView(model);
  const failure = failureView(model);
  const element = box('div', 'over', start, loading, banner.element, failure.element);
  return {
    element,
    render(state) {
      const failed = isFatal(model.player.error);
      loading.hidden = !state.loading || failed;
      start.hidden =
        failed || !loading.hidden || state.duration === 0 || !(state.ended || (state.paused && !state.used));
      relabel(start, state.ended ? 'Play again' : 'Play');
      redraw(start.firstElementChild as SVGSVGElement, state.ended ? 'replay' : 'play');
      banner.render(state);
      failure.render(state);
    },
  };
}

/** One line at the foot of the stage: what is missing from a recording that plays. It can be put away. */
function bannerView({ player }: Model): View {
  const text = box('span', 'text');
  // The live region is there before its text is, or it would not be read out.
  text.setAttribute('role', 'status');
  let dismissed = '';
  const close = iconButton('close', 'Dismiss', '', () => {
    dismissed = text.textContent ?? '';
    element.hidden = true;
  });
  const element = box('div', 'banner', icon('warning'), text, close);
  element.part.add('notice');
  return {
    element,
    render({ duration }: ControlState) {
      const said = isFatal(player.error) ? '' : describeDamage(player.damage, player.error, duration);
      retext(text, said);
      element.hidden = said === '' || said === dismissed;
    },
  };
}

/** The card that takes the place of a recording that cannot be played. */
function failureView({ player }: Model): View {
  const reason = box('p', 'reason');
  const code = box('code', 'code');
  const retry = box('button', 'retry', 'Try again');
  retry.type = 'button';
  retry.addEventListener('click', () => player.load());
  const element = box(
    'div',
    'failure',
    icon('warning'),
    box('h2', 'headline', 'This recording cannot be played'),
    reason,
    code,
    retry,
  );
  element.part.add('error');
  element.setAttribute('role', 'alert');
  return {
    element,
    render() {
      const error = isFatal(player.error) ? player.error : null;
      element.hidden = !error;
      if (!error) return;
      retext(reason, explanations[error.code] ?? damaged);
      retext(code, error.code);
      retry.hidden = !passing.has(error.code);
    },
  };
}

/** Whether an error left nothing to play. */
function isFatal(error: DomreelError | null): error is DomreelError {
  return error?.mediaErrorCode === 4;
}

/** Says whether a stretch is there, but for some of its states. */
export function isSampled({ reason }: Span): boolean {
  return reason === 'sampled' || reason === 'stepped-down' || reason === 'sliced';
}

/** Says whether a stretch is there, but for some of its looks. */
export function isSimplified({ reason }: Span): boolean {
  return reason === 'simplified';
}

/** Returns what is missing, in one or two sentences, or nothing. */
export function describeDamage(damage: readonly Span[], error: DomreelError | null, duration: number): string {
  if (error) return 'The connection was lost. What had arrived can be played.';
  // After the last second there is nothing on the timeline that could be pointed at.
  const lost = damage.filter((span) => !isSampled(span) && !isSimplified(span));
  const within = lost.filter(({ start, end }) => start < duration && end > start);
  const sentences: string[] = [];
  if (damage.some(isSimplified)) sentences.push('Looks that would keep the browser busy for too long are left out.');
  if (within.length > 0) {
    const spans = within
      .slice(0, 3)
      .map(({ start, end }) => `${clockText(start, duration)}–${clockText(end, duration)}`);
    const more = within.length > 3 ? ` and ${within.length - 3} more` : '';
    sentences.push(`Parts of this recording are lost: ${spans.join(', ')}${more}.`);
  }
  if (within.length < lost.length) sentences.push('This recording breaks off.');
  if (lost.length > 0) sentences.push('The rest can be played.');
  return sentences.join(' ');
}
