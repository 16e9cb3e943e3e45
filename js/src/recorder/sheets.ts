/**
 * Style sheets: which there are, and what scripts do to their rules.
 *
 * The text of a `style` element is in the tree, that of a `link` comes as a
 * resource under its address. A sheet gets an identity of its own when a script
 * changed its rules, or when no text of the page says what it holds.
 */

import { resolve } from './addresses.js';
import { type Adopters, Place } from './adopters.js';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import { isImport, isTextOf } from './compared-sheets.js';
import type { Hooks } from './hooks.js';
import { early } from './left-early.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';
import { type Edit, Kind } from './sheet-edit.js';
import { hookSheets, importer, pathOf } from './sheet-hooks.js';
import { adoptedBy, instructed, isXml, ownerOf, readableRules, rulesText, sheetOf } from './sheet-reading.js';
import { property } from './walk.js';

const { textContent, nodeType, localName, attribute, concat, filter, shift, styleSheets } = natives;

/** What the recording knows of a sheet. */
export interface Known {
  id: number;
  sheet: WeakRef<CSSStyleSheet>;
  /** The text; `null` if it is that of the owning element. */
  text: string | null;
  base: string;
  /** The media list that it was written with, where no element has one. */
  media: string;
  /** A node that adopted it: a masked one, if there is any; 0: it is of an element. */
  adopter: number;
  /** Where it was adopted when it was written. */
  place: Place;
  edits: Edit[];
  /** Whether it was there before the recorder. */
  wasFound: boolean;
  /** Whether the recording has heard of it. */
  isWritten: boolean;
  /** Whether its text was taken from its rules since the last flush: the edits until then are in it. */
  isFresh: boolean;
}

/** What of a rule a script may be changing: it asked for the object that does it. */
interface Suspect {
  rule: CSSRule;
  kind: Kind.DECLARE | Kind.MEDIA;
  text: string;
}

/** Texts of style sheets up to this length are compared with their rules when the recorder comes late. */
const MAX_COMPARED_UNITS = 100_000;
/** A sheet that asks for something by an address. */
const ADDRESSED = /url\(|src\(|image-set\(|@import/i;
/** So many rules are watched for changes; the oldest is let go for one more. */
const MAX_SUSPECTS = 2000;

/** Follows the style sheets of all roots. */
export class Sheets {
  readonly known = new natives.WeakMap<CSSStyleSheet, Known>();
  all: Known[] = [];
  /** The id that the next sheet gets. */
  nextId = 1;
  /** Edits that scripts made since the last flush. */
  #queue: { sheet: CSSStyleSheet; edit: Edit }[] = [];
  #suspects: Suspect[] = [];
  readonly #suspected = new natives.WeakMap<CSSRule, true>();
  /** The sheet that each `style` and `link` element was seen with. */
  readonly #owned = new natives.WeakMap<Element, CSSStyleSheet | null>();
  /** Elements with a sheet of their own identity. */
  #owners = new natives.Set<Element>();
  #roots = new natives.Set<Document | ShadowRoot>();
  readonly #adopted = new natives.WeakMap<Document | ShadowRoot, CSSStyleSheet[]>();
  #loaded: Element[] = [];

  /** What knows of masked adopters, where the level keeps names. */
  adopters: Adopters | undefined;

  constructor(
    private readonly batch: Batch,
    private readonly nodes: NodeTable,
    private readonly onTouch: () => void,
    /** Is told of the addresses that sheets have: the bytes behind them belong to the recording. */
    private readonly onAddress: (url: string, owner: Element | null) => void,
  ) {}

  /** Writes what identity the sheet of a `style` or `link` element has, in a tree. */
  writeInTree(element: Element, name: string): void {
    const sheet = sheetOf(element, name);
    this.#owned.set(element, sheet);
    const failure = this.#failureOf(element, name, sheet);
    this.#told.set(element, failure);
    if (failure) property(this.batch, Property.Failed, failure);
    if (sheet === null) return;
    this.#addresses(sheet, element);
    const known = this.known.get(sheet);
    const needsOwn = name === 'link' || known || this.#differs(sheet, element);
    if (!needsOwn) {
      // It may have had one of its own where it stood before.
      this.#owners.delete(element);
      return;
    }
    const own = known ?? this.#add(sheet, this.#differs(sheet, element) ? rulesText(sheet) : null);
    this.#owners.add(element);
    property(this.batch, Property.Sheet, own.id);
  }

  /** Whether the sheets of elements could not be loaded. */
  readonly #failed = new natives.WeakMap<Element, boolean>();
  /** What the recording says of that. */
  readonly #told = new natives.WeakMap<Element, number>();

  /** Says why a sheet has no effect, as `Property::Failed` has it; 0: it has. */
  #failureOf(element: Element, name: string, sheet: CSSStyleSheet | null): number {
    const { type } = element as HTMLStyleElement;
    // The platform makes no sheet of what the page's policy forbids, or of what is no style.
    const isNone = sheet === null && name === 'style' && natives.isConnected(element) && textContent(element) !== '';
    // Elements of MathML have no type.
    if (isNone && type !== undefined) return /^(text\/css)?$/i.test(type) ? 2 : 3;
    return this.#failed.get(element) ? 1 : 0;
  }

  /** Says that a `link` has loaded or failed to, or a `style` element's text changed. */
  touchOwner(element: Element, hasFailed = false): void {
    this.#failed.set(element, hasFailed);
    this.#loaded[this.#loaded.length] = element;
    // The attribute says so anew: what a script has said of the sheet does not hold any more.
    const sheet = this.#owned.get(element);
    if (sheet && toldMedia(this.known.get(sheet)) !== undefined) this.#media.add(sheet);
    this.onTouch();
  }

  /** Sheets that stand in front of those that a document has adopted: fonts and properties that scripts have made. */
  readonly first = new natives.WeakMap<Document | ShadowRoot, CSSStyleSheet[]>();

  adoptedBy(root: Document | ShadowRoot): CSSStyleSheet[] {
    const first = concat(this.first.get(root) ?? [], isXml(root) ? instructed(root) : []);
    return concat(first, adoptedBy(root));
  }

  /** Is told of a document in which processing instructions may ask for sheets. */
  onxml: (() => void) | undefined;

  /** Follows the adopted sheets of a root. */
  addRoot(root: Document | ShadowRoot): void {
    if (nodeType(root) === 9 && !this.#roots.has(root)) this.#documents++;
    this.#roots.add(root);
    this.#touchedRoots.add(root);
    if (isXml(root)) this.onxml?.();
  }

  /** Looks at the sheets of a followed root anew. */
  touchRoot(root: Document | ShadowRoot): void {
    if (this.#roots.has(root)) this.#touchedRoots.add(root);
  }

  /** How many of the roots are documents. */
  #documents = 0;

  /** Forgets a root that has left. */
  removeRoot(root: Document | ShadowRoot): void {
    if (this.#roots.delete(root) && nodeType(root) === 9) this.#documents--;
    this.#touchedRoots.delete(root);
    this.#adopted.delete(root);
    this.adopters?.note(root, []);
  }

  #touchedRoots = new natives.Set<Document | ShadowRoot>();
  /** Whether nodes were moved since the last flush: a tree that came into another document adopts nothing any more. */
  hasMoved = false;

  /** Says whether there is anything to flush. */
  get isTouched(): boolean {
    return (
      this.#gaveText ||
      this.#queue.length > 0 ||
      this.#suspects.length > 0 ||
      this.#media.size > 0 ||
      this.#touchedRoots.size > 0 ||
      this.#loaded.length > 0
    );
  }

  /** Writes what changed, as operations; the tree has been written before. */
  flush(): void {
    this.#gaveText = false;
    const loaded = this.#loaded;
    this.#loaded = [];
    for (let index = 0; index < loaded.length; index++) this.#owner(loaded[index]!);
    this.#owners.forEach((element) => {
      // What stands in a frame that has gone is connected still, to a document that nobody sees.
      if (this.nodes.id(element) === 0) this.#owners.delete(element);
      else this.#owner(element);
    });
    for (let index = 0; index < this.all.length; index++)
      if (!this.all[index]!.isWritten) this.#write(this.all[index]!);
    const roots = this.#touchedRoots;
    // A script may hold its list, and nobody tells what it does to that.
    roots.add(document);
    // Where there is one document alone, nothing can have come from another.
    if (this.hasMoved && this.#documents > 1) {
      this.#roots.forEach((root) => {
        if (this.#adopted.has(root)) roots.add(root);
      });
    }
    this.hasMoved = false;
    this.#touchedRoots = new natives.Set();
    roots.forEach((root) => {
      const sheets = this.adoptedBy(root);
      const before = this.#adopted.get(root);
      const isSame = before
        ? before.length === sheets.length && filter(sheets, (sheet, at) => sheet !== before[at]).length === 0
        : sheets.length === 0;
      if (isSame || this.nodes.id(root) === 0) return;
      this.#adopt(root, sheets, true);
    });
    // A sheet of which all adopters are masked by now has masked edits.
    const queue = this.#queue;
    this.#queue = [];
    for (let index = 0; index < queue.length; index++) {
      const { sheet, edit } = queue[index]!;
      if (!this.known.get(sheet)?.isFresh) this.#edit(sheet, edit);
    }
    this.#checkSuspects();
    this.#settle();
  }

  /** The edits that are made from now on are in no text that was taken. */
  #settle(): void {
    for (let index = 0; index < this.all.length; index++) this.all[index]!.isFresh = false;
  }

  /** Writes all sheets and adoptions for a keyframe; the tree's end is written here, with their count. */
  writeInKeyframe(next: number): void {
    const { batch } = this;
    const adopting: [Document | ShadowRoot, CSSStyleSheet[]][] = [];
    this.#roots.forEach((root) => {
      const sheets = this.adoptedBy(root);
      if (this.nodes.id(root) === 0) this.#adopted.delete(root);
      if (sheets.length === 0 || this.nodes.id(root) === 0) return;
      this.#ensureFor(root, sheets);
      adopting[adopting.length] = [root, sheets];
    });
    this.#touchedRoots = new natives.Set();
    this.all = filter(this.all, (known) => known.sheet.deref() !== undefined);
    batch.command(Command.KEYFRAME_TREE_END);
    batch.put(next);
    batch.put(this.all.length);
    for (let index = 0; index < this.all.length; index++) this.#write(this.all[index]!);
    batch.command(Command.KEYFRAME_ADOPTED);
    batch.put(adopting.length);
    for (let index = 0; index < adopting.length; index++) this.#adopt(adopting[index]![0], adopting[index]![1], false);
    this.#settle();
  }

  /** Hooks what scripts can do to rules. */
  hook(hooks: Hooks, window: Window & typeof globalThis): void {
    hookSheets(hooks, window, {
      edited: (sheet, edit) => {
        if (sheet === null || this.isReading) return;
        this.#queue[this.#queue.length] = { sheet: importer(sheet), edit };
        this.onTouch();
      },
      asked: (rule, kind) => this.#suspect(rule, kind),
      askedMedia: (sheet) => {
        this.#media.add(sheet);
        this.onTouch();
      },
      adopted: (root) => {
        this.touchRoot(root);
        this.onTouch();
      },
    });
    if (this.isLate) this.#suspectHeld();
  }

  /** Sheets whose media list a script asked for. */
  #media = new natives.Set<CSSStyleSheet>();

  #suspect(rule: CSSRule, kind: Suspect['kind']): void {
    if (this.isReading) return;
    if (!this.#suspected.has(rule)) {
      this.#suspected.set(rule, true);
      if (this.#suspects.length >= MAX_SUSPECTS) shift(this.#suspects);
      this.#suspects[this.#suspects.length] = { rule, kind, text: this.#textOf(rule, kind) };
    }
    this.onTouch();
  }

  /** Suspects the rules that scripts may hold since before the recorder came. */
  #suspectHeld(): void {
    early()?.held.forEach((rule) => {
      if (rule.parentStyleSheet === null) return;
      this.#held.set(importer(rule.parentStyleSheet), true);
      this.#suspect(rule, rule.type === 4 ? Kind.MEDIA : Kind.DECLARE);
    });
  }

  /** The sheets of such rules, which may have been changed already. */
  readonly #held = new natives.WeakMap<CSSStyleSheet, true>();

  /** Whether scripts may have changed rules before the recorder came. */
  isLate = true;

  /** Whether the recorder itself is reading rules: its own reads suspect nothing. */
  isReading = false;

  #textOf(rule: CSSRule, kind: Suspect['kind']): string {
    this.isReading = true;
    try {
      return kind === Kind.MEDIA ? (rule as CSSMediaRule).media.mediaText : (rule as CSSStyleRule).style.cssText;
    } finally {
      this.isReading = false;
    }
  }

  #checkSuspects(): void {
    this.#suspects = filter(this.#suspects, (suspect) => {
      const sheet = suspect.rule.parentStyleSheet && importer(suspect.rule.parentStyleSheet);
      const owner = sheet && ownerOf(sheet);
      // It was deleted, or what it stood in has gone.
      if (sheet === null || (owner && this.nodes.id(owner) === 0)) {
        this.#suspected.delete(suspect.rule);
        return false;
      }
      const text = this.#textOf(suspect.rule, suspect.kind);
      if (text !== suspect.text) {
        suspect.text = text;
        this.#edit(sheet, { path: pathOf(suspect.rule), kind: suspect.kind, index: 0, text });
      }
      return true;
    });
    const media = this.#media;
    this.#media = new natives.Set();
    media.forEach((sheet) => {
      this.isReading = true;
      const text = sheet.media.mediaText;
      this.isReading = false;
      this.#media.delete(sheet);
      const owner = ownerOf(sheet);
      const known = this.known.get(sheet);
      const implied = owner ? attribute(owner, 'media') : known?.media;
      if (text !== (toldMedia(known) ?? implied ?? ''))
        this.#edit(sheet, { path: [], kind: Kind.MEDIA, index: 0, text });
    });
  }

  /** Has the sheets of a document whose base has changed mean what they meant: their addresses are resolved already. */
  keepBase(document: Document, base: string): void {
    const sheets = styleSheets(document);
    for (let index = 0; index < sheets.length; index++) {
      const sheet = sheets[index]!;
      const owner = ownerOf(sheet);
      if (owner === null || this.nodes.id(owner) === 0 || localName(owner) !== 'style') continue;
      if (!this.#owners.has(owner) && !ADDRESSED.test(textContent(owner) ?? '')) continue;
      const known = this.#own(sheet, owner);
      known.base ||= base;
      this.#write(known);
    }
  }

  /**
   * Gives sheets the text that their rules make, where their address gave none, or other rules than there were before
   * the recorder came.
   */
  giveText(url: string, bytes?: Uint8Array): void {
    if (bytes && early()?.held.size === 0) return;
    const found = bytes && new natives.TextDecoder().decode(bytes);
    for (let index = 0; index < this.all.length; index++) {
      const known = this.all[index]!;
      const sheet = known.base === url && known.text === null ? known.sheet.deref() : undefined;
      if (sheet && found !== undefined) {
        if (!known.wasFound || known.edits.length > 0 || !this.#mayDiffer(sheet) || !readableRules(sheet)) continue;
        if (found.length > MAX_COMPARED_UNITS) {
          this.onlarge?.(sheet, found, (text) => known.edits.length === 0 && this.#give(known, text));
          continue;
        }
        if (isTextOf(found, sheet)) continue;
      }
      this.#give(known, sheet ? rulesText(sheet) : '');
    }
  }

  #give(known: Known, text: string): void {
    if (text === '') return;
    known.text = text;
    known.isWritten = false;
    this.#gaveText = true;
    this.onTouch();
  }

  /** Is told of a sheet that is too large to be compared with its text at once, and calls back with the text of its rules if they differ. */
  onlarge: ((sheet: CSSStyleSheet, text: string, give: (text: string) => void) => void) | undefined;

  #gaveText = false;

  /** Looks at the element of a sheet anew. */
  #owner(element: Element): void {
    const id = this.nodes.id(element);
    if (id === 0) return;
    const sheet = sheetOf(element, localName(element));
    const failure = this.#failureOf(element, localName(element), sheet);
    if (failure !== (this.#told.get(element) ?? 0)) {
      this.#told.set(element, failure);
      this.batch.command(Command.PROPERTY);
      this.batch.put(id);
      property(this.batch, Property.Failed, failure);
    }
    const before = this.#owned.get(element) ?? null;
    if (sheet === before && (sheet === null || localName(element) !== 'link')) return;
    this.#owned.set(element, sheet);
    if (sheet === before) return;
    const isLink = localName(element) === 'link';
    const own = sheet === null ? null : isLink || this.#differs(sheet, element) ? this.#ensure(sheet, element) : null;
    if (sheet !== null) this.#addresses(sheet, element);
    if (own) this.#owners.add(element);
    else this.#owners.delete(element);
    this.batch.command(Command.PROPERTY);
    this.batch.put(id);
    property(this.batch, Property.Sheet, own ? own.id : 0);
    if (own && !own.isWritten) this.#write(own);
  }

  /** Says whether a sheet's rules cannot come from the text of its element, or from its address. */
  #differs(sheet: CSSStyleSheet, element: Element): boolean {
    // What stands in an address itself is recorded as what it says: of such addresses the scheme alone is.
    if (early()?.edited.has(sheet) || sheet.href?.startsWith('data:')) return readableRules(sheet) !== null;
    if (localName(element) !== 'style') return false;
    const text = textContent(element) ?? '';
    if (text.trim() === '') return sheet.cssRules.length > 0;
    return this.isLate && this.#mayDiffer(sheet) && text.length <= MAX_COMPARED_UNITS && !isTextOf(text, sheet);
  }

  /** Whether scripts may have changed rules before the recorder came, with nobody to see it. */
  #mayDiffer(sheet: CSSStyleSheet): boolean {
    return early() === undefined || this.#held.has(sheet);
  }

  #ensure(sheet: CSSStyleSheet, owner: Element | null = null): Known {
    const known = this.known.get(sheet);
    if (known) return known;
    const needsText = owner === null || this.#differs(sheet, owner);
    const given = this.#held.has(sheet) ? undefined : early()?.texts.get(sheet);
    // A sheet of one rule is made to change that rule: a script may hold it where nobody saw it ask.
    const only =
      owner === null && this.isLate && early() === undefined && sheet.cssRules.length === 1 && sheet.cssRules[0]!;
    if (only && only.type === 1) this.#suspect(only, Kind.DECLARE);
    return this.#add(sheet, needsText ? (given ?? rulesText(sheet)) : null);
  }

  #ensureFor(root: Document | ShadowRoot, sheets: CSSStyleSheet[]): void {
    const isMasked = this.adopters?.note(root, sheets);
    for (let index = 0; index < sheets.length; index++) {
      const known = this.#ensure(sheets[index]!);
      if (isMasked || known.adopter === 0) known.adopter = this.nodes.id(root);
    }
  }

  #add(sheet: CSSStyleSheet, text: string | null): Known {
    const known: Known = {
      id: this.nextId++,
      sheet: new natives.WeakRef(sheet),
      text,
      base: sheet.href ?? '',
      media: '',
      adopter: 0,
      place: Place.SHOWN,
      edits: [],
      wasFound: this.isLate,
      isWritten: false,
      isFresh: text !== null,
    };
    this.known.set(sheet, known);
    this.all[this.all.length] = known;
    return known;
  }

  #write(known: Known): void {
    const { batch } = this;
    const sheet = known.sheet.deref();
    this.isReading = true;
    const owner = sheet ? ownerOf(sheet) : null;
    const media = sheet && owner === null ? sheet.media.mediaText : '';
    known.media = media;
    this.isReading = false;
    known.isWritten = true;
    const text = known.text && batch.clean('style', known.text, owner);
    const base = batch.clean('url', known.base, owner);
    batch.command(Command.SHEET);
    batch.put(known.id);
    batch.put(text === null ? -1 : text.length);
    batch.put(base.length);
    batch.put(media === '' ? -1 : media.length);
    batch.put(sheet?.disabled ? 1 : 0);
    batch.put(known.edits.length);
    known.place = this.#placeOf(sheet);
    batch.put(known.place === Place.MASKED ? -known.adopter : known.adopter);
    batch.text((text ?? '') + base + media);
    for (let index = 0; index < known.edits.length; index++) this.writeEdit(0, known.edits[index]!);
  }

  #edit(sheet: CSSStyleSheet, edit: Edit): void {
    const owner = ownerOf(sheet);
    if (owner !== null && this.nodes.id(owner) === 0) return;
    let known = this.known.get(sheet);
    if (!known) {
      // Nobody knows of a constructed sheet before it is adopted; it is written then, as it is by then.
      if (owner === null) return;
      known = this.#own(sheet, owner);
      this.#write(known);
    }
    if (edit.kind === Kind.REPLACE) {
      known.text = edit.text;
      known.edits = [];
    } else if (edit.kind !== Kind.DISABLE) {
      known.edits[known.edits.length] = edit;
    }
    this.writeEdit(known.id, edit);
  }

  /** Gives the sheet of an element an identity of its own, unless it has one. */
  #own(sheet: CSSStyleSheet, owner: Element): Known {
    const known = this.known.get(sheet) ?? this.#add(sheet, null);
    if (this.#owners.has(owner)) return known;
    this.#owners.add(owner);
    this.#owned.set(owner, sheet);
    this.batch.command(Command.PROPERTY);
    this.batch.put(this.nodes.id(owner));
    property(this.batch, Property.Sheet, known.id);
    return known;
  }

  writeEdit(id: number, edit: Edit): void {
    const { batch } = this;
    const text = edit.text && batch.clean('style', edit.text, null);
    batch.command(Command.EDIT);
    batch.put(id);
    batch.put(edit.path.length);
    for (let index = 0; index < edit.path.length; index++) batch.put(edit.path[index]!);
    batch.put(edit.kind);
    batch.put(edit.index);
    batch.put(text === null ? -1 : text.length);
    if (text !== null) batch.text(text);
  }

  #adopt(root: Document | ShadowRoot, sheets: CSSStyleSheet[], writesSheets: boolean): void {
    const { batch } = this;
    this.#adopted.set(root, sheets);
    if (writesSheets) this.#ensureFor(root, sheets);
    for (let index = 0; writesSheets && index < sheets.length; index++) {
      const known = this.known.get(sheets[index]!)!;
      if (!known.isWritten || known.place !== this.#placeOf(sheets[index])) this.#write(known);
    }
    if (!batch.reserve(sheets.length + 8)) return;
    batch.command(Command.ADOPT);
    batch.put(this.nodes.id(root));
    batch.put(sheets.length);
    for (let index = 0; index < sheets.length; index++) batch.put(this.known.get(sheets[index]!)!.id);
  }

  #placeOf(sheet: CSSStyleSheet | undefined): Place {
    return sheet && this.adopters ? this.adopters.placeOf(sheet) : Place.SHOWN;
  }

  /** Tells of the addresses of a sheet and of those that it imports. */
  #addresses(sheet: CSSStyleSheet, owner: Element | null): void {
    if (sheet.href) this.onAddress(sheet.href, owner);
    const rules = readableRules(sheet);
    for (let index = 0; rules && index < rules.length; index++) {
      const rule = rules[index]!;
      if (isImport(rule)) {
        if (rule.styleSheet) this.#addresses(rule.styleSheet, owner);
        else this.onAddress(resolve(rule.href, sheet.href ?? natives.baseURI(owner ?? document)) ?? '', owner);
      } else if (rule.type === 1) break;
    }
  }
}

/** Returns the media list that a script has given a sheet last, if the recording knows of one. */
function toldMedia(known: Known | undefined): string | null | undefined {
  const told = filter(known?.edits ?? [], ({ kind, path }) => kind === Kind.MEDIA && path.length === 0);
  return told[told.length - 1]?.text;
}
