/** What the visitor does, by whatever means: each pen and finger, and what leaves no other trace than that it happened. */

import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { failOnPageErrors, serve } from './support/site.ts';
import { type DumpedEvent, dump, eventsOf } from './support/tool.ts';
import { Visit, type VisitOptions } from './support/visit.ts';

const origin = 'http://input.test';
const body = `<!doctype html><meta name="viewport" content="width=device-width"><title>Input</title>
<style>body{margin:0}p,form,#box{position:absolute;left:0;width:200px;height:40px;margin:0}</style>
<p style="top:0">some secretWords to copy</p>
<form style="top:50px"><input name="field" value="secretValue"><button>send</button><button type="reset">reset</button></form>
<div id="box" style="top:100px" draggable="true">dragged</div><div id="place" style="position:absolute;top:200px;width:200px;height:60px">place</div>
<script>
  document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  document.getElementById('place').addEventListener('dragover', (event) => event.preventDefault());
</script>`;

async function start(page: Page, options: VisitOptions = {}): Promise<Visit> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) => (path === '/' ? { body } : undefined));
  await page.goto(`${origin}/`);
  return Visit.start(page, options);
}

const named = (events: DumpedEvent[], ...names: string[]): DumpedEvent['event'][] =>
  events.map(({ event }) => event).filter(({ event }) => names.includes(event));

test('each finger is told apart, from when it comes to when it goes', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 400, height: 400 }, hasTouch: true });
  const page = await context.newPage();
  const visit = await start(page);
  const devtools = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...fingers: [number, number, number][]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: fingers.map(([id, x, y]) => ({ id, x, y })) });
  await touch('touchStart', [1, 20, 300]);
  await touch('touchStart', [1, 20, 300], [2, 220, 310]);
  await visit.mark('two fingers');
  await touch('touchEnd', [2, 220, 310]);
  await visit.mark('one of them');
  await touch('touchEnd');
  const events = eventsOf(await visit.stop());
  const states = named(events, 'pointer-state');
  expect(states.map(({ kind }) => kind)).toEqual(states.map(() => 'touch'));
  const [first, second] = [...new Set(states.map(({ pointer }) => pointer))];
  expect(first).not.toBe(second);
  expect(states.find(({ pointer }) => pointer === first)).toMatchObject({ x: 20, y: 300 });
  expect(states.find(({ pointer }) => pointer === second)).toMatchObject({ x: 220, y: 310 });
  // Both were there together, and each left for itself.
  const order = named(events, 'mark', 'pointer-leave').map(({ event, name, pointer }) =>
    event === 'mark' ? name : pointer,
  );
  expect(order).toEqual(['two fingers', second, 'one of them', first]);
  await context.close();
});

test('a pen is a pen, while it hovers too', async ({ page }) => {
  const visit = await start(page);
  const devtools = await page.context().newCDPSession(page);
  const pen = (type: 'mouseMoved' | 'mousePressed' | 'mouseReleased', x: number, y: number) =>
    devtools.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      pointerType: 'pen',
      ...(type === 'mouseMoved' ? {} : { button: 'left', buttons: 1, clickCount: 1 }),
    } as Parameters<CDPSession['send']>[1] as never);
  await pen('mouseMoved', 30, 320);
  await visit.mark('hovers');
  await pen('mousePressed', 30, 320);
  await pen('mouseReleased', 30, 320);
  const events = eventsOf(await visit.stop());
  const states = named(events, 'pointer-state');
  expect(states.map(({ kind, buttons }) => `${kind} ${buttons}`)).toEqual(['pen 0', 'pen 1', 'pen 0']);
  expect(named(events, 'click').map(({ kind }) => kind)).toEqual(['click']);
});

test('what is copied, dragged, sent and turned is told as a fact, with nothing of its content', async ({ page }) => {
  const visit = await start(page, { mask: 'all' });
  await page.evaluate(() => getSelection()!.selectAllChildren(document.querySelector('p')!));
  await page.keyboard.press('ControlOrMeta+c');
  await page.locator('input').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+x');
  await page.getByRole('button', { name: 'send' }).click();
  await page.getByRole('button', { name: 'reset' }).click();
  await page.locator('#box').dragTo(page.locator('#place'));
  const turned = page.evaluate(() =>
    new Promise((done) => document.addEventListener('wheel', done, { once: true })).then(() => undefined),
  );
  await page.mouse.wheel(0, 30);
  await turned;
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.locator('#place').click({ button: 'right' });
  await page.locator('#place').dblclick();
  const recording = await visit.stop();
  const events = eventsOf(recording);
  const kinds = named(events, 'gesture').map(({ kind }) => kind);
  expect(kinds).toEqual(['copy', 'paste', 'cut', 'submit', 'reset', 'drag-start', 'drop', 'wheel', 'print']);
  const clicks = named(events, 'click').map(({ kind }) => kind);
  expect(clicks).toEqual(['click', 'click', 'context', 'auxiliary', 'click', 'click', 'double']);
  expect(dump(recording)).not.toMatch(/secret/i);
});
