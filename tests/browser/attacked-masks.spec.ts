/**
 * Masks whose reason comes and goes while the page is recorded, and secrets that stand where a walk sees them late.
 *
 * Words that begin with `secret` may be in no recording, words that begin with
 * `shown` must be in it.
 */

import { expect, test } from '@playwright/test';
import { said, visit, wordsOf } from './support/visit.ts';

test('an editor that comes for an instant, above, in a shadow tree or by a property, masks what is written in it', async ({
  page,
}) => {
  const recording = await visit(
    page,
    '<p id="a">one</p><div id="b"><i>two</i></div><div id="c"></div><p id="d">four</p><p>shownText</p>',
    { mask: 'sensitive' },
  );
  await page.evaluate(async () => {
    const at = (id: string) => document.getElementById(id)!;
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    at('a').textContent = 'secretBefore';
    at('a').setAttribute('contenteditable', '');
    at('b').firstElementChild!.textContent = 'secretBelow';
    at('b').setAttribute('contenteditable', 'plaintext-only');
    const root = at('c').attachShadow({ mode: 'closed' });
    root.innerHTML = '<section><p>three</p></section>';
    root.querySelector('p')!.textContent = 'secretShadow';
    root.querySelector('section')!.contentEditable = 'true';
    at('d').contentEditable = 'true';
    at('d').textContent = 'secretAfter';
    await painted();
    for (const id of ['a', 'b', 'd']) at(id).textContent = 'shownSaved';
    for (const id of ['a', 'b', 'd']) at(id).removeAttribute('contenteditable');
    await painted();
    // What an editor holds goes when it does, in the other order.
    at('a').contentEditable = 'true';
    at('a').textContent = 'secretDraft';
    await painted();
    at('a').textContent = 'shownPosted';
    at('a').contentEditable = 'inherit';
  });
  expect(await wordsOf(recording)).toEqual(['shownPosted', 'shownSaved', 'shownText']);
});

test('a document that becomes an editor masks what is written in it', async ({ page }) => {
  const recording = await visit(page, '<p>shownText</p><iframe srcdoc="<p>one</p>"></iframe>', { mask: 'sensitive' });
  await page.evaluate(async () => {
    const inner = document.querySelector('iframe')!.contentDocument!;
    inner.designMode = 'on';
    inner.querySelector('p')!.textContent = 'secretFramed';
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    inner.body.append('secretLater');
  });
  expect(await wordsOf(recording)).toEqual(['shownText']);
});

for (const level of ['all', 'sensitive', 'none'] as const) {
  test(`sheets that masked roots adopt say nothing of them at ${level}`, async ({ page }) => {
    const recording = await visit(
      page,
      '<p>shownText</p><div id="host" data-domreel-mask></div><div id="late"></div>',
      {
        mask: level,
      },
    );
    await page.evaluate(async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        `.secretClass{--secretName:"secretWord";content:"secretContent";font-family:secretFont;counter-reset:secretCounter;
          animation-name:secretMotion;container-name:secretContainer;grid-area:secretArea;view-transition-name:secretView}
        @layer secretLayer{#secretId{top:0}}@keyframes secretMotion{to{top:0}}@font-face{font-family:secretFont}
        @property --secretProperty{syntax:"*";inherits:false}@counter-style secretStyle{system:cyclic;symbols:"secretSymbol"}
        @container secretContainer (width>1px){secret-Element{top:0}}::highlight(secretHighlight){color:red}`,
      );
      const root = document.getElementById('host')!.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      root.innerHTML = '<b class="secretClass">secretText</b>';
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      sheet.insertRule('.secretRule::before{content:"secretInserted"}');
      (sheet.cssRules[0] as CSSStyleRule).selectorText = '.secretSelector';
      const late = document.getElementById('late')!.attachShadow({ mode: 'closed' });
      late.adoptedStyleSheets = [Object.assign(new CSSStyleSheet(), {})];
      late.adoptedStyleSheets[0]!.replaceSync('.secretOther{content:"secretOtherContent"}');
      document.getElementById('late')!.setAttribute('data-domreel-mask', '');
      late.innerHTML = '<b>secretLate</b>';
    });
    expect(await wordsOf(recording)).toEqual(level === 'all' ? [] : ['shownText']);
  });
}

for (const level of ['sensitive', 'none'] as const) {
  test(`a sheet that comes under a mask, or out of it, is as its adopters are at ${level}`, async ({ page }) => {
    const recording = await visit(page, '<p>shownText</p><div id="one"></div><div id="other"></div>', { mask: level });
    await page.evaluate(async () => {
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const at = (id: string) => document.getElementById(id)!;
      const roots = ['one', 'other'].map((id) => at(id).attachShadow({ mode: 'open' }));
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.shownClass{top:0}');
      for (const root of roots) root.adoptedStyleSheets = [sheet];
      await painted();
      at('one').setAttribute('data-domreel-mask', '');
      await painted();
      // Another one shows what it says: its names are those of the page still, and its words are masked.
      sheet.insertRule('.shownShared{content:"secretShared"}');
      await painted();
      // From here on masked places alone have it, from this very task on.
      at('other').setAttribute('data-domreel-mask', '');
      sheet.insertRule('.secretMasked{content:"secretWord"}');
      await painted();
      sheet.insertRule('.secretLater{animation-name:secretMotion}');
      await painted();
      const own = new CSSStyleSheet();
      own.replaceSync('.shownOwn{content:"word"}');
      roots[0]!.adoptedStyleSheets = [own];
      await painted();
      document.adoptedStyleSheets = [own];
    });
    expect(await wordsOf(recording)).toEqual(['shownClass', 'shownOwn', 'shownShared', 'shownText']);
  });
}

for (const [size, rest] of [
  ['small', ''],
  ['large', '<b></b>'.repeat(5_000)],
] as const) {
  test(`a secret of a shadow tree that stood before the start is masked above it, on a ${size} page`, async ({
    page,
  }) => {
    for (const mask of ['sensitive', 'none'] as const) {
      const recording = await visit(
        page,
        `<p>Before hunter-42-zebra</p><div id="host"></div><p>After hunter-42-zebra shownText</p>${rest}<script>
        host.attachShadow({ mode: 'open' }).innerHTML = '<input type="password">';
        host.shadowRoot.querySelector('input').value = 'hunter-42-zebra';
      </script>`,
        { mask },
      );
      await page.evaluate(() => {
        document.querySelector('p')!.title = 'hunter-42-zebra';
      });
      const text = await said(recording);
      expect(text).not.toContain('zebra');
      expect(text).toContain('shownText');
    }
  });
}

test('a secret of a shadow tree below another, or in a slot, is masked where the page says it first', async ({
  page,
}) => {
  const recording = await visit(
    page,
    `<title>hunter-42-zebra</title><p>hunter-42-zebra</p><div id="host"><input slot="s" autocomplete="one-time-code"></div>
     <p>shownText</p><script>
      const root = host.attachShadow({ mode: 'open' });
      root.innerHTML = '<i>hunter-42-zebra</i><slot name="s"></slot><div></div>';
      const deep = root.querySelector('div').attachShadow({ mode: 'open' });
      deep.innerHTML = '<u>934-2210-7</u><input type="password" value="hunter-42-zebra">';
      host.querySelector('input').value = '934-2210-7';
    </script>`,
    { mask: 'none' },
  );
  const text = await said(recording);
  expect(text).not.toContain('zebra');
  expect(text).not.toContain('934-2210-7');
  expect(text).toContain('shownText');
});

test('a secret of a frame that stood before the start is masked in the page around it', async ({ page }) => {
  const recording = await visit(
    page,
    `<p>hunter-42-zebra</p><iframe srcdoc="<input type=password value=hunter-42-zebra><p>hunter-42-zebra"></iframe>
     <p>shownText</p>`,
    { mask: 'none' },
  );
  const text = await said(recording);
  expect(text).not.toContain('zebra');
  expect(text).toContain('shownText');
});
