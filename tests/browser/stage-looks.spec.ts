/** Looks that are cheap in bytes and dear for the browser: they are left out, and the rest of the page is there. */

import type { Page } from '@playwright/test';
import { expect, open, test } from './player-page.ts';
import { type ForgedEvent, type ForgedNode, forge, mutation, onStage, seek } from './stage-page.ts';

interface Player extends HTMLVideoElement {
  readonly damage: { start: number; end: number; reason: string }[];
}

type Children = (ForgedNode | string)[];
const times = (count: number, make: (at: number) => ForgedNode | string): Children =>
  Array.from({ length: count }, (_, at) => make(at));
const list = (count: number, part: string, between = ',') => Array(count).fill(part).join(between);

/** Opens a page with this style, and says for what reasons not all of it is shown. */
async function show(page: Page, css: string, body: Children, events: ForgedEvent[] = []): Promise<string[]> {
  const html: ForgedNode = ['html', {}, ['head', {}, ['style', {}, css]], ['body', {}, ['p', {}, 'words'], ...body]];
  await open(page, forge(html, [...events, [1000, { event: 'mark', name: 'the end', detail: '' }]]), {});
  await seek(page, 0.5);
  // What is dear to paint is found out by painting it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  expect(await onStage(page, (document) => document.querySelector('p')?.textContent)).toBe('words');
  return page.evaluate(() => (document.querySelector('domreel-player') as Player).damage.map(({ reason }) => reason));
}

const COVER = 'b{position:fixed;inset:0;background:#f001;';
const bold = (count: number) => times(count, () => ['b']);
const svg = (...children: Children): Children => [['svg|svg', { width: '300', height: '300' }, ...children]];

/** A chain of things that each use the one before it `wide` times. */
function chain(name: string, deep: number, wide: number, refer: (id: string) => Record<string, string>): Children {
  const links = times(deep, (at) => [
    `svg|${name}`,
    { id: `n${at + 1}` },
    ...times(wide, () => ['svg|rect', { width: '200', height: '200', ...refer(`n${at}`) }]),
  ]);
  const first: ForgedNode = [`svg|${name}`, { id: 'n0' }, ['svg|rect', { width: '9', height: '9' }]];
  return svg(first, ...links, ['svg|rect', { id: 'shown', width: '9', height: '9', ...refer(`n${deep}`) }]);
}

const copies = (deep: number, wide: number): Children =>
  svg(
    ['svg|g', { id: 'n0' }, ['svg|rect']],
    ...times(deep, (at) => [
      'svg|g',
      { id: `n${at + 1}` },
      ...times(wide, () => ['svg|use', { href: `#n${at}` }] as ForgedNode),
    ]),
  );

const filter = (...primitives: Children): Children =>
  svg(['svg|filter', { id: 'f' }, ...primitives], ['svg|rect', { width: '300', height: '300', filter: 'url(#f)' }]);

for (const [name, css, body] of [
  ['blurs over the whole page', `${COVER}filter:blur(100px)}`, bold(60)],
  ['blurs in the style of elements', '', times(60, () => ['b', { style: `${COVER.slice(2)}filter:blur(100px)` }])],
  ['blurs behind escapes', `${COVER}f\\69lter:blur(100px)}`, bold(60)],
  ['blurs of what stands before elements', '*::before{content:"";position:fixed;inset:0;filter:blur(9px)}', bold(60)],
  ['one filter after another', `${COVER}filter:${list(100, 'blur(100px)', ' ')}}`, bold(2)],
  ['blurs of the backdrop', `${COVER}backdrop-filter:blur(20px)}`, bold(60)],
  ['lists of blurred shadows', `p{text-shadow:${list(200, '0 0 90px red')}}`, times(9, () => ['p', {}, 'words'])],
  [
    'filters whose results are used twice',
    '',
    filter(
      ['svg|feGaussianBlur', { stdDeviation: '2', result: 'r0' }],
      ...times(26, (at) => ['svg|feBlend', { in: `r${at}`, in2: `r${at}`, result: `r${at + 1}` }]),
    ),
  ],
  ['filters that look far around', '', filter(['svg|feMorphology', { radius: '100000' }])],
] as [string, string, Children][]) {
  test(`${name} are left out`, async ({ page }) => {
    expect(await show(page, css, body)).toEqual(['simplified']);
    const filters = await onStage(page, (document, { getComputedStyle }) =>
      [...document.querySelectorAll('b,p,rect')].flatMap((element) => {
        const { filter, backdropFilter, textShadow } = getComputedStyle(element);
        return [filter, backdropFilter, textShadow];
      }),
    );
    expect(new Set(filters)).toEqual(new Set(['none']));
  });
}

test('layers upon layers of gradients are left out', async ({ page }) => {
  const layers = list(1000, 'repeating-conic-gradient(#f001 0 1deg,#0f01 1deg 2deg)');
  expect(await show(page, `${COVER}}b{background:${layers}}`, bold(10))).toEqual(['simplified']);
});

test('animations beyond thousands are left out, of scroll offsets too', async ({ page }) => {
  const css =
    '@keyframes k{to{left:9px}} b{animation:k 1s infinite} i{view-timeline:--t;animation:k;animation-timeline:--t}';
  expect(await show(page, css, [...bold(5000), ...times(100, () => ['i'])])).toEqual(['simplified']);
  expect(await onStage(page, (document) => document.getAnimations().length)).toBe(0);
});

test('animations that one element has beyond thousands are left out', async ({ page }) => {
  const css = `@keyframes k{to{left:9px}} b{animation:${list(200, 'k 1s infinite')}}`;
  expect(await show(page, css, bold(100))).toEqual(['simplified']);
});

test('animations that begin later are counted too', async ({ page }) => {
  const css = '@keyframes k{to{left:9px}} .on b{animation:k 1s infinite}';
  const on = mutation({ operation: 'set-attribute', node: 6, attribute: { name: 'class', value: 'on' } });
  expect(await show(page, css, bold(5000), [[300, on]])).toEqual(['simplified']);
});

test('transitions that thousands of elements would begin at once are left to what was recorded of them', async ({
  page,
}) => {
  const css = 'b{transition:left 9s;position:relative;left:0} .on b{left:9px}';
  const on = mutation({ operation: 'set-attribute', node: 6, attribute: { name: 'class', value: 'on' } });
  expect(await show(page, css, bold(20_000), [[300, on]])).toEqual([]);
  const [running, left] = await onStage(page, (document, { getComputedStyle }) => [
    document.getAnimations().length,
    getComputedStyle(document.querySelector('b')!).left,
  ]);
  expect(running).toBe(0);
  expect(left).toBe('9px');
});

/** A picture of SVG with groups that each copy the one before them. */
const bomb = (deep: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="50"><g id="a0"><rect width="9" height="9"/></g>${Array.from(
    { length: deep },
    (_, at) => `<g id="a${at + 1}">${`<use href="#a${at}"/>`.repeat(10)}</g>`,
  ).join('')}</svg>`;
const carried = (deep: number): string => `data:image/svg+xml,${encodeURIComponent(bomb(deep))}`;

for (const [name, deep, isShown] of [
  ['copy themselves again and again are not drawn', 8, false],
  ['copy something are', 2, true],
] as const) {
  test(`pictures of SVG that ${name}`, async ({ page }) => {
    const url = 'http://x.test/kept.svg';
    const bytes = Buffer.from(bomb(deep)).toString('hex');
    const body: Children = [['img', { src: carried(deep) }], ['img', { src: url }], ['b']];
    const events: ForgedEvent[] = [[0, { event: 'resource', url, mime: 'image/svg+xml', bytes }]];
    await show(page, `b{position:fixed;inset:0;background:url('${carried(deep)}')}`, body, events);
    const [widths, background] = await onStage(page, (document, { getComputedStyle }) => [
      [...document.images].map(({ naturalWidth }) => naturalWidth),
      getComputedStyle(document.querySelector('b')!).backgroundImage.slice(0, 15),
    ]);
    expect(widths).toEqual(isShown ? [60, 60] : [0, 0]);
    expect(background).toBe(isShown ? 'url("data:image' : 'url("about:inva');
  });
}

test('copies of copies are left out beyond thousands', async ({ page }) => {
  expect(await show(page, '', copies(6, 10))).toEqual(['simplified']);
  const [first, all] = await onStage(page, (document) =>
    ['#n1 > use[href]', 'use[href]'].map((selector) => document.querySelectorAll(selector).length),
  );
  expect(first).toBe(10);
  expect(all).toBeLessThan(60);
});

for (const [name, refer] of [
  ['mask', (id: string) => ({ mask: `url(#${id})` })],
  ['clipPath', (id: string) => ({ style: `clip-path:url(#${id})` })],
] as const) {
  test(`a ${name} that stands in others again and again is shown without those in it`, async ({ page }) => {
    expect(await show(page, '', chain(name, 7, 8, refer))).toEqual(['simplified']);
    const [inside, outside] = await onStage(page, (document, { getComputedStyle }) =>
      ['#n7 > rect', '#shown'].map((selector) => {
        const { maskImage, clipPath } = getComputedStyle(document.querySelector(selector)!);
        return `${maskImage} ${clipPath}`;
      }),
    );
    expect(inside).toBe('none none');
    expect(outside).toContain('#n7');
  });
}

for (const [name, selector] of [
  ['from each of thousands of siblings', (at: number) => `b:has(~ i.x${at})`],
  ['at all siblings before it', (at: number) => `[x="${at}"] ~ b`],
] as const) {
  test(`rules that look ${name} are left out, and others are not`, async ({ page }) => {
    const css = Array.from({ length: 300 }, (_, at) => `${selector(at)}{top:0}`).join('');
    const others = 'p ~ u{color:rgb(1, 2, 3)} @media all{p{color:rgb(4, 5, 6)}}';
    expect(await show(page, css + others, [...bold(3000), ['u']])).toEqual(['simplified']);
    const colours = await onStage(page, (document, { getComputedStyle }) =>
      ['u', 'p'].map((name) => getComputedStyle(document.querySelector(name)!).color),
    );
    expect(colours).toEqual(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
  });
}

test('cells that span a table over and over span it no more', async ({ page }) => {
  const row = (): ForgedNode => ['tr', {}, ['td', { rowspan: '65534', colspan: '1000' }, 'x']];
  const body: Children = [['table', { style: 'border-collapse:collapse' }, ['tbody', {}, ...times(300, row)]]];
  expect(await show(page, 'td{border:1px solid}', body)).toEqual(['simplified']);
});

test('drawings that move thousands of times a second stand still', async ({ page }) => {
  const move: ForgedNode = ['svg|animate', { attributeName: 'x', values: '0;9', dur: '0.001s', repeatCount: '1e8' }];
  expect(await show(page, '', svg(...times(500, () => ['svg|rect', {}, move])))).toEqual(['simplified']);
});

test('times of drawings that depend on one another in circles are left out', async ({ page }) => {
  const move = (at: number): ForgedNode => [
    'svg|animate',
    {
      id: `a${at}`,
      attributeName: 'x',
      values: '0;9',
      dur: '1s',
      begin: `0s;a${(at + 1) % 20}.end;a${(at + 7) % 20}.begin`,
    },
  ];
  expect(await show(page, '', svg(...times(20, (at) => ['svg|rect', {}, move(at)])))).toEqual(['simplified']);
});

test('frames beyond hundreds are left out', async ({ page }) => {
  const inner: ForgedNode = ['#document', { '.base-url': 'about:blank' }, ['html', {}, ['head'], ['body', {}, 'x']]];
  expect(
    await show(
      page,
      '',
      times(300, () => ['iframe', {}, inner]),
    ),
  ).toEqual(['simplified']);
  expect(await onStage(page, (document) => document.querySelectorAll('iframe').length)).toBe(256);
});

test('whoever watches is told that looks are left out, and nothing is called lost', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 700 });
  const html: ForgedNode = [
    'html',
    {},
    ['head', {}, ['style', {}, `${COVER}filter:blur(90px)}`]],
    ['body', {}, ...bold(60)],
  ];
  const bytes = forge(html, [[1000, { event: 'mark', name: 'the end', detail: '' }]]);
  await open(page, bytes, { attributes: 'controls' });
  await expect(page.locator('domreel-player [part~="notice"]')).toHaveText(
    'Looks that would keep the browser busy for too long are left out.',
  );
  await expect(page.locator('domreel-player .broken')).toHaveCount(0);
});

test('a rich page keeps all of its looks', async ({ page }) => {
  const css = `@keyframes k{to{left:9px}} b{animation:k 1s infinite;position:relative}
    .card{box-shadow:${list(6, '0 1px 9px red')};width:99px;height:99px} .icon{filter:drop-shadow(0 1px 2px red)}
    .glass{position:fixed;inset:0;backdrop-filter:blur(9px)} .blob{filter:blur(99px);width:300px;height:300px}
    ${Array.from({ length: 60 }, (_, at) => `.x${at}:checked ~ .y${at}{top:0}`).join('')} i ~ i{top:1px}
    td{--a:1}`;
  const body: Children = [
    ...bold(1000),
    ...times(3000, () => ['i', { class: 'row' }]),
    ...times(200, () => ['u', { class: 'card' }]),
    ...times(300, () => ['s', { class: 'icon' }]),
    ['div', { class: 'glass' }],
    ...times(3, () => ['div', { class: 'blob' }]),
    [
      'table',
      {},
      ['tbody', {}, ...times(200, () => ['tr', {}, ['td', { colspan: '1000', rowspan: '1' }, 'x'] as ForgedNode])],
    ],
    ...svg(
      ['svg|symbol', { id: 's' }, ...times(8, () => ['svg|path', { d: 'M0 0h1' }])],
      ...times(1000, () => ['svg|use', { href: '#s' }]),
    ),
    ...svg(
      ['svg|mask', { id: 'm' }, ['svg|rect', { width: '9', height: '9', 'clip-path': 'url(#c)' }]],
      ['svg|clipPath', { id: 'c' }, ['svg|rect', { width: '5', height: '9' }]],
      ['svg|rect', { width: '9', height: '9', mask: 'url(#m)' }],
    ),
  ];
  expect(await show(page, css, body)).toEqual([]);
});
