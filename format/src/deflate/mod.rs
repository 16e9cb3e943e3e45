//! Compression: bytes to a DEFLATE stream (RFC 1951), in little code.
//!
//! The writer compresses what a visitor's page loads code for, so this knows one
//! thing alone: to take whole payloads, one after the other, and to leave after
//! each of them a stream that can be read up to there. What it writes is plain
//! DEFLATE; the reader inflates it with `miniz_oxide`. See docs/adr/0026.

mod block;
mod huffman;

use block::write_block;

/// How far back a repetition may lie.
pub(crate) const WINDOW: usize = 1 << 15;
/// The shortest and the longest repetition.
const MIN_MATCH: usize = 3;
const MAX_MATCH: usize = 258;
/// A repetition of three bytes that lies further back costs more than the bytes.
const NEAR: usize = 4096;
/// A block has its own codes: after so many tokens they may fit badly.
const BLOCK_TOKENS: usize = 1 << 14;
/// The bits of a hash of three bytes.
const HASH_BITS: u32 = 15;

/// How long to look for repetitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// So many places are looked at.
    pub tries: u32,
    /// A repetition shorter than this is given up for a longer one that begins a byte later.
    pub lazy_below: usize,
}

/// A literal byte, or the length and the distance of a repetition.
#[derive(Clone, Copy)]
struct Token(u32);

impl Token {
    fn repetition(length: usize, distance: usize) -> Self {
        #[allow(clippy::cast_possible_truncation)]
        Self((length << 16 | distance) as u32)
    }

    fn length(self) -> u32 {
        self.0 >> 16
    }

    /// The byte, if the length is 0; else the distance.
    fn rest(self) -> u32 {
        self.0 & 0xffff
    }
}

/// A stream that is being compressed, payload by payload.
#[derive(Debug)]
pub struct Deflate {
    /// The last bytes that went in, then those that are being compressed.
    window: Vec<u8>,
    /// The place in the stream of the window's first byte. It begins far enough from 0 that 0 is out of reach.
    base: u32,
    /// The last place of each hash.
    heads: Vec<u32>,
    /// The place before of the same hash, by the low bits of a place.
    chains: Vec<u32>,
}

impl Default for Deflate {
    fn default() -> Self {
        #[allow(clippy::cast_possible_truncation)]
        let base = 2 * WINDOW as u32;
        Self { window: Vec::new(), base, heads: vec![0; 1 << HASH_BITS], chains: vec![0; WINDOW] }
    }
}

impl Deflate {
    /// Compresses one payload, given in parts, and appends it to `out` up to its last byte.
    pub fn write(&mut self, parts: &[&[u8]], effort: Effort, out: &mut Vec<u8>) {
        let mut at = self.window.len();
        for part in parts {
            self.window.extend_from_slice(part);
        }
        let mut bits = block::Bits::new(out);
        let mut tokens = Vec::new();
        while at < self.window.len() {
            let (mut length, mut distance) = self.find(at, MIN_MATCH - 1, effort.tries);
            let mut known = at + 1;
            while length >= MIN_MATCH && length < effort.lazy_below {
                let (longer, its_distance) = self.find(known, length, effort.tries);
                known += 1;
                if longer <= length {
                    break;
                }
                tokens.push(self.literal(at));
                at += 1;
                (length, distance) = (longer, its_distance);
            }
            if length >= MIN_MATCH {
                tokens.push(Token::repetition(length, distance));
                at += length;
                for place in known..at {
                    self.note(place);
                }
            } else {
                tokens.push(self.literal(at));
                at += 1;
            }
            if tokens.len() >= BLOCK_TOKENS {
                write_block(&mut bits, &tokens);
                tokens.clear();
            }
        }
        if !tokens.is_empty() {
            write_block(&mut bits, &tokens);
        }
        bits.finish();
        let gone = self.window.len().saturating_sub(WINDOW);
        self.window.drain(..gone);
        #[allow(clippy::cast_possible_truncation)]
        {
            self.base = self.base.wrapping_add(gone as u32);
        }
    }

    fn literal(&self, at: usize) -> Token {
        Token(u32::from(self.window.get(at).copied().unwrap_or_default()))
    }

    /// Notes that the three bytes at a place are there; returns the last place before where they may be.
    fn note(&mut self, at: usize) -> u32 {
        let Some(&[a, b, c]) = self.window.get(at..at + MIN_MATCH).and_then(|bytes| bytes.first_chunk()) else {
            return 0;
        };
        let hash = u32::from_le_bytes([a, b, c, 0]).wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS);
        #[allow(clippy::cast_possible_truncation)]
        let place = self.base.wrapping_add(at as u32);
        let Some(head) = self.heads.get_mut(hash as usize) else { return 0 };
        let before = core::mem::replace(head, place);
        if let Some(link) = self.chains.get_mut(place as usize % WINDOW) {
            *link = before;
        }
        before
    }

    /// Notes a place, and returns the longest repetition there that is longer than `length`, and its distance.
    fn find(&mut self, at: usize, mut length: usize, tries: u32) -> (usize, usize) {
        let mut found = (0, 0);
        let mut place = self.note(at);
        let here = self.window.get(at..).unwrap_or_default();
        let here = here.get(..MAX_MATCH).unwrap_or(here);
        let mut last = 0;
        for _ in 0..tries {
            #[allow(clippy::cast_possible_truncation)]
            let distance = self.base.wrapping_add(at as u32).wrapping_sub(place) as usize;
            // Further than the last one, or what stands here is of a place that was overwritten.
            if distance <= last || distance > WINDOW.min(at) || length >= here.len() {
                break;
            }
            last = distance;
            let there = at - distance;
            // One that is longer ends on the same byte.
            if self.window.get(there + length) == here.get(length) {
                let common = common_bytes(here, self.window.get(there..).unwrap_or_default());
                if common > length && (common > MIN_MATCH || distance <= NEAR) {
                    length = common;
                    found = (common, distance);
                }
            }
            place = self.chains.get(place as usize % WINDOW).copied().unwrap_or_default();
        }
        found
    }
}

/// Counts how many bytes at the front are the same: by eight at first, then one by one.
pub(crate) fn common_bytes(a: &[u8], b: &[u8]) -> usize {
    let eights = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let start = eights.take_while(|(a, b)| u64::from_le_bytes(**a) == u64::from_le_bytes(**b)).count() * 8;
    let rest = a.iter().zip(b).skip(start);
    start + rest.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress};
    use miniz_oxide::inflate::stream::{InflateState, inflate};
    use miniz_oxide::{DataFormat, MZFlush};
    use proptest::prelude::*;

    const EFFORTS: [Effort; 3] = [
        Effort { tries: 8, lazy_below: 16 },
        Effort { tries: 128, lazy_below: 32 },
        Effort { tries: 1, lazy_below: 0 },
    ];

    /// Writes the payloads into one stream, and checks that each can be read as soon as it was written.
    fn check(payloads: &[Vec<u8>], effort: Effort) -> usize {
        let mut deflate = Deflate::default();
        let mut state = InflateState::new_boxed(DataFormat::Raw);
        let mut total = 0;
        for payload in payloads {
            let mut written = Vec::new();
            let (front, back) = payload.split_at(payload.len() / 2);
            deflate.write(&[front, back], effort, &mut written);
            total += written.len();
            let (mut read, mut input) = (vec![0; payload.len() + 1], written.as_slice());
            let mut count = 0;
            while !input.is_empty() {
                let result = inflate(&mut state, input, &mut read[count..], MZFlush::None);
                assert!(result.status.is_ok(), "{:?}", result.status);
                assert!(result.bytes_consumed > 0);
                count += result.bytes_written;
                input = &input[result.bytes_consumed..];
            }
            assert!(read[..count] == payload[..], "what is read differs");
        }
        total
    }

    /// Bytes that repeat themselves in many ways.
    fn some_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            prop::collection::vec(prop::sample::select(b"abc =<>".to_vec()), 0..300),
            (any::<u8>(), 0_usize..1000).prop_map(|(byte, count)| vec![byte; count]),
            (1_usize..5, 0_usize..2000).prop_map(|(step, count)| (0..count).map(|n| (n * step / 7) as u8).collect()),
        ];
        (prop::collection::vec(part, 0..8), prop::collection::vec((any::<prop::sample::Index>(), 0_usize..9), 0..8))
            .prop_map(move |(parts, copies)| {
                let mut bytes = parts.concat();
                for (start, times) in copies {
                    let start = start.index(bytes.len() + 1);
                    let tail = bytes.get(start..).unwrap_or_default().to_vec();
                    for _ in 0..times.min(most / (tail.len() + 1)) {
                        bytes.extend_from_slice(&tail);
                    }
                    bytes.truncate(most);
                }
                bytes
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_written_is_read_again_payload_by_payload(
            payloads in prop::collection::vec(some_bytes(50_000), 1..5),
            effort in prop::sample::select(EFFORTS.to_vec()),
        ) {
            check(&payloads, effort);
        }
    }

    /// Text that hardly repeats, and some that does, over several windows and blocks.
    fn long_text() -> Vec<u8> {
        let mut seed = 1_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        (0..40_000).flat_map(|n| format!("<li class=\"row-{}\">{}{n}</li>", next() % 50, next()).into_bytes()).collect()
    }

    #[test]
    fn a_payload_of_many_windows_is_read_again_and_so_is_what_follows() {
        for effort in EFFORTS {
            check(&[long_text(), b"row-1".to_vec(), Vec::new(), long_text(), vec![7; 100_000]], effort);
        }
    }

    #[test]
    fn bytes_that_cannot_be_compressed_hardly_grow() {
        let mut seed = 1_u64;
        let noise = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 56) as u8
        });
        let noise = noise.take(200_000).collect::<Vec<u8>>();
        assert!(check(std::slice::from_ref(&noise), EFFORTS[1]) < noise.len() + noise.len() / 100);
    }

    #[test]
    fn a_code_that_would_be_too_long_is_made_shorter() {
        // Frequencies of Fibonacci's make the deepest tree.
        let (mut a, mut b) = (1, 1);
        let payload: Vec<u8> = (0..20_u8)
            .flat_map(|symbol| {
                (a, b) = (b, a + b);
                vec![symbol.wrapping_mul(97); a]
            })
            .collect();
        let mut shuffled = payload.clone();
        for index in 0..shuffled.len() {
            shuffled.swap(index, index * 7919 % payload.len());
        }
        check(&[shuffled], EFFORTS[2]);
        let lengths = huffman::code_lengths(&[1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89], 7);
        assert!(lengths.iter().all(|length| (1..=7).contains(length)));
        assert!(lengths.iter().map(|length| 128 >> length).sum::<u32>() <= 128);
    }

    #[test]
    fn it_compresses_as_well_as_miniz_oxide() {
        for (effort, level) in [(EFFORTS[0], 3), (EFFORTS[1], 6)] {
            let payloads = [long_text(), b"<li class=\"row-3\">5</li>".repeat(3)];
            let mut other = CompressorOxide::default();
            other.set_format_and_level(DataFormat::Raw, level);
            let theirs = payloads.iter().map(|payload| {
                let mut out = vec![0; payload.len()];
                compress(&mut other, payload, &mut out, TDEFLFlush::Sync).2
            });
            let theirs = theirs.sum::<usize>();
            let ours = check(&payloads, effort);
            assert!(ours * 100 <= theirs * 102, "{ours} for {theirs} at level {level}");
        }
    }
}
