/** What a forged recording tries on the stage: nothing of it runs, loads, navigates or reaches the player. */

import { expect, open, test } from './player-page.ts';
import { type ForgedNode, forge, mutation, onStage, seek } from './stage-page.ts';

const html = (...body: (ForgedNode | string)[]): ForgedNode => ['html', {}, ['head', {}], ['body', {}, ...body]];

test('nothing that runs, loads or navigates is left on the stage', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const evil = 'http://evil.test/';
  await open(
    page,
    forge(
      html(
        ['script', { src: evil }, 'parent.hacked = 1'],
        ['SCRIPT', {}, 'parent.hacked = 1'],
        [
          'svg|svg',
          {},
          ['svg|script', { href: evil }, 'parent.hacked = 1'],
          ['svg|a', { 'xlink:href': 'javascript:x' }],
        ],
        ['svg|svg', {}, ['svg|set', { attributeName: 'href', to: 'javascript:x' }], ['svg|image', { href: evil }]],
        ['img', { src: evil, onerror: 'parent.hacked = 1', srcset: `${evil} 1x` }],
        ['a', { href: 'java\nscript:parent.hacked=1', ping: evil, target: '_top' }, 'link'],
        ['iframe', { src: evil, srcdoc: '<script>parent.parent.hacked = 1</script>' }],
        ['object', { data: evil, type: 'text/html' }],
        ['embed', { src: evil }],
        ['form', { action: evil, target: '_top' }, ['button', { formaction: evil, autofocus: '' }]],
        ['meta', { 'http-equiv': 'refresh', content: `0;url=${evil}` }],
        ['base', { href: evil, target: '_top' }],
        ['link', { rel: 'stylesheet', href: evil }],
        ['link', { rel: 'preconnect', href: evil }],
        ['style', {}, `@import "${evil}"; body { background: url(${evil}); cursor: u\\72l(${evil}), auto }`],
        ['p', { style: `background: url(${evil})`, onclick: 'parent.hacked = 1' }, 'text'],
        ['video', { src: evil, poster: evil, autoplay: '' }],
        ['body', { background: evil, onload: 'parent.hacked = 1' }],
        ['template', { shadowrootmode: 'open' }, ['script', {}, 'parent.hacked = 1']],
      ),
      [[100, { event: 'hover', target: null }]],
    ),
    {},
  );
  await seek(page, 0.1);
  const left = await onStage(page, (document) => {
    const found: string[] = [];
    for (const element of document.querySelectorAll('*')) {
      if (/^(script|svg:script)$/i.test(element.localName)) found.push(element.outerHTML);
      for (const { name, value } of element.attributes) {
        // For the selectors of the page alone: it means nothing to the platform.
        if (/^data-domreel-was-/.test(name)) continue;
        if (/^on./.test(name) || /evil|javascript/i.test(value.replaceAll(/\s/g, ''))) found.push(`${name}=${value}`);
      }
      if (element.localName === 'style' && /evil/.test(element.textContent ?? ''))
        found.push(element.textContent ?? '');
    }
    return found;
  });
  expect(left).toEqual([]);
  expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(await onStage(page, (document) => document.body.childElementCount)).toBe(19);
});

test('elements that are named like methods cannot get in the way', async ({ page }) => {
  const clobbers = ['appendChild', 'insertBefore', 'setAttribute', 'attributes', 'parentNode', 'remove', 'nodeType'];
  const form: ForgedNode = ['form', {}, ...clobbers.map((name): ForgedNode => ['input', { name }])];
  const images = ['createElement', 'createTextNode', 'documentElement', 'defaultView', 'open', 'write'];
  await open(
    page,
    forge(html(form, ...images.map((name): ForgedNode => ['img', { name }])), [
      [
        100,
        mutation(
          {
            operation: 'insert',
            parent: 5,
            previous: null,
            tree: [{ id: 50, depth: 0, node: 'element', name: 'b', attributes: [] }],
          },
          { operation: 'set-attribute', node: 5, attribute: { name: 'class', value: 'changed' } },
          { operation: 'move', node: 7, parent: 4, previous: null },
          { operation: 'remove', node: 6 },
        ),
      ],
    ]),
    {},
  );
  await seek(page, 0.1);
  const names = await onStage(page, (document) => [
    document.querySelector('form')?.getAttribute('class'),
    ...[...document.querySelectorAll('body > input, form > *')].map((e) => e.getAttribute('name') ?? e.localName),
  ]);
  expect(names).toEqual(['changed', 'insertBefore', 'b', ...clobbers.slice(2)]);
  await seek(page, 0);
  const before = await onStage(page, (document) =>
    [...document.querySelectorAll('form > *')].map((e) => e.getAttribute('name') ?? e.localName),
  );
  expect(before).toEqual(clobbers);
});

test('trees that cannot be, and names that nobody can make, leave the rest as it is', async ({ page }) => {
  await open(
    page,
    forge(
      html(
        ['div', { '@click': '1', '[y]': '2', '(z)': '3', ':x': '4', 'a"b': '5', '': 'none', 'a b': 'no' }],
        ['o:p', {}, 'office'],
        ['foo.bar<', {}, 'odd'],
        ['1 2', {}, 'never'],
        ['input', {}, ['#shadow', {}, 'no root'], ['html', {}, ['body', {}]]],
        ['iframe', {}, ['#document', {}, ['html', {}, ['body', {}, 'first']], ['html', {}, 'second root']]],
      ),
      [[100, mutation({ operation: 'move', node: 4, parent: 5, previous: null }, { operation: 'remove', node: 999 })]],
    ),
    {},
  );
  await seek(page, 0.1);
  const seen = await onStage(page, (document) => ({
    attributes: [...document.querySelector('div')!.attributes].map(({ name, value }) => `${name}=${value}`),
    names: [...document.body.children].map((element) => element.localName).slice(1, 4),
    frame: document.querySelector('iframe')?.contentDocument?.body.textContent,
  }));
  expect(seen.attributes).toEqual(['@click=1', '[y]=2', '(z)=3', ':x=4', 'a"b=5']);
  expect(seen.names).toEqual(['o:p', 'foo.bar<', 'span']);
  expect(seen.frame).toBe('first');
});
