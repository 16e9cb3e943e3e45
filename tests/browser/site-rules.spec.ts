/**
 * What a site says of its own privacy: selectors, its hook, pages that are left out, consent, signals of the browser.
 *
 * Words that begin with `secret` may be in no recording, words that begin with
 * `shown` must be in it.
 */

import { expect, type Page, test } from '@playwright/test';
import { dump, eventsOf, faultsOf } from './support/tool.ts';
import { framesPainted, openPlain, visit, wordsOf } from './support/visit.ts';

test('what a selector masks is masked at every level, through shadow roots and frames', async ({ page }) => {
  const recording = await visit(
    page,
    `<div class="private"><p>secretText</p><input value="secretValue" title="secretTitle"></div>
     <div class="private" id="host"></div><div class="private"><iframe srcdoc="<p>secretFramed"></iframe></div>
     <p>shownText</p>
     <script>host.attachShadow({ mode: 'closed' }).innerHTML = '<p>secretShadow</p>'</script>`,
    { mask: { level: 'none', selector: '.private' } },
  );
  await page.locator('input').fill('secretTyped');
  await page
    .frameLocator('iframe')
    .locator('p')
    .evaluate((p) => p.append('secretLate'));
  expect(await wordsOf(recording)).toEqual(['shownText']);
});

test('a class that masks comes no later than the text that it masks', async ({ page }) => {
  const recording = await visit(
    page,
    '<p id="a">one</p><p id="b">two</p><ul id="c"><li>three</li></ul><p>shownText</p>',
    {
      mask: { level: 'none', selector: '.private, .deep > li, h1 + p' },
    },
  );
  await page.evaluate(() => {
    const at = (id: string) => document.getElementById(id)!;
    at('a').textContent = 'secretBefore';
    at('a').className = 'private';
    at('b').className = 'private';
    at('b').append('secretAfter');
    // Neither the item nor its text changes where the selector begins to match.
    at('c').firstElementChild!.textContent = 'secretItem';
    at('c').className = 'deep';
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('li')!.title = 'secretTitle';
    document.querySelector('li')!.firstChild!.nodeValue = 'secretItemChanged';
    const last = document.body.lastElementChild!.previousElementSibling!;
    last.insertAdjacentHTML('afterend', '<h1>shownHeading</h1><p>secretBeside</p>');
  });
  expect(await wordsOf(recording)).toEqual(['shownHeading', 'shownText']);
});

test('what moves into a masked element is masked, and what moves out is not masked any more', async ({ page }) => {
  const recording = await visit(page, '<div class="private"><b>secretOne</b></div><i>two</i>', {
    mask: { level: 'none', selector: '.private' },
  });
  await page.evaluate(() => {
    const moved = document.querySelector('i')!;
    moved.firstChild!.nodeValue = 'secretTwo';
    document.querySelector('.private')!.append(moved);
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('i')!.title = 'secretTitle';
    const moved = document.querySelector('b')!;
    moved.firstChild!.nodeValue = 'shownOut';
    document.body.append(moved);
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('.private')!.className = '';
    document.querySelector('i')!.firstChild!.nodeValue = 'shownUnmasked';
    document.querySelector('i')!.title = 'shownTitle';
  });
  expect(await wordsOf(recording)).toEqual(['shownOut', 'shownTitle', 'shownUnmasked']);
});

test('a selector shows what is below it at the level all, and never a password', async ({ page }) => {
  const recording = await visit(
    page,
    `<p>secretText</p><div class="public"><p>shownText</p><input value="shownValue">
     <input type="password" value="secretPassword"><p data-domreel-mask>secretMarked</p></div>`,
    { mask: 'all', unmask: '.public' },
  );
  await page.locator('.public').evaluate((element) => element.append('shownLate'));
  expect(await wordsOf(recording)).toEqual(['shownLate', 'shownText', 'shownValue']);
});

test('a selector blocks what is below it, from when it matches to when it does not', async ({ page }) => {
  const recording = await visit(
    page,
    '<style>div{height:30px;width:200px}</style><div id="box"><p>one</p></div><p>shownText</p>',
    { block: '[data-box=closed]' },
  );
  await page.evaluate(() => {
    const box = document.getElementById('box')!;
    box.firstElementChild!.textContent = 'secretBoxed';
    box.dataset.box = 'closed';
  });
  await framesPainted(page);
  await page.evaluate(() => {
    const box = document.getElementById('box')!;
    box.append('secretLate');
    box.firstElementChild!.setAttribute('title', 'secretTitle');
  });
  await framesPainted(page);
  await page.evaluate(() => {
    const box = document.getElementById('box')!;
    box.textContent = 'shownOpen';
    box.dataset.box = 'open';
  });
  await framesPainted(page);
  const bytes = await recording.stop();
  const text = dump(bytes);
  expect(text).toContain('["block-width",200],["block-height",30],["gap","blocked"]');
  expect(text).toContain('shownOpen');
  expect(text).not.toContain('secret');
  expect(faultsOf(bytes)).toBe('');
});

test('a selector says whose input is not recorded, inside frames too', async ({ page }) => {
  const recording = await visit(
    page,
    '<div class="quiet"><input id="a"><iframe srcdoc="<input>"></iframe></div><input id="b">',
    { ignore: '.quiet' },
  );
  await page.locator('#a').fill('secretTyped');
  await page.frameLocator('iframe').locator('input').fill('secretFramed');
  await page.locator('#b').fill('shownTyped');
  expect(await wordsOf(recording)).toEqual(['shownTyped']);
});

test('a bad option is refused by its name', async ({ page }) => {
  await openPlain(page, '');
  const refusal = (options: object): Promise<string> =>
    page.evaluate(async (options) => {
      const { record } = await import(`${location.origin}/dist/recorder.js`);
      return record({ sink: () => {}, ...options }).then(
        () => 'none',
        ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
      );
    }, options);
  expect(await refusal({ unmask: 'p[' })).toBe('bad-option: unmask is not a selector: p[');
  expect(await refusal({ block: '' })).toBe('bad-option: block is not a selector: ');
  expect(await refusal({ ignore: '::nothing(' })).toBe('bad-option: ignore is not a selector: ::nothing(');
  expect(await refusal({ mask: { selector: '!' } })).toBe('bad-option: mask.selector is not a selector: !');
  expect(await refusal({ exclude: { selector: '!' } })).toBe('bad-option: exclude.selector is not a selector: !');
  expect(await refusal({ mask: 'some' })).toBe('bad-option: mask must be one of all, sensitive, none');
  expect(await refusal({ consent: 'maybe' })).toBe('bad-option: consent must be one of granted, denied, pending');
  expect(await refusal({ honor: ['p3p'] })).toBe('bad-option: honor must be one of gpc, dnt');
  expect(await refusal({ pace: { bytesPerSecond: 0 } })).toBe('bad-option: pace must be numbers above 0');
  expect(await refusal({ pace: { millisPerSecond: 'all' } })).toBe('bad-option: pace must be numbers above 0');
  expect(await refusal({ redact: 'no' })).toBe('bad-option: redact must be a function');
  expect(await refusal({ exclude: { url: [''] } })).toContain('bad-option: exclude.url');
});

test('the hook of the site takes words out of texts, values, attributes, styles and addresses', async ({ page }) => {
  const recording = await visit(
    page,
    `<p title="shownTitle secretTitle">shownText secretText</p><input value="secretAttribute"><a href="/secretPath">x</a>
     <style>.a{--b:"secretStyle"}</style><div id="host"></div>`,
    {},
    `(role, text, element) => text.replace(/secret\\w+/g, '')`,
  );
  await page.locator('input').fill('shownTyped secretTyped');
  await page.evaluate(() => {
    document.querySelector('p')!.firstChild!.nodeValue =
      'shownNow secretNow and much more text than before, so that it counts';
    document.querySelector('p')!.title = 'secretNow';
    history.pushState(null, '', '/secretPage');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.b{--c:secretSheet}');
    document.adoptedStyleSheets = [sheet];
    sheet.insertRule('.c{--d:secretRule}');
    document.getElementById('host')!.attachShadow({ mode: 'open' }).innerHTML = '<p>secretShadow shownShadow</p>';
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('p')!.firstChild!.nodeValue += ' secretLater shownLater';
    document.adoptedStyleSheets[0]!.insertRule('.e{--f:secretInserted}');
  });
  expect(await wordsOf(recording)).toEqual([
    'shownLater',
    'shownNow',
    'shownShadow',
    'shownText',
    'shownTitle',
    'shownTyped',
  ]);
});

test('the hook takes words out of values that go back to what attributes and texts say', async ({ page }) => {
  const recording = await visit(
    page,
    '<form><input value="secretAttribute"><textarea>secretArea</textarea></form>',
    {},
    `(role, text) => text.replace(/secret\\w+/g, '')`,
  );
  await page.locator('input').fill('shownTyped');
  await page.locator('textarea').fill('shownArea');
  await framesPainted(page);
  await page.evaluate(() => document.querySelector('form')!.reset());
  expect(await wordsOf(recording)).toEqual(['shownArea', 'shownTyped']);
});

test('the hook is told what a text is and whose', async ({ page }) => {
  const recording = await visit(
    page,
    '<p title="a">b</p><input value="c"><style>d{}</style>',
    {},
    `(role, text, element) => {
      (window.told ??= new Set()).add(role + ' ' + text + ' ' + (element ? element.localName : null));
      return text;
    }`,
  );
  await page.locator('input').fill('e');
  await framesPainted(page);
  await recording.stop();
  const told = await page.evaluate(() => [...(window as unknown as { told: Set<string> }).told]);
  expect(told).toEqual(expect.arrayContaining(['attribute:title a p', 'text b p', 'style d{} style', 'value e input']));
});

test('what a hook cannot decide on is masked', async ({ page }) => {
  for (const redact of [`() => { throw new Error('cannot') }`, `() => undefined`, `() => ({ toString: () => 'x' })`]) {
    const recording = await visit(page, '<p title="secretTitle">secretText 42</p><input>', {}, redact);
    await page.locator('input').fill('secretTyped');
    await framesPainted(page);
    const bytes = await recording.stop();
    expect(dump(bytes)).not.toContain('secret');
    expect(dump(bytes)).toContain('xxxxxxxxxx xx');
    expect(dump(bytes)).toContain('•••••');
    await page.close({ runBeforeUnload: false });
    page = await page.context().newPage();
  }
});

test('what a hook adds is masked as all else is', async ({ page }) => {
  const recording = await visit(
    page,
    '<p>text</p><input value="a">',
    { mask: 'all' },
    `(role, text) => (role === 'text' || role === 'value' ? text + ' secretAdded' : text)`,
  );
  expect(await wordsOf(recording)).toEqual([]);
});

test('a page that is left out by its address is a marked gap', async ({ page }) => {
  const recording = await visit(page, '<main>shownShop</main><input>', { exclude: { url: ['/admin', /\?private/] } });
  await page.evaluate(() => {
    document.querySelector('main')!.textContent = 'shownBefore';
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('main')!.textContent = 'secretSameTask';
    history.pushState(null, '', '/admin/secretPath');
    document.title = 'secretTitle';
  });
  await page.locator('input').fill('secretTyped');
  await page.locator('main').click();
  await page.evaluate(() => {
    document.querySelector('main')!.textContent = 'secretText';
    document.body.append('secretAppended');
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.body.lastChild!.remove();
    document.title = 'shownTitle';
    document.querySelector('main')!.textContent = 'shownAfter';
    document.querySelector('input')!.value = 'shownValue';
    history.pushState(null, '', '/shop');
  });
  await framesPainted(page);
  const bytes = await recording.stop();
  const events = eventsOf(bytes).map(({ event }) => event);
  expect(events).toContainEqual(expect.objectContaining({ event: 'absence', reason: 'excluded' }));
  const text = dump(bytes);
  expect([...new Set(text.match(/(secret|shown)[A-Z]\w*/g))].sort()).toEqual([
    'shownAfter',
    'shownBefore',
    'shownShop',
    'shownTitle',
    'shownValue',
  ]);
  expect(events.filter(({ event }) => event === 'click')).toEqual([]);
  expect(events.filter(({ event }) => event === 'key')).toEqual([]);
  expect(faultsOf(bytes)).toBe('');
});

test('a page is left out while it has what a selector matches, from the first instant on', async ({ page }) => {
  const recording = await visit(page, '<main class="admin">secretStart</main>', { exclude: { selector: '.admin' } });
  await page.evaluate(() => {
    document.querySelector('main')!.className = '';
    document.querySelector('main')!.textContent = 'shownText';
  });
  await framesPainted(page);
  await page.evaluate(() => {
    document.querySelector('main')!.textContent = 'secretAgain';
    document.querySelector('main')!.className = 'admin';
  });
  await framesPainted(page);
  const bytes = await recording.stop();
  const text = dump(bytes);
  expect(text.match(/"reason":"excluded"/g)).toHaveLength(2);
  expect([...new Set(text.match(/(secret|shown)[A-Z]\w*/g))]).toEqual(['shownText']);
  expect(faultsOf(bytes)).toBe('');
});

const kept = (page: Page): Promise<string | null> => page.evaluate(() => sessionStorage.getItem('domreel'));

test('while consent is pending nothing leaves the page, and all of it does once it is granted', async ({ page }) => {
  const recording = await visit(page, '<p>shownStart</p>', { consent: 'pending' });
  await page.locator('p').evaluate((p) => p.append('shownLater'));
  await recording.mark('waiting');
  expect(await recording.handedOver()).toBe(0);
  expect(await kept(page)).toBe(null);
  await recording.setConsent('granted');
  expect(await kept(page)).not.toBe(null);
  expect(await wordsOf(recording)).toEqual(['shownLater', 'shownStart']);
});

test('consent that is denied drops what waits and records nothing; granted again it begins another', async ({
  page,
}) => {
  const recording = await visit(page, '<p>secretStart</p>', { consent: 'pending' });
  await recording.setConsent('denied');
  await page.locator('p').evaluate((p) => {
    p.textContent = 'secretDenied';
  });
  await framesPainted(page);
  expect(await recording.handedOver()).toBe(0);
  await page.locator('p').evaluate((p) => {
    p.textContent = 'shownGranted';
  });
  await recording.setConsent('granted');
  await expect.poll(() => recording.handedOver()).toBeGreaterThan(0);
  expect(await wordsOf(recording)).toEqual(['shownGranted']);
});

test('consent that is withdrawn ends the recording where it was, without another byte', async ({ page }) => {
  const recording = await visit(page, '<p>shownStart</p>', {});
  await expect.poll(() => recording.handedOver()).toBe(1);
  await page.locator('p').evaluate((p) => {
    p.textContent = 'secretLate';
  });
  await framesPainted(page);
  await recording.setConsent('denied');
  expect(await kept(page)).toBe(null);
  const bytes = await recording.stop();
  expect(await recording.handedOver()).toBe(1);
  expect([...new Set(dump(bytes).match(/(secret|shown)[A-Z]\w*/g))]).toEqual(['shownStart']);
});

test('a recording that is stopped while consent is pending hands nothing over', async ({ page }) => {
  const recording = await visit(page, '<p>secretStart</p>', { consent: 'pending' });
  expect((await recording.stop()).length).toBe(0);
});

for (const [signal, property, value] of [
  ['gpc', 'globalPrivacyControl', true],
  ['dnt', 'doNotTrack', '1'],
] as const) {
  test(`the signal ${signal} of the browser denies, where the site honours it, until the visitor is asked`, async ({
    page,
  }) => {
    await page.addInitScript(([property, value]) => Object.defineProperty(navigator, property, { get: () => value }), [
      property,
      value,
    ] as const);
    const recording = await visit(page, '<p>shownStart</p>', { honor: [signal], consent: 'granted' });
    await framesPainted(page);
    expect(await recording.handedOver()).toBe(0);
    await recording.setConsent('granted');
    await expect.poll(() => recording.handedOver()).toBe(1);
    expect(await wordsOf(recording)).toEqual(['shownStart']);
    const other = await visit(await page.context().newPage(), '<p>shownStart</p>', { honor: [] });
    expect(await wordsOf(other)).toEqual(['shownStart']);
  });
}
