// Brings in what this machine lacks: `npm start` and `npm test` call it first.
//
// Uses nothing but Node until the npm packages are there. Installs from where each
// kind of machine gets its tools: npm, rustup, apt-get on Debian as root, Playwright.
// What it cannot install it names, with the command that would. Looking takes well
// under a second, so nothing is remembered between runs.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, findChromium, findProgram, main, Refusal, root, run, since } from './run.mjs';
import { advice, findToolchains, wasmTarget } from './toolchain.mjs';

const fonts = ['fonts-dejavu', 'fonts-liberation', 'fonts-noto-color-emoji'];
const rustFromDebian = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-19'];

/** Whether packages can be installed by apt-get without asking anyone. */
const hasApt = process.platform === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== undefined;

/** Remembers that the lists of packages are fresh, so that they are fetched once a run. */
let listsAreFresh = false;

/**
 * Installs what is missing for a task: 'start', 'test' or 'soak'.
 *
 * @throws {Refusal} when something that the task needs is not there and could not be installed.
 */
export async function setup(task) {
  const start = performance.now();
  const notes = [];
  checkNode();
  try {
    await installNodeModules(notes);
    await installRust(notes);
    await installWasm(task, notes);
    if (task !== 'start') await installBrowser(notes);
    if (task !== 'start') await installPython(notes);
    if (task === 'soak') await installFirefox(notes);
  } finally {
    for (const note of notes) console.log(`  ${note}`);
  }
  console.log(`setup: ${notes.length === 0 ? 'everything is there' : 'done'} (${since(start)})`);
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Refusal(`Node ${process.versions.node} is too old: Node 20 or newer is needed.`);
}

/** Runs npm unless node_modules holds what the lock file asks for; leaves the lock file as it is. */
async function installNodeModules(notes) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  const installed = existsSync(installedFile) ? JSON.parse(readFileSync(installedFile, 'utf8')).packages : undefined;
  const missing = Object.entries(wanted).filter(
    ([path, entry]) => path !== '' && !entry.optional && installed?.[path]?.version !== entry.version,
  );
  if (installed !== undefined && missing.length === 0) return;
  // Not `npm ci`: it refuses a lock file that was written where a package for another system could not be
  // had, and begins by deleting node_modules, in which someone may be at work.
  await step(notes, 'npm install', 'npm', ['install', '--no-save', '--no-audit', '--no-fund']);
}

async function installRust(notes) {
  if (findProgram('cargo') && findProgram('rustc')) return;
  if (hasApt && (await installDebian(notes, rustFromDebian))) return;
  throw new Refusal('Rust is missing. This installs it: curl --proto =https -sSf https://sh.rustup.rs | sh');
}

/** Makes the dev build possible for 'start', and the small build, which is what is published, for the others. */
async function installWasm(task, notes) {
  let { small, dev } = findToolchains();
  const rustup = findProgram('rustup');
  if (!dev && rustup) {
    await attempt(notes, advice.dev, rustup, ['target', 'add', wasmTarget]);
    ({ small, dev } = findToolchains());
  }
  const wanted = () => (task === 'start' ? dev : small);
  if (!wanted() && hasApt) {
    await installDebian(notes, rustFromDebian);
    ({ small, dev } = findToolchains());
  }
  if (!wanted() && rustup) {
    await attempt(notes, 'rustup component add rust-src', rustup, ['component', 'add', 'rust-src']);
    ({ small, dev } = findToolchains());
  }
  if (wanted()) return;
  if (!dev) throw new Refusal(`No Rust compiler here can make wasm. This would help:\n  ${advice.dev}`);
  const message = `The small build, which is what is published, cannot be made here. This would help:\n  ${advice.small}`;
  if (process.env.CI) throw new Refusal(message);
  notes.push(message);
}

async function installBrowser(notes) {
  if (findChromium() === undefined && !playwrightHas('chromium')) {
    if (hasApt) await installDebian(notes, ['chromium', ...fonts]);
    else await attempt(notes, 'npx playwright install chromium', 'npx', ['playwright', 'install', 'chromium']);
  } else if (hasApt) {
    const missing = fonts.filter((name) => !ask('dpkg-query', ['-W', name]));
    if (missing.length > 0) await installDebian(notes, missing);
  }
  if (findChromium() !== undefined || playwrightHas('chromium')) return;
  throw new Refusal(
    'Chromium is missing. Any of these would help:\n' +
      '  sudo apt-get install chromium\n  npx playwright install chromium\n  CHROMIUM=/path/to/chromium npm test',
  );
}

/** The tests of the collector on a bucket install an S3 server, which is written in Python. */
async function installPython(notes) {
  const canInstall = () => ask('python3', ['-c', 'import ensurepip, venv']) !== undefined;
  if (canInstall()) return;
  if (hasApt && (await installDebian(notes, ['python3', 'python3-venv'])) && canInstall()) return;
  throw new Refusal('Python with venv is missing. This would help: sudo apt-get install python3 python3-venv');
}

/** Firefox widens what `npm run soak` covers; nothing depends on it. */
async function installFirefox(notes) {
  if (findProgram('firefox-esr')) return;
  if (hasApt && (await installDebian(notes, ['firefox-esr']))) return;
  notes.push('Without firefox-esr the tests run in Chromium alone: sudo apt-get install firefox-esr');
}

function playwrightHas(browser) {
  const script = `import('@playwright/test').then((p) => process.stdout.write(p.${browser}.executablePath()))`;
  const path = ask(process.execPath, ['-e', script]);
  return Boolean(path) && existsSync(path);
}

/** Installs packages of Debian; returns whether they are there now. */
async function installDebian(notes, packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if (!listsAreFresh) await run('apt-get', ['update', '-qq'], { env, allowFailure: true });
  listsAreFresh = true;
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  return attempt(notes, `apt-get install ${packages.join(' ')}`, 'apt-get', args, env);
}

/** Runs an installation that must work. */
async function step(notes, name, command, args, env) {
  const start = performance.now();
  console.log(`setup: ${name} ...`);
  await run(command, args, { env });
  notes.push(`installed by ${name} (${since(start)})`);
}

/** Runs an installation that another one can stand in for; returns whether it worked. */
async function attempt(notes, name, command, args, env) {
  try {
    await step(notes, name, command, args, env);
    return true;
  } catch (error) {
    const reason = error.message.trim().split('\n').pop();
    notes.push(`did not work: ${name} (${reason.slice(0, 160)})`);
    return false;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main(() => setup(process.argv[2] ?? 'test'));
}
