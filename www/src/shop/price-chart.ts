/** Draws two years of prices as an SVG line that can be read off with pointer or keys. */

import { element, svgElement } from '../site/element.ts';

const WIDTH = 420;
const HEIGHT = 132;
const PAD = { top: 14, right: 10, bottom: 22, left: 44 };

/** Fills `figure` with the chart of monthly `prices` in euros, the last one being now. */
export function drawPriceChart(figure: HTMLElement, prices: readonly number[]): void {
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const span = high - low || 1;
  const x = (index: number) => PAD.left + (index / (prices.length - 1)) * (WIDTH - PAD.left - PAD.right);
  const y = (price: number) => PAD.top + (1 - (price - low) / span) * (HEIGHT - PAD.top - PAD.bottom);
  const line = prices
    .map((price, index) => `${index ? 'L' : 'M'}${x(index).toFixed(1)} ${y(price).toFixed(1)}`)
    .join('');
  const floor = HEIGHT - PAD.bottom;

  const cursor = svgElement('line', { class: 'chart-cursor', y1: PAD.top - 6, y2: floor });
  const dot = svgElement('circle', { class: 'chart-dot', r: 4.5 });
  const chart = svgElement(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      tabindex: 0,
      'aria-label': `Price over two years, from ${money(low)} to ${money(high)}`,
    },
    ...[high, (high + low) / 2, low].flatMap((price) => [
      svgElement('line', { class: 'chart-grid', x1: PAD.left, x2: WIDTH - PAD.right, y1: y(price), y2: y(price) }),
      svgElement('text', { x: PAD.left - 8, y: y(price) + 4, 'text-anchor': 'end' }, money(price)),
    ]),
    ...['two years ago', 'last year', 'now'].map((label, index) =>
      svgElement(
        'text',
        { x: x(((prices.length - 1) * index) / 2), y: HEIGHT - 5, 'text-anchor': ['start', 'middle', 'end'][index] },
        label,
      ),
    ),
    svgElement('path', { class: 'chart-area', d: `${line}L${x(prices.length - 1)} ${floor}L${x(0)} ${floor}Z` }),
    svgElement('path', { class: 'chart-line', d: line, pathLength: 1 }),
    cursor,
    dot,
  );
  const caption = element('figcaption', { class: 'timecode' });
  figure.replaceChildren(chart, caption);

  let shown = prices.length - 1;
  const show = (index: number) => {
    shown = Math.max(0, Math.min(prices.length - 1, index));
    const price = prices[shown] ?? 0;
    const months = prices.length - 1 - shown;
    for (const end of ['x1', 'x2']) cursor.setAttribute(end, String(x(shown)));
    dot.setAttribute('cx', String(x(shown)));
    dot.setAttribute('cy', String(y(price)));
    caption.textContent = `${money(price)} ${months === 0 ? 'now' : months === 1 ? 'a month ago' : `${months} months ago`}`;
  };
  chart.addEventListener('pointermove', (event) => {
    const box = chart.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * WIDTH;
    show(Math.round(((at - PAD.left) / (WIDTH - PAD.left - PAD.right)) * (prices.length - 1)));
  });
  chart.addEventListener('pointerleave', () => show(prices.length - 1));
  chart.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    show(shown + (event.key === 'ArrowLeft' ? -1 : 1));
  });
  show(shown);
}

function money(euros: number): string {
  return `€ ${euros < 100 ? euros.toFixed(2) : Math.round(euros)}`;
}
