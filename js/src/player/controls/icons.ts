/** The icons of the controls, drawn on a grid of 24. */

const paths = {
  play: 'M8 5.6v12.8c0 .8.9 1.3 1.6.8l9.3-6.4a1 1 0 0 0 0-1.6L9.6 4.800C8.9 4.3 8 4.8 8 5.600Z',
  pause: 'M7 5h3.500v14H7ZM13.5 5H17v14h-3.500Z',
  replay: 'M12 4a9 9 0 1 1-9 9h1.8A7.2 7.2 0 1 0 12 5.8v3L7 4.9 12 1Z',
  expand: 'M4 4h6v2H6v4H4ZM14 4h6v6h-2V6h-4ZM4 14h2v4h4v2H4ZM18 14h2v6h-6v-2h4Z',
  shrink: 'M8 4h2v6H4V8h4ZM14 4h2v4h4v2h-6ZM4 14h6v6H8v-4H4ZM14 14h6v2h-4v4h-2Z',
  previous: 'M6 6h2v12H6ZM18 7.200v9.600c0 .7-.8 1.1-1.4.7L9.8 12.700a.9.9 0 0 1 0-1.400l6.8-4.800c.6-.4 1.4 0 1.4.7Z',
  next: 'M16 6h2v12h-2ZM6 7.200v9.600c0 .7.8 1.1 1.4.7l6.8-4.800a.9.9 0 0 0 0-1.400L7.4 6.500C6.8 6.1 6 6.5 6 7.200Z',
  skip: 'M2.5 11h2v2h-2ZM6 11h2v2H6ZM9.5 11h2v2h-2ZM13.5 7.300v9.400c0 .6.7 1 1.2.6l6-4.700a.8.8 0 0 0 0-1.200l-6-4.700c-.5-.4-1.2 0-1.2.6Z',
  warning: 'M12 3.5 1.8 21h20.400ZM11 10h2v5.500h-2ZM11 17h2v2h-2Z',
  close: 'm6.4 5 5.6 5.600L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.600L6.4 19 5 17.600l5.6-5.600L5 6.400Z',
  page: 'M6 3h8l4 4v14H6ZM8 5v14h8V9h-4V5Z',
} as const;

export type IconName = keyof typeof paths;

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Draws an icon; it is decoration, and hidden from screen readers. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  redraw(svg, name);
  return svg;
}

/** Makes an icon another one. */
export function redraw(svg: SVGSVGElement, name: IconName): void {
  const path = svg.firstElementChild;
  if (path?.getAttribute('d') !== paths[name]) path?.setAttribute('d', paths[name]);
}
