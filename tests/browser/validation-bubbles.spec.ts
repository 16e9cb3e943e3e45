/** The bubble in which a browser says why a form cannot be sent: it is in no tree, and the visitor saw it. */

import { expect, type Page, test } from '@playwright/test';
import { open } from './player-page.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://form.test';
const body = `<!doctype html><title>Form</title><style>body{margin:40px}</style>
<form onsubmit="return false"><input id="name" required><input id="mail" type="email"><input id="code" title="four of them" pattern="\\d{4}">
<button>Send</button></form>`;

async function start(page: Page, options: VisitOptions = {}, html = body): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body: html } : undefined));
  await page.goto(`${origin}/`);
  return Visit.start(page, options);
}

/** What was recorded of bubbles so far. */
async function saidIn(visit: Visit): Promise<unknown[]> {
  const events = eventsOf(await visit.soFar());
  const operations = events.flatMap(({ event }) => (event.operations as Record<string, unknown>[] | undefined) ?? []);
  return operations.filter(({ property }) => property === 'bubble').map(({ value }) => value);
}

/** Opens a recording; returns what says what the bubble said when a marker was put, and where it was. */
async function shown(page: Page, recording: Buffer) {
  expect(faultsOf(recording)).toBe('');
  const marks = marksOf(eventsOf(recording));
  const player = await page.context().newPage();
  await player.setViewportSize({ width: 640, height: 480 });
  await open(player, recording, { style: 'html,body{margin:0;height:100%}domreel-player{width:100%;height:100%}' });
  const bubble = player.locator('[part=bubble]');
  const at = async (name: string) => {
    await player.evaluate(async (seconds) => {
      const video = document.querySelector('domreel-player') as unknown as HTMLVideoElement;
      await new Promise((seeked) => {
        video.addEventListener('seeked', seeked, { once: true });
        video.currentTime = seconds;
      });
    }, marks.get(name)! / 1e6);
    return (await bubble.isVisible()) ? (await bubble.textContent())?.slice(1) : undefined;
  };
  return { at, bubble };
}

test('what the browser says of a field stands beside it until it is filled in, or left', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 480 });
  const visit = await start(page);
  const says = (words: unknown[]) => expect.poll(() => saidIn(visit)).toEqual(words);
  await visit.mark('before');
  await page.click('button');
  await says(['+']);
  await visit.mark('nothing filled in');
  await page.fill('#name', 'Ann');
  await says(['+', '']);
  await visit.mark('filled in');
  await page.fill('#mail', 'ann');
  await page.click('button');
  const words = await page.evaluate(() => document.querySelector<HTMLInputElement>('#mail')!.validationMessage);
  await says(['+', '', words]);
  await visit.mark('no address');
  await page.evaluate(() => document.querySelector<HTMLElement>('#mail')!.blur());
  await says(['+', '', words, '']);
  await visit.mark('left');
  await page.fill('#mail', '');
  await page.fill('#code', '12');
  await page.click('button');
  const pattern = await page.evaluate(() => document.querySelector<HTMLInputElement>('#code')!.validationMessage);
  await says(['+', '', words, '', `${pattern}\nfour of them`]);
  await visit.mark('no code');
  await page.evaluate(() => {
    document.querySelector<HTMLInputElement>('#code')!.value = '1234';
  });
  await says(['+', '', words, '', `${pattern}\nfour of them`, '']);
  await visit.mark('a script has filled it in');

  const { at, bubble } = await shown(page, await visit.stop());
  const expected = {
    before: undefined,
    'nothing filled in': 'Please fill out this field.',
    'filled in': undefined,
    'no address': words,
    left: undefined,
    'no code': `${pattern}\nfour of them`,
    'a script has filled it in': undefined,
  };
  for (const [name, said] of Object.entries(expected)) expect(await at(name), name).toBe(said);
  for (const [name, said] of Object.entries(expected).reverse()) expect(await at(name), name).toBe(said);
  await at('nothing filled in');
  const field = (await page.locator('#name').boundingBox())!;
  const box = (await bubble.boundingBox())!;
  expect(box.y).toBeGreaterThan(field.y + field.height);
  expect(box.y).toBeLessThan(field.y + field.height + 20);
  expect(box.x).toBeLessThan(field.x + 20);
});

test('a field that was only asked whether it is valid, or whose listener has prevented it, has no bubble', async ({
  page,
}) => {
  const visit = await start(page);
  await page.click('button');
  await expect.poll(() => saidIn(visit)).toEqual(['+']);
  // The last of these shows one, so that all before it have been told of.
  await page.evaluate(async () => {
    const [form, name, mail] = ['form', '#name', '#mail'].map((found) => document.querySelector(found)!) as [
      HTMLFormElement,
      HTMLInputElement,
      HTMLInputElement,
    ];
    const passed = () => new Promise((done) => setTimeout(done));
    name.checkValidity();
    await passed();
    form.checkValidity();
    await passed();
    name.dispatchEvent(new Event('invalid'));
    await passed();
    name.addEventListener('invalid', (event) => event.preventDefault(), { once: true });
    name.reportValidity();
    await passed();
    mail.setCustomValidity('No such address');
    mail.reportValidity();
    mail.checkValidity();
  });
  await expect.poll(() => saidIn(visit)).toEqual(['+', '', 'No such address']);
  await visit.stop();
});

test('a bubble goes by itself after a while', async ({ page }) => {
  await page.clock.install();
  const visit = await start(page);
  await page.click('button');
  await expect.poll(() => saidIn(visit)).toEqual(['+']);
  await page.clock.runFor(5100);
  await expect.poll(() => saidIn(visit)).toEqual(['+', '']);
  await visit.stop();
});

test('what a browser repeats of a value is masked, in shadow trees and frames too', async ({ page }) => {
  const inner = '<form><input type=email></form>';
  const visit = await start(
    page,
    { mask: 'all' },
    `<!doctype html>${inner}<div><template shadowrootmode=open>${inner}</template></div><iframe srcdoc="${inner}"></iframe>`,
  );
  const report = async (find: string): Promise<void> =>
    page.evaluate((find) => {
      const field = new Function(`return ${find}`)() as HTMLInputElement;
      field.value = 'kept-to-myself';
      field.reportValidity();
    }, find);
  await report('document.querySelector("input")');
  await expect.poll(() => saidIn(visit)).toEqual(['•••••']);
  await report('document.querySelector("div").shadowRoot.querySelector("input")');
  await expect.poll(() => saidIn(visit)).toEqual(['•••••', '', '•••••']);
  await report('frames[0].document.querySelector("input")');
  await expect.poll(() => saidIn(visit)).toEqual(['•••••', '', '•••••', '', '•••••']);
  await visit.mark('in a frame');
  await page.evaluate(() => {
    const field = frames[0]!.document.querySelector('input')!;
    field.setCustomValidity('Never kept-to-myself');
    field.reportValidity();
  });
  await expect.poll(async () => (await saidIn(visit)).at(-1)).toMatch(/^\w{5} \w{4}-\w\w-\w{6}$/);
  const masked = (await saidIn(visit)).at(-1);
  await visit.mark('by the page');
  const recording = await visit.stop();
  expect(JSON.stringify(eventsOf(recording))).not.toContain('kept-to-myself');
  const { at } = await shown(page, recording);
  expect(await at('in a frame')).toBe('Please enter a valid value.');
  expect(await at('by the page')).toBe(masked);
});

test('how often one types in a masked field of which something is said is not told', async ({ page }) => {
  const visit = await start(page, { mask: 'sensitive' });
  await page.fill('#name', 'Ann');
  await page.fill('#mail', 'a');
  await page.click('button');
  await expect.poll(() => saidIn(visit)).toEqual(['•••••']);
  await page.type('#mail', 'nn lee');
  await page.fill('#mail', 'ann@example.org');
  await expect.poll(() => saidIn(visit)).toEqual(['•••••', '']);
  await visit.stop();
});

test('a field that is ignored or blocked has no bubble', async ({ page }) => {
  const fields = '<input required data-domreel-ignore><input required data-domreel-block><input required>';
  const visit = await start(page, {}, `<!doctype html>${fields}`);
  for (let index = 0; index < 3; index++) {
    await page.evaluate((index) => document.querySelectorAll('input')[index]!.reportValidity(), index);
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
  }
  await expect.poll(() => saidIn(visit)).toEqual(['', '', '+']);
  await visit.stop();
});
