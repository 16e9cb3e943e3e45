/**
 * What it takes to open, seek and play a recording of an hour: 5,000 nodes, 28 changes in each second.
 * Both recorders see the same page and the same clock, which runs an hour in a few minutes.
 * `node bench/play.mjs [seconds]`
 */

import { bundle, median, openStage, print } from './support/stage.mjs';

const seconds = Number(process.argv[2] ?? 3600);
const seeks = 20;
const html = `<!doctype html><title>bench</title><div id="list"></div>
<script>
  const list = document.getElementById('list');
  for (let n = 0; n < 1250; n++) {
    const item = document.createElement('div');
    item.innerHTML = '<b class="name">item ' + n + '</b> <i>' + n + '</i>';
    list.append(item);
  }
  const cells = document.querySelectorAll('i');
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); }));
  globalThis.run = async (seconds) => {
    for (let second = 1; second <= seconds; second++) {
      for (let n = 0; n < 28; n++) {
        const cell = cells[(second * 31 + n * 17) % cells.length];
        if (n % 7) cell.textContent = 'at ' + second;
        else cell.className = 'c' + second % 9;
      }
      clock.second = second;
      await frame();
    }
    await frame();
    return document.body.textContent.length;
  };
</script>`;

/** The page's clock stands still until it is moved. */
const clock = `globalThis.clock = { second: 0 };
  const zero = Date.now();
  Date.now = () => zero + clock.second * 1000;
  performance.now = () => 1000 + clock.second * 1000;`;

const players = {
  domreel: `
    await import('/dist/player.js');
    await customElements.whenDefined('domreel-player');
    const element = document.createElement('domreel-player');
    const once = (type) => new Promise((resolve, reject) => {
      element.addEventListener(type, resolve, { once: true });
      element.addEventListener('error', () => reject(element.error), { once: true });
    });
    globalThis.player = {
      async open(bytes) {
        const loaded = once('loadedmetadata');
        element.style.cssText = 'display: block; width: 800px; height: 600px';
        element.srcObject = bytes;
        document.body.append(element);
        await loaded;
        return this.seek(0);
      },
      async seek(second) { const done = once('seeked'); element.currentTime = second; await done; },
    };`,
  rrweb: `
    const { Replayer } = await import('/rrweb-replay.js');
    let replayer;
    globalThis.player = {
      async open(bytes) {
        const events = JSON.parse(new TextDecoder().decode(bytes));
        replayer = new Replayer(events, { root: document.body, mouseTail: false, showWarning: false });
        const rebuilt = new Promise((resolve) => replayer.on('fullsnapshot-rebuilded', resolve));
        replayer.pause(0);
        await rebuilt;
      },
      async seek(second) { replayer.pause(second * 1000); },
    };`,
};
const recorders = {
  domreel: `
    const { record } = await import('/dist/recorder.js');
    const chunks = [];
    const recording = await record({ sink: (chunk) => void chunks.push(chunk), mask: 'none', resources: 'none' });
    globalThis.finish = async () => { await recording.stop(); return new Blob(chunks); };`,
  rrweb: `
    const { record } = await import('/rrweb-record.js');
    const events = [];
    const stop = record({ emit: (event) => void events.push(event) });
    globalThis.finish = async () => { stop(); return new Blob([JSON.stringify(events)]); };`,
};

const stage = await openStage({
  '/rrweb-replay.js': await bundle(`export { Replayer } from '@rrweb/replay';`),
});
const base64 = `(blob) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(',')[1]);
  reader.readAsDataURL(blob);
})`;

const table = [];
for (const name of Object.keys(players)) {
  const recorded = await stage.open(html, clock);
  await recorded.page.evaluate(`(async () => {${recorders[name]}})()`);
  await recorded.page.evaluate(`run(${seconds})`);
  const text = await recorded.page.evaluate(`finish().then(${base64})`);
  await recorded.close();

  const { page, cpu, close } = await stage.open('<!doctype html><title>player</title>');
  await page.evaluate(`(async () => {${players[name]}})()`);
  await page.evaluate(`globalThis.bytes = Uint8Array.from(atob(${JSON.stringify(text)}), (c) => c.charCodeAt(0))`);
  const before = await cpu();
  const load = await page.evaluate(
    '(async () => { const start = performance.now(); await player.open(bytes); return performance.now() - start; })()',
  );
  const loadCpu = (await cpu()) - before;
  const times = [];
  for (let n = 0; n < seeks; n++) {
    const second = (n * 1_597) % seconds;
    times.push(
      await page.evaluate(
        `(async () => { const start = performance.now(); await player.seek(${second}); return performance.now() - start; })()`,
      ),
    );
  }
  await close();
  const slow = times.slice().sort((a, b) => a - b)[Math.floor(seeks * 0.9)];
  const bytes = Buffer.from(text, 'base64').length;
  table.push([name, bytes, load.toFixed(0), loadCpu.toFixed(0), median(times).toFixed(0), slow.toFixed(0)]);
}
await stage.close();
const columns = ['', 'bytes', 'load, ms', 'load, CPU ms', 'seek, median ms', 'seek, 90% ms'];
print(columns, table, stage.version);
