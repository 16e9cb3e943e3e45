//! Runs wasm-bindgen on one compiled module: `domreel-bindgen IN.wasm OUT_DIR NAME`.
//!
//! It stands in for the `wasm-bindgen` command, which costs seven times as much
//! to build, and is pinned by this workspace's own lock file.
//! It leaves `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm` and its types in `OUT_DIR`
//! and touches nothing else.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, out_dir, name] = arguments.as_slice() else {
        eprintln!("usage: domreel-bindgen IN.wasm OUT_DIR NAME");
        return ExitCode::from(2);
    };
    match generate(input, out_dir, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("domreel-bindgen: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the glue for `input` into `out_dir`.
///
/// The default module path is left out: `js/src` says itself where the module
/// lies, because the classic script carries it inside.
///
/// # Errors
///
/// Returns wasm-bindgen's message with all its causes.
fn generate(input: &str, out_dir: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(name)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .web(true)
        .map_err(|error| format!("{error:#}"))?
        .generate(out_dir)
        .map_err(|error| format!("{error:#}"))
}
