//! Text that stands together although several nodes hold it.
//!
//! `<b>Jo</b>hn` shows a word that no node holds. A passage joins the texts
//! around a place in the order of the document, within one tree: what a shadow
//! root or a frame holds stands apart.

use domreel_format::{Document, NodeId, NodeKind, Text};
use std::ops::Range;

/// How many nodes without text are passed over in search of the next text.
const MAX_STEPS: usize = 1_024;

/// The texts of several nodes, one after the other.
#[derive(Default)]
pub(crate) struct Passage {
    /// All of them.
    pub(crate) bytes: Vec<u8>,
    /// Whose they are, each with where it begins.
    nodes: Vec<(NodeId, usize)>,
}

impl Passage {
    /// Joins the texts from the node `first` to the node `last`, and `reach` bytes of text on either side.
    pub(crate) fn around(document: &Document, first: NodeId, last: NodeId, reach: usize) -> Self {
        let mut ids = Vec::new();
        let mut bytes = 0;
        let mut id = first;
        while let Some(before) = near(document, id, before).filter(|_| bytes < reach) {
            bytes += text(document, before).map_or(0, Text::len);
            ids.push(before);
            id = before;
        }
        ids.reverse();
        ids.push(first);
        id = first;
        while id != last
            && let Some(next) = near(document, id, after)
        {
            ids.push(next);
            id = next;
        }
        bytes = 0;
        while let Some(next) = near(document, id, after).filter(|_| bytes < reach) {
            bytes += text(document, next).map_or(0, Text::len);
            ids.push(next);
            id = next;
        }
        let mut passage = Self::default();
        for id in ids {
            passage.push(document, id);
        }
        passage
    }

    /// Joins all texts of a document, each tree by itself, in the order of the document.
    pub(crate) fn whole(document: &Document) -> Self {
        let mut passage = Self::default();
        if let Some(root) = document.root() {
            for (id, node, _) in document.descend(root) {
                if node.is_attachable() {
                    // No word goes from one tree into another.
                    passage.bytes.push(0);
                }
                passage.push(document, id);
            }
        }
        passage
    }

    fn push(&mut self, document: &Document, id: NodeId) {
        if let Some(text) = text(document, id) {
            self.nodes.push((id, self.bytes.len()));
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// Says which parts of which nodes a part of the passage is, in bytes of their texts.
    pub(crate) fn parts(&self, range: &Range<usize>) -> impl Iterator<Item = (NodeId, Range<usize>)> {
        // A passage may be a whole document: from the first node on that reaches into the range.
        let first = self.nodes.partition_point(|(_, start)| *start <= range.start).saturating_sub(1);
        let nodes = self.nodes.get(first..).unwrap_or_default();
        let ends = nodes.iter().skip(1).map(|(_, start)| *start).chain([self.bytes.len()]);
        nodes.iter().zip(ends).take_while(|((_, start), _)| *start < range.end).filter_map(move |((id, start), end)| {
            let part = range.start.max(*start)..range.end.min(end);
            (part.start < part.end).then(|| (*id, part.start - start..part.end - start))
        })
    }
}

/// The text of a node, if it is one.
pub(crate) fn text(document: &Document, id: NodeId) -> Option<&Text> {
    match &document.node(id)?.kind {
        NodeKind::Text(text) | NodeKind::Cdata(text) => Some(text),
        _ => None,
    }
}

/// The last text before a node, in its tree.
pub(crate) fn text_before(document: &Document, id: NodeId) -> Option<NodeId> {
    near(document, id, before)
}

fn near(document: &Document, id: NodeId, step: fn(&Document, NodeId) -> Option<NodeId>) -> Option<NodeId> {
    std::iter::successors(step(document, id), |id| step(document, *id))
        .take(MAX_STEPS)
        .find(|id| text(document, *id).is_some())
}

/// The node before another one in the order of the document.
fn before(document: &Document, id: NodeId) -> Option<NodeId> {
    let node = document.node(id)?;
    let Some(mut id) = node.previous else {
        return if node.is_attachable() { None } else { node.parent };
    };
    while let Some(last) = document.node(id)?.last_child {
        id = last;
    }
    Some(id)
}

/// The node after another one in the order of the document.
fn after(document: &Document, id: NodeId) -> Option<NodeId> {
    document.node(id)?.first_child.or_else(|| follow(document, id))
}

/// The node after another one and all below it.
fn follow(document: &Document, mut id: NodeId) -> Option<NodeId> {
    loop {
        let node = document.node(id)?;
        if node.is_attachable() {
            return None;
        }
        if let Some(next) = node.next {
            return Some(next);
        }
        id = node.parent?;
    }
}
