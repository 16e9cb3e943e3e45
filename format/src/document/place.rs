//! Where nodes stand: putting trees in, moving nodes, taking them out.
//!
//! [`super::apply`] asks for it; everything that changes a link between two nodes is here.

use super::apply::{Warning, WarningKind};
use super::{Document, Node, NodeKind};
use crate::limits::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_PROPERTIES};
use crate::{NodeId, Property, Tree, TreeNode, Value};
use std::sync::Arc;

impl Document {
    pub(super) fn insert(
        &mut self,
        parent: NodeId,
        previous: Option<NodeId>,
        tree: &Tree,
        warn: &mut dyn FnMut(Warning),
    ) -> Result<(), Warning> {
        let Some(root) = tree.nodes.first() else { return Ok(()) };
        self.check_place(parent, previous)?;
        if self.nodes.get(root.id).is_some() {
            return Err(WarningKind::TakenId.on(root.id));
        }
        if self.depth(parent) >= MAX_DEPTH {
            return Err(WarningKind::LimitExceeded.on(root.id));
        }
        self.plant(tree, warn);
        self.link(root.id, parent, previous)
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

    pub(super) fn relocate(&mut self, id: NodeId, parent: NodeId, previous: Option<NodeId>) -> Result<(), Warning> {
        let node = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?;
        if node.is_attachable() || previous == Some(id) {
            return Err(WarningKind::WrongKind.on(id));
        }
        self.check_place(parent, previous)?;
        let mut above = Some(parent);
        while let Some(ancestor) = above {
            if ancestor == id {
                return Err(WarningKind::Cycle.on(id));
            }
            above = self.nodes.get(ancestor).and_then(|node| node.parent);
        }
        self.unlink(id);
        self.link(id, parent, previous)
    }

    /// Checks that a node can come below `parent`, after `previous`.
    fn check_place(&self, parent: NodeId, previous: Option<NodeId>) -> Result<(), Warning> {
        let above = self.nodes.get(parent).ok_or(WarningKind::UnknownNode.on(parent))?;
        if !above.is_container() {
            return Err(WarningKind::WrongKind.on(parent));
        }
        match previous {
            Some(previous) if self.nodes.get(previous).is_none_or(|node| node.parent != Some(parent)) => {
                Err(WarningKind::UnknownNode.on(previous))
            }
            _ => Ok(()),
        }
    }

    /// Puts the nodes of a tree into the table, linked among each other; the root has no parent yet.
    pub(super) fn plant(&mut self, tree: &Tree, warn: &mut dyn FnMut(Warning)) {
        // The last node at each depth; `None` where it was left out, and with it all below it.
        let mut path: Vec<Option<NodeId>> = Vec::new();
        for TreeNode { id, depth, data, properties } in &tree.nodes {
            let depth = *depth as usize;
            path.truncate(depth);
            let parent = match depth.checked_sub(1) {
                None if path.is_empty() => None,
                Some(above) if path.len() == depth => match path.get(above).copied().flatten() {
                    Some(parent) => Some(parent),
                    None => {
                        path.push(None);
                        continue;
                    }
                },
                _ => continue,
            };
            let planted = self.plant_one(*id, data, properties, depth, parent);
            path.push(planted.is_ok().then_some(*id));
            if let Err(warning) = planted {
                warn(warning);
            }
            // A second root would have nowhere to stand.
            if depth == 0 && path.len() != 1 {
                break;
            }
        }
    }

    fn plant_one(
        &mut self,
        id: NodeId,
        data: &crate::NodeData,
        properties: &[(Property, Value)],
        depth: usize,
        parent: Option<NodeId>,
    ) -> Result<(), Warning> {
        if depth >= MAX_DEPTH as usize || self.nodes.len() >= MAX_NODES {
            return Err(WarningKind::LimitExceeded.on(id));
        }
        if let Some(parent) = parent {
            self.check_place(parent, None)?;
        }
        let mut properties = properties.to_vec();
        properties.truncate(MAX_PROPERTIES);
        let mut node = Node::new(data.clone(), properties);
        if let NodeKind::Element { attributes, .. } = &mut node.kind
            && attributes.len() > MAX_ATTRIBUTES
        {
            Arc::make_mut(attributes).truncate(MAX_ATTRIBUTES);
        }
        if !self.nodes.insert(id, node) {
            return Err(WarningKind::TakenId.on(id));
        }
        self.next_id = self.next_id.max(id.0 + 1);
        match parent {
            Some(parent) => {
                let last = self.nodes.get(parent).and_then(|node| node.last_child);
                self.link(id, parent, last)
            }
            None => Ok(()),
        }
    }

    /// Gives a node that has no parent its place.
    fn link(&mut self, id: NodeId, parent: NodeId, previous: Option<NodeId>) -> Result<(), Warning> {
        let attachable = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?.is_attachable();
        if attachable {
            if !matches!(self.nodes.get(parent).map(|node| &node.kind), Some(NodeKind::Element { .. })) {
                self.drop_below(id);
                return Err(WarningKind::WrongKind.on(id));
            }
            if let Some(old) = self.nodes.get_mut(parent).and_then(|host| host.attached.replace(id)) {
                self.drop_below(old);
            }
            self.update(id, |node| node.parent = Some(parent));
            return Ok(());
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
        Ok(())
    }

    /// Takes a node from its place; it stays in the table.
    pub(super) fn unlink(&mut self, id: NodeId) {
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
    pub(super) fn drop_below(&mut self, id: NodeId) {
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
