/**
 * Masks whose reason comes and goes while the page is recorded, and secrets that stand where a walk sees them late.
 *
 * Words that begin with `secret` may be in no recording, words that begin with
 * `shown` must be in it.
 */

import { expect, test } from '@playwright/test';
import { openPlain, plantedWords, said, Visit, visit, wordsOf } from './support/visit.ts';

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

for (const mask of ['sensitive', 'none'] as const) {
  test(`the name of a range is masked where its place is marked in the same task, at ${mask}`, async ({ page }) => {
    const recording = await visit(
      page,
      `<p id="a">shownText</p><p id="b">two</p><script>
        var named = (name, element) => {
          const range = new Range();
          range.selectNodeContents(element.firstChild);
          CSS.highlights.set(name, new Highlight(range));
        };
        named('shownName', b);
      </script>`,
      { mask },
    );
    await page.evaluate(async () => {
      const { named } = globalThis as unknown as { named(name: string, element: Element): void };
      const at = (id: string) => document.getElementById(id)!;
      for (let times = 0; times < 5; times++) {
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        // The change that follows comes too soon to be read at once: it is read after the next frame.
        for (const title of ['one', 'two', 'three']) {
          at('b').title = title;
          await undefined;
        }
        const place = document.createElement('p');
        place.textContent = 'place';
        at('a').before(place);
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        at('b').title = 'four';
        await undefined;
        named(`secretName${times}`, place);
        place.setAttribute('data-domreel-mask', '');
      }
    });
    expect(await wordsOf(recording)).toEqual(['shownName', 'shownText']);
  });
}

for (const mask of ['sensitive', 'none'] as const) {
  test(`what is noted of a place that is marked while a large page is read is masked at ${mask}`, async ({ page }) => {
    const recording = await visit(
      page,
      `<p>shownText</p><div id="host"></div>${'<b></b>'.repeat(30_000)}<script>
        host.attachShadow({ mode: 'open' }).innerHTML = '<p></p>';
        document.documentElement.animate({ fontFamily: ['shownFont', 'serif'] }, 1e9);
      </script>`,
      { mask },
    );
    await page.evaluate(async () => {
      const host = document.getElementById('host')!;
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      for (let times = 0; times < 3; times++) {
        const many = document.createElement('div');
        many.innerHTML = '<i></i>'.repeat(10_000);
        document.body.append(many);
        await painted();
        await painted();
        const inside = host.shadowRoot!.querySelector('p')!;
        const move = inside.animate({ fontFamily: ['secretFont', 'serif'] }, 1e9);
        host.setAttribute('data-domreel-mask', '');
        await painted();
        await painted();
        move.cancel();
        host.removeAttribute('data-domreel-mask');
      }
    });
    expect(await wordsOf(recording)).toEqual(['shownFont', 'shownText']);
  });
}

for (const mask of ['sensitive', 'none'] as const) {
  test(`an address says no name that masked places have, at ${mask}`, async ({ page }) => {
    await openPlain(
      page,
      `<p id="shownPlace">shownText</p><div data-domreel-mask><i id="secretLoad"></i><i id="secretPush"></i>
       <i id="secret Ü&quot;\\Word"></i><a name="secretAnchor"></a></div><p id="b">:target</p>
       <iframe srcdoc="<div data-domreel-mask><i id=secretFramed></i></div>"></iframe>`,
    );
    await page.evaluate(() => {
      location.hash = 'secretLoad';
    });
    const recording = await Visit.start(page, { mask });
    await page.evaluate(async () => {
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      history.pushState(null, '', '#secretPush');
      await painted();
      location.hash = 'secretAnchor';
      await painted();
      location.hash = encodeURIComponent('secret Ü"\\Word');
      await painted();
      document.querySelector('iframe')!.contentWindow!.location.hash = 'secretFramed';
      await painted();
      // Its name comes in the task in which the address does.
      history.replaceState(null, '', '#secretLater');
      document.querySelector('div')!.lastElementChild!.id = 'secretLater';
      await painted();
      location.hash = 'secretPush';
      await painted();
      history.pushState(null, '', '#shownPlace');
    });
    const text = await said(recording);
    expect(plantedWords(text)).toEqual(['shownPlace', 'shownText']);
    expect(text).not.toContain('%C3%9C');
    expect(text).toMatch(/"event":"target","target":\d/);
  });
}

for (const [mask, fill] of [
  ['sensitive', 0],
  ['sensitive', 3_000],
  ['none', 0],
] as const) {
  test(`what a page writes for what is typed is as in other editors, at ${mask}, beside ${fill} elements`, async ({
    page,
  }) => {
    const recording = await visit(
      page,
      `${'<hr>'.repeat(fill)}<p>shownText</p><div id="early" tabindex="0"><i>secretEarly</i></div><p id="late">shownBefore</p><div id="host"></div><script>
        const attach = (element) => {
          element.editContext = new EditContext();
          element.editContext.addEventListener('textupdate', () => {
            element.textContent = element.editContext.text;
          });
        };
        host.attachShadow({ mode: 'closed' }).innerHTML = '<section><b>secretShadow</b></section>';
        early.editContext = new EditContext();
        var attachLater = () => attach(late);
      </script>`,
      { mask },
    );
    await page.evaluate(async () => {
      const late = document.getElementById('late')!;
      late.tabIndex = 0;
      (globalThis as unknown as { attachLater(): void }).attachLater();
      late.textContent = 'secretFirst';
      late.focus();
      document.getElementById('early')!.append('secretMore');
    });
    await page.keyboard.type('secretTyped');
    await page.evaluate(() => {
      (document.getElementById('late') as unknown as { editContext: null }).editContext = null;
    });
    const words = await wordsOf(recording);
    // At `none` it is told, as what stands in an editor is.
    if (mask === 'sensitive') expect(words).toEqual(['shownBefore', 'shownText']);
    else expect(words).toEqual(expect.arrayContaining(['secretEarly', 'secretTyped', 'shownBefore', 'shownText']));
  });
}
