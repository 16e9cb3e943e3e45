//! The encoder behind the mask: it takes text only as [`Cleared`].

use crate::mask::Cleared;
use domreel_format::wire::{Interning, item};
use domreel_format::{NodeId, Property, Writer};

/// How long a text may be to get a place in the segment's table.
const MAX_KEPT_TEXT_BYTES: usize = 32;

/// Writes events. None of it is inlined: each is called from many places, and every byte is loaded by every visitor.
///
/// Everything that is text must have passed the mask.
pub(crate) struct Output {
    pub(crate) writer: Writer,
}

impl Output {
    /// Begins an event.
    #[inline(never)]
    pub(crate) fn event(&mut self, at_micros: u64, kind: u64) {
        if self.writer.encoder().is_empty() {
            self.writer.begin_chunk(at_micros);
        }
        self.writer.encoder().event(at_micros, kind);
    }

    /// Writes an unsigned number.
    #[inline(never)]
    pub(crate) fn unsigned(&mut self, value: u32) {
        self.writer.encoder().unsigned(u64::from(value));
    }

    /// Writes a signed number.
    #[inline(never)]
    pub(crate) fn signed(&mut self, value: i32) {
        self.writer.encoder().signed(i64::from(value));
    }

    /// Writes a pointer's place.
    #[inline(never)]
    pub(crate) fn place(&mut self, x: i32, y: i32) {
        self.writer.encoder().place(x, y);
    }

    /// Writes a node that is there.
    #[inline(never)]
    pub(crate) fn node(&mut self, id: u32) {
        self.writer.encoder().node(NodeId(id));
    }

    /// Writes a node that may be none (0).
    #[inline(never)]
    pub(crate) fn optional_node(&mut self, id: u32) {
        self.writer.encoder().optional_node((id != 0).then_some(NodeId(id)));
    }

    /// Writes text that is likely to come again.
    #[inline(never)]
    pub(crate) fn name(&mut self, text: &Cleared<'_>) {
        self.writer.encoder().string(text.as_bytes(), Interning::Keep);
    }

    /// Writes text that is kept for reference if it is short.
    #[inline(never)]
    pub(crate) fn characters(&mut self, text: &Cleared<'_>) {
        let keep = text.as_bytes().len() <= MAX_KEPT_TEXT_BYTES;
        self.writer.encoder().string(text.as_bytes(), if keep { Interning::Keep } else { Interning::Inline });
    }

    /// Writes text that is likely to come again with other numbers.
    #[inline(never)]
    pub(crate) fn rule(&mut self, text: &Cleared<'_>) {
        self.writer.encoder().string(text.as_bytes(), Interning::Numbers);
    }

    /// Writes text that will not come again, or none.
    #[inline(never)]
    pub(crate) fn optional_text(&mut self, text: Option<&Cleared<'_>>) {
        match text {
            Some(text) => self.writer.encoder().string(text.as_bytes(), Interning::Inline),
            None => self.writer.encoder().null(),
        }
    }

    /// Writes an attribute's name.
    #[inline(never)]
    pub(crate) fn attribute_name(&mut self, namespace: Option<&Cleared<'_>>, name: &Cleared<'_>) {
        self.writer.encoder().attribute_name(namespace.map(Cleared::as_bytes), name.as_bytes());
    }

    /// Writes an attribute's value. Inline styles hardly come again but with other numbers.
    #[inline(never)]
    pub(crate) fn attribute_value(&mut self, name: &Cleared<'_>, value: &Cleared<'_>) {
        let interning = if name.as_bytes() == b"style" { Interning::Numbers } else { Interning::Keep };
        self.writer.encoder().string(value.as_bytes(), interning);
    }

    /// Writes that there is no string.
    #[inline(never)]
    pub(crate) fn null(&mut self) {
        self.writer.encoder().null();
    }

    /// Writes the bytes of a resource.
    #[inline(never)]
    pub(crate) fn resource(&mut self, bytes: &Cleared<'_>) {
        self.writer.encoder().bytes(bytes.as_bytes());
    }

    /// Writes the head of a tree's item.
    #[inline(never)]
    pub(crate) fn item(&mut self, up: i32, number: u64) {
        self.writer.encoder().item(up.unsigned_abs(), number);
    }

    /// Says that the next node of the tree has this id instead of the expected one.
    #[inline(never)]
    pub(crate) fn explicit_id(&mut self, id: NodeId, expected: NodeId) {
        self.writer.encoder().explicit_id(id, expected.0);
    }

    /// Writes a property and a whole number.
    #[inline(never)]
    pub(crate) fn integer_property(&mut self, property: Property, value: i32) {
        self.writer.encoder().integer_property(property, i64::from(value));
    }

    /// Writes a property and a number.
    #[inline(never)]
    pub(crate) fn number_property(&mut self, property: Property, value: f64) {
        self.writer.encoder().number_property(property, value);
    }

    /// Writes a property and a text.
    #[inline(never)]
    pub(crate) fn text_property(&mut self, property: Property, text: &Cleared<'_>) {
        self.writer.encoder().text_property(property, text.as_bytes(), Interning::Keep);
    }

    /// Says that the item that follows is a property of the tree's last node.
    #[inline(never)]
    pub(crate) fn property_item(&mut self) {
        self.writer.encoder().item(0, item::PROPERTY);
    }
}
