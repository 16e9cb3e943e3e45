//! Does docs/format.md say what the code does?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use domreel_format::event::{ClickKind, GestureKind, KeyKind, NavigationKind};
use domreel_format::snapshot::{Environment, PointerKind, Size, View};
use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, DecodeErrorKind, Event, Identity, NodeData, NodeId, Operation, Property, Reader, Snapshot, Tree,
    TreeNode, Uid, Writer,
};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).expect(path)
}

/// Returns the first two columns of the table whose first heading is `heading`, without marks.
fn table(heading: &str) -> Vec<(String, String)> {
    let text = read("docs/format.md");
    let lines: Vec<&str> = text.lines().collect();
    let is_heading = |pair: &[&str]| pair[0].starts_with(&format!("| {heading} |")) && pair[1].starts_with("| ---");
    let start = lines.windows(2).position(is_heading).unwrap_or_else(|| panic!("no table begins with {heading}"));
    let cells = |line: &str| {
        let mut cells = line.split('|').skip(1).map(|cell| cell.trim().trim_matches('`').to_owned());
        (cells.next().unwrap(), cells.next().unwrap())
    };
    lines[start + 2..].iter().take_while(|line| line.starts_with('|')).map(|line| cells(line)).collect()
}

/// Returns the numeric constants of a module in a source file, by the name that the page gives them.
fn constants(path: &str, module: &str) -> BTreeMap<String, u64> {
    let source = read(path);
    let (_, body) = source.split_once(&format!("pub mod {module} {{")).expect(module);
    let body = body.split("\n}").next().unwrap();
    let constant = |line: &str| {
        let (name, rest) = line.trim().strip_prefix("pub const ")?.split_once(": u64 = ")?;
        Some((name.to_owned(), value(rest.trim_end_matches(';'))?))
    };
    body.lines().filter_map(constant).collect()
}

/// Returns the value of an expression of numbers, products and shifts.
fn value(expression: &str) -> Option<u64> {
    let number = |text: &str| text.trim().replace('_', "").parse::<u64>().ok();
    match expression.split_once("<<") {
        Some((left, right)) => Some(number(left)? << number(right)?),
        None => expression.split('*').map(number).product(),
    }
}

fn by_number(heading: &str) -> BTreeMap<String, u64> {
    table(heading).into_iter().map(|(number, name)| (name, number.parse().unwrap())).collect()
}

fn kebab(names: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    names.into_iter().map(|(name, number)| (name.to_lowercase().replace('_', "-"), number)).collect()
}

#[test]
fn the_numbers_of_the_wire_are_those_of_the_page() {
    let wire = "format/src/wire/mod.rs";
    for (module, heading) in
        [("kind", "kind"), ("operation", "operation"), ("item", "item"), ("edit", "edit"), ("reference", "reference")]
    {
        let known = kebab(constants(wire, module));
        assert!(!known.is_empty());
        assert_eq!(known, by_number(heading), "{module}");
    }
}

#[test]
fn the_flags_are_those_of_the_page() {
    let mut known = constants("format/src/chunk.rs", "flag");
    assert_eq!(known.remove("CRITICAL"), None, "it is written in hexadecimal digits");
    assert_eq!(domreel_format::chunk::flag::CRITICAL, 2 * 32_768 - 1);
    assert_eq!(known, by_number("bit"));
    let source = read("format/src/snapshot.rs").replace(": u32 = ", ": u64 = ");
    for (name, number) in by_number("media bit") {
        assert!(source.contains(&format!("pub const {name}: u64 = {number};")), "{name}");
    }
}

#[test]
fn the_properties_are_those_of_the_page() {
    let known = Property::ALL.iter().map(|property| (property.name().to_owned(), *property as u64)).collect();
    assert_eq!(by_number("number"), known);
    for property in Property::ALL {
        assert_eq!(Property::from_wire(*property as u64), Some(*property));
    }
}

#[test]
fn the_kinds_are_those_of_the_page() {
    fn check<T: Debug + serde::Serialize>(heading: &str, from_wire: impl Fn(u64) -> Option<T>) {
        let name = |value: T| serde_json::to_string(&value).unwrap().trim_matches('"').to_owned();
        let known = (0..100).filter_map(|number| Some((name(from_wire(number)?), number))).collect();
        assert_eq!(by_number(heading), known);
    }
    check("click kind", ClickKind::from_wire);
    check("navigation kind", NavigationKind::from_wire);
    check("key kind", KeyKind::from_wire);
    check("gesture kind", GestureKind::from_wire);
    let pointers = [PointerKind::Mouse, PointerKind::Pen, PointerKind::Touch];
    check("pointer kind", |number| pointers.into_iter().find(|kind| *kind as u64 == number));
}

#[test]
fn the_limits_are_those_of_the_page() {
    let source = read("format/src/limits.rs");
    let constant = |line: &str| {
        let (name, rest) = line.strip_prefix("pub const ")?.split_once(": ")?;
        Some((name.to_owned(), value(rest.split_once(" = ")?.1.trim_end_matches(';'))?))
    };
    let known: BTreeMap<String, u64> = source.lines().filter_map(constant).collect();
    let page = |heading| table(heading).into_iter().map(|(name, number)| (name, number.parse().unwrap()));
    assert_eq!(known, page("limit").collect());
    assert_eq!(constants("format/src/limits.rs", "weight"), page("weight").collect());
}

#[test]
fn the_codes_of_damage_are_those_of_the_page() {
    let codes: Vec<String> = table("code").into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, DecodeErrorKind::ALL.map(DecodeErrorKind::code));
}

#[test]
fn the_example_is_what_is_written_and_read() {
    let text = read("docs/format.md");
    let (_, example) = text.split_once("```hex\n").expect("there is an example");
    let byte = |pair: &str| u8::from_str_radix(pair, 16).unwrap();
    let line = |line: &str| line.split("  ").next().unwrap().split(' ').map(byte).collect::<Vec<u8>>();
    let bytes: Vec<u8> = example.split("```").next().unwrap().lines().flat_map(line).collect();

    let events = example_events();
    let identity =
        Identity { session: Uid([0x22; 16]), tab: Uid([0x33; 16]), page: Uid([0x44; 16]), ..Identity::default() };
    let mut writer = Writer::new(Uid([0x11; 16]), identity, 1_700_000_000_000);
    writer.write(events[0].0, &events[0].1);
    let mut written = writer.finish_chunk(false).unwrap();
    writer.write(events[1].0, &events[1].1);
    written.extend(writer.finish_chunk(true).unwrap());
    assert_eq!(bytes, written);
    let contents = Reader::read_all(&bytes);
    assert_eq!((contents.events, contents.damage), (events, vec![]));
}

fn example_events() -> Vec<(u64, Event)> {
    let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: vec![] };
    let class = Attribute { namespace: None, name: "class".into(), value: "p".into() };
    let nodes = vec![
        node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
        node(2, 1, NodeData::Element { namespace: None, name: "p".into(), attributes: vec![class] }),
        node(3, 2, NodeData::Text { text: "Hi".into() }),
    ];
    let environment = Environment { pixel_ratio_milli: 1_000, language: "en".into(), ..Environment::default() };
    let view = View { viewport: Size { width: 800, height: 600 }, environment, ..View::default() };
    let keyframe = Snapshot { tree: Tree { nodes }, view, next_id: 4, ..Snapshot::default() };
    let hello = Operation::SetText { node: NodeId(3), text: "Hello".into() };
    vec![(0, Event::Keyframe(Box::new(keyframe))), (250_000, Event::Mutation { operations: vec![hello] })]
}

#[test]
fn every_test_that_the_architecture_names_is_there() {
    let mut sources = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["format", "recorder", "joiner", "player", "collector", "cli", "tests"] {
        collect(&root.join(folder), &mut sources);
    }
    let page = read("ARCHITECTURE.md");
    let quoted = page.split('`').skip(1).step_by(2);
    let names: Vec<&str> = quoted.filter(|name| name.matches('_').count() > 1 && !name.contains('/')).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(sources.contains(&format!("fn {name}(")), "there is no test {name}");
    }
}

/// Appends the text of every Rust file below a folder.
fn collect(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
