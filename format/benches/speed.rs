//! How fast events are written, read and applied: `cargo bench -p domreel-format`.
//!
//! Each figure is the best of several runs, because the others measure the machine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, Document, Event, Identity, NodeData, NodeId, Operation, Property, Reader, Snapshot, Tree, TreeNode, Uid,
    Value, writer,
};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Nodes of the page, and changes of it.
const COUNT: u32 = 100_000;

fn main() {
    let keyframe = [(0, Event::Keyframe(Box::new(page())))];
    measure("keyframe of 100,000 nodes", &Document::default(), &keyframe);
    let mut document = Document::default();
    document.apply(&keyframe[0].1, &mut |_| {});

    let one_event = vec![(1, Event::Mutation { operations: (0..COUNT).map(operation).collect() })];
    measure("100,000 operations, one event", &document, &one_event);
    let apart = |at: u32| (u64::from(at) * 1_000, Event::Mutation { operations: vec![operation(at)] });
    measure("100,000 mutations of one operation", &document, &(0..COUNT).map(apart).collect::<Vec<_>>());
    let rows = vec![(1, Event::Mutation { operations: (0..COUNT).map(insertion).collect() })];
    measure("100,000 insertions into one node", &document, &rows);

    let next = best(|| {
        let mut other = document.clone();
        other.apply(&one_event[0].1, &mut |_| {});
        black_box(other.nodes().differing(document.nodes()).count());
    });
    println!("  apply to a clone and compare: {next:?}");
    let again = Event::Keyframe(Box::new(document.snapshot()));
    let keyframe = best(|| document.clone().apply(&again, &mut |_| {}));
    println!("  keyframe at a segment's border, nothing changed: {keyframe:?}");
}

fn measure(name: &str, before: &Document, events: &[(u64, Event)]) {
    let page = (0, Event::Keyframe(Box::default()));
    let opening = if matches!(events[0].1, Event::Keyframe(_)) { None } else { Some(page) };
    let all: Vec<_> = opening.into_iter().chain(events.iter().cloned()).collect();
    let write = || writer::recording(Uid::NIL, Identity::default(), 0, &all);
    let bytes = write();
    let contents = Reader::read_all(&bytes);
    assert!(contents.damage.is_empty(), "{:?}", contents.damage);
    let inflated: u64 = contents.chunks.iter().map(|(_, header)| u64::from(header.inflated_bytes)).sum();
    println!("{name}: {} bytes, {inflated} before compression", bytes.len());
    println!("  encode {:?}", best(|| drop(black_box(write()))));
    println!("  decode {:?}", best(|| drop(black_box(Reader::read_all(&bytes)))));
    let apply = || {
        let mut document = before.clone();
        events.iter().for_each(|(_, event)| document.apply(event, &mut |warning| panic!("{warning:?}")));
        black_box(&document);
    };
    println!("  apply  {:?}", best(apply));
}

fn best(mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..7).map(time).min().unwrap()
}

/// A page of rows: a list item with a class, a link in it, a text in that.
fn page() -> Snapshot {
    let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: vec![] };
    let mut nodes = vec![
        node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
        node(2, 1, element("ul", "class", "list".into())),
    ];
    for id in (3..COUNT).step_by(4) {
        nodes.push(node(id, 2, element("li", "class", format!("row row-{}", id % 7))));
        nodes.push(node(
            id + 1,
            3,
            element("a", "href", format!("/items/{}", id.wrapping_mul(2_654_435_761) % 100_000)),
        ));
        nodes.push(node(id + 2, 4, NodeData::Text { text: format!("Item number {}", id ^ 0x5a5a).into() }));
        nodes.push(node(id + 3, 3, NodeData::Text { text: " details ".into() }));
    }
    let next_id = nodes.last().map_or(1, |node| node.id.0 + 1);
    Snapshot { tree: Tree { nodes }, next_id, ..Snapshot::default() }
}

fn element(name: &str, attribute: &str, value: String) -> NodeData {
    let attributes = vec![Attribute { namespace: None, name: attribute.into(), value: value.into() }];
    NodeData::Element { namespace: None, name: name.into(), attributes }
}

/// A change of one row: its class, its text, its scroll offset, or its place.
fn operation(at: u32) -> Operation {
    let row = 3 + at.wrapping_mul(2_654_435_761) % (COUNT / 4) * 4;
    match at % 4 {
        0 => {
            let attribute = Attribute { namespace: None, name: "class".into(), value: format!("on-{}", at % 9).into() };
            Operation::SetAttribute { node: NodeId(row), attribute }
        }
        1 => Operation::SetText { node: NodeId(row + 2), text: format!("Now {at}").into() },
        2 => Operation::SetProperty {
            node: NodeId(row),
            property: Property::ScrollTop,
            value: Value::Integer(i64::from(at)),
        },
        _ => Operation::Move { node: NodeId(row), parent: NodeId(2), previous: None },
    }
}

/// A new row before all others.
fn insertion(at: u32) -> Operation {
    let id = NodeId(2 * COUNT + at);
    let text = TreeNode { id, depth: 0, data: NodeData::Text { text: "new".into() }, properties: vec![] };
    Operation::Insert { parent: NodeId(2), previous: None, tree: Tree { nodes: vec![text] } }
}
