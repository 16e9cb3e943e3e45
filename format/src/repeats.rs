//! Long repetitions: what deflate no longer sees, 32 KiB back, is copied from the segment's last half megabyte.
//!
//! A list that is rendered anew, a view that is shown again, a text that is marked
//! and unmarked come as the same bytes, often further back than deflate's window.
//! See docs/adr/0114.

use crate::DecodeErrorKind::{self, BadCompression, LimitExceeded};
use crate::deflate::{WINDOW, common_bytes};
use crate::limits::MAX_COPIED_BYTES;
use crate::wire::number::{read_unsigned, write_unsigned};

/// So far back a repetition may begin.
const REACH: usize = 512 << 10;
/// What is kept beyond that, so that it is not moved with each payload.
const SLACK: usize = 128 << 10;
/// Places are known by so many bytes; every place of which the number is a multiple of it.
const BLOCK: usize = 32;
/// A shorter repetition costs about what it saves.
const MIN_COPY: usize = 48;
/// Within deflate's window only what would be several repetitions there is a copy.
const MIN_NEAR_COPY: usize = 512;
/// The bits of a block's hash.
const HASH_BITS: u32 = 14;
/// What the hash of a block is multiplied by from byte to byte, and so for the byte that leaves it.
const FACTOR: u32 = 0x0a6f_5c4d;
const FACTOR_OUT: u32 = FACTOR.wrapping_pow(BLOCK as u32);

/// The last payloads of a segment, as both sides keep them.
#[derive(Debug, Default)]
pub(crate) struct History {
    bytes: Vec<u8>,
}

impl History {
    /// Makes room for what comes; returns how many bytes were dropped.
    fn trim(&mut self) -> usize {
        let gone = if self.bytes.len() > REACH + SLACK { self.bytes.len() - REACH } else { 0 };
        self.bytes.drain(..gone);
        gone
    }

    /// Adds a payload that was stored without copies.
    pub(crate) fn add(&mut self, payload: &[u8]) {
        self.trim();
        self.bytes.extend_from_slice(payload);
    }

    /// Adds a payload that was stored with copies, and returns it.
    pub(crate) fn expand(&mut self, stored: &[u8]) -> Result<&[u8], DecodeErrorKind> {
        self.trim();
        let start = self.bytes.len();
        let (mut rest, mut copied) = (stored, 0);
        let length = read_length(&mut rest)?;
        let (mut copies, mut literals) = rest.split_at_checked(length).ok_or(BadCompression)?;
        while !copies.is_empty() {
            let (before, after) = literals.split_at_checked(read_length(&mut copies)?).ok_or(BadCompression)?;
            let (length, distance) = (read_length(&mut copies)?, read_length(&mut copies)?);
            self.bytes.extend_from_slice(before);
            literals = after;
            copied = length.checked_add(copied).filter(|copied| *copied <= MAX_COPIED_BYTES).ok_or(LimitExceeded)?;
            let from = self.bytes.len().checked_sub(distance).filter(|_| distance <= REACH && length <= distance);
            let from = from.ok_or(BadCompression)?;
            self.bytes.extend_from_within(from..from + length);
        }
        self.bytes.extend_from_slice(literals);
        self.bytes.get(start..).ok_or(BadCompression)
    }
}

fn read_length(bytes: &mut &[u8]) -> Result<usize, DecodeErrorKind> {
    read_unsigned(bytes).and_then(|length| usize::try_from(length).ok()).ok_or(BadCompression)
}

/// Finds repetitions in one payload after the other.
#[derive(Debug)]
pub(crate) struct Repeats {
    history: History,
    /// The place in the segment of the history's first byte. It begins behind a block, so that 0 is no place.
    base: usize,
    /// The last place of each hash.
    places: Vec<u32>,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { history: History::default(), base: BLOCK, places: vec![0; 1 << HASH_BITS] }
    }
}

impl Repeats {
    /// Takes a payload, given in parts. Returns it with copies, in parts too; nothing if there are none.
    pub(crate) fn write<'a>(&'a mut self, parts: &[&[u8]], copies: &'a mut Vec<u8>) -> Vec<&'a [u8]> {
        self.base += self.history.trim();
        let start = self.history.bytes.len();
        parts.iter().for_each(|part| self.history.bytes.extend_from_slice(part));
        let bytes = &self.history.bytes;
        let mut literals: Vec<&[u8]> = Vec::new();
        // The first byte that is in no copy, and how much was copied.
        let (mut open, mut copied) = (start, 0);
        let mut hash = 0_u32;
        for (at, &byte) in bytes.iter().enumerate().skip(start) {
            // The hash is of the block that ends here.
            let gone = at.checked_sub(BLOCK).filter(|gone| *gone >= start).and_then(|gone| bytes.get(gone));
            hash = hash.wrapping_mul(FACTOR).wrapping_add(u32::from(byte));
            hash = hash.wrapping_sub(u32::from(*gone.unwrap_or(&0)).wrapping_mul(FACTOR_OUT));
            let Some(block) = (at + 1).checked_sub(BLOCK).filter(|block| *block >= start) else { continue };
            let place = self.base + block;
            let slot = hash.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS);
            let Some(known) = self.places.get_mut(slot as usize) else { continue };
            let before = (*known as usize).checked_sub(self.base);
            if place.is_multiple_of(BLOCK) {
                #[allow(clippy::cast_possible_truncation)]
                {
                    *known = place as u32;
                }
            }
            let Some(before) = before.filter(|_| block >= open) else { continue };
            let distance = block - before;
            let shortest = if distance <= WINDOW { MIN_NEAR_COPY } else { MIN_COPY };
            if distance < shortest || distance > REACH {
                continue;
            }
            // No more than may be copied is compared: runs of one byte are as long as the payload.
            let there = bytes.get(before..block).unwrap_or_default();
            let length = common_bytes(bytes.get(block..).unwrap_or_default(), there);
            if length < shortest || copied + length > MAX_COPIED_BYTES {
                continue;
            }
            let back = (1..=(block - open).min(before))
                .take_while(|back| bytes.get(block - back) == bytes.get(before - back))
                .count();
            let back = back.min(distance - length);
            literals.extend(bytes.get(open..block - back));
            for number in [block - back - open, length + back, distance] {
                write_unsigned(copies, number as u64);
            }
            copied += length + back;
            open = block + length;
        }
        if copies.is_empty() {
            return Vec::new();
        }
        literals.extend(bytes.get(open..));
        let mut head = Vec::new();
        write_unsigned(&mut head, copies.len() as u64);
        copies.splice(0..0, head);
        literals.insert(0, copies);
        literals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes of which parts have been there before, near and far.
    fn payloads() -> impl Strategy<Value = Vec<Vec<(bool, u16, u16)>>> {
        prop::collection::vec(prop::collection::vec((any::<bool>(), any::<u16>(), 0..8_192_u16), 0..20), 1..30)
    }

    fn stored(repeats: &mut Repeats, payload: &[u8]) -> (bool, Vec<u8>) {
        let mut copies = Vec::new();
        let (front, back) = payload.split_at(payload.len() / 3);
        let parts = repeats.write(&[front, back], &mut copies).concat();
        if parts.is_empty() { (false, payload.to_vec()) } else { (true, parts) }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_was_written_with_copies_is_put_together_again(payloads in payloads()) {
            let (mut repeats, mut history) = (Repeats::default(), History::default());
            let (mut all, mut seed) = (Vec::new(), 1_u32);
            for pieces in payloads {
                let mut payload: Vec<u8> = Vec::new();
                for (is_old, from, length) in pieces {
                    let from = (usize::from(from) * 8) % (all.len() + 1);
                    let old: &[u8] = &all[from..all.len().min(from + usize::from(length))];
                    if is_old {
                        payload.extend(old);
                    } else {
                        payload.extend((0..length / 4).map(|_| {
                            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                            (seed >> 16) as u8
                        }));
                    }
                }
                let (has_copies, stored) = stored(&mut repeats, &payload);
                if has_copies {
                    prop_assert!(stored.len() < payload.len());
                    prop_assert_eq!(history.expand(&stored), Ok(payload.as_slice()));
                } else {
                    history.add(&payload);
                }
                all.extend(payload);
            }
        }

        #[test]
        fn forged_copies_are_refused_or_make_no_more_than_they_may(stored in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut history = History::default();
            history.add(&[7; 1_000]);
            if let Ok(payload) = history.expand(&stored) {
                prop_assert!(payload.len() <= stored.len() + MAX_COPIED_BYTES);
            }
        }
    }

    #[test]
    fn what_comes_again_after_much_else_is_a_copy() {
        let mut seed = 1_u32;
        let mut noise = |length: usize| -> Vec<u8> {
            (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                    (seed >> 16) as u8
                })
                .collect()
        };
        let (list, other) = (noise(20_000), noise(100_000));
        let mut repeats = Repeats::default();
        assert!(!stored(&mut repeats, &list).0 && !stored(&mut repeats, &other).0);
        let (has_copies, again) = stored(&mut repeats, &[b"something new".as_slice(), &list, b"!"].concat());
        assert!(has_copies && again.len() < 30, "{} bytes", again.len());
    }

    #[test]
    fn a_copy_from_before_the_beginning_is_refused() {
        let mut history = History::default();
        history.add(b"abc");
        for stored in [&[3, 0, 4, 4][..], &[3, 0, 2, 1], &[3, 9, 1, 1], &[9], &[]] {
            assert_eq!(history.expand(stored), Err(BadCompression), "{stored:?}");
        }
        assert_eq!(history.expand(&[3, 1, 2, 3, b'x', b'y']), Ok(b"xbcy".as_slice()));
    }
}
