/**
 * Pictures in place of what elements would show by themselves.
 *
 * A stage runs no scripts and no plugins: a canvas there is an element in a
 * line of text, without a size of its own, a film may have no source, and
 * objects show nothing. A canvas of which there is no picture, or none yet,
 * takes its room as an empty one.
 */

import * as native from './stage-native.ts';

const MARK = 'data-domreel-picture';
const SIZE = 'data-domreel-canvas';
const GAP = 'data-domreel-gap';
/** What stands in a picture of nothing: hatching. */
const HATCHED =
  "%3Cdefs%3E%3Cpattern id='a' width='17' height='17' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'%3E" +
  "%3Cpath d='M0 0h8v17h-8z' fill='%23888' opacity='.2'/%3E%3C/pattern%3E%3C/defs%3E" +
  "%3Crect width='100%25' height='100%25' fill='url(%23a)'/%3E";

/** What of the stage is needed. */
export interface PictureHost {
  /** Adds a rule of the player's own, or takes it away; `flush` writes what has changed. */
  setRule(key: number | string, rule: string | undefined): void;
  flush(): void;
}

/** The pictures of one stage. */
export class StagePictures {
  readonly #host: PictureHost;
  /** What loads the picture of an element, by the element's id. */
  readonly #loading = new Map<number, Element>();
  /** How many canvases there are of each size: those of one size share a rule. */
  readonly #sizes = new Map<string, number>();
  /** Of films, the picture that is their poster now, and the poster that they had before. */
  readonly #posters = new WeakMap<Element, [shown: string, own: string | null]>();

  constructor(host: PictureHost) {
    this.#host = host;
  }

  /** Forgets all of them. */
  clear(): void {
    this.#loading.clear();
    this.#sizes.clear();
  }

  /** Forgets the picture of a node. */
  delete(id: number, node: Node): void {
    this.#loading.delete(id);
    if (native.isElement(node) && native.localName(node) === 'canvas') this.#leave(native.getAttribute(node, SIZE));
  }

  /** Says whether pictures are still to come, which decide where things are. */
  isLoading(): boolean {
    return this.#loading.size > 0;
  }

  /** Gives a canvas the room that its attributes say, after they have changed or it was made. */
  fit(element: Element): void {
    if (native.localName(element) !== 'canvas') return;
    const [width, height] = sizeOf(element);
    const size = `${width}x${height}`;
    const before = native.getAttribute(element, SIZE);
    if (before !== size) {
      this.#leave(before);
      this.#sizes.set(size, (this.#sizes.get(size) ?? 0) + 1);
      native.setAttribute(element, SIZE, size);
      this.#host.setRule(size, `[${SIZE}="${size}"]{content:url("${drawn(element, '')}")}`);
    }
    if (native.hasAttribute(element, GAP)) this.hatch(Number(native.getAttribute(element, MARK)), element);
  }

  /** A canvas has another size than this, or is gone; the rule goes with the last one. */
  #leave(size: string | null): void {
    if (size === null) return;
    const left = (this.#sizes.get(size) ?? 0) - 1;
    if (left > 0) this.#sizes.set(size, left);
    else if (this.#sizes.delete(size)) this.#host.setRule(size, undefined);
  }

  /** Shows that an element shows nothing that was recorded, if a script or a plugin is what makes it show something. */
  hatch(id: number, element: Element): void {
    if (isMade(element)) this.show(id, element, drawn(element, HATCHED));
  }

  /** Takes that back. */
  unhatch(id: number, element: Element): void {
    if (isMade(element)) this.show(id, element, '');
  }

  /** Shows a picture in place of what an element would show; an empty address: what it shows by itself. */
  show(id: number, element: Element, address: string): void {
    this.#loading.delete(id);
    if (address === '') {
      native.removeAttribute(element, '', MARK);
      this.#host.setRule(id, undefined);
      this.#restorePoster(element);
      return;
    }
    // It may be data that a recording brings along: they must not end the string that they come to stand in.
    const url = `url("${address.replace(/["\\\s]/g, encodeURIComponent)}")`;
    const selector = `[${MARK}="${id}"]`;
    native.setAttribute(element, MARK, String(id));
    switch (native.localName(element)) {
      case 'video':
        this.#restorePoster(element);
        this.#posters.set(element, [address, native.getAttribute(element, 'poster')]);
        // Without a source it shows its poster.
        native.setAttribute(element, 'poster', address);
        break;
      case 'embed':
        this.#host.setRule(id, `${selector}{${embeddedStyle(element, url)}}`);
        break;
      case 'object':
        // One that frames a document shows that.
        native.removeAttribute(element, '', 'data');
        // Without anything to fall back to it would be laid out as a plugin.
        if (!native.firstChild(element)) {
          native.insertBefore(element, native.createComment(native.ownerDocument(element)!, ''), null);
        }
        this.#host.setRule(id, `${selector}{content:${url}!important}`);
        break;
      default:
        this.#change(id, element, address, `${selector}{content:${url}!important}`);
    }
  }

  /** Gives a film the poster again that a picture has taken the place of, unless it got another one since. */
  #restorePoster(element: Element): void {
    const [shown, own] = this.#posters.get(element) ?? [];
    this.#posters.delete(element);
    if (shown === undefined || shown !== native.getAttribute(element, 'poster')) return;
    if (own == null) native.removeAttribute(element, '', 'poster');
    else native.setAttribute(element, 'poster', own);
  }

  /**
   * Gives an element another picture once that has loaded.
   *
   * Until then it shows the one before: a picture that has not loaded has no size.
   */
  #change(id: number, element: Element, address: string, rule: string): void {
    const image = native.createHtmlElement(native.ownerDocument(element)!, 'img');
    const loaded = (): void => {
      if (this.#loading.get(id) !== image) return;
      this.#loading.delete(id);
      this.#host.setRule(id, rule);
      this.#host.flush();
    };
    this.#loading.set(id, image);
    // One that cannot be shown leaves the element as empty as it is.
    for (const type of ['load', 'error']) image.addEventListener(type, loaded);
    native.setAttribute(image, 'src', address);
    if (native.isComplete(image)) loaded();
  }
}

/** Says whether an element shows nothing but what a script or a plugin puts into it. */
const isMade = (element: Element): boolean => /^(canvas|embed)$/.test(native.localName(element));

/** The size of a canvas, or another element that has such attributes, in CSS pixels. */
function sizeOf(element: Element): [number, number] {
  const [width, height] = ['width', 'height'].map((side) => {
    const length = Number.parseInt(native.getAttribute(element, side) ?? '', 10);
    return length >= 0 ? length : undefined;
  });
  return [width ?? 300, height ?? 150];
}

/** The address of a picture as large as an element, with this drawn in it. */
function drawn(element: Element, inside: string): string {
  const [width, height] = sizeOf(element);
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'%3E${inside}%3C/svg%3E`;
}

/**
 * The looks of an `embed`, which shows no `content`: the picture is its background.
 *
 * It is laid out only with a source, and Chromium 156 draws the sign of a
 * blocked plugin on it unless its content box is too small for one.
 */
function embeddedStyle(element: Element, url: string): string {
  native.setAttribute(element, 'src', 'data:,');
  const background = `background:${url} center/100% 100% no-repeat!important`;
  const [width, height] = ['width', 'height'].map((side) => Number(native.getAttribute(element, side) ?? Number.NaN));
  if (!(width && height)) return background;
  const box = `box-sizing:border-box!important;width:${width}px;height:${height}px`;
  return `${background};${box};padding:${height / 2}px ${width / 2}px!important`;
}
