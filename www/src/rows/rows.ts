/** The page of rows: a table made without a framework, and buttons that change much of it at once. */

import { element, required } from '../site/element.ts';

const FIRST = [
  'quiet',
  'amber',
  'slow',
  'silver',
  'last',
  'paper',
  'northern',
  'double',
  'small',
  'bright',
  'lost',
  'early',
];
const SECOND = [
  'harbour',
  'orchard',
  'tram',
  'window',
  'bicycle',
  'winter',
  'kitchen',
  'lantern',
  'river',
  'stairs',
  'garden',
];
const THIRD = ['reel', 'take', 'cut', 'scene', 'print', 'leader', 'trailer'];

const NUMBER = new Intl.NumberFormat('en');

const body = required('#rows', HTMLTableSectionElement);
const count = required('#row-count', HTMLElement);
const elementCount = required('#element-count', HTMLElement);
const took = required('#took', HTMLElement);
const tookLabel = required('#took-label', HTMLElement);
const none = required('#no-rows', HTMLElement);

/** Every row is a copy of this one: copying is quicker than making. */
const pattern = element(
  'tr',
  {},
  element('td'),
  element('td', {}, element('button', { type: 'button', class: 'choose' })),
  element('td'),
  element('td', {}, element('button', { type: 'button', class: 'remove' }, '×')),
);

let made = 0;

const actions: Record<string, () => void> = {
  'create-1k': () => body.replaceChildren(makeRows(1000)),
  'create-10k': () => body.replaceChildren(makeRows(10_000)),
  'append-1k': () => body.append(makeRows(1000)),
  update: updateEveryTenth,
  swap: swapTwo,
  reverse: () => body.append(...[...body.rows].reverse()),
  scroll: scrollToEnd,
  clear: () => body.replaceChildren(),
};
for (const [id, action] of Object.entries(actions)) {
  const button = required(`#${id}`, HTMLButtonElement);
  button.addEventListener('click', () => change(button.textContent ?? id, action));
}
body.addEventListener('click', chooseOrRemove);
change('Created', () => body.replaceChildren(makeRows(10_000)));

/** Does `action` and shows how long it took until the layout was done. */
function change(label: string, action: () => void): void {
  const start = performance.now();
  action();
  // Reading a height makes the browser lay the rows out, which is part of the work.
  const height = body.offsetHeight;
  const millis = performance.now() - start;
  none.hidden = height > 0;
  count.textContent = NUMBER.format(body.rows.length);
  elementCount.textContent = NUMBER.format(document.getElementsByTagName('*').length);
  tookLabel.textContent = label;
  took.textContent = `${millis.toFixed(millis < 10 ? 1 : 0)} ms`;
}

function makeRows(rows: number): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (let row = 0; row < rows; row += 1) fragment.append(makeRow());
  return fragment;
}

function makeRow(): HTMLTableRowElement {
  made += 1;
  // Coprime steps through the words give names that differ without chance, so that a reload looks the same.
  const name = `${pick(FIRST, made * 7)} ${pick(SECOND, made * 5)} ${pick(THIRD, made * 3)}`;
  const frames = 24 + ((made * 7919) % 9973);
  const row = pattern.cloneNode(true) as typeof pattern;
  const [numberCell, nameCell, framesCell, removeCell] = row.cells;
  numberCell.textContent = String(made);
  nameCell.firstElementChild?.append(name);
  framesCell.textContent = NUMBER.format(frames);
  removeCell.firstElementChild?.setAttribute('aria-label', `Take away ${name}`);
  return row;
}

function pick(words: readonly string[], at: number): string {
  return words[at % words.length] ?? '';
}

function updateEveryTenth(): void {
  for (let row = 0; row < body.rows.length; row += 10) {
    body.rows[row]?.querySelector('.choose')?.append(' !');
  }
}

function swapTwo(): void {
  const { rows } = body;
  const first = rows[1];
  const last = rows[Math.min(998, rows.length - 2)];
  if (!first || !last || first === last) return;
  const after = last.nextSibling;
  first.before(last);
  body.insertBefore(first, after);
}

function scrollToEnd(): void {
  body.lastElementChild?.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

function chooseOrRemove(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  const row = button?.closest('tr');
  if (!button || !row) return;
  if (button.classList.contains('remove')) {
    change('Took one away', () => row.remove());
    return;
  }
  change('Chose one', () => {
    body.querySelector('.chosen')?.classList.remove('chosen');
    row.classList.add('chosen');
  });
}
