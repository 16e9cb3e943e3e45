/**
 * State of elements that stands in no attribute: values, choices, the top layer, media, scroll offsets.
 *
 * What attributes already imply is not written, until it was written once.
 */

import { bare } from './bare.js';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import { early } from './left-early.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import { isIgnored, showsMedia } from './regions.js';
import { Trait } from './tag.js';
import { property } from './walk.js';

const {
  attribute,
  hasAttribute,
  localName,
  namespaceURI,
  nodeType,
  textContent,
  matches,
  value,
  inputType,
  checked,
  defaultChecked,
  indeterminate,
  files,
  areaValue,
  options,
  isSelected,
  isConnected,
  currentSrc,
  scrollLeft,
  scrollTop,
  scrollingElement,
  define,
  now,
  splice,
  filter,
} = natives;

const HTML = 'http://www.w3.org/1999/xhtml';
/** Elements that visitors fill in. */
const FILLED_IN = /^(input|textarea|select|option)$/;

/** So far the clock of a media element may be from the page's, in seconds. */
const MEDIA_SECONDS = 0.1;
/** Fields that can be valid or not. */
const FIELD = /^(input|textarea|select)$/;

type State = Record<number, number | string>;

const emptyState = (): State => bare({});

/** Reads state, remembers what was written, and writes what changed. */
export class StateReader {
  readonly #written = new natives.WeakMap<Node, State>();
  /** Nodes whose state may have changed since the last flush. */
  #touched = new natives.Set<Node>();
  /** What is in the top layer, bottom first. */
  #top: Element[] = [];
  /** The recording's zero. */
  readonly #zero = now();

  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    /** Is called when something was touched that needs a flush. */
    private readonly onTouch: (node?: Node) => void,
    /** Is told of custom elements that are not defined yet. */
    private readonly onUndefined: (element: Element, name: string) => void,
  ) {}

  /** Whether pictures of canvases are recorded. */
  showsCanvases = false;

  /** Films that were sought since they were loaded: they show no poster any more. */
  readonly sought = new natives.WeakSet<Element>();

  /** Notes that an element's state may have changed. */
  touch(node: Node): void {
    this.#touched.add(node);
    this.onTouch(node);
  }

  /** Keeps the order of the top layer: says that an element may have come into it or left it just now. */
  noteTopLayer(element: Element): void {
    this.#place(element);
    this.touch(element);
  }

  /** By what popovers were opened. */
  readonly #invokers = new natives.WeakMap<Element, Element | null>();

  /** Notes by what a popover is opened; older browsers do not tell. */
  noteInvoker({ target, source }: ToggleEvent & { source?: Element | null }): void {
    if (source !== undefined) this.#invokers.set(target as Element, source);
  }

  /** Writes the state of the element that was written last in a tree. */
  writeInTree(element: Element, name: string, traits: number): void {
    const isScrolled = this.#hasScrolled && this.#scrolled.has(element);
    // Most elements have nothing of the kind.
    const hasState = (traits & (Trait.STATE | Trait.TOP_LAYER)) !== 0 || this.#top.length > 0;
    const read = name !== '' && hasState ? this.#read(element, name) : null;
    const state = read ?? (isScrolled ? emptyState() : null);
    if (state === null) return;
    if (isScrolled) this.#scroll(element, state);
    let isEmpty = true;
    for (const key in state) {
      property(this.batch, +key, state[key]!);
      isEmpty = false;
    }
    // What was written before a keyframe is not in it.
    if (isEmpty) this.#written.delete(element);
    else this.#written.set(element, state);
  }

  /** Writes the changes of all touched nodes that are in the recording, as operations. */
  flush(): void {
    // What has left the recording left the top layer with it, and is not held any longer; so did what was moved.
    for (let index = this.#top.length - 1; index >= 0; index--) {
      const element = this.#top[index]!;
      if (this.nodes.id(element) === 0) this.#lower(index);
      else {
        this.#touched.add(element);
        // One that has closed, of which no event has told yet: where the others are then is told with it.
        this.#place(element);
      }
    }
    if (this.#hasMoved) {
      this.#hasMoved = false;
      this.#scrollers = filter(this.#scrollers, (scroller) => {
        const node = scroller.deref();
        if (node) this.#touched.add(node);
        return node !== undefined;
      });
    }
    // One that came there checked has unchecked another.
    this.#radioRoots.forEach((root) => {
      const radios = natives.elementsIn(root as Document, 'input[type=radio]');
      for (let index = 0; index < radios.length; index++) this.#touched.add(radios[index]!);
    });
    if (this.#touched.size === 0) return;
    const touched = this.#touched;
    this.#touched = new natives.Set();
    touched.forEach((node) => {
      const id = isConnected(node) ? this.nodes.id(node) : 0;
      if (id === 0) return;
      if (nodeType(node) === 9) {
        this.#compare(node, id, this.#scroll(scrollingElement(node as Document), emptyState()));
        return;
      }
      const element = node as Element;
      const isHtml = namespaceURI(element) === HTML;
      const state = (isHtml ? this.#read(element, localName(element)) : null) ?? emptyState();
      if (this.#scrolled.has(element)) this.#scroll(element, state);
      this.#compare(element, id, state);
    });
    this.#hasRadios ||= this.#radioRoots.size > 0;
    this.#radioRoots.clear();
  }

  /** Where radio buttons were found checked since the last flush, or were moved. */
  readonly #radioRoots = new natives.Set<Node>();
  #hasRadios = false;

  readonly #internals = early()?.internals ?? new natives.WeakMap<Element, ElementInternals>();
  /** The custom element to which internals, or the states in them, belong. */
  readonly #owners = new natives.WeakMap<object, Element>();

  /** Keeps what a custom element was given to speak for itself: nobody can ask for it a second time. */
  keepInternals(element: Element, internals: ElementInternals): void {
    this.#internals.set(element, internals);
    this.touch(element);
  }

  /** Notes that the states or the validity of the custom element may have changed that these belong to. */
  touchOwner(part: object): void {
    const owner = this.#owners.get(part);
    if (owner !== undefined) this.touch(owner);
  }

  #readInternals(element: Element, state: State): void {
    const internals = this.#internals.get(element);
    if (internals === undefined) return;
    this.#owners.set(internals, element);
    const { states } = internals;
    if (states !== undefined) {
      this.#owners.set(states, element);
      let text = '';
      states.forEach((name) => {
        text += text === '' ? name : ` ${name}`;
      });
      if (text !== '') state[Property.States] = text;
    }
    try {
      writeValidity(internals.validity, state);
    } catch {
      // It is not of a form.
    }
  }

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return this.#touched.size > 0;
  }

  readonly #scrolled = new natives.WeakMap<Node, true>();
  /** The same, for when all are looked at. */
  #scrollers: WeakRef<Node>[] = [];
  #hasScrolled = false;
  /** Whether nodes were moved since the last flush: those have lost their scroll offsets, and no event says so. */
  #hasMoved = false;

  /** Notes that a node was moved. */
  noteMoved(node: Node): void {
    this.#hasMoved = true;
    if (this.#hasRadios) this.#radioRoots.add(natives.rootNode(node));
  }

  /** Notes that an element, or a document's scrolling element, was scrolled. */
  touchScroll(node: Node): void {
    if (!this.#scrolled.has(node)) this.#scrollers[this.#scrollers.length] = new natives.WeakRef(node);
    this.#scrolled.set(node, true);
    this.#hasScrolled = true;
    this.touch(node);
  }

  /** Returns a document's scroll offset for a keyframe, and remembers it as written. */
  writeDocumentScroll(document: Document): void {
    const state = this.#scroll(scrollingElement(document), emptyState());
    this.#written.set(document, state);
    for (const key in state) if (state[key] !== 0) property(this.batch, +key, state[key]!);
  }

  #scroll(element: Element | null, state: State): State {
    if (element !== null) {
      state[Property.ScrollLeft] = round(scrollLeft(element));
      state[Property.ScrollTop] = round(scrollTop(element));
    }
    return state;
  }

  #compare(node: Node, id: number, state: State): void {
    const before = this.#written.get(node);
    let written = before;
    const put = (key: number, entry: number | string): void => {
      this.batch.command(Command.PROPERTY);
      this.batch.put(id);
      property(this.batch, key, entry);
      if (written === undefined) {
        written = emptyState();
        this.#written.set(node, written);
      }
      written[key] = entry;
    };
    for (const key in state) if (before?.[key] !== state[key]) put(+key, state[key]!);
    // What is not said any more has gone back to what attributes imply: say that.
    if (before) {
      for (const key in before) {
        if (!(key in state) && +key > Property.ScrollTop) {
          const back = this.#implied(node as Element, +key);
          if (before[key] !== back) put(+key, back);
        }
      }
    }
  }

  /** The value that attributes imply. */
  #implied(element: Element, key: number): number | string {
    switch (key) {
      case Property.Value: {
        const text = localName(element) === 'textarea' ? textContent(element) : attribute(element, 'value');
        return this.batch.clean('value', text ?? '', element);
      }
      case Property.Checked:
        return hasAttribute(element, 'checked') ? 1 : 0;
      case Property.Selected:
        return hasAttribute(element, 'selected') ? 1 : 0;
      case Property.Source:
      case Property.Gap:
      case Property.States:
      case Property.Assigned:
      case Property.Validity:
        return '';
      case Property.SelectionStart:
      case Property.SelectionEnd:
        return -1;
      case Property.Rate:
      case Property.Volume:
      case Property.Paused:
        return 1;
      default:
        return 0;
    }
  }

  /** The state that attributes do not imply; `null` for elements that have none. */
  #read(element: Element, name: string): State | null {
    if (FILLED_IN.test(name) && isIgnored(element)) return null;
    const state = emptyState();
    let isKnown = true;
    switch (name) {
      case 'input': {
        const input = element as HTMLInputElement;
        const type = inputType(input);
        if (type === 'checkbox' || type === 'radio') {
          if (type === 'radio' && checked(input)) this.#radioRoots.add(natives.rootNode(input));
          if (checked(input) !== defaultChecked(input)) state[Property.Checked] = checked(input) ? 1 : 0;
          if (indeterminate(input)) state[Property.Indeterminate] = 1;
        } else if (type === 'file') {
          const count = files(input)?.length ?? 0;
          if (count > 0) state[Property.Files] = count;
        } else {
          if (value(input) !== (attribute(input, 'value') ?? '')) {
            state[Property.Value] = this.batch.clean('value', value(input), input);
          }
          // A date without a year, a number that is none yet: no script can read it, or put it there.
          if (input.validity.badInput) state[Property.Gap] = 'partial';
        }
        break;
      }
      case 'textarea':
        if (areaValue(element as HTMLTextAreaElement) !== textContent(element)) {
          state[Property.Value] = this.batch.clean('value', areaValue(element as HTMLTextAreaElement), element);
        }
        break;
      case 'option':
        if (isSelected(element as HTMLOptionElement) !== hasAttribute(element, 'selected')) {
          state[Property.Selected] = isSelected(element as HTMLOptionElement) ? 1 : 0;
        }
        break;
      case 'select':
        if (
          !hasAttribute(element, 'multiple') &&
          (element as HTMLSelectElement).selectedIndex < 0 &&
          options(element as HTMLSelectElement).length > 0
        ) {
          state[Property.Selected] = -1;
        }
        // One that the page itself has made: only the visitor's own act opens it.
        if (matchesIfKnown(element, ':open:has(option:focus)')) state[Property.Gap] = 'picker';
        break;
      case 'embed':
        // No script reaches the page in it.
        if (/html|pdf/.test(attribute(element, 'type') ?? '')) state[Property.Gap] = 'embedded';
        break;
      case 'slot':
        this.#readSlot(element as HTMLSlotElement, state);
        break;
      case 'dialog':
        this.#topLayer(element, state, Property.Modal);
        break;
      case 'img': {
        const image = element as HTMLImageElement;
        const { complete, naturalWidth } = image;
        const source = currentSrc(image);
        const isShown = showsMedia(image);
        // Bytes that do not stand in the address itself may be kept nowhere.
        if (!isShown || !/^data:/i.test(source)) keepSize(state, naturalWidth, image.naturalHeight);
        if (!isShown) {
          state[Property.Gap] = 'masked';
          break;
        }
        // What has loaded under another fragment is told by that one, and means what the element's own says.
        if (source !== '' && withoutFragment(source) !== withoutFragment(image.src))
          state[Property.Source] = this.batch.clean('url', source, image);
        if (complete && naturalWidth === 0 && hasAttribute(image, 'src')) state[Property.Failed] = 1;
        break;
      }
      case 'canvas':
        if (!showsMedia(element)) state[Property.Gap] = 'masked';
        else if (!this.showsCanvases) state[Property.Gap] = 'off';
        break;
      case 'video':
      case 'audio':
        readMedia(
          element as HTMLMediaElement,
          state,
          this.#written.get(element),
          now() - this.#zero,
          this.sought.has(element),
        );
        if (state[Property.Source])
          state[Property.Source] = this.batch.clean('url', String(state[Property.Source]), element);
        break;
      default:
        isKnown = false;
        if (name.indexOf('-') > 0) {
          isKnown = true;
          this.#readInternals(element, state);
          if (matches(element, ':defined')) state[Property.Defined] = 1;
          else this.onUndefined(element, name);
        }
    }
    if (isKnown && FIELD.test(name)) {
      const { selectionStart, selectionEnd, selectionDirection } = element as HTMLInputElement;
      // Where nothing is said, the caret stands behind the last letter.
      const isBefore = (): boolean =>
        selectionEnd! <
        (name === 'input' ? value(element as HTMLInputElement) : areaValue(element as HTMLTextAreaElement)).length;
      if (selectionStart !== selectionEnd || (selectionEnd != null && isBefore() && matches(element, ':focus'))) {
        const isBackward = selectionDirection === 'backward';
        state[Property.SelectionStart] = isBackward ? selectionEnd! : selectionStart!;
        state[Property.SelectionEnd] = isBackward ? selectionStart! : selectionEnd!;
      }
      // What a script says is wrong; what else is wrong follows from attributes and value.
      if ((element as HTMLInputElement).validity.customError) state[Property.Validity] = 'customError';
      if (matchesIfKnown(element, ':user-invalid')) state[Property.UserInteracted] = 2;
      else if (matchesIfKnown(element, ':user-valid')) state[Property.UserInteracted] = 1;
    }
    if (hasAttribute(element, 'popover')) {
      isKnown = true;
      this.#topLayer(element, state, Property.Popover);
      const invoker = this.#invokers.get(element);
      if (state[Property.Popover] && invoker !== undefined) state[Property.Invoker] = `${this.nodes.id(invoker)}`;
    }
    if (this.#top.length > 0 && matches(element, ':fullscreen')) {
      isKnown = true;
      this.#topLayer(element, state, Property.Fullscreen);
    }
    return isKnown ? state : null;
  }

  /** Slots that were read before. */
  readonly #slots = new natives.WeakMap<Element, true>();

  /** Reads which nodes a script has put into a slot. */
  #readSlot(slot: HTMLSlotElement, state: State): void {
    const root = natives.rootNode(slot) as ShadowRoot;
    const nodes = root.slotAssignment === 'manual' ? slot.assignedNodes() : [];
    let text = '';
    for (let index = 0; index < nodes.length; index++) {
      const id = this.nodes.id(nodes[index]!);
      if (id !== 0) text += text === '' ? id : ` ${id}`;
    }
    if (text !== '') state[Property.Assigned] = text;
    // What is written later in the same tree has no id yet.
    if (nodes.length > 0 && !this.#slots.has(slot)) this.touch(slot);
    this.#slots.set(slot, true);
  }

  #topLayer(element: Element, state: State, key: Property): void {
    this.#place(element);
    const place = this.#top.indexOf(element) + 1;
    if (place > 0) state[key] = place;
  }

  /** Puts an element that is in the top layer on its top, unless it is there, and takes one out that is not. */
  #place(element: Element): void {
    const isIn =
      matchesIfKnown(element, ':modal') ||
      matchesIfKnown(element, ':popover-open') ||
      matchesIfKnown(element, ':fullscreen');
    const place = this.#top.indexOf(element);
    if (isIn && place < 0) {
      define(this.#top, this.#top.length, { value: element, writable: true, configurable: true, enumerable: true });
    } else if (!isIn && place >= 0) {
      this.#lower(place);
    }
  }

  /** Takes what is at this place out of the top layer; those above it move down. */
  #lower(place: number): void {
    splice(this.#top, place, 1);
    for (let index = place; index < this.#top.length; index++) this.touch(this.#top[index]!);
  }
}

/** Writes the names of what is wrong with a value. */
function writeValidity(validity: ValidityState, state: State): void {
  let text = '';
  for (const flag in validity) {
    if (flag !== 'valid' && validity[flag as keyof ValidityState]) text += text === '' ? flag : ` ${flag}`;
  }
  if (text !== '') state[Property.Validity] = text;
}

function readMedia(
  media: HTMLMediaElement,
  state: State,
  before: State | undefined,
  millis: number,
  wasSought: boolean,
): void {
  const { readyState, currentTime, paused, playbackRate, ended } = media;
  if (readyState > 0) {
    const plays = !paused && !ended && readyState > 2;
    const known = before?.[Property.MediaTime] as number;
    let zero = round(currentTime - (plays ? (playbackRate * millis) / 1000 : 0), 1000);
    // Only at 0 a film may still show its poster; one that has been moved does not.
    if (!plays && zero === 0 && (wasSought || media.played.length > 0)) zero = 0.001;
    state[Property.Paused] = plays ? 0 : paused ? 1 : 2;
    // While it plays on, only the clocks differ.
    const goesOn = plays && before?.[Property.Paused] === 0 && Math.abs(known - zero) < MEDIA_SECONDS;
    state[Property.MediaTime] = goesOn ? known : zero;
  }
  if (playbackRate !== 1) state[Property.Rate] = playbackRate;
  if (media.volume !== 1) state[Property.Volume] = media.volume;
  // The attribute counts when a parser makes the element, and never again.
  if (media.muted || hasAttribute(media, 'muted')) state[Property.Muted] = media.muted ? 1 : 0;
  if (ended) state[Property.Ended] = 1;
  const isShown = showsMedia(media);
  const { videoWidth = 0, videoHeight = 0, clientWidth, clientHeight } = media as HTMLVideoElement;
  // A poster has another size than the film, and nobody tells which.
  const isPoster = hasAttribute(media, 'poster') && currentTime === 0;
  // Where it can neither be played nor shown it leaves its room.
  keepSize(state, isPoster ? clientWidth : videoWidth, isPoster ? clientHeight : videoHeight);
  if (!isShown || media.mediaKeys) state[Property.Gap] = isShown ? 'encrypted' : 'masked';
  else if (media.networkState > 0 && media.currentSrc !== '' && media.currentSrc !== media.src)
    state[Property.Source] = media.currentSrc;
}

/** Keeps how large what an element shows is by itself. */
function keepSize(state: State, width: number, height: number): void {
  if (width > 0) state[Property.NaturalWidth] = width;
  if (height > 0) state[Property.NaturalHeight] = height;
}

/** Rounds to a part of a whole. Offsets are kept in eighths of a pixel: finer than any screen shows. */
function round(number: number, parts = 8): number {
  return Math.round(number * parts) / parts;
}

/** `matches` for pseudo-classes that an older browser may not know. */
function matchesIfKnown(element: Element, selector: string): boolean {
  try {
    return matches(element, selector);
  } catch {
    return false;
  }
}

/** Returns an address without its fragment. */
function withoutFragment(url: string): string | undefined {
  return url.split('#')[0];
}
