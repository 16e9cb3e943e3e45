//! Which nodes come, go and move.

use super::order::longest_increasing;
use super::property::embedded;
use super::{Op, Pass};
use crate::sanitize::{Content, standin};
use domreel_format::{Document, Node, NodeId, NodeKind, Property, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Says whether the node of that id is one node in both documents: it can be changed into what it shall be.
pub(super) fn same_node(old: &Document, new: &Document, id: NodeId) -> bool {
    let (Some(before), Some(after)) = (old.node(id), new.node(id)) else { return false };
    match (&before.kind, &after.kind) {
        (
            NodeKind::Element { namespace: old_namespace, name: old_name, .. },
            NodeKind::Element { namespace, name, .. },
        ) => {
            old_namespace == namespace
                && old_name == name
                // A link may begin to bring a style sheet, and nothing else becomes something else by its attributes.
                && (!is_link(name) || standin(before).map(|it| it.content) == standin(after).map(|it| it.content))
                // A shadow root cannot be taken from its host, nor a definition from its element.
                && shadow(old, before).is_none_or(|root| shadow(new, after) == Some(root) && same_node(old, new, root))
                && (!is_defined(before) || is_defined(after))
        }
        (NodeKind::Text(_), NodeKind::Text(_))
        | (NodeKind::Cdata(_), NodeKind::Cdata(_))
        | (NodeKind::Comment, NodeKind::Comment) => true,
        // A document stays in its frame, and a root on its host.
        _ if before.is_attachable() => before.kind == after.kind && before.parent == after.parent,
        (before, after) => before == after,
    }
}

fn is_link(name: &Text) -> bool {
    name.len() >= 4 && name.as_bytes().get(name.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(b"link"))
}

fn shadow(document: &Document, node: &Node) -> Option<NodeId> {
    node.attached.filter(|id| document.node(*id).is_some_and(|root| matches!(root.kind, NodeKind::ShadowRoot { .. })))
}

pub(super) fn is_defined(node: &Node) -> bool {
    node.property(Property::Defined).is_some_and(|value| value.to_i64() != 0)
}

impl Pass<'_> {
    /// Brings every node to its place. Returns the nodes that are gone.
    pub(super) fn restructure(&mut self, differing: &[NodeId]) -> Vec<NodeId> {
        let (old, new) = (self.old, self.new);
        for id in differing {
            let (Some(before), Some(after)) = (old.node(*id), new.node(*id)) else { continue };
            if same_node(old, new, *id) {
                continue;
            }
            self.replace(*id);
            if hides(before) && !hides(after) {
                self.replace_below(*id);
            }
        }
        let mut parents = BTreeSet::new();
        let mut gone = Vec::new();
        // Nodes that go where nothing is shown.
        let mut hidden = Vec::new();
        for id in differing {
            match (old.node(*id), new.node(*id)) {
                (Some(_), None) => gone.push(*id),
                (None, Some(after)) => self.note_parent(*id, after, &mut parents),
                (Some(before), Some(after)) => {
                    if (before.parent, before.previous, before.next) != (after.parent, after.previous, after.next) {
                        if before.parent != after.parent {
                            match (is_unseen(old, *id), is_unseen(new, *id)) {
                                (true, false) => self.replace_below(*id),
                                (false, true) => hidden.push(*id),
                                _ => {}
                            }
                        }
                        parents.extend(after.parent);
                    }
                }
                (None, None) => {}
            }
        }
        for id in self.replaced.clone() {
            if let Some(after) = new.node(id) {
                self.note_parent(id, after, &mut parents);
                // What is kept of its children moves into what is made in its place.
                parents.insert(id);
            }
        }
        // A document takes no second root element: the old one goes before the new one comes.
        let (first, rest): (Vec<NodeId>, Vec<NodeId>) =
            gone.iter().partition(|id| old.node(**id).and_then(|node| node.parent).is_some_and(|id| self.is_root(id)));
        self.remove(&first);
        let mut ordered: Vec<(u32, NodeId)> = parents.iter().map(|id| (depth(new, *id), *id)).collect();
        ordered.sort_unstable();
        for (_, parent) in ordered {
            self.arrange(parent);
        }
        self.restructured |= !gone.is_empty();
        self.remove(&rest);
        self.empty_frames(differing);
        for id in hidden {
            self.out.op(Op::Remove).word(id.0);
        }
        gone
    }

    /// Returns the children that the DOM can hold: a document takes one doctype and one element, and no text.
    fn placeable(&self, parent: NodeId) -> Vec<NodeId> {
        let children = self.new.children(parent);
        if !self.is_root(parent) {
            return children.collect();
        }
        let (mut has_doctype, mut has_element) = (false, false);
        children
            .filter(|id| match self.new.node(*id).map(|node| &node.kind) {
                Some(NodeKind::Doctype { .. }) => !has_element && !core::mem::replace(&mut has_doctype, true),
                Some(NodeKind::Element { .. }) => !core::mem::replace(&mut has_element, true),
                Some(NodeKind::Text(_) | NodeKind::Cdata(_)) => false,
                _ => true,
            })
            .collect()
    }

    fn is_root(&self, id: NodeId) -> bool {
        self.new.node(id).is_some_and(|node| matches!(node.kind, NodeKind::Document { .. }))
    }

    /// Marks a node as one to be made anew, with what hangs on it and cannot be taken off.
    fn replace(&mut self, id: NodeId) {
        let mut next = Some(id);
        while let Some(id) = next {
            self.replaced.insert(id);
            next = self.new.node(id).and_then(|node| node.attached);
        }
    }

    /// Marks a node that was never made, and all below it.
    fn replace_below(&mut self, id: NodeId) {
        let below: Vec<NodeId> = self.new.descend(id).map(|(id, ..)| id).collect();
        self.replaced.extend(below);
    }

    /// Notes whose children have to be arranged because of a fresh node.
    fn note_parent(&self, id: NodeId, node: &Node, parents: &mut BTreeSet<NodeId>) {
        let Some(parent) = node.parent else {
            parents.insert(id);
            return;
        };
        if node.is_attachable() {
            // A document, or a root whose host is there already, is filled by itself.
            if matches!(node.kind, NodeKind::Document { .. }) || !self.is_fresh(parent) {
                parents.insert(id);
            }
        } else if !self.is_fresh(parent) {
            parents.insert(parent);
        }
    }

    /// Brings the children of a node into their order.
    fn arrange(&mut self, parent: NodeId) {
        let new = self.new;
        let Some(node) = new.node(parent) else { return };
        if hides(node) || is_unseen(new, parent) {
            return;
        }
        let fresh = self.is_fresh(parent);
        // The children of a fresh element were made with it; those of a fresh root are not there yet.
        let mut made_with_it = fresh;
        if fresh && node.is_attachable() {
            match (&node.kind, node.parent) {
                (NodeKind::Document { .. }, Some(frame)) => {
                    let mode = self.mode(parent);
                    let now = new.node(frame).and_then(|node| embedded(new, node));
                    let was = self.old.node(frame).and_then(|node| embedded(self.old, node));
                    if now.is_none() && was.is_some() {
                        self.out.op(Op::SetString).word(frame.0).word(Property::Picture as u32).str("");
                    }
                    self.out.op(Op::Document).word(frame.0).word(parent.0).word(mode);
                    made_with_it = false;
                }
                (NodeKind::ShadowRoot { .. }, Some(host)) if !self.is_fresh(host) => {
                    let flags = shadow_flags(&node.kind);
                    self.out.op(Op::Shadow).word(host.0).word(parent.0).word(flags);
                    made_with_it = false;
                }
                (_, None) => made_with_it = false,
                _ => {}
            }
        }
        if fresh && !made_with_it {
            self.built.push(parent);
        }
        let children = self.placeable(parent);
        // The old place of every child that may stay where it is.
        let mut places: BTreeMap<NodeId, u32> = BTreeMap::new();
        if made_with_it {
            places.extend(children.iter().filter(|id| self.is_fresh(**id)).zip(0..).map(|(id, place)| (*id, place)));
        } else if !fresh {
            let kept = self.old.children(parent).zip(0..).filter(|(id, _)| !self.is_gone_or_fresh(*id));
            places.extend(kept);
        }
        let known: Vec<NodeId> = children.iter().copied().filter(|id| places.contains_key(id)).collect();
        let numbers: Vec<u32> = known.iter().filter_map(|id| places.get(id).copied()).collect();
        let stays: BTreeSet<NodeId> =
            known.iter().zip(longest_increasing(&numbers)).filter(|(_, stays)| *stays).map(|(id, _)| *id).collect();
        let document = self.document_of(parent);
        let mut next = 0;
        for id in children.iter().rev() {
            if !stays.contains(id) {
                if self.is_fresh(*id) && !made_with_it {
                    self.build(*id, document);
                }
                self.out.op(Op::Place).word(id.0).word(parent.0).word(next);
                self.restructured = true;
            }
            next = id.0;
        }
    }

    /// Takes away what is gone: only the uppermost nodes, the rest goes with them.
    fn remove(&mut self, gone: &[NodeId]) {
        for id in gone {
            let Some(before) = self.old.node(*id) else { continue };
            let Some(parent) = before.parent else { continue };
            if self.new.node(parent).is_some() && !before.is_attachable() {
                self.out.op(Op::Remove).word(id.0);
            }
        }
    }

    /// Takes their document from the frames that hold none any more; its id may stand for something else by now.
    fn empty_frames(&mut self, differing: &[NodeId]) {
        for id in differing {
            let Some(before) = self.old.node(*id) else { continue };
            let (NodeKind::Document { .. }, Some(frame)) = (&before.kind, before.parent) else { continue };
            if self.new.node(frame).is_some_and(|frame| frame.attached.is_none()) && !self.is_fresh(frame) {
                self.out.op(Op::NoDocument).word(frame.0);
            }
        }
    }

    /// Ends what is known of nodes that are gone.
    pub(super) fn forget(&mut self, gone: &[NodeId]) {
        if gone.is_empty() {
            return;
        }
        self.out.op(Op::Forget).word(u32::try_from(gone.len()).unwrap_or(0));
        for id in gone {
            self.out.word(id.0);
        }
    }
}

pub(super) fn shadow_flags(kind: &NodeKind) -> u32 {
    match kind {
        NodeKind::ShadowRoot { delegates_focus, manual_slots, .. } => {
            u32::from(*delegates_focus) | u32::from(*manual_slots) << 1
        }
        _ => 0,
    }
}

fn depth(document: &Document, id: NodeId) -> u32 {
    let mut depth = 0;
    let mut above = document.node(id).and_then(|node| node.parent);
    while let Some(ancestor) = above {
        depth += 1;
        above = document.node(ancestor).and_then(|node| node.parent);
    }
    depth
}

/// Says whether a node stands where nothing is shown, so that it was never made.
pub(super) fn is_unseen(document: &Document, id: NodeId) -> bool {
    let mut above = document.node(id).and_then(|node| node.parent);
    while let Some(node) = above.and_then(|id| document.node(id)) {
        if hides(node) {
            return true;
        }
        above = node.parent;
    }
    false
}

/// Says whether what stands below a node is not shown as nodes.
pub(super) fn hides(node: &Node) -> bool {
    standin(node).is_some_and(|standin| matches!(standin.content, Content::Nothing | Content::Sheet))
}
