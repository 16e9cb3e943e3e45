//! What the mask must know of each node: where it stands, in bits.

use domreel_format::NodeId;

/// Bits that say how the text at or below a node is to be treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u16);

impl Traits {
    /// Inside an element marked to be masked.
    pub(crate) const MASKED: Self = Self(1);
    /// Inside an element marked to be shown.
    pub(crate) const UNMASKED: Self = Self(2);
    /// Inside an element that is not to be read.
    pub(crate) const BLOCKED: Self = Self(4);
    /// Inside what a visitor fills in: its text is a form value.
    pub(crate) const VALUE: Self = Self(8);
    /// Inside a style sheet.
    pub(crate) const STYLE: Self = Self(16);
    /// Inside a script or what else nobody sees: its text is left out.
    pub(crate) const HIDDEN: Self = Self(32);
    /// In a field for secrets, or one that ever was: its value is never recorded.
    pub(crate) const SECRET: Self = Self(64);
    /// A field that a visitor fills in.
    pub(crate) const FIELD: Self = Self(128);
    /// A node of text.
    pub(crate) const TEXT: Self = Self(256);
    /// What stands for its masked value was written, and need not be again.
    pub(crate) const FILLED: Self = Self(512);
    /// The same of its attribute `value`.
    pub(crate) const FILLED_ATTRIBUTE: Self = Self(1024);
    /// A child of it is or was a field for secrets: a field that comes later may take its place.
    pub(crate) const HELD_SECRET: Self = Self(2048);
    /// A sheet that was adopted where text is masked. Others may share it, so its names stay.
    pub(crate) const ADOPTED: Self = Self(4096);
    /// Of an attribute that is being read: where it stands it mirrors no secret.
    pub(crate) const AWAY: Self = Self(8192);
    /// What stands for masked words about its value was written, and need not be again.
    pub(crate) const FILLED_BUBBLE: Self = Self(16384);
    /// What goes over to the nodes below.
    const INHERITED: u16 = 0b0111_1111;

    /// Returns the traits that the page's side knows of: by marks and selectors, slots, editors that a page writes for,
    /// and style that shows dots.
    pub(crate) fn marks(bits: u32) -> Self {
        Self(u16::from(bits.to_le_bytes()[0] & 0b0100_1111))
    }

    /// Says whether any of these bits is set.
    pub(crate) fn has(self, bits: Self) -> bool {
        self.0 & bits.0 != 0
    }

    /// Adds bits.
    #[must_use]
    pub(crate) fn with(self, bits: Self) -> Self {
        Self(self.0 | bits.0)
    }

    /// Takes bits away.
    #[must_use]
    pub(crate) fn without(self, bits: Self) -> Self {
        Self(self.0 & !bits.0)
    }

    /// Returns what goes over to the nodes below.
    pub(crate) fn inherited(self) -> Self {
        Self(self.0 & Self::INHERITED)
    }

    /// Says whether text here is recorded as the level says, with no mark in force.
    pub(crate) fn is_plain(self) -> bool {
        self.inherited().0 == 0
    }
}

/// The traits of every node, by id. Ids are dense, so two bytes each are all it costs.
#[derive(Debug, Default)]
pub(crate) struct TraitTable(Vec<Traits>);

impl TraitTable {
    /// Returns the traits of a node.
    pub(crate) fn get(&self, id: NodeId) -> Traits {
        self.0.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Adds or takes away bits of a node's traits.
    pub(crate) fn mark(&mut self, id: NodeId, bits: Traits, is_set: bool) {
        let own = self.get(id);
        self.set(id, if is_set { own.with(bits) } else { own.without(bits) });
    }

    /// Sets the traits of a node.
    pub(crate) fn set(&mut self, id: NodeId, traits: Traits) {
        let index = id.0 as usize;
        if traits == Traits::default() && index >= self.0.len() {
            return;
        }
        if self.0.len() <= index {
            self.0.resize(index + 1, Traits::default());
        }
        if let Some(slot) = self.0.get_mut(index) {
            *slot = traits;
        }
    }
}
