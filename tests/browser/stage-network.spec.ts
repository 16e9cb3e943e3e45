/** What the stage loads from elsewhere, and how it is styled, under the policies that embedders have. */

import { expect, open, origin, type Setting, test } from './player-page.ts';
import { type ForgedNode, forge, onStage } from './stage-page.ts';

const cdn = 'https://cdn.test';
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const recorded = (...body: (ForgedNode | string)[]): Buffer => {
  const link: ForgedNode = ['link', { rel: 'stylesheet', href: `${cdn}/site.css`, '.sheet': '1' }];
  return forge(['html', {}, ['head', {}, link], ['body', {}, ...body]], [], {
    sheets: [[1, { base: `${cdn}/site.css` }]],
  });
};

/** Opens a recording whose page refers to a site that answers; returns what that site was asked for, with the referrers. */
async function openBeside(
  page: import('@playwright/test').Page,
  recording: Buffer,
  setting: Setting,
): Promise<{ url: string; referer: string | undefined }[]> {
  const asked: { url: string; referer: string | undefined }[] = [];
  await page.route(/^https:/, async (route) => {
    asked.push({ url: route.request().url(), referer: route.request().headers().referer });
    const headers = { 'access-control-allow-origin': '*' };
    if (route.request().url().endsWith('.css')) {
      return route.fulfill({ contentType: 'text/css', headers, body: 'p { color: rgb(1, 2, 3) }' });
    }
    return route.fulfill({ contentType: 'image/png', headers, body: pixel });
  });
  await open(page, recording, setting);
  return asked;
}

const pictures: ForgedNode[] = [
  ['p', { style: `background-image: url("${cdn}/back.png")` }, 'text'],
  ['img', { src: `${cdn}/shown.png` }],
  ['img', { src: 'https://elsewhere.test/hidden.png' }],
  ['iframe', { src: `${cdn}/frame.html` }],
  ['script', { src: `${cdn}/script.js` }],
];

test('the stage loads nothing from anywhere unless it is told to', async ({ page }) => {
  expect(await openBeside(page, recorded(...pictures), {})).toEqual([]);
});

test('pictures and style sheets come from the origins that are allowed, and nothing else does', async ({ page }) => {
  const asked = await openBeside(page, recorded(...pictures), { attributes: `resourceorigins="${cdn} nonsense"` });
  await expect
    .poll(() => onStage(page, (document) => getComputedStyle(document.querySelector('p')!).color))
    .toBe('rgb(1, 2, 3)');
  await expect.poll(() => onStage(page, (document) => document.querySelector('img')!.naturalWidth)).toBe(1);
  expect(asked.map(({ url }) => url.replace(cdn, '')).sort()).toEqual(['/back.png', '/shown.png', '/site.css']);
  // Chromium 156 gives the origin to pictures of style sheets, whatever the document's policy says.
  expect(asked.filter(({ url, referer }) => referer !== undefined && !url.endsWith('back.png'))).toEqual([]);
  expect(asked.filter(({ referer }) => referer !== undefined && referer !== `${origin}/`)).toEqual([]);
});

test('a page in quirks mode is in quirks mode there, too', async ({ page }) => {
  await open(page, forge(['html', {}, ['body', {}, ['p', { style: 'width: 9' }, 'text']]], [], {}, 'quirks'), {
    ...strict,
  });
  await expect.poll(() => onStage(page, (document) => document?.compatMode)).toBe('BackCompat');
  await expect.poll(() => onStage(page, (document) => document?.querySelector('p')?.clientWidth)).toBe(9);
});

const strict = {
  attributes: 'stagesrc="dist/stage.html"',
  headers: {
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; frame-src 'self'",
  },
};
const styled = forge([
  'html',
  {},
  ['head', {}, ['style', {}, 'p { color: rgb(4, 5, 6) } p:hover { color: red }']],
  ['body', {}, ['p', { style: 'margin-left: 7px' }, 'text']],
]);
/** What the page looks like, once it is there: a stage of its own address comes later than the recording. */
const looks = (document: Document): string | undefined => {
  const text = document?.querySelector('p');
  if (!text) return undefined;
  const { color, marginLeft } = document.defaultView!.getComputedStyle(text);
  return `${color} ${marginLeft}`;
};

test('a page that forbids inline styles shows recorded styles all the same', async ({ page }) => {
  await open(page, styled, strict);
  await expect.poll(() => onStage(page, looks)).toBe('rgb(4, 5, 6) 7px');
});

test('a page that forbids inline styles and frames shows the recorded page without its styles', async ({ page }) => {
  const policy = strict.headers['content-security-policy'].replace("frame-src 'self'", "frame-src 'none'");
  await open(page, styled, { ...strict, headers: { 'content-security-policy': policy } });
  await expect.poll(() => onStage(page, (document) => document?.querySelector('p')?.textContent)).toBe('text');
});

for (const [place, setting] of Object.entries({ 'written by the player': {}, 'of the package': strict })) {
  test(`a document ${place} loads nothing even if something that loads gets into it`, async ({ page }) => {
    const asked: string[] = [];
    await page.route(/^https:/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await open(page, styled, setting);
    await expect.poll(() => onStage(page, looks)).toBe('rgb(4, 5, 6) 7px');
    const violation = await onStage(page, (document) => {
      const violated = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.blockedURI));
      });
      const image = document.createElement('img');
      image.src = 'https://cdn.test/smuggled.png';
      document.body.append(image);
      return violated;
    });
    expect(violation).toBe('https://cdn.test/smuggled.png');
    expect(asked).toEqual([]);
  });
}
