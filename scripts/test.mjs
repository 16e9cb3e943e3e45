// Runs every test: `npm test [-- --bless] [STEP ...]`, or the named steps alone, for example `npm test -- js browser`.
// Stops at the first step that fails, and says how to run it again.
// The last line counts what the test runners counted: `N passed, N failed`.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { main, Refusal, root, run, since } from './run.mjs';
import { setup } from './setup.mjs';

const start = performance.now();
const total = { passed: 0, failed: 0 };

/** The steps after setting up, each of which can be asked for alone. */
const steps = ['check', 'rust', 'build', 'types', 'js', 'fuzz', 'browser'];

/** Runs one step; `body` returns how many tests passed, or throws. */
export async function step(name, again, body) {
  const began = performance.now();
  console.log(`\n== ${name}`);
  try {
    const counts = (await body()) ?? {};
    total.passed += counts.passed ?? 0;
    total.failed += counts.failed ?? 0;
    if (counts.failed) throw new Refusal(`${counts.failed} failed`);
    const passed = counts.passed === undefined ? 'ok' : `ok, ${counts.passed} passed`;
    console.log(`== ${name}: ${passed} (${since(began)})`);
  } catch (error) {
    if (total.failed === 0) total.failed = 1;
    console.error(error instanceof Refusal ? error.message : error);
    console.error(`== ${name}: FAILED (${since(began)}). To run it again: ${again}`);
    finish();
  }
}

/** Prints the time and the counts, and ends the run. */
export function finish() {
  console.log(`\ntime: ${since(start)}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}

/** What cargo prints for the many binaries that hold no test. */
const isNoise = (line) => /^$|^running 0 tests|^test result: ok. 0 passed; 0 failed; 0 ignored/.test(line);

/** Runs `cargo test` and adds up what it prints for each test binary. */
export async function cargoTest(args) {
  const show = (line) => !isNoise(line);
  const { code, output } = await run('cargo', ['test', ...args], { show, allowFailure: true });
  const counts = { passed: 0, failed: 0 };
  for (const [, passed, failed] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Runs the tests of js/test, which need no browser. */
async function nodeTest() {
  const folder = join(root, 'js', 'test');
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  const files = all.filter((name) => /\.test\.(ts|mjs)$/.test(name));
  if (files.length === 0) throw new Refusal('js/test holds no tests');
  const args = ['--import', 'tsx', '--test', '--test-reporter=spec', ...files.map((name) => join('js', 'test', name))];
  const { code, output } = await run(process.execPath, args, { show: true, allowFailure: true });
  const count = (word) => Number(new RegExp(`^\\S+ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Runs Playwright and reads its own report. */
export async function browserTest(args = [], env = {}) {
  const report = join(root, 'build', 'playwright.json');
  rmSync(report, { force: true });
  const { code } = await run(
    join(root, 'node_modules', '.bin', 'playwright'),
    ['test', '--reporter=list,json', ...args],
    { show: true, allowFailure: true, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  );
  if (!existsSync(report)) throw new Refusal('Playwright left no report');
  const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'));
  for (const name of flakyIn(suites))
    console.log(`  RACED: passed at its second try only, so its test is at fault: ${name}`);
  const failed = stats.unexpected + errors.length;
  return { passed: stats.expected + stats.flaky, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** The tests of suites in Playwright's report that failed once and passed then. */
function flakyIn(suites = []) {
  return suites.flatMap(({ specs, suites }) => [
    ...specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
      .map(({ file, title }) => `${file}: ${title}`),
    ...flakyIn(suites),
  ]);
}

/** Builds what the browser tests drive beside dist/: the demo site and the native tool. */
export async function buildForBrowser() {
  await run('cargo', ['build', '--quiet', '--package', 'domreel-cli'], { show: true });
  if (existsSync(join(root, 'scripts', 'build-www.mjs'))) await (await import('./build-www.mjs')).buildWww();
}

/** The steps of `npm test`, in order, or those of them that are named: what is quick to fail comes first. */
export async function testEverything(only = []) {
  const wanted = (name, body) => {
    if (only.length === 0 || only.includes(name)) return step(name, `npm test -- ${name}`, body);
  };
  await step('setup', 'node scripts/setup.mjs', () => setup('test'));

  // Only now are the packages there that these import.
  const { build } = await import('./build.mjs');
  const { runCheck, staticChecks, typeCheck } = await import('./check.mjs');
  const { fuzz, sameInputs } = await import('./fuzz.mjs');

  await wanted('check', async () => {
    for (const check of staticChecks()) await runCheck(check);
  });
  await wanted('rust', async () => {
    const all = await cargoTest(['--workspace', '--quiet']);
    // What most pages load is the recorder without what other levels need.
    const small = await cargoTest(['--package', 'domreel-recorder', '--lib', '--no-default-features', '--quiet']);
    return { passed: all.passed + small.passed, failed: all.failed + small.failed };
  });
  await wanted('build', async () => {
    await build({ kind: process.env.CI ? 'small' : undefined });
    await buildForBrowser();
  });
  await wanted('types', () => runCheck(typeCheck));
  await wanted('js', nodeTest);
  await wanted('fuzz', async () => ({ passed: await fuzz(sameInputs) }));
  await wanted('browser', () => browserTest());
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main(async () => {
    const words = process.argv.slice(2);
    const unknown = words.find((word) => word !== '--bless' && !steps.includes(word));
    if (unknown) throw new Refusal(`test: ${unknown} is none of ${steps.join(' ')}`);
    if (words.includes('--bless')) process.env.BLESS = '1';
    await testEverything(words.filter((word) => word !== '--bless'));
    finish();
  });
}
