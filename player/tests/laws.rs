//! The laws that the player holds: where an instant is sought from does not matter, and a patch does what it says.

// The lints that keep untrusted input from panicking have nothing to say about tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use domreel_format::snapshot::{Selection, View};
use domreel_format::tree::CompatMode;
use domreel_format::{Document, Event, Identity, NodeData, NodeId, Snapshot, Tree, TreeNode, Uid, writer};
use domreel_player::patch::{Asked, Patcher};
use domreel_player::resource::NoResources;
use domreel_player::timeline::{Place, Timeline};
use std::collections::BTreeSet;
use support::generate::{Page, Random};
use support::stage::Stage;

const SEEDS: u64 = 12;

fn timeline(page: &Page) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.append(&writer::recording(Uid([1; 16]), Identity::default(), 0, &page.events));
    timeline.finish();
    timeline
}

/// Returns a stage for honest recordings, in which everything makes sense.
fn strict_stage() -> Stage {
    let mut stage = Stage::default();
    stage.is_strict = true;
    stage
}

/// Brings what a stage shows to a document.
fn show(patcher: &mut Patcher, stage: &mut Stage, document: &Document, leaps: bool) {
    stage.perform(patcher.patch(
        document,
        &mut NoResources,
        Asked { leaps, settles: leaps, refresh: &BTreeSet::new() },
    ));
}

/// Seeks in small portions of work, as a player does in its frames.
fn seek(timeline: &mut Timeline, at: u64, document: &mut Document, place: &mut Place) {
    for _ in 0..100_000 {
        if timeline.seek(at, document, place, 50, &mut |_| {}) {
            return;
        }
    }
    panic!("{at} µs is not reached");
}

#[test]
fn an_instant_is_the_same_document_from_wherever_it_is_sought() {
    for seed in 0..SEEDS {
        let mut page = Page::new(seed);
        page.run(120);
        let mut timeline = timeline(&page);
        let mut random = Random(seed);
        let (mut document, mut place) = (Document::default(), Place::default());
        for _ in 0..40 {
            let at = random.next() % (timeline.end_micros() + 1);
            seek(&mut timeline, at, &mut document, &mut place);
            let mut expected = Document::default();
            for (_, event) in page.events.iter().take_while(|(event_at, _)| *event_at <= at) {
                expected.apply(event, &mut |_| {});
            }
            assert!(document == expected, "seed {seed}, {at} µs");
        }
    }
}

#[test]
fn a_patch_on_a_dom_that_shows_one_document_makes_it_show_the_other() {
    for seed in 0..SEEDS {
        let mut page = Page::new(seed);
        page.run(120);
        let mut timeline = timeline(&page);
        let mut random = Random(seed ^ 0xa5a5);
        let (mut document, mut place) = (Document::default(), Place::default());
        let (mut patcher, mut stage) = (Patcher::default(), strict_stage());
        for step in 0..40 {
            // Small steps forward as in playback, and leaps as in seeking.
            let leaps = random.below(2) == 0;
            let at = if leaps { random.next() % (timeline.end_micros() + 1) } else { step * 100_000 };
            seek(&mut timeline, at, &mut document, &mut place);
            show(&mut patcher, &mut stage, &document, leaps);
            let mut fresh = strict_stage();
            show(&mut Patcher::default(), &mut fresh, &document, true);
            for (shown, expected) in stage.show().lines().zip(fresh.show().lines()) {
                assert_eq!(shown, expected, "seed {seed}, step {step}, {at} µs");
            }
            assert_eq!(stage.show().lines().count(), fresh.show().lines().count(), "seed {seed}, step {step}, {at} µs");
        }
    }
}

fn document_of(nodes: Vec<TreeNode>, view: View) -> Document {
    let mut document = Document::default();
    let snapshot = Snapshot { tree: Tree { nodes }, view, ..Snapshot::default() };
    document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |_| {});
    document
}

/// Shows one tree after the other, and the second alone, and expects the same. Returns how many nodes the second one took.
fn expect_the_same_after(first: Vec<TreeNode>, second: Vec<TreeNode>, leaps: bool) -> usize {
    let (first, second) = (document_of(first, View::default()), document_of(second, View::default()));
    let (mut patcher, mut stage, mut fresh) = (Patcher::default(), strict_stage(), strict_stage());
    show(&mut patcher, &mut stage, &first, true);
    let made = stage.made;
    show(&mut patcher, &mut stage, &second, leaps);
    show(&mut Patcher::default(), &mut fresh, &second, true);
    assert_eq!(stage.show(), fresh.show());
    stage.made - made
}

fn node(id: u32, depth: u32, data: NodeData) -> TreeNode {
    TreeNode { id: NodeId(id), depth, data, properties: Vec::new() }
}

fn page() -> NodeData {
    NodeData::Document { mode: CompatMode::Standards, xml: false }
}

fn element(name: &str) -> NodeData {
    NodeData::Element { namespace: None, name: name.into(), attributes: Vec::new() }
}

/// A page of three items with these ids, each with a text of the next id.
fn list(items: [u32; 3], name: &str) -> Vec<TreeNode> {
    let item = |id| [node(id, 3, element(name)), node(id + 1, 4, NodeData::Text { text: format!("{id}").into() })];
    let above = vec![node(1, 0, page()), node(2, 1, element("html")), node(3, 2, element("ul"))];
    [above, items.into_iter().flat_map(item).collect()].concat()
}

#[test]
fn a_selection_in_what_becomes_something_else_ends() {
    let selection = Some(Selection { anchor: (NodeId(11), 0), focus: (NodeId(31), 1) });
    let selected = document_of(list([10, 20, 30], "li"), View { selection, ..View::default() });
    let (mut patcher, mut stage) = (Patcher::default(), strict_stage());
    show(&mut patcher, &mut stage, &selected, true);
    assert_eq!(stage.selected, Some((11, 31)));
    show(&mut patcher, &mut stage, &document_of(list([40, 20, 60], "li"), View::default()), true);
    assert_eq!(stage.selected, None);
}

#[test]
fn after_a_leap_what_is_gone_becomes_what_is_new_and_otherwise_it_is_made() {
    for (before, after, leaps, made) in [
        (list([10, 20, 30], "li"), list([40, 50, 60], "li"), true, 0),
        (list([10, 20, 30], "li"), list([40, 20, 60], "li"), true, 0),
        (list([10, 20, 30], "li"), list([30, 40, 10], "li"), true, 0),
        (list([10, 20, 30], "li"), list([40, 50, 60], "li"), false, 6),
        (list([10, 20, 30], "li"), list([40, 50, 60], "p"), true, 6),
        (list([10, 20, 30], "x-item"), list([40, 50, 60], "x-item"), true, 6),
        (list([10, 20, 30], "video"), list([40, 50, 60], "video"), true, 6),
    ] {
        let what = format!("{before:?}, then {after:?}");
        assert_eq!(expect_the_same_after(before, after, leaps), made, "{what}");
    }
}

#[test]
fn a_frame_is_emptied_when_the_id_of_its_document_comes_to_stand_for_another_node() {
    let frame = || vec![node(1, 0, page()), node(2, 1, element("html")), node(3, 2, element("iframe"))];
    let framed = || [frame(), vec![node(4, 3, page()), node(5, 4, element("html"))]].concat();
    let text = || vec![node(4, 2, NodeData::Text { text: "four".into() })];
    expect_the_same_after(framed(), [frame(), text()].concat(), true);
    let moved = vec![node(6, 2, element("iframe")), node(4, 3, page()), node(5, 4, element("html"))];
    expect_the_same_after(framed(), [frame(), moved].concat(), true);
}

#[test]
fn a_document_that_is_shown_already_needs_nothing() {
    let mut page = Page::new(7);
    page.run(100);
    let mut timeline = timeline(&page);
    let (mut document, mut place) = (Document::default(), Place::default());
    let end = timeline.end_micros();
    seek(&mut timeline, end, &mut document, &mut place);
    let asked = Asked { leaps: true, settles: false, refresh: &BTreeSet::new() };
    let mut patcher = Patcher::default();
    patcher.patch(&document, &mut NoResources, asked);
    assert!(patcher.patch(&document, &mut NoResources, asked).is_empty());
}
