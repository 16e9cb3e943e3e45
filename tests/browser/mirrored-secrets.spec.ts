/**
 * Attributes such as `data-value`: lists of components say with them what they offer, and wrappers what stands in a field.
 * Where values are kept they are kept too, but near a field that is never recorded, be it empty.
 */

import { expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump, faultsOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://mirrored.test';
/** The self-check compares the end of each recording with its page. */
const options = { mask: 'none', checkSeconds: 3600 } as const;

async function record(page: Page, html: string, ...acts: (() => void)[]): Promise<string> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: `<!doctype html>${html}` }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, options);
  await framesPainted(page);
  for (const act of acts) {
    await page.evaluate(act);
    await framesPainted(page);
  }
  const recording = await visit.stop();
  expect(faultsOf(recording)).toBe('');
  return dump(recording);
}

/** Where no letter of the mirrored word may stay. */
const near: Record<string, string> = {
  'around a field for passwords': '<label data-value="Mirrored"><input type="password"></label>',
  'around it from further away': '<label data-replicated-value="Mirrored"><b><input type="password"></b></label>',
  'beside it': '<p><input type="password"><i data-initial-value="Mirrored"></i></p>',
  'in a form with it': '<form><p><input type="PassWord"></p><div><b><i data-value="Mirrored"></i></b></div></form>',
  'around a field for codes': '<label data-value="Mirrored"><input autocomplete="one-time-code"></label>',
  'around a field for cards, by its name': '<label data-value="Mirrored"><input name="card-number"></label>',
  'around a field for a PIN, by its label': '<label data-value="Mirrored"><input aria-label="Your PIN"></label>',
  'around a hidden field': '<label data-value="Mirrored"><input type="hidden"></label>',
  'around a field that shows dots':
    '<style>.dots{-webkit-text-security:disc}</style><label data-value="Mirrored"><input class="dots"></label>',
  'on a component': '<my-field data-value="Mirrored"></my-field>',
  'around a component that is a field for passwords':
    '<p data-value="Mirrored"><my-field type="password"></my-field></p>',
};

for (const [where, html] of Object.entries(near)) {
  test(`what may mirror a secret is masked ${where}`, async ({ page }) => {
    const text = await record(page, `<div>${html}</div><p>plainWord`);
    expect(text).toContain('plainWord');
    expect(text).not.toContain('Mirrored');
  });
}

test('what may mirror a secret is masked where it comes with the field', async ({ page }) => {
  const text = await record(page, '<div></div><p>plainWord', () => {
    document.querySelector('div')!.innerHTML = '<label data-value="Mirrored"><input type="password"></label>';
  });
  expect(text).not.toContain('Mirrored');
});

test('what was kept is masked when a field comes beside it, and the recording is still that of the page', async ({
  page,
}) => {
  const text = await record(page, '<div><b data-value="Offered"></b></div>', () => {
    document.querySelector('b')!.insertAdjacentHTML('afterend', '<input type="password">');
  });
  expect(text).toMatch(/"set-attribute","node":\d+,"attribute":\{"name":"data-value","value":"(?!Offered)/);
});

test('what may mirror a secret is masked from when a field comes beside it', async ({ page }) => {
  const text = await record(page, '<div><label data-value="Offered"></label></div><p>plainWord', () => {
    const label = document.querySelector('label')!;
    label.innerHTML = '<input type="password">';
    label.setAttribute('data-value', 'Mirrored');
  });
  expect(text).toContain('Offered');
  expect(text).not.toContain('Mirrored');
});

test('what may mirror a secret is masked from when a field beside it becomes one, and later', async ({ page }) => {
  const text = await record(
    page,
    '<div><label data-value="Offered"><input></label></div>',
    () => {
      document.querySelector('input')!.type = 'password';
      document.querySelector('label')!.setAttribute('data-value', 'Mirrored');
    },
    () => {
      document.querySelector('input')!.remove();
      document.querySelector('label')!.setAttribute('data-value', 'MirroredAgain');
    },
  );
  expect(text).toContain('Offered');
  expect(text).not.toContain('Mirrored');
});

test('what lists offer is kept on a page that asks for a password elsewhere', async ({ page }) => {
  const text = await record(
    page,
    '<form><input type="password"></form><div><ul><li data-value="Offered">one<li data-value="More">two</ul>' +
      '<label data-replicated-value="Grown"><textarea></textarea></label><style>[data-value="Offered"]{color:red}</style>',
  );
  for (const word of ['"Offered"', '"More"', '"Grown"', '[data-value=\\"Offered\\"]']) expect(text).toContain(word);
});
