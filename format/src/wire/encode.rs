//! The encoder: the parts of events to the two columns of a payload.
//!
//! It is written so that a recorder can encode while it walks, without values in
//! between; [`Encoder::write`] does the same for values.

use super::number::{write_signed, write_unsigned};
use super::{StringTable, item, operation, reference};
use crate::{NodeId, Property};

/// Whether a string is worth a place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interning {
    /// It will come again: names, and short values.
    Keep,
    /// It is not likely to come again.
    Inline,
}

/// The longest string that is kept in the table.
const MAX_KEPT_BYTES: usize = 96;

/// Writes the events of one segment, chunk by chunk.
///
/// Calls must follow the grammar of `docs/format.md`: the encoder does not check it.
#[derive(Debug, Default)]
pub struct Encoder {
    operations: Vec<u8>,
    text: Vec<u8>,
    strings: StringTable,
    last_node: u32,
    next_node: u32,
    last_at_micros: u64,
    last_x: i32,
    last_y: i32,
}

impl Encoder {
    /// Begins a segment: nothing of what was written before is referred to any more.
    pub fn begin_segment(&mut self) {
        self.strings.clear();
        self.last_node = 0;
        (self.last_x, self.last_y) = (0, 0);
    }

    /// Begins a chunk whose times count from `start_micros`.
    pub fn begin_chunk(&mut self, start_micros: u64) {
        self.operations.clear();
        self.text.clear();
        self.last_at_micros = start_micros;
    }

    /// Returns how many bytes the chunk has so far, before compression.
    pub fn len(&self) -> usize {
        self.operations.len() + self.text.len()
    }

    /// Says whether nothing was written since the chunk began.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Returns the time of the last event, in microseconds.
    pub fn last_at_micros(&self) -> u64 {
        self.last_at_micros
    }

    /// Returns the payload's parts, in order: the length of the first column, and both columns.
    pub fn payload(&self) -> (Vec<u8>, &[u8], &[u8]) {
        let mut head = Vec::new();
        write_unsigned(&mut head, self.operations.len() as u64);
        (head, &self.operations, &self.text)
    }

    /// Returns the id that the next new node gets.
    pub fn next_node(&self) -> u32 {
        self.next_node
    }

    /// Sets the id that the next new node gets.
    pub fn set_next_node(&mut self, id: u32) {
        self.next_node = id;
    }

    /// Begins an event. A time before that of the event before it is taken as that.
    pub fn event(&mut self, at_micros: u64, kind: u64) {
        let at_micros = at_micros.max(self.last_at_micros);
        self.unsigned(at_micros - self.last_at_micros);
        self.last_at_micros = at_micros;
        self.unsigned(kind);
    }

    /// Writes an unsigned number.
    pub fn unsigned(&mut self, value: u64) {
        write_unsigned(&mut self.operations, value);
    }

    /// Writes a signed number.
    pub fn signed(&mut self, value: i64) {
        write_signed(&mut self.operations, value);
    }

    /// Writes a node that is there, by its distance from the node written last.
    pub fn node(&mut self, id: NodeId) {
        self.signed(i64::from(id.0) - i64::from(self.last_node));
        self.last_node = id.0;
    }

    /// Writes a node that may be none. 0 stands for none: no node has that id.
    pub fn optional_node(&mut self, id: Option<NodeId>) {
        match id {
            Some(id) => {
                self.unsigned(super::number::zigzag(i64::from(id.0) - i64::from(self.last_node)) + 1);
                self.last_node = id.0;
            }
            None => self.unsigned(0),
        }
    }

    /// Writes that there is no string.
    pub fn null(&mut self) {
        self.unsigned(reference::NULL);
    }

    /// Writes a string.
    pub fn string(&mut self, text: &[u8], interning: Interning) {
        if interning == Interning::Keep && text.len() <= MAX_KEPT_BYTES {
            match self.strings.intern(text) {
                Ok(index) => return self.unsigned(reference::FIRST_KNOWN + u64::from(index)),
                Err(true) => self.unsigned(reference::NEW),
                Err(false) => self.unsigned(reference::INLINE),
            }
        } else {
            self.unsigned(reference::INLINE);
        }
        self.unsigned(text.len() as u64);
        self.text.extend_from_slice(text);
    }

    /// Writes bytes that are not text: their length, and they into the text column.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.unsigned(bytes.len() as u64);
        self.text.extend_from_slice(bytes);
    }

    /// Writes a pointer's place, by its distance from the place written last.
    pub fn place(&mut self, x: i32, y: i32) {
        self.signed(i64::from(x) - i64::from(self.last_x));
        self.signed(i64::from(y) - i64::from(self.last_y));
        (self.last_x, self.last_y) = (x, y);
    }

    /// Writes the head of a tree's item that stands `up` levels above the node before it.
    pub fn item(&mut self, up: u32, item: u64) {
        self.unsigned(u64::from(up) << 4 | item);
    }

    /// Counts a node that was just written, and returns its id.
    pub fn count_node(&mut self) -> NodeId {
        let id = NodeId(self.next_node);
        self.next_node += 1;
        id
    }

    /// Says that the next node of the tree has an id of its own choice instead of the next one.
    pub fn explicit_id(&mut self, id: NodeId, expected: u32) {
        self.item(0, item::ID);
        self.signed(i64::from(id.0) - i64::from(expected));
    }

    /// Ends a tree.
    pub fn end_tree(&mut self) {
        self.unsigned(item::END);
    }

    /// Ends a mutation.
    pub fn end_mutation(&mut self) {
        self.unsigned(operation::END);
    }

    /// Writes a name with its namespace, where it has one.
    ///
    /// A name cannot hold U+0000, so one that begins with it holds the namespace too.
    pub fn attribute_name(&mut self, namespace: Option<&[u8]>, name: &[u8]) {
        match namespace {
            None => self.string(name, Interning::Keep),
            Some(namespace) => {
                let joined = [b"\0", namespace, b"\0", name].concat();
                self.string(&joined, Interning::Keep);
            }
        }
    }

    /// Writes a property and a whole number.
    pub fn integer_property(&mut self, property: Property, value: i64) {
        self.unsigned(u64::from(property as u8) << 2);
        self.signed(value);
    }

    /// Writes a property and a number, as a whole one where it is one.
    pub fn number_property(&mut self, property: Property, value: f64) {
        match crate::Value::from(value) {
            crate::Value::Integer(value) => self.integer_property(property, value),
            _ => {
                self.unsigned(u64::from(property as u8) << 2 | 1);
                self.operations.extend_from_slice(&value.to_le_bytes());
            }
        }
    }

    /// Writes a property and a text.
    pub fn text_property(&mut self, property: Property, text: &[u8], interning: Interning) {
        self.unsigned(u64::from(property as u8) << 2 | 2);
        self.string(text, interning);
    }
}
