/**
 * The visitor's pointers, drawn over the stage: a cursor of the shape that it had,
 * which ripples where it clicked, and a dot for each finger. Nothing of it is in
 * the stage.
 */

import { hotSpotOf } from './hot-spot.ts';
import { type Shape, shapeOf } from './pointer-shapes.ts';

const NS = 'http://www.w3.org/2000/svg';
/** Browsers show no larger pictures as pointers, in CSS pixels. */
const MAX_PICTURE = 128;
const enum Kind {
  Mouse = 0,
  Pen = 1,
  Touch = 2,
}

/** Draws pointers into `host`, in the pixels of the recorded page. */
export class PointerOverlay {
  readonly #layer: HTMLElement;
  readonly #clip: HTMLElement;
  readonly #marks = new Map<number, { mark: HTMLElement; kind: number; shape: Shape }>();
  #cursor = '';
  #shape = shapeOf('');

  constructor(host: HTMLElement) {
    this.#layer = host.ownerDocument.createElement('div');
    this.#layer.setAttribute('part', 'pointers');
    this.#layer.setAttribute('aria-hidden', 'true');
    const box = 'position:absolute;inset:0;overflow:hidden;pointer-events:none;contain:strict';
    this.#layer.style.cssText = `${box};overflow:visible;contain:size layout;transform-origin:0 0`;
    this.#clip = host.ownerDocument.createElement('div');
    this.#clip.style.cssText = box;
    this.#clip.append(this.#layer);
    host.append(this.#clip);
  }

  /** Gives mice and pens the shape of a value of CSS `cursor`. */
  setShape(cursor: string): void {
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    this.#shape = shapeOf(cursor);
  }

  /** Shows the pointers where a part of the page is that is shown larger. */
  setTransform(transform: string): void {
    this.#layer.style.transform = transform;
  }

  /** Shows the pointers: id, kind, x, y, buttons of each. */
  show(pointers: Int32Array): void {
    const seen = new Set<number>();
    for (let at = 0; at + 4 < pointers.length; at += 5) {
      const [id, kind, x, y, buttons] = pointers.subarray(at, at + 5) as unknown as number[];
      if (id === undefined || kind === undefined) continue;
      seen.add(id);
      let entry = this.#marks.get(id);
      if (!entry || entry.kind !== kind || entry.shape !== this.#shape) {
        entry?.mark.remove();
        entry = { mark: this.#draw(kind), kind, shape: this.#shape };
        this.#marks.set(id, entry);
      }
      entry.mark.style.transform = `translate(${x}px, ${y}px)`;
      entry.mark.style.opacity = kind === Kind.Touch && !buttons ? '0' : '1';
    }
    for (const [id, { mark }] of this.#marks) {
      if (seen.has(id)) continue;
      mark.remove();
      this.#marks.delete(id);
    }
  }

  /** Shows clicks: how long ago in milliseconds, x, y of each. */
  click(clicks: Float64Array): void {
    for (let at = 0; at + 2 < clicks.length; at += 3) {
      const [ago, x, y] = clicks.subarray(at, at + 3) as unknown as number[];
      if (ago === undefined || ago > 1000) continue;
      const ring = this.#layer.ownerDocument.createElement('div');
      ring.style.cssText = `position:absolute;left:${x}px;top:${y}px;width:0;height:0`;
      const circle = this.#layer.ownerDocument.createElement('div');
      circle.style.cssText =
        'position:absolute;inset:-22px;border-radius:50%;border:3px solid #e4572e;background:#e4572e33;box-sizing:border-box';
      ring.append(circle);
      this.#layer.append(ring);
      const frames = [
        { transform: 'scale(.2)', opacity: 1 },
        { transform: 'scale(1)', opacity: 0 },
      ];
      circle.animate(frames, { duration: 500, easing: 'ease-out' }).finished.then(
        () => ring.remove(),
        () => ring.remove(),
      );
    }
  }

  #draw(kind: number): HTMLElement {
    const { ownerDocument } = this.#layer;
    const mark = ownerDocument.createElement('div');
    mark.style.cssText = 'position:absolute;left:0;top:0;width:0;height:0;will-change:transform';
    if (kind === Kind.Touch) {
      const dot = ownerDocument.createElement('div');
      dot.style.cssText =
        'position:absolute;inset:-16px;border-radius:50%;border:2px solid #fff;background:#e4572e99;box-shadow:0 0 0 1px #0006';
      mark.append(dot);
    } else {
      this.#drawShape(mark, kind, this.#shape);
    }
    this.#layer.append(mark);
    return mark;
  }

  /** Draws the first picture that can be shown, or what the player draws for the keyword. */
  #drawShape(mark: HTMLElement, kind: number, shape: Shape, next = 0): void {
    const picture = shape.pictures?.[next];
    if (!picture) return drawOutline(mark, kind, shape);
    const image = mark.ownerDocument.createElement('img');
    image.style.cssText = `position:absolute;max-width:${MAX_PICTURE}px;max-height:${MAX_PICTURE}px`;
    const point = ({ x, y } = { x: 0, y: 0 }): void => {
      image.style.left = `${-x}px`;
      image.style.top = `${-y}px`;
    };
    point(picture.spot);
    // Where the policy of the player's page does not let it be read, it points with its corner.
    if (!picture.spot) hotSpotOf(picture.address).then(point, () => undefined);
    image.alt = '';
    image.addEventListener('error', () => {
      image.remove();
      this.#drawShape(mark, kind, shape, next + 1);
    });
    image.src = picture.address;
    mark.append(image);
  }

  dispose(): void {
    this.#clip.remove();
  }
}

/** Draws the outline of a shape. */
function drawOutline(mark: HTMLElement, kind: number, shape: Shape): void {
  const { ownerDocument } = mark;
  const svg = ownerDocument.createElementNS(NS, 'svg');
  const { path, x, y, turn } = shape;
  svg.setAttribute('width', '26');
  svg.setAttribute('height', '26');
  svg.setAttribute('viewBox', '0 0 26 26');
  svg.style.cssText = `position:absolute;left:${-x}px;top:${-y}px;overflow:visible;filter:drop-shadow(0 1px 1px #0006)`;
  const arrow = ownerDocument.createElementNS(NS, 'path');
  arrow.setAttribute('d', path);
  if (turn !== 0) arrow.setAttribute('transform', `rotate(${turn} 13 13)`);
  arrow.setAttribute('fill', kind === Kind.Pen ? '#1b6fb3' : '#111');
  arrow.setAttribute('stroke', '#fff');
  arrow.setAttribute('stroke-width', '1.5');
  svg.append(arrow);
  mark.append(svg);
}
