// Runs each fuzz target: `npm run soak` and `node scripts/fuzz.mjs [SECONDS [TARGET]]`
// search for a time, `npm test` tries a number of inputs that are the same in every run,
// so that what fails there was broken by the change.
//
// Builds the targets as cargo-fuzz does, but without the address sanitizer, which
// finds nothing in code that forbids `unsafe`: so it needs neither cargo-fuzz nor
// a nightly compiler. What the search finds goes to build/fuzz/; a crash that it
// found becomes a file in tests/crashers/, which `cargo test` replays for ever.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { ask, findProgram, main, Refusal, root, run, since } from './run.mjs';

const folder = join(root, 'fuzz');
const made = join(root, 'target', 'fuzz');

/** The passes that tell libFuzzer which code an input reached, and the checks that release builds leave out. */
const flags = [
  '--cfg=fuzzing',
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
  '-Ccodegen-units=1',
  '-Cdebug-assertions',
  '-Coverflow-checks',
];

/** The same inputs in every run: some 15 seconds for each target. */
export const sameInputs = ['-seed=1', '-runs=5000'];

/** Other inputs in every run, for a time. */
export const forSeconds = (seconds) => [`-max_total_time=${seconds}`];

/** Returns the names of the fuzz targets. */
export function fuzzTargets() {
  const manifest = join(folder, 'Cargo.toml');
  if (!existsSync(manifest)) return [];
  return (parse(readFileSync(manifest, 'utf8')).bin ?? []).map((target) => target.name);
}

/** Builds the targets and runs each with libFuzzer's options `limits`; returns how many ran. */
export async function fuzz(limits, targets = fuzzTargets()) {
  if (targets.length === 0) throw new Refusal('fuzz/Cargo.toml names no target');
  if (!['c++', 'g++', 'clang++', process.env.CXX].some((name) => name && findProgram(name))) {
    const message = 'Fuzzing needs a C++ compiler: apt-get install g++';
    if (process.env.CI) throw new Refusal(message);
    console.log(`  ${message}; until then only the inputs of tests/crashers are tried, by cargo test.`);
    return 0;
  }
  const host = /host: (\S+)/.exec(ask('rustc', ['-vV']) ?? '')?.[1];
  if (!host) throw new Refusal('rustc does not say what it builds for: is Rust installed?');
  const start = performance.now();
  // With `--target`, the flags reach the code under test alone and no build script.
  const args = ['build', '--quiet', '--release', '--manifest-path', join(folder, 'Cargo.toml'), '--target', host];
  await run('cargo', [...args, '--target-dir', made], { show: true, env: { RUSTFLAGS: flags.join(' ') } });
  console.log(`  built ${targets.join(', ')} (${since(start)})`);
  for (const target of targets) await search(join(made, host, 'release', target), target, limits);
  return targets.length;
}

async function search(binary, target, limits) {
  // What an earlier search kept would make two runs differ.
  const isSame = limits === sameInputs;
  const corpus = join(root, 'build', 'fuzz', target, isSame ? 'corpus-test' : 'corpus');
  if (isSame) rmSync(corpus, { recursive: true, force: true });
  const found = join(root, 'build', 'fuzz', target, 'found');
  mkdirSync(corpus, { recursive: true });
  mkdirSync(found, { recursive: true });
  const recordings = join(root, 'tests', 'recordings');
  const seeds = [join(folder, 'seeds', target), join(folder, 'corpus', target), join(root, 'tests', 'crashers')];
  if (existsSync(recordings)) seeds.push(...readdirSync(recordings).map((version) => join(recordings, version)));
  const options = [...limits, '-rss_limit_mb=1024', '-timeout=10', '-print_final_stats=1'];
  const folders = [corpus, ...seeds.filter((seed) => existsSync(seed))];
  const result = await run(binary, [...options, '-verbosity=1', `-artifact_prefix=${found}/`, ...folders], {
    allowFailure: true,
  });
  if (result.code !== 0) {
    throw new Refusal(`${target} failed; the input is in build/fuzz/${target}/found\n${tail(result.output, 60)}`);
  }
  const runs = /number_of_executed_units: (\d+)/.exec(result.output)?.[1];
  if (!Number(runs)) throw new Refusal(`${target} tried nothing:\n${tail(result.output, 20)}`);
  console.log(`  ${target}: ${runs} inputs, none broke it`);
}

function tail(text, lines) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [seconds = '20', target] = process.argv.slice(2);
  await main(() => fuzz(forSeconds(Number(seconds)), target && [target]));
}
