//! Does the tree obey ARCHITECTURE.md? Run by `cargo test -p domreel-tidy`.
//!
//! Reads the text of every file that is tracked, or would be, and knows nothing of
//! what it means: each rule is a few lines of text search. It is no proof, but it
//! fails on the slips that people make. Each rule is tried on a sample that breaks
//! it, so that none can go blind.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most lines that a file may have, tests not counted.
const MAX_LINES: usize = 600;

/// The texts of the tree, by path from its root.
type Tree = BTreeMap<String, String>;

/// What breaks a rule: one line a finding, with its place.
type Findings = Vec<String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads every text file that git tracks, or would track.
fn tree() -> Tree {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "this is not a git checkout");
    String::from_utf8(listed.stdout)
        .expect("paths are UTF-8")
        .split_terminator('\0')
        .filter_map(|path| {
            let text = std::fs::read_to_string(root().join(path)).ok()?;
            Some((path.to_owned(), text))
        })
        .collect()
}

fn sample(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Asserts that the tree keeps the rule, and that a sample breaks it in each given place.
fn check(rule: fn(&Tree) -> Findings, broken: &[(&str, &str)]) {
    let findings = rule(&tree());
    assert!(findings.is_empty(), "\n  {}\n", findings.join("\n  "));
    for file in broken {
        assert!(!rule(&sample(&[*file])).is_empty(), "the rule is blind to {file:?}");
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Whether the line is nothing but a comment.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "/*", "* ", "# "].iter().any(|mark| line.starts_with(mark))
}

/// Returns the paths that a script imports, with the number of the line.
fn imports(text: &str) -> impl Iterator<Item = (usize, &str)> {
    lines(text).filter(|(_, line)| !is_comment(line)).flat_map(|(number, line)| {
        let starts = ["from '", "from \"", "import('", "import(\"", "import '", "import \""];
        starts.into_iter().filter_map(move |start| {
            let (_, rest) = line.split_once(start)?;
            Some((number, rest.split(['\'', '"']).next()?))
        })
    })
}

fn is_script(path: &str) -> bool {
    [".ts", ".mts", ".js", ".mjs"].iter().any(|end| path.ends_with(end))
}

// Where the browser may be named.

fn browser_outside_dom(tree: &Tree) -> Findings {
    let browser = ["web_sys", "js_sys", "wasm_bindgen", "gloo_timers", "serde_wasm_bindgen"];
    let mut findings = Findings::new();
    for (path, text) in tree {
        let Some((part, file)) = path.split_once("/src/") else {
            continue;
        };
        let may_name = file == "lib.rs" || file == "dom.rs" || file.starts_with("dom/");
        let is_pure = part == "format" || (matches!(part, "recorder" | "player") && !may_name);
        if !is_pure || !path.ends_with(".rs") {
            continue;
        }
        for (number, line) in lines(text).filter(|(_, line)| !is_comment(line)) {
            for name in browser.iter().filter(|name| line.contains(**name)) {
                findings.push(format!("{path}:{number}: only dom/ and lib.rs may name {name}"));
            }
        }
    }
    findings
}

#[test]
fn only_the_dom_folders_and_the_surface_name_the_browser() {
    check(
        browser_outside_dom,
        &[
            ("recorder/src/mask.rs", "use web_sys::Element;\n"),
            ("player/src/seek.rs", "fn at() -> js_sys::Date {}\n"),
            ("format/src/lib.rs", "use wasm_bindgen::JsValue;\n"),
        ],
    );
}

// Who may depend on whom.

fn wrong_dependencies(tree: &Tree) -> Findings {
    let forbidden: [(&str, &[&str]); 6] = [
        ("format", &["wasm-bindgen", "web-sys", "js-sys", "domreel-", "rand", "tokio"]),
        ("recorder", &["domreel-player", "domreel-collector"]),
        ("joiner", &["domreel-recorder", "domreel-player", "domreel-collector"]),
        ("player", &["domreel-recorder", "domreel-collector"]),
        ("collector", &["domreel-recorder", "domreel-player"]),
        ("cli", &["domreel-recorder", "domreel-player"]),
    ];
    let mut findings = Findings::new();
    for (part, names) in forbidden {
        let path = format!("{part}/Cargo.toml");
        let Some(text) = tree.get(&path) else {
            continue;
        };
        let mut is_needed_at_run_time = false;
        for (number, line) in lines(text) {
            if line.starts_with('[') {
                is_needed_at_run_time = line.contains("dependencies") && !line.contains("dev-");
            } else if is_needed_at_run_time && names.iter().any(|name| line.starts_with(name)) {
                findings.push(format!("{path}:{number}: {part} may not depend on this: {line}"));
            }
        }
    }
    findings
}

#[test]
fn dependencies_point_one_way() {
    check(
        wrong_dependencies,
        &[
            ("recorder/Cargo.toml", "[dependencies]\ndomreel-player = { path = \"../player\" }\n"),
            ("cli/Cargo.toml", "[dependencies]\ndomreel-recorder.workspace = true\n"),
            ("format/Cargo.toml", "[target.'cfg(any())'.dependencies]\nweb-sys = \"0.3\"\n"),
        ],
    );
}

fn crossed_imports(tree: &Tree) -> Findings {
    let mut findings = Findings::new();
    for (path, text) in tree.iter().filter(|(path, _)| is_script(path)) {
        let Some(file) = path.strip_prefix("js/src/") else {
            continue;
        };
        let side = file.split(['/', '.']).next().unwrap_or_default();
        let other = match side {
            "recorder" | "early" | "script" => "player",
            "player" => "recorder",
            _ => continue,
        };
        for (number, import) in imports(text) {
            if import.split(['/', '.']).any(|segment| segment == other) {
                findings.push(format!("{path}:{number}: the {side} may not import the {other}"));
            }
        }
    }
    findings
}

#[test]
fn recorder_and_player_never_meet_in_typescript() {
    check(
        crossed_imports,
        &[
            ("js/src/recorder/sink.ts", "import { clock } from '../player/clock.js';\n"),
            ("js/src/early.ts", "await import('./player.js');\n"),
            ("js/src/player.ts", "import { wasm } from '#wasm/recorder';\n"),
        ],
    );
}

fn imports_of_sources(tree: &Tree) -> Findings {
    let mut findings = Findings::new();
    for (path, text) in tree.iter().filter(|(path, _)| is_script(path)) {
        if !path.starts_with("www/") && !path.starts_with("tests/browser/") {
            continue;
        }
        for (number, import) in imports(text) {
            if import.contains("js/src") || import.contains("build/wasm") || import.starts_with('#') {
                findings.push(format!("{path}:{number}: only the built package may be imported"));
            }
        }
    }
    findings
}

#[test]
fn the_demo_and_the_browser_tests_use_the_package_as_a_user_has_it() {
    check(
        imports_of_sources,
        &[
            ("www/src/shop.ts", "import { record } from '../../js/src/recorder.js';\n"),
            ("tests/browser/seek.spec.ts", "const m = await import(\"../../js/src/player.ts\");\n"),
        ],
    );
}

// How a file reads.

fn long_files(tree: &Tree) -> Findings {
    tree.iter()
        .filter(|(path, _)| path.ends_with(".rs") || path.ends_with(".css") || is_script(path))
        .filter(|(path, _)| !path.split('/').any(|part| matches!(part, "test" | "tests")))
        .filter_map(|(path, text)| {
            let count = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").count();
            (count > MAX_LINES).then(|| format!("{path}: {count} lines; is it one job?"))
        })
        .collect()
}

#[test]
fn a_file_does_one_job() {
    let long = "let one = 1;\n".repeat(MAX_LINES + 1);
    check(long_files, &[("js/src/recorder.ts", &long)]);
}

fn notes_without_an_issue(tree: &Tree) -> Findings {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let mut findings = Findings::new();
    for (path, text) in tree.iter().filter(|(path, _)| !path.ends_with("lock.json")) {
        for (number, line) in lines(text) {
            let words = line.split(|character: char| !character.is_alphanumeric());
            let has_issue = line.split('#').skip(1).any(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
            if !has_issue && words.into_iter().any(|word| marks.contains(&word)) {
                findings.push(format!("{path}:{number}: a note to ourselves names its issue (#12)"));
            }
        }
    }
    findings
}

#[test]
fn a_note_to_ourselves_names_its_issue() {
    let note = concat!("// TO", "DO: later\n");
    check(notes_without_an_issue, &[("format/src/lib.rs", note)]);
    let with_issue = concat!("// TO", "DO(#12): later\n");
    assert!(notes_without_an_issue(&sample(&[("format/src/lib.rs", with_issue)])).is_empty());
}

fn tests_that_wait_or_do_not_run(tree: &Tree) -> Findings {
    let slips = [
        (concat!("waitFor", "Timeout("), "waits for time, not for an event"),
        (concat!("test.", "only("), "keeps the other tests from running"),
        (concat!("test.", "skip("), "does not run"),
        (concat!("#[", "ignore]"), "does not run, and does not say why"),
    ];
    let mut findings = Findings::new();
    for (path, text) in tree {
        for (number, line) in lines(text).filter(|(_, line)| !is_comment(line)) {
            for (slip, why) in slips.iter().filter(|(slip, _)| line.contains(slip)) {
                findings.push(format!("{path}:{number}: {slip} {why}"));
            }
        }
    }
    findings
}

#[test]
fn a_test_runs_and_waits_for_events() {
    check(
        tests_that_wait_or_do_not_run,
        &[
            ("tests/browser/a.spec.ts", concat!("await page.waitFor", "Timeout(500);\n")),
            ("js/test/a.test.ts", concat!("test.", "only('this', () => {});\n")),
            ("format/src/lib.rs", concat!("    #[", "ignore]\n")),
        ],
    );
}

fn machine_names(tree: &Tree) -> Findings {
    let folders = ["work", "tmp", "root", "Users"].map(|name| format!("/{name}/"));
    let mut findings = Findings::new();
    for (path, text) in tree {
        for (number, line) in lines(text) {
            for folder in &folders {
                let is_absolute = line.match_indices(folder.as_str()).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    before.is_none_or(|character| " \"'`=(:<>,".contains(character)) || line[..at].ends_with("file://")
                });
                if is_absolute {
                    findings.push(format!("{path}:{number}: {folder} is a path of one machine"));
                }
            }
        }
    }
    findings.extend(machine_registries(tree));
    findings
}

/// Lock files say what was fetched, not from where.
fn machine_registries(tree: &Tree) -> Findings {
    let mut findings = Findings::new();
    for (path, text) in tree {
        for (number, line) in lines(text) {
            let is_npm = path.ends_with("package-lock.json") && line.contains("\"resolved\": \"http");
            let is_cargo = path.ends_with("Cargo.lock")
                && line.starts_with("source = ")
                && !line.contains("https://github.com/rust-lang/crates.io-index");
            let is_setting = path.ends_with(".npmrc") && line.trim_start().starts_with("registry");
            if is_npm || is_cargo || is_setting {
                findings.push(format!("{path}:{number}: names a registry of one machine"));
            }
        }
    }
    findings
}

#[test]
fn no_text_names_one_machine() {
    let path = concat!("cd '/wo", "rk/main'\n");
    let url = concat!("file:///ro", "ot/a.html\n");
    check(
        machine_names,
        &[
            ("scripts/a.mjs", path),
            ("docs/a.md", url),
            ("package-lock.json", "      \"resolved\": \"https://mirror.example/a.tgz\",\n"),
            ("Cargo.lock", "source = \"registry+https://mirror.example/index\"\n"),
            (".npmrc", "registry=https://mirror.example/\n"),
        ],
    );
    assert!(machine_names(&sample(&[("www/a.ts", "import './shop/work/list.js';\n")])).is_empty());
}

// What the documents promise.

fn decision_numbers(tree: &Tree) -> Findings {
    let mut taken = BTreeMap::<&str, &str>::new();
    let mut findings = Findings::new();
    for path in tree.keys() {
        let Some(name) = path.strip_prefix("docs/adr/").filter(|name| *name != "README.md") else {
            continue;
        };
        let number = name.split('-').next().unwrap_or_default();
        if number.is_empty() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
            findings.push(format!("{path}: the name of a decision begins with its number"));
        } else if let Some(other) = taken.insert(number, path) {
            findings.push(format!("{path}: {other} has this number already"));
        }
    }
    findings
}

#[test]
fn decisions_have_numbers_of_their_own() {
    check(decision_numbers, &[("docs/adr/masking.md", "")]);
    let twins = sample(&[("docs/adr/0001-one.md", ""), ("docs/adr/0001-two.md", "")]);
    assert_eq!(decision_numbers(&twins).len(), 1);
}

#[test]
fn the_readme_names_the_two_commands() {
    let readme = tree().remove("README.md").expect("there is a README");
    for command in ["npm start", "npm test"] {
        assert!(readme.contains(command), "README.md does not name {command}");
    }
}

// One list of error codes in Rust, one in TypeScript.

/// Returns the codes of a Rust file: what the arms of `fn code` give.
fn rust_codes(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| line.trim().split_once("=> \""))
        .filter_map(|(_, rest)| rest.strip_suffix("\","))
        .collect()
}

/// Returns the members of a union of strings, and of those that it names.
fn typescript_codes<'a>(text: &'a str, union: &str) -> BTreeSet<&'a str> {
    let Some((_, rest)) = text.split_once(&format!("type {union} =")) else {
        return BTreeSet::new();
    };
    let members = rest.split(';').next().unwrap_or_default();
    members
        .split('|')
        .map(str::trim)
        .flat_map(|member| match member.strip_prefix('\'').and_then(|code| code.strip_suffix('\'')) {
            Some(code) => BTreeSet::from([code]),
            None => typescript_codes(text, member),
        })
        .collect()
}

#[test]
fn error_codes_are_the_same_in_rust_and_typescript() {
    let tree = tree();
    let typescript = &tree["js/src/errors.ts"];
    let read = rust_codes(&tree["format/src/error.rs"]);
    assert!(!read.is_empty(), "format/src/error.rs has no codes");
    assert_eq!(read, typescript_codes(typescript, "RecordingErrorCode"));

    let all = typescript_codes(typescript, "DomreelErrorCode");
    for path in ["recorder/src/error.rs", "player/src/error.rs"] {
        let Some(text) = tree.get(path) else {
            continue;
        };
        let unknown: Vec<_> = rust_codes(text).difference(&all).copied().collect();
        assert!(unknown.is_empty(), "js/src/errors.ts lacks codes of {path}: {unknown:?}");
    }
}

#[test]
fn the_lists_of_error_codes_are_read_whole() {
    assert_eq!(
        rust_codes("match self {\n  Self::A => \"not-a\",\n  Self::B => \"b\",\n}"),
        BTreeSet::from(["b", "not-a"]),
    );
    assert_eq!(
        typescript_codes("type One = 'a' | 'b-c';\ntype All =\n  | One\n  | 'd';\n", "All"),
        BTreeSet::from(["a", "b-c", "d"]),
    );
}
