/** The recorder beside zone.js, the library by which Angular learns when to look for changes: neither disturbs the other. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { liveText, Replay } from './support/replay.ts';
import { failOnPageErrors, serve } from './support/site.ts';
import { eventsOf, faultsOf, marksOf } from './support/tool.ts';
import { framesPainted, Visit } from './support/visit.ts';

const origin = 'http://zone.test';
const size = { width: 640, height: 480 };
const packageFile = createRequire(import.meta.url).resolve('zone.js/package.json');
const zone = readFileSync(join(dirname(packageFile), 'bundles/zone.umd.js'), 'utf8');

/** Forks the zone in which the page's own work is done, as Angular does, and lists what happens in it. */
const fork = `
  window.turns = [];
  window.app = Zone.current.fork({
    name: 'app',
    onInvoke: (parent, _, target, ...rest) => { turns.push('invoke'); return parent.invoke(target, ...rest); },
    onInvokeTask: (parent, _, target, task, ...rest) => {
      turns.push('task ' + task.source);
      return parent.invokeTask(target, task, ...rest);
    },
    onScheduleTask: (parent, _, target, task) => {
      turns.push('scheduled ' + task.source);
      return parent.scheduleTask(target, task);
    },
  });`;
const body = `<div id="list"></div><input><div id="tall" style="height: 3000px"></div>`;

interface Zoned {
  turns: string[];
  app: { run<T>(action: () => T): T };
}

/** What the page does by itself: what an application does in its zone, by timers, promises and events. */
async function work(page: Page, name: string): Promise<void> {
  await page.evaluate(async (name) => {
    const { app } = window as unknown as Zoned;
    const list = document.querySelector('#list')!;
    const add = (text: string) => {
      list.append(Object.assign(document.createElement('p'), { textContent: `${name} ${text}` }));
    };
    await app.run(
      () =>
        new Promise<void>((done) => {
          add('at once');
          setTimeout(() => {
            add('by a timer');
            void Promise.resolve()
              .then(() => add('by a promise'))
              .then(() =>
                requestAnimationFrame(() => {
                  const root = list.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
                  root.innerHTML = '<b>in a shadow tree</b>';
                  document.querySelector('input')!.value = name;
                  const style = list.appendChild(document.createElement('style'));
                  style.sheet!.insertRule('p { color: teal }');
                  done();
                }),
              );
          });
        }),
    );
  }, name);
}

const orders: Record<string, { head: string; isLater?: boolean }> = {
  'zone.js stands before the recorder': { head: '<script src="/zone.js"></script>' },
  'the early stub stands before zone.js': {
    head: '<script src="/dist/early.js"></script><script src="/zone.js"></script>',
  },
  'zone.js comes when the recorder runs': { head: '', isLater: true },
};

for (const [order, { head, isLater }] of Object.entries(orders)) {
  test(`no change detection is triggered and nothing is lost where ${order}`, async ({ page }) => {
    failOnPageErrors(page);
    await serve(page.context(), origin, (path) =>
      path === '/zone.js' ? { body: zone, type: 'text/javascript' } : { body: `<!doctype html>${head}${body}` },
    );
    await page.setViewportSize(size);
    await page.goto(`${origin}/`);
    const addZone = async (): Promise<void> => {
      if (isLater) await page.addScriptTag({ url: '/zone.js' });
      await page.evaluate(fork);
    };
    if (!isLater) await addZone();
    // The application itself starts the recorder, in its zone.
    const visit = await Visit.start(
      page,
      { resources: 'same-origin', canvas: true },
      undefined,
      isLater ? '' : '(start) => app.run(start)',
    );
    if (isLater) await addZone();
    await work(page, 'first');
    await visit.mark('first');
    const first = await liveText(page);

    // From here on the application asks for nothing: whatever happens in its zone is the recorder's doing.
    await visit.mark('still');
    await page.evaluate(() => {
      const { turns, app } = window as unknown as Zoned;
      turns.length = 0;
      app.run(() => {
        const list = document.querySelector('#list')!;
        for (let at = 0; at < 2000; at++) list.append(document.createElement('i'));
        list.insertAdjacentHTML('beforeend', '<canvas></canvas><iframe srcdoc="<p>framed"></iframe>');
        document.querySelector('canvas')!.getContext('2d')!.fillRect(0, 0, 9, 9);
        // All of this is hooked: the recorder is called in the zone of the application.
        list.appendChild(document.createElement('div')).attachShadow({ mode: 'open' }).innerHTML = '<b>open</b>';
        document.querySelector('input')!.value = 'by the application';
        document.querySelector('style')!.sheet!.insertRule('p { margin: 1px }');
        document.querySelector('i')!.animate({ opacity: [0, 1] }, 50);
        history.replaceState(null, '', '#replaced');
        const image = list.appendChild(new Image());
        image.src = URL.createObjectURL(
          new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' }),
        );
        document.adoptedStyleSheets = [new CSSStyleSheet()];
      });
    });
    await page.mouse.move(20, 20);
    await page.mouse.click(30, 30);
    await page.locator('input').fill('typed');
    await page.mouse.wheel(0, 400);
    await page.waitForFunction(() => scrollY > 0);
    const before = await visit.handedOver();
    await expect.poll(() => visit.handedOver(), { timeout: 20_000 }).toBeGreaterThan(before);
    for (let pair = 0; pair < 5; pair++) await framesPainted(page);
    expect(await page.evaluate(() => (window as unknown as Zoned).turns)).toEqual(['invoke']);

    await work(page, 'last');
    await visit.mark('last');
    const last = await liveText(page);
    const recording = await visit.stop();
    expect(faultsOf(recording)).toBe('');
    const marks = marksOf(eventsOf(recording));
    const replay = await Replay.open(page.context(), recording, size);
    for (const [name, text] of [
      ['first', first],
      ['last', last],
    ] as const) {
      await replay.seek(marks.get(name)!);
      expect(await replay.text(), name).toBe(text);
    }
    // Zone.js goes on to see what the application does.
    expect(await page.evaluate(() => (window as unknown as Zoned).turns.join())).toContain('task setTimeout');
  });
}
