/**
 * Which words of a page a recording holds, at each level: what is masked does not occur in a dump.
 *
 * Every word that fixtures/planted.html and the visit plant begins with what it
 * is: `never…` may be in no recording, `marked…` is in an element with
 * `data-domreel-mask`, `value…` is in a field, `text…` is the page's own, and
 * `shown…` is in an element with `data-domreel-unmask`. Case does not count, for
 * names of elements and attributes have none.
 *
 * Every capture path is switched on: canvases, resources of all origins, fonts
 * and animations of scripts, and the early script.
 */

import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { distFolder } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, eventsOf } from './support/tool.ts';
import { framesPainted, Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://planted.test';
const file = fileURLToPath(new URL('fixtures/planted.html', import.meta.url));

/** What a visitor and the page do after the recorder came, with planted words. */
async function usePage(page: Page): Promise<void> {
  await page.locator('#typed').pressSequentially('valueWordTyped');
  await page.locator('#password').fill('neverWordTyped');
  await page.locator('#toggled').pressSequentially('neverWordBefore');
  await page.locator('#toggled').evaluate((field: HTMLInputElement) => {
    field.type = 'text';
  });
  await framesPainted(page);
  await page.locator('#toggled').pressSequentially('neverWordAfter');
  await page.locator('#ignored').pressSequentially('neverWordIgnored');
  await page.locator('#editable').click();
  await page.keyboard.type('valueWordInserted');
  await page.locator('#host input').first().fill('valueWordInShadow');
  await page.frameLocator('#frame').locator('input').first().fill('valueWordInFrame');
  await page.evaluate(() => {
    const at = (id: string) => document.getElementById(id)!;
    document.title = 'textWordLateTitle';
    document.querySelector('h1')!.firstChild!.nodeValue = 'textWordLateText';
    at('plain').title = 'textWordLateTooltip';
    (at('plain') as HTMLInputElement).value = 'valueWordByScript';
    (at('area') as HTMLTextAreaElement).value = 'valueWordAreaByScript';
    at('area').textContent = 'valueWordAreaText';
    (at('select') as HTMLSelectElement).add(new Option('textWordLateOption', 'textWordLateOptionValue', true, true));
    at('password').setAttribute('value', 'neverWordAttribute');
    at('blocked').append('neverWordBlockedLate');
    at('blocked').firstElementChild!.textContent = 'neverWordBlockedChange';
    at('marked').append('markedWordLate');
    at('marked').firstElementChild!.firstChild!.nodeValue = 'markedWordChange';
    at('marked').setAttribute('aria-label', 'markedWordAttribute');
    at('unmarked').append('shownWordLate');
    at('host').shadowRoot!.querySelector('p')!.textContent = 'textWordLateShadow';
    (at('frame') as HTMLIFrameElement).contentDocument!.querySelector('p')!.textContent = 'textWordLateFrame';
    document.body.insertAdjacentHTML('beforeend', '<p>textWordAdded</p><input type="password" value="neverWordAdded">');
  });
  await framesPainted(page);
  await page.evaluate(() => {
    const at = (id: string) => document.getElementById(id)!;
    at('later').setAttribute('data-domreel-mask', '');
    at('later').append('markedWordAfterMark');
    const moved = document.createElement('p');
    moved.textContent = 'markedWordMoved';
    at('later').append(moved);
  });
  await framesPainted(page);
  await page.evaluate(async () => {
    const at = (id: string) => document.getElementById(id)!;
    // What only scripts can say.
    history.pushState({ a: 'neverWordState' }, '', '/textWordPushed/x?id_token=neverWordPushed#textWordPushedHash');
    location.hash = 'access_token=neverWordHash';
    window.name = 'neverWordWindow';
    localStorage.setItem('a', 'neverWordStorage');
    console.log('neverWordConsole');
    document.body.append(document.createComment('neverWordLateComment'));
    document.body.append(document.createElementNS('urn:textWordNamespace', 'textWordForeign'));
    document.insertBefore(
      document.createProcessingInstruction('textWordTarget', 'neverWordInstruction'),
      document.documentElement,
    );
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.textWordAdopted::after { content: "textWordAdoptedContent" }');
    document.adoptedStyleSheets = [sheet];
    sheet.insertRule('.textWordInserted { color: red }');
    const rule = sheet.cssRules[0] as CSSStyleRule;
    rule.selectorText = '.textWordSelector';
    rule.style.setProperty('--textWordSet', '"textWordSetValue"');
    sheet.media.mediaText = 'screen';
    const frames = [
      { '--textWordFrameName': 'textWordFrameValue', content: '"textWordFrameContent"', color: 'red' },
      { color: 'blue' },
    ];
    at('plain').animate(frames, { duration: 1000, id: 'textWordAnimationId' });
    document.fonts.add(
      new FontFace('textWordFontObject', 'local("textWordLocal"), url("/textWordObject.woff2?token=neverWordFont")'),
    );
    const pictures = [document.createElement('canvas'), at('marked-canvas') as HTMLCanvasElement];
    document.body.append(pictures[0]!);
    for (const picture of pictures) picture.getContext('2d')!.fillText('x', 1, 8);
    const host = document.createElement('div');
    document.body.append(host);
    host.attachShadow({ mode: 'closed' }).innerHTML =
      '<p title="textWordClosedTitle">textWordClosed</p><input type="password" value="neverWordClosed">';
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.contentDocument!.designMode = 'on';
    frame.contentDocument!.body.textContent = 'valueWordDesign';
    // A field that shows what a password field held takes its place, and one comes back that was away.
    const secret = document.createElement('div');
    secret.innerHTML = '<input type="password">';
    document.body.append(secret);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    secret.innerHTML = '<input type="text" value="neverWordReplaced">';
    const moved = at('plain').cloneNode() as HTMLInputElement;
    moved.setAttribute('data-value', 'valueWordMirrored');
    document.body.append(moved);
    const out = document.createElement('p');
    document.body.append(out);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    at('blocked').append(out);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    out.textContent = 'neverWordMovedIntoBlocked';
  });
  await page.locator('#editable').evaluate((editor: HTMLElement) => {
    editor.focus();
    document.execCommand(
      'insertHTML',
      false,
      '<a title="valueWordPasted" href="/valueWordPastedLink">valueWordPastedText</a>',
    );
  });
  await page.locator('#plain').first().focus();
  await page.keyboard.press('Shift+Home');
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('#later p:last-child')!.firstChild!.nodeValue = 'markedWordMovedAndChanged';
    document.querySelector('#later p')!.setAttribute('title', 'markedWordLateTooltip');
  });
}

/** Records the page while it is used, and returns the planted words that the dump shows, by what they are. */
async function wordsShown(page: Page, mask: VisitOptions['mask']): Promise<Record<string, string[]>> {
  failOnPageErrors(page);
  const style = '.textWordLinked::after { content: "textWordLinkedContent" } /* neverWordLinkedComment */';
  await serve(page.context(), origin, (path) => {
    if (path === '/') return { file };
    if (path.endsWith('.css')) return { body: style, type: 'text/css' };
    if (path.endsWith('.png')) return { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image/svg+xml' };
    return { body: '<p>textWordFramed</p>' };
  });
  await page.addInitScript({ path: `${distFolder}/early.js` });
  await page.goto(`${origin}/?token=neverWordQuery&lang=en#access_token=neverWordFragment`);
  const visit = await Visit.start(page, { mask: mask!, canvas: true, resources: 'all' });
  await usePage(page);
  await framesPainted(page);
  const bytes = await visit.stop();
  const text = dump(bytes);
  const shown: Record<string, string[]> = {};
  for (const [word, kind] of text.matchAll(/(never|marked|value|text|shown)Word[A-Z]\w*/gi)) {
    shown[kind!.toLowerCase()] ??= [];
    if (!shown[kind!.toLowerCase()]!.includes(word)) shown[kind!.toLowerCase()]!.push(word);
  }
  // What is known by its shape is at the level `none` alone.
  for (const [name, secret] of Object.entries(shaped))
    if (text.includes(secret)) shown.shape = [...(shown.shape ?? []), name];
  return shown;
}

/** What the page says that is known by its shape. */
const shaped = {
  mail: 'neverMail.person',
  phone: '7911 123456',
  token: 'eyJhbGciOiJIUzI1NiJ9',
  class: '9f86d081884c7d659a2feaa0c55ad015',
};

test('at the level all a recording shows only what is unmasked', async ({ page }) => {
  const { shown, ...others } = await wordsShown(page, 'all');
  expect(others).toEqual({});
  expect(shown).toEqual(expect.arrayContaining(['shownWordParagraph', 'shownWordTooltip', 'shownWordLate']));
});

test('at the level sensitive a recording shows the text of the page, and nothing that was filled in', async ({
  page,
}) => {
  const { shown, text, ...others } = await wordsShown(page, 'sensitive');
  expect(others).toEqual({});
  expect(shown).toEqual(expect.arrayContaining(['shownWordParagraph', 'shownWordLate']));
  expect(text).toEqual(expect.arrayContaining(['textWordHeading', 'textWordLateText', 'textWordShadow']));
});

test('at the level none a recording shows neither passwords, cards and hidden fields nor what is marked', async ({
  page,
}) => {
  const { shown, text, value, shape, ...others } = await wordsShown(page, 'none');
  expect(others).toEqual({});
  expect(shape).toEqual(Object.keys(shaped));
  expect(shown).toEqual(expect.arrayContaining(['shownWordValue']));
  expect(text).toEqual(expect.arrayContaining(['textWordTitle', 'textWordLateFrame', 'textWordOption']));
  expect(value).toEqual(expect.arrayContaining(['valueWordPlain', 'valueWordTyped', 'valueWordByScript']));
});

test('a blocked element is a box with its size and nothing in it', async ({ page }) => {
  await serve(page.context(), origin, () => ({
    body: '<!doctype html><div data-domreel-block style="width:120px;height:40px"><b>inside</b></div>',
  }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page);
  await page.locator('div').evaluate((box) => box.append(document.createElement('p'), 'more'));
  await visit.mark('changed');
  const events = dump(await visit.stop());
  expect(events).toContain('["block-width",120],["block-height",40]');
  expect(events).not.toMatch(/inside|more|"name":"[bp]"/);
});

test('what moves into an element that has come masked is masked from then on', async ({ page }) => {
  await serve(page.context(), origin, () => ({ body: '<!doctype html><p>plain</p><i></i>' }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: 'none' });
  const paragraph = await page.locator('p').elementHandle();
  await page.evaluate((paragraph) => {
    const box = document.createElement('div');
    box.setAttribute('data-domreel-mask', '');
    document.body.append(box);
    box.append(paragraph!);
  }, paragraph);
  await visit.mark('moved');
  await page.evaluate((paragraph) => {
    paragraph!.firstChild!.nodeValue = 'markedWordLater';
  }, paragraph);
  const events = dump(await visit.stop());
  expect(events).toContain('plain');
  expect(events).not.toContain('marked');
});

/** What a recording tells of typing, and of going back among what was typed: its events without their times and ids. */
async function eventsOfTyping(page: Page, count: number, into: string): Promise<unknown[]> {
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: 'all' });
  await page.locator(into).focus();
  await framesPainted(page);
  for (let index = 0; index < count; index++) {
    await page.keyboard.press('x');
    await framesPainted(page);
  }
  for (let index = 1; index < count; index++) {
    await page.keyboard.press('ArrowLeft');
    await framesPainted(page);
  }
  const events = eventsOf(await visit.stop());
  // Names are renamed by another key in each recording.
  const told = JSON.stringify(events.map(({ event }) => event).filter(({ event }) => event !== 'keyframe'));
  return JSON.parse(told.replace(/data-[a-z]{7}/g, 'data-name'));
}

for (const into of ['#field', '#mirrored', '#area', '#editor', '#password']) {
  test(`typing into ${into}, and where the caret stands in it, tells no count`, async ({ page }) => {
    const body = `<!doctype html><input id="field"><label><input id="mirrored"></label><textarea id="area" cols="5"></textarea>
      <div id="editor" contenteditable>a</div><input id="password" type="password"><script>
      mirrored.oninput = () => { mirrored.setAttribute('value', mirrored.value); mirrored.parentNode.dataset.value = mirrored.value };
      password.oninput = () => password.setAttribute('value', password.value);
      </script>`;
    await serve(page.context(), origin, () => ({ body }));
    const few = await eventsOfTyping(page, 3, into);
    expect(few.length).toBeGreaterThan(1);
    expect(await eventsOfTyping(page, 17, into)).toEqual(few);
  });
}
