// Finds the Rust compilers of this machine that can make wasm.
//
// Two ways lead there. A compiler with the prebuilt standard library of
// wasm32-unknown-unknown builds at once, and is enough for work. A compiler with
// the library's sources builds it anew, a third smaller: the package is made
// that way. Looks only; what is missing is installed by setup.mjs.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, findProgram, findPrograms } from './run.mjs';

export const wasmTarget = 'wasm32-unknown-unknown';

/** The oldest compiler that the workspace accepts (`rust-version` in Cargo.toml). */
const oldest = [1, 95];

/** The linkers that a compiler without its own may use. */
const linkers = ['wasm-ld-19', 'wasm-ld', 'rust-lld', 'lld-19'];

function describe(rustc) {
  const version = ask(rustc, ['--version']);
  const sysroot = version && ask(rustc, ['--print', 'sysroot']);
  if (!sysroot) return undefined;
  const [major, minor] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) return undefined;
  const cargo = join(dirname(rustc), 'cargo');
  if (!existsSync(cargo)) return undefined;

  const libraries = ask(rustc, ['--print', 'target-libdir', '--target', wasmTarget]);
  const hasLibrary =
    libraries !== undefined &&
    existsSync(libraries) &&
    readdirSync(libraries).some((name) => /^libstd-.*\.rlib$/.test(name));
  const hasSources = existsSync(join(sysroot, 'lib/rustlib/src/rust/library/Cargo.toml'));
  const rustlib = join(sysroot, 'lib/rustlib');
  const ownLinker =
    existsSync(rustlib) && readdirSync(rustlib).some((name) => existsSync(join(rustlib, name, 'bin/rust-lld')));
  const linker = ownLinker ? undefined : linkers.map(findProgram).find(Boolean);
  return { rustc, cargo, version, hasLibrary, hasSources, ownLinker, linker };
}

/** What must be set for cargo to use exactly this compiler. */
function environment(compiler, { bootstrap }) {
  const env = {
    RUSTC: compiler.rustc,
    PATH: `${dirname(compiler.rustc)}:${process.env.PATH ?? ''}`,
  };
  if (compiler.linker) env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER = compiler.linker;
  if (bootstrap) env.RUSTC_BOOTSTRAP = '1';
  return env;
}

/**
 * Returns `{ small, dev }`: how to build the package, and how to build for work.
 *
 * Each is `{ cargo, env, version, buildsLibrary }`, or undefined where no
 * compiler of this machine can. Compilers outside rustup come first for `small`,
 * so that a machine that has both always makes the same bytes.
 */
export function findToolchains() {
  const compilers = findPrograms('rustc').map(describe).filter(Boolean);
  const links = (compiler) => compiler.ownLinker || compiler.linker;
  const fromSources = compilers.filter((compiler) => compiler.hasSources && links(compiler));
  const isRustup = (compiler) => /[\\/]\.cargo[\\/]bin[\\/]/.test(compiler.rustc);
  const sources = fromSources.find((compiler) => !isRustup(compiler)) ?? fromSources[0];
  const prebuilt = compilers.find((compiler) => compiler.hasLibrary && links(compiler));

  const small = sources && {
    cargo: sources.cargo,
    version: sources.version,
    buildsLibrary: true,
    env: environment(sources, { bootstrap: true }),
  };
  const dev = prebuilt
    ? {
        cargo: prebuilt.cargo,
        version: prebuilt.version,
        buildsLibrary: false,
        env: environment(prebuilt, { bootstrap: false }),
      }
    : small;
  return { small, dev };
}

/** What a person types to make one or the other way possible. */
export const advice = {
  dev: `rustup target add ${wasmTarget}`,
  small: 'rustup component add rust-src   (or, on Debian: apt-get install rustc-web cargo-web rust-web-src lld-19)',
};
