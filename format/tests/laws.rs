//! The laws of ARCHITECTURE.md that need no browser, over generated recordings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod model;

use domreel_format::{
    DecodeErrorKind, Document, Event, Identity, Item, NodeId, Operation, Reader, Uid, Writer, reader::Contents,
};
use model::generate::Choices;
use model::{Model, check_links};
use proptest::prelude::*;
use std::collections::BTreeSet;

type History = Vec<(u64, Event)>;

/// One chunk: its bytes, its segment, and the events in it.
#[derive(Clone, Debug)]
struct Chunk {
    bytes: Vec<u8>,
    segment: u32,
    events: History,
}

fn choices() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 0..500)
}

/// A recording of several segments: after every so many events a keyframe, made of the document at that time.
fn segments(choices: &[u32], wild: bool, every: usize) -> History {
    let mut document = Document::default();
    let mut history = History::new();
    for (index, (at_micros, event)) in Choices(choices).history(wild).into_iter().enumerate() {
        if index > 0 && index % every == 0 {
            history.push((at_micros, Event::Keyframe(Box::new(document.snapshot()))));
        }
        document.apply(&event, &mut |_| {});
        history.push((at_micros, event));
    }
    history
}

/// Writes a history, and ends a chunk after every so many events.
fn chunks(history: &History, every: usize) -> Vec<Chunk> {
    let mut writer = Writer::new(Uid([5; 16]), Identity::default(), 1_700_000_000_000);
    let mut chunks = Vec::new();
    let mut events = History::new();
    for (index, (at_micros, event)) in history.iter().enumerate() {
        let segment = writer.segment();
        let by_count = if index % every == 0 { writer.finish_chunk(false) } else { None };
        let by_keyframe = writer.write(*at_micros, event);
        if let Some(bytes) = by_count.or(by_keyframe) {
            chunks.push(Chunk { bytes, segment, events: std::mem::take(&mut events) });
        }
        events.push((*at_micros, event.clone()));
    }
    let segment = writer.segment();
    let bytes = writer.finish_chunk(true).expect("the last chunk");
    chunks.push(Chunk { bytes, segment, events });
    chunks
}

fn concat(chunks: &[Chunk]) -> Vec<u8> {
    chunks.iter().flat_map(|chunk| chunk.bytes.clone()).collect()
}

fn events(chunks: &[Chunk]) -> History {
    chunks.iter().flat_map(|chunk| chunk.events.clone()).collect()
}

/// The events that are left when a chunk, and so the rest of its segment, cannot be read.
fn without_rest_of_segment(chunks: &[Chunk], from: usize) -> History {
    let lost = |(index, chunk): &(usize, &Chunk)| *index >= from && chunk.segment == chunks[from].segment;
    chunks.iter().enumerate().filter(|entry| !lost(entry)).flat_map(|(_, chunk)| chunk.events.clone()).collect()
}

fn apply_all<'a>(document: &mut Document, events: impl IntoIterator<Item = &'a (u64, Event)>) {
    for (_, event) in events {
        document.apply(event, &mut |warning| panic!("{warning:?}"));
    }
}

fn kinds(contents: &Contents) -> Vec<DecodeErrorKind> {
    contents.damage.iter().map(|error| error.kind).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    // Law 1.
    #[test]
    fn what_was_written_is_read(choices in choices(), every in 1_usize..20, chunk in 1_usize..8) {
        let history = segments(&choices, false, every);
        let contents = Reader::read_all(&concat(&chunks(&history, chunk)));
        prop_assert_eq!(contents.damage, vec![]);
        prop_assert_eq!(contents.events, history);
    }

    #[test]
    fn a_dump_gives_the_events_again(choices in choices()) {
        for (_, event) in Choices(&choices).history(true) {
            let line = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
        }
    }

    // Law 2.
    #[test]
    fn a_keyframe_equals_the_one_before_it_with_the_events_applied(choices in choices(), at in any::<prop::sample::Index>()) {
        let history = Choices(&choices).history(false);
        let (before, after) = history.split_at(1 + at.index(history.len()));
        let mut document = Document::default();
        apply_all(&mut document, before);

        let keyframe = Event::Keyframe(Box::new(document.snapshot()));
        let bytes = domreel_format::writer::recording(Uid::NIL, Identity::default(), 0, &[(0, keyframe)]);
        let keyframe = Reader::read_all(&bytes).events;
        let mut fresh = Document::default();
        apply_all(&mut fresh, &keyframe);
        prop_assert_eq!(&fresh, &document);

        // A keyframe does not care what was there before, and what follows it does not either.
        let mut other = Document::default();
        apply_all(&mut other, &history[..1]);
        apply_all(&mut other, &keyframe);
        prop_assert_eq!(&other, &document);
        check_links(&other);
        for document in [&mut document, &mut fresh, &mut other] {
            apply_all(document, after);
        }
        prop_assert_eq!(&fresh, &document);
        prop_assert_eq!(&other, &document);
    }

    #[test]
    fn a_document_does_what_a_naive_one_does(choices in choices()) {
        let (mut document, mut model) = (Document::default(), Model::default());
        for (_, event) in Choices(&choices).history(true) {
            let mut warnings = Vec::new();
            document.apply(&event, &mut |warning| warnings.push(warning));
            prop_assert_eq!(warnings, model.apply(&event), "{:?}", event);
            prop_assert_eq!(document.snapshot(), model.snapshot(), "{:?}", event);
            check_links(&document);
        }
    }

    #[test]
    fn clones_share_what_is_equal_and_leave_each_other_alone(choices in choices()) {
        let mut document = Document::default();
        for (_, event) in Choices(&choices).history(true) {
            let (before, snapshot) = (document.clone(), document.snapshot());
            document.apply(&event, &mut |_| {});
            prop_assert_eq!(before.snapshot(), snapshot);
            let differing: BTreeSet<NodeId> = before.nodes().differing(document.nodes()).collect();
            for id in ids(&before).union(&ids(&document)) {
                if before.node(*id) != document.node(*id) {
                    prop_assert!(differing.contains(id), "{id:?} differs");
                }
            }
            if !matches!(event, Event::Mutation { .. } | Event::Keyframe(_) | Event::Navigation { .. }) {
                prop_assert!(differing.is_empty());
            }
            // The same document again, as a keyframe: all of it is shared.
            let mut again = document.clone();
            again.apply(&Event::Keyframe(Box::new(document.snapshot())), &mut |_| {});
            prop_assert_eq!(again.nodes().differing(document.nodes()).count(), 0);
            prop_assert!(again.shares_sheets(&document));
        }
    }

    // Law 4.
    #[test]
    fn any_prefix_reads_as_its_whole_chunks_then_truncated(choices in choices(), cut in any::<prop::sample::Index>()) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        let bytes = concat(&chunks);
        let cut = cut.index(bytes.len() + 1);
        let contents = Reader::read_all(&bytes[..cut]);
        let mut end = 0;
        let whole: Vec<Chunk> = chunks.into_iter().take_while(|chunk| { end += chunk.bytes.len(); end <= cut }).collect();
        prop_assert_eq!(contents.events, events(&whole));
        let left = cut - concat(&whole).len();
        let damage: Vec<_> = contents.damage.iter().map(|error| (error.kind, error.offset as usize)).collect();
        prop_assert_eq!(damage, if left == 0 { vec![] } else { vec![(DecodeErrorKind::Truncated, cut - left)] });
    }

    #[test]
    fn a_changed_byte_costs_at_most_the_rest_of_its_segment(
        choices in choices(), at in any::<prop::sample::Index>(), bit in 0..8,
    ) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        let mut bytes = concat(&chunks);
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let mut end = 0;
        let hit = chunks.iter().position(|chunk| { end += chunk.bytes.len(); at < end }).unwrap();
        let contents = Reader::read_all(&bytes);
        prop_assert_eq!(&contents.events, &without_rest_of_segment(&chunks, hit));
        prop_assert_eq!(contents.damage.len(), 1, "{:?}", contents.damage);
    }

    #[test]
    fn bytes_that_are_gone_cost_at_most_the_rest_of_their_segment(
        choices in choices(), from in any::<prop::sample::Index>(), count in 1_usize..200,
    ) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        let mut bytes = concat(&chunks);
        let from = from.index(bytes.len());
        let to = (from + count).min(bytes.len());
        bytes.drain(from..to);
        // Each chunk that lost a byte is lost, and with it the rest of its segment.
        let mut end = 0;
        let mut lost: Vec<(usize, u32)> = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            let start = end;
            end += chunk.bytes.len();
            if start < to && from < end {
                lost.push((index, chunk.segment));
            }
        }
        let kept = |(index, chunk): &(usize, &Chunk)| !lost.iter().any(|(i, s)| index >= i && chunk.segment == *s);
        let expected: History =
            chunks.iter().enumerate().filter(|entry| kept(entry)).flat_map(|(_, chunk)| chunk.events.clone()).collect();
        let contents = Reader::read_all(&bytes);
        prop_assert_eq!(contents.events, expected);
        let is_end = to == end && lost.first().is_some_and(|(index, _)| {
            chunks[..*index].iter().map(|chunk| chunk.bytes.len()).sum::<usize>() == from
        });
        prop_assert_eq!(contents.damage.is_empty(), is_end, "{:?}", contents.damage);
    }

    #[test]
    fn a_missing_chunk_costs_at_most_the_rest_of_its_segment(choices in choices(), at in any::<prop::sample::Index>()) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        let at = at.index(chunks.len());
        let mut left = chunks.clone();
        left.remove(at);
        let contents = Reader::read_all(&concat(&left));
        prop_assert_eq!(&contents.events, &without_rest_of_segment(&chunks, at));
        // That the last one is missing, nothing tells: it is a prefix.
        let expected = if at + 1 == chunks.len() { vec![] } else { vec![DecodeErrorKind::MissingChunk] };
        prop_assert_eq!(kinds(&contents), expected);
    }

    #[test]
    fn a_chunk_that_comes_again_costs_nothing(
        choices in choices(), at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(),
    ) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        let at = at.index(chunks.len());
        let mut twice = chunks.clone();
        twice.insert(at + 1 + to.index(chunks.len() - at), chunks[at].clone());
        let contents = Reader::read_all(&concat(&twice));
        prop_assert_eq!(contents.events, events(&chunks));
        prop_assert_eq!(contents.damage, vec![]);
    }

    #[test]
    fn two_chunks_that_change_places_cost_at_most_the_rest_of_their_segments(
        choices in choices(), at in any::<prop::sample::Index>(),
    ) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        prop_assume!(chunks.len() > 1);
        let at = at.index(chunks.len() - 1);
        let mut swapped = chunks.clone();
        swapped.swap(at, at + 1);
        let contents = Reader::read_all(&concat(&swapped));
        prop_assert_eq!(&contents.events, &without_rest_of_segment(&chunks, at));
        prop_assert_eq!(kinds(&contents), vec![DecodeErrorKind::MissingChunk]);
    }

    #[test]
    fn what_stands_between_two_chunks_costs_nothing_else(
        choices in choices(), at in any::<prop::sample::Index>(),
        between in prop_oneof![prop::collection::vec(any::<u8>(), 1..300), Just(b"reel".to_vec()), Just(b"re".to_vec()), Just(foreign())],
    ) {
        let chunks = chunks(&segments(&choices, false, 9), 2);
        let at = 1 + at.index(chunks.len());
        let bytes = [concat(&chunks[..at]), between, concat(&chunks[at..])].concat();
        let contents = Reader::read_all(&bytes);
        prop_assert_eq!(contents.events, events(&chunks));
        prop_assert_eq!(contents.damage.len(), 1, "{:?}", contents.damage);
    }

    #[test]
    fn however_the_bytes_come_the_items_are_the_same(
        choices in choices(), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        lengths in prop::collection::vec(1_usize..400, 1..20), patience in 0_usize..4,
    ) {
        let mut bytes = concat(&chunks(&segments(&choices, false, 9), 2));
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut reader = Reader::default();
        let mut items = Vec::new();
        let mut rest = bytes.as_slice();
        for length in lengths.iter().cycle() {
            if rest.is_empty() { break }
            let (now, later) = rest.split_at((*length).min(rest.len()));
            reader.push(now);
            rest = later;
            items.extend((0..patience).map_while(|_| reader.next()));
        }
        reader.finish();
        items.extend(std::iter::from_fn(|| reader.next()));

        let mut whole = Reader::default();
        whole.push(&bytes);
        whole.finish();
        prop_assert_eq!(items, std::iter::from_fn(|| whole.next()).collect::<Vec<Item>>());
    }

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        Reader::read_all(&bytes);
        // The same behind a header that is right, so that they reach the decoder.
        let header = domreel_format::ChunkHeader {
            flags: domreel_format::chunk::flag::KEYFRAME | domreel_format::chunk::flag::STORED,
            inflated_bytes: bytes.len() as u32,
            ..Default::default()
        };
        let mut chunk = Vec::new();
        header.write(&bytes, &mut chunk);
        let mut document = Document::default();
        for (_, event) in Reader::read_all(&chunk).events {
            document.apply(&event, &mut |_| {});
        }
        check_links(&document);
    }
}

fn ids(document: &Document) -> BTreeSet<NodeId> {
    document.root().map(|root| document.descend(root).map(|(id, ..)| id).collect()).unwrap_or_default()
}

/// A chunk of another recording.
fn foreign() -> Vec<u8> {
    let events = [(0, Event::Keyframe(Box::default()))];
    domreel_format::writer::recording(Uid([9; 16]), Identity::default(), 0, &events)
}

#[test]
fn a_recording_without_an_event_has_no_chunk() {
    let mut writer = Writer::new(Uid::NIL, Identity::default(), 0);
    assert_eq!(writer.finish_chunk(true), None);
}

#[test]
fn a_segment_that_was_begun_and_never_written_ends_the_one_before() {
    let mut writer = Writer::new(Uid::NIL, Identity::default(), 0);
    let mut bytes = Vec::new();
    let events = [(0, Event::Keyframe(Box::default())), (3, Event::Visibility { hidden: true })];
    for (at_micros, event) in &events {
        assert_eq!(writer.write(*at_micros, event), None);
    }
    bytes.extend(writer.finish_chunk(false).unwrap());
    writer.begin_segment(7);
    bytes.extend(writer.finish_chunk(true).unwrap());
    let contents = Reader::read_all(&bytes);
    assert_eq!((contents.events.as_slice(), contents.damage), (events.as_slice(), vec![]));
    assert_eq!(contents.chunks.iter().map(|(_, header)| header.segment).collect::<Vec<_>>(), [0, 0]);
}

#[test]
fn times_never_go_back() {
    let events = [(9, Event::Keyframe(Box::default())), (5, Event::Key { kind: domreel_format::event::KeyKind::Tab })];
    let bytes = domreel_format::writer::recording(Uid::NIL, Identity::default(), 0, &events);
    let times: Vec<u64> = Reader::read_all(&bytes).events.iter().map(|(at_micros, _)| *at_micros).collect();
    assert_eq!(times, [9, 9]);
}

#[test]
fn a_removed_node_can_be_removed_again() {
    let mut document = Document::default();
    document.apply(&Event::Keyframe(Box::default()), &mut |_| panic!("warned"));
    let operations = vec![Operation::Remove { node: NodeId(4) }];
    document.apply(&Event::Mutation { operations }, &mut |_| panic!("warned"));
}

#[test]
fn compression_goes_on_over_chunks_of_any_size() {
    let mut state = 1_u32;
    let mut text = |length: usize| -> String {
        let letter = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Every other stretch repeats, so that matches reach far back.
            char::from(b'a' + if state >> 30 == 0 { 1 } else { (state >> 24) as u8 % 26 })
        };
        (0..length).map(letter).collect()
    };
    let mut history = vec![(0, Event::Keyframe(Box::default()))];
    for (at_micros, length) in (1..).zip([10, 70_000, 300_000, 0, 4_096, 33_000, 100, 65_535, 1]) {
        let half = text(length / 2);
        history.push((at_micros, Event::Mark { name: half.clone().into(), detail: half.into() }));
    }
    let chunks = chunks(&history, 1);
    assert!(chunks.len() == history.len() && concat(&chunks).len() > 100_000);
    let contents = Reader::read_all(&concat(&chunks));
    assert_eq!(contents.damage, []);
    assert!(contents.events == history);
}
