//! The document: what a recording says the page is, at one instant.
//!
//! [`Document::apply`] is the only place where an event has meaning. A document
//! never fails on an event: what cannot be applied is skipped and reported as a
//! [`Warning`], so that a damaged or forged recording shows what it can.
//!
//! Cloning is cheap: nodes are shared in pages until one of the copies changes
//! them, which is how a player keeps many documents of one recording.

mod apply;
mod capture;
mod node;
mod place;
mod rename;
mod table;

pub use apply::{Warning, WarningKind};
pub use node::{Node, NodeKind};
pub use table::{NodeTable, PAGE_NODES};

use crate::snapshot::View;
use crate::{NodeId, Sheet, SheetId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A complete page at one instant.
#[derive(Clone, Debug, Default)]
pub struct Document {
    nodes: NodeTable,
    root: Option<NodeId>,
    sheets: Arc<BTreeMap<SheetId, Arc<Sheet>>>,
    view: View,
    next_id: u32,
    /// No node stands deeper than this; it may be more than the deepest does.
    deepest: u32,
    /// What has been done since it was asked for last.
    work: u64,
}

impl Document {
    /// Returns the top document's node, once a keyframe was applied.
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// Returns a node that is in the document.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Returns how much work events have been since this was asked last, in units of
    /// about the time that setting an attribute takes.
    ///
    /// A few bytes can ask for much: whoever applies what may be forged counts this, and not events.
    pub fn take_work(&mut self) -> u64 {
        core::mem::take(&mut self.work)
    }

    /// Returns the table of nodes, for comparing two documents page by page.
    pub fn nodes(&self) -> &NodeTable {
        &self.nodes
    }

    /// Returns a style sheet that has an identity of its own.
    pub fn sheet(&self, id: SheetId) -> Option<&Arc<Sheet>> {
        self.sheets.get(&id)
    }

    /// Returns all style sheets that have an identity of their own, by id.
    pub fn sheets(&self) -> impl Iterator<Item = (SheetId, &Arc<Sheet>)> {
        self.sheets.iter().map(|(id, sheet)| (*id, sheet))
    }

    /// Says whether both documents hold the very same table of sheets, without looking into it.
    pub fn shares_sheets(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.sheets, &other.sheets)
    }

    /// Returns what stands beside the tree: viewport, focus, selection, pointers.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Returns the children of a node, first to last.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { nodes: &self.nodes, next: self.node(id).and_then(|node| node.first_child) }
    }

    /// Returns the node and all below it in document order: a shadow root and a
    /// frame's document come before the children. With each its depth, from 0.
    pub fn descend(&self, id: NodeId) -> Descent<'_> {
        Descent { nodes: &self.nodes, top: id, next: self.node(id).map(|_| (id, 0)) }
    }
}

/// The children of a node.
#[derive(Debug)]
pub struct Children<'a> {
    nodes: &'a NodeTable,
    next: Option<NodeId>,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let id = self.next?;
        self.next = self.nodes.get(id).and_then(|node| node.next);
        Some(id)
    }
}

/// A node and all below it, in document order.
#[derive(Debug)]
pub struct Descent<'a> {
    nodes: &'a NodeTable,
    top: NodeId,
    next: Option<(NodeId, u32)>,
}

impl<'a> Iterator for Descent<'a> {
    type Item = (NodeId, &'a Node, u32);

    fn next(&mut self) -> Option<Self::Item> {
        let (id, depth) = self.next?;
        let node = self.nodes.get(id)?;
        self.next =
            node.attached.or(node.first_child).map(|child| (child, depth + 1)).or_else(|| self.after(id, depth));
        Some((id, node, depth))
    }
}

impl Descent<'_> {
    /// The node that follows the whole subtree of `id`.
    fn after(&self, mut id: NodeId, mut depth: u32) -> Option<(NodeId, u32)> {
        while id != self.top {
            let node = self.nodes.get(id)?;
            if let Some(next) = node.next {
                return Some((next, depth));
            }
            let parent = node.parent?;
            depth = depth.saturating_sub(1);
            let above = self.nodes.get(parent)?;
            // An attached root has no siblings: the children of its host come after it.
            if above.attached == Some(id)
                && let Some(child) = above.first_child
            {
                return Some((child, depth + 1));
            }
            id = parent;
        }
        None
    }
}
