//! The laws that the player holds: where an instant is sought from does not matter, and a patch does what it says.

// The lints that keep untrusted input from panicking have nothing to say about tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use domreel_format::tree::CompatMode;
use domreel_format::{Document, Event, Identity, NodeData, NodeId, Snapshot, Tree, TreeNode, Uid, writer};
use domreel_player::patch::Patcher;
use domreel_player::resource::NoResources;
use domreel_player::timeline::{Place, Timeline};
use std::collections::BTreeSet;
use support::generate::{Page, Random};
use support::model::Model;

const SEEDS: u64 = 12;

fn timeline(page: &Page) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.append(&writer::recording(Uid([1; 16]), Identity::default(), 0, &page.events));
    timeline.finish();
    timeline
}

/// Seeks in small portions of work, as a player does in its frames.
fn seek(timeline: &mut Timeline, at: u64, document: &mut Document, place: &mut Place) {
    for _ in 0..100_000 {
        if timeline.seek(at, document, place, 50, &mut |_, _, _| {}) {
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
        let (mut patcher, mut model) = (Patcher::default(), Model::default());
        for step in 0..40 {
            // Small steps forward as in playback, and leaps as in seeking.
            let leaps = random.below(2) == 0;
            let at = if leaps { random.next() % (timeline.end_micros() + 1) } else { step * 100_000 };
            seek(&mut timeline, at, &mut document, &mut place);
            model.perform(patcher.patch(&document, &mut NoResources, leaps, &BTreeSet::new()));
            let mut fresh = Model::default();
            fresh.perform(Patcher::default().patch(&document, &mut NoResources, true, &BTreeSet::new()));
            for (shown, expected) in model.show().lines().zip(fresh.show().lines()) {
                assert_eq!(shown, expected, "seed {seed}, step {step}, {at} µs");
            }
            assert_eq!(model.show().lines().count(), fresh.show().lines().count(), "seed {seed}, step {step}, {at} µs");
        }
    }
}

/// Shows one tree after the other, and the second alone, and expects the same.
fn expect_the_same_after(first: Vec<TreeNode>, second: Vec<TreeNode>) {
    let document = |nodes: Vec<TreeNode>| {
        let mut document = Document::default();
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |_| {});
        document
    };
    let (first, second) = (document(first), document(second));
    let (mut patcher, mut model, mut fresh) = (Patcher::default(), Model::default(), Model::default());
    model.perform(patcher.patch(&first, &mut NoResources, true, &BTreeSet::new()));
    model.perform(patcher.patch(&second, &mut NoResources, true, &BTreeSet::new()));
    fresh.perform(Patcher::default().patch(&second, &mut NoResources, true, &BTreeSet::new()));
    assert_eq!(model.show(), fresh.show());
}

#[test]
fn a_frame_is_emptied_when_the_id_of_its_document_comes_to_stand_for_another_node() {
    let node = |id: u32, depth: u32, data: NodeData| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
    let page = || NodeData::Document { mode: CompatMode::Standards, xml: false };
    let element = |name: &str| NodeData::Element { namespace: None, name: name.into(), attributes: Vec::new() };
    let frame = || vec![node(1, 0, page()), node(2, 1, element("html")), node(3, 2, element("iframe"))];
    let framed = || [frame(), vec![node(4, 3, page()), node(5, 4, element("html"))]].concat();
    let text = || vec![node(4, 2, NodeData::Text { text: "four".into() })];
    expect_the_same_after(framed(), [frame(), text()].concat());
    let moved = vec![node(6, 2, element("iframe")), node(4, 3, page()), node(5, 4, element("html"))];
    expect_the_same_after(framed(), [frame(), moved].concat());
}

#[test]
fn a_document_that_is_shown_already_needs_nothing() {
    let mut page = Page::new(7);
    page.run(100);
    let mut timeline = timeline(&page);
    let (mut document, mut place) = (Document::default(), Place::default());
    let end = timeline.end_micros();
    seek(&mut timeline, end, &mut document, &mut place);
    let mut patcher = Patcher::default();
    patcher.patch(&document, &mut NoResources, false, &BTreeSet::new());
    assert!(patcher.patch(&document, &mut NoResources, false, &BTreeSet::new()).is_empty());
}
