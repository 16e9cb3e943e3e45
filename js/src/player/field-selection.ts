/**
 * How the letters that are selected in a text field are drawn.
 *
 * The selection is a background of the field; the text is cut out of another,
 * since a field has letters of one colour only.
 */

import { type Field, type Letters, measureLetters, shownBy } from './field-letters.ts';
import * as native from './stage-native.ts';

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

/** Returns the declarations that draw what is selected from one letter to another; none where nothing of it is seen. */
export function selectionStyle(field: Element, from: number, to: number): string | undefined {
  const owner = native.ownerDocument(field);
  const view = owner && native.defaultView(owner);
  if (!view) return undefined;
  const style = view.getComputedStyle(field);
  const text = shownBy(field as Field);
  const isRtl = style.direction === 'rtl';
  const pieces = measureLetters(field as Field, text, (letters) => piecesOf(letters, from, to, isRtl)) ?? [];
  const seen = pieces.filter(({ y, width, height }) => width > 0 && y + height > 0 && y < field.clientHeight);
  if (seen.length === 0) return undefined;
  const { color, backgroundColor } = view.getComputedStyle(field, '::selection');
  const letters = style.getPropertyValue('-webkit-text-fill-color') || style.color;
  const paint = (with_: string, clip: string): Layer[] =>
    seen.map(({ x, y, width, height }) => ({
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

/** Returns where the selected letters are, from the edge of the padding. */
function piecesOf(
  { text, range, shift }: Letters,
  from: number,
  to: number,
  isRtl: boolean,
): { x: number; y: number; width: number; height: number }[] {
  const { length } = text;
  range.setStart(text, Math.min(from, length));
  range.setEnd(text, Math.min(to, length));
  const rects = [...range.getClientRects()].slice(0, MAX_PIECES);
  native.setData(text, ' ');
  (text.parentNode as HTMLElement).style.setProperty('white-space', 'pre', 'important');
  range.selectNodeContents(text);
  const space = range.getBoundingClientRect().width;
  return rects.map((rect, at) => {
    // Where the next line is selected too, so is what breaks this one: as wide as a space.
    const end = (rects[at + 1]?.y ?? rect.y) > rect.y ? space : 0;
    return {
      x: rect.x + shift.x - (isRtl ? end : 0),
      y: rect.y + shift.y,
      width: rect.width + end,
      height: rect.height,
    };
  });
}

function declarations(layers: readonly Layer[]): string {
  const list = (of: keyof Layer, otherwise: string): string => layers.map((layer) => layer[of] ?? otherwise).join();
  return `background-image:${list('image', 'none')}!important;background-position:${list('position', '0 0')}!important;
background-size:${list('size', 'auto')}!important;background-repeat:${list('repeat', 'repeat')}!important;
background-origin:${list('origin', 'padding-box')}!important;background-clip:${list('clip', 'border-box')}!important;
-webkit-text-fill-color:transparent!important`;
}
