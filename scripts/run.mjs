// Runs other programs for the scripts beside it: shows them, times them, and says what failed.
// Uses nothing but Node, because setup.mjs needs it before anything is installed.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A failure that its message explains: shown without a stack. */
export class Refusal extends Error {}

/**
 * Runs a program to its end and returns what it printed.
 *
 * With `show`, the output also goes to the terminal as it comes; where `show` is a function, only the lines
 * that it accepts.
 * Rejects with a `Refusal` when the program fails, unless `allowFailure`.
 */
export function run(command, args = [], options = {}) {
  const { show = false, allowFailure = false, cwd = root, env, input } = options;
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const lines = filterLines(show);
    for (const [stream, terminal] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (typeof show === 'function') lines.push(text, terminal);
        else if (show) terminal.write(text);
      });
    }
    child.on('error', (error) => fail(new Refusal(`${command} does not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0 || allowFailure) return done({ code, output });
      const failure = new Refusal(
        `${[command, ...args].join(' ')} ended with ${signal ?? code}${show ? '' : `\n${output.trimEnd()}`}`,
      );
      failure.output = output;
      fail(failure);
    });
    if (input !== undefined) child.stdin.end(input);
  });
}

/** Passes on whole lines that `accept` takes; what comes after the last line break waits for the next. */
function filterLines(accept) {
  let rest = '';
  const push = (text, terminal) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) if (accept(line)) terminal.write(`${line}\n`);
  };
  return { push };
}

/** Returns what a quick program prints, or undefined where it is absent or fails. */
export function ask(command, args = [], env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Returns every place on the search path that holds the program, first come first. */
export function findPrograms(name) {
  const found = new Set();
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      found.add(path);
    } catch {
      // Not here.
    }
  }
  return [...found];
}

/** Returns the first place on the search path that holds the program, if any does. */
export function findProgram(name) {
  return findPrograms(name)[0];
}

/** Returns the browser that the tests drive: `CHROMIUM`, else the first one on the search path. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const path = findProgram(name);
    if (path) return path;
  }
  return undefined;
}

/** Says how long ago `start` was, for people. */
export function since(start) {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Runs a script's body; a refusal is printed as its message alone. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Refusal ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
