//! Forged recordings: none costs its reader more than a page could be worth.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod model;

use domreel_format::chunk::flag;
use domreel_format::limits::{self, MAX_DEPTH};
use domreel_format::tree::CompatMode;
use domreel_format::wire::{Encoder, item, kind};
use domreel_format::{
    Attribute, ChunkHeader, DecodeErrorKind, Document, Event, Identity, NodeData, NodeId, Operation, Property, Reader,
    Snapshot, Tree, TreeNode, Uid, WarningKind, Writer,
};
use model::check_links;

fn node(id: u32, depth: u32, data: NodeData) -> TreeNode {
    TreeNode { id: NodeId(id), depth, data, properties: vec![] }
}

fn element() -> NodeData {
    NodeData::Element { namespace: None, name: "a".into(), attributes: vec![] }
}

fn top() -> NodeData {
    NodeData::Document { mode: CompatMode::Standards, xml: false }
}

fn shadow() -> NodeData {
    NodeData::ShadowRoot { open: true, delegates_focus: false, manual_slots: false }
}

fn keyframe(nodes: Vec<TreeNode>) -> Event {
    Event::Keyframe(Box::new(Snapshot { tree: Tree { nodes }, ..Snapshot::default() }))
}

fn mutation(operations: Vec<Operation>) -> Event {
    Event::Mutation { operations }
}

/// Applies events and returns what was refused, by kind.
fn apply(events: &[Event]) -> (Document, Vec<WarningKind>) {
    let mut document = Document::default();
    let mut warnings = Vec::new();
    for event in events {
        document.apply(event, &mut |warning| warnings.push(warning.kind));
        check_links(&document);
    }
    (document, warnings)
}

/// A recording of one chunk, with a keyframe of an empty page and then whatever `write` writes.
fn forged(write: impl FnOnce(&mut Encoder)) -> Vec<u8> {
    let mut writer = Writer::new(Uid::NIL, Identity::default(), 0);
    writer.write(0, &keyframe(vec![node(1, 0, top()), node(2, 1, element())]));
    write(writer.encoder());
    writer.finish_chunk(true).unwrap()
}

#[test]
fn a_few_bytes_cannot_make_a_million_nodes_again_and_again() {
    let bytes = forged(|encoder| {
        for _ in 0..16 {
            encoder.event(0, kind::MUTATION);
            encoder.unsigned(domreel_format::wire::operation::INSERT);
            encoder.node(NodeId(2));
            encoder.optional_node(None);
            encoder.item(0, item::BARE_ELEMENT);
            encoder.string(b"a", domreel_format::wire::Interning::Keep);
            (0..400_000).for_each(|n| encoder.item(u32::from(n > 0), item::COMMENT));
            encoder.end_tree();
            encoder.end_mutation();
        }
    });
    assert!(bytes.len() < 16_000, "{} bytes", bytes.len());
    let contents = Reader::read_all(&bytes);
    assert_eq!(contents.damage.iter().map(|error| error.kind).collect::<Vec<_>>(), [DecodeErrorKind::LimitExceeded]);
    assert_eq!(contents.events.len(), 6, "the keyframe and five insertions");
}

#[test]
fn a_few_bytes_cannot_make_millions_of_events() {
    let bytes = forged(|encoder| {
        for _ in 0..2_000_000 {
            encoder.event(0, kind::HOVER);
            encoder.unsigned(0);
        }
    });
    assert!(bytes.len() < 8_000, "{} bytes", bytes.len());
    let contents = Reader::read_all(&bytes);
    assert_eq!(contents.damage.len(), 1);
    assert!(
        contents.events.len() as u64 * limits::weight::EVENT <= limits::weight::allowed_at_once(bytes.len() as u64)
    );
}

/// Writes an event every so many microseconds for so many seconds, in chunks of five seconds.
fn recorded(seconds: u64, every_micros: u64, first: &Event, mut event: impl FnMut(u64) -> Event) -> Vec<u8> {
    let mut writer = Writer::new(Uid::NIL, Identity::default(), 0);
    writer.write(0, first);
    let mut bytes = Vec::new();
    for number in 1..=seconds * 1_000_000 / every_micros {
        let at_micros = number * every_micros;
        if at_micros / 5_000_000 > (at_micros - every_micros) / 5_000_000 {
            bytes.extend(writer.finish_chunk(false).unwrap());
        }
        writer.write(at_micros, &event(number));
    }
    bytes.extend(writer.finish_chunk(true).unwrap());
    bytes
}

#[test]
fn elements_that_a_script_moves_evenly_are_read_for_as_long_as_they_move() {
    let elements = (3..103).map(|id| node(id, 2, element()));
    let first = keyframe([node(1, 0, top()), node(2, 1, element())].into_iter().chain(elements).collect());
    let bytes = recorded(90, 1_000_000 / 60, &first, |frame| {
        let moved = |id: u32| Operation::SetAttribute {
            node: NodeId(id),
            attribute: Attribute {
                namespace: None,
                name: "style".into(),
                value: format!("transform: translate({frame}px, {id}px);").as_str().into(),
            },
        };
        mutation((3..103).map(moved).collect())
    });
    let contents = Reader::read_all(&bytes);
    assert_eq!(contents.damage, []);
    assert_eq!(contents.events.len(), 1 + 5_400);
}

#[test]
fn a_list_that_is_rendered_anew_every_second_is_read_for_as_long_as_it_is() {
    let first = keyframe(vec![node(1, 0, top()), node(2, 1, element())]);
    let bytes = recorded(1_500, 1_000_000, &first, |second| {
        let id = u32::try_from(second).unwrap() * 1_000;
        let rows = (1..1_000).map(|row| node(id + row, 1, element()));
        let tree = Tree { nodes: [node(id, 0, element())].into_iter().chain(rows).collect() };
        let gone = (second > 1).then(|| Operation::Remove { node: NodeId(id - 1_000) });
        let come = Operation::Insert { parent: NodeId(2), previous: None, tree };
        mutation(gone.into_iter().chain([come]).collect())
    });
    let contents = Reader::read_all(&bytes);
    assert_eq!(contents.damage, []);
    assert_eq!(contents.events.len(), 1 + 1_500);
}

#[test]
fn a_few_bytes_cannot_make_long_strings_of_one_template() {
    use domreel_format::wire::reference;
    let bytes = forged(|encoder| {
        for n in 0..100_000 {
            encoder.event(0, kind::NAVIGATION);
            encoder.unsigned(0);
            encoder.unsigned(reference::NUMBERS);
            match n {
                0 => {
                    encoder.unsigned(reference::NEW);
                    encoder.bytes(&[b'a'; 60_000]);
                }
                // The language and the element's name have the places before it.
                _ => encoder.unsigned(reference::FIRST_KNOWN + 2),
            }
        }
    });
    assert!(bytes.len() < 4_000, "{} bytes", bytes.len());
    let contents = Reader::read_all(&bytes);
    assert_eq!(contents.damage.iter().map(|error| error.kind).collect::<Vec<_>>(), [DecodeErrorKind::LimitExceeded]);
    assert!((1_000..8_000).contains(&contents.events.len()), "{} strings", contents.events.len() - 1);
}

#[test]
fn numbers_that_no_string_has_are_refused() {
    let string = |template: &'static [u8], numbers: &'static [u64]| {
        let bytes = forged(|encoder| {
            encoder.event(0, kind::NAVIGATION);
            encoder.unsigned(0);
            encoder.unsigned(domreel_format::wire::reference::NUMBERS);
            encoder.unsigned(domreel_format::wire::reference::NEW);
            encoder.bytes(template);
            numbers.iter().for_each(|number| encoder.number(*number));
        });
        let contents = Reader::read_all(&bytes);
        match &contents.events[1..] {
            [(_, Event::Navigation { url, .. })] => Ok(url.to_str_lossy().into_owned()),
            _ => Err(contents.damage[0].kind),
        }
    };
    assert_eq!(string(b"a\x01b\x01", &[9, 2, 10]).as_deref(), Ok("a0.02b-3"));
    assert_eq!(string(b"a\x01", &[1, 15]).as_deref(), Ok("a0.000000000000000"));
    for (template, numbers) in [
        (b"\x01\x01".as_slice(), [2].as_slice()),
        (b"\x01", &[1, 32]),
        (b"\x01", &[1, u64::MAX]),
        (b"\x01", &[u64::MAX - 1]),
        (&[1; 17], &[0; 17]),
    ] {
        assert_eq!(string(template, numbers), Err(DecodeErrorKind::BadEvent), "{numbers:?}");
    }
}

/// A recording with one string of a series, which is told by `operations`, `numbers` and `text`.
fn forged_series(times: u32, operations: &[u64], numbers: &[u64], text: &[u8]) -> domreel_format::reader::Contents {
    use domreel_format::wire::reference;
    Reader::read_all(&forged(|encoder| {
        for _ in 0..times {
            encoder.event(0, kind::NAVIGATION);
            encoder.unsigned(0);
            encoder.unsigned(reference::NUMBERS);
            encoder.unsigned(reference::NULL);
            let (last, others) = operations.split_last().unwrap();
            others.iter().for_each(|number| encoder.unsigned(*number));
            match text {
                // Bytes write their length, which is the last operation.
                [_, ..] => encoder.bytes(text),
                [] => encoder.unsigned(*last),
            }
            numbers.iter().for_each(|number| encoder.number(*number));
        }
    }))
}

#[test]
fn a_series_that_no_string_has_is_refused() {
    let string = |operations: &[u64], numbers: &[u64], text: &[u8]| {
        let contents = forged_series(1, operations, numbers, text);
        match &contents.events[1..] {
            [(_, Event::Navigation { url, .. })] => Ok(url.to_str_lossy().into_owned()),
            _ => Err(contents.damage[0].kind),
        }
    };
    assert_eq!(string(&[0, 1, 0, 0, 3], &[20, 20], b"\x01,\x01").as_deref(), Ok("5,5"));
    assert_eq!(string(&[1_023, 129, 0, 0, 3], &[20, 0, 0], b"\x01,\x01").as_deref(), Ok("5,0"));
    assert_eq!(string(&[0, 0], &[], b"").as_deref(), Ok(""));
    let many = [1; 8_193];
    for (operations, numbers, text) in [
        // A series, a shift, a beginning and an end that there cannot be.
        ([1_024, 1, 0, 0, 1].as_slice(), [0, 0].as_slice(), b"\x01".as_slice()),
        (&[u64::MAX, 1, 0, 0, 1], &[0, 0], b"\x01"),
        (&[0, 131, 0, 0, 1], &[0, 0], b"\x01"),
        (&[0, u64::MAX, 0, 0, 1], &[0, 0], b"\x01"),
        (&[0, 1, 1, 0, 1], &[0, 0], b"\x01"),
        (&[0, 1, 0, 1, 1], &[0, 0], b"\x01"),
        (&[0, 1, u64::MAX, u64::MAX, 1], &[0, 0], b"\x01"),
        // Numbers that are missing, too many, or none.
        (&[0, 1, 0, 0, 1], &[], b"\x01"),
        (&[0, 1, 0, 0, 1], &[0], b"\x01"),
        (&[0, 1, 0, 0, 1], &[0, 1], b"\x01"),
        (&[0, 1, 0, 0, 1], &[0, u64::MAX], b"\x01"),
        (&[0, 1, 0, 0, 1], &[1, 32], b"\x01"),
        (&[0, 1, 0, 0, 1], &[u64::MAX - 1], b"\x01"),
        (&[0, 1, 0, 0, 1], &[0, 8_192], &many.map(|mark: u8| mark)),
        (&[0, 1, 0, 0, 1], &[], &[b'a'; 65_537]),
    ] {
        assert_eq!(string(operations, numbers, text), Err(DecodeErrorKind::BadEvent), "{operations:?} {numbers:?}");
    }
}

#[test]
fn a_few_bytes_cannot_make_long_strings_of_one_series() {
    let template = [b"\x01,".repeat(17).as_slice(), &[b'a'; 60_000]].concat();
    let bytes = forged(|encoder| {
        use domreel_format::wire::reference;
        for n in 0..100_000 {
            encoder.event(0, kind::NAVIGATION);
            encoder.unsigned(0);
            encoder.unsigned(reference::NUMBERS);
            encoder.unsigned(reference::NULL);
            encoder.unsigned(n % 8);
            if n < 8 {
                [1, 0, 0].into_iter().for_each(|number| encoder.unsigned(number));
                encoder.bytes(&template);
            } else {
                encoder.unsigned(0);
            }
            encoder.number(0);
            encoder.number(16);
        }
    });
    assert!(bytes.len() < 200_000, "{} bytes", bytes.len());
    let contents = Reader::read_all(&bytes);
    assert_eq!(contents.damage.iter().map(|error| error.kind).collect::<Vec<_>>(), [DecodeErrorKind::LimitExceeded]);
    let allowed = limits::weight::allowed_at_once(bytes.len() as u64);
    assert!((contents.events.len() as u64 - 1) * 60_000 <= allowed, "{} strings", contents.events.len() - 1);
}

#[test]
fn a_page_of_a_quarter_million_equal_nodes_is_within_bounds() {
    let mut nodes = vec![node(1, 0, top()), node(2, 1, element())];
    nodes.extend((3..250_000).map(|id| node(id, 2, NodeData::Comment)));
    let bytes = domreel_format::writer::recording(Uid::NIL, Identity::default(), 0, &[(0, keyframe(nodes))]);
    assert_eq!(Reader::read_all(&bytes).damage, []);
}

#[test]
fn an_inflated_payload_longer_than_it_says_is_refused() {
    let bytes = forged(|encoder| (0..100_000).for_each(|at| encoder.event(at, kind::FIRST_SKIPPABLE - 1)));
    let (mut header, payload, _) = ChunkHeader::read(&bytes).unwrap();
    header.inflated_bytes = 100;
    let mut lie = Vec::new();
    header.write(payload, &mut lie);
    assert_eq!(Reader::read_all(&lie).damage[0].kind, DecodeErrorKind::LimitExceeded);
}

#[test]
fn every_byte_may_be_the_beginning_of_a_long_chunk_whose_checksum_is_wrong() {
    // 40,000 headers, most of which claim a megabyte of what follows: gigabytes to check, if all were.
    let header = ChunkHeader { flags: flag::STORED, inflated_bytes: 1, ..ChunkHeader::default() };
    let mut one = Vec::new();
    header.write(&vec![7; 1 << 20], &mut one);
    one.truncate(one.len() - (1 << 20));
    let whole = forged(|_| ());
    let contents = Reader::read_all(&[one.repeat(20), whole.clone(), one.repeat(36_000)].concat());
    assert_eq!((contents.chunks.len(), contents.damage.len()), (1, 2));
    // Where the bound is reached, a megabyte is passed over at once, whatever stands in it.
    let contents = Reader::read_all(&[one.repeat(12_000), whole, one.repeat(24_000)].concat());
    assert_eq!((contents.chunks.len(), contents.damage.len()), (0, 1));
}

#[test]
fn moves_cannot_sink_a_tree_below_the_limit() {
    let half = MAX_DEPTH / 2 + 10;
    let mut nodes = vec![node(1, 0, top())];
    nodes.extend((0..half).map(|depth| node(2 + depth, 1 + depth, element())));
    let other = 2 + half;
    nodes.extend((0..half).map(|depth| node(other + depth, 1 + depth, element())));
    let into = |parent| Operation::Move { node: NodeId(other), parent: NodeId(parent), previous: None };
    let (document, warnings) = apply(&[keyframe(nodes), mutation(vec![into(other - 1), into(20)])]);
    assert_eq!(warnings, [WarningKind::LimitExceeded]);
    assert_eq!(document.node(NodeId(other)).unwrap().parent, Some(NodeId(20)));
}

#[test]
fn a_tree_inserted_deep_down_ends_at_the_limit() {
    let mut nodes = vec![node(1, 0, top())];
    nodes.extend((1..MAX_DEPTH - 2).map(|depth| node(1 + depth, depth, element())));
    let last = nodes.last().unwrap().id;
    let tree = Tree { nodes: (0..5).map(|depth| node(5_000 + depth, depth, element())).collect() };
    let insert = Operation::Insert { parent: last, previous: None, tree };
    let (document, warnings) = apply(&[keyframe(nodes), mutation(vec![insert])]);
    assert_eq!(warnings, [WarningKind::LimitExceeded]);
    assert_eq!(document.nodes().len(), MAX_DEPTH as usize);
}

#[test]
fn a_second_root_has_nowhere_to_stand() {
    let nodes = vec![node(1, 0, top()), node(2, 1, element()), node(3, 0, top()), node(4, 1, element())];
    let (document, warnings) = apply(&[keyframe(nodes)]);
    assert_eq!(warnings, [WarningKind::WrongKind]);
    assert_eq!(document.nodes().len(), 2);
}

#[test]
fn a_tree_whose_first_node_is_not_at_depth_0_has_no_root() {
    let tree = Tree { nodes: vec![node(5, 1, element()), node(6, 0, element())] };
    let insert = Operation::Insert { parent: NodeId(2), previous: None, tree };
    let page = keyframe(vec![node(1, 0, top()), node(2, 1, element())]);
    let (document, warnings) = apply(&[page, mutation(vec![insert])]);
    assert_eq!(warnings, [WarningKind::WrongKind; 2]);
    assert_eq!(document.nodes().len(), 2);
}

#[test]
fn no_node_comes_after_the_shadow_root_of_its_parent() {
    let page = keyframe(vec![node(1, 0, top()), node(2, 1, element()), node(3, 2, shadow())]);
    let tree = Tree { nodes: vec![node(4, 0, NodeData::Comment)] };
    let insert = Operation::Insert { parent: NodeId(2), previous: Some(NodeId(3)), tree };
    let (document, warnings) = apply(&[page, mutation(vec![insert])]);
    assert_eq!(warnings, [WarningKind::UnknownNode]);
    assert_eq!(document.children(NodeId(2)).count(), 0);
}

#[test]
fn a_new_shadow_root_takes_the_place_of_the_old_one_and_all_below_it() {
    let page = keyframe(vec![
        node(1, 0, top()),
        node(2, 1, element()),
        node(3, 2, shadow()),
        node(4, 3, NodeData::Comment),
        node(5, 2, NodeData::Comment),
    ]);
    let tree = Tree { nodes: vec![node(6, 0, shadow())] };
    let insert = Operation::Insert { parent: NodeId(2), previous: None, tree };
    let (document, warnings) = apply(&[page, mutation(vec![insert])]);
    assert_eq!(warnings, []);
    let order: Vec<u32> = document.descend(NodeId(1)).map(|(id, ..)| id.0).collect();
    assert_eq!(order, [1, 2, 6, 5]);
    assert!(document.node(NodeId(4)).is_none());
}

#[test]
fn a_million_operations_are_one_mutation() {
    let mut nodes = vec![node(1, 0, top()), node(2, 1, element())];
    nodes.extend((3..1_003).map(|id| node(id, 2, element())));
    let set = |at: u32| Operation::SetProperty {
        node: NodeId(3 + at % 1_000),
        property: Property::ScrollTop,
        value: f64::from(at).into(),
    };
    let (document, warnings) = apply(&[keyframe(nodes), mutation((0..1_000_000).map(set).collect())]);
    assert_eq!(warnings, []);
    let last = document.node(NodeId(1_002)).and_then(|node| node.property(Property::ScrollTop).cloned());
    assert_eq!(last, Some(999_999.0.into()));
}
