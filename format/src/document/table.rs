//! The nodes of a document by id, shared between documents page by page.

use super::Node;
use crate::NodeId;
use crate::limits::MAX_NODE_ID;
use std::sync::Arc;

/// How many consecutive ids share a page.
pub const PAGE_NODES: usize = 64;

/// The nodes whose ids stand in one page.
type Page = [Option<Arc<Node>>; PAGE_NODES];

/// Nodes by id.
///
/// A clone shares every page with its original; a change copies the one page and
/// the one node that it touches.
#[derive(Clone, Debug, Default)]
pub struct NodeTable {
    pages: Vec<Option<Arc<Page>>>,
    len: usize,
}

impl NodeTable {
    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Says whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns a node.
    pub fn get(&self, id: NodeId) -> Option<&Node> {
        let (page, slot) = place(id);
        self.pages.get(page)?.as_ref()?.get(slot)?.as_deref()
    }

    /// Returns a node to be changed.
    pub(super) fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        let (page, slot) = place(id);
        Arc::make_mut(self.pages.get_mut(page)?.as_mut()?).get_mut(slot)?.as_mut().map(Arc::make_mut)
    }

    /// Puts a node in. Returns `false`, and does nothing, if the id is taken or out of bounds.
    pub(super) fn insert(&mut self, id: NodeId, node: Node) -> bool {
        if id.0 == 0 || id.0 > MAX_NODE_ID || self.get(id).is_some() {
            return false;
        }
        let (page, slot) = place(id);
        if self.pages.len() <= page {
            self.pages.resize(page + 1, None);
        }
        let Some(entry) = self.pages.get_mut(page) else { return false };
        let page = entry.get_or_insert_with(|| Arc::new([const { None }; PAGE_NODES]));
        if let Some(slot) = Arc::make_mut(page).get_mut(slot) {
            *slot = Some(Arc::new(node));
            self.len += 1;
        }
        true
    }

    /// Takes a node out.
    pub(super) fn remove(&mut self, id: NodeId) -> Option<Arc<Node>> {
        let (page, slot) = place(id);
        let entry = self.pages.get_mut(page)?;
        let shared = Arc::make_mut(entry.as_mut()?);
        let node = shared.get_mut(slot)?.take()?;
        self.len -= 1;
        if shared.iter().all(Option::is_none) {
            *entry = None;
        }
        Some(node)
    }

    /// Shares every node and page that is equal in `other` with it.
    pub(super) fn share_with(&mut self, other: &Self) {
        for (mine, theirs) in self.pages.iter_mut().zip(&other.pages) {
            let (Some(page), Some(theirs)) = (mine.as_mut(), theirs) else { continue };
            let mut all = true;
            for (mine, theirs) in Arc::make_mut(page).iter_mut().zip(theirs.iter()) {
                match (mine.as_mut(), theirs) {
                    (Some(node), Some(known)) if node == known => *node = Arc::clone(known),
                    (None, None) => {}
                    _ => all = false,
                }
            }
            if all {
                *mine = Some(Arc::clone(theirs));
            }
        }
    }

    /// Returns the ids of all nodes that are not the very same in both tables,
    /// in ascending order: those in one only, and those whose values may differ.
    ///
    /// The cost follows what differs, not what both hold.
    pub fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = NodeId> + 'a {
        let count = self.pages.len().max(other.pages.len());
        (0..count).flat_map(move |index| {
            let mine = self.pages.get(index).and_then(Option::as_ref);
            let theirs = other.pages.get(index).and_then(Option::as_ref);
            let same = match (mine, theirs) {
                (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
                (None, None) => true,
                _ => false,
            };
            let slots = if same { 0 } else { PAGE_NODES };
            (0..slots).filter_map(move |slot| {
                let mine = mine.and_then(|page| page.get(slot)?.as_ref());
                let theirs = theirs.and_then(|page| page.get(slot)?.as_ref());
                let differs = match (mine, theirs) {
                    (Some(mine), Some(theirs)) => !Arc::ptr_eq(mine, theirs),
                    (None, None) => false,
                    _ => true,
                };
                differs.then(|| NodeId(u32::try_from(index * PAGE_NODES + slot).unwrap_or(0)))
            })
        })
    }
}

/// Where a node stands: its page, and its slot there.
fn place(id: NodeId) -> (usize, usize) {
    let index = id.0 as usize;
    (index / PAGE_NODES, index % PAGE_NODES)
}
