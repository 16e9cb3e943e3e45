/** What the stage shows of a document, forwards and backwards. */

import type { Page } from '@playwright/test';
import { expect, open, test } from './player-page.ts';
import { type ForgedNode, forge, forgeTree, mutation, onStage, seek } from './stage-page.ts';

const page1 = (head: ForgedNode[], ...body: (ForgedNode | string)[]): ForgedNode => [
  'html',
  {},
  ['head', {}, ...head],
  ['body', {}, ...body],
];

test('what the pointer does to the looks of an element is seen, and gone again', async ({ page }) => {
  const style: ForgedNode = ['style', {}, 'p{color:black}p:hover{color:red}p:not(:hover) b{color:blue}'];
  await open(
    page,
    forge(page1([style], ['p', {}, ['b', {}, 'text']]), [
      [100, { event: 'hover', target: 8 }],
      [200, { event: 'hover', target: null }],
    ]),
    {},
  );
  const colours = () =>
    onStage(page, (document, window) =>
      ['p', 'b'].map((name) => window.getComputedStyle(document.querySelector(name)!).color),
    );
  for (const [at, colour] of [
    [0.1, ['rgb(255, 0, 0)', 'rgb(255, 0, 0)']],
    [0.2, ['rgb(0, 0, 0)', 'rgb(0, 0, 255)']],
    [0.1, ['rgb(255, 0, 0)', 'rgb(255, 0, 0)']],
  ] as const) {
    await seek(page, at);
    expect(await colours()).toEqual(colour);
  }
});

test('a film that shows a picture shows its own poster, or none, where it showed that', async ({ page }) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  const url = 'http://recorded.test/picture';
  const picture = (node: number) => mutation({ operation: 'set-property', node, property: 'picture', value: url });
  await open(
    page,
    forge(page1([], ['video', { poster: `data:image/svg+xml,${svg}` }], ['video', {}]), [
      [0, { event: 'resource', url, mime: 'image/svg+xml', bytes: Buffer.from(svg).toString('hex') }],
      [100, picture(5)],
      [200, picture(6)],
    ]),
    {},
  );
  for (const [at, wanted] of [
    [0.2, ['blob', 'blob']],
    [0.1, ['blob', '']],
    [0, ['data', '']],
    [0.2, ['blob', 'blob']],
    [0, ['data', '']],
  ] as const) {
    await seek(page, at);
    const posters = await onStage(page, (document) =>
      [...document.querySelectorAll('video')].map(({ poster }) => poster.split(':')[0]),
    );
    expect(posters, `at ${at}`).toEqual(wanted);
  }
});

test('a frame that is moved keeps what it shows, and its node', async ({ page }) => {
  const frame: ForgedNode = ['iframe', {}, ['#document', {}, ['html', {}, ['body', {}, 'inside']]]];
  await open(
    page,
    forge(page1([], ['div', {}, frame], ['section', {}]), [
      [100, mutation({ operation: 'move', node: 6, parent: 11, previous: null })],
    ]),
    {},
  );
  await onStage(page, (document, window) => Object.assign(window, { kept: document.querySelector('iframe') }));
  for (const [at, parent] of [
    [0.1, 'section'],
    [0, 'div'],
  ] as const) {
    await seek(page, at);
    const seen = await onStage(page, (document, window) => {
      const frame = document.querySelector('iframe');
      const { kept } = window as unknown as { kept: unknown };
      return [frame?.parentElement?.localName, frame?.contentDocument?.body.textContent, frame === kept];
    });
    expect(seen).toEqual([parent, 'inside', true]);
  }
});

test('a keyframe of the same page builds nothing again', async ({ page }) => {
  const tree = forgeTree(['#document', {}, page1([], ['p', {}, 'text'])], 1);
  await open(
    page,
    forge(page1([], ['p', {}, 'text']), [
      [100, { event: 'keyframe', tree, view: { viewport: { width: 600, height: 400 } }, next_id: 20 }],
    ]),
    {},
  );
  await onStage(page, (document, window) => Object.assign(window, { kept: document.querySelector('p') }));
  await seek(page, 0.1);
  const same = await onStage(
    page,
    (document, window) => document.querySelector('p') === (window as unknown as { kept: unknown }).kept,
  );
  expect(same).toBe(true);
});

test('scroll offsets are there when the seek is, whatever the page says of smoothness', async ({ page }) => {
  const style: ForgedNode = [
    'style',
    {},
    'html{scroll-behavior:smooth}div{height:200px;overflow:auto;scroll-behavior:smooth}',
  ];
  const tall: ForgedNode = ['p', { style: 'height:3000px' }];
  await open(
    page,
    forge(page1([style], ['div', {}, tall], tall), [
      [
        100,
        mutation(
          { operation: 'set-property', node: 1, property: 'scroll-top', value: 700 },
          { operation: 'set-property', node: 7, property: 'scroll-top', value: 1234 },
        ),
      ],
      [200, mutation({ operation: 'remove', node: 7 })],
    ]),
    {},
  );
  const offsets = () => onStage(page, (document, window) => [window.scrollY, document.querySelector('div')?.scrollTop]);
  await seek(page, 0.1);
  expect(await offsets()).toEqual([700, 1234]);
  await seek(page, 0.2);
  expect(await offsets()).toEqual([700, undefined]);
  await seek(page, 0.1);
  expect(await offsets()).toEqual([700, 1234]);
  await seek(page, 0);
  expect(await offsets()).toEqual([0, 0]);
});

test('dialogs and popovers stand in the top layer in their order, and take no focus', async ({ page }) => {
  await open(
    page,
    forge(page1([], ['dialog', {}, ['button', {}, 'close']], ['div', { popover: 'manual' }, 'note']), [
      [
        100,
        mutation(
          { operation: 'set-attribute', node: 5, attribute: { name: 'open', value: '' } },
          { operation: 'set-property', node: 5, property: 'modal', value: 1 },
          { operation: 'set-property', node: 8, property: 'popover', value: 2 },
        ),
      ],
      [
        200,
        mutation(
          { operation: 'remove-attribute', node: 5, name: 'open' },
          { operation: 'set-property', node: 5, property: 'modal', value: 0 },
        ),
      ],
    ]),
    { body: '<input autofocus><domreel-player></domreel-player>' },
  );
  await page.locator('input').focus();
  const top = () =>
    onStage(page, (document) => [
      document.querySelector('dialog')?.matches(':modal'),
      document.querySelector('dialog')?.open,
      document.querySelector('div')?.matches(':popover-open'),
    ]);
  for (const [at, expected] of [
    [0.1, [true, true, true]],
    [0.2, [false, false, true]],
    [0.1, [true, true, true]],
    [0, [false, false, false]],
  ] as const) {
    await seek(page, at);
    expect(await top()).toEqual(expected);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('input');
  }
});

test('text with surrogates that stand alone arrives as it is', async ({ page }) => {
  const units = [0x61, 0xd83d, 0x62];
  await open(
    page,
    forge(page1([], ['p', {}, 'text']), [[100, mutation({ operation: 'set-text', node: 6, text: units })]]),
    {},
  );
  await seek(page, 0.1);
  const seen = await onStage(page, (document) =>
    [...(document.querySelector('p')?.textContent ?? '').split('')].map((unit) => unit.charCodeAt(0)),
  );
  expect(seen).toEqual(units);
});

const colourOfText = (page: Page): Promise<string> =>
  onStage(page, (document, window) => window.getComputedStyle(document.querySelector('p')!).color);

test('sheets are edited as scripts did, and unedited on the way back', async ({ page }) => {
  const style: ForgedNode = ['style', { '.sheet': '1' }, 'p{color:red}'];
  const sheets = [[1, { text: null, base: '', media: null, disabled: false, edits: [] }]];
  const edit = (edit: Record<string, unknown>) => ({ operation: 'edit-sheet', sheet: 1, edit });
  await open(
    page,
    forge(
      page1([style], ['p', {}, 'text']),
      [
        [100, mutation(edit({ path: [], edit: 'insert', index: 1, text: 'p:not(:hover){color:blue}' }))],
        [200, mutation(edit({ path: [0], edit: 'declare', text: 'color:green!important' }))],
      ],
      { sheets },
    ),
    {},
  );
  for (const [at, colour] of [
    [0.1, 'rgb(0, 0, 255)'],
    [0.2, 'rgb(0, 128, 0)'],
    [0, 'rgb(255, 0, 0)'],
    [0.2, 'rgb(0, 128, 0)'],
  ] as const) {
    await seek(page, at);
    expect(await colourOfText(page)).toBe(colour);
  }
});

test('a rule that only the browser of the visitor knew keeps the place of those behind it', async ({ page }) => {
  const style: ForgedNode = ['style', { '.sheet': '1' }, 'p{color:red}'];
  const sheets = [[1, { text: null, base: '', media: null, disabled: false, edits: [] }]];
  const edit = (edit: Record<string, unknown>) => ({ operation: 'edit-sheet', sheet: 1, edit });
  const insert = (index: number, text: string) => edit({ path: [], edit: 'insert', index, text });
  const edits = [
    insert(0, 'p:-moz-focusring{color:blue}'),
    insert(2, 'p{color:lime}'),
    edit({ path: [2], edit: 'declare', text: 'color:green' }),
    edit({ path: [], edit: 'delete', index: 0 }),
  ];
  const events = edits.map((edit, at): [number, Record<string, unknown>] => [100 * (at + 1), mutation(edit)]);
  await open(page, forge(page1([style], ['p', {}, 'text']), events, { sheets }), {});
  for (const [at, colour] of [
    [0.2, 'rgb(0, 255, 0)'],
    [0.3, 'rgb(0, 128, 0)'],
    [0.4, 'rgb(0, 128, 0)'],
  ] as const) {
    await seek(page, at);
    expect(await colourOfText(page)).toBe(colour);
  }
});

test('definitions, states and validity of custom elements come and go', async ({ page }) => {
  const style: ForgedNode = [
    'style',
    {},
    'x-a{color:black}x-a:defined{color:green}x-a:state(on){color:red}x-a:invalid{opacity:.5}',
  ];
  const set = (property: string, value: unknown) => ({ operation: 'set-property', node: 7, property, value });
  await open(
    page,
    forge(page1([style], ['x-a', {}, 'text']), [
      [100, mutation(set('defined', 1))],
      [200, mutation(set('states', 'on off'), set('validity', 'customError'))],
      [300, mutation(set('states', ''), set('validity', ''))],
    ]),
    {},
  );
  for (const [at, looks] of [
    [0.1, ['rgb(0, 128, 0)', '1']],
    [0.2, ['rgb(255, 0, 0)', '0.5']],
    [0.3, ['rgb(0, 128, 0)', '1']],
    [0, ['rgb(0, 0, 0)', '1']],
    [0.2, ['rgb(255, 0, 0)', '0.5']],
  ] as const) {
    await seek(page, at);
    const seen = await onStage(page, (document, window) => {
      const { color, opacity } = window.getComputedStyle(document.querySelector('x-a')!);
      return [color, opacity];
    });
    expect(seen).toEqual(looks);
  }
});
