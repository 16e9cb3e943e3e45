#!/usr/bin/env node
// How load, seek and memory of the player grow with the length of a recording.
//
//   npm run build && cargo build --release --package domreel-cli
//   node bench/growth-player.mjs [--minutes 7.5,15,30,60,120,240,480] [--seeks 20] [--tool target/release/domreel]
//
// The recordings are of one page of about 5,000 nodes on which 28 things change in each second, as in a live list:
// texts, classes, inline styles, items that come, go and move, with a keyframe every five minutes. They are written
// by `domreel encode`, opened in Chromium (CHROMIUM, or the one that Playwright finds) and sought at random.
//
// Times are CPU time of the page's main thread, so that a busy machine shows little: `load` until `loadedmetadata`,
// `read` from there until all of it was read in idle slices, `seek` the scripts of one seek without the browser's
// own layout and painting. `wasm` is the module's memory, which is the most that it ever took.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '7.5,15,30,60,120,240,480' },
    seeks: { type: 'string', default: '20' },
    tool: { type: 'string', default: join(root, 'target/release/domreel') },
    dist: { type: 'string', default: join(root, 'dist') },
  },
});

const KEYFRAME_SECONDS = 300;
const ITEMS = 550;

/** Numbers that look random and are the same in every run. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS = 'amber basil cedar delta ember fable grove haven ivory jolly knack lemon maple noble ocean pearl'.split(
  ' ',
);

/** A page as the recorder would tell of it: a list that changes a little each second. */
class Page {
  #random = seeded(7);
  #next = 1;
  #serial = 0;
  #items = [];
  #fixed;

  constructor() {
    const id = () => this.#next++;
    this.#fixed = {
      document: id(),
      html: id(),
      head: id(),
      style: id(),
      css: id(),
      body: id(),
      marker: id(),
      markerText: id(),
      main: id(),
    };
    for (let n = 0; n < ITEMS; n++) this.#items.push(this.#item());
  }

  #word() {
    return WORDS[this.#random(WORDS.length)];
  }

  #item() {
    const ids = Array.from({ length: 9 }, () => this.#next++);
    const words = [`${this.#word()} ${this.#word()}`, String(this.#random(10_000)), this.#word()];
    return { ids, words, serial: this.#serial++, hot: false, padding: undefined };
  }

  #tree(item, depth) {
    const [div, b, name, gap, span, value, secondGap, a, link] = item.ids;
    const attributes = [
      { name: 'class', value: item.hot ? 'item hot' : 'item' },
      { name: 'data-id', value: String(item.serial) },
      ...(item.padding === undefined ? [] : [{ name: 'style', value: `padding-left: ${item.padding}px;` }]),
    ];
    const element = (id, level, tag, given = []) => ({
      id,
      depth: depth + level,
      node: 'element',
      name: tag,
      attributes: given,
    });
    const text = (id, level, content) => ({ id, depth: depth + level, node: 'text', text: content });
    return [
      element(div, 0, 'div', attributes),
      element(b, 1, 'b'),
      text(name, 2, item.words[0]),
      text(gap, 1, ' '),
      element(span, 1, 'span', [{ name: 'class', value: 'v' }]),
      text(value, 2, item.words[1]),
      text(secondGap, 1, ' '),
      element(a, 1, 'a', [{ name: 'href', value: `#${item.words[2]}` }]),
      text(link, 2, item.words[2]),
    ];
  }

  keyframe(second) {
    const f = this.#fixed;
    const css = 'body{font:13px sans-serif}.item{border-bottom:1px solid #eee;padding:2px}.hot{background:#ffd}';
    const tree = [
      {
        id: f.document,
        depth: 0,
        node: 'document',
        mode: 'standards',
        xml: false,
        properties: [['url', 'http://site.example/']],
      },
      { id: f.html, depth: 1, node: 'element', name: 'html' },
      { id: f.head, depth: 2, node: 'element', name: 'head' },
      { id: f.style, depth: 3, node: 'element', name: 'style' },
      { id: f.css, depth: 4, node: 'text', text: css },
      { id: f.body, depth: 2, node: 'element', name: 'body' },
      { id: f.marker, depth: 3, node: 'element', name: 'h1', attributes: [{ name: 'id', value: 'marker' }] },
      { id: f.markerText, depth: 4, node: 'text', text: String(second) },
      { id: f.main, depth: 3, node: 'element', name: 'main' },
      ...this.#items.flatMap((item) => this.#tree(item, 4)),
    ];
    const environment = { media: 0, scrollbar_px: 0, pixel_ratio_milli: 1000, language: 'en' };
    const view = {
      viewport: { width: 1280, height: 800 },
      hidden: false,
      focus: null,
      selection: null,
      hover: null,
      active: null,
      target: null,
      pointers: [],
      environment,
    };
    return { event: 'keyframe', tree, sheets: [], adopted: [], view, next_id: this.#next };
  }

  /** What one second changes: 12 texts, 10 attributes, 2 items that come, 2 that go, 1 that moves, and the marker. */
  step(second) {
    const operations = [{ operation: 'set-text', node: this.#fixed.markerText, text: String(second) }];
    const any = () => this.#random(this.#items.length);
    const before = (at) => (at === 0 ? null : this.#items[at - 1].ids[0]);
    for (let n = 0; n < 12; n++) {
      const item = this.#items[any()];
      item.words[1] = String(this.#random(10_000));
      operations.push({ operation: 'set-text', node: item.ids[5], text: item.words[1] });
    }
    for (let n = 0; n < 10; n++) {
      const item = this.#items[any()];
      if (n < 5) item.hot = !item.hot;
      else item.padding = this.#random(40);
      const attribute = this.#tree(item, 0)[0].attributes.at(n < 5 ? 0 : -1);
      operations.push({ operation: 'set-attribute', node: item.ids[0], attribute });
    }
    for (let n = 0; n < 2; n++) {
      const at = any();
      const item = this.#item();
      operations.push({
        operation: 'insert',
        parent: this.#fixed.main,
        previous: before(at),
        tree: this.#tree(item, 0),
      });
      this.#items.splice(at, 0, item);
    }
    for (let n = 0; n < 2; n++) {
      const [item] = this.#items.splice(any(), 1);
      operations.push({ operation: 'remove', node: item.ids[0] });
    }
    const [moved] = this.#items.splice(any(), 1);
    const at = any();
    operations.push({ operation: 'move', node: moved.ids[0], parent: this.#fixed.main, previous: before(at) });
    this.#items.splice(at, 0, moved);
    return { event: 'mutation', operations };
  }
}

/** Writes a recording of so many minutes. */
async function record(minutes, path) {
  const tool = spawn(options.tool, ['encode'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const written = once(tool.stdout.pipe(createWriteStream(path)), 'finish');
  const page = new Page();
  const say = async (second, event) => {
    if (!tool.stdin.write(`${JSON.stringify({ at_micros: second * 1_000_000, event })}\n`))
      await once(tool.stdin, 'drain');
  };
  for (let second = 0; second <= minutes * 60; second++) {
    if (second > 0) await say(second, page.step(second));
    if (second % KEYFRAME_SECONDS === 0) await say(second, page.keyframe(second));
  }
  await say(minutes * 60, { event: 'mark', name: 'the end', detail: '' });
  tool.stdin.end();
  await written;
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves the package, a page to play in, and one recording. */
async function serve(recording) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const path = pathname === '/visit.reel' ? recording : join(options.dist, normalize(pathname));
    if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>growth</title><body>');
    } else if (existsSync(path) && statSync(path).isFile()) {
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' });
      createReadStream(path).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

const middle = (numbers, part = 0.5) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * part)];

/** Opens a recording, reads it through, and seeks in it. */
async function measure(browser, minutes, recording) {
  const server = await serve(recording);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const clocks = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
    return { task: of('TaskDuration'), script: of('ScriptDuration') };
  };
  try {
    await page.goto(server.address);
    await page.evaluate(async () => {
      const { instantiateStreaming } = WebAssembly;
      WebAssembly.instantiateStreaming = async (...given) => {
        const made = await instantiateStreaming.apply(WebAssembly, given);
        globalThis.memory = made.instance.exports.memory;
        return made;
      };
      await import('/player.js');
      globalThis.bytes = new Uint8Array(await (await fetch('/visit.reel')).arrayBuffer());
    });
    const start = await clocks();
    await page.evaluate(async () => {
      const player = document.createElement('domreel-player');
      const ready = new Promise((resolve) => player.addEventListener('loadedmetadata', resolve, { once: true }));
      player.srcObject = globalThis.bytes;
      document.body.append(player);
      globalThis.player = player;
      await ready;
    });
    const loaded = await clocks();
    // The recording ends with a marker: when that is known everything was read.
    await page.waitForFunction(() => globalThis.player.markers.some((marker) => marker.label === 'the end'));
    const read = await clocks();
    const random = seeded(11);
    const seeks = [];
    let right = 0;
    for (let n = 0; n < Number(options.seeks); n++) {
      const second = random(minutes * 60);
      const before = await clocks();
      const shown = await page.evaluate(async (time) => {
        const { player } = globalThis;
        const sought = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
        player.currentTime = time;
        await sought;
        return player.stage.contentDocument.getElementById('marker').textContent;
      }, second + 0.5);
      seeks.push((await clocks()).script - before.script);
      right += Number(shown === String(second));
    }
    const wasm = await page.evaluate(() => globalThis.memory.buffer.byteLength);
    return {
      mutations: minutes * 60 * 28,
      bytes: statSync(recording).size,
      load: loaded.task - start.task,
      read: read.task - loaded.task,
      seek: middle(seeks),
      seekMost: middle(seeks, 0.9),
      right,
      wasm,
    };
  } finally {
    await page.close();
    server.close();
  }
}

if (!existsSync(options.tool)) {
  console.error(`${options.tool} is not there: cargo build --release --package domreel-cli`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'growth-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
  args: ['--no-sandbox'],
});
try {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log(`domreel ${version}, Chromium ${browser.version()}, ${new Date().toISOString().slice(0, 10)}\n`);
  console.log('| minutes | mutations | MiB | load ms | read ms | seek ms | seek p90 ms | right | wasm MiB |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const minutes of options.minutes.split(',').map(Number)) {
    const recording = join(folder, 'visit.reel');
    await record(minutes, recording);
    const { mutations, bytes, load, read, seek, seekMost, right, wasm } = await measure(browser, minutes, recording);
    const mebibytes = (count) => (count / 2 ** 20).toFixed(1);
    const cells = [minutes, mutations, mebibytes(bytes), ...[load, read, seek, seekMost].map((ms) => ms.toFixed(1))];
    console.log(`| ${[...cells, `${right}/${options.seeks}`, mebibytes(wasm)].join(' | ')} |`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
