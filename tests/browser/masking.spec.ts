/**
 * Which words of a page a recording holds, at each level: what is masked does not occur in a dump.
 *
 * Every word that fixtures/planted.html and the visit plant begins with what it
 * is: `never…` may be in no recording, `marked…` is in an element with
 * `data-domreel-mask`, `value…` is in a field, `text…` is the page's own, and
 * `shown…` is in an element with `data-domreel-unmask`.
 */

import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump } from './support/tool.ts';
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
  await page.evaluate(() => {
    document.querySelector('#later p:last-child')!.firstChild!.nodeValue = 'markedWordMovedAndChanged';
    document.querySelector('#later p')!.setAttribute('title', 'markedWordLateTooltip');
  });
}

/** Records the page while it is used, and returns the planted words that the dump shows, by what they are. */
async function wordsShown(page: Page, mask: VisitOptions['mask']): Promise<Record<string, string[]>> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ file }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: mask! });
  await usePage(page);
  await framesPainted(page);
  const text = dump(await visit.stop());
  const shown: Record<string, string[]> = {};
  for (const [word, kind] of text.matchAll(/(never|marked|value|text|shown)Word[A-Z]\w*/g)) {
    shown[kind!] ??= [];
    if (!shown[kind!]!.includes(word)) shown[kind!]!.push(word);
  }
  return shown;
}

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
  const { shown, text, value, ...others } = await wordsShown(page, 'none');
  expect(others).toEqual({});
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
