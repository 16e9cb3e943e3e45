//! The encoder behind the mask: it takes text only as [`Cleared`].

#[cfg(feature = "selective")]
use crate::check::Check;
use crate::mask::{Cleared, ClearedNumber};
#[cfg(feature = "selective")]
use domreel_format::state;
use domreel_format::wire::{Interning, item, kind, operation};
use domreel_format::{NodeId, Property, Writer};

/// How long a text may be to get a place in the segment's table.
const MAX_KEPT_TEXT_BYTES: usize = 32;

/// While a check is made, does something else and returns. Where no level is known but `all` none is ever made.
macro_rules! if_checking {
    ($output:ident) => {
        #[cfg(feature = "selective")]
        if $output.check.is_some() {
            return;
        }
    };
    ($output:ident, $check:ident => $action:expr) => {
        #[cfg(feature = "selective")]
        if let Some($check) = &mut $output.check {
            $action;
            return;
        }
    };
}

/// Writes events. None of it is inlined: each is called from many places, and every byte is loaded by every visitor.
///
/// What may carry content (text, bytes, some numbers) must have passed the mask:
/// there is no way to the writer but through these functions. Numbers that are
/// taken as they are say what kind of event it is, which node, when, and where
/// on the screen.
pub(crate) struct Output {
    writer: Writer,
    /// When the mutation happened that was announced, of which nothing is written yet.
    announced: Option<u64>,
    /// The check that is being made: what is written until its end goes into its digest, and nowhere else.
    #[cfg(feature = "selective")]
    check: Option<Check>,
}

impl Output {
    pub(crate) fn new(writer: Writer) -> Self {
        Self {
            writer,
            announced: None,
            #[cfg(feature = "selective")]
            check: None,
        }
    }

    /// Returns the number of the segment that is being written.
    pub(crate) fn segment(&self) -> u32 {
        self.writer.segment()
    }

    /// Returns the number of the chunk that is being written.
    pub(crate) fn sequence(&self) -> u32 {
        self.writer.sequence()
    }

    /// Begins a segment.
    pub(crate) fn begin_segment(&mut self, at_micros: u64) {
        self.writer.begin_segment(at_micros);
    }

    /// Makes a chunk of what was written since the last one.
    pub(crate) fn finish_chunk(&mut self, is_final: bool) -> Option<Vec<u8>> {
        self.writer.finish_chunk(is_final)
    }

    /// Says whether nothing was written since the last chunk.
    pub(crate) fn is_empty(&mut self) -> bool {
        self.writer.encoder().is_empty()
    }

    /// Returns how many bytes are waiting.
    pub(crate) fn buffered(&mut self) -> usize {
        self.writer.encoder().len()
    }

    /// Announces a mutation: it is written with its first operation.
    pub(crate) fn mutation(&mut self, at_micros: u64) {
        self.announced = Some(at_micros);
    }

    /// Ends a mutation. One without operations leaves no trace: that it was there would tell how often one typed.
    pub(crate) fn end_mutation(&mut self) {
        if self.announced.take().is_none() {
            self.writer.encoder().end_mutation();
        }
    }

    /// Begins an operation.
    #[inline(never)]
    pub(crate) fn operation(&mut self, number: u64) {
        self.announce();
        self.writer.encoder().unsigned(number);
    }

    fn announce(&mut self) {
        if let Some(at_micros) = self.announced.take() {
            self.event(at_micros, kind::MUTATION);
        }
    }

    /// Begins an insertion below a node, after one or (0) before all others.
    pub(crate) fn insertion(&mut self, parent: u32, previous: u32) {
        self.announce();
        self.writer.encoder().insertion(NodeId(parent), (previous != 0).then_some(NodeId(previous)));
    }

    /// Notes the root of the tree that was inserted.
    pub(crate) fn inserted(&mut self, root: NodeId) {
        self.writer.encoder().inserted(root);
    }

    /// Ends a tree, and returns the id that the next node is expected to have.
    pub(crate) fn end_tree(&mut self) -> u32 {
        self.writer.encoder().end_tree();
        self.next_node()
    }

    /// Returns the id that the next node is expected to have.
    pub(crate) fn next_node(&mut self) -> u32 {
        self.writer.encoder().next_node()
    }

    /// Says which id the next node is expected to have.
    pub(crate) fn set_next_node(&mut self, next: u32) {
        self.writer.encoder().set_next_node(next);
    }

    /// The check that is being made.
    #[cfg(feature = "selective")]
    pub(crate) fn checking(&mut self) -> Option<&mut Check> {
        self.check.as_mut()
    }

    /// Begins a check, or ends it and writes its digests.
    #[cfg(feature = "selective")]
    pub(crate) fn check(&mut self, begins: bool, at_micros: u64) {
        let Some(check) = std::mem::replace(&mut self.check, begins.then(Check::default)) else { return };
        let (parts, entries) = check.finish();
        self.event(at_micros, kind::CHECK);
        parts.into_iter().for_each(|part| self.unsigned(part));
        self.event(at_micros, kind::CHECK_STATE);
        self.writer.encoder().bytes(&entries);
    }

    /// Begins a style sheet: in a keyframe, or as an operation, or of a check, which it says then.
    pub(crate) fn begin_sheet(&mut self, id: u32, in_keyframe: bool) -> bool {
        #[cfg(feature = "selective")]
        if let Some(check) = &mut self.check {
            check.begin(state::SHEET, id);
            return true;
        }
        if !in_keyframe {
            self.operation(operation::SET_SHEET);
        }
        self.unsigned(id);
        false
    }

    /// Begins what a root has adopted, likewise.
    pub(crate) fn begin_adoption(&mut self, id: u32, in_keyframe: bool) {
        if_checking!(self, check => check.begin(state::ADOPTED, id));
        if !in_keyframe {
            self.operation(operation::ADOPT);
        }
        self.node(id);
    }

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
        if_checking!(self, check => check.number(value));
        self.writer.encoder().unsigned(u64::from(value));
    }

    /// Writes a signed number.
    #[inline(never)]
    pub(crate) fn signed(&mut self, value: i32) {
        self.writer.encoder().signed(i64::from(value));
    }

    /// Writes a wide unsigned number: a time.
    pub(crate) fn wide(&mut self, value: u64) {
        self.writer.encoder().unsigned(value);
    }

    /// Writes a place in a text, or among children.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn offset(&mut self, offset: ClearedNumber) {
        self.writer.encoder().offset(offset.value() as u32);
    }

    /// Writes where in a cleared text something else comes in.
    pub(crate) fn splice_at(&mut self, units: u32) {
        self.writer.encoder().offset(units);
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
    pub(crate) fn name(&mut self, text: Cleared<'_>) {
        if_checking!(self, check => check.text(&text));
        self.writer.encoder().string(text.as_bytes(), Interning::Keep);
    }

    /// Writes text that is kept for reference if it is short.
    #[inline(never)]
    pub(crate) fn characters(&mut self, text: &Cleared<'_>) {
        if_checking!(self, check => check.text(text));
        let keep = text.as_bytes().len() <= MAX_KEPT_TEXT_BYTES;
        self.writer.encoder().string(text.as_bytes(), if keep { Interning::Keep } else { Interning::Inline });
    }

    /// Writes text that is likely to come again with other numbers.
    #[inline(never)]
    pub(crate) fn rule(&mut self, text: &Cleared<'_>) {
        if_checking!(self, check => check.text(text));
        self.writer.encoder().string(text.as_bytes(), Interning::Numbers);
    }

    /// Writes text that will not come again, or none.
    #[inline(never)]
    pub(crate) fn optional_text(&mut self, text: Option<&Cleared<'_>>) {
        if_checking!(self, check => {
            check.number(u32::from(text.is_some()));
            text.into_iter().for_each(|text| check.text(text));
        });
        match text {
            Some(text) => self.writer.encoder().string(text.as_bytes(), Interning::Inline),
            None => self.writer.encoder().null(),
        }
    }

    /// Writes an attribute's name.
    #[inline(never)]
    pub(crate) fn attribute_name(&mut self, namespace: Option<&Cleared<'_>>, name: &Cleared<'_>) {
        if_checking!(self, check => check.digest.attribute_name(namespace.map(Cleared::as_bytes), name.as_bytes()));
        self.writer.encoder().attribute_name(namespace.map(Cleared::as_bytes), name.as_bytes());
    }

    /// Writes an attribute's value. Inline styles hardly come again but with other numbers.
    #[inline(never)]
    pub(crate) fn attribute_value(&mut self, name: &Cleared<'_>, value: &Cleared<'_>) {
        if_checking!(self, check => check.digest.attribute_value(value.as_bytes()));
        let interning = if name.as_bytes() == b"style" { Interning::Numbers } else { Interning::Keep };
        self.writer.encoder().string(value.as_bytes(), interning);
    }

    /// Writes that there is no string.
    #[inline(never)]
    pub(crate) fn null(&mut self) {
        if_checking!(self, check => check.null());
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
        // An element without attributes is one as others are.
        if_checking!(self, check => check.number(if number == item::BARE_ELEMENT { item::ELEMENT } else { number } as u32));
        self.writer.encoder().item(up.unsigned_abs(), number);
    }

    /// Says that the next node of the tree has this id instead of the expected one.
    #[inline(never)]
    pub(crate) fn explicit_id(&mut self, id: NodeId, expected: NodeId) {
        if_checking!(self);
        self.writer.encoder().explicit_id(id, expected.0);
    }

    /// Writes a property and a number.
    #[inline(never)]
    pub(crate) fn number_property(&mut self, property: Property, number: ClearedNumber) {
        self.writer.encoder().number_property(property, number.value());
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
