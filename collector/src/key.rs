//! Where things stand in the store: the only place that makes keys or reads them.
//!
//! | key | holds |
//! | --- | --- |
//! | `recordings/<id>/<sequence>.chunk` | one chunk, as it came; the sequence as 10 digits |
//! | `by-start/<inverted start>-<id>` | nothing: its name lists the recording, newest first |
//!
//! An id is always that of a parsed [`Uid`], so that no key can leave its folder.

use domreel_format::{ChunkHeader, Uid};
use object_store::path::Path;

/// Above all recordings.
const RECORDINGS: &str = "recordings";
/// Above the entries that list recordings by their start.
const BY_START: &str = "by-start";

/// The key of a chunk.
pub(crate) fn chunk(recording: Uid, sequence: u32) -> Path {
    Path::from_iter([RECORDINGS, &recording.to_string(), &format!("{sequence:010}.chunk")])
}

/// The prefix of all chunks of a recording.
pub(crate) fn recording(recording: Uid) -> Path {
    Path::from_iter([RECORDINGS, &recording.to_string()])
}

/// The prefix of all chunks of all recordings.
pub(crate) fn recordings() -> Path {
    Path::from(RECORDINGS)
}

/// The recording that a chunk's key belongs to; `None` for anything else.
pub(crate) fn recording_of(key: &Path) -> Option<Uid> {
    sequence(key)?;
    Uid::from_hex(key.parts().nth(1)?.as_ref())
}

/// The sequence number in a chunk's key; `None` for anything else.
pub(crate) fn sequence(key: &Path) -> Option<u32> {
    let digits = key.filename()?.strip_suffix(".chunk")?;
    (digits.len() == 10).then(|| digits.parse().ok()).flatten()
}

/// A recording's place in the list of all: the newest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Entry {
    /// Milliseconds that are left until the end of time: what is newer sorts before.
    inverted_millis: u64,
    /// The recording.
    pub(crate) recording: Uid,
}

impl Entry {
    /// The entry of the recording that a chunk belongs to.
    ///
    /// Every chunk of a recording gives the same one: the wall clock at the
    /// chunk's start, less that start, is the wall clock at the recording's zero.
    pub(crate) fn of(header: &ChunkHeader) -> Self {
        Self { inverted_millis: u64::MAX - start_millis(header), recording: header.recording }
    }

    /// The prefix of all entries.
    pub(crate) fn prefix() -> Path {
        Path::from(BY_START)
    }

    /// The key of the entry.
    pub(crate) fn key(&self) -> Path {
        Path::from_iter([BY_START, &format!("{:016x}-{}", self.inverted_millis, self.recording)])
    }

    /// Reads an entry back from its key; `None` for anything else.
    pub(crate) fn from_key(key: &Path) -> Option<Self> {
        let (inverted, id) = key.filename()?.split_once('-')?;
        let inverted_millis = u64::from_str_radix(inverted, 16).ok()?;
        Some(Self { inverted_millis, recording: Uid::from_hex(id)? })
    }
}

/// The wall clock at the zero of the recording that a chunk belongs to, in milliseconds of the Unix epoch.
pub(crate) fn start_millis(header: &ChunkHeader) -> u64 {
    header.wall_millis.saturating_sub(header.start_micros / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(wall_millis: u64, start_micros: u64) -> ChunkHeader {
        ChunkHeader { recording: Uid([0xab; 16]), wall_millis, start_micros, ..ChunkHeader::default() }
    }

    #[test]
    fn a_chunk_stands_under_its_recording_and_number() {
        let key = chunk(Uid([0xab; 16]), 7);
        assert_eq!(key.as_ref(), "recordings/abababababababababababababababab/0000000007.chunk");
        assert_eq!(sequence(&key), Some(7));
        assert_eq!(sequence(&chunk(Uid::NIL, u32::MAX)), Some(u32::MAX));
        assert_eq!(sequence(&Path::from("recordings/x/0000000007.chunk#1")), None);
    }

    #[test]
    fn keys_sort_by_number() {
        assert!(chunk(Uid::NIL, 9) < chunk(Uid::NIL, 10));
    }

    #[test]
    fn every_chunk_of_a_recording_gives_the_same_entry() {
        assert_eq!(Entry::of(&header(5_000, 0)), Entry::of(&header(5_001, 1_999)));
    }

    #[test]
    fn newer_recordings_sort_before_older_ones() {
        let (older, newer) = (Entry::of(&header(5_000, 0)), Entry::of(&header(6_000, 0)));
        assert!(newer.key() < older.key());
        assert_eq!(Entry::from_key(&newer.key()), Some(newer));
        assert_eq!(Entry::from_key(&Path::from("by-start/nonsense")), None);
    }
}
