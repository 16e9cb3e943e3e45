/**
 * The self-check: what the page is, from a walk that remembers nothing and knows nothing of what was written.
 *
 * It passes the same mask as a keyframe does. Of it digests are written, which
 * readers compare with those of their document. Loaded on demand: what it is
 * given of the recorder is handed over, as it is bundled by itself.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import type { Natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import type { Attachments } from './roots.js';
import { rulesAre } from './sheet-check.js';
import { type Edit, Kind } from './sheet-edit.js';
import type { Known, Sheets } from './sheets.js';
import type { Slice } from './slice.js';
import type { Slots } from './slots.js';
import type { Walker, WalkHost } from './walk.js';

type Root = Document | ShadowRoot;
type Offsets = readonly [left: number, top: number];
/** What events tell of late: scroll offsets, and the popovers that are open. */
interface Late {
  offsets: Map<Node, Offsets>;
  open: Set<Element>;
}
/** The part of a node table that a walk needs. */
type WalkNodes = ConstructorParameters<typeof Walker>[1];

/** What the check asks of the rest of the recorder. */
export interface CheckHost {
  readonly top: Document;
  /** How often to check, in milliseconds. */
  readonly millis: number;
  readonly nodes: NodeTable;
  readonly slots: Slots;
  readonly sheets: Sheets;
  readonly attachments: Attachments;
  readonly natives: Natives;
  makeWalker(batch: Batch, nodes: WalkNodes, host: WalkHost): Walker;
  wholly(): Slice;
  property(batch: Batch, key: Property, value: number | string): void;
  isIgnored(element: Element): boolean;
  eachRoot(action: (root: Root) => void): void;
  frameShows(frame: Element): void;
  /** Writes everything that was touched, and then what an action says. */
  outside(action: (batch: Batch) => void): void;
  guard(action: () => void): () => void;
}

/** Fields without a value that a visitor gives them. */
const UNFILLED = /^(hidden|submit|button|reset|image|file)$/;
/** A frame that does not come for so long, in milliseconds, does not come: the page is hidden. */
const FRAME_MILLIS = 1000;

/** Has readers compare their document with what the page is, again and again. */
export class Checker {
  /** The offsets that elements had when the recording began and have had ever since: they are found in idle time. */
  readonly #found: WeakMap<Node, Offsets>;
  readonly #natives: Natives;

  constructor(private readonly host: CheckHost) {
    this.#natives = host.natives;
    this.#found = new this.#natives.WeakMap();
  }

  /** Has readers compare their document with what the page is by now. */
  begin(): void {
    this.#eachScroller((node, offsets) => {
      if (offsets[0] !== 0 || offsets[1] !== 0) this.#found.set(node, offsets);
    });
    this.check();
    this.#schedule();
  }

  /** Writes a check; `before`: what there was when by now all events have come. Without it that is not compared. */
  check(before?: Late): void {
    const { natives, attachments, frameShows } = this.host;
    this.host.eachRoot((root) => {
      // Nobody tells when a frame begins to show another document, only when it has loaded.
      const frames = natives.elementsIn(root, 'iframe,frame,object');
      for (let index = 0; index < frames.length; index++) {
        if (attachments.framed(frames[index]!) !== null) frameShows(frames[index]!);
      }
    });
    this.host.outside((batch) => this.#write(batch, before));
  }

  #schedule(): void {
    const { guard, millis } = this.host;
    this.#natives.setTimeout(
      guard(() => this.#await()),
      millis,
    );
  }

  /** Waits until the events have come of all that there was: they come with the next frame, or as a task by then. */
  #await(): void {
    const { guard } = this.host;
    const { setTimeout, clearTimeout, requestAnimationFrame } = this.#natives;
    let isDone = false;
    let before: Late | undefined;
    const finish = guard(() => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      this.check(before);
      this.#schedule();
    });
    const timer = setTimeout(() => {
      before = undefined;
      finish();
    }, FRAME_MILLIS);
    requestAnimationFrame(
      guard(() => {
        before = this.#look();
        requestAnimationFrame(() => setTimeout(finish));
      }),
    );
  }

  #look(): Late {
    const { Map, Set, elementsIn, matches } = this.#natives;
    const late: Late = { offsets: new Map(), open: new Set() };
    this.#eachScroller((node, offsets) => late.offsets.set(node, offsets));
    this.host.eachRoot((root) => {
      const popovers = elementsIn(root, '[popover]');
      for (let index = 0; index < popovers.length; index++) {
        if (matches(popovers[index]!, ':popover-open')) late.open.add(popovers[index]!);
      }
    });
    return late;
  }

  /** Finds the documents, and the elements below them that can be scrolled, with their offsets. */
  #eachScroller(action: (node: Node, offsets: Offsets) => void): void {
    const { nodeType, elementsIn, scrollingElement, localName, computedStyle, scrollLeft, scrollTop } = this.#natives;
    const isVisible = /^visible visible|^visible$/;
    this.host.eachRoot((root) => {
      const scroller = nodeType(root) === 9 ? scrollingElement(root as Document) : null;
      if (scroller) action(root, [scrollLeft(scroller), scrollTop(scroller)]);
      const elements = elementsIn(root, '*');
      for (let index = 0; index < elements.length; index++) {
        const element = elements[index]!;
        const { scrollHeight, clientHeight, scrollWidth, clientWidth } = element;
        if (scrollHeight <= clientHeight && scrollWidth <= clientWidth) continue;
        const name = localName(element);
        // What stands for the document has its offsets, and no event tells of a field that scrolls with its caret.
        if (element === scroller || name === 'html' || name === 'body' || name === 'input') continue;
        if (!isVisible.test(computedStyle(element).overflow)) {
          action(element, [scrollLeft(element), scrollTop(element)]);
        }
      }
    });
  }

  #write(batch: Batch, before: Late | undefined): void {
    const { nodes: known, natives, attachments, slots, sheets } = this.host;
    const id = (node: Node | null): number => known.id(node);
    const { qualified, prefixless } = known;
    // A node that the recording does not know has no id, and gets none: that is what is to be found out.
    const nodes: WalkNodes = { id, add: id, next: 1, expected: 1, qualified, prefixless };
    const settled = new natives.Map<Node, Offsets>();
    this.#eachScroller((node, offsets) => {
      if (before && same(before.offsets.get(node), offsets)) settled.set(node, offsets);
    });
    const roots: Root[] = [];
    const walker = this.host.makeWalker(batch, nodes, {
      attached: (element, name) => attachments.attached(element, name),
      onroot: (root) => {
        roots[roots.length] = root;
      },
      state: (element, name) => {
        if (name === 'style' || name === 'link') this.#sheetOf(batch, element, name);
        if (name !== '') this.#state(batch, element, name, before);
        this.#scroll(batch, element, settled.get(element));
      },
      documentState: (document) => this.#scroll(batch, document, settled.get(document)),
    });
    // What the page's walks have found of slots and marks holds here, too.
    walker.slots.hasMarks = slots.hasMarks;
    walker.slots.hasRoots = slots.hasRoots;
    batch.command(Command.CHECK);
    walker.walk(this.host.top, { passesOver: () => false, left: [] }, this.host.wholly(), true);
    sheets.isReading = true;
    try {
      for (let index = 0; index < sheets.all.length; index++) this.#sheet(batch, sheets.all[index]!);
    } finally {
      sheets.isReading = false;
    }
    for (let index = 0; index < roots.length; index++) {
      const adopted = sheets.adoptedBy(roots[index]!);
      if (adopted.length === 0 || !batch.reserve(adopted.length + 8)) continue;
      batch.command(Command.ADOPT);
      batch.put(id(roots[index]!));
      batch.put(adopted.length);
      for (let at = 0; at < adopted.length; at++) batch.put(sheets.known.get(adopted[at]!)?.id ?? 0);
    }
    batch.command(Command.CHECK_END);
  }

  #scroll(batch: Batch, node: Node, offsets: Offsets | undefined): void {
    if (offsets === undefined || same(this.#found.get(node), offsets)) return;
    this.#found.delete(node);
    this.host.property(batch, Property.ScrollLeft, Math.round(offsets[0] * 8) / 8);
    this.host.property(batch, Property.ScrollTop, Math.round(offsets[1] * 8) / 8);
  }

  /** Writes what an HTML element has that stands in no attribute. */
  #state(batch: Batch, element: Element, name: string, before: Late | undefined): void {
    const { property } = this.host;
    const { hasAttribute, matches } = this.#natives;
    if (/^(input|textarea|option)$/.test(name)) this.#field(batch, element, name);
    if (name === 'dialog' && matches(element, ':modal')) property(batch, Property.Modal, 1);
    if (hasAttribute(element, 'popover')) {
      const isOpen = matches(element, ':popover-open');
      if (before?.open.has(element) !== isOpen) property(batch, Property.Gap, 0);
      else if (isOpen) property(batch, Property.Popover, 1);
    }
    if (matches(element, ':fullscreen')) property(batch, Property.Fullscreen, 1);
  }

  #field(batch: Batch, element: Element, name: string): void {
    const { natives, property, isIgnored } = this.host;
    // Nothing of it is compared.
    const leave = (): void => property(batch, Property.Gap, 0);
    if (isIgnored(element)) return leave();
    if (name === 'option') {
      const isSelected = natives.isSelected(element as HTMLOptionElement);
      if (isSelected || natives.hasAttribute(element, 'selected')) {
        property(batch, Property.Selected, isSelected ? 1 : 0);
      }
      return;
    }
    const type = name === 'input' ? natives.inputType(element as HTMLInputElement) : '';
    if (type === 'checkbox' || type === 'radio') {
      property(batch, Property.Checked, natives.checked(element as HTMLInputElement) ? 1 : 0);
      if (natives.indeterminate(element as HTMLInputElement)) property(batch, Property.Indeterminate, 1);
    } else if (!UNFILLED.test(type)) {
      const isInput = name === 'input';
      const value = isInput
        ? natives.value(element as HTMLInputElement)
        : natives.areaValue(element as HTMLTextAreaElement);
      // What the site takes out of values it may leave in attributes, and the other way round.
      if (batch.clean('value', value, element) !== value) return leave();
      property(batch, Property.Value, value);
    }
  }

  /** Writes which sheet of its own a `style` or `link` element has. */
  #sheetOf(batch: Batch, element: Element, name: string): void {
    const { sheets, natives, property } = this.host;
    const isStyle = name === 'style';
    const sheet = isStyle
      ? natives.styleSheet(element as HTMLStyleElement)
      : natives.linkSheet(element as HTMLLinkElement);
    if (sheet === null) return;
    const known = sheets.known.get(sheet);
    if (known) property(batch, Property.Sheet, known.id);
    else if (isStyle && !this.#areRules(sheet, natives.textContent(element) ?? '', []))
      property(batch, Property.Sheet, -1);
  }

  /** Writes a sheet that the recording knows: as it was written, if that makes the rules that it has. */
  #sheet(batch: Batch, { id, sheet: reference, text, base, edits, adopter, isWritten }: Known): void {
    const { natives, nodes, sheets } = this.host;
    const sheet = reference.deref();
    if (sheet === undefined || !isWritten) return;
    const node = sheet.ownerNode;
    const owner = node !== null && natives.nodeType(node) === 1 ? (node as Element) : null;
    if (owner ? nodes.id(owner) === 0 : adopter === 0) return;
    if (owner && sheets.known.get((owner as HTMLStyleElement).sheet!)?.id !== id) return;
    const given = text ?? (owner && natives.localName(owner) === 'style' ? natives.textContent(owner) : null);
    // What the site has taken out makes other rules.
    if (text !== null && batch.clean('style', text, owner) !== text) return;
    const isIt = given === null || this.#areRules(sheet, given, edits);
    const own = isIt ? text : 'other rules than were recorded';
    const address = batch.clean('url', base, owner);
    const isMedia = ({ kind, path }: Edit): boolean => kind === Kind.MEDIA && path.length === 0;
    const told = natives.filter(edits, isMedia);
    const media = told[told.length - 1]?.text ?? (owner === null ? sheet.media.mediaText : '');
    const rest = isIt ? natives.filter(edits, (edit) => !isMedia(edit)) : [];
    batch.command(Command.SHEET);
    batch.put(id);
    batch.put(own === null ? -1 : own.length);
    batch.put(address.length);
    batch.put(media.length);
    batch.put(sheet.disabled ? 1 : 0);
    batch.put(rest.length);
    batch.put(adopter);
    batch.text((own ?? '') + address + media);
    for (let index = 0; index < rest.length; index++) sheets.writeEdit(0, rest[index]!);
  }

  #areRules(sheet: CSSStyleSheet, text: string, edits: readonly Edit[]): boolean {
    const { sheets, natives } = this.host;
    const wasReading = sheets.isReading;
    sheets.isReading = true;
    try {
      const { ownerNode } = sheet;
      // Quirks read them in another way.
      if (ownerNode && natives.compatMode(natives.ownerDocument(ownerNode)!) === 'BackCompat') return true;
      return rulesAre(sheet, text, edits);
    } finally {
      sheets.isReading = wasReading;
    }
  }
}

function same(before: Offsets | undefined, now: Offsets): boolean {
  return before !== undefined && before[0] === now[0] && before[1] === now[1];
}
