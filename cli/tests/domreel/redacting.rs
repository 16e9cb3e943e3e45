//! What must go goes, and nothing else.

use crate::process::run;
use domreel_format::reader::Contents;
use domreel_format::{Document, Event, NodeId, NodeKind, Reader};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A page with a card, typed into and changed by scripts: the name "Ada Love" stands in it in many ways.
const VISIT: &str = r##"
{"at_micros":0,"event":{"event":"keyframe","tree":[
{"id":1,"depth":0,"node":"document","mode":"standards","properties":[["base-url","https://shop.example/"],["url","https://shop.example/?name=Ada%20Love"]]},
{"id":2,"depth":1,"node":"element","name":"html"},
{"id":3,"depth":2,"node":"element","name":"title"},
{"id":4,"depth":3,"node":"text","text":"Ada Love's page"},
{"id":5,"depth":2,"node":"element","name":"div","attributes":[{"name":"class","value":"card"},{"name":"title","value":"private"}]},
{"id":6,"depth":3,"node":"text","text":"secret number"},
{"id":7,"depth":3,"node":"element","name":"img","attributes":[{"name":"src","value":"/faces/7.png"}]},
{"id":8,"depth":3,"node":"element","name":"style","properties":[["sheet",1]]},
{"id":9,"depth":2,"node":"element","name":"p","attributes":[{"name":"class","value":"greeting"}]},
{"id":10,"depth":3,"node":"text","text":"Hi "},
{"id":11,"depth":2,"node":"element","name":"input","properties":[["value",""]]},
{"id":12,"depth":2,"node":"element","name":"img","attributes":[{"name":"src","value":"logo.png"}]}],
"sheets":[[1,{"text":".card::after{content:'hidden word'}"}],[2,{"text":".p{content:'\\41 da Love'}"}]],
"adopted":[[1,[2]]],
"view":{"hover":6,"focus":[7,true]},
"next_id":13}}
{"at_micros":100,"event":{"event":"resource","url":"https://shop.example/faces/7.png","mime":"image/png","bytes":"00ff41dd"}}
{"at_micros":110,"event":{"event":"resource","url":"https://shop.example/logo.png","mime":"image/png","bytes":"00ff41de"}}
{"at_micros":120,"event":{"event":"resource","url":"https://shop.example/a.svg","mime":"image/svg+xml","bytes":"3c673e416461204c6f76653c2f673e"}}
{"at_micros":200,"event":{"event":"mutation","operations":[{"operation":"set-property","node":11,"property":"value","value":"A"}]}}
{"at_micros":201,"event":{"event":"mutation","operations":[{"operation":"set-property","node":11,"property":"value","value":"Ada L"}]}}
{"at_micros":202,"event":{"event":"mutation","operations":[{"operation":"set-property","node":11,"property":"value","value":"Ada Love"}]}}
{"at_micros":203,"event":{"event":"mutation","operations":[{"operation":"set-property","node":11,"property":"value","value":"Ada"}]}}
{"at_micros":300,"event":{"event":"mutation","operations":[{"operation":"splice-text","node":10,"at":3,"remove":0,"insert":"Ae"}]}}
{"at_micros":301,"event":{"event":"mutation","operations":[{"operation":"splice-text","node":10,"at":4,"remove":0,"insert":"da Lov"}]}}
{"at_micros":302,"event":{"event":"mutation","operations":[{"operation":"splice-text","node":10,"at":11,"remove":0,"insert":"!"}]}}
{"at_micros":400,"event":{"event":"mutation","operations":[{"operation":"insert","parent":9,"previous":10,"tree":[{"id":13,"depth":0,"node":"element","name":"b"},{"id":14,"depth":1,"node":"text","text":" Ada"}]}]}}
{"at_micros":401,"event":{"event":"mutation","operations":[{"operation":"insert","parent":9,"previous":13,"tree":[{"id":15,"depth":0,"node":"text","text":" Love you"}]}]}}
{"at_micros":500,"event":{"event":"mutation","operations":[{"operation":"move","node":6,"parent":9,"previous":null},{"operation":"insert","parent":2,"previous":5,"tree":[{"id":16,"depth":0,"node":"element","name":"hr"}]},{"operation":"move","node":12,"parent":9,"previous":6}]}}
{"at_micros":600,"event":{"event":"identify","user":"u-1815","traits":"{\"name\":\"Ada Love\",\"plan\":\"pro\",\"mail\":\"ada@love.example\"}"}}
{"at_micros":601,"event":{"event":"mark","name":"u-1815 paid","detail":"{\"to\":\"QWRhIExvdmU=\",\"n\":5}"}}
{"at_micros":602,"event":{"event":"click","kind":"click","x":5,"y":6,"target":6,"bounds":[1,2,3,4]}}
{"at_micros":700,"event":{"event":"navigation","kind":"push","url":"https://shop.example/#ada@love.example"}}
{"at_micros":800,"event":{"event":"end","reason":"stopped"}}
"##;

struct Visit {
    folder: TempDir,
    file: PathBuf,
}

impl Visit {
    fn new() -> Self {
        Self::of(VISIT)
    }

    fn of(lines: &str) -> Self {
        // Each event is a line of its own in what `encode` reads.
        let lines = lines.replace(",\n", ",").replace("[\n", "[");
        let encode = run(&["encode"], lines.as_bytes());
        assert_eq!(String::from_utf8_lossy(&encode.stderr), "");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("visit.reel");
        std::fs::write(&file, encode.stdout).unwrap();
        Self { folder, file }
    }

    fn redact(&self, arguments: &[&str]) -> String {
        let output = run(&[&["redact", self.file.to_str().unwrap()], arguments].concat(), b"");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let verify = run(&["verify", self.file.to_str().unwrap()], b"");
        assert_eq!(verify.status.code(), Some(0), "{}", String::from_utf8_lossy(&verify.stdout));
        String::from_utf8(output.stdout).unwrap()
    }

    fn contents(&self) -> Contents {
        let contents = Reader::read_all(&std::fs::read(&self.file).unwrap());
        assert_eq!(contents.damage, []);
        contents
    }

    fn dump(&self) -> String {
        String::from_utf8(run(&["dump", self.file.to_str().unwrap()], b"").stdout).unwrap()
    }

    /// Whether `verify` finds a word.
    fn holds(&self, word: &str) -> bool {
        holds(&self.file, word)
    }
}

fn holds(file: &Path, word: &str) -> bool {
    let output = run(&["verify", "--no-canary", word, file.to_str().unwrap()], b"");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(word), "the word is not told again: {text}");
    match output.status.code() {
        Some(0) => false,
        Some(1) => {
            assert!(text.contains("a word that must not be there"), "{text}");
            true
        }
        code => panic!("{code:?}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// The documents of a recording, after each of its events.
fn documents(contents: &Contents) -> Vec<(u64, Document)> {
    let mut document = Document::default();
    let mut documents = Vec::new();
    for (at_micros, event) in &contents.events {
        document.apply(event, &mut |warning| panic!("{at_micros}: {warning:?}"));
        documents.push((*at_micros, document.clone()));
    }
    documents
}

/// What a document holds, without a subtree that is emptied and what is gone: one line a node.
fn outline(document: &Document, emptied: &[u32], gone: &[u32]) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, node, depth) in document.descend(document.root().unwrap()) {
        if gone.contains(&id.0) {
            continue;
        }
        let line = match &node.kind {
            NodeKind::Element { name, .. } if emptied.contains(&id.0) => format!("{depth} {} {name:?}", id.0),
            kind => format!("{depth} {} {kind:?} {:?} {:?}", id.0, node.properties, node.adopted),
        };
        lines.push(line);
    }
    lines
}

#[test]
fn a_selector_empties_its_elements_at_every_instant_and_changes_nothing_else() {
    let visit = Visit::new();
    let before = visit.contents();
    let said = visit.redact(&["--selector", "table, .card"]);
    assert!(said.contains("1 elements emptied, 3 nodes, 1 style sheets and 1 resources removed"), "{said}");
    let after = visit.contents();
    let events: Vec<_> = before.events.iter().map(|(at, _)| *at).collect();
    assert_eq!(after.events.iter().map(|(at, _)| *at).collect::<Vec<_>>(), events);
    assert_eq!(before.chunks.len(), after.chunks.len());

    let emptied = [5];
    let gone = [6, 7, 8];
    let as_kept = |document: &Document| {
        let mut lines = outline(document, &emptied, &gone);
        lines.iter_mut().for_each(|line| *line = line.replace(" name: \"div\"", ""));
        lines
    };
    for ((at, before), (_, after)) in documents(&before).iter().zip(documents(&after)) {
        assert_eq!(outline(&after, &emptied, &gone), as_kept(before), "{at}");
        assert_eq!(after.node(NodeId(5)).unwrap().attributes(), []);
        assert_eq!(after.children(NodeId(5)).count(), 0);
        assert!(gone.iter().all(|id| after.node(NodeId(*id)).is_none()), "{at}");
        assert_eq!((after.view().hover, after.view().focus), (None, None));
    }
    for word in ["secret number", "private", "hidden word", "faces/7.png", "00ff41dd"] {
        assert!(!visit.dump().contains(word), "{word}");
    }
    // What others use too stays.
    assert!(visit.dump().contains("00ff41de"));
    assert!(
        visit
            .contents()
            .events
            .iter()
            .any(|(_, event)| matches!(event, Event::Click { target: None, bounds: [0, 0, 0, 0], .. }))
    );
}

#[test]
fn bytes_stay_for_the_address_of_what_stays() {
    let logo = r#"{"event":"resource","url":"https://shop.example/logo.png","mime":"image/png","bytes":"00ff41de"}"#;
    assert!(VISIT.contains(logo));
    let face = "https://shop.example/faces/7.png";
    let same = |url: &str, same: &str| format!(r#"{{"event":"same-resource","url":"https://{url}","same":"{same}"}}"#);
    let others = [same("shop.example/logo.png", face), same("cdn.example/a.png", "https://shop.example/logo.png")];
    let lines = others.map(|event| format!("{{\"at_micros\":110,\"event\":{event}}}\n"));
    let old = format!("{{\"at_micros\":110,\"event\":{logo}}}\n");
    let visit = Visit::of(&VISIT.replace(&old, &lines.concat()));
    visit.redact(&["--selector", "table, .card"]);
    let dump = visit.dump();
    assert!(!dump.contains("faces"), "{dump}");
    let kept = logo.replace("00ff41de", "00ff41dd");
    for event in [kept, same("cdn.example/a.png", "https://shop.example/logo.png")] {
        assert!(dump.contains(&event), "{event}: {dump}");
    }
    assert_eq!(dump.matches("same-resource").count(), 1);
}

#[test]
fn animations_and_highlights_of_what_goes_keep_no_address_and_no_place() {
    let visit = Visit::of(
        &VISIT
            .replace(
                r#""mode":"standards","properties":["#,
                r#""mode":"standards","properties":[["highlights","mine 0 highlight 6 0 6 2\nboth 0 highlight 6 0 6 1 10 0 10 1"],"#,
            )
            .replace(
                r#"{"at_micros":300,"#,
                r#"{"at_micros":250,"event":{"event":"mutation","operations":[{"operation":"set-property","node":5,"property":"animations","value":"[{\"backgroundImage\":\"url(\\\"/faces/8.png\\\")\"}]"},{"operation":"set-property","node":1,"property":"highlights","value":"mine 0 highlight 5 0 6 2\nnone 1 highlight"}]}}
{"at_micros":251,"event":{"event":"missing-resource","url":"https://shop.example/faces/8.png","reason":"failed"}}
{"at_micros":300,"#,
            ),
    );
    assert!(visit.holds("faces/8.png") && visit.holds("mine"));
    visit.redact(&["--selector", ".card"]);
    assert!(!visit.holds("faces/8.png"));
    assert!(!visit.holds("mine"));
    assert!(visit.dump().contains("both 0 highlight 10 0 10 1\""));
    assert!(visit.dump().contains("none 1 highlight"));
}

#[test]
fn what_is_named_at_one_instant_goes_at_all() {
    let lines = VISIT.to_owned()
        + r#"{"at_micros":900,"event":{"event":"mutation","operations":[{"operation":"set-attribute","node":9,"attribute":{"name":"class","value":"late"}}]}}"#;
    let visit = Visit::of(&lines);
    assert!(visit.dump().contains("Hi "));
    visit.redact(&["--selector", ".late"]);
    for word in ["Hi ", "\"da Lov\"", " Love you", "logo.png\"}]", "secret number", "greeting"] {
        assert!(!visit.dump().contains(word), "{word}");
    }
}

#[test]
fn a_text_goes_however_it_was_written_and_shown() {
    let visit = Visit::new();
    assert!(visit.holds("Ada Love"));
    let said = visit.redact(&["--text", "Ada Love"]);
    assert!(said.contains(": redacted ("), "{said}");
    assert!(!visit.holds("Ada Love"));
    let dump = visit.dump();
    // Not its parts either, where they became it.
    for part in ["Ada%20Love", "Ada L", "da Lov", " Ada", " Love you", "QWRhIExvdmU", "416461204c6f7665", "41 da"] {
        assert!(!dump.contains(part), "{part}: {dump}");
    }
    for kept in ["'s page", "\"Hi \"", " you", "secret number", "?name=", "00ff41de", "\\\"n\\\":5", "ada@love.example"]
    {
        assert!(dump.contains(kept), "{kept}: {dump}");
    }
    // Texts have the lengths that they had, so that what comes later still fits.
    let before = Visit::new().contents();
    for ((_, before), (_, after)) in documents(&before).iter().zip(documents(&visit.contents())) {
        let lengths = |document: &Document| -> Vec<usize> {
            let nodes = document.descend(document.root().unwrap());
            nodes
                .filter_map(|(_, node, _)| match &node.kind {
                    NodeKind::Text(text) => Some(text.to_utf16().len()),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(lengths(&after), lengths(before));
    }
}

#[test]
fn a_pattern_goes_like_a_text() {
    let visit = Visit::new();
    visit.redact(&["--pattern", r"[\w.]+@[\w.]+", "--pattern", "secret \\w+"]);
    assert!(!visit.holds("ada@love.example"));
    assert!(!visit.holds("secret number"));
    assert!(visit.holds("Ada Love"));
}

#[test]
fn a_person_goes_from_every_recording() {
    let visit = Visit::new();
    let other = visit.folder.path().join("other.reel");
    // A recording that knows the person's mail address, but not who it is.
    let mail = Visit::of(
        &VISIT
            .replace("\"identify\",\"user\":\"u-1815\"", "\"identify\",\"user\":\"u-2\"")
            .replace("Ada Love", "Bob Hate"),
    );
    std::fs::copy(&mail.file, &other).unwrap();
    visit.redact(&["--identity", "u-1815", other.to_str().unwrap()]);
    for file in [&visit.file, &other] {
        for word in ["u-1815", "ada@love.example"] {
            assert!(!holds(file, word), "{word}");
        }
    }
    assert!(!visit.holds("Ada Love"));
    assert!(!visit.dump().contains("\"user\":\"u-1815\""));
    assert!(visit.dump().contains("\"hidden word\"") || visit.dump().contains("hidden word"));
    assert!(holds(&other, "u-2"));
    assert!(holds(&other, "Bob Hate"));
}

#[test]
fn traits_go_that_are_numbers_or_stand_in_other_capitals() {
    let visit = Visit::of(
        &VISIT
            .replace(
                r#"\"plan\":\"pro\""#,
                r#"\"customer\":4711815,\"since\":19.5,\"of\":[{\"tax\":-90210}],\"level\":3"#,
            )
            .replace("secret number", "secret number 4711815 and 90210 at level 3, ADA LOVE, Ada@Love.Example")
            .replace("u-1815 paid", "U-1815 paid"),
    );
    visit.redact(&["--identity", "u-1815"]);
    for word in ["4711815", "90210", "ADA LOVE", "Ada@Love.Example", "ada@love.example", "Ada Love", "U-1815"] {
        assert!(!visit.holds(word), "{word}: {}", visit.dump());
    }
    assert!(visit.holds("at level 3"));
}

#[test]
fn a_recording_without_what_must_go_is_left_as_it_is() {
    let visit = Visit::new();
    let before = std::fs::read(&visit.file).unwrap();
    assert!(
        visit
            .redact(&["--text", "nobody", "--selector", "table", "--identity", "u-3"])
            .ends_with(": nothing to redact\n")
    );
    assert!(std::fs::read(&visit.file).unwrap() == before);
}

#[test]
fn nothing_is_lost_when_it_fails() {
    let visit = Visit::new();
    let before = std::fs::read(&visit.file).unwrap();
    let file = visit.file.to_str().unwrap();
    let link = visit.folder.path().join("link.reel");
    for (arguments, expected) in [
        (vec!["redact", file], "say what must go"),
        (vec!["redact", file, "--selector", "a:hover"], "the selector is not understood from \":hover\" on"),
        (vec!["redact", file, "--text", ""], "a text to look for is empty"),
        (vec!["redact", file, "--pattern", "("], "the pattern is not understood"),
        (vec!["redact", "no-such.reel", "--text", "a"], "no-such.reel: "),
        (vec!["redact", file, file, "--text", "a", "--output", "x"], "--output takes one recording"),
        (
            vec!["redact", file, "--text", "Ada Love", "--output", "no-such-folder/x"],
            "no-such-folder/x: cannot be written",
        ),
    ] {
        let output = run(&arguments, b"");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(expected), "{message}");
    }
    std::fs::hard_link(&visit.file, &link).unwrap();
    let output = run(&["redact", file, "--text", "Ada Love"], b"");
    assert!(String::from_utf8(output.stderr).unwrap().contains("hard links"));
    assert!(std::fs::read(&visit.file).unwrap() == before);
    std::fs::remove_file(&link).unwrap();

    // Through a symbolic link the file itself is rewritten, and the link stays one.
    std::os::unix::fs::symlink(&visit.file, &link).unwrap();
    assert_eq!(run(&["redact", link.to_str().unwrap(), "--text", "Ada Love"], b"").status.code(), Some(0));
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(!visit.holds("Ada Love"));
    let names: Vec<_> = visit.folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn another_file_may_take_what_is_left() {
    let visit = Visit::new();
    let before = std::fs::read(&visit.file).unwrap();
    let output = visit.folder.path().join("clean.reel");
    visit.redact(&["--text", "Ada Love", "--output", output.to_str().unwrap()]);
    assert!(std::fs::read(&visit.file).unwrap() == before);
    assert!(!holds(&output, "Ada Love"));
}

#[test]
fn what_cannot_be_read_is_left_out_and_told() {
    let visit = Visit::new();
    let mut bytes = std::fs::read(&visit.file).unwrap();
    let cut = bytes.len() - 3;
    bytes.truncate(cut);
    std::fs::write(&visit.file, &bytes).unwrap();
    let output = run(&["redact", visit.file.to_str().unwrap(), "--text", "Ada Love"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("damaged in 1 places, which were left out"));
    assert_eq!(run(&["verify", visit.file.to_str().unwrap()], b"").status.code(), Some(0));
}

#[test]
fn an_expired_recording_is_refused() {
    let first = r#"{"chunk":{"identity":{"session":"00000000000000000000000000000000","tab":"00000000000000000000000000000000","page":"00000000000000000000000000000000","device":"00000000000000000000000000000000","expires_millis":1000}}}"#;
    let visit = Visit::of(&format!("{first}\n{VISIT}"));
    for command in ["dump", "inspect", "verify"] {
        let output = run(&[command, visit.file.to_str().unwrap()], b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{command}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("has expired and must not be read"));
    }
}
