//! Events as they are kept: packed, some hundred operations together.
//!
//! An event in memory is twenty times what it is in bytes, and most of them are
//! needed once in a while. So they are kept as the bytes of blocks, each of which
//! can be read by itself, and read again when a seek or the clock comes to them.

use domreel_format::Event;
use domreel_format::wire::{Decoder, Encoder};

/// How much work a block is, about.
pub(super) const BLOCK_WORK: u64 = 256;
/// How many bytes a block has at most, but for one event that is longer.
const BLOCK_BYTES: usize = 16 << 10;

/// Some events, packed.
#[derive(Debug)]
pub(super) struct Block {
    /// The time of its first event.
    pub(super) at_micros: u64,
    bytes: Box<[u8]>,
}

impl Block {
    /// Packs one event by itself.
    pub(super) fn of(at_micros: u64, event: &Event) -> Self {
        let mut encoder = Encoder::default();
        encoder.begin_chunk(at_micros);
        encoder.write(at_micros, event);
        Self::packed(at_micros, &encoder)
    }

    fn packed(at_micros: u64, encoder: &Encoder) -> Self {
        let (head, columns) = encoder.payload();
        Self { at_micros, bytes: [head, columns.concat()].concat().into() }
    }

    /// Returns about how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.bytes.len()
    }

    /// Returns its events, each with its time.
    pub(super) fn events(&self) -> Vec<(u64, Event)> {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        // What was written is read: nothing here can fail.
        if let Ok(mut unread) = Decoder::begin(&self.bytes, self.at_micros) {
            while let Ok(Some(event)) = decoder.next(&self.bytes, &mut unread) {
                events.push(event);
            }
        }
        events
    }
}

/// Packs events.
#[derive(Debug, Default)]
pub(super) struct Packer {
    encoder: Encoder,
    at_micros: Option<u64>,
    work: u64,
}

impl Packer {
    /// Takes an event that was so much work to apply. Returns a block if it is full now.
    pub(super) fn push(&mut self, at_micros: u64, event: &Event, work: u64) -> Option<Block> {
        if self.at_micros.is_none() {
            self.at_micros = Some(at_micros);
            self.encoder.begin_segment();
            self.encoder.set_next_node(0);
            self.encoder.begin_chunk(at_micros);
        }
        self.encoder.write(at_micros, event);
        self.work += work;
        if self.work >= BLOCK_WORK || self.encoder.len() >= BLOCK_BYTES { self.finish() } else { None }
    }

    /// Returns a block of what is left, if anything is.
    pub(super) fn finish(&mut self) -> Option<Block> {
        let at_micros = self.at_micros.take()?;
        self.work = 0;
        Some(Block::packed(at_micros, &self.encoder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_out_of_blocks_as_they_went_in() {
        let hover = |id: u32| Event::Hover { target: Some(domreel_format::NodeId(id)) };
        let events: Vec<(u64, Event)> = (1..2_000).map(|number| (u64::from(number / 3), hover(number))).collect();
        let mut packer = Packer::default();
        let mut blocks: Vec<Block> = events.iter().filter_map(|(at, event)| packer.push(*at, event, 1)).collect();
        blocks.extend(packer.finish());
        assert!(blocks.len() > 3 && packer.finish().is_none());
        assert_eq!(blocks.iter().flat_map(Block::events).collect::<Vec<_>>(), events);
    }
}
