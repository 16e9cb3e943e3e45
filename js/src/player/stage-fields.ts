/**
 * What is selected in text fields of the stage.
 *
 * A browser draws the selection of a field only while it has the focus, which
 * on the stage nothing has. So it is drawn behind the text of the focused
 * field, as `field-selection.ts` says.
 */

import { selectionStyle } from './field-selection.ts';
import * as native from './stage-native.ts';

/** A place behind the last letter, wherever that is. */
const LAST = 0x7fffffff;

/** The selection of one field, in code units. */
interface Selected {
  readonly element: Element;
  start: number;
  end: number;
  /** What it was drawn for: it is not measured again for the same. */
  drawn?: string;
}

/** Has the rules of a stage that are for one node. */
interface RuleHost {
  setRule(id: number, rule: string | undefined): void;
}

/** All selections in fields of one stage. */
export class StageFields {
  readonly #selected = new Map<number, Selected>();

  constructor(private readonly rules: RuleHost) {}

  /** Takes note of where a selection begins or ends. */
  set(id: number, element: Element, side: 'start' | 'end', at: number): void {
    let selected = this.#selected.get(id);
    if (selected?.element !== element) {
      selected = { element, start: 0, end: 0 };
      this.#selected.set(id, selected);
    }
    selected[side] = at < 0 ? LAST : at;
  }

  /** Returns where the caret of a field stands; nothing where letters are selected. */
  caretOf(element: Element): number | undefined {
    for (const selected of this.#selected.values()) {
      if (selected.element === element) return selected.start === selected.end ? selected.end : undefined;
    }
    return LAST;
  }

  delete(id: number): void {
    const selected = this.#selected.get(id);
    if (!selected) return;
    this.#selected.delete(id);
    this.#draw(id, selected.element, undefined);
  }

  clear(): void {
    this.#selected.clear();
  }

  /** Draws what is selected in the field that has the focus. */
  show(): void {
    for (const [id, selected] of this.#selected) {
      const { element, start, end } = selected;
      const [from, to] = start < end ? [start, end] : [end, start];
      select(element, from, to, start > end ? 'backward' : 'forward');
      const isShown = from < to && native.hasAttribute(element, 'data-domreel-focus');
      const { value, scrollLeft, scrollTop, clientWidth, clientHeight } = element as HTMLTextAreaElement;
      const drawn = isShown ? [from, to, scrollLeft, scrollTop, clientWidth, clientHeight, value].join() : '';
      if (drawn === selected.drawn) continue;
      selected.drawn = drawn;
      // The rules of its last selection are none of its looks.
      this.#draw(id, element, undefined);
      if (isShown) this.#draw(id, element, selectionStyle(element, from, to));
    }
  }

  #draw(id: number, element: Element, style: string | undefined): void {
    if (style) native.setAttribute(element, 'data-domreel-selected', String(id));
    else if (native.hasAttribute(element, 'data-domreel-selected')) {
      native.removeAttribute(element, '', 'data-domreel-selected');
    } else return;
    this.rules.setRule(id, style && `[data-domreel-selected="${id}"]{${style}}`);
  }
}

const setSelectionRange = {
  input: globalThis.HTMLInputElement?.prototype.setSelectionRange,
  textarea: globalThis.HTMLTextAreaElement?.prototype.setSelectionRange,
};

function select(element: Element, from: number, to: number, direction: 'forward' | 'backward'): void {
  try {
    setSelectionRange[native.localName(element) as 'input']?.call(element as HTMLInputElement, from, to, direction);
  } catch {
    // Not every input has letters.
  }
}
