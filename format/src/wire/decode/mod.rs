//! The decoder: the two columns of a payload to events.

mod event;
mod operation;
mod tree;

use super::number::{read_unsigned, unzigzag};
use super::reference;
use crate::DecodeErrorKind::{self, BadEvent, LimitExceeded};
use crate::limits::{MAX_NODE_ID, MAX_STRING_BYTES, MAX_STRINGS, MAX_TIME_MICROS, weight};
use crate::{Event, NodeId, Text};

type Result<T> = core::result::Result<T, DecodeErrorKind>;

/// What the decoder remembers from chunk to chunk of a segment.
///
/// After an error nothing of it can be trusted until a segment begins.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    strings: Vec<Text>,
    string_bytes: usize,
    last_node: u32,
    next_node: u32,
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

    /// Bounds what all values, those that were read before too, may weigh. See [`crate::limits::weight`].
    pub fn allow(&mut self, weight: u64) {
        self.allowed = Some(weight);
    }

    /// Reads all events of a payload, each with its time in microseconds.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::BadEvent`] or [`DecodeErrorKind::LimitExceeded`];
    /// the events before the fault have been handed out by then.
    pub fn read(&mut self, payload: &[u8], start_micros: u64, mut each: impl FnMut(u64, Event)) -> Result<()> {
        let mut rest = payload;
        let operations = usize::try_from(read_unsigned(&mut rest).ok_or(BadEvent)?).map_err(|_| BadEvent)?;
        if operations > rest.len() {
            return Err(BadEvent);
        }
        let (operations, text) = rest.split_at(operations);
        let mut columns = Columns { state: self, operations, text };
        let mut at_micros = start_micros;
        while !columns.operations.is_empty() {
            at_micros = at_micros.saturating_add(columns.unsigned()?);
            if at_micros > MAX_TIME_MICROS {
                return Err(LimitExceeded);
            }
            columns.weigh(weight::EVENT)?;
            let event = columns.event()?;
            each(at_micros, event);
        }
        Ok(())
    }
}

/// What is left of both columns.
struct Columns<'a> {
    state: &'a mut Decoder,
    operations: &'a [u8],
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
        let id = i64::from(self.state.last_node).checked_add(distance).ok_or(BadEvent)?;
        let id = u32::try_from(id).map_err(|_| BadEvent)?;
        if id > MAX_NODE_ID {
            return Err(LimitExceeded);
        }
        self.state.last_node = id;
        Ok(NodeId(id))
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
        match self.unsigned()? {
            reference::NULL => Ok(None),
            reference::INLINE => self.take_text().map(Some),
            reference::NEW => {
                let text = self.take_text()?;
                self.state.string_bytes += text.len();
                if self.state.strings.len() >= MAX_STRINGS || self.state.string_bytes > MAX_STRING_BYTES {
                    return Err(LimitExceeded);
                }
                self.state.strings.push(text.clone());
                Ok(Some(text))
            }
            known => {
                let index = usize::try_from(known - reference::FIRST_KNOWN).map_err(|_| BadEvent)?;
                self.state.strings.get(index).cloned().map(Some).ok_or(BadEvent)
            }
        }
    }

    fn string(&mut self) -> Result<Text> {
        self.optional_text()?.ok_or(BadEvent)
    }

    fn bytes(&mut self) -> Result<Vec<u8>> {
        self.take_bytes().map(<[u8]>::to_vec)
    }

    fn place(&mut self) -> Result<(i32, i32)> {
        let moved = |from: i32, distance: i64| {
            i64::from(from).checked_add(distance).and_then(|to| i32::try_from(to).ok()).ok_or(LimitExceeded)
        };
        self.state.last_x = moved(self.state.last_x, self.signed()?)?;
        self.state.last_y = moved(self.state.last_y, self.signed()?)?;
        Ok((self.state.last_x, self.state.last_y))
    }
}
