//! Any sequence of documents, shown one after the other: the stage then is what it
//! would be if the last of them had been shown on an empty one.

#![no_main]

#[path = "../../format/tests/model/mod.rs"]
mod model;
#[path = "../../player/tests/support/stage.rs"]
mod stage;

use domreel_format::{Document, Node, NodeKind};
use domreel_player::patch::{Asked, Patcher};
use domreel_player::resource::NoResources;
use libfuzzer_sys::fuzz_target;
use model::generate::Choices;
use stage::Stage;
use std::collections::BTreeSet;

fuzz_target!(|bytes: &[u8]| {
    let (words, _) = bytes.as_chunks::<4>();
    let choices: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
    let mut document = Document::default();
    let mut documents = Vec::new();
    for (_, event) in Choices(&choices).history(true) {
        document.apply(&event, &mut |_| {});
        if could_be_a_page(&document) {
            documents.push(document.clone());
        }
    }
    if documents.is_empty() {
        return;
    }
    // Forwards, then a few seeks.
    let seeks = choices.iter().take(8).map(|choice| *choice as usize % documents.len());
    let order: Vec<usize> = (0..documents.len()).chain(seeks).collect();
    let (mut patcher, mut stage) = (Patcher::default(), Stage::default());
    for (position, index) in order.into_iter().enumerate() {
        show(&mut patcher, &mut stage, &documents[index], position >= documents.len());
        let mut fresh = Stage::default();
        show(&mut Patcher::default(), &mut fresh, &documents[index], false);
        assert_eq!(stage.show(), fresh.show());
    }
});

/// Says whether the DOM could hold it: a document has one element at most, a doctype before that, and no text.
///
/// Of others the stage shows a part, and which one may depend on what was shown before.
fn could_be_a_page(document: &Document) -> bool {
    let Some(root) = document.root() else { return false };
    document.descend(root).all(|(id, node, _)| {
        if !matches!(node.kind, NodeKind::Document { .. }) {
            return true;
        }
        let children: Vec<_> = document.children(id).filter_map(|id| document.node(id)).collect();
        let is_doctype = |node: &Node| matches!(node.kind, NodeKind::Doctype { .. });
        let doctypes = children.iter().filter(|node| is_doctype(node)).count();
        let elements = children.iter().filter(|node| node.is_element()).count();
        let is_ordered = children.iter().skip_while(|node| !node.is_element()).all(|node| !is_doctype(node));
        let has_text = children.iter().any(|node| matches!(node.kind, NodeKind::Text(_) | NodeKind::Cdata(_)));
        doctypes <= 1 && elements <= 1 && is_ordered && !has_text
    })
}

fn show(patcher: &mut Patcher, stage: &mut Stage, document: &Document, leaps: bool) {
    let asked = Asked { leaps, settles: true, refresh: &BTreeSet::new() };
    let buffer = patcher.patch(document, &mut NoResources, asked);
    stage.perform(buffer);
}
