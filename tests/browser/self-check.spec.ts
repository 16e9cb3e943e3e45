/**
 * The self-check: does a recording say itself where it is not what the page was?
 *
 * A recorder that misses something is made by a page whose mutation observers
 * are deaf to one attribute.
 */

import { expect, type Page, test } from '@playwright/test';
import { open } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit } from './support/visit.ts';

const origin = 'http://check.test';
const body = `<!doctype html><title>Check</title><p id="p" class="a">text of <b>a page</b></p><main></main>
<input value="secret" type="password"><textarea>area</textarea><div id="host"></div>
<svg xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="#x"><text>drawn</text></a></svg>
<div data-domreel-block>blocked</div><iframe srcdoc="<p>framed"></iframe><!-- a comment -->
<script>host.attachShadow({ mode: 'closed' }).innerHTML = '<style>b{color:red}</style><slot></slot>'</script>`;

async function visit(page: Page): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${origin}/`);
  await page.frames()[1]?.waitForLoadState();
}

const checksOf = (recording: Buffer): DumpedEvent[] =>
  eventsOf(recording).filter(({ event }) => event.event === 'check');

for (const mask of ['none', 'sensitive', 'all'] as const) {
  test(`what is recorded at the level ${mask} is what the page was, at every check`, async ({ page }) => {
    await visit(page);
    const made = await Visit.start(page, { mask, checkSeconds: 0.05 });
    for (let round = 0; round < 10; round++) {
      await page.evaluate((round) => {
        const p = document.getElementById('p')!;
        const main = document.querySelector('main')!;
        p.title = `round ${round}`;
        p.removeAttribute('class');
        p.className = `c${round % 3}`;
        p.firstChild!.textContent = `text ${'long '.repeat(round)}`;
        main.innerHTML = '<ul><li>one</li><li>two</li></ul>';
        main.querySelector('ul')!.append(main.querySelector('li')!);
        document.querySelector('input')!.setAttribute('value', `secret ${round}`);
        document.querySelector('textarea')!.textContent = `area ${round}`;
        document.querySelector('iframe')!.contentDocument!.body.append(`more ${round}`);
        if (round % 4 === 3) document.body.prepend(document.querySelector('iframe')!);
      }, round);
      await made.mark(`round ${round}`);
    }
    const recording = await made.stop();
    expect(checksOf(recording).length).toBeGreaterThan(2);
    expect(faultsOf(recording)).toBe('');
  });
}

/** The player's markers that say where the recording has parted from the page. */
const markedIn = (player: Page): Promise<string[]> =>
  player.evaluate(() => {
    const { markers } = document.querySelector('domreel-player') as unknown as { markers: { label: string }[] };
    return markers.map(({ label }) => label).filter((label) => label.startsWith('Not what the visitor saw'));
  });

test('a change that was missed is named once, by the tool and by the player', async ({ page, context }) => {
  await context.addInitScript(() => {
    const Native = MutationObserver;
    const heard = (records: MutationRecord[]) => records.filter(({ attributeName }) => attributeName !== 'title');
    window.MutationObserver = class extends Native {
      constructor(callback: MutationCallback) {
        super((records) => callback(heard(records), this));
      }
      override takeRecords(): MutationRecord[] {
        return heard(super.takeRecords());
      }
    };
  });
  await visit(page);
  const made = await Visit.start(page, { checkSeconds: 3600 });
  await page.evaluate(() => document.querySelector('main')!.append('seen'));
  await made.mark('before');
  await page.evaluate(() => {
    document.getElementById('p')!.title = 'missed';
  });
  await made.mark('after');
  const recording = await made.stop();
  expect(marksOf(eventsOf(recording)).size).toBe(2);
  const faults = faultsOf(recording).split('\n').filter(Boolean);
  expect(faults).toHaveLength(2);
  expect(faults[0]).toContain('the page was another one; no event tells of what has changed');

  const player = await context.newPage();
  await open(player, recording, {});
  expect(await markedIn(player)).toHaveLength(1);
});

/** What a page can do behind the recorder's back, as it was before the recorder came. */
interface Unheard {
  set(element: Element, name: string, value: unknown): void;
  insertRule(sheet: CSSStyleSheet, rule: string): void;
  adopt(sheets: CSSStyleSheet[]): void;
  showPopover(element: HTMLElement): void;
  /** Finds an element of the page, of its shadow tree, and of its frame. */
  each<E extends Element>(selector: string): [E, E, E];
}
declare const unheard: Unheard;

const rich = `<!doctype html><title>Check</title><style>main{color:red}</style>
<input id="field" value="first"><textarea>area</textarea><input id="box" type="checkbox">
<select><option>one<option>two</select><dialog>dialog</dialog><aside popover>popover</aside><div id="host"></div>
<iframe srcdoc="<aside popover>framed</aside><p>framed" allowfullscreen></iframe>
<script>host.attachShadow({ mode: 'open' }).innerHTML = '<aside popover>inner</aside><p>inner'</script>
<div id="scroller" style="overflow:auto;height:50px"><p style="height:500px">long</p></div><p style="height:3000px"></p>`;

/** Serves a page whose recorder hears no event of these types, and no call of what it would have hooked. */
async function visitUnheard(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    const { addEventListener } = EventTarget.prototype;
    const silent =
      /^(input|change|scroll|scrollend|toggle|beforetoggle|close|focusin|selectionchange|(webkit)?fullscreenchange)$/;
    EventTarget.prototype.addEventListener = function (type: string, ...rest: [never, never]) {
      if (!silent.test(type)) addEventListener.call(this, type, ...rest);
    };
    const { set: adopt } = Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'adoptedStyleSheets')!;
    const { insertRule } = CSSStyleSheet.prototype;
    const { showPopover } = HTMLElement.prototype;
    const setters = new Map<string, (value: unknown) => void>();
    for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement, HTMLOptionElement]) {
      for (const [name, { set }] of Object.entries<PropertyDescriptor>(Object.getOwnPropertyDescriptors(prototype))) {
        if (set) setters.set(`${prototype.constructor.name}.${name}`, set);
      }
    }
    Object.defineProperty(window, 'unheard', {
      value: {
        set: (element, name, value) => setters.get(`${element.constructor.name}.${name}`)!.call(element, value),
        insertRule: (sheet, rule) => insertRule.call(sheet, rule),
        adopt: (sheets) => adopt!.call(document.querySelector('#host')!.shadowRoot, sheets),
        showPopover: (element) => showPopover.call(element),
        each: <E extends Element>(selector: string) => {
          const roots = [document, document.querySelector('#host')!.shadowRoot!, frames[0]!.document];
          return roots.map((root) => root.querySelector<E>(selector)!) as [E, E, E];
        },
      } satisfies Unheard,
    });
  });
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body: rich } : undefined));
  await page.goto(`${origin}/`);
}

function openPopover(at = 0): void {
  const popover = unheard.each<HTMLElement>('aside')[at]!;
  (popover.ownerDocument.defaultView as unknown as { unheard: Unheard }).unheard.showPopover(popover);
}

const fillScreen = (at = 0): Promise<void> => unheard.each('p')[at]!.requestFullscreen();

const missed: Record<string, { change: (at?: number) => unknown; at?: number; named: RegExp }> = {
  'a value': {
    change: () => unheard.set(document.querySelector('#field')!, 'value', 'other'),
    named: /in the value of node \d+; no event tells/,
  },
  'a value that went back to what the attribute says': {
    change: () => unheard.set(document.querySelector('#field')!, 'value', 'first'),
    named: /in the value of node \d+; no event tells/,
  },
  'the value of a text area': {
    change: () => unheard.set(document.querySelector('textarea')!, 'value', 'other'),
    named: /in the value of node \d+; no event tells/,
  },
  'a choice': {
    change: () => unheard.set(document.querySelector('#box')!, 'checked', true),
    named: /in the checked of node \d+; no event tells/,
  },
  'an indeterminate choice': {
    change: () => unheard.set(document.querySelector('#box')!, 'indeterminate', true),
    named: /in the indeterminate of node \d+; no event tells/,
  },
  'a selected option': {
    change: () => unheard.set(document.querySelector('select')!, 'selectedIndex', 1),
    named: /in the selected of node \d+ and 1 more; no event tells/,
  },
  'a popover': { change: openPopover, named: /in the popover of node \d+; no event tells/ },
  'a popover of a shadow tree': { change: openPopover, at: 1, named: /in the popover of node \d+; no event tells/ },
  'a popover of a frame': { change: openPopover, at: 2, named: /in the popover of node \d+; no event tells/ },
  'what fills the screen': { change: fillScreen, named: /in the fullscreen of node \d+; no event tells/ },
  'what fills it of a shadow tree': {
    change: fillScreen,
    at: 1,
    named: /in the fullscreen of node \d+; no event tells/,
  },
  'what fills it of a frame': {
    change: fillScreen,
    at: 2,
    named: /in the fullscreen of node \d+ and 1 more; no event tells/,
  },
  'a rule': {
    change: () => unheard.insertRule(document.querySelector('style')!.sheet!, 'p{color:blue}'),
    named: /in the sheet of node \d+; no event tells/,
  },
  'a rule of a sheet that was written': {
    change: () => unheard.insertRule(document.adoptedStyleSheets[0]!, 'p{color:blue}'),
    named: /in style sheet \d+; no event tells/,
  },
  'adopted sheets': {
    change: () => unheard.adopt([]),
    named: /in the style sheets that node \d+ has adopted; no event tells/,
  },
  'how far an element is scrolled': {
    change: () => {
      document.querySelector('#scroller')!.scrollTop = 100;
    },
    named: /in the scroll-top of node \d+; no event tells/,
  },
  'how far the page is scrolled': {
    change: () => scrollTo(0, 200),
    named: /in the scroll-top of node 1; no event tells/,
  },
};

function isCheckedAfter(recording: Buffer, mark: string): boolean {
  const events = eventsOf(recording);
  const at = marksOf(events).get(mark);
  return at !== undefined && checksOf(recording).some(({ at_micros }) => at_micros > at);
}

for (const [what, { change, at, named }] of Object.entries(missed)) {
  test(`${what} that was missed is named, by the tool and by the player`, async ({ page, context }) => {
    await visitUnheard(page);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('main{color:green}');
      document.adoptedStyleSheets = [sheet];
      document.querySelector('#host')!.shadowRoot!.adoptedStyleSheets = [sheet];
    });
    const made = await Visit.start(page, { mask: 'none', checkSeconds: 0.05 });
    await page.evaluate(() => {
      document.querySelector<HTMLInputElement>('#field')!.value = 'second';
    });
    await made.mark('before');
    // What has been compared is not suspected.
    await expect.poll(async () => isCheckedAfter(await made.soFar(), 'before')).toBe(true);
    // A page fills the screen where the visitor asks for it.
    await page.mouse.click(600, 5);
    await page.evaluate(change, at);
    await expect.poll(async () => faultsOf(await made.soFar())).toMatch(named);
    const recording = await made.soFar();
    expect(faultsOf(recording).match(/the page was another one/g)).toHaveLength(1);
    const player = await context.newPage();
    await open(player, recording, {});
    expect(await markedIn(player)).toHaveLength(1);
  });
}

for (const mask of ['none', 'all'] as const) {
  test(`what is in the top layer at the level ${mask} is what was there, at every check`, async ({ page }) => {
    failOnPageErrors(page);
    const parts = '<dialog>words</dialog><aside popover>words</aside><p>words <b>and more</b></p>';
    const inner = `${parts}<div id='host'><template shadowrootmode='open'>${parts}</template></div>`;
    const body = `<!doctype html><title>Layers</title>${inner}<iframe srcdoc="${inner}" allowfullscreen></iframe>`;
    await serve(page.context(), origin, (path) => (path === '/' ? { body } : undefined));
    await page.goto(`${origin}/`);
    const made = await Visit.start(page, { mask, checkSeconds: 0.05 });
    const compared = async (name: string): Promise<void> => {
      await made.mark(name);
      await expect.poll(async () => isCheckedAfter(await made.soFar(), name)).toBe(true);
    };
    for (let at = 0; at < 4; at++) {
      const show = (what: 'dialog' | 'popover' | 'screen' | 'text' | 'none') =>
        page.evaluate(
          async ([at, what]) => {
            const document = at & 2 ? frames[0]!.document : window.document;
            const root = at & 1 ? document.querySelector('#host')!.shadowRoot! : document;
            const dialog = root.querySelector('dialog')!;
            const popover = root.querySelector('aside')!;
            if (what === 'dialog') dialog.showModal();
            else if (what === 'popover') popover.showPopover();
            else if (what === 'screen') await root.querySelector('p')!.requestFullscreen();
            else if (what === 'text') root.querySelector('p')!.append(' more words');
            else {
              await document.exitFullscreen();
              popover.hidePopover();
              dialog.close();
            }
          },
          [at, what] as const,
        );
      await page.mouse.click(600, 5);
      for (const what of ['screen', 'dialog', 'popover', 'text', 'none'] as const) {
        await show(what);
        await compared(`${what} ${at}`);
      }
    }
    const recording = await made.stop();
    expect(faultsOf(recording)).toBe('');
  });
}

test('without the option nothing is compared', async ({ page }) => {
  await visit(page);
  const made = await Visit.start(page);
  await made.mark('only');
  expect(checksOf(await made.stop())).toEqual([]);
});
