/**
 * Performs the operations that Rust has planned: numbers and one text, in, DOM calls out.
 *
 * It decides nothing. An operand that makes no sense (a node that is not
 * there, a place that the DOM refuses) is passed over, since a recording may
 * be forged, and the operations after it are performed all the same.
 *
 * `player/src/patch/buffer.rs` writes what is read here, and lists what each
 * operation holds.
 */

import { resetProperty, setNumber, setString } from './ops-property.ts';
import * as sheet from './ops-sheet.ts';
import { enterTop, leaveTop } from './ops-top.ts';
import type { Stage } from './stage.ts';
import { createElement, setOddAttribute } from './stage-element.ts';
import * as native from './stage-native.ts';

/** A batch of operations, as it lies in wasm's memory. It is read before wasm is called again. */
export interface Batch {
  readonly words: Uint32Array;
  readonly text: string;
}

/** The numbers of `Op` in `buffer.rs`. */
const enum Op {
  Reset = 1,
  Document = 2,
  NoDocument = 3,
  Shadow = 4,
  Element = 5,
  Close = 6,
  Text = 7,
  Cdata = 8,
  Comment = 9,
  Instruction = 10,
  Doctype = 11,
  OpenShadow = 12,
  Place = 13,
  Remove = 14,
  Forget = 15,
  SetAttribute = 16,
  SetAttributeNs = 17,
  RemoveAttribute = 18,
  SetText = 19,
  SetNumber = 20,
  SetString = 21,
  ResetProperty = 22,
  Scroll = 23,
  EnterTop = 24,
  LeaveTop = 25,
  SheetText = 26,
  Construct = 27,
  Adopt = 28,
  EditConstructed = 29,
  EditOwned = 30,
  RuleInsert = 31,
  RuleDelete = 32,
  RuleDeclare = 33,
  RuleSelect = 34,
  RuleMedia = 35,
  SheetMedia = 36,
  SheetDisabled = 37,
  Selection = 38,
  Rename = 39,
}

/** Nobody tells by which element a popover was opened. */
const UNTOLD = 0xffffffff;
/** Attributes that say how large a canvas is. */
const SIDE = /^(width|height)$/;
const double = new DataView(new ArrayBuffer(8));

/** Performs a batch on a stage. */
export function perform(stage: Stage, batch: Batch): void {
  const { words, text } = batch;
  const { nodes, names } = stage;
  const open: Node[] = [];
  let at = 0;
  let textAt = 0;
  let edited: CSSStyleSheet | null | undefined;

  const word = (): number => words[at++] ?? 0;
  const string = (): string => {
    const start = textAt;
    textAt += word();
    return text.slice(start, textAt);
  };
  const number = (): number => {
    double.setUint32(0, word(), true);
    double.setUint32(4, word(), true);
    return double.getFloat64(0, true);
  };
  const name = (): string => names[word()] ?? '';
  const path = (): number[] => Array.from({ length: word() }, word);
  // Nodes that are made one after the other are mostly of one document.
  let ownerId = -1;
  let owner: Document | undefined;
  const document = (): Document => {
    const id = word();
    if (id !== ownerId || !owner) {
      const found = nodes.get(id);
      ownerId = id;
      owner = found && native.isDocument(found) ? found : stage.document;
    }
    return owner;
  };
  /** Takes a new node: it is known by its id, and stands below the open one. */
  const put = (id: number, node: Node): void => {
    stage.know(id, node);
    const parent = open.at(-1);
    if (!parent) return;
    stage.copies.note(node, parent);
    native.insertBefore(parent, node, null);
  };

  while (at < words.length) {
    stage.costs.changes++;
    switch (word()) {
      case Op.Reset: {
        const id = word();
        stage.reset(id, word());
        owner = undefined;
        break;
      }
      case Op.Document: {
        const frame = nodes.get(word());
        const id = word();
        stage.openFrame(frame, id, word());
        owner = undefined;
        break;
      }
      case Op.NoDocument:
        stage.closeFrame(nodes.get(word()));
        break;
      case Op.Shadow: {
        const host = nodes.get(word());
        const id = word();
        stage.attachShadow(host, id, word());
        break;
      }
      case Op.Element: {
        const owner = document();
        const id = word();
        const namespace = name();
        const element = createElement(stage, owner, namespace, name(), word() !== 0);
        for (let count = word(); count > 0; count--) {
          const attribute = name();
          const value = string();
          setAttribute(stage, element, attribute, value);
        }
        stage.pictures.fit(element);
        put(id, element);
        open.push(element);
        break;
      }
      case Op.Close:
        open.length = Math.max(0, open.length - word());
        break;
      case Op.Text: {
        const owner = document();
        const id = word();
        put(id, native.createTextNode(owner, string()));
        break;
      }
      case Op.Cdata: {
        const owner = document();
        const id = word();
        // An HTML document has no CDATA sections; they look and read like text.
        put(id, native.createTextNode(owner, string()));
        break;
      }
      case Op.Comment: {
        const owner = document();
        put(word(), native.createComment(owner, ''));
        break;
      }
      case Op.Instruction: {
        const owner = document();
        const id = word();
        word();
        put(id, native.createComment(owner, ''));
        break;
      }
      case Op.Doctype: {
        const owner = document();
        const id = word();
        const doctype = name();
        const publicId = string();
        put(id, native.createDoctype(owner, doctype, publicId, string()));
        break;
      }
      case Op.OpenShadow: {
        const id = word();
        open.push(stage.attachShadow(open.at(-1), id, word()));
        break;
      }
      case Op.Place: {
        const node = nodes.get(word());
        const parent = nodes.get(word());
        const next = nodes.get(word()) ?? null;
        if (node && parent) stage.place(node, parent, next);
        // A frame that was moved has another document now.
        owner = undefined;
        break;
      }
      case Op.Remove: {
        const node = nodes.get(word());
        if (node) {
          stage.copies.note(node);
          native.remove(node);
        }
        break;
      }
      case Op.Rename:
        for (let count = word(); count > 0; count--) {
          const id = word();
          stage.rename(id, word());
        }
        break;
      case Op.Forget:
        for (let count = word(); count > 0; count--) stage.forget(word());
        break;
      case Op.SetAttribute: {
        const element = nodes.get(word());
        const attribute = name();
        const value = string();
        if (element && native.isElement(element)) {
          setAttribute(stage, element, attribute, value);
          if (SIDE.test(attribute)) stage.pictures.fit(element);
        }
        break;
      }
      case Op.SetAttributeNs: {
        // In a subtree that is being made the element is the open one, and known by its id only after it.
        const element = nodes.get(word());
        const namespace = name();
        const attribute = name();
        const value = string();
        if (element && native.isElement(element)) setAttributeNs(element, namespace, attribute, value);
        break;
      }
      case Op.RemoveAttribute: {
        const element = nodes.get(word());
        const namespace = name();
        const attribute = name();
        if (element && native.isElement(element)) {
          native.removeAttribute(element, namespace, attribute);
          if (attribute === 'src') stage.media.unload(element);
          if (SIDE.test(attribute)) stage.pictures.fit(element);
        }
        break;
      }
      case Op.SetText: {
        const node = nodes.get(word());
        const value = string();
        if (node && native.isCharacterData(node)) native.setData(node, value);
        break;
      }
      case Op.SetNumber: {
        const id = word();
        const property = word();
        const value = number();
        const element = nodes.get(id);
        if (element && native.isElement(element)) setNumber(stage, id, element, property, value);
        break;
      }
      case Op.SetString: {
        const id = word();
        const property = word();
        const value = string();
        const element = nodes.get(id);
        if (element && native.isElement(element)) setString(stage, id, element, property, value);
        break;
      }
      case Op.ResetProperty: {
        const id = word();
        const property = word();
        const element = nodes.get(id);
        if (element && native.isElement(element)) resetProperty(stage, id, element, property);
        break;
      }
      case Op.Scroll: {
        const node = nodes.get(word());
        const left = number();
        const top = number();
        stage.costs.check();
        if (node) stage.scroll.set(node, left, top);
        break;
      }
      case Op.EnterTop: {
        const element = nodes.get(word());
        const kind = word();
        const by = word();
        stage.costs.check();
        if (element && native.isElement(element))
          enterTop(element, kind, by === UNTOLD ? undefined : (nodes.get(by) ?? null));
        break;
      }
      case Op.LeaveTop: {
        const element = nodes.get(word());
        const kind = word();
        if (element && native.isElement(element)) leaveTop(element, kind);
        break;
      }
      case Op.SheetText: {
        const element = nodes.get(word());
        const css = string();
        if (element && native.isElement(element)) {
          // Chromium 156 keeps the sheet, and what was edited in it, where the text is the same.
          stage.note(css);
          native.setTextContent(element, css === '' ? ' ' : '');
          native.setTextContent(element, css);
        }
        break;
      }
      case Op.Construct: {
        const owner = word();
        const id = word();
        const css = string();
        stage.note(css);
        stage.construct(owner, id, css);
        break;
      }
      case Op.Adopt: {
        const root = nodes.get(word());
        const sheets = path();
        if (root) stage.adopt(root, sheets);
        break;
      }
      case Op.EditConstructed: {
        const owner = word();
        edited = stage.constructed(owner, word());
        break;
      }
      case Op.EditOwned:
        edited = sheet.ownedSheet(nodes.get(word()));
        break;
      case Op.RuleInsert: {
        const where = path();
        const index = word();
        const css = string();
        stage.note(css);
        sheet.insertRule(edited, where, index, css);
        break;
      }
      case Op.RuleDelete: {
        const where = path();
        sheet.deleteRule(edited, where, word());
        break;
      }
      case Op.RuleDeclare: {
        const where = path();
        const css = string();
        stage.note(css, '*');
        sheet.declare(edited, where, css);
        break;
      }
      case Op.RuleSelect: {
        const where = path();
        sheet.select(edited, where, string());
        break;
      }
      case Op.RuleMedia: {
        const where = path();
        sheet.setRuleMedia(edited, where, string());
        break;
      }
      case Op.SheetMedia:
        sheet.setMedia(edited, string());
        break;
      case Op.SheetDisabled:
        sheet.setDisabled(edited, word() !== 0);
        break;
      case Op.Selection: {
        const anchor = nodes.get(word());
        const anchorOffset = word();
        const focus = nodes.get(word());
        stage.select(anchor, anchorOffset, focus, word());
        break;
      }
      default:
        // Both sides are built together; an unknown number can only be a defect of one of them.
        throw new RangeError(`unknown operation ${words[at - 1]} at ${at - 1}`);
    }
  }
  stage.copies.mend();
  stage.costs.check();
  if (at > 0) stage.highlights.show(nodes);
}

function setAttribute(stage: Stage, element: Element, name: string, value: string): void {
  if (name === 'style') stage.noteStyle(value);
  if (!stage.costs.allows(name, value)) return;
  if ((name === 'src' || name === 'srcset') && native.localName(element) === 'img') stage.loads(element);
  // Firefox 140 makes a sheet anew for other media, which is on again.
  const wasOff = name === 'media' && sheet.ownedSheet(element)?.disabled;
  try {
    native.setAttribute(element, name, value);
  } catch {
    setOddAttribute(element, name, value);
  }
  if (wasOff) sheet.setDisabled(sheet.ownedSheet(element), true);
}

function setAttributeNs(element: Element, namespace: string, name: string, value: string): void {
  try {
    native.setAttributeNs(element, namespace, name, value);
  } catch {
    // A name that the DOM refuses in that namespace selects nothing that a page could have.
  }
}
