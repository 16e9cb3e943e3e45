//! Commands as the recorder's module takes them: numbers, and text beside them.

use crate::command as c;
use domreel_format::Text;

/// A piece is closed when it has so many numbers; one command needs fewer than what is left to the batch's room.
const MAX_NUMBERS: usize = 48_000;
/// A piece is closed when it has so many bytes of text.
const MAX_TEXT_BYTES: usize = 1 << 20;

/// Numbers and text that are one batch.
#[derive(Default)]
pub(crate) struct Piece {
    pub(crate) numbers: Vec<i32>,
    pub(crate) text: Vec<u8>,
}

/// Commands in the making.
#[derive(Default)]
pub(crate) struct Commands {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) next_node: u32,
    pub(crate) next_sheet: u32,
}

impl Commands {
    /// Begins anew.
    pub(crate) fn begin(&mut self, next_node: u32, next_sheet: u32) {
        *self = Self { pieces: Vec::new(), next_node, next_sheet };
    }

    /// Begins a command.
    pub(crate) fn command(&mut self, command: i32) {
        let is_full = self
            .pieces
            .last()
            .is_none_or(|piece| piece.numbers.len() >= MAX_NUMBERS || piece.text.len() >= MAX_TEXT_BYTES);
        if is_full {
            self.pieces.push(Piece::default());
        }
        self.put(command);
    }

    pub(crate) fn put(&mut self, number: i32) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.numbers.push(number);
        }
    }

    pub(crate) fn unsigned(&mut self, number: u32) {
        self.put(number.cast_signed());
    }

    pub(crate) fn wide(&mut self, number: u64) {
        let bytes = number.to_le_bytes();
        let [a, b, c, d, e, f, g, h] = bytes;
        self.put(i32::from_le_bytes([a, b, c, d]));
        self.put(i32::from_le_bytes([e, f, g, h]));
    }

    /// Puts the length of a text among the numbers, in UTF-16 code units as the batch counts.
    pub(crate) fn length(&mut self, text: &Text) {
        let units = units(text);
        self.put(units);
    }

    /// Puts the length of a text that may be none.
    pub(crate) fn optional_length(&mut self, text: Option<&Text>) {
        self.put(text.map_or(-1, units));
    }

    /// Puts a text whose length was put.
    pub(crate) fn text(&mut self, text: &Text) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.text.extend_from_slice(text.as_bytes());
        }
    }

    /// Puts bytes behind the text.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.text.extend_from_slice(bytes);
        }
    }

    pub(crate) fn string(&mut self, text: &Text) {
        self.length(text);
        self.text(text);
    }

    /// Writes the time of what follows.
    pub(crate) fn at(&mut self, micros: u64) {
        self.command(c::AT);
        self.wide(micros);
    }
}

/// Counts UTF-16 code units; a lone surrogate is one, in three bytes.
pub(crate) fn units(text: &Text) -> i32 {
    let count: usize =
        text.as_bytes().iter().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(*byte >= 0xf0)).sum();
    i32::try_from(count).unwrap_or(0)
}
