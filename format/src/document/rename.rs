//! The same page with some of its nodes known by other ids.

use super::{Document, Node};
use crate::NodeId;
use crate::limits::MAX_NODE_ID;
use std::sync::Arc;

impl Document {
    /// Lets nodes be known by other ids: each pair is an id that is there, and one that stands for nothing yet.
    ///
    /// No event asks for this. It is for who takes one document for the beginning
    /// of another one, and then changes it. A pair of which that is not true, or
    /// that names what attaches to a node or has something attached, is passed over.
    pub fn rename(&mut self, pairs: &[(NodeId, NodeId)]) {
        for (from, to) in pairs {
            self.rename_one(*from, *to);
        }
    }

    fn rename_one(&mut self, from: NodeId, to: NodeId) {
        let is_bound = |node: &Node| node.is_attachable() || node.attached.is_some();
        let is_id = (1..=MAX_NODE_ID).contains(&to.0);
        if !is_id || self.nodes.get(to).is_some() || self.nodes.get(from).is_none_or(is_bound) {
            return;
        }
        let Some(node) = self.nodes.remove(from) else { return };
        let (parent, previous, next) = (node.parent, node.previous, node.next);
        let mut child = node.first_child;
        self.nodes.insert(to, Arc::unwrap_or_clone(node));
        if let Some(parent) = parent.and_then(|id| self.nodes.get_mut(id)) {
            for end in [&mut parent.first_child, &mut parent.last_child] {
                *end = end.map(|id| if id == from { to } else { id });
            }
        }
        if let Some(previous) = previous.and_then(|id| self.nodes.get_mut(id)) {
            previous.next = Some(to);
        }
        if let Some(next) = next.and_then(|id| self.nodes.get_mut(id)) {
            next.previous = Some(to);
        }
        while let Some(below) = child.and_then(|id| self.nodes.get_mut(id)) {
            below.parent = Some(to);
            child = below.next;
        }
        self.next_id = self.next_id.max(to.0.saturating_add(1));
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::CompatMode;
    use crate::{Document, Event, NodeData, NodeId, Snapshot, Tree, TreeNode};

    /// A list of three items, of which the second holds a text, with these ids.
    fn list(items: [u32; 3], text: u32) -> Document {
        let element = |name: &str| NodeData::Element { namespace: None, name: name.into(), attributes: Vec::new() };
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, element("ul")),
            node(items[0], 2, element("li")),
            node(items[1], 2, element("li")),
            node(text, 3, NodeData::Text { text: "two".into() }),
            node(items[2], 2, element("li")),
        ];
        let snapshot = Snapshot { tree: Tree { nodes }, next_id: 300, ..Snapshot::default() };
        let mut document = Document::default();
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |warning| panic!("{warning:?}"));
        document
    }

    fn renamed(pairs: &[(u32, u32)]) -> Document {
        let mut document = list([3, 4, 5], 6);
        document.rename(&pairs.iter().map(|(from, to)| (NodeId(*from), NodeId(*to))).collect::<Vec<_>>());
        document
    }

    #[test]
    fn a_page_whose_nodes_are_renamed_is_the_page_that_had_those_ids() {
        assert!(renamed(&[(3, 100)]) == list([100, 4, 5], 6));
        assert!(renamed(&[(5, 200), (4, 100), (3, 7)]) == list([7, 100, 200], 6));
        assert!(renamed(&[(6, 100), (4, 200)]) == list([3, 200, 5], 100));
    }

    #[test]
    fn an_id_that_is_taken_or_is_none_and_a_document_stay_what_they_are() {
        for pair in [(3, 4), (3, 0), (3, u32::MAX), (1, 100), (99, 100)] {
            assert!(renamed(&[pair]) == list([3, 4, 5], 6), "{pair:?}");
        }
    }
}
