/**
 * The timeline: where the playhead is, and what happened when.
 *
 * Stretches in which something happened are a thick line, idle gaps a thin
 * one, damage is hatched, sampled stretches in the line's own colour; markers stand above it. A native range input lies
 * over all of it, so that pointers, keys and screen readers find what they
 * know.
 */

import type { Marker, Span } from '../engine.ts';
import { box, retext } from './element.ts';
import type { ControlState, Model, View } from './model.ts';
import { isSampled, isSimplified } from './notices.ts';
import { clockText, spokenTime } from './time-text.ts';

/** Markers that fall into the same slot, one of so many, are drawn as one. */
const SLOTS = 240;
/** Which of them is drawn: the one that tells most. */
const importance: Record<Marker['kind'], number> = { click: 0, input: 1, page: 2, navigation: 3, custom: 4, error: 5 };
/** What a marker is called that has no label. */
const kindNames: Record<Marker['kind'], string> = {
  click: 'Click',
  input: 'Input',
  page: 'Page',
  navigation: 'Navigation',
  custom: 'Mark',
  error: 'Error',
};

export function timeline(model: Model): View {
  const { player } = model;
  const input = box('input', 'seek');
  Object.assign(input, { type: 'range', min: '0', max: '0', step: 'any', value: '0' });
  input.setAttribute('aria-label', 'Seek');
  const rail = box('div', 'rail');
  const done = box('div', 'rail done');
  const marks = box('div', 'marks');
  const thumb = box('div', 'thumb');
  const tip = box('div', 'tip');
  tip.hidden = true;
  const element = box('div', 'timeline', input, rail, done, marks, thumb, tip);
  element.part.add('timeline');
  for (const drawing of [rail, done, marks, thumb, tip]) drawing.setAttribute('aria-hidden', 'true');

  input.addEventListener('input', () => model.seek(Number(input.value)));
  element.addEventListener('pointermove', (event) => {
    const { duration } = model.state;
    const { left, width } = element.getBoundingClientRect();
    if (!(duration > 0 && width > 0)) return;
    const part = Math.min(1, Math.max(0, (event.clientX - left) / width));
    const time = part * duration;
    retext(
      tip,
      [clockText(time, duration), tellOf(player.markers, placed(player.damage), time, duration)]
        .filter(Boolean)
        .join(' · '),
    );
    tip.hidden = false;
    tip.style.setProperty('--_at', String(part));
    const half = tip.offsetWidth / 2;
    tip.style.setProperty('--_x', `${Math.min(width - half, Math.max(half, part * width))}px`);
  });
  element.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });

  let drawn = '';
  return {
    element,
    render(state) {
      const { duration, time } = state;
      const value = String(time);
      if (input.max !== String(duration)) input.max = String(duration);
      if (input.value !== value) input.value = value;
      input.disabled = duration === 0;
      const text = `${spokenTime(time)} of ${spokenTime(duration)}`;
      if (input.getAttribute('aria-valuetext') !== text) input.setAttribute('aria-valuetext', text);
      element.style.setProperty('--_done', String(duration > 0 ? time / duration : 0));
      element.style.setProperty('--_read', String(readShare(state)));

      // What is drawn once, and again only when the recording has told more.
      const { idle, markers } = player;
      const damage = placed(player.damage);
      const wanted = `${duration} ${idle.length} ${damage.length} ${markers.length}`;
      if (wanted === drawn) return;
      drawn = wanted;
      rail.replaceChildren(...stretches(idle, damage, duration));
      done.replaceChildren(...stretches(idle, damage, duration));
      marks.replaceChildren(...drawMarks(markers, duration));
    },
  };
}

function readShare({ bufferedEnd, duration }: ControlState): number {
  return duration > 0 ? Math.min(1, bufferedEnd / duration) : 0;
}

/** The damage that has a place on the line: looks that are left out are so everywhere. */
const placed = (damage: readonly Span[]): Span[] => damage.filter((span) => !isSimplified(span));

/** The line, cut into stretches: what lies between the gaps, and what is damaged. */
function stretches(idle: readonly Span[], damage: readonly Span[], duration: number): HTMLElement[] {
  if (!(duration > 0)) return [];
  return [
    ...between([...idle, ...damage], duration).map((span) => stretch('busy', span, duration)),
    ...damage.map((span) => stretch(isSampled(span) ? 'broken sampled' : 'broken', span, duration)),
  ];
}

function stretch(className: string, { start, end }: { start: number; end: number }, duration: number): HTMLElement {
  const element = box('div', className);
  element.style.left = `${(start / duration) * 100}%`;
  element.style.width = `${((Math.min(end, duration) - start) / duration) * 100}%`;
  return element;
}

/** Returns what of `[0, duration]` lies outside `gaps`. */
export function between(gaps: readonly Span[], duration: number): { start: number; end: number }[] {
  const rest: { start: number; end: number }[] = [];
  let start = 0;
  for (const gap of [...gaps].sort((a, b) => a.start - b.start)) {
    if (gap.start > start) rest.push({ start, end: Math.min(gap.start, duration) });
    start = Math.max(start, gap.end);
  }
  if (start < duration) rest.push({ start, end: duration });
  return rest;
}

/** Returns the markers to draw: one for each slot, the most telling. */
export function thinned(markers: readonly Marker[], duration: number): Marker[] {
  const slots = new Map<number, Marker>();
  for (const marker of markers) {
    const slot = Math.round((marker.time / duration) * SLOTS);
    const other = slots.get(slot);
    if (!other || importance[marker.kind] > importance[other.kind]) slots.set(slot, marker);
  }
  return [...slots.values()];
}

function drawMarks(markers: readonly Marker[], duration: number): HTMLElement[] {
  if (!(duration > 0)) return [];
  return thinned(markers, duration).map((marker) => {
    const mark = box('i', `mark ${marker.kind}`);
    mark.style.left = `${(marker.time / duration) * 100}%`;
    return mark;
  });
}

/** Returns what there is to say of the recording near `time`. */
function tellOf(markers: readonly Marker[], damage: readonly Span[], time: number, duration: number): string {
  const broken = damage.filter((span) => span.start <= time && time <= span.end);
  if (broken.length > 0) {
    return broken.every(isSampled) ? `Not every state was recorded (${broken[0]!.reason})` : 'Lost';
  }
  const reach = duration / SLOTS;
  const near = markers.filter((marker) => Math.abs(marker.time - time) <= reach);
  const best = near.sort((a, b) => importance[b.kind] - importance[a.kind])[0];
  if (!best) return '';
  const kind = kindNames[best.kind];
  return best.label && best.label !== kind ? `${kind}: ${best.label}` : kind;
}
