/**
 * Addresses of what masked and blocked places show, whoever names them: none is in a recording, and no bytes of theirs.
 *
 * Words that begin with `secret` may be in no recording, words that begin with
 * `shown` must be in it.
 */

import { expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf } from './support/tool.ts';
import { plantedWords, said, Visit, visit } from './support/visit.ts';

const origin = 'http://owners.test';
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>';
const sheet = '.linked { background: url("shownLinked.svg") }';

/** Records a page with pictures while something happens on it; returns what is told once `shownLast` is loaded. */
async function recorded(page: Page, body: string, change: () => void): Promise<string> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => {
    if (path === '/')
      return { body: `<!doctype html><style>i, b { display: block; width: 9px; height: 9px }</style>${body}` };
    if (path.endsWith('.css')) return { body: sheet, type: 'text/css' };
    return path.endsWith('.svg') ? { body: picture, type: 'image/svg+xml' } : undefined;
  });
  await page.goto(`${origin}/`);
  const recording = await Visit.start(page, { mask: 'none', resources: 'same-origin' });
  await page.evaluate(change);
  await expect.poll(() => recording.knows('shownLast')).toBe(true);
  return said(recording);
}

test('what keyframes, adopted sheets and inserted rules of masked places name is not told', async ({ page }) => {
  const text = await recorded(
    page,
    `<div data-domreel-mask><style id="own"></style><i id="moved">x</i><i class="ruled">x</i><p id="host"></p></div>
     <b id="free">x</b><p id="open"></p><i class="linked">x</i><link rel="stylesheet" href="/shownSheet.css">`,
    () => {
      const at = (id: string) => document.getElementById(id)!;
      const keyframes = (name: string) => [{ backgroundImage: `url(/${name}.svg)` }, { backgroundImage: 'none' }];
      at('moved').animate(keyframes('secretMoved'), 1e6);
      at('free').animate(keyframes('shownFree'), 1e6);
      (at('own') as HTMLStyleElement).sheet!.insertRule('.ruled { background: url(/secretRuled.svg) }');
      for (const [id, name] of [
        ['host', 'secretAdopted'],
        ['open', 'shownAdopted'],
      ] as const) {
        const adopted = new CSSStyleSheet();
        adopted.replaceSync(`b { display: block; width: 9px; height: 9px; background: url(/${name}.svg) }`);
        const root = at(id).attachShadow({ mode: 'open' });
        root.adoptedStyleSheets = [adopted];
        root.innerHTML = '<b>x</b>';
      }
      document.body.append(Object.assign(new Image(), { src: '/shownLast.svg' }));
    },
  );
  expect(plantedWords(text)).toEqual(['shownAdopted', 'shownFree', 'shownLast', 'shownLinked', 'shownSheet']);
});

test('what a blocked shadow tree shows is not told, though nobody may ask it', async ({ page }) => {
  const text = await recorded(page, '<div data-domreel-block><p id="host"></p></div>', () => {
    const root = document.getElementById('host')!.attachShadow({ mode: 'closed' });
    root.innerHTML = '<style>u { background: url(/secretBlocked.svg) }</style><u>x</u><img src="/secretImage.svg">';
    const adopted = new CSSStyleSheet();
    adopted.replaceSync('u { border-image: url(/secretAdopted.svg) 1 }');
    root.adoptedStyleSheets = [adopted];
    document.body.append(Object.assign(new Image(), { src: '/shownLast.svg' }));
  });
  expect(plantedWords(text)).toEqual(['shownLast']);
});

test('a masked picture is not told though a shown one has a name that ends with its own', async ({ page }) => {
  const pictures = [
    'data-domreel-mask style="background: url(/secretOne.svg)"',
    'style="background: url(/not-secretOne.svg)"',
  ];
  const text = await recorded(page, pictures.map((attributes) => `<i ${attributes}>x</i>`).join(''), () => {
    document.body.append(Object.assign(new Image(), { src: '/shownLast.svg' }));
  });
  expect(text).toContain('/not-secretOne.svg');
  expect(text).not.toContain('/secretOne.svg');
});

test('a page behind the address of a blob is no picture, whether a frame shows it or a link leads there', async ({
  page,
}) => {
  const recording = await visit(page, '<p>shownText</p><iframe></iframe><a>x</a>', { mask: 'none', resources: 'all' });
  await page.evaluate(async () => {
    const made = (type: string) => URL.createObjectURL(new Blob(['<!-- secretComment --><p>shownFrame'], { type }));
    const frame = document.querySelector('iframe')!;
    const loaded = new Promise((done) => frame.addEventListener('load', done));
    frame.src = made('text/html');
    document.querySelector('a')!.href = made('application/x-unknown');
    await loaded;
  });
  const text = await said(recording);
  expect(plantedWords(text)).toEqual(['shownFrame', 'shownText']);
  // The dump says bytes of resources in digits.
  expect(text).not.toContain(Buffer.from('secretComment').toString('hex'));
});

test('the name of a masked element is in no animation of a view transition', async ({ page }) => {
  const recording = await visit(page, '<p>shownText</p><p id="masked" data-domreel-mask>x</p>', { mask: 'none' });
  await page.evaluate(async () => {
    const masked = document.getElementById('masked')!;
    masked.style.viewTransitionName = 'secretName';
    await document.startViewTransition(() => masked.append('more')).finished;
  });
  expect(await recording.stop().then((bytes) => plantedWords(JSON.stringify(eventsOf(bytes))))).toEqual(['shownText']);
});

test('what frames in masked and blocked places show is not told, and what others show is', async ({ page }) => {
  const inner = (name: string): string =>
    `<iframe srcdoc="<style>p{background:url(/${name}Style.svg)}</style><p>x</p><img src='/${name}Image.svg'>"></iframe>`;
  const text = await recorded(
    page,
    `<div data-domreel-mask>${inner('secretMasked')}</div><div data-domreel-block>${inner('secretBlocked')}</div>
     ${inner('shown')}`,
    () => {
      const { body } = document.querySelectorAll('iframe')[2]!.contentDocument!;
      const { body: masked } = document.querySelector('iframe')!.contentDocument!;
      for (const [into, name] of [
        [masked, 'secretLate'],
        [body, 'shownLast'],
      ] as const)
        into.append(Object.assign(new Image(), { src: `/${name}.svg` }));
    },
  );
  expect(plantedWords(text)).toEqual(['shownImage', 'shownLast', 'shownStyle']);
});
