//! Can we still read what we once wrote?
//!
//! Each recording in `tests/recordings/<version>/` has a text dump beside it.
//! `BLESS_GOLDEN=1 cargo test -p domreel-format --test golden` writes those of
//! the present version anew, which is right until it is released and never after.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use domreel_format::event::{ClickKind, GestureKind, KeyKind, NavigationKind};
use domreel_format::snapshot::{Environment, Pointer, PointerKind, Selection, Size, View, media};
use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, ChunkHeader, Edit, EditKind, Event, Identity, Item, NodeData, NodeId, Operation, Property, Reader,
    Sheet, SheetId, Snapshot, Text, Tree, TreeNode, Uid, Value, Writer, writer,
};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

/// Returns the folder of the golden recordings, which are made anew first if that is asked for.
fn folder() -> PathBuf {
    static BLESSED: Once = Once::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/recordings");
    if std::env::var_os("BLESS_GOLDEN").is_some() {
        BLESSED.call_once(|| bless(&folder.join("v1")));
    }
    folder
}

/// Returns a recording as text: one line for each chunk, event and damage.
fn dump(bytes: &[u8]) -> String {
    let mut reader = Reader::default();
    reader.push(bytes);
    reader.finish();
    let mut text = String::new();
    while let Some(item) = reader.next() {
        match item {
            // Where it stands, and how well it was compressed, is no part of what it says.
            Item::Chunk { header, .. } => {
                let header = ChunkHeader { payload_bytes: 0, ..header };
                writeln!(text, "chunk: {}", serde_json::to_string(&header).unwrap())
            }
            Item::Event { at_micros, event } => {
                writeln!(text, "{at_micros}: {}", serde_json::to_string(&event).unwrap())
            }
            Item::Damage(error) => writeln!(text, "damage: {}", error.code()),
        }
        .unwrap();
    }
    text
}

#[test]
fn golden_recordings_read_as_they_did() {
    let mut count = 0;
    for version in fs::read_dir(folder()).expect("there are golden recordings") {
        for entry in fs::read_dir(version.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "reel") {
                let expected = fs::read_to_string(path.with_extension("txt")).expect("a dump stands beside it");
                assert_eq!(dump(&fs::read(&path).unwrap()), expected, "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count >= recordings().len());
}

#[test]
fn what_is_written_today_reads_as_the_golden_recordings() {
    for (name, bytes) in recordings() {
        let expected = fs::read_to_string(folder().join("v1").join(name).with_extension("txt")).unwrap();
        assert_eq!(dump(&bytes), expected, "{name}");
    }
}

#[test]
fn the_golden_recordings_hold_every_property() {
    let text = fs::read_to_string(folder().join("v1/every-event.txt")).unwrap();
    for property in Property::ALL {
        assert!(text.contains(&format!("\"property\":\"{}\"", property.name())), "{property:?}");
    }
}

fn bless(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (name, bytes) in recordings() {
        fs::write(folder.join(name).with_extension("txt"), dump(&bytes)).unwrap();
        fs::write(folder.join(name).with_extension("reel"), bytes).unwrap();
    }
}

/// The recordings of the present version, by name.
fn recordings() -> Vec<(&'static str, Vec<u8>)> {
    let whole = segments();
    let mut damaged = whole.concat();
    let hit = whole[0].len() + whole[1].len() - 3;
    damaged[hit] ^= 0x10;
    damaged.truncate(damaged.len() - 5);
    let every = writer::recording(uid(1), identity(), 1_700_000_000_000, &every_event());
    vec![("every-event", every), ("segments", whole.concat()), ("damaged", damaged), ("series", series())]
}

/// A path of 20 points that moves on by one, and then grows; and a number of 17 digits.
fn series() -> Vec<u8> {
    let mut writer = Writer::new(uid(1), identity(), 1_700_000_000_000);
    writer.write(0, &Event::Keyframe(Box::new(page())));
    let mut chunks = writer.finish_chunk(false).unwrap_or_default();
    for step in 0..12_u32 {
        let y = |at: u32| f64::from((at + step.min(8)).pow(3) % 8_999) / 100.0;
        let path: Vec<String> = (0..20 + step.saturating_sub(8)).map(|at| format!("L{},{}", at * 5, y(at))).collect();
        let style = format!("left: {}px", 0.1 + 0.2 * f64::from(step));
        let set = |name: &str, value: &str| Operation::SetAttribute {
            node: NodeId(5),
            attribute: Attribute { namespace: None, name: name.into(), value: value.into() },
        };
        let operations = vec![set("d", &path.concat()), set("style", &style)];
        writer.write(u64::from(step + 1) * 16_667, &Event::Mutation { operations });
    }
    chunks.extend(writer.finish_chunk(true).unwrap_or_default());
    chunks
}

fn uid(first: u8) -> Uid {
    Uid(std::array::from_fn(|index| first.wrapping_mul(16).wrapping_add(u8::try_from(index).unwrap())))
}

fn identity() -> Identity {
    Identity { session: uid(2), tab: uid(3), page: uid(4), device: Uid::NIL, expires_millis: 4_000_000_000_000 }
}

/// Three segments: one of a single chunk, and two whose compression goes on over several.
fn segments() -> Vec<Vec<u8>> {
    let mut writer = Writer::new(uid(1), identity(), 1_700_000_000_000);
    let mut chunks = Vec::new();
    let mut at_micros = 0;
    for segment in 0..3 {
        chunks.extend(writer.write(at_micros, &Event::Keyframe(Box::new(page()))));
        for step in 0..3_u32 {
            if segment > 0 {
                chunks.extend(writer.finish_chunk(false));
            }
            at_micros += 250_000;
            let text = Text::from(format!("segment {segment}, step {step}"));
            let operations = vec![Operation::SetText { node: NodeId(6), text }];
            assert_eq!(writer.write(at_micros, &Event::Mutation { operations }), None);
        }
    }
    chunks.extend(writer.finish_chunk(true));
    chunks
}

fn node(id: u32, depth: u32, data: NodeData) -> TreeNode {
    TreeNode { id: NodeId(id), depth, data, properties: vec![] }
}

fn element(namespace: Option<&str>, name: &str, attributes: &[(&str, &str)]) -> NodeData {
    let attribute = |(name, value): &(&str, &str)| Attribute {
        namespace: None,
        name: Text::from(*name),
        value: Text::from(*value),
    };
    NodeData::Element {
        namespace: namespace.map(Text::from),
        name: Text::from(name),
        attributes: attributes.iter().map(attribute).collect(),
    }
}

fn page() -> Snapshot {
    let svg = Some("http://www.w3.org/2000/svg");
    let mut use_element = element(svg, "use", &[]);
    if let NodeData::Element { attributes, .. } = &mut use_element {
        let namespace = Some(Text::from("http://www.w3.org/1999/xlink"));
        attributes.push(Attribute { namespace, name: Text::from("xlink:href"), value: Text::from("#a") });
    }
    let nodes = vec![
        node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
        node(2, 1, NodeData::Doctype { name: "html".into(), public: "".into(), system: "about:legacy-compat".into() }),
        node(3, 1, element(None, "html", &[("lang", "en")])),
        node(4, 2, element(None, "body", &[])),
        node(5, 3, element(None, "p", &[("class", "lead"), ("style", "color: red"), ("@click", "")])),
        node(6, 4, NodeData::Text { text: "Hello".into() }),
        node(7, 3, NodeData::Comment),
        node(20, 3, element(None, "x-card", &[("id", "card")])),
        node(21, 4, NodeData::ShadowRoot { open: true, delegates_focus: false, manual_slots: true }),
        node(22, 5, element(None, "slot", &[])),
        node(23, 4, NodeData::Text { text: Text::from_utf16(&[0x61, 0xd83d, 0x20, 0xd83d, 0xde00]) }),
        node(8, 3, element(None, "iframe", &[])),
        node(9, 4, NodeData::Document { mode: CompatMode::Quirks, xml: false }),
        node(10, 5, element(None, "html", &[])),
        node(11, 3, element(svg, "svg", &[("viewBox", "0 0 1 1")])),
        node(12, 4, use_element),
        node(13, 4, NodeData::Cdata { text: "a < b".into() }),
        node(14, 3, NodeData::ProcessingInstruction { target: "php".into() }),
        node(15, 3, element(Some(""), "plain", &[])),
    ];
    let sheet = Sheet {
        text: Some("p { color: blue }".into()),
        base: "https://example.com/a.css".into(),
        media: Some("screen".into()),
        disabled: false,
        edits: Arc::new(vec![Edit { path: vec![], kind: EditKind::Insert { index: 0, text: "a { }".into() } }]),
    };
    Snapshot {
        tree: Tree { nodes },
        sheets: vec![(SheetId(1), sheet), (SheetId(2), Sheet::default())],
        adopted: vec![(NodeId(21), vec![SheetId(2), SheetId(1)])],
        view: view(),
        next_id: 24,
    }
}

fn view() -> View {
    View {
        viewport: Size { width: 1280, height: 720 },
        hidden: false,
        focus: Some((NodeId(5), true)),
        selection: Some(Selection { anchor: (NodeId(6), 1), focus: (NodeId(6), 4) }),
        hover: Some(NodeId(5)),
        active: None,
        target: Some(NodeId(20)),
        pointers: vec![Pointer { id: 1, kind: PointerKind::Pen, x: -4, y: 700, buttons: 1 }],
        environment: Environment {
            media: media::DARK | media::COARSE_POINTER,
            scrollbar_px: 15,
            pixel_ratio_milli: 1500,
            language: "en-GB".into(),
        },
    }
}

/// One event of every kind at least, and in them every operation, property and edit.
fn every_event() -> Vec<(u64, Event)> {
    let text = |text: &str| Text::from(text);
    let target = Some(NodeId(5));
    let events = vec![
        Event::Keyframe(Box::new(page())),
        Event::Mutation { operations: operations() },
        Event::Mutation { operations: properties() },
        Event::Mutation { operations: edits() },
        Event::PointerMove { pointer: 1, x: 10, y: -20 },
        Event::PointerState { pointer: 2, kind: PointerKind::Touch, buttons: 1, x: 3, y: i32::MIN },
        Event::PointerLeave { pointer: 2 },
        Event::Click { kind: ClickKind::Context, x: 7, y: 8, target, bounds: [-1, 0, 100, 20] },
        Event::Viewport { size: Size { width: 360, height: 640 } },
        Event::Visibility { hidden: true },
        Event::Navigation { kind: NavigationKind::Fragment, url: text("https://example.com/#b") },
        Event::Focus { target: None },
        Event::Select { selection: None },
        Event::Hover { target: None },
        Event::Activate { target },
        Event::Target { target: None },
        Event::Key { kind: KeyKind::Shortcut },
        Event::Gesture { kind: GestureKind::Paste, target },
        Event::Surroundings { environment: Environment::default() },
        Event::Mark { name: text("checkout"), detail: text("{\"step\":2}") },
        Event::Identify { user: text("user-17"), traits: Text::default() },
        Event::Resource { url: text("https://example.com/a.png"), mime: text("image/png"), bytes: vec![0, 255, 128] },
        Event::SameResource { url: text("https://example.com/b.png"), same: text("https://example.com/a.png") },
        Event::MissingResource { url: text("https://cdn.example/b.png"), reason: text("cross-origin") },
        Event::Absence { duration_micros: 60_000_000, reason: text("sleep") },
        Event::Check { parts: std::array::from_fn(|part| 1 << (2 * part)) },
        Event::Unknown { kind: 100, bytes: vec![1, 2, 3] },
        Event::End { reason: text("stopped") },
    ];
    (0_u64..).map(|index| index * 1_000).zip(events).collect()
}

fn operations() -> Vec<Operation> {
    let node = NodeId(5);
    let nodes = vec![
        TreeNode {
            properties: vec![(Property::ScrollTop, Value::from(12.5))],
            ..self::node(24, 0, element(None, "div", &[("class", "lead")]))
        },
        self::node(25, 1, NodeData::Text { text: "a text that is longer than those that are kept".into() }),
    ];
    let class = Attribute { namespace: None, name: "class".into(), value: "".into() };
    vec![
        Operation::Insert { parent: NodeId(4), previous: Some(NodeId(7)), tree: Tree { nodes } },
        Operation::Remove { node: NodeId(14) },
        Operation::Move { node: NodeId(11), parent: NodeId(5), previous: None },
        Operation::SetAttribute { node, attribute: class },
        Operation::RemoveAttribute { node, namespace: None, name: "style".into() },
        Operation::SetText { node: NodeId(6), text: "Good day".into() },
        Operation::SpliceText { node: NodeId(6), at: 5, remove: 3, insert: "morning".into() },
        Operation::SetSheet { sheet: SheetId(3), value: Sheet { text: Some("b { }".into()), ..Sheet::default() } },
        Operation::Adopt { node: NodeId(1), sheets: vec![SheetId(3), SheetId(2)] },
    ]
}

fn properties() -> Vec<Operation> {
    let value = |index: usize| match index % 3 {
        0 => Value::Integer(-1),
        1 => Value::Number(0.25),
        _ => Value::Text("some".into()),
    };
    let set = |(index, property): (usize, &Property)| Operation::SetProperty {
        node: NodeId(5),
        property: *property,
        value: value(index),
    };
    Property::ALL.iter().enumerate().map(set).collect()
}

fn edits() -> Vec<Operation> {
    let kinds = [
        (vec![0, 2], EditKind::Insert { index: 1, text: "i { }".into() }),
        (vec![], EditKind::Delete { index: 0 }),
        (vec![0], EditKind::Declare { text: "color: green".into() }),
        (vec![0], EditKind::Select { text: "b > i".into() }),
        (vec![], EditKind::Media { text: "print".into() }),
        (vec![], EditKind::Disable { disabled: true }),
        (vec![], EditKind::Replace { text: "u { }".into() }),
    ];
    kinds.map(|(path, kind)| Operation::EditSheet { sheet: SheetId(3), edit: Edit { path, kind } }).into()
}
