/**
 * Fields that were ones for passwords where no observer sees them, and say something else when they come into the page.
 *
 * What a visitor writes into them, and what stood in them, is in no recording.
 */

import { expect, test } from '@playwright/test';
import { openPlain, plantedWords, said, Visit, visit } from './support/visit.ts';

/** What brings a field into the page that was one for passwords: the source of an expression, by how it does. */
const ways: Record<string, string> = {
  'a clone of a template': `(() => {
    const copy = template.content.cloneNode(true);
    copy.querySelector('input').type = 'text';
    return copy;
  })()`,
  'an import of a template': `(() => {
    const copy = document.importNode(template.content, true);
    copy.querySelector('input').setAttribute('type', 'text');
    return copy;
  })()`,
  'a copy of a field that was retyped in the template': `(() => {
    template.content.querySelector('input').removeAttribute('type');
    return template.content.cloneNode(true);
  })()`,
  'a copy of a copy': `(() => {
    const copy = template.content.querySelector('input').cloneNode();
    copy.type = 'text';
    return copy.cloneNode().cloneNode();
  })()`,
  'the template itself': `(() => {
    template.content.querySelector('input').setAttributeNS(null, 'type', 'text');
    return template.content;
  })()`,
  'a parsed document': `(() => {
    const parsed = new DOMParser().parseFromString(template.innerHTML, 'text/html');
    parsed.querySelector('input').type = 'text';
    return document.adoptNode(parsed.querySelector('p'));
  })()`,
  'a document of its own': `(() => {
    const made = document.implementation.createHTMLDocument('');
    made.body.innerHTML = template.innerHTML;
    made.querySelector('input').type = 'text';
    return document.importNode(made.querySelector('p'), true);
  })()`,
  'a fragment of a range': `(() => {
    const range = new Range();
    range.selectNode(document.head);
    const made = range.createContextualFragment(template.innerHTML);
    made.querySelector('input').toggleAttribute('type', false);
    return made;
  })()`,
  'an element that was made': `(() => {
    const made = document.createElement('input');
    made.type = 'password';
    made.setAttribute('value', 'secretWord');
    made.type = 'text';
    return made;
  })()`,
  'an element whose attribute node was changed': `(() => {
    const made = document.createElement('input');
    made.setAttribute('value', 'secretWord');
    made.setAttribute('type', 'password');
    made.attributes.type.value = 'text';
    return made;
  })()`,
  'a field for codes': `(() => {
    const made = document.createElement('input');
    made.autocomplete = 'one-time-code';
    made.setAttribute('value', 'secretWord');
    made.autocomplete = 'off';
    return made;
  })()`,
};

for (const [name, source] of Object.entries(ways)) {
  const levels = name === 'a clone of a template' ? (['none', 'sensitive', 'all'] as const) : (['none'] as const);
  for (const mask of levels) {
    // What is marked to be shown is as at `none`, at every level.
    const place = `<div id="place"${mask === 'none' ? '' : ' data-domreel-unmask'}>`;
    test(`a field for passwords stays one as ${name}, at ${mask}`, async ({ page }) => {
      const recording = await visit(
        page,
        `<p data-domreel-unmask>shownText</p>${place}<input id="plain"></div>
         <template id="template"><p><input type="password" value="secretWord"></p></template>`,
        { mask },
      );
      await page.evaluate((source) => {
        document.getElementById('place')!.append(new Function('template', `return ${source}`)(template()));
        function template() {
          return document.getElementById('template');
        }
      }, source);
      const field = page.locator('#place input').last();
      await field.fill('secretTyped');
      await page.locator('#plain').fill('shownTyped');
      expect(plantedWords(await said(recording))).toEqual(['shownText', 'shownTyped']);
    });
  }
}

test('a page that asks of what it changes for its own methods finds them as they were', async ({ page }) => {
  await openPlain(page, '<input id="field" type="password">');
  const recording = await Visit.start(page, { mask: 'none' });
  const seen = await page.evaluate(() => {
    const field = document.querySelector('input')!;
    const thrown = (action: () => void) => {
      try {
        action();
        return '';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const throws = [
      thrown(() => field.setAttribute('', '')),
      thrown(() => field.setAttribute.call({} as Element, 'type', 'b')),
      thrown(() => (field as unknown as { removeAttribute(): void }).removeAttribute()),
      thrown(() => (document as unknown as { importNode(): void }).importNode()),
    ];
    field.setAttribute('type', 'text');
    const { name, length } = Element.prototype.setAttribute;
    return [throws, field.type, name, length];
  });
  expect(seen).toEqual([['InvalidCharacterError', 'TypeError', 'TypeError', 'TypeError'], 'text', 'setAttribute', 2]);
  await recording.stop();
});
