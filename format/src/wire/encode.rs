//! The encoder: the parts of events to the three columns of a payload.
//!
//! It is written so that a recorder can encode while it walks, without values in
//! between; [`Encoder::write`] does the same for values.

use super::number::{Integers, write_signed, write_unsigned, zigzag};
use super::series::{MAX_SERIES, SeriesTable};
use super::template::{self, Decimal, NumberTable, Parsed};
use super::{StringTable, item, operation, reference, strings};
use crate::{NodeId, Property};

/// Whether a string is worth a place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interning {
    /// It will come again: names, and short values.
    Keep,
    /// It is not likely to come again, but with other numbers: inline styles.
    Numbers,
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
    numbers: Vec<u8>,
    text: Vec<u8>,
    strings: StringTable,
    last_numbers: NumberTable,
    /// Bits of the hashes of the templates that have come once: a place is for those that come again.
    templates: [u64; 32],
    series: SeriesTable,
    /// What each series is of, by its number, and what the template of its last string began with; both by their hashes.
    series_keys: Vec<(u32, u32)>,
    /// How many strings of many numbers the subject has had since the event began.
    nth: u32,
    /// The chunk cannot be read without series.
    has_series: bool,
    /// A template and its numbers, while they are written.
    template: Vec<u8>,
    decimals: Vec<Decimal>,
    last_string: u32,
    last_parent: u32,
    last_node: u32,
    /// What the strings that come are part of: the last node, or the parent of the insertion.
    subject: u32,
    next_node: u32,
    last_at_micros: u64,
    last_offset: u32,
    /// The last whole number of each property.
    last_integers: Integers,
    last_x: i32,
    last_y: i32,
}

impl Encoder {
    /// Begins a segment: nothing of what was written before is referred to any more.
    pub fn begin_segment(&mut self) {
        self.strings.clear();
        self.last_numbers.clear();
        self.templates = [0; 32];
        self.series.clear();
        self.series_keys.clear();
        (self.last_string, self.last_node, self.last_parent, self.subject) = (0, 0, 0, 0);
        (self.last_offset, self.last_x, self.last_y) = (0, 0, 0);
        self.last_integers = Integers::default();
    }

    /// Begins a chunk whose times count from `start_micros`.
    pub fn begin_chunk(&mut self, start_micros: u64) {
        self.operations.clear();
        self.numbers.clear();
        self.text.clear();
        self.has_series = false;
        self.last_at_micros = start_micros;
    }

    /// Returns how many bytes the chunk has so far, before compression.
    pub fn len(&self) -> usize {
        self.operations.len() + self.numbers.len() + self.text.len()
    }

    /// Says whether nothing was written since the chunk began.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Says whether the chunk needs [`flag::SERIES`](crate::chunk::flag::SERIES).
    pub fn has_series(&self) -> bool {
        self.has_series
    }

    /// Returns the time of the last event, in microseconds.
    pub fn last_at_micros(&self) -> u64 {
        self.last_at_micros
    }

    /// Returns the payload's parts, in order: the lengths of the first two columns, and the three columns.
    pub fn payload(&self) -> (Vec<u8>, [&[u8]; 3]) {
        let mut head = Vec::new();
        write_unsigned(&mut head, self.operations.len() as u64);
        write_unsigned(&mut head, self.numbers.len() as u64);
        (head, [&self.operations, &self.numbers, &self.text])
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
        self.number(at_micros - self.last_at_micros);
        self.last_at_micros = at_micros;
        self.nth = 0;
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

    /// Writes an unsigned number into the column of numbers that hardly repeat.
    pub fn number(&mut self, value: u64) {
        write_unsigned(&mut self.numbers, value);
    }

    /// Writes a node that is there, by its distance from the node written last.
    pub fn node(&mut self, id: NodeId) {
        self.signed(i64::from(id.0) - i64::from(self.last_node));
        self.turn_to(id);
    }

    fn turn_to(&mut self, id: NodeId) {
        if self.subject != id.0 {
            self.nth = 0;
        }
        (self.last_node, self.subject) = (id.0, id.0);
    }

    /// Writes a node that may be none. 0 stands for none: no node has that id.
    pub fn optional_node(&mut self, id: Option<NodeId>) {
        match id {
            Some(id) => {
                self.unsigned(zigzag(i64::from(id.0) - i64::from(self.last_node)) + 1);
                self.turn_to(id);
            }
            None => self.unsigned(0),
        }
    }

    /// Writes an offset in a text or a list of children, by its distance from the offset written last.
    pub fn offset(&mut self, offset: u32) {
        self.signed(i64::from(offset) - i64::from(self.last_offset));
        self.last_offset = offset;
    }

    /// Writes the place of an insertion: its parent, by its distance from the parent of the insertion before it, and the
    /// child after which it comes.
    pub fn insertion(&mut self, parent: NodeId, previous: Option<NodeId>) {
        self.unsigned(operation::INSERT);
        self.signed(i64::from(parent.0) - i64::from(self.last_parent));
        self.last_parent = parent.0;
        let nth = if self.subject == parent.0 { self.nth } else { 0 };
        self.optional_node(previous);
        (self.subject, self.nth) = (parent.0, nth);
    }

    /// Notes the root of the tree that was inserted, after which the next one often comes.
    pub fn inserted(&mut self, root: NodeId) {
        self.last_node = root.0;
    }

    /// Writes that there is no string.
    pub fn null(&mut self) {
        self.unsigned(reference::NULL);
    }

    /// Writes a string.
    pub fn string(&mut self, text: &[u8], interning: Interning) {
        let mut reference = reference::INLINE;
        if interning == Interning::Keep && text.len() <= MAX_KEPT_BYTES {
            match self.strings.intern(text) {
                Ok(index) => return self.known(index),
                Err(true) => reference = reference::NEW,
                Err(false) => {}
            }
        }
        if interning != Interning::Inline && self.numbers(text, reference == reference::NEW) {
            return;
        }
        if reference == reference::NEW {
            self.last_string = self.strings.last();
        }
        self.unsigned(reference);
        self.bytes(text);
    }

    fn known(&mut self, index: u32) {
        self.last_string = index;
        self.unsigned(reference::FIRST_KNOWN + u64::from(index));
    }

    /// Writes a string as a template and numbers, if its template or its series has come before. `false`: it was not
    /// written.
    fn numbers(&mut self, text: &[u8], is_kept: bool) -> bool {
        let Self { template, decimals, subject, last_string, nth, series_keys, .. } = self;
        let parsed = template::parse(text, template, decimals, |head| {
            // Two that share a hash share a series, and cost more bytes than apart.
            let key = (subject.wrapping_mul(0x9e37_79b1) ^ *last_string).wrapping_mul(0x85eb_ca6b) ^ *nth;
            *nth += 1;
            let now = (key, strings::hash(head));
            if let Some(index) = series_keys.iter().position(|(known, _)| *known == key) {
                return (core::mem::replace(series_keys.get_mut(index)?, now) == now).then_some(index);
            }
            if series_keys.len() >= MAX_SERIES {
                series_keys.clear();
            }
            series_keys.push(now);
            None
        });
        match parsed {
            Parsed::Whole => return false,
            Parsed::Slot => {}
            Parsed::Series(index) => return self.next_of_series(index, is_kept),
        }
        let hash = strings::hash(&self.template);
        let bits = self.templates.get_mut(hash as usize % 32);
        let bit = 1_u64 << (hash >> 5 & 63);
        if let Some(bits) = bits.filter(|bits| **bits & bit == 0) {
            *bits |= bit;
            return false;
        }
        let string = self.last_string;
        let interned = self.strings.intern(&self.template);
        if interned == Err(false) {
            return false;
        }
        self.unsigned(if is_kept { reference::NEW_NUMBERS } else { reference::NUMBERS });
        match interned {
            Ok(index) => self.known(index),
            Err(_) => {
                self.last_string = self.strings.last();
                write_unsigned(&mut self.operations, reference::NEW);
                write_unsigned(&mut self.operations, self.template.len() as u64);
                self.text.extend_from_slice(&self.template);
            }
        }
        self.has_series |= !self.decimals.iter().all(|number| number.is_short());
        let Self { last_numbers, numbers, .. } = self;
        if let Some(slot) = last_numbers.slot(self.subject, string, self.last_string) {
            slot.replace(&self.decimals, |before, now| now.write(before, numbers));
        }
        true
    }

    /// Writes the template and the numbers that were found as the next string of a series.
    fn next_of_series(&mut self, index: usize, is_kept: bool) -> bool {
        self.has_series = true;
        self.unsigned(if is_kept { reference::NEW_NUMBERS } else { reference::NUMBERS });
        self.unsigned(reference::NULL);
        self.unsigned(index as u64);
        let Self { series, template, decimals, operations, numbers, text, .. } = self;
        let written = series.change(index, |series| {
            let shift = series.shift_to(decimals);
            let has_changed = series.template != *template;
            write_unsigned(operations, (shift as u64) << 1 | u64::from(has_changed));
            if has_changed {
                let (before, now) = (&series.template, &*template);
                let start = before.iter().zip(now).take_while(|(before, now)| before == now).count();
                let rest = before.iter().rev().zip(now.iter().rev()).take(before.len().min(now.len()) - start);
                let end = rest.take_while(|(before, now)| before == now).count();
                let middle = now.get(start..now.len() - end).unwrap_or_default();
                [start, end, middle.len()].into_iter().for_each(|length| write_unsigned(operations, length as u64));
                text.extend_from_slice(middle);
                core::mem::swap(&mut series.template, template);
            }
            let (mut given, mut likely_ones) = (decimals.iter(), 0);
            let written = series.replace(decimals.len(), shift, |likely| {
                let now = *given.next().ok_or(())?;
                if now == likely {
                    likely_ones += 1;
                    return Ok(now);
                }
                write_likely(numbers, &mut likely_ones);
                now.write(likely, numbers);
                Ok::<_, ()>(now)
            });
            write_likely(numbers, &mut likely_ones);
            written
        });
        written.is_some()
    }

    /// Writes bytes that are not text: their length, and they into the text column.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.unsigned(bytes.len() as u64);
        self.text.extend_from_slice(bytes);
    }

    /// Writes a pointer's place, by its distance from the place written last.
    pub fn place(&mut self, x: i32, y: i32) {
        write_signed(&mut self.numbers, i64::from(x) - i64::from(self.last_x));
        write_signed(&mut self.numbers, i64::from(y) - i64::from(self.last_y));
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
        let last = self.last_integers.of(property as u64);
        write_signed(&mut self.numbers, value.wrapping_sub(*last));
        *last = value;
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

/// Writes how many numbers in a row are what they were likely to be, if any.
fn write_likely(numbers: &mut Vec<u8>, count: &mut u64) {
    if let Some(more) = core::mem::take(count).checked_sub(1) {
        write_unsigned(numbers, 0);
        write_unsigned(numbers, more);
    }
}
