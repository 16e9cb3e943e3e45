//! Where chunks begin, by their headers alone.
//!
//! What a header says is enough to know how long a recording is and where its
//! segments begin, so that a segment is read when it is needed. Nothing here is
//! believed further than that: the segment's reader checks every byte, and where
//! headers do not follow one another as they should, the reader gets all the rest.

use domreel_format::chunk::{ChunkHeader, flag};
use domreel_format::{DecodeErrorKind, Uid};

/// What stands next in a recording.
pub(super) enum Found {
    /// A chunk of so many bytes, which opens a segment or goes on with the last one.
    Chunk { header: ChunkHeader, length: usize },
    /// Too few bytes to tell.
    Nothing,
    /// Something that only a reader can judge. Nothing after it is looked at here.
    Irregular,
}

/// Follows the headers of a recording.
#[derive(Debug, Default)]
pub(super) struct Scan {
    recording: Option<Uid>,
    segment: u32,
    next_sequence: u32,
    end_micros: u64,
    is_irregular: bool,
}

impl Scan {
    /// Says whether the rest is for a reader alone.
    pub(super) fn is_irregular(&self) -> bool {
        self.is_irregular
    }

    /// Looks at what `bytes` begin with.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Found {
        if self.is_irregular {
            return Found::Irregular;
        }
        match ChunkHeader::read_head(bytes) {
            Err(DecodeErrorKind::Truncated) => Found::Nothing,
            Ok((header, head)) if self.follows(&header) => {
                let length = head + 4 + header.payload_bytes as usize;
                if bytes.len() < length {
                    return Found::Nothing;
                }
                self.recording = Some(header.recording);
                self.segment = header.segment;
                self.next_sequence = header.sequence.saturating_add(1);
                self.end_micros = header.start_micros.saturating_add(header.duration_micros);
                Found::Chunk { header, length }
            }
            _ => {
                self.is_irregular = true;
                Found::Irregular
            }
        }
    }

    /// Says whether a chunk is the one that comes next in a recording without damage.
    fn follows(&self, header: &ChunkHeader) -> bool {
        let opens = header.has(flag::KEYFRAME);
        let is_first = self.recording.is_none();
        !header.has(flag::SEALED)
            && header.sequence == self.next_sequence
            && (is_first || self.recording == Some(header.recording))
            && (opens || !is_first && header.segment == self.segment)
            && header.start_micros >= self.end_micros
    }
}
