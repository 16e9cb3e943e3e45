/**
 * How the letters that are selected in a text field are drawn.
 *
 * A page cannot ask where the letters of a field are. So they are laid out
 * once more, in a box that is there for the time of a measurement and never
 * painted. The selection is a background there; the text is cut out of
 * another, since a field has letters of one colour only.
 */

import * as native from './stage-native.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** One background: what it is, where, and what of it is seen. */
interface Layer {
  image: string;
  position?: string;
  size?: string;
  repeat?: string;
  origin?: string;
  clip: string;
}

/** More pieces than a field has lines are not drawn. */
const MAX_PIECES = 100;
/** Longer texts are not laid out once more, in code units. */
const MAX_UNITS = 1 << 16;
/** What decides where the letters of a text are. */
const LAYOUT = `font font-feature-settings font-variation-settings font-kerning font-optical-sizing letter-spacing
  word-spacing line-height text-indent text-transform text-align text-rendering white-space word-break overflow-wrap
  line-break hyphens tab-size direction writing-mode unicode-bidi`.split(/\s+/);

/** Returns the declarations that draw what is selected from one letter to another; none where nothing of it is seen. */
export function selectionStyle(field: Element, from: number, to: number): string | undefined {
  const owner = native.ownerDocument(field);
  const view = owner && native.defaultView(owner);
  const root = owner && native.documentElement(owner);
  const { value, type } = field as Field;
  if (!owner || !view || !root || value.length > MAX_UNITS) return undefined;
  const style = view.getComputedStyle(field);
  const pieces = piecesOf(
    field as Field,
    style,
    root,
    type === 'password' ? '•'.repeat(value.length) : value,
    from,
    to,
  );
  if (pieces.length === 0) return undefined;
  const { color, backgroundColor } = view.getComputedStyle(field, '::selection');
  const letters = style.getPropertyValue('-webkit-text-fill-color') || style.color;
  const paint = (with_: string, clip: string): Layer[] =>
    pieces.map(({ x, y, width, height }) => ({
      image: `linear-gradient(${with_},${with_})`,
      position: `${x}px ${y}px`,
      size: `${width}px ${height}px`,
      repeat: 'no-repeat',
      clip,
    }));
  // A field that has backgrounds loses the border that the browser draws: one pixel wide, without its corners.
  const isBare = style.borderTopStyle === 'inset' && style.borderTopWidth === '2px';
  const layers: Layer[] = [
    ...paint(color || 'HighlightText', 'text'),
    { image: `linear-gradient(${letters},${letters})`, clip: 'text' },
    ...paint(backgroundColor || 'Highlight', 'padding-box'),
    {
      image: style.backgroundImage,
      position: style.backgroundPosition,
      size: style.backgroundSize,
      repeat: style.backgroundRepeat,
      origin: style.backgroundOrigin,
      clip: style.backgroundClip,
    },
  ];
  if (!isBare) return declarations(layers);
  return `${declarations([...edges(style.borderTopColor), ...layers])};border-color:transparent!important`;
}

/** Returns the lines around a box. */
function edges(color: string): Layer[] {
  const image = `linear-gradient(${color},${color})`;
  const line = { image, repeat: 'no-repeat', origin: 'border-box', clip: 'border-box' };
  const [wide, high] = ['calc(100% - 2px) 1px', '1px calc(100% - 2px)'];
  return [
    { ...line, position: '1px 0', size: wide },
    { ...line, position: '1px 100%', size: wide },
    { ...line, position: '0 1px', size: high },
    { ...line, position: '100% 1px', size: high },
  ];
}

/** Lays the text out, and returns where the selected letters are, from the edge of the padding. */
function piecesOf(
  field: Field,
  style: CSSStyleDeclaration,
  root: Element,
  text: string,
  from: number,
  to: number,
): { x: number; y: number; width: number; height: number }[] {
  const owner = native.ownerDocument(field)!;
  const box = native.createHtmlElement(owner, 'div');
  const letters = native.createTextNode(owner, text);
  const isLine = native.localName(field) === 'input';
  const pixels = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const left = pixels('padding-left');
  const top = pixels('padding-top');
  const width = field.clientWidth - left - pixels('padding-right');
  const declare = (name: string, to: string): void => box.style.setProperty(name, to, 'important');
  declare('all', 'initial');
  for (const name of LAYOUT) declare(name, style.getPropertyValue(name));
  if (isLine) declare('white-space', 'pre');
  declare('position', 'absolute');
  declare('inset', '0 auto auto 0');
  declare('visibility', 'hidden');
  declare('contain', 'layout style');
  declare('width', `${width}px`);
  native.insertBefore(box, letters, null);
  native.insertBefore(root, box, null);
  const place = box.getBoundingClientRect();
  const range = native.createRange(owner);
  range.setStart(letters, Math.min(from, text.length));
  range.setEnd(letters, Math.min(to, text.length));
  const rects = [...range.getClientRects()].slice(0, MAX_PIECES);
  native.setData(letters, ' ');
  declare('white-space', 'pre');
  range.selectNodeContents(letters);
  const space = range.getBoundingClientRect().width;
  native.remove(box);
  // The text of a field of one line stands in its middle.
  const drop = isLine ? (field.clientHeight - top - pixels('padding-bottom') - place.height) / 2 : 0;
  const pieces = rects.map((rect, at) => {
    // Where the next line is selected too, so is what breaks this one: as wide as a space.
    const end = (rects[at + 1]?.y ?? rect.y) > rect.y ? space : 0;
    return {
      x: rect.x - place.x + left - field.scrollLeft - (style.direction === 'rtl' ? end : 0),
      y: rect.y - place.y + top + drop - field.scrollTop,
      width: rect.width + end,
      height: rect.height,
    };
  });
  return pieces.filter(({ y, width, height }) => width > 0 && y + height > 0 && y < field.clientHeight);
}

function declarations(layers: readonly Layer[]): string {
  const list = (of: keyof Layer, otherwise: string): string => layers.map((layer) => layer[of] ?? otherwise).join();
  return `background-image:${list('image', 'none')}!important;background-position:${list('position', '0 0')}!important;
background-size:${list('size', 'auto')}!important;background-repeat:${list('repeat', 'repeat')}!important;
background-origin:${list('origin', 'padding-box')}!important;background-clip:${list('clip', 'border-box')}!important;
-webkit-text-fill-color:transparent!important`;
}
