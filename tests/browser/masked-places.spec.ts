/**
 * Where a word is masked though its own element is not marked: in slots, in fields that show dots, under what a role says.
 *
 * Each case is a page and what happens on it in one task. Every word that begins
 * with `secret` may be in no recording at the level `none`; `plain` is always there.
 */

import { expect, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://places.test';
const shadow = (inside: string, children: string): string =>
  `<div id="host"><template shadowrootmode="open">${inside}</template>${children}</div>`;

interface Place {
  html: string;
  /** What happens, in one task. */
  change?: () => void;
  /** Is typed into the field `#field`. */
  typed?: string;
}

const places: Record<string, Place> = {
  'text and elements in a masked slot': {
    html: shadow('<div data-domreel-mask><slot></slot></div>', 'secretText<p title="secretTitle">secretInside</p>'),
    change: () => {
      const host = document.getElementById('host')!;
      host.append('secretAdded');
      host.querySelector('p')!.firstChild!.nodeValue = 'secretChanged';
      host.querySelector('p')!.title = 'secretLateTitle';
    },
  },
  'what is shown in a blocked part of a shadow tree': {
    html: shadow('<div data-domreel-block><slot></slot></div>', 'secretText<p>secretInside</p>'),
    change: () => document.querySelector('#host > p')!.append(document.createElement('secret-child'), 'secretAdded'),
  },
  'a slot that is slotted into a masked place itself': {
    html: shadow(
      `<inner-host><template shadowrootmode="open"><b data-domreel-mask><slot></slot></b></template><slot></slot></inner-host>`,
      '<p>secretNested</p>',
    ),
  },
  'a mark that comes into the shadow tree': {
    html: shadow('<div><slot></slot></div>', '<p>plain</p>'),
    change: () => {
      const host = document.getElementById('host')!;
      host.shadowRoot!.querySelector('div')!.setAttribute('data-domreel-mask', '');
      host.querySelector('p')!.textContent = 'secretChanged';
    },
  },
  'an element that gets another slot': {
    html: shadow('<div data-domreel-mask><slot name="masked"></slot></div><slot></slot>', '<p>plain</p>'),
    change: () => {
      const moved = document.querySelector<HTMLElement>('#host p')!;
      moved.slot = 'masked';
      moved.firstChild!.nodeValue = 'secretReassigned';
    },
  },
  'a slot that moves into a masked place': {
    html: shadow('<div data-domreel-mask></div><slot></slot>', '<p>plain</p>'),
    change: () => {
      const root = document.getElementById('host')!.shadowRoot!;
      root.querySelector('div')!.append(root.querySelector('slot')!);
      document.querySelector('#host p')!.textContent = 'secretMovedSlot';
    },
  },
  'an element that moves into a masked slot': {
    html: `<p id="moved">plain</p>${shadow('<div data-domreel-mask><slot></slot></div>', '')}`,
    change: () => {
      const moved = document.getElementById('moved')!;
      moved.firstChild!.nodeValue = 'secretMovedIn';
      document.getElementById('host')!.append(moved);
    },
  },
  'a shadow tree that comes later': {
    html: '<div id="host">plain</div>',
    change: () => {
      const host = document.getElementById('host')!;
      host.firstChild!.nodeValue = 'secretCovered';
      host.attachShadow({ mode: 'closed' }).innerHTML = '<div data-domreel-mask><slot></slot></div>';
    },
  },
  'a slot that a script fills': {
    html: '<div id="host"><p>plain</p></div>',
    change: () => {
      const host = document.getElementById('host')!;
      const root = host.attachShadow({ mode: 'open', slotAssignment: 'manual' });
      root.innerHTML = '<div data-domreel-mask><slot></slot></div>';
      root.querySelector('slot')!.assign(host.firstElementChild!);
      host.firstElementChild!.textContent = 'secretAssigned';
    },
  },
  'a field that shows dots by a style sheet': {
    html: '<style>.dots { -webkit-text-security: disc }</style><input class="dots" value="secretDots"><input id="field" class="dots">',
    typed: 'secretTyped',
  },
  'a field that begins to show dots': {
    html: '<style>.dots { -webkit-text-security: disc }</style><input id="late"><p contenteditable id="editor">plain</p>',
    change: () => {
      const late = document.getElementById('late') as HTMLInputElement;
      late.className = 'dots';
      late.value = 'secretLate';
      late.setAttribute('value', 'secretAttribute');
      document.getElementById('editor')!.className = 'dots';
      document.getElementById('editor')!.firstChild!.nodeValue = 'secretEditor';
    },
  },
  'text that begins to be shown as dots': {
    html: '<div id="code"><b>plain</b></div>',
    change: () => {
      document.getElementById('code')!.style.setProperty('-webkit-text-security', 'disc');
      document.querySelector('#code b')!.firstChild!.nodeValue = 'secretCode';
    },
  },
  'the content of fields for cards and codes': {
    html: `<select autocomplete="section-a billing cc-type"><option>a<option value="secretValue" selected>secretOption</select>
      <textarea autocomplete="one-time-code">secretCode</textarea><div contenteditable autocomplete="one-time-code">secretEditor</div>
      <input placeholder="Card number" value="secretByPlaceholder"><input name="security_code" value="secretByName">`,
  },
  'a field that was one for secrets': {
    html: '<input id="kind" type="password"><input id="hidden" type="hidden"><div id="wrapper"><input type="password"></div>',
    change: () => {
      const [kind, hidden] = ['kind', 'hidden'].map((id) => document.getElementById(id) as HTMLInputElement);
      kind!.value = 'secretPassword';
      kind!.type = 'text';
      kind!.setAttribute('value', 'secretShown');
      hidden!.type = 'text';
      hidden!.value = 'secretHidden';
      document.getElementById('wrapper')!.innerHTML = '<input value="secretReplaced">';
    },
  },
  'a field that is one for secrets within one task': {
    html: '<input id="toggled"><input id="code">',
    change: () => {
      const toggled = document.getElementById('toggled') as HTMLInputElement;
      toggled.type = 'password';
      toggled.value = 'secretPassword';
      toggled.type = 'text';
      const code = document.getElementById('code') as HTMLInputElement;
      code.autocomplete = 'one-time-code';
      code.setAttribute('value', 'secretCode');
      code.removeAttribute('autocomplete');
      const added = document.createElement('input');
      added.type = 'password';
      document.body.append(added);
      added.value = 'secretAdded';
      added.setAttribute('value', 'secretAttribute');
      added.type = 'text';
    },
  },
  'rules of a sheet that a masked shadow tree has adopted': {
    html: '<div id="host" data-domreel-mask></div>',
    change: () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('b::after { content: "secretContent" }');
      const root = document.getElementById('host')!.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      sheet.insertRule('i::after { content: "secretInserted" }');
    },
  },
  'choices and measures in a masked place': {
    html: `<div data-domreel-mask><progress value="70710678" max="70720678"></progress><meter value="70710678" high="70720678"></meter>
      <iframe srcdoc="<title>secretTitle</title>" name="secretName"></iframe><iframe src="/secretFolder/secretFile"></iframe></div>`,
  },
  'a frame in the place of a blocked one': {
    html: '<iframe data-domreel-block src="/secretFrame"></iframe><div id="blocked" data-domreel-block></div>',
    change: () => {
      document.getElementById('blocked')!.attachShadow({ mode: 'open' }).innerHTML =
        '<b class="secretClass">secretText</b>';
    },
  },
  'what a masked place links to': {
    html: `<div data-domreel-mask><link rel="stylesheet" href="secretFolder/secretSheet.css?secretQuery">
      <link rel="icon" href="/secretIcon.png"><link rel="preload" as="image" href="/x" imagesrcset="/secretSet.png 2x">
      <link rel="stylesheet" href="/secretMissing"><table background="/secretBackground.png"><tr><td>plain</table>
      <svg><use href="/secretUse.svg#part"/><g mask="url(/secretMask.svg#part)"/></svg></div>`,
  },
  'elements, instructions and types that a page made up': {
    html: '<div data-domreel-mask><secretelement>plain</secretelement><style type="text/secretType">secretStyle</style></div>',
    change: () => {
      const place = document.querySelector('[data-domreel-mask]')!;
      place.append(document.createProcessingInstruction('secretTarget', 'secretData'));
      const template = place.querySelector('style')!;
      template.className = 'late';
      template.append('secretLateStyle');
    },
  },
  'what a slider says of itself once it has a role': {
    html: '<div id="slider" tabindex="0" data-domreel-mask>plain</div>',
    change: () => document.getElementById('slider')!.setAttribute('aria-valuetext', 'secretText'),
  },
};

for (const [name, { html, change, typed }] of Object.entries(places)) {
  test(`${name}: no word of it is recorded`, async ({ page }) => {
    failOnPageErrors(page);
    await serve(page.context(), origin, (path) => {
      if (path === '/') return { body: `<!doctype html><p>plainWord</p>${html}` };
      if (path.endsWith('.css')) return { body: 'p { color: rgb(1, 2, 3) } p::after { content: "secretContent" }' };
      return path === '/secretFrame' ? { body: '<p id="secretId">secretFramed</p>' } : undefined;
    });
    await page.goto(`${origin}/`);
    const visit = await Visit.start(page, { mask: 'none' });
    await framesPainted(page);
    if (change) await page.evaluate(change);
    if (typed) await page.locator('#field').pressSequentially(typed);
    await framesPainted(page);
    const text = dump(await visit.stop());
    expect(text).toContain('plainWord');
    expect(text.match(/secret\w+|707[12]0678/g) ?? []).toEqual([]);
  });
}

test('the style sheet that a masked place links to is found by an address that says nothing', async ({ page }) => {
  const styled = (path: string): { body: string } | undefined => {
    if (path !== '/') return path.endsWith('.css') ? { body: 'p { color: rgb(1, 2, 3) }' } : undefined;
    const link = '<link rel="stylesheet" href="folder/shared.css">';
    return { body: `<!doctype html>${link}<div data-domreel-mask>${link}<p>text</p></div>` };
  };
  await serve(page.context(), origin, styled);
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: 'none' });
  await framesPainted(page);
  const text = dump(await visit.stop());
  const all = (expression: RegExp): string[] => [...text.matchAll(expression)].map((match) => match[1]!);
  const sheets = all(/"base":"([^"]+)"/g);
  const resources = all(/"event":"(?:same-)?resource","url":"([^"]+)"/g);
  expect(sheets).toHaveLength(2);
  expect(sheets[0]).toBe(`${origin}/folder/shared.css`);
  expect(sheets[1]).toMatch(/~[0-9a-f]{8}\.css$/);
  expect(resources.sort()).toEqual([...sheets].sort());
});

test('what a visitor writes under a role that comes later is a value', async ({ page }) => {
  await serve(page.context(), origin, () => ({ body: '<!doctype html><div id="box"><p>plainWord</p></div>' }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask: 'sensitive' });
  await page.evaluate(() => {
    document.getElementById('box')!.setAttribute('role', 'textbox');
    document.querySelector('#box p')!.firstChild!.nodeValue = 'valueWord';
  });
  await framesPainted(page);
  const text = dump(await visit.stop());
  expect(text).toContain('plainWord');
  expect(text).not.toContain('valueWord');
});
