// Sets up, builds and serves the demo: `npm start`, or `npm run dev` to build again when a file changes.
// PORT chooses the port; when it is taken, the next free one is used.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { main, Refusal, root, run, since } from './run.mjs';
import { setup } from './setup.mjs';

const recordings = join('.domreel', 'recordings');

/** Returns the first port from `wanted` on that nobody listens on. */
async function freePort(wanted) {
  for (let port = wanted; port < wanted + 100 && port < 65_536; port += 1) {
    const isFree = await new Promise((done) => {
      const probe = createServer();
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
    if (isFree) return port;
  }
  throw new Refusal(`No port from ${wanted} on is free. Choose another: PORT=9000 npm start`);
}

async function buildWww() {
  if (!existsSync(join(root, 'scripts', 'build-www.mjs'))) return;
  const start = performance.now();
  await (await import('./build-www.mjs')).buildWww();
  console.log(`demo: www/dist is ready (${since(start)})`);
}

async function buildTool() {
  const start = performance.now();
  await run('cargo', ['build', '--quiet', '--package', 'domreel-cli', '--bin', 'domreel'], { show: true });
  console.log(`domreel: the collector is built (${since(start)})`);
  return join(root, 'target', 'debug', 'domreel');
}

/** Runs the server until it ends, and calls `onReady` once, when it answers. */
async function serve(tool, port, onReady) {
  mkdirSync(join(root, recordings), { recursive: true });
  const args = ['serve', '--data', recordings, '--www', join('www', 'dist'), '--dist', 'dist'];
  const server = spawn(tool, [...args, '--listen', `127.0.0.1:${port}`], { cwd: root, stdio: 'inherit' });
  process.once('exit', () => server.kill());
  let ended = false;
  const end = new Promise((_, fail) => {
    server.once('error', (error) => fail(new Refusal(`The server does not start: ${error.message}`)));
    server.once('exit', (code, signal) => {
      ended = true;
      fail(new Refusal(`The server ended with ${signal ?? code}`));
    });
  });
  const answers = (async () => {
    while (!ended) {
      try {
        return await fetch(`http://127.0.0.1:${port}/`);
      } catch {
        await new Promise((again) => setTimeout(again, 50));
      }
    }
  })();
  await Promise.race([answers, end]);
  onReady();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.kill(signal));
  return end.catch((error) => {
    if (!server.killed) throw error;
  });
}

/** Builds again when a source changes; the page is reloaded by hand. */
function rebuildOnChange(build) {
  let running = Promise.resolve();
  const rebuild = (folders, again) => {
    let timer;
    const changed = () => {
      // Editors write a file in several steps; one build answers them all.
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(again).catch((error) => console.error(error.message));
      }, 150);
    };
    for (const folder of folders) watch(join(root, folder), { recursive: true }, changed);
  };
  rebuild(['js/src', 'format/src', 'recorder/src', 'player/src'], () => build({ kind: 'dev' }));
  rebuild(['www/src', 'www/pages'], buildWww);
}

await main(async () => {
  const start = performance.now();
  const isWatching = process.argv.includes('--watch');
  await setup('start');
  const { build } = await import('./build.mjs');
  await build({ kind: isWatching ? 'dev' : undefined, budget: false });
  await buildWww();
  const tool = await buildTool();
  const wanted = Number(process.env.PORT ?? 8787);
  const port = await freePort(wanted);
  await serve(tool, port, () => {
    if (port !== wanted) console.log(`Port ${wanted} is taken.`);
    console.log(`\ndomreel is at http://localhost:${port}/ (ready after ${since(start)})`);
    console.log(`Recordings are kept in ${recordings}; Ctrl-C ends it.`);
    if (isWatching) rebuildOnChange(build);
  });
});
