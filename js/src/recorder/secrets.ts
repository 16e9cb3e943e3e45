/**
 * What stands in fields for secrets, told to the mask before anything is written that may repeat it. Part of what levels
 * other than `all` need: there everything that a page could repeat is masked as it is.
 *
 * The fields themselves are asked, at the moment of writing: a page may repeat what is typed before any listener has
 * heard of it.
 */

import type { Batch } from './batch.js';
import { Command } from './command.js';
import type { Natives } from './natives.js';
import type { RootObserver } from './observer.js';
import type { Attachments } from './roots.js';
import { isSecretField, TELLING_FIELDS } from './secret-fields.js';
import type { Slice } from './slice.js';

type Root = Document | ShadowRoot;
type Field = HTMLInputElement | HTMLTextAreaElement;

/** What the recorder is asked for. */
export interface SecretsHost {
  readonly batch: Batch;
  readonly natives: Natives;
  /** Says whether a field is known to have been one for secrets, or to have shown dots. */
  wasSecret(field: Element): boolean;
  /** The same, and looks whether it shows dots now. */
  dotsOf(field: Element): number;
  /** Says whether a page is so large that its first slice is next to nothing. */
  isLarge(document: Document): boolean;
  /** Looks for what a root has to be known of beside its fields, before anything in it is read. */
  look(root: Root): void;
  readonly attachments: Pick<Attachments, 'framed' | 'below'>;
  readonly observer: Pick<RootObserver, 'each'>;
}

/** How what is told is meant; `recorder/src/mask/echo.rs` has the same. */
const enum Held {
  /** Nothing stands there any more of what was told. */
  GONE = 0,
  STANDS = 1,
  /** It is of a hidden field, where words of the page stand too. */
  HIDDEN = 2,
}

/** What a field is by its attributes. */
const enum Kind {
  PLAIN,
  SECRET,
  HIDDEN,
}

interface Known {
  kind: Kind;
  /** What was told of it last. */
  told: string;
}

/** One query for each name: for a single name the browser goes past all other elements at a tenth of the cost. */
const FIELDS = ['input', 'textarea'];
const FRAMES = ['iframe', 'frame'];
/** Inputs into which nobody writes. */
const UNWRITTEN = /^(checkbox|radio|button|submit|reset|image|file|range|color)$/i;
/** Deliveries of more records are not looked through: all roots are. */
const MAX_RECORDS = 64;
/** So many nodes are searched before it is asked whether a slice is over, and so many take as long as reading one. */
const SEARCHED_AT_ONCE = 64;
const SEARCHED_FOR_READ = 4;
/** Shorter values may be parts of one secret: boxes of one digit each, groups of a card's number. */
const MAX_PART = 5;
/** So many fields may hold one secret together. */
const MAX_PARTS = 19;

/** Knows the fields of a page that hold secrets, and what stands in them. */
export class Secrets {
  readonly #fields: Map<Field, Known>;
  readonly #queryElement = Element.prototype.querySelectorAll;
  /** Whether fields may have come that were not found. */
  #mayHaveCome = false;
  /** Whether fields may have gone. */
  #mayHaveGone = false;
  /** The search for what nobody has met yet, as far as it has come. */
  #search: Generator<void, void> | undefined;
  /** How many nodes were searched. */
  #searched = 0;
  /** The page that the recording begins with, until it comes into it: no script of its own runs in between. */
  #begun: Root | undefined;
  /** Whether a field has gone of which was told that something stands in it. */
  #hasGone = false;
  /** What tells of nodes that were added since it was told last: nobody has met the shadow trees and frames in these. */
  #unread: MutationRecord[][] = [];

  constructor(private readonly host: SecretsHost) {
    this.#fields = new host.natives.Map();
  }

  /** Tells of what stands in the fields of a page that is about to be read, and of the pages that it frames. */
  begin(top: Document): void {
    this.#find(top);
    this.#begun = top;
    this.#search = this.#searchTop(top);
    if (!this.host.isLarge(top)) this.#goOn();
    this.#fields.forEach((_, field) => {
      this.host.dotsOf(field);
    });
    this.tell();
  }

  /** Whether there may be secrets of which nothing was told yet: till then no text must be read. */
  get isPending(): boolean {
    return this.#search !== undefined || this.#unread.length > 0;
  }

  /** Tells of what stands in a root that is about to be read. */
  come(root: Root): void {
    const isBegun = root === this.#begun;
    this.#begun = undefined;
    if (isBegun) return;
    this.host.look(root);
    // The one that it takes the place of goes untold.
    this.#mayHaveGone = true;
    this.#find(root);
    this.#tellOthers();
  }

  /** Looks for fields that have come or are others now. */
  note(records: MutationRecord[]): void {
    if (records.length > MAX_RECORDS) {
      this.#mayHaveCome = true;
      this.#mayHaveGone = true;
      this.#unread[this.#unread.length] = records;
      return;
    }
    let hasAdded = false;
    for (let index = 0; index < records.length; index++) {
      const { target, addedNodes, removedNodes, attributeName } = records[index]!;
      if (removedNodes.length > 0) this.#mayHaveGone = true;
      hasAdded ||= addedNodes.length > 0;
      if (addedNodes.length > MAX_RECORDS) this.#mayHaveCome = true;
      else for (let at = 0; at < addedNodes.length; at++) this.#look(addedNodes[at]!);
      if (attributeName !== null && TELLING_FIELDS.indexOf(attributeName) >= 0 && isField(this.host.natives, target)) {
        this.#keep(target as Field);
      }
    }
    if (hasAdded) this.#unread[this.#unread.length] = records;
  }

  /** Says whether somebody writes into a field for secrets: the page may know a character before the field has it. */
  get isTyped(): boolean {
    let isTyped = false;
    this.#fields.forEach((known, field) => {
      isTyped ||= this.#isSecret(field, known) && this.host.natives.matches(field, ':focus');
    });
    return isTyped;
  }

  /** Tells of what stands in the fields now, if that is anything else than was told, at the beginning of a slice. */
  tell(slice?: Pick<Slice, 'isOver'>): void {
    this.host.batch.mirrors?.goOn();
    if (slice) this.#goOn(slice);
    this.#tellOthers();
  }

  #tellOthers(): void {
    const { natives } = this.host;
    if (this.#mayHaveCome) this.host.observer.each((root) => this.#find(root));
    this.#mayHaveCome = false;
    let isOther = this.#hasGone;
    this.#hasGone = false;
    this.#fields.forEach((known, field) => {
      const isHidden = known.kind === Kind.HIDDEN;
      const isTelling = isHidden || this.#isSecret(field, known);
      if (!isTelling && known.told === '') return;
      const now = isTelling ? valueOf(natives, field) : '';
      if (isHidden && now !== known.told) this.#tell(Held.HIDDEN, now);
      else if (now !== known.told) isOther = true;
      known.told = now;
    });
    if (isOther) this.#tellAll();
    if (!this.#mayHaveGone) return;
    this.#mayHaveGone = false;
    this.#fields.forEach((known, field) => {
      // What stands in a frame that has gone is connected still, to a document that nobody sees.
      if (natives.isConnected(field) && natives.defaultView(natives.ownerDocument(field)!) !== null) return;
      this.#fields.delete(field);
      this.#hasGone ||= known.told !== '';
    });
  }

  #tellAll(): void {
    this.#tell(Held.GONE, '');
    let parts: string[] = [];
    this.#fields.forEach(({ kind, told }) => {
      if (told === '' || kind === Kind.HIDDEN) return;
      this.#tell(Held.STANDS, told);
      if (told.length > MAX_PART) {
        parts = [];
        return;
      }
      // Any of the fields before it may be the first of one secret.
      parts = [...parts.slice(1 - MAX_PARTS), ''].map((part) => part + told);
      for (let index = 0; index < parts.length - 1; index++) this.#tell(Held.STANDS, parts[index]!);
    });
  }

  #tell(held: Held, text: string): void {
    const { batch } = this.host;
    batch.command(Command.HELD);
    batch.put(held);
    batch.string(text);
  }

  /** Looks for fields in a root, and in the pages that it frames. */
  #find(root: Root): void {
    const { natives, attachments } = this.host;
    const each = (name: string, action: (element: Element) => void): void => {
      const found = natives.elementsIn(root, name);
      for (let index = 0; index < found.length; index++) action(found[index]!);
    };
    for (const name of FIELDS) each(name, (field) => this.#keep(field as Field));
    for (const name of FRAMES) {
      each(name, (frame) => {
        const inner = attachments.framed(frame);
        if (inner !== null) this.#find(inner);
      });
    }
  }

  /** Goes on with the search, as far as a slice goes: what stands in a shadow tree may be said above it, which is read before anybody meets the tree. */
  #goOn(slice?: Pick<Slice, 'isOver'>): void {
    for (;;) {
      this.#search ??= this.#unread.length > 0 ? this.#searchUnread() : undefined;
      if (!this.#search || slice?.isOver(SEARCHED_AT_ONCE / SEARCHED_FOR_READ)) return;
      if (this.#search.next().done) this.#search = undefined;
    }
  }

  /** Searches what hangs below all that was added. */
  *#searchUnread(): Generator<void, void> {
    const { nodeType, firstChild } = this.host.natives;
    const deliveries = this.#unread;
    this.#unread = [];
    for (let delivery = 0; delivery < deliveries.length; delivery++) {
      const records = deliveries[delivery]!;
      for (let index = 0; index < records.length; index++) {
        const { addedNodes } = records[index]!;
        yield* this.#searchBelow(addedNodes);
        for (let at = 0; at < addedNodes.length; at++) {
          const node = addedNodes[at] as Element;
          if (nodeType(node) === 1 && firstChild(node) !== null) {
            yield* this.#searchBelow(this.#queryElement.call(node, '*'));
          }
        }
      }
    }
  }

  *#searchTop(top: Document): Generator<void, void> {
    this.host.look(top);
    yield;
    yield* this.#searchBelow(this.host.natives.elementsIn(top, '*'));
  }

  *#searchRoot(root: Root): Generator<void, void> {
    this.#find(root);
    yield* this.#searchBelow(this.host.natives.elementsIn(root, '*'));
  }

  /** Searches the shadow trees and frames that hang on any of these nodes. */
  *#searchBelow(nodes: ArrayLike<Node>): Generator<void, void> {
    const { natives, attachments } = this.host;
    for (let at = 0; at < nodes.length; at++) {
      if (++this.#searched % SEARCHED_AT_ONCE === 0) yield;
      const node = nodes[at]!;
      const inner = natives.nodeType(node) === 1 ? attachments.below(node as Element) : null;
      if (inner !== null) yield* this.#searchRoot(inner);
    }
  }

  #look(node: Node): void {
    const { natives } = this.host;
    if (natives.nodeType(node) !== 1) return;
    if (isField(natives, node)) this.#keep(node as Field);
    else if (natives.firstChild(node) !== null) {
      const found = this.#queryElement.call(node, FIELDS.join());
      for (let index = 0; index < found.length; index++) this.#keep(found[index] as Field);
    }
  }

  /** Notes a field, or that it may be another one now. */
  #keep(field: Field): void {
    const { natives } = this.host;
    const type = natives.attribute(field, 'type') ?? '';
    const kind = /^hidden$/i.test(type) ? Kind.HIDDEN : isSecretField(natives, field) ? Kind.SECRET : Kind.PLAIN;
    const known = this.#fields.get(field);
    if (known) known.kind = kind;
    else if (!UNWRITTEN.test(type)) this.#fields.set(field, { kind, told: '' });
  }

  #isSecret(field: Field, known: Known): boolean {
    return known.kind === Kind.SECRET || (known.kind === Kind.PLAIN && this.host.wasSecret(field));
  }
}

function isField(natives: Natives, node: Node): boolean {
  return natives.nodeType(node) === 1 && /^(input|textarea)$/.test(natives.localName(node as Element));
}

function valueOf(natives: Natives, field: Field): string {
  const isArea = natives.localName(field) === 'textarea';
  return isArea ? natives.areaValue(field as HTMLTextAreaElement) : natives.value(field as HTMLInputElement);
}
