//! Where nodes stand: putting trees in, moving nodes, taking them out.
//!
//! [`super::apply`] asks for it; every link between two nodes is changed here.
//! Nothing is half done: what is refused leaves no node without a place.

use super::apply::{Warning, WarningKind};
use super::{Document, Node, NodeKind};
use crate::limits::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_PROPERTIES};
use crate::{Attribute, NodeData, NodeId, Property, Tree, TreeNode, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many nodes are passed in about the time that setting an attribute takes.
const NODES_PER_WORK: u64 = 32;

impl Document {
    pub(super) fn insert(
        &mut self,
        parent: NodeId,
        previous: Option<NodeId>,
        tree: Tree,
        warn: &mut dyn FnMut(Warning),
    ) -> Result<(), Warning> {
        let Some(root) = tree.nodes.first() else { return Ok(()) };
        let (id, attaches) = (root.id, root.data.is_attachable());
        self.check_place(parent, previous.filter(|_| !attaches))?;
        if attaches && !self.nodes.get(parent).is_some_and(|node| node.is_element()) {
            return Err(WarningKind::WrongKind.on(id));
        }
        let depth = self.depth(parent) + 1;
        self.work += u64::from(depth) / NODES_PER_WORK;
        if self.plant(tree, depth, warn) {
            self.link(id, parent, previous);
        }
        Ok(())
    }

    pub(super) fn relocate(&mut self, id: NodeId, parent: NodeId, previous: Option<NodeId>) -> Result<(), Warning> {
        let node = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?;
        if node.is_attachable() || previous == Some(id) {
            return Err(WarningKind::WrongKind.on(id));
        }
        self.check_place(parent, previous)?;
        if node.parent == Some(parent) && node.previous == previous {
            return Ok(());
        }
        let mut above = Some(parent);
        while let Some(ancestor) = above {
            if ancestor == id {
                return Err(WarningKind::Cycle.on(id));
            }
            above = self.nodes.get(ancestor).and_then(|node| node.parent);
        }
        let depth = self.depth(parent) + 1;
        self.work += u64::from(depth) / NODES_PER_WORK;
        if !self.may_sink(id, depth) {
            return Err(WarningKind::LimitExceeded.on(id));
        }
        self.unlink(id);
        self.link(id, parent, previous);
        Ok(())
    }

    /// Takes a node, and all below it, from the document.
    pub(super) fn remove(&mut self, id: NodeId) {
        if self.nodes.get(id).is_some() {
            self.unlink(id);
            self.drop_below(id);
        }
    }

    /// Puts the nodes of a tree into the table, linked among each other; the root has no parent yet.
    ///
    /// `base` is the depth at which the root will stand. A node that cannot be
    /// put in is left out with all below it. Returns whether the root is in.
    pub(super) fn plant(&mut self, tree: Tree, base: u32, warn: &mut dyn FnMut(Warning)) -> bool {
        // The last node at each depth; `None` where it was left out, and with it all below it.
        let mut path: Vec<Option<NodeId>> = Vec::new();
        let mut is_in = false;
        for (index, node) in tree.nodes.into_iter().enumerate() {
            let id = node.id;
            let depth = node.depth as usize;
            let is_root = index == 0 && depth == 0;
            path.truncate(depth);
            let planted = if is_root {
                self.plant_one(node, base, None)
            } else if depth == 0 || path.len() < depth {
                // A second root, or a node without one above it, has nowhere to stand.
                Err(WarningKind::WrongKind.on(id))
            } else {
                match path.last().copied().flatten() {
                    Some(parent) => self.plant_one(node, base, Some(parent)),
                    // What is above it was left out, and has been warned of.
                    None => {
                        path.push(None);
                        continue;
                    }
                }
            };
            if let Err(warning) = planted {
                warn(warning);
            }
            is_in |= is_root && planted.is_ok();
            if depth == 0 && !is_root {
                // The first root stays; all below the second is left out.
                path.push(None);
            } else if path.len() == depth {
                path.push(planted.is_ok().then_some(id));
            }
        }
        is_in
    }

    fn plant_one(&mut self, from: TreeNode, base: u32, parent: Option<NodeId>) -> Result<(), Warning> {
        let id = from.id;
        let depth = base.saturating_add(from.depth);
        if depth >= MAX_DEPTH || self.nodes.len() >= MAX_NODES {
            return Err(WarningKind::LimitExceeded.on(id));
        }
        if let Some(parent) = parent {
            self.check_place(parent, None)?;
            if from.data.is_attachable() && !self.nodes.get(parent).is_some_and(Node::is_element) {
                return Err(WarningKind::WrongKind.on(id));
            }
        }
        if !self.nodes.insert(id, Node::new(distinct(from.data), in_order(from.properties))) {
            return Err(WarningKind::TakenId.on(id));
        }
        self.work += 1;
        self.next_id = self.next_id.max(id.0 + 1);
        self.deepest = self.deepest.max(depth);
        if let Some(parent) = parent {
            let last = self.nodes.get(parent).and_then(|node| node.last_child);
            self.link(id, parent, last);
        }
        Ok(())
    }

    /// Checks that a node can come below `parent`, after `previous`.
    fn check_place(&self, parent: NodeId, previous: Option<NodeId>) -> Result<(), Warning> {
        let above = self.nodes.get(parent).ok_or(WarningKind::UnknownNode.on(parent))?;
        if !above.is_container() {
            return Err(WarningKind::WrongKind.on(parent));
        }
        match previous {
            // An attached root is below its host and yet none of its children.
            Some(previous)
                if self.nodes.get(previous).is_none_or(|node| node.parent != Some(parent) || node.is_attachable()) =>
            {
                Err(WarningKind::UnknownNode.on(previous))
            }
            _ => Ok(()),
        }
    }

    /// Returns how many nodes stand above `id`.
    fn depth(&self, id: NodeId) -> u32 {
        let mut depth = 0;
        let mut above = self.nodes.get(id).and_then(|node| node.parent);
        while let Some(ancestor) = above {
            depth += 1;
            above = self.nodes.get(ancestor).and_then(|node| node.parent);
        }
        depth
    }

    /// Says whether all below `id` keeps within the limit when `id` stands at `depth`.
    ///
    /// Walks the subtree only where a bound on the depth of the whole document leaves it open.
    fn may_sink(&mut self, id: NodeId, depth: u32) -> bool {
        let sinks = depth.saturating_sub(self.depth(id));
        if self.deepest + sinks >= MAX_DEPTH {
            self.work += self.nodes.len() as u64 / NODES_PER_WORK;
            self.deepest = self.root.map_or(0, |root| self.height(root));
        }
        if self.deepest + sinks < MAX_DEPTH {
            self.deepest += sinks;
            return true;
        }
        self.work += self.nodes.len() as u64 / NODES_PER_WORK;
        let deepest = depth + self.height(id);
        if deepest >= MAX_DEPTH {
            return false;
        }
        self.deepest = self.deepest.max(deepest);
        true
    }

    /// Returns how far below `id` its deepest node stands.
    fn height(&self, id: NodeId) -> u32 {
        self.descend(id).map(|(_, _, depth)| depth).max().unwrap_or(0)
    }

    /// Gives a node that has no parent its place, which was checked.
    fn link(&mut self, id: NodeId, parent: NodeId, previous: Option<NodeId>) {
        if self.nodes.get(id).is_some_and(Node::is_attachable) {
            if let Some(old) = self.nodes.get_mut(parent).and_then(|host| host.attached.replace(id)) {
                self.drop_below(old);
            }
            self.update(id, |node| node.parent = Some(parent));
            return;
        }
        let next = match previous {
            Some(previous) => self.nodes.get(previous).and_then(|node| node.next),
            None => self.nodes.get(parent).and_then(|node| node.first_child),
        };
        self.update(id, |node| {
            (node.parent, node.previous, node.next) = (Some(parent), previous, next);
        });
        match previous {
            Some(previous) => self.update(previous, |node| node.next = Some(id)),
            None => self.update(parent, |node| node.first_child = Some(id)),
        }
        match next {
            Some(next) => self.update(next, |node| node.previous = Some(id)),
            None => self.update(parent, |node| node.last_child = Some(id)),
        }
    }

    /// Takes a node from its place; it stays in the table.
    fn unlink(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(id) else { return };
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        let Some(parent) = parent else { return };
        if self.nodes.get(parent).is_some_and(|above| above.attached == Some(id)) {
            self.update(parent, |above| above.attached = None);
            return;
        }
        match previous {
            Some(previous) => self.update(previous, |node| node.next = next),
            None => self.update(parent, |node| node.first_child = next),
        }
        match next {
            Some(next) => self.update(next, |node| node.previous = previous),
            None => self.update(parent, |node| node.last_child = previous),
        }
    }

    /// Takes a node without a place, and all below it, from the table.
    fn drop_below(&mut self, id: NodeId) {
        let ids: Vec<NodeId> = self.descend(id).map(|(id, ..)| id).collect();
        for id in ids {
            self.nodes.remove(id);
        }
    }

    fn update(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id) {
            change(node);
        }
    }
}

/// Returns the kind of node with no more attributes than there may be, each once: the first counts, as in HTML.
fn distinct(data: NodeData) -> NodeKind {
    let mut kind = NodeKind::from(data);
    if let NodeKind::Element { attributes, .. } = &mut kind
        && (attributes.len() > MAX_ATTRIBUTES || repeats(attributes))
    {
        let mut seen = BTreeSet::new();
        let first = |a: &&Attribute| seen.insert((a.name.clone(), a.namespace.clone()));
        *attributes = Arc::new(attributes.iter().filter(first).take(MAX_ATTRIBUTES).cloned().collect());
    }
    kind
}

/// Says whether two of the attributes have the same name.
fn repeats(attributes: &[Attribute]) -> bool {
    if attributes.len() > 16 {
        let mut seen = BTreeSet::new();
        return !attributes.iter().all(|a| seen.insert((&a.name, &a.namespace)));
    }
    let same = |a: &Attribute, b: &Attribute| a.name == b.name && a.namespace == b.namespace;
    attributes.iter().enumerate().any(|(index, a)| attributes.iter().take(index).any(|b| same(a, b)))
}

/// Returns properties in the order in which a node keeps them, each once: the last counts, as if they were set in turn.
fn in_order(properties: Vec<(Property, Value)>) -> Vec<(Property, Value)> {
    if properties.len() <= MAX_PROPERTIES && properties.is_sorted_by(|(key, _), (next, _)| key < next) {
        return properties;
    }
    let mut kept: Vec<(Property, Value)> = Vec::with_capacity(properties.len().min(MAX_PROPERTIES));
    for (property, value) in properties {
        match kept.binary_search_by_key(&property, |(key, _)| *key) {
            Ok(at) => {
                if let Some(known) = kept.get_mut(at) {
                    known.1 = value;
                }
            }
            Err(at) if kept.len() < MAX_PROPERTIES => kept.insert(at, (property, value)),
            Err(_) => {}
        }
    }
    kept
}
