//! The decoder: the three columns of a payload to events.

mod event;
mod operation;
mod tree;

use super::number::{Integers, read_unsigned, unzigzag};
use super::reference;
use super::series::{self, SeriesTable};
use super::template::{self, NumberTable};
use crate::DecodeErrorKind::{self, BadEvent, LimitExceeded};
use crate::limits::{MAX_NODE_ID, MAX_STRING_BYTES, MAX_STRINGS, MAX_TIME_MICROS, weight};
use crate::{Event, NodeId, Text};
use core::ops::Range;

type Result<T> = core::result::Result<T, DecodeErrorKind>;

/// What the decoder remembers from chunk to chunk of a segment.
///
/// After an error nothing of it can be trusted until a segment begins.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    strings: Vec<Text>,
    string_bytes: usize,
    last_numbers: NumberTable,
    series: SeriesTable,
    last_string: u32,
    last_parent: u32,
    last_node: u32,
    /// What the strings that come are part of: the last node, or the parent of the insertion.
    subject: u32,
    next_node: u32,
    last_offset: u32,
    last_integers: Integers,
    last_x: i32,
    last_y: i32,
    /// What all values read so far weigh.
    weight: u64,
    /// What they may weigh; `None`: there is no bound.
    allowed: Option<u64>,
}

impl Decoder {
    /// Begins a segment: nothing of what was read before is referred to any more.
    pub fn begin_segment(&mut self) {
        *self = Self { weight: self.weight, allowed: self.allowed, ..Self::default() };
    }

    /// Bounds what all values may weigh, those that were read before too, and those that come from now on.
    /// See [`crate::limits::weight`].
    pub fn allow(&mut self, all: u64, at_once: u64) {
        self.allowed = Some(all.min(self.weight.saturating_add(at_once)));
    }

    /// Returns what all values that were read so far weigh.
    pub fn weight(&self) -> u64 {
        self.weight
    }

    /// Finds the columns of a payload, of which [`Decoder::next`] reads event after event.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::BadEvent`] if it has no three columns.
    pub fn begin(payload: &[u8], start_micros: u64) -> Result<Unread> {
        let mut rest = payload;
        let mut length = || usize::try_from(read_unsigned(&mut rest).ok_or(BadEvent)?).map_err(|_| BadEvent);
        let lengths = [length()?, length()?];
        let operations = payload.len() - rest.len();
        let (_, rest) = rest.split_at_checked(lengths[0]).ok_or(BadEvent)?;
        let (_, rest) = rest.split_at_checked(lengths[1]).ok_or(BadEvent)?;
        let text = payload.len() - rest.len();
        let numbers = text - lengths[1];
        Ok(Unread {
            operations: operations..numbers,
            numbers: numbers..text,
            text: text..payload.len(),
            at_micros: start_micros,
        })
    }

    /// Reads the next event of a payload, with its time in microseconds; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::BadEvent`] or [`DecodeErrorKind::LimitExceeded`]: nothing more of the payload can be read.
    pub fn next(&mut self, payload: &[u8], unread: &mut Unread) -> Result<Option<(u64, Event)>> {
        let column = |range: &Range<usize>| payload.get(range.clone()).ok_or(BadEvent);
        let mut columns = Columns {
            state: self,
            operations: column(&unread.operations)?,
            numbers: column(&unread.numbers)?,
            text: column(&unread.text)?,
        };
        if columns.operations.is_empty() {
            return Ok(None);
        }
        let at_micros = unread.at_micros.saturating_add(columns.number()?);
        if at_micros > MAX_TIME_MICROS {
            return Err(LimitExceeded);
        }
        columns.weigh(weight::EVENT)?;
        let event = columns.event()?;
        let left = [columns.operations.len(), columns.numbers.len(), columns.text.len()];
        for (range, left) in [&mut unread.operations, &mut unread.numbers, &mut unread.text].into_iter().zip(left) {
            range.start = range.end - left;
        }
        unread.at_micros = at_micros;
        Ok(Some((at_micros, event)))
    }
}

/// What is left of a payload's columns, and the time of the event that was read last.
#[derive(Clone, Debug)]
pub struct Unread {
    operations: Range<usize>,
    numbers: Range<usize>,
    text: Range<usize>,
    at_micros: u64,
}

/// What is left of the columns.
struct Columns<'a> {
    state: &'a mut Decoder,
    operations: &'a [u8],
    numbers: &'a [u8],
    text: &'a [u8],
}

impl Columns<'_> {
    /// Counts a value before it is made.
    fn weigh(&mut self, weight: u64) -> Result<()> {
        self.state.weight = self.state.weight.saturating_add(weight);
        if self.state.allowed.is_some_and(|allowed| self.state.weight > allowed) {
            return Err(LimitExceeded);
        }
        Ok(())
    }

    fn unsigned(&mut self) -> Result<u64> {
        read_unsigned(&mut self.operations).ok_or(BadEvent)
    }

    /// Reads an unsigned number from the column of numbers.
    fn number(&mut self) -> Result<u64> {
        read_unsigned(&mut self.numbers).ok_or(BadEvent)
    }

    fn signed(&mut self) -> Result<i64> {
        self.unsigned().map(unzigzag)
    }

    fn u32(&mut self) -> Result<u32> {
        u32::try_from(self.unsigned()?).map_err(|_| LimitExceeded)
    }

    fn i32(&mut self) -> Result<i32> {
        i32::try_from(self.signed()?).map_err(|_| LimitExceeded)
    }

    fn flag(&mut self) -> Result<bool> {
        match self.unsigned()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(BadEvent),
        }
    }

    /// Reads a count. What is counted takes a byte each at least, so a count
    /// beyond the bytes that are left is a lie.
    fn count(&mut self, limit: usize) -> Result<usize> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| LimitExceeded)?;
        if count > limit {
            Err(LimitExceeded)
        } else if count > self.operations.len() {
            Err(BadEvent)
        } else {
            Ok(count)
        }
    }

    fn node_from(&mut self, distance: i64) -> Result<NodeId> {
        let id = node_at(self.state.last_node, distance)?;
        (self.state.last_node, self.state.subject) = (id.0, id.0);
        Ok(id)
    }

    /// Reads where an insertion goes: its parent, and the child after which it comes.
    fn insertion(&mut self) -> Result<(NodeId, Option<NodeId>)> {
        let distance = self.signed()?;
        let parent = node_at(self.state.last_parent, distance)?;
        let previous = self.optional_node()?;
        (self.state.last_parent, self.state.subject) = (parent.0, parent.0);
        Ok((parent, previous))
    }

    fn node(&mut self) -> Result<NodeId> {
        let distance = self.signed()?;
        self.node_from(distance)
    }

    fn optional_node(&mut self) -> Result<Option<NodeId>> {
        match self.unsigned()?.checked_sub(1) {
            None => Ok(None),
            Some(distance) => self.node_from(unzigzag(distance)).map(Some),
        }
    }

    /// Takes a length, and so many bytes from the text column.
    fn take_bytes(&mut self) -> Result<&[u8]> {
        let length = usize::try_from(self.unsigned()?).map_err(|_| LimitExceeded)?;
        let (bytes, rest) = self.text.split_at_checked(length).ok_or(BadEvent)?;
        self.text = rest;
        self.weigh(weight::STRING + length as u64)?;
        Ok(bytes)
    }

    fn take_text(&mut self) -> Result<Text> {
        self.take_bytes().map(Text::from_wtf8)
    }

    fn optional_text(&mut self) -> Result<Option<Text>> {
        Ok(Some(match self.unsigned()? {
            reference::NULL => return Ok(None),
            reference::INLINE => self.take_text()?,
            reference::NEW => self.new_text()?,
            reference::NUMBERS => self.text_of_numbers()?,
            reference::NEW_NUMBERS => {
                let place = self.keep(Text::default())?;
                let text = self.text_of_numbers()?;
                self.count_kept(text.len())?;
                if let Some(kept) = self.state.strings.get_mut(place) {
                    kept.clone_from(&text);
                }
                text
            }
            known => self.known_text(known)?,
        }))
    }

    fn new_text(&mut self) -> Result<Text> {
        let text = self.take_text()?;
        self.count_kept(text.len())?;
        let place = self.keep(text.clone())?;
        self.state.last_string = u32::try_from(place).map_err(|_| LimitExceeded)?;
        Ok(text)
    }

    fn known_text(&mut self, reference: u64) -> Result<Text> {
        let index = u32::try_from(reference - reference::FIRST_KNOWN).map_err(|_| BadEvent)?;
        let text = self.state.strings.get(index as usize).cloned().ok_or(BadEvent)?;
        self.state.last_string = index;
        Ok(text)
    }

    /// Gives a string the next place in the table.
    fn keep(&mut self, text: Text) -> Result<usize> {
        let place = self.state.strings.len();
        if place >= MAX_STRINGS {
            return Err(LimitExceeded);
        }
        self.state.strings.push(text);
        Ok(place)
    }

    fn count_kept(&mut self, bytes: usize) -> Result<()> {
        self.state.string_bytes += bytes;
        if self.state.string_bytes > MAX_STRING_BYTES { Err(LimitExceeded) } else { Ok(()) }
    }

    /// Reads a template and puts its numbers into it.
    fn text_of_numbers(&mut self) -> Result<Text> {
        let string = self.state.last_string;
        let template = match self.unsigned()? {
            reference::NEW => self.new_text()?,
            known if known >= reference::FIRST_KNOWN => self.known_text(known)?,
            reference::NULL => return self.text_of_series(),
            _ => return Err(BadEvent),
        };
        let Decoder { last_numbers, subject, last_string, .. } = &mut *self.state;
        let slot = last_numbers.slot(*subject, string, *last_string).ok_or(BadEvent)?;
        let numbers = &mut self.numbers;
        let text = template::print(template.as_bytes(), slot, |before| {
            let head = read_unsigned(numbers).ok_or(BadEvent)?;
            before.read(head, numbers).ok_or(BadEvent)
        })?;
        let text = text.ok_or(BadEvent)?;
        self.weigh(weight::STRING + text.len() as u64)?;
        Ok(Text::from_well_formed(text))
    }

    /// Reads the next string of a series.
    fn text_of_series(&mut self) -> Result<Text> {
        let index = self.length()?;
        let head = self.length()?;
        let shift = head >> 1;
        let changed = if head & 1 == 0 { None } else { Some([self.length()?, self.length()?, self.length()?]) };
        let (middle, rest) = self.text.split_at_checked(changed.map_or(0, |[.., middle]| middle)).ok_or(BadEvent)?;
        self.text = rest;
        let numbers = &mut self.numbers;
        let text = self.state.series.change(index, |series| {
            if let Some([start, end, _]) = changed {
                let (start, rest) = series.template.split_at_checked(start)?;
                let end = rest.get(rest.len().checked_sub(end)?..)?;
                series.template = [start, middle, end].concat();
            }
            let count = series.template.iter().filter(|byte| **byte == template::MARK).count();
            if shift > series::MAX_SHIFT || count > series::MAX_NUMBERS || series.template.len() > series::MAX_BYTES {
                return None;
            }
            let mut likely_ones = 0_u64;
            let read = series.replace(count, shift, |likely| {
                if let Some(left) = likely_ones.checked_sub(1) {
                    likely_ones = left;
                    return Ok(likely);
                }
                match read_unsigned(numbers).ok_or(())? {
                    0 => likely_ones = read_unsigned(numbers).ok_or(())?,
                    head => return likely.read(head, numbers).ok_or(()),
                }
                Ok(likely)
            });
            (read.is_ok() && likely_ones == 0).then(|| series.print())
        });
        let text = text.flatten().ok_or(BadEvent)?;
        self.weigh(weight::STRING + text.len() as u64)?;
        Ok(Text::from_wtf8(&text))
    }

    fn length(&mut self) -> Result<usize> {
        usize::try_from(self.unsigned()?).map_err(|_| LimitExceeded)
    }

    fn string(&mut self) -> Result<Text> {
        self.optional_text()?.ok_or(BadEvent)
    }

    fn bytes(&mut self) -> Result<Vec<u8>> {
        self.take_bytes().map(<[u8]>::to_vec)
    }

    fn offset(&mut self) -> Result<u32> {
        let offset = i64::from(self.state.last_offset).checked_add(self.signed()?).ok_or(LimitExceeded)?;
        self.state.last_offset = u32::try_from(offset).map_err(|_| LimitExceeded)?;
        Ok(self.state.last_offset)
    }

    fn place(&mut self) -> Result<(i32, i32)> {
        let moved = |from: i32, distance: i64| {
            i64::from(from).checked_add(distance).and_then(|to| i32::try_from(to).ok()).ok_or(LimitExceeded)
        };
        self.state.last_x = moved(self.state.last_x, unzigzag(self.number()?))?;
        self.state.last_y = moved(self.state.last_y, unzigzag(self.number()?))?;
        Ok((self.state.last_x, self.state.last_y))
    }
}

fn node_at(from: u32, distance: i64) -> Result<NodeId> {
    let id = i64::from(from).checked_add(distance).and_then(|id| u32::try_from(id).ok()).ok_or(BadEvent)?;
    if id > MAX_NODE_ID { Err(LimitExceeded) } else { Ok(NodeId(id)) }
}
