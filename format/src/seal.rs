//! Sealed chunks: how they are laid out, and which ones belong together.
//!
//! The ciphers themselves are the business of whoever has a key: this crate
//! knows no randomness and no secrets.

use crate::chunk::flag;
use crate::{ChunkHeader, DecodeErrorKind, Uid};

/// The only suite: ECDH on P-256, HKDF with SHA-256, ChaCha20-Poly1305.
pub const SUITE: u8 = 1;
/// Bytes of the name of a key: the first ones of the SHA-256 of its public point.
pub const KEY_ID_BYTES: usize = 8;
/// Bytes of a public point, uncompressed.
pub const POINT_BYTES: usize = 65;
/// Bytes that stand before what is encrypted, in a chunk that opens a segment.
pub const HEAD_BYTES: usize = 1 + KEY_ID_BYTES + POINT_BYTES;
/// Bytes by which the cipher makes a payload longer.
pub const TAG_BYTES: usize = 16;
/// What the key of a recording is derived for, before the two points.
pub const INFO: &[u8] = b"domreel seal 1";

/// What stands before what is encrypted, in a chunk that opens a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealHead {
    /// Names the key that can open it.
    pub key_id: [u8; KEY_ID_BYTES],
    /// The recorder's public point, made for this recording alone.
    pub point: [u8; POINT_BYTES],
}

impl SealHead {
    /// Reads the head of a sealed payload, and returns what is encrypted. `None` if it is none, or of another suite.
    pub fn read(payload: &[u8]) -> Option<(Self, &[u8])> {
        let (&suite, rest) = payload.split_first()?;
        let (key_id, rest) = rest.split_first_chunk()?;
        let (point, rest) = rest.split_first_chunk()?;
        (suite == SUITE).then_some((Self { key_id: *key_id, point: *point }, rest))
    }

    /// Appends the head.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(SUITE);
        out.extend_from_slice(&self.key_id);
        out.extend_from_slice(&self.point);
    }
}

/// Returns the nonce of a chunk: no two chunks of a recording have the same, and no two recordings the same key.
pub fn nonce(sequence: u32) -> [u8; 12] {
    let mut nonce = [0; 12];
    if let Some(last) = nonce.last_chunk_mut() {
        *last = sequence.to_be_bytes();
    }
    nonce
}

/// Says why a sealed chunk cannot be read: an empty payload is what is left of one whose seal was broken.
pub(crate) fn fault(payload: &[u8]) -> DecodeErrorKind {
    if payload.is_empty() { DecodeErrorKind::SealBroken } else { DecodeErrorKind::Sealed }
}

/// Which recording is being opened, and how it was sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    first: Option<(Uid, Option<SealHead>)>,
}

/// What is to be done with a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// It is not sealed, and nothing is.
    Plain,
    /// It is to be opened: this was sealed, with this head.
    Open(SealHead, &'a [u8]),
    /// It is sealed, and what tells how is not there.
    Unknown,
    /// It does not belong to this recording: sealed among plain ones, plain among sealed ones, or by another recorder.
    Broken,
}

impl Course {
    /// Takes the next chunk.
    pub fn take<'a>(&mut self, header: &ChunkHeader, payload: &'a [u8]) -> Step<'a> {
        let is_sealed = header.has(flag::SEALED);
        let read = if header.has(flag::KEYFRAME) && is_sealed { SealHead::read(payload) } else { None };
        if header.has(flag::KEYFRAME) && is_sealed && read.is_none() {
            return Step::Broken;
        }
        let head = read.map(|(head, _)| head);
        let Some((recording, known)) = self.first else {
            if !is_sealed || head.is_some() {
                self.first = Some((header.recording, head));
            }
            return match (is_sealed, read) {
                (false, _) => Step::Plain,
                (true, Some((head, sealed))) => Step::Open(head, sealed),
                (true, None) => Step::Unknown,
            };
        };
        match (known, is_sealed) {
            // A reader passes over what stands between two chunks, be it of another recording.
            _ if recording != header.recording => Step::Plain,
            (None, false) => Step::Plain,
            (Some(known), true) if head.is_none_or(|head| head == known) => {
                Step::Open(known, read.map_or(payload, |(_, sealed)| sealed))
            }
            _ => Step::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(flags: u64, sequence: u32) -> ChunkHeader {
        ChunkHeader { flags, sequence, recording: Uid([1; 16]), ..ChunkHeader::default() }
    }

    fn payload(point: u8) -> Vec<u8> {
        let mut payload = Vec::new();
        SealHead { key_id: [7; 8], point: [point; 65] }.write(&mut payload);
        payload.extend_from_slice(b"sealed");
        payload
    }

    const OPENS: u64 = flag::KEYFRAME | flag::SEALED;

    #[test]
    fn a_recording_is_sealed_from_its_first_chunk_to_its_last() {
        let mut course = Course::default();
        let (first, other) = (payload(1), payload(2));
        assert!(matches!(course.take(&header(OPENS, 0), &first), Step::Open(_, b"sealed")));
        assert!(matches!(course.take(&header(flag::SEALED, 1), b"more"), Step::Open(_, b"more")));
        assert!(matches!(course.take(&header(OPENS, 2), &first), Step::Open(..)));
        assert_eq!(course.take(&header(OPENS, 3), &other), Step::Broken);
        assert_eq!(course.take(&header(flag::KEYFRAME, 3), b"plain"), Step::Broken);
        assert_eq!(course.take(&header(0, 3), b"plain"), Step::Broken);
        assert_eq!(course.take(&header(OPENS, 3), b"short"), Step::Broken);
    }

    #[test]
    fn a_plain_recording_stays_plain() {
        let mut course = Course::default();
        assert_eq!(course.take(&header(flag::KEYFRAME, 0), b"plain"), Step::Plain);
        assert_eq!(course.take(&header(OPENS, 1), &payload(1)), Step::Broken);
        assert_eq!(course.take(&header(flag::SEALED, 1), b"sealed"), Step::Broken);
        assert_eq!(course.take(&header(0, 1), b"plain"), Step::Plain);
    }

    #[test]
    fn without_the_chunk_that_opens_a_segment_nobody_knows_the_key() {
        assert_eq!(Course::default().take(&header(flag::SEALED, 4), b"sealed"), Step::Unknown);
    }

    #[test]
    fn what_is_sealed_over_is_all_of_the_header_but_what_may_change() {
        let identity = crate::Identity { expires_millis: 5, ..crate::Identity::default() };
        let one = ChunkHeader { payload_bytes: 4, identity: Some(identity), ..header(OPENS, 9) };
        let other = ChunkHeader { payload_bytes: 5, identity: Some(crate::Identity::default()), ..one };
        assert_eq!(one.sealed_over(), other.sealed_over());
        let mut bytes = Vec::new();
        ChunkHeader { identity: Some(crate::Identity::default()), ..one }.write(b"", &mut bytes);
        // Both have a byte for what is left out here, and a checksum behind all.
        assert_eq!(one.sealed_over().len() + 2 + 4, bytes.len());
        assert_ne!(header(OPENS, 9).sealed_over(), header(OPENS, 10).sealed_over());
    }
}
