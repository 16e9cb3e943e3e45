/**
 * The shop's pictures, drawn as SVG so that they need no file.
 *
 * Each is a 120 × 96 drawing. `--a` is the coloured part, `--d` the dark one,
 * `--l` the light one, `--m` metal; the style sheet gives them by theme.
 */

import { svgElement } from '../site/element.ts';
import type { Drawing } from './catalogue.ts';

/** Shapes as `[tag, attributes]`; colours are the letters above. */
type Shape = readonly ['rect' | 'circle' | 'path', Record<string, string | number>];

const rect = (x: number, y: number, width: number, height: number, rx: number, fill: string): Shape => [
  'rect',
  { x, y, width, height, rx, class: fill },
];
const circle = (cx: number, cy: number, r: number, fill: string): Shape => ['circle', { cx, cy, r, class: fill }];
const path = (d: string, fill: string): Shape => ['path', { d, class: fill }];

const glass = (cx: number, cy: number, r: number): Shape[] => [
  circle(cx, cy, r, 'm'),
  circle(cx, cy, r * 0.84, 'd'),
  circle(cx, cy, r * 0.56, 'g'),
  circle(cx, cy, r * 0.3, 'd'),
  circle(cx - r * 0.22, cy - r * 0.24, r * 0.12, 'l'),
];

const DRAWINGS: Record<Drawing, readonly Shape[]> = {
  rangefinder: [
    rect(38, 20, 14, 8, 2, 'm'),
    rect(80, 21, 12, 7, 2, 'm'),
    rect(62, 22, 12, 6, 2, 'm'),
    rect(16, 26, 88, 52, 8, 'm'),
    rect(16, 40, 88, 28, 0, 'a'),
    rect(24, 30, 16, 7, 2, 'd'),
    rect(58, 30, 8, 6, 2, 'd'),
    rect(86, 30, 10, 7, 2, 'd'),
    ...glass(60, 55, 20),
  ],
  reflex: [
    path('M40 30 L48 16 H72 L80 30 Z', 'm'),
    rect(52, 21, 16, 6, 2, 'd'),
    rect(22, 24, 14, 7, 2, 'm'),
    rect(88, 23, 10, 8, 2, 'm'),
    rect(14, 29, 92, 50, 7, 'd'),
    rect(14, 41, 92, 26, 0, 'a'),
    ...glass(60, 55, 22),
    rect(92, 34, 7, 4, 2, 'r'),
  ],
  twinlens: [
    path('M40 22 L44 8 H76 L80 22 Z', 'd'),
    rect(36, 20, 48, 66, 5, 'd'),
    rect(40, 24, 40, 58, 3, 'a'),
    ...glass(60, 38, 12),
    ...glass(60, 66, 14),
    rect(84, 42, 6, 14, 2, 'm'),
    rect(30, 60, 6, 10, 2, 'm'),
  ],
  cine: [
    rect(30, 22, 52, 50, 8, 'a'),
    rect(30, 56, 52, 16, 0, 'd'),
    circle(48, 40, 12, 'd'),
    circle(48, 40, 4, 'm'),
    rect(60, 12, 22, 10, 3, 'd'),
    rect(82, 30, 10, 22, 2, 'm'),
    rect(92, 27, 12, 28, 3, 'd'),
    rect(104, 31, 3, 20, 1, 'g'),
    path('M44 72 H60 L57 92 H47 Z', 'd'),
    rect(68, 61, 8, 6, 3, 'r'),
  ],
  lens: [
    rect(28, 24, 64, 48, 6, 'd'),
    rect(34, 24, 10, 48, 0, 'm'),
    rect(52, 24, 5, 48, 0, 'a'),
    rect(64, 24, 20, 48, 0, 'x'),
    rect(92, 30, 8, 36, 2, 'm'),
    rect(20, 20, 10, 56, 4, 'd'),
    path('M20 26 Q12 48 20 70 Z', 'g'),
  ],
  longlens: [
    rect(12, 20, 14, 56, 4, 'd'),
    rect(26, 24, 40, 48, 2, 'd'),
    rect(34, 24, 22, 48, 0, 'x'),
    rect(66, 28, 22, 40, 2, 'm'),
    rect(70, 28, 5, 40, 0, 'a'),
    rect(88, 32, 16, 32, 3, 'd'),
    path('M12 26 Q5 48 12 70 Z', 'g'),
    rect(60, 72, 12, 10, 2, 'm'),
  ],
  canister: [
    rect(52, 12, 16, 8, 2, 'd'),
    rect(38, 18, 44, 10, 4, 'd'),
    rect(40, 26, 40, 52, 0, 'a'),
    rect(40, 26, 40, 14, 0, 'm'),
    rect(46, 50, 20, 5, 2, 'l'),
    rect(46, 59, 28, 5, 2, 'l'),
    rect(38, 76, 44, 10, 4, 'd'),
    rect(80, 40, 24, 36, 0, 'd'),
    rect(84, 43, 4, 4, 1, 'h'),
    rect(92, 43, 4, 4, 1, 'h'),
    rect(84, 69, 4, 4, 1, 'h'),
    rect(92, 69, 4, 4, 1, 'h'),
  ],
  sheetbox: [
    path('M22 34 L34 20 H104 L92 34 Z', 'm'),
    path('M92 34 L104 20 V68 L92 82 Z', 'd'),
    rect(22, 34, 70, 48, 0, 'a'),
    rect(30, 42, 30, 6, 2, 'l'),
    rect(30, 53, 46, 5, 2, 'l'),
    rect(66, 66, 18, 9, 2, 'd'),
  ],
  reel: [
    circle(60, 48, 40, 'd'),
    circle(60, 48, 36, 'm'),
    circle(60, 48, 30, 'd'),
    circle(60, 48, 26, 'a'),
    circle(60, 32, 7.5, 'd'),
    circle(60, 64, 7.5, 'd'),
    circle(44, 48, 7.5, 'd'),
    circle(76, 48, 7.5, 'd'),
    circle(60, 48, 4, 'm'),
    path('M60 88 H112 V84 H78 Z', 'd'),
  ],
  projector: [
    circle(40, 22, 17, 'd'),
    circle(40, 22, 13, 'a'),
    circle(40, 22, 4, 'd'),
    circle(82, 24, 14, 'd'),
    circle(82, 24, 10, 'm'),
    circle(82, 24, 3, 'd'),
    rect(24, 38, 66, 42, 6, 'm'),
    rect(32, 46, 26, 4, 2, 'd'),
    rect(32, 54, 26, 4, 2, 'd'),
    rect(32, 62, 26, 4, 2, 'd'),
    rect(66, 46, 16, 26, 3, 'a'),
    rect(90, 50, 14, 16, 2, 'd'),
    path('M104 52 L116 46 V70 L104 64 Z', 'l'),
    rect(28, 80, 10, 6, 2, 'd'),
    rect(76, 80, 10, 6, 2, 'd'),
  ],
  splicer: [
    rect(12, 60, 96, 18, 4, 'm'),
    rect(12, 54, 96, 8, 2, 'd'),
    rect(18, 56, 5, 4, 1, 'h'),
    rect(30, 56, 5, 4, 1, 'h'),
    rect(42, 56, 5, 4, 1, 'h'),
    rect(74, 56, 5, 4, 1, 'h'),
    rect(86, 56, 5, 4, 1, 'h'),
    rect(98, 56, 4, 4, 1, 'h'),
    path('M52 54 L56 26 H66 L70 54 Z', 'a'),
    rect(50, 18, 22, 10, 4, 'd'),
    rect(22, 78, 12, 6, 2, 'd'),
    rect(86, 78, 12, 6, 2, 'd'),
  ],
  slides: [
    circle(60, 48, 40, 'd'),
    circle(60, 48, 40, 'spokes'),
    circle(60, 48, 24, 'a'),
    circle(60, 48, 10, 'd'),
    circle(60, 48, 4, 'm'),
  ],
  tank: [
    rect(48, 8, 24, 10, 3, 'a'),
    rect(42, 16, 36, 8, 2, 'd'),
    path('M34 24 H86 L90 36 H30 Z', 'd'),
    rect(30, 36, 60, 50, 5, 'd'),
    rect(36, 42, 5, 38, 2, 'x'),
    rect(30, 58, 60, 8, 0, 'a'),
  ],
  enlarger: [
    rect(20, 82, 80, 7, 2, 'd'),
    rect(84, 10, 6, 74, 2, 'm'),
    rect(42, 76, 38, 6, 1, 'l'),
    path('M48 14 H74 L80 34 H42 Z', 'a'),
    rect(40, 34, 42, 7, 2, 'd'),
    path('M46 41 H76 L68 54 H54 Z', 'd'),
    rect(55, 54, 12, 7, 2, 'm'),
    path('M57 61 H65 L80 76 H42 Z', 'beam'),
    rect(80, 24, 10, 8, 2, 'd'),
    circle(61, 11, 5, 'd'),
  ],
  loupe: [
    path('M38 60 H82 L90 86 H30 Z', 'g'),
    rect(36, 40, 48, 22, 4, 'm'),
    rect(36, 46, 48, 4, 0, 'a'),
    rect(36, 54, 48, 3, 0, 'd'),
    rect(42, 20, 36, 20, 5, 'd'),
    path('M46 20 Q60 12 74 20 Z', 'g'),
  ],
  meter: [
    rect(34, 10, 52, 78, 9, 'a'),
    rect(40, 16, 40, 22, 4, 'l'),
    rect(45, 21, 30, 2, 1, 'm'),
    rect(45, 26, 30, 2, 1, 'm'),
    rect(45, 31, 30, 2, 1, 'm'),
    circle(60, 62, 19, 'd'),
    path('M46 60 A16 16 0 0 1 74 60 L68 62 A9 9 0 0 0 52 62 Z', 'l'),
    path('M60 66 L69 51 L62 67 Z', 'r'),
    circle(60, 66, 3.5, 'm'),
  ],
};

/** Draws a product's picture. It is an ornament beside the name, so it has no text of its own. */
export function drawProduct(drawing: Drawing, hue: number): SVGSVGElement {
  const picture = svgElement('svg', { viewBox: '0 0 120 96', class: 'drawing', 'aria-hidden': 'true' });
  picture.style.setProperty('--hue', String(hue));
  for (const [tag, attributes] of DRAWINGS[drawing]) picture.append(svgElement(tag, attributes));
  return picture;
}
