//! The examples of `docs/cli.md` run, and print what the page says.

use std::path::Path;
use std::process::Command;

/// The fenced blocks of a page, in order: each with its language.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((language, block.join("\n")));
        }
    }
    blocks
}

#[test]
fn the_examples_of_the_page_run_and_print_what_it_shows() {
    let page = include_str!("../../../docs/cli.md");
    let folder = tempfile::tempdir().unwrap();
    let tool = Path::new(env!("CARGO_BIN_EXE_domreel")).parent().unwrap().to_owned();
    let search = format!("{}:{}", tool.display(), std::env::var("PATH").unwrap());
    let blocks = blocks(page);
    let mut ran = 0;
    for (index, (language, script)) in blocks.iter().enumerate() {
        if *language != "sh" {
            continue;
        }
        let output =
            Command::new("sh").args(["-ec", script]).current_dir(&folder).env("PATH", &search).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{script}\n{printed}{}", String::from_utf8_lossy(&output.stderr));
        ran += 1;
        if let Some(("text", shown)) = blocks.get(index + 1).map(|(language, text)| (*language, text)) {
            assert!(printed.starts_with(&**shown), "{script}\nprinted:\n{printed}\nthe page shows:\n{shown}");
        }
    }
    assert_eq!(ran, 9);
}
