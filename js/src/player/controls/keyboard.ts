/** What the keys do while the focus is inside the player. */

import type { Model } from './model.ts';

type Command = (model: Model) => void;

const commands: Record<string, Command> = {
  ' ': (model) => model.togglePlay(),
  k: (model) => model.togglePlay(),
  j: (model) => model.seekBy(-10),
  l: (model) => model.seekBy(10),
  ArrowLeft: (model) => model.seekBy(-5),
  ArrowRight: (model) => model.seekBy(5),
  ',': (model) => model.step(-1),
  '.': (model) => model.step(1),
  Home: (model) => model.seek(0),
  End: (model) => model.seek(Number.POSITIVE_INFINITY),
  '<': (model) => model.stepRate(-1),
  '>': (model) => model.stepRate(1),
  i: (model) => model.toggleSkipIdle(),
  f: (model) => model.toggleFullscreen(),
};

/** Returns what a key asks for, if it asks for anything here. */
export function commandForKey(
  event: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>,
): Command | undefined {
  // A combination is the browser's or the embedder's.
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[0-9]$/.test(key)) return (model) => model.seek((model.player.duration || 0) * (Number(key) / 10));
  return Object.hasOwn(commands, key) ? commands[key] : undefined;
}

/** Whether the focused control leaves the key to us: a button wants its space bar, a menu all of them. */
export function keyTargetAllows(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target instanceof HTMLSelectElement) return false;
  return !(target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter'));
}
