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
/** Any three of its characters could be found in a recording that had them: words of hashes have letters alone. */
const secret = 'q7z4w9x2';

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
  'in style': {
    html: `${field}<style id="style"></style><p id="place">plainWord</p>`,
    repeat: (text) => {
      document.getElementById('style')!.textContent =
        `p::after { content: "${text}"; --y: ${text} } .c-${text} { top: 0 }`;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`@keyframes k-${text} {} @font-face { font-family: "${text}"; src: url("/${text}.woff") }`);
      document.adoptedStyleSheets = [sheet];
      for (const former of document.getAnimations()) former.cancel();
      document
        .getElementById('place')!
        .animate({ '--z': [text, 'a'] } as PropertyIndexedKeyframes, { duration: 9e9, id: text });
    },
    kept: 'plainWord',
  },
  'in names': {
    html: `${field}<p id="place">plainWord</p>`,
    repeat: (text) => {
      document.getElementById('place')!.setAttribute(`data-${text}`, '');
      const made = document.body.appendChild(document.createElement(`x-${text}`));
      made.setAttributeNS(`urn:${text}`, 'a', '');
    },
    kept: 'plainWord',
  },
  'in other groups, turned round and encoded': {
    html: `${field}<p id="place">plainWord</p>`,
    repeat: (text) => {
      const letters = [...text];
      const hex = letters.map((letter) => letter.charCodeAt(0).toString(16)).join('');
      const forms = [
        letters.join(' '),
        letters.join('-'),
        text.toUpperCase(),
        letters.reverse().join(''),
        hex,
        btoa(text),
      ];
      document.getElementById('place')!.textContent = `plainWord ${text.length < 6 ? '' : forms.join('; ')}`;
    },
    kept: 'plainWord',
  },
  'in an element for each character': {
    html: `${field}<b>plainWord</b><p id="place"></p>`,
    repeat: (text) => {
      document.getElementById('place')!.replaceChildren(
        ...[...text].map((letter) => {
          const element = document.createElement('i');
          element.textContent = letter;
          return element;
        }),
      );
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
  'of a field that is known by its name': {
    html: '<input id="field" name="card-number"><p id="place">plainWord</p>',
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

/** Any three characters of the secret, as they may be written. */
const parts = Array.from({ length: secret.length - 2 }, (_, at) => [...secret.slice(at, at + 3)]).flatMap((part) => {
  const forms = [part.join(''), part.join(' '), part.join('-'), part.toReversed().join('')];
  // Hashes are of hexadecimal digits, too; so much of one is hardly there by chance.
  return [...forms, ...forms.map((form) => form.toUpperCase())];
});
const encoded = [Buffer.from(secret).toString('hex').slice(0, 12), Buffer.from(secret).toString('base64').slice(0, 8)];
const found = (text: string): string[] => [...parts, ...encoded].filter((part) => text.includes(part));
/** The characters of the secret, each in an element of its own. */
const spelt = new RegExp(`"characters":"[${secret}]"|"text":"[${secret}]"`);

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
      expect(found(text)).toEqual([]);
      expect(text).not.toMatch(spelt);
    });
  }
}

/** How a page comes to know what is typed before any listener on the document has heard of it. */
const sooner: Record<string, () => void> = {
  'when the window hears of it': () => {
    const place = document.getElementById('place')!;
    const repeat = (event: Event): void => {
      place.textContent = `plainWord ${(event.target as HTMLInputElement).value}`;
    };
    window.addEventListener('input', repeat, true);
  },
  'before the field has it': () => {
    const place = document.getElementById('place')!;
    document.addEventListener('beforeinput', ({ target, data }) => {
      place.textContent = `plainWord ${(target as HTMLInputElement).value}${data}`;
    });
  },
  'key by key': () => {
    let typed = '';
    const place = document.getElementById('place')!;
    document.addEventListener('keydown', ({ key }) => {
      typed += key;
      place.textContent = `plainWord ${typed}`;
    });
  },
};

/** Frames that take longer together than the recorder holds a change to be one of several. */
const CALM_FRAMES = 8;

for (const mask of ['sensitive', 'none'] as const) {
  for (const [name, listen] of Object.entries(sooner)) {
    test(`a secret that the page repeats ${name} is not recorded at ${mask}`, async ({ page }) => {
      const type = async (): Promise<void> => {
        await page.evaluate((source) => new Function(`(${source})()`)(), String(listen));
        await page.locator('#field').focus();
        for (const character of secret) {
          // What changes after so many frames without changes is recorded at once.
          for (let frame = 0; frame < CALM_FRAMES; frame++) await framesPainted(page);
          await page.keyboard.press(character);
          await framesPainted(page);
        }
      };
      const text = await record(page, `${field}<p id="place">plainWord</p>`, type, mask);
      expect(text).toContain('plainWord •••••');
      expect(found(text)).toEqual([]);
    });
  }
}

test('a secret of several fields is masked where the page puts it together', async ({ page }) => {
  const boxes = Array.from('24680', () => '<input autocomplete="cc-number" size="4">')
    .slice(1)
    .join('');
  const write = async (): Promise<void> => {
    for (const [at, group] of ['q7z4', 'w9x2', 'k3v8', 'j5y6'].entries()) {
      await page.locator('input').nth(at).fill(group);
      await framesPainted(page);
    }
    await page.evaluate(() => {
      const fields = [...document.querySelectorAll('input')].map((input) => input.value);
      document.querySelector('p')!.textContent = `plainWord ${fields.join('')} or ${fields.join(' ')}`;
    });
  };
  const text = await record(page, `${boxes}<p>plainWord</p>`, write, 'none');
  expect(text).toContain('plainWord ••••• or •••••');
  expect(['q7z4', 'w9x2', 'k3v8', 'j5y6'].filter((group) => text.includes(group))).toEqual([]);
});

test('a secret that stands in a frame or a shadow tree is masked outside of it', async ({ page }) => {
  const html =
    '<p id="a">plainWord</p><div id="host"></div><iframe id="frame" srcdoc="<input type=password>"></iframe>';
  const write = async (): Promise<void> => {
    await page.evaluate(
      ([first, second]) => {
        const root = document.getElementById('host')!.attachShadow({ mode: 'closed' });
        root.innerHTML = '<input type="password">';
        root.querySelector('input')!.value = first!;
        const frame = document.getElementById('frame') as HTMLIFrameElement;
        frame.contentDocument!.querySelector('input')!.value = second!;
        document.getElementById('a')!.textContent = `plainWord ${first} and ${second}`;
      },
      [secret, 'k3v8j5y6'],
    );
  };
  const text = await record(page, html, write, 'none');
  expect(text).toContain('plainWord ••••• and •••••');
  expect(found(text)).toEqual([]);
  expect(text).not.toContain('k3v8');
});

for (const [name, host] of [
  ['a shadow tree', '<div id="host"></div>'],
  ['a shadow tree of a shadow tree', '<div id="outer"></div>'],
  ['one of many that come', `${'<i></i>'.repeat(300)}<div id="host"></div>`],
] as const) {
  test(`a secret of ${name} that comes together with a text above it is masked there`, async ({ page }) => {
    const write = async (): Promise<void> => {
      await page.evaluate(
        ([host, secret]) => {
          const whole = document.createElement('section');
          whole.innerHTML = `<p>plainWord ${secret}</p>${host}`;
          let place: ParentNode = whole;
          for (const id of ['outer', 'host']) {
            const found: Element | null = place.querySelector(`#${id}`);
            if (!found) continue;
            place = found.attachShadow({ mode: 'closed' });
            (place as ShadowRoot).innerHTML =
              id === 'outer' ? `<b>plainWord ${secret}</b><div id="host"></div>` : '<input type="password">';
          }
          place.querySelector('input')!.value = secret!;
          document.body.append(...whole.childNodes);
        },
        [host, secret],
      );
    };
    const text = await record(page, '<p>plainWord</p>', write, 'none');
    expect(text).toContain('plainWord •••••');
    expect(found(text)).toEqual([]);
  });
}

test('a key that a hidden field holds is masked wherever it stands', async ({ page }) => {
  const key = '9f86d081884c7d659a2feaa0c55ad015';
  const html = `<p data-key="${key}">plainWord ${key}</p><input type="hidden" value="${key}">`;
  const text = await record(page, html, async () => undefined, 'none');
  expect(text).toContain('plainWord •••••');
  expect(text).not.toContain(key.slice(0, 8));
});

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
