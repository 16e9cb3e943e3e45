/**
 * What is selected in text fields of the stage.
 *
 * A browser draws the selection of a field only while it has the focus, which
 * on the stage nothing has. So it is drawn behind the text of the focused
 * field, as a background where the selected letters are. The fields of one line
 * are drawn; where the lines of a text area break, a page cannot be asked.
 */

import * as native from './stage-native.ts';

/** The selection of one field, in code units. */
interface Selected {
  readonly element: Element;
  start: number;
  end: number;
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
    selected[side] = at;
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
    for (const [id, { element, start, end }] of this.#selected) {
      const [from, to] = start < end ? [start, end] : [end, start];
      select(element, from, to, start > end ? 'backward' : 'forward');
      const isShown = from < to && native.hasAttribute(element, 'data-domreel-focus');
      this.#draw(id, element, isShown ? backgroundOf(element, from, to) : undefined);
    }
  }

  #draw(id: number, element: Element, background: string | undefined): void {
    if (background) native.setAttribute(element, 'data-domreel-selected', String(id));
    else if (native.hasAttribute(element, 'data-domreel-selected')) {
      native.removeAttribute(element, '', 'data-domreel-selected');
    } else return;
    this.rules.setRule(id, background && `[data-domreel-selected="${id}"]{${background}}`);
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

/** Says with which background the letters are drawn; nothing where it cannot be known where they are. */
function backgroundOf(element: Element, from: number, to: number): string | undefined {
  if (native.localName(element) !== 'input') return undefined;
  const owner = native.ownerDocument(element);
  const style = owner && native.defaultView(owner)?.getComputedStyle(element);
  const context = owner && (native.createHtmlElement(owner, 'canvas') as HTMLCanvasElement).getContext('2d');
  if (!style || !context) return undefined;
  const { value, type, clientWidth, scrollLeft } = element as HTMLInputElement;
  const shown = type === 'password' ? '•'.repeat(value.length) : value;
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  const width = (text: string): number => context.measureText(text).width;
  const [left, right] = [Number.parseFloat(style.paddingLeft), Number.parseFloat(style.paddingRight)];
  const room = clientWidth - left - right - width(shown);
  const isRight = style.direction === 'rtl' ? /left|end/.test(style.textAlign) : /right|end/.test(style.textAlign);
  const indent = room > 0 ? (style.textAlign === 'center' ? room / 2 : isRight ? room : 0) : 0;
  if (style.direction === 'rtl') return undefined;
  const x = left + indent - scrollLeft + width(shown.slice(0, from));
  const box = context.measureText(shown);
  const height = Number.parseFloat(style.lineHeight) || box.fontBoundingBoxAscent + box.fontBoundingBoxDescent;
  const size = `${width(shown.slice(from, to))}px ${height}px`;
  return `background-image:linear-gradient(Highlight,Highlight)!important;background-repeat:no-repeat!important;background-origin:padding-box!important;background-size:${size}!important;background-position:${x}px center!important`;
}
