/**
 * The stage: the iframe in which the recorded page is shown, and what is in it.
 *
 * Nothing in it runs, navigates or reaches the network: the frame is sandboxed
 * without scripts, its first words are a content policy, and it takes neither
 * pointer nor focus. What stands in it comes from `ops.ts` alone.
 */

import { StageCosts } from './costs/stage-costs.ts';
import type { Bubble } from './stage-bubble.ts';
import { StageCopies } from './stage-copies.ts';
import { Definitions } from './stage-definitions.ts';
import { StageDrawings } from './stage-drawings.ts';
import { trusted } from './stage-element.ts';
import { StageFields } from './stage-fields.ts';
import { StageHighlights } from './stage-highlights.ts';
import { StageMedia } from './stage-media.ts';
import { StageMotion } from './stage-motion.ts';
import * as native from './stage-native.ts';
import { StagePictures } from './stage-pictures.ts';
import { StagePositions } from './stage-positions.ts';
import { StageScroll } from './stage-scroll.ts';
import { ownScrollbar, playerRules, scrollbarRule } from './stage-style.ts';

/** What a document of the stage may load: bytes that the player made, and what the embedder allows. */
function policyOf(origins: readonly string[]): string {
  const sources = ['blob:', 'data:', ...origins].join(' ');
  const loads = ['img-src', 'font-src', 'media-src'].map((directive) => `${directive} ${sources}`);
  return ["default-src 'none'", "style-src 'unsafe-inline' blob:", ...loads].join('; ');
}

/** What a document begins with, by compatibility mode: the doctype is what a parser judges by. */
const doctypes = [
  '<!DOCTYPE html>',
  '',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
];

/** The package's empty documents, by compatibility mode. */
const stageFiles = ['stage.html', 'stage-quirks.html', 'stage-limited-quirks.html'] as const;

/** What a document of the stage has beside its nodes. */
interface Place {
  readonly own: CSSStyleSheet | undefined;
  readonly constructed: Map<number, CSSStyleSheet>;
}

/**
 * Makes the frame of a stage in `host`, which has to be in a document.
 *
 * It can be made before anything else of a player is there.
 */
export function raiseFrame(host: HTMLElement): HTMLIFrameElement {
  const frame = host.ownerDocument.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin');
  frame.setAttribute('part', 'stage');
  frame.setAttribute('scrolling', 'auto');
  // Neither the recorded page nor what it focuses may take the embedder's keyboard.
  frame.setAttribute('tabindex', '-1');
  frame.inert = true;
  frame.title = 'Recorded page';
  frame.style.cssText =
    'border:0;display:block;pointer-events:none;background:Canvas;margin:0;padding:0;max-width:none';
  host.append(frame);
  return frame;
}

/** The stage of one player. */
export class Stage {
  readonly frame: HTMLIFrameElement;
  /** The nodes of the stage by the id that the recording gives them. */
  readonly nodes = new Map<number, Node>();
  /** Names of elements and attributes, by the number that Rust gives them. */
  readonly names: string[] = [''];
  readonly definitions = new Definitions();
  /** Animations that scripts of the page had made. */
  readonly motion = new StageMotion();
  readonly media = new StageMedia();
  readonly fields = new StageFields(this);
  readonly scroll = new StageScroll();
  readonly highlights = new StageHighlights();
  readonly copies = new StageCopies();
  readonly costs = new StageCosts({
    roots: () => this.#adopted.keys(),
    overrule: (key, rule) => {
      this.setRule(key, rule);
      this.flush();
    },
    screen: () => ({
      width: Number.parseFloat(this.frame.style.width) || 0,
      height: Number.parseFloat(this.frame.style.height) || 0,
    }),
  });

  readonly #positions = new StagePositions({
    roots: () => this.#adopted.keys(),
    overrule: (rule) => {
      this.setRule(POSITIONS, rule);
      this.flush();
    },
  });
  readonly #drawings = new StageDrawings((id, rule) => this.setRule(id, rule));
  /** What elements show that would show nothing here. */
  readonly pictures = new StagePictures(this);
  readonly #places = new Map<Document, Place>();
  readonly #adopted = new Map<Node, readonly number[]>();
  /** Rules of the player's own, by the node that they are for, or by something else. */
  readonly #nodeRules = new Map<number | string, string>();
  /**
   * What the visitor saw beside the page: the pointer's shape, what of the viewport, and what was said of a field, as the
   * recording has them.
   */
  readonly visitor: { cursor: string; viewport: string; bubble?: Bubble | undefined } = { cursor: '', viewport: '' };
  readonly #boxes = new Map<number, { width: number; height: number; isInline: boolean }>();
  #stale = false;
  /** What is selected on the stage outside of fields, as the browser has it. */
  selected: Selection | null = null;
  #rules = playerRules([]);

  /** Images that were given a source and may not have loaded it. */
  readonly #loading = new Set<Element>();
  readonly #host: HTMLElement;
  readonly #policy: string;
  readonly #filesUrl: string | undefined;
  #mode = 0;
  #frames = 0;
  readonly #onload: () => void;
  #ownScrollbar: number | undefined;

  /**
   * Makes a stage of a frame in `host`; `onload` is called when something in it was loaded.
   *
   * It may load from `origins`. At `stageUrl`, if that is given, are the package's
   * empty documents, which have a policy of their own.
   */
  constructor(
    host: HTMLElement,
    frame: HTMLIFrameElement,
    onload: () => void,
    origins: readonly string[],
    stageUrl?: string,
  ) {
    this.#host = host;
    this.#onload = onload;
    this.#policy = policyOf(origins);
    this.frame = frame;
    this.#filesUrl = stageUrl;
    if (stageUrl) frame.src = stageUrl;
  }

  get document(): Document {
    return native.contentDocument(this.frame)!;
  }

  /** Empties the stage, and begins a document on it. */
  reset(id: number, mode: number): void {
    this.nodes.clear();
    this.motion.clear();
    this.media.clear();
    this.fields.clear();
    this.scroll.clear();
    this.highlights.clear();
    this.copies.clear();
    this.#drawings.clear();
    this.pictures.clear();
    this.#loading.clear();
    const common = this.#nodeRules.get(0);
    this.#nodeRules.clear();
    this.setRule(0, common);
    this.#boxes.clear();
    this.#places.clear();
    this.#adopted.clear();
    this.#frames = 0;
    this.#rules = playerRules([]);
    this.costs.clear();
    this.nodes.set(id, this.#begin(this.document, mode));
  }

  /** Begins a document in a frame of the stage. */
  openFrame(frame: Node | undefined, id: number, mode: number): void {
    let shown = frame && native.isElement(frame) ? frame : null;
    let inner = shown && documentIn(shown);
    if (shown && !inner) {
      shown = this.#anew(shown);
      inner = shown && native.contentDocument(shown);
    }
    if (!shown || !inner) {
      this.nodes.delete(id);
      return;
    }
    this.know(id, this.#begin(inner, mode));
    this.#drawings.note(shown, inner, id);
    // A window keeps the offset of the document that it had before.
    native.scroll(inner, 0, 0);
  }

  /** Puts a copy in the place of an `object`: in Chromium one that has come with what it falls back to stays with that. */
  #anew(object: Element): Element | null {
    const parent = native.parentNode(object);
    if (!parent || native.getAttribute(object, 'data') !== 'about:blank') return null;
    const made = native.cloneNode(object, false) as Element;
    for (let child = native.firstChild(object); child; child = native.firstChild(object)) {
      native.insertBefore(made, child, null);
    }
    native.insertBefore(parent, made, object);
    native.remove(object);
    for (const [id, node] of this.nodes) if (node === object) this.nodes.set(id, made);
    return made;
  }

  /** Empties a frame of the stage. */
  closeFrame(frame: Node | undefined): void {
    const inner = frame && native.isElement(frame) ? native.contentDocument(frame) : null;
    if (inner) this.#begin(inner, 0);
  }

  /** Gives an element a shadow root; one that can have none gets a place where nothing shows. */
  attachShadow(host: Node | undefined, id: number, flags: number): Node {
    let root: Node | undefined;
    if (host && native.isElement(host)) {
      try {
        const shadow = native.attachShadow(host, {
          mode: 'open',
          delegatesFocus: (flags & 1) !== 0,
          slotAssignment: (flags & 2) !== 0 ? 'manual' : 'named',
        });
        root = shadow;
      } catch {
        root = undefined;
      }
    }
    root ??= new DocumentFragment();
    this.know(id, root);
    if (native.getRootNode(root) === root && host) this.adopt(root, []);
    return root;
  }

  /** Puts a node in its place, and keeps what a frame below it shows. */
  place(node: Node, parent: Node, next: Node | null): void {
    this.copies.note(node, parent, next);
    const isConnected = native.isConnected(node);
    if (isConnected && native.moveWithin(parent, node, next)) return;
    const frames = isConnected ? framesWithin(node) : [];
    native.insertBefore(parent, node, next);
    for (const [frame, before] of frames) this.#rehome(frame, before);
  }

  /** Lets a node be known by another id. Only nodes of which nothing else is kept here are renamed. */
  rename(from: number, to: number): void {
    const node = this.nodes.get(from);
    if (!node) return;
    this.nodes.delete(from);
    this.nodes.set(to, node);
  }

  /** Takes a new node by its id. Another that was known by it leaves the stage. */
  know(id: number, node: Node): void {
    const before = this.nodes.get(id);
    if (before && before !== node) native.remove(before);
    this.nodes.set(id, node);
  }

  /** A node is not spoken of again. */
  forget(id: number): void {
    const node = this.nodes.get(id);
    if (!node) return;
    this.nodes.delete(id);
    this.motion.delete(id);
    this.media.delete(id);
    this.fields.delete(id);
    this.highlights.delete(id);
    this.pictures.delete(id, node);
    this.setRule(id, undefined);
    this.setRule(-id, undefined);
    this.#boxes.delete(id);
    this.#adopted.delete(node);
    this.copies.delete(node);
    if (native.isElement(node) && FRAMES.test(native.localName(node))) this.#frames--;
  }

  /** Makes a style sheet to be adopted in a document. */
  construct(document: number, id: number, text: string): void {
    const owner = this.nodes.get(document);
    const place = owner && native.isDocument(owner) ? this.#places.get(owner) : undefined;
    const view = owner && native.isDocument(owner) ? native.defaultView(owner) : null;
    if (!place || !view) return;
    let sheet = place.constructed.get(id);
    if (!sheet) {
      sheet = new view.CSSStyleSheet();
      place.constructed.set(id, sheet);
    }
    sheet.disabled = false;
    sheet.replaceSync(text);
  }

  /** Returns a sheet that was made to be adopted. */
  constructed(document: number, id: number): CSSStyleSheet | undefined {
    const owner = this.nodes.get(document);
    return owner && native.isDocument(owner) ? this.#places.get(owner)?.constructed.get(id) : undefined;
  }

  /** Gives a document or shadow root its adopted sheets; the player's own is the first. */
  adopt(root: Node, ids: readonly number[]): void {
    const owner = native.isDocument(root) ? root : native.ownerDocument(root);
    const place = owner && this.#places.get(owner);
    if (!place) return;
    this.#adopted.set(root, ids);
    const sheets = place.own ? [place.own] : [];
    for (const id of ids) {
      const sheet = place.constructed.get(id);
      if (sheet) sheets.push(sheet);
    }
    try {
      if (native.isDocument(root)) native.setAdopted(root, sheets);
      else native.setAdoptedInShadow(root as ShadowRoot, sheets);
    } catch {
      // A sheet of another document cannot be adopted; the recording is wrong, the rest of it stands.
    }
  }

  /** Gives the stage scroll bars as wide as the visitor's. */
  setScrollbars(width: number, isOverlay: boolean): void {
    this.#ownScrollbar ??= ownScrollbar(this.#host);
    // It is a rule for all nodes; no node has this id.
    this.setRule(0, scrollbarRule(width, isOverlay, this.#ownScrollbar));
  }

  /** Takes note of a style sheet or rule that comes to the stage, or of the declarations of what `of` selects. */
  note(css: string, of?: string): void {
    this.noteStyle(css);
    this.costs.note(css, of);
  }

  /** Takes note of what a `style` attribute says. */
  noteStyle(css: string): void {
    this.motion.note(css);
    this.#positions.note(css);
  }

  /** Counts an element that can hold a page, and says whether there may be one more: each costs as much as a small page. */
  mayHold(name: string): boolean {
    if (!FRAMES.test(name) || ++this.#frames <= MAX_FRAMES) return true;
    this.#frames--;
    this.costs.isExceeded = true;
    return false;
  }

  /** Brings all animations to where they were at an instant, in milliseconds of the recording. */
  showMotion(millis: number, isSeek: boolean): void {
    this.motion.show(millis, this.#adopted.keys(), isSeek);
    this.#positions.show(millis);
  }

  /** An image was given a source. */
  loads(image: Element): void {
    this.#loading.add(image);
  }

  /** Says whether something is still to come that decides where things are: images, fonts, what there is to scroll. */
  isLoading(): boolean {
    for (const image of this.#loading) {
      if (native.isComplete(image) || !native.isConnected(image)) this.#loading.delete(image);
    }
    const { media, pictures, scroll } = this;
    if (this.#loading.size > 0 || media.isLoading() || pictures.isLoading()) return true;
    if (scroll.isWaiting || this.#positions.isForgetting) return true;
    return [...this.#places.keys()].some((owner) => native.fontsOf(owner)?.status === 'loading');
  }

  /** Gives the element that bears this mark a size; a box in a line of text must become one that has a size. */
  setBox(id: number, side: 'width' | 'height', length: number, isInline: boolean): void {
    const box = this.#boxes.get(id) ?? { width: 0, height: 0, isInline };
    box[side] = Math.max(0, length);
    this.#boxes.set(id, box);
    const display = box.isInline ? 'display:inline-block!important;' : '';
    const size = `width:${box.width}px!important;height:${box.height}px!important`;
    this.setRule(id, `[data-domreel-box="${id}"]{box-sizing:border-box!important;${display}${size}}`);
  }

  /** Gives an element that may be skipped the size that the visitor's browser remembered; empty: none. */
  setSize(id: number, element: Element, text: string): void {
    const [width, height] = text.split(' ').map((length) => (/^[\d.]+$/.test(length) ? `${length}px` : undefined));
    if (!width && !height) {
      native.removeAttribute(element, '', 'data-domreel-size');
      return this.setRule(-id, undefined);
    }
    native.setAttribute(element, 'data-domreel-size', String(id));
    const side = (name: string, length: string | undefined): string =>
      length ? `contain-intrinsic-${name}:${length}!important;` : '';
    this.setRule(-id, `[data-domreel-size="${id}"]{${side('width', width)}${side('height', height)}}`);
  }

  /** Adds a rule of the player's own, for a node or for something else, or takes it away; `flush` writes what has changed. */
  setRule(key: number | string, rule: string | undefined): void {
    if (this.#nodeRules.get(key) === rule) return;
    if (rule === undefined) this.#nodeRules.delete(key);
    else this.#nodeRules.set(key, rule);
    this.#stale = true;
  }

  /** Writes the player's own rules, if they have changed since. */
  flush(): void {
    this.#drawings.fit();
    if (!this.#stale) return;
    this.#stale = false;
    this.#rules = playerRules([...this.#nodeRules.values()]);
    for (const { own } of this.#places.values()) own?.replaceSync(this.#rules);
  }

  /** Shows a selection. The stage has no focus: `stage-style.ts` gives it the colours of one that has. */
  select(anchor: Node | undefined, anchorOffset: number, focus: Node | undefined, focusOffset: number): void {
    if (this.selected) native.removeAllRanges(this.selected);
    const owner = anchor && native.ownerDocument(anchor);
    this.selected = owner ? native.selectionOf(owner) : null;
    if (!this.selected || !anchor || !focus) return;
    try {
      native.setBaseAndExtent(this.selected, anchor, anchorOffset, focus, focusOffset);
    } catch {
      // An offset behind the end: the recording says so, the DOM cannot hold it.
    }
  }

  /** Begins a document: its mode and policy are written, and then all that was written is taken away. */
  #begin(owner: Document, mode: number): Document {
    this.#places.delete(owner);
    if (this.#filesUrl && owner === this.document) {
      // Writing a document would bring it under the policy of who writes it.
      if (mode !== this.#mode) this.frame.src = new URL(stageFiles[mode] ?? stageFiles[0], this.#filesUrl).href;
      this.#mode = mode;
    } else {
      owner.open();
      owner.write(trusted(`${doctypes[mode] ?? doctypes[0]}<html><head></head></html>`));
      owner.close();
    }
    this.#restrict(owner);
    for (let child = native.firstChild(owner); child; child = native.firstChild(owner)) native.remove(child);
    const view = native.defaultView(owner);
    const own = view ? new view.CSSStyleSheet() : undefined;
    own?.replaceSync(this.#rules);
    this.#places.set(owner, { own, constructed: new Map() });
    // Events of loading do not bubble; the listener goes with the document.
    owner.addEventListener('load', this.#onload, true);
    this.adopt(owner, []);
    return owner;
  }

  /** Gives a document the stage's policy, and lets it not say who asks. Both stay when their elements go. */
  #restrict(owner: Document): void {
    const head =
      owner.head ??
      (owner.documentElement ?? owner.appendChild(owner.createElement('html'))).appendChild(
        owner.createElement('head'),
      );
    const says = {
      'Content-Security-Policy': ['http-equiv', this.#policy],
      referrer: ['name', 'no-referrer'],
    } as const;
    for (const [value, [attribute, content]] of Object.entries(says)) {
      const meta = owner.createElement('meta');
      meta.setAttribute(attribute, value);
      meta.setAttribute('content', content);
      head.append(meta);
    }
  }

  /** A frame that was moved has lost its document: what it showed goes into its new one. */
  #rehome(frame: Element, before: Document): void {
    const after = native.contentDocument(frame);
    if (!after || after === before) return;
    const id = [...this.nodes].find(([, node]) => node === before)?.[0];
    if (id === undefined) return;
    const mode = before.compatMode === 'BackCompat' ? 1 : 0;
    this.#begin(after, mode);
    for (let child = native.firstChild(before); child; child = native.firstChild(before)) {
      native.insertBefore(after, native.adoptNode(after, child), null);
    }
    this.nodes.set(id, after);
  }
}

/** Returns the document of a frame of the stage; an `object` that shows no picture becomes one. */
function documentIn(frame: Element): Document | null {
  const isObject = native.localName(frame) === 'object' && !native.hasAttribute(frame, 'data-domreel-picture');
  // To say it again would load it again, later, in place of what has been written into it by then.
  if (isObject && native.getAttribute(frame, 'data') !== 'about:blank') {
    native.setAttribute(frame, 'data', 'about:blank');
  }
  return native.contentDocument(frame);
}

/** The frames at and below a node, each with the document that it shows. */
function framesWithin(node: Node): [Element, Document][] {
  if (!native.isElement(node)) return [];
  const name = native.localName(node);
  const candidates = FRAMES.test(name) ? [node] : [...queryFrames(node)];
  return candidates.flatMap((frame) => {
    const inner = native.contentDocument(frame);
    return inner ? [[frame, inner] as [Element, Document]] : [];
  });
}

const query = globalThis.Element?.prototype.querySelectorAll;
const queryFrames = (element: Element): NodeListOf<Element> => query.call(element, 'iframe, frame, object');
const FRAMES = /^(i?frame|object|embed)$/;
/** The key of the rule for anchored boxes: that of no node, and of no other rule. */
const POSITIONS = 0.5;
/** How many frames there may be at once. */
const MAX_FRAMES = 256;
