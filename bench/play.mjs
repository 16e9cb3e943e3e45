/**
 * What it takes to open, seek and play a recording of an hour: 5,000 nodes, 28 changes in each second,
 * among them two rows that come, two that go and one that moves.
 * Both recorders see the same page and the same clock, which runs an hour in a few minutes; both recordings
 * are then opened, sought and played in turns, each time in a page of its own. `the page itself` is that page without
 * its script, written into a frame: what the browser alone takes until it is painted, with any player.
 * `node bench/play.mjs [seconds] [repetitions]`
 */

import { bundle, median, openStage, print } from './support/stage.mjs';

const seconds = Number(process.argv[2] ?? 3600);
const repetitions = Number(process.argv[3] ?? 3);
const seeks = 20;
/** At this speed an hour takes a second. */
const speed = 3600;
const html = `<!doctype html><title>bench</title><h1>rows</h1><div id="list"></div>
<script>
  const list = document.getElementById('list');
  let made = 0;
  const row = () => {
    const row = document.createElement('div');
    row.className = 'row';
    row.dataset.row = made++;
    row.innerHTML = '<b>row ' + made + '</b> <i>' + made + '</i> <a href="#' + made + '">more</a>';
    return row;
  };
  for (let n = 0; n < 550; n++) list.append(row());
  // Numbers that look random and are the same in every run.
  let state = 7;
  const random = (below) => Math.floor(((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * below);
  const any = () => list.children[random(list.children.length)];
  const task = () => new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
  globalThis.run = async (seconds) => {
    for (let second = 1; second <= seconds; second++) {
      document.querySelector('h1').dataset.second = second;
      for (let n = 0; n < 12; n++) any().querySelector('i').firstChild.data = random(10000);
      for (let n = 0; n < 5; n++) any().classList.toggle('hot');
      for (let n = 0; n < 5; n++) any().style.paddingLeft = random(40) + 'px';
      for (let n = 0; n < 2; n++) list.insertBefore(row(), any());
      for (let n = 0; n < 2; n++) any().remove();
      list.insertBefore(any(), any());
      clock.second = second;
      await task();
    }
    await task();
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
      async play() {
        await this.seek(0);
        element.playbackRate = ${speed};
        const ended = once('ended');
        await element.play();
        await ended;
      },
      get document() { return element.stage.contentDocument; },
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
      async play() {
        replayer.setConfig({ speed: ${speed} });
        const finished = new Promise((resolve) => replayer.on('finish', resolve));
        replayer.play(0);
        await finished;
      },
      get document() { return replayer.iframe.contentDocument; },
    };`,
};

/** Shows the page as it was at first, in a frame like a player's. */
const frame = `
  globalThis.player = {
    async open(bytes) {
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-same-origin';
      frame.style.cssText = 'width: 800px; height: 600px';
      document.body.append(frame);
      frame.contentDocument.write(new TextDecoder().decode(bytes));
      frame.contentDocument.close();
    },
  };`;
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

/** Keeps the memory of a module that is loaded, so that it can be counted. */
const keepMemory = `const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await instantiateStreaming.apply(WebAssembly, given);
    globalThis.moduleMemory = made.instance.exports.memory;
    return made;
  };`;

/** Records the page, and returns the recording in base64. */
async function record(name) {
  const { page, close } = await stage.open(html, clock);
  await page.evaluate(`(async () => {${recorders[name]}})()`);
  await page.evaluate(`run(${seconds})`);
  const text = await page.evaluate(`finish().then(${base64})`);
  await close();
  return text;
}

/** Returns the page as it is at first, without its script, in base64. */
async function show() {
  const { page, close } = await stage.open(html, clock);
  const text = await page.evaluate(`(${base64})(new Blob(['<!doctype html>',
    (document.querySelector('script').remove(), document.documentElement.outerHTML)]))`);
  await close();
  return text;
}

/** Opens what is to be shown in a page of its own. */
async function open(player, text) {
  const { page, cpu, heap, close } = await stage.open('<!doctype html><title>player</title>', keepMemory);
  await page.evaluate(`(async () => {${player}})()`);
  await page.evaluate(`globalThis.bytes = Uint8Array.from(atob(${JSON.stringify(text)}), (c) => c.charCodeAt(0)), 0`);
  /** Does something, and returns how long it took, with the browser's part in it counted as CPU time. */
  const timed = async (what) => {
    const before = await cpu();
    const millis = await page.evaluate(`(async () => {
      const start = performance.now();
      await ${what};
      const millis = performance.now() - start;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return millis;
    })()`);
    return { millis, cpu: (await cpu()) - before };
  };
  const empty = await heap();
  return { page, heap, close, timed, empty, load: await timed('player.open(bytes)') };
}

/** Opens a recording, seeks in it and plays it. */
async function play(name, text) {
  const { page, heap, close, timed, empty, load } = await open(players[name], text);
  const sought = [];
  let right = 0;
  for (let n = 0; n < seeks; n++) {
    const second = 1 + ((n * 1_597) % (seconds - 1));
    sought.push(await timed(`player.seek(${second + 0.4})`));
    right += await page.evaluate(`Number(player.document.querySelector('h1').dataset.second === '${second}')`);
  }
  const memory = (await heap()) - empty + (await page.evaluate('globalThis.moduleMemory?.buffer.byteLength ?? 0'));
  const played = await timed('player.play()');
  await close();
  return {
    load: load.millis,
    loadCpu: load.cpu,
    seek: median(sought.map(({ millis }) => millis)),
    seekMost: sought.map(({ millis }) => millis).sort((a, b) => a - b)[Math.floor(seeks * 0.9)],
    seekCpu: median(sought.map(({ cpu }) => cpu)),
    right,
    playCpu: played.cpu,
    memory: memory / 2 ** 20,
  };
}

const names = Object.keys(players);
const recordings = {};
for (const name of names) recordings[name] = await record(name);
const shown = await show();
const runs = Object.fromEntries(names.map((name) => [name, []]));
const bare = [];
for (let n = 0; n < repetitions; n++) {
  const { load, close } = await open(frame, shown);
  bare.push(load);
  await close();
  for (const name of n % 2 ? names.toReversed() : names) runs[name].push(await play(name, recordings[name]));
}
await stage.close();
const of = (name, key) => median(runs[name].map((run) => run[key]));
const table = names.map((name) => [
  name,
  Buffer.from(recordings[name], 'base64').length,
  ...['load', 'loadCpu', 'seek', 'seekMost', 'seekCpu', 'playCpu'].map((key) => of(name, key).toFixed(0)),
  of(name, 'memory').toFixed(1),
  `${of(name, 'right')} of ${seeks}`,
]);
const floor = ['millis', 'cpu'].map((key) => median(bare.map((load) => load[key])).toFixed(0));
table.push(['the page itself', Buffer.from(shown, 'base64').length, ...floor, ...Array(6).fill('')]);
const measured = [
  'load, ms',
  'load, CPU ms',
  'seek, ms',
  'seek, 90% ms',
  'seek, CPU ms',
  'play, CPU ms',
  'memory, MiB',
];
print(['', 'bytes', ...measured, 'right'], table, stage.version);
