/**
 * Secrets that the page itself repeats: what stands in a field for passwords, written elsewhere as text or in an attribute.
 *
 * At the level `all` that is masked as any other text.
 */

import { expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { dump } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://repeated.test';
/** Each of its characters, and what is typed before it is whole, could be found in a recording that had it. */
const secret = 'qzvwkjxy';

interface Repeated {
  html: string;
  /** Is called at each change of the field. */
  repeat: (text: string) => void;
  /** What must be in the recording. */
  kept: string;
}

const field = '<input id="field" type="password">';
const repeats: Record<string, Repeated> = {
  'as a text': {
    html: `${field}<p id="place">plainWord</p>`,
    repeat: (text) => {
      document.getElementById('place')!.textContent = `plainWord: ${text}!`;
    },
    kept: 'plainWord: •••••!',
  },
  'as a text that is long, and changes': {
    html: `${field}<p id="place">plainWord</p>`,
    repeat: (text) => {
      document.getElementById('place')!.firstChild!.nodeValue =
        `plainWord and many others before and after ${text} and more`;
    },
    kept: 'plainWord',
  },
  'in attributes, known ones and others': {
    html: `${field}<p id="place">plainWord</p>`,
    repeat: (text) => {
      const place = document.getElementById('place')!;
      for (const name of ['title', 'data-x', 'data-value', 'foo', 'aria-label', 'class'])
        place.setAttribute(name, text);
      place.style.setProperty('--x', text);
    },
    kept: 'plainWord',
  },
  'in another field': {
    html: `${field}<input id="other"><textarea id="area"></textarea><p>plainWord`,
    repeat: (text) => {
      (document.getElementById('other') as HTMLInputElement).value = text;
      (document.getElementById('area') as HTMLTextAreaElement).value = text;
    },
    kept: 'plainWord',
  },
  'in the title and in the address': {
    html: `<title>plainWord</title>${field}`,
    repeat: (text) => {
      document.title = `plainWord ${text}`;
      history.replaceState(null, '', `/?x=${text}`);
    },
    kept: 'plainWord',
  },
  'of a code': {
    html: '<input id="field" autocomplete="one-time-code"><p id="place">plainWord</p>',
    repeat: (text) => {
      document.getElementById('place')!.textContent = `plainWord ${text}`;
    },
    kept: 'plainWord',
  },
};

async function record(page: Page, html: string, act: () => Promise<void>, mask: 'sensitive' | 'none'): Promise<string> {
  failOnPageErrors(page);
  await serve(page.context(), origin, () => ({ body: `<!doctype html>${html}` }));
  await page.goto(`${origin}/`);
  const visit = await Visit.start(page, { mask });
  await framesPainted(page);
  await act();
  await framesPainted(page);
  return dump(await visit.stop());
}

/** Parts of the secret, of three characters. */
const parts = Array.from({ length: secret.length - 2 }, (_, at) => secret.slice(at, at + 3));

for (const mask of ['sensitive', 'none'] as const) {
  for (const [name, { html, repeat, kept }] of Object.entries(repeats)) {
    test(`a secret that the page repeats ${name} is not recorded at ${mask}`, async ({ page }) => {
      const type = async (): Promise<void> => {
        await page.evaluate((source) => {
          const repeat = new Function(`return ${source}`)() as (text: string) => void;
          document.addEventListener('input', (event) => repeat((event.target as HTMLInputElement).value));
        }, String(repeat));
        for (const character of secret) {
          await page.locator('#field').press(character);
          await framesPainted(page);
        }
      };
      const text = await record(page, html, type, mask);
      expect(text).toContain(kept);
      expect(parts.filter((part) => text.includes(part))).toEqual([]);
    });
  }
}

test('a secret that stood in a field is masked also when the field is gone', async ({ page }) => {
  const leave = async (): Promise<void> => {
    await page.locator('#field').fill(secret);
    await framesPainted(page);
    await page.evaluate((text) => {
      document.getElementById('field')!.remove();
      document.body.append(`plainWord ${text}`);
    }, secret);
  };
  const text = await record(page, field, leave, 'none');
  expect(text).toContain('plainWord •••••');
  expect(text).not.toContain(secret);
});

test('a secret that the page came with is masked wherever it stands on it', async ({ page }) => {
  const html = `<p>plainWord ${secret}</p><input type="password" value="${secret}">`;
  const text = await record(page, html, async () => undefined, 'none');
  expect(text).toContain('plainWord •••••');
  expect(text).not.toContain(secret);
});

test('words that a hidden field holds stay words of the page', async ({ page }) => {
  const html = '<p>plainWord</p><input type="hidden" value="plainWord">';
  expect(await record(page, html, async () => undefined, 'none')).toContain('plainWord');
});
