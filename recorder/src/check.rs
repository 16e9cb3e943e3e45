//! A check that is being made: digests of what the mask has cleared, in place of events.
//!
//! Part of the module that every level needs but `all` alone: a site that asks for checks gets that one.

use crate::mask::{Cleared, ClearedNumber};
use domreel_format::digest::{Digest, PARTS};
use domreel_format::state::{StateEntry, StateHash};
use domreel_format::{NodeId, Property};

/// Digests that are being made of the page, with the last node on each level of the tree.
#[derive(Default)]
pub(crate) struct Check {
    pub(crate) digest: Digest,
    levels: Vec<u32>,
    /// The entries of what stands in no attribute.
    state: Vec<u8>,
    /// The entry that is being made, of something with several parts.
    entry: Option<(u8, u32, StateHash)>,
}

impl Check {
    /// Begins a node, so far below the top document; shadow roots and documents are nobody's sibling.
    pub(crate) fn node(&mut self, id: u32, parent: u32, depth: usize, is_attached: bool) {
        let previous = self.levels.get(depth).copied().filter(|_| !is_attached);
        self.digest.node(id, parent, previous.unwrap_or_default());
        self.levels.resize(depth, 0);
        self.levels.push(if is_attached { 0 } else { id });
    }

    /// Begins an entry with several parts: of a style sheet, or of what a node has adopted.
    pub(crate) fn begin(&mut self, of: u8, id: u32) {
        self.end();
        self.entry = Some((of, id, StateHash::default()));
    }

    fn end(&mut self) {
        if let Some((of, id, hash)) = self.entry.take() {
            StateEntry { of, id, hash: hash.finish() }.write(&mut self.state);
        }
    }

    /// Makes the entry of a property that is a text. Of one that is a filler it says that it may not be told.
    pub(crate) fn text_property(&mut self, property: Property, id: NodeId, text: &Cleared<'_>) {
        let mut hash = StateHash::default();
        hash.text(text.as_bytes());
        let hash = if text.is_filler() { 0 } else { hash.finish() };
        StateEntry { of: property as u8, id: id.0, hash }.write(&mut self.state);
    }

    /// Makes the entry of a property that is a number, or of one that may not be told.
    pub(crate) fn number_property(&mut self, property: Property, id: NodeId, number: Option<ClearedNumber>) {
        // The size of what stands for a blocked element is that of its moment.
        if matches!(property, Property::BlockWidth | Property::BlockHeight) {
            return;
        }
        let hash = number.map_or(0, |number| {
            let mut hash = StateHash::default();
            hash.float(number.value());
            hash.finish()
        });
        StateEntry { of: property as u8, id: id.0, hash }.write(&mut self.state);
    }

    /// Adds a number to what is being looked at: the entry, or else the node.
    pub(crate) fn number(&mut self, number: u32) {
        match &mut self.entry {
            Some((.., hash)) => hash.number(number),
            None => self.digest.number(number),
        }
    }

    /// Adds a text to what is being looked at.
    pub(crate) fn text(&mut self, text: &Cleared<'_>) {
        match &mut self.entry {
            Some((.., hash)) => hash.text(text.as_bytes()),
            None => self.digest.text(text.as_bytes()),
        }
    }

    /// Adds that there is no text: the end of a node's attributes says nothing.
    pub(crate) fn null(&mut self) {
        if let Some((.., hash)) = &mut self.entry {
            hash.text(b"");
        }
    }

    /// Returns the digest of the nodes, and the entries.
    pub(crate) fn finish(mut self) -> ([u32; PARTS], Vec<u8>) {
        self.end();
        (self.digest.finish(), self.state)
    }
}
