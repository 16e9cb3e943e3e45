/**
 * Gives elements the state that stands in no attribute.
 *
 * Setting is idempotent. A property that an element does not have is passed
 * over. The numbers are those of `Property` in `format/src/property.rs`.
 */

import type { Stage } from './stage.ts';
import * as native from './stage-native.ts';

const enum Property {
  Value = 3,
  Checked = 4,
  Indeterminate = 5,
  Selected = 6,
  Defined = 10,
  States = 11,
  MediaTime = 12,
  Paused = 13,
  Rate = 14,
  Volume = 15,
  Muted = 16,
  Picture = 18,
  Files = 20,
  Validity = 21,
  BlockWidth = 22,
  BlockHeight = 23,
  Gap = 24,
  Animations = 27,
  SelectionStart = 30,
  SelectionEnd = 31,
  UserInteracted = 35,
  Assigned = 36,
  Cursor = 37,
  VisualViewport = 38,
  Highlights = 40,
  Remembered = 41,
  Language = 43,
  Bubble = 44,
}

type Setter = (element: Element, value: unknown) => void;

/** Returns the setters of a property on those elements that have it, by element name. */
function setters(property: string, interfaces: Record<string, string>): Map<string, Setter> {
  const found = new Map<string, Setter>();
  for (const [name, type] of Object.entries(interfaces)) {
    const prototype = (globalThis as unknown as Record<string, { prototype: object } | undefined>)[type]?.prototype;
    const set = prototype && Object.getOwnPropertyDescriptor(prototype, property)?.set;
    if (set) found.set(name, (element, value) => Reflect.apply(set, element, [value]));
  }
  return found;
}

const inputs = { input: 'HTMLInputElement' };
const media = { video: 'HTMLMediaElement', audio: 'HTMLMediaElement' };
const value = setters('value', { ...inputs, textarea: 'HTMLTextAreaElement', select: 'HTMLSelectElement' });
const output = setters('value', { output: 'HTMLOutputElement' });
const checked = setters('checked', inputs);
const indeterminate = setters('indeterminate', inputs);
const selected = setters('selected', { option: 'HTMLOptionElement' });
const selectedIndex = setters('selectedIndex', { select: 'HTMLSelectElement' });
const files = setters('files', inputs);
const volume = setters('volume', media);
const muted = setters('muted', media);

function set(table: Map<string, Setter>, element: Element, to: unknown): void {
  try {
    table.get(native.localName(element))?.(element, to);
  } catch {
    // A file input takes no value, a number none that is no number: it shows what it can.
  }
}

/** Sets a property that is a number. */
export function setNumber(stage: Stage, id: number, element: Element, property: number, number: number): void {
  switch (property) {
    case Property.Checked:
      return set(checked, element, number !== 0);
    case Property.Indeterminate:
      return set(indeterminate, element, number !== 0);
    case Property.Selected:
      return native.localName(element) === 'select'
        ? set(selectedIndex, element, number)
        : setSelected(element, number !== 0);
    case Property.Defined:
      if (number !== 0) stage.definitions.upgrade(element);
      return;
    case Property.Files:
      return set(files, element, fileList(number));
    case Property.Volume:
      return set(volume, element, number);
    case Property.Muted:
      return set(muted, element, number !== 0);
    case Property.MediaTime:
      return setMedia(stage, id, element, 'time', number);
    case Property.Paused:
      return setMedia(stage, id, element, 'paused', number);
    case Property.Rate:
      return setMedia(stage, id, element, 'rate', number);
    case Property.UserInteracted:
      mark(element, 'data-domreel-user-valid', number === 1);
      return mark(element, 'data-domreel-user-invalid', number === 2);
    case Property.BlockWidth:
      return setBox(stage, id, element, 'width', number);
    case Property.BlockHeight:
      return setBox(stage, id, element, 'height', number);
    case Property.SelectionStart:
      return stage.fields.set(id, element, 'start', number);
    case Property.SelectionEnd:
      return stage.fields.set(id, element, 'end', number);
    case Property.Value:
      return set(value, element, String(number));
  }
}

/** Sets a property that is text. */
export function setString(stage: Stage, id: number, element: Element, property: number, text: string): void {
  switch (property) {
    case Property.Value:
      set(output, element, text);
      return set(value, element, text);
    case Property.States:
      return stage.definitions.setStates(element, text.split(' ').filter(Boolean));
    case Property.Validity:
      return setValidity(stage, element, text);
    case Property.Picture:
      return stage.pictures.show(id, element, text);
    case Property.Animations:
      return stage.motion.set(id, element, text, stage.nodes);
    case Property.Assigned:
      return assign(stage, element, text);
    case Property.Highlights:
      return stage.highlights.set(id, text);
    case Property.Remembered:
      return stage.setSize(id, element, text);
    case Property.Cursor:
      stage.visitor.cursor = text;
      return;
    case Property.VisualViewport:
      stage.visitor.viewport = text;
      return;
    case Property.Language:
      return setLanguage(element, text);
    case Property.Bubble:
      return setBubble(stage, element, text);
    case Property.Gap:
      if (text === '') return resetProperty(stage, id, element, property);
      native.setAttribute(element, 'data-domreel-gap', text);
      return stage.pictures.hatch(id, element);
  }
}

/** Gives a document a language, which stays when what said it has gone. */
function setLanguage(root: Element, language: string): void {
  const meta = native.createHtmlElement(native.ownerDocument(root)!, 'meta');
  native.setAttribute(meta, 'http-equiv', 'content-language');
  native.setAttribute(meta, 'content', language);
  native.insertBefore(native.parentNode(root) ? root : native.ownerDocument(root)!, meta, null);
  native.remove(meta);
}

/** There is one bubble at a time: a field that has none any more takes no other's. */
function setBubble(stage: Stage, field: Element, said: string): void {
  const { visitor } = stage;
  if (said !== '') visitor.bubble = { field, said };
  else if (visitor.bubble?.field === field) visitor.bubble = undefined;
}

/** Lets a property be what the attributes say. */
export function resetProperty(stage: Stage, id: number, element: Element, property: number): void {
  switch (property) {
    case Property.Value:
      return set(value, element, defaultValue(element));
    case Property.Checked:
      return set(checked, element, native.hasAttribute(element, 'checked'));
    case Property.Selected:
      if (native.localName(element) === 'select') return set(selectedIndex, element, 0);
      return set(selected, element, native.hasAttribute(element, 'selected'));
    case Property.Indeterminate:
      return set(indeterminate, element, false);
    case Property.Files:
      return set(files, element, fileList(0));
    case Property.States:
      return stage.definitions.setStates(element, []);
    case Property.Validity:
      return setValidity(stage, element, '');
    case Property.Highlights:
      return stage.highlights.delete(id);
    case Property.Remembered:
      return stage.setSize(id, element, '');
    case Property.Cursor:
      stage.visitor.cursor = '';
      return;
    case Property.VisualViewport:
      stage.visitor.viewport = '';
      return;
    case Property.Language:
      return setLanguage(element, '');
    case Property.Bubble:
      return setBubble(stage, element, '');
    case Property.Picture:
      return stage.pictures.show(id, element, '');
    case Property.UserInteracted:
      mark(element, 'data-domreel-user-valid', false);
      return mark(element, 'data-domreel-user-invalid', false);
    case Property.Assigned:
      return assign(stage, element, '');
    case Property.SelectionStart:
    case Property.SelectionEnd:
      return stage.fields.delete(id);
    case Property.Volume:
      return set(volume, element, 1);
    case Property.Muted:
      return set(muted, element, native.hasAttribute(element, 'muted'));
    case Property.Paused:
      return setMedia(stage, id, element, 'paused', 1);
    case Property.Rate:
      return setMedia(stage, id, element, 'rate', 1);
    case Property.MediaTime:
      return setMedia(stage, id, element, 'time', 0);
    case Property.Animations:
      return stage.motion.delete(id);
    case Property.Gap:
      native.removeAttribute(element, '', 'data-domreel-gap');
      return stage.pictures.unhatch(id, element);
    case Property.BlockWidth:
    case Property.BlockHeight:
      native.removeAttribute(element, '', 'data-domreel-box');
      stage.setRule(id, undefined);
  }
}

function defaultValue(element: Element): string {
  if (native.localName(element) === 'textarea') return textContent(element) ?? '';
  return native.getAttribute(element, 'value') ?? '';
}
const textContent = (element: Element): string | null =>
  Reflect.apply(Object.getOwnPropertyDescriptor(Node.prototype, 'textContent')!.get!, element, []) as string | null;

/** Selects an option. In a list that shows one, deselecting the last leaves none, as scripts can. */
function setSelected(element: Element, on: boolean): void {
  set(selected, element, on);
  if (on) return;
  const select = closest(element, 'select') as HTMLSelectElement | null;
  if (select && !select.multiple && select.selectedOptions.length === 1 && select.selectedOptions[0] === element) {
    select.selectedIndex = -1;
  }
}
const closest = (element: Element, selector: string): Element | null =>
  Element.prototype.closest.call(element, selector);

function fileList(count: number): FileList {
  const transfer = new DataTransfer();
  for (let index = 0; index < Math.min(count, 1000); index++) transfer.items.add(new File([], 'file'));
  return transfer.files;
}

function mark(element: Element, name: string, on: boolean): void {
  if (on) native.setAttribute(element, name, '');
  else native.removeAttribute(element, '', name);
}

function setValidity(stage: Stage, element: Element, flags: string): void {
  const names = flags.split(' ').filter(Boolean);
  const control = element as HTMLInputElement;
  if (native.localName(element).includes('-')) {
    stage.definitions.setValidity(element, Object.fromEntries(names.map((name) => [name, true])));
  } else {
    const custom = (globalThis as unknown as Record<string, typeof HTMLInputElement | undefined>)[
      interfaces[native.localName(element)] ?? ''
    ]?.prototype.setCustomValidity;
    custom?.call(control, names.includes('customError') ? ' ' : '');
  }
}
const interfaces: Record<string, string> = {
  input: 'HTMLInputElement',
  textarea: 'HTMLTextAreaElement',
  select: 'HTMLSelectElement',
  button: 'HTMLButtonElement',
};

/** Puts nodes into a slot of a root whose slots are filled by scripts. */
function assign(stage: Stage, slot: Element, ids: string): void {
  const nodes = ids.split(' ').flatMap((id) => stage.nodes.get(Number(id)) ?? []);
  const fit = nodes.filter((node): node is Element | Text => native.isElement(node) || node.nodeType === 3);
  if (native.localName(slot) === 'slot') HTMLSlotElement.prototype.assign.apply(slot, fit);
}

function setMedia(stage: Stage, id: number, element: Element, key: 'time' | 'paused' | 'rate', to: number): void {
  if (media[native.localName(element) as keyof typeof media]) stage.media.set(id, element, key, to);
}

/** Gives an element that stands for what was not read the size that it had. */
function setBox(stage: Stage, id: number, element: Element, side: 'width' | 'height', length: number): void {
  native.setAttribute(element, 'data-domreel-box', String(id));
  const owner = native.ownerDocument(element);
  const view = owner && native.defaultView(owner);
  stage.setBox(id, side, length, view?.getComputedStyle(element).display === 'inline');
}
