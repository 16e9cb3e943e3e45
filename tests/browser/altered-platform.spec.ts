/**
 * Pages in which the platform is not what it was: scripts have replaced parts of it, or elements are named as them, so
 * that `document.querySelectorAll` is an image and `form.attributes` a field.
 *
 * https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem
 */

import { expect, type Page, test } from '@playwright/test';
import { expectSamePicture } from './support/pixels.ts';
import { Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://altered.test';
const size = { width: 600, height: 500 };

const elements = `<!doctype html><script src="/dist/early.js"></script>
<style>
  img, form input { display: none }
  canvas { visibility: hidden }
  @keyframes move { to { margin-left: 40px } }
  .moving { animation: move 9s infinite; animation-play-state: paused; animation-delay: -3s }
  form { width: 300px; height: 80px; overflow: auto }
  ::highlight(found) { color: red }
</style>
<p class="moving">plain</p><p id="text">text</p><input id="field"><canvas width="20" height="20"></canvas>
<dialog>a dialog</dialog><div id="popover" popover>a popover</div><details><summary>more</summary>details</details>
<svg width="20" height="20"><rect width="9" height="9"><animate attributeName="width" begin="indefinite" to="20"/></rect></svg>
<select><option>one<option>two</select>`;

/** What is not as it was, and what has done that. */
const altered = {
  'images with the names of all that documents have': `const owners = [Document, Node, EventTarget];
    for (const { prototype } of owners) for (const name of Object.getOwnPropertyNames(prototype)) {
      const image = new Image();
      image.name = name;
      Node.prototype.appendChild.call(self.holder, image);
    }`,
  'fields with the names of all that forms have': `const owners = [HTMLFormElement, HTMLElement, Element, Node, EventTarget];
    for (const { prototype } of owners) for (const name of Object.getOwnPropertyNames(prototype)) {
      const field = Document.prototype.createElement.call(document, 'input');
      field.name = name;
      Node.prototype.appendChild.call(form, field);
    }`,
  'what its scripts have replaced': `const lie = (owner, name, get) => Object.defineProperty(owner, name, { get });
    Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = () => 'a lie';
    Array.from = () => [];
    Array.prototype.forEach = function () {};
    Array.prototype.extra = Object.prototype.extra = 'a lie';
    Node.prototype.contains = () => false;
    for (const name of ['parentNode', 'firstChild', 'nextSibling', 'ownerDocument', 'isConnected']) lie(Node.prototype, name, () => null);
    lie(Node.prototype, 'childNodes', () => []);
    lie(Element.prototype, 'attributes', () => []);
    Element.prototype.getAttribute = () => 'a lie';
    Element.prototype.matches = Element.prototype.hasAttribute = () => true;
    Element.prototype.closest = () => null;
    Element.prototype.querySelectorAll = Document.prototype.querySelectorAll = () => [];
    for (const name of ['documentElement', 'defaultView', 'fonts', 'timeline', 'styleSheets']) lie(Document.prototype, name, () => null);
    // As old copies of them are, which nobody can go through.
    for (const name of ['Map', 'Set', 'WeakMap', 'WeakSet']) {
      const made = window[name];
      window[name] = class {
        known = new made();
        get(key) { return this.known.get(key); }
        has(key) { return this.known.has(key); }
        set(key, value) { this.known.set(key, value); }
        add(key) { this.known.add(key); }
      };
    }
    window.MutationObserver = function () { this.observe = () => {}; };
    JSON.stringify = () => 'a lie';
    performance.now = Date.now = () => 5;`,
};

const pageOf = (script: string, frame = ''): string =>
  `${elements}<div id="holder"></div><form id="form" style="color: blue"><p>in the form</p></form>${frame}<script>${script}</script>`;

/** What happens in a page, and in its frame, by what is as it was. */
function act(): void {
  const change = (view: Window & typeof globalThis): void => {
    const { document, Document, Element, HTMLElement, Node } = view;
    const find = <E extends Element>(selector: string): E =>
      Document.prototype.querySelector.call(document, selector) as E;
    const make = (name: string): HTMLElement => Document.prototype.createElement.call(document, name) as HTMLElement;
    find<HTMLElement>('#text').style.color = 'green';
    find('#text').append(' and more');
    find<HTMLInputElement>('#field').value = 'typed';
    find<HTMLCanvasElement>('canvas').getContext('2d')!.fillRect(0, 0, 9, 9);
    find<HTMLElement>('#popover').showPopover();
    find<HTMLDetailsElement>('details').open = true;
    find<HTMLSelectElement>('select').selectedIndex = 1;
    find<HTMLStyleElement>('style').sheet!.insertRule('details { color: purple }');
    find('.moving').animate({ opacity: [0.5, 0.5] }, { duration: 1e7, fill: 'both' });
    find<SVGAnimationElement>('animate').beginElement();
    const range = new view.Range();
    range.selectNodeContents(find('#text'));
    view.CSS.highlights.set('found', new view.Highlight(range));
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync('summary { font-size: 20px }');
    Reflect.set(Document.prototype, 'adoptedStyleSheets', [sheet], document);
    const host = make('div');
    host.attachShadow({ mode: 'open' }).innerHTML = '<p>in a shadow tree</p>';
    find('#text').after(host);
    const form = find('form');
    for (let line = 0; line < 20; line++) {
      const text = make('p');
      text.textContent = `line ${line}`;
      Node.prototype.appendChild.call(form, text);
    }
    Reflect.set(Element.prototype, 'scrollTop', 30, form);
    Element.prototype.setAttribute.call(form, 'title', 'told');
    (Reflect.get(HTMLElement.prototype, 'style', form) as CSSStyleDeclaration).backgroundColor = 'yellow';
    Element.prototype.animate.call(form, { letterSpacing: ['3px', '3px'] }, { duration: 1e7, fill: 'both' });
  };
  change(window);
  const frame = Document.prototype.querySelector.call(document, 'iframe') as HTMLIFrameElement;
  change(frame.contentWindow as Window & typeof globalThis);
  history.pushState(null, '', '/elsewhere');
}

async function visitAltered(
  page: Page,
  kind: keyof typeof altered,
  mask: 'all' | 'sensitive' | 'none',
): Promise<Buffer> {
  failOnPageErrors(page);
  const inner = pageOf(altered[kind]);
  const outer = pageOf(altered[kind], '<iframe src="/frame"></iframe>');
  await serve(page.context(), origin, (path) => ({ body: path === '/frame' ? inner : outer }));
  await page.setViewportSize(size);
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask, resources: 'all', canvas: true, checkSeconds: 1 });
  await page.evaluate(act);
  await page.mouse.move(50, 60);
  await page.mouse.click(60, 70);
  await page.keyboard.type('more');
  // Pictures of what was drawn are encoded beside the page.
  if (mask === 'none') await expect.poll(() => visit.knows('canvas:')).toBe(true);
  await framesPainted(page);
  await visit.mark('end');
  return visit.stop();
}

for (const kind of Object.keys(altered) as (keyof typeof altered)[]) {
  for (const mask of ['none', 'sensitive', 'all'] as const) {
    test(`a page with ${kind} is recorded without harm at "${mask}"`, async ({ page }) => {
      const recording = await visitAltered(page, kind, mask);
      expect(faultsOf(recording)).toBe('');
      expect(dump(recording)).not.toContain('"property":"gap","value":"failed"');
      expect(eventsOf(recording).at(-1)!.event).toEqual({ event: 'end', reason: 'stopped' });
    });
  }

  test(`a page with ${kind} is shown as it was`, async ({ page }, info) => {
    const recording = await visitAltered(page, kind, 'none');
    const live = await page.screenshot({ animations: 'disabled', caret: 'initial' });
    const replay = await Replay.open(page.context(), recording, size);
    await replay.seek(marksOf(eventsOf(recording)).get('end')!);
    expectSamePicture(live, await replay.picture(), 'end', info);
  });
}
