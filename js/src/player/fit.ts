/**
 * Fits the stage into the room that the player has: as large as it can be
 * without being cut, centred, in the proportions of the recorded viewport.
 */

/** Where a box goes, and how large it becomes. */
export interface Fit {
  x: number;
  y: number;
  scale: number;
}

interface Size {
  width: number;
  height: number;
}

/**
 * Returns how `content` fits into `room`.
 *
 * Where both are equal, or nearly so, the scale is exactly 1 and the offset
 * exactly 0: nothing between the recorded pixels and the screen resamples
 * them. An offset falls on a whole pixel for the same reason.
 */
export function fit(content: Size, room: Size): Fit {
  if (!(content.width > 0 && content.height > 0)) return { x: 0, y: 0, scale: 1 };
  let scale = Math.min(room.width / content.width, room.height / content.height);
  // Layouts leave fractions of a pixel; they are not worth a blur.
  if (Math.abs(scale - 1) * Math.max(content.width, content.height) < 1) scale = 1;
  return {
    x: Math.max(0, Math.round((room.width - content.width * scale) / 2)),
    y: Math.max(0, Math.round((room.height - content.height * scale) / 2)),
    scale,
  };
}

/** Lays `box`, which is as large as `content`, into `room` by a transform, or by none where none is needed. */
export function applyFit(box: HTMLElement, content: Size, room: Size): void {
  const { x, y, scale } = fit(content, room);
  box.style.width = `${content.width}px`;
  box.style.height = `${content.height}px`;
  const still = x === 0 && y === 0 && scale === 1;
  box.style.transform = still ? '' : `translate(${x}px, ${y}px) scale(${scale})`;
}
