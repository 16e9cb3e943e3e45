//! The reader: bytes to chunks to events.

use crate::DecodeErrorKind::{
    self, BadCompression, BadEvent, Expired, ForeignChunk, LimitExceeded, MissingChunk, NotARecording, Sealed,
    Truncated,
};
use crate::chunk::{MAGIC, flag};
use crate::wire::Decoder;
use crate::{ChunkHeader, DecodeError, Event, Uid};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use std::collections::VecDeque;

/// What the reader found next.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A chunk begins at that offset; its events follow.
    Chunk {
        /// Bytes from the start of the recording.
        offset: u64,
        /// Its header.
        header: ChunkHeader,
    },
    /// An event.
    Event {
        /// Its time, in microseconds from the recording's zero.
        at_micros: u64,
        /// The event.
        event: Event,
    },
    /// Bytes that could not be read. Events go on with the next keyframe.
    Damage(DecodeError),
}

/// Reads a recording as its bytes come.
///
/// Damage is no end: the reader reports it once and goes on at the next chunk
/// that opens a segment.
#[derive(Default)]
pub struct Reader {
    buffer: Vec<u8>,
    /// Bytes of `buffer` that were read.
    position: usize,
    /// Offset in the recording of the first byte of `buffer`.
    offset: u64,
    items: VecDeque<Item>,
    recording: Option<Uid>,
    decoder: Decoder,
    inflate: Option<Box<InflateState>>,
    /// The chunk that must come next for the segment to go on; `None` until a keyframe.
    expected: Option<u32>,
    /// Whether damage was reported and no good chunk has come since.
    lost: bool,
    /// Wall clock for the expiry; 0: do not look at it.
    now_millis: u64,
}

/// All that a recording holds, for tools and tests.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// The chunks' headers, each with its offset.
    pub chunks: Vec<(u64, ChunkHeader)>,
    /// The events, each with its time in microseconds.
    pub events: Vec<(u64, Event)>,
    /// What could not be read.
    pub damage: Vec<DecodeError>,
}

impl Reader {
    /// Refuses recordings that have expired by `now_millis`, in milliseconds of the Unix epoch.
    pub fn refuse_expired(&mut self, now_millis: u64) {
        self.now_millis = now_millis;
    }

    /// Reads a whole recording.
    pub fn read_all(bytes: &[u8]) -> Contents {
        let mut reader = Self::default();
        let mut contents = Contents::default();
        reader.push(bytes);
        reader.finish();
        while let Some(item) = reader.next() {
            match item {
                Item::Chunk { offset, header } => contents.chunks.push((offset, header)),
                Item::Event { at_micros, event } => contents.events.push((at_micros, event)),
                Item::Damage(error) => contents.damage.push(error),
            }
        }
        contents
    }

    /// Takes bytes, as many as there are.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.position > 0 {
            self.buffer.drain(..self.position);
            self.offset += self.position as u64;
            self.position = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that no more bytes will come: what is left of a chunk is reported as truncated.
    pub fn finish(&mut self) {
        while self.read_chunk() {}
        if self.position < self.buffer.len() {
            // Behind a chunk that was cut there may be whole ones, if its length was a lie.
            let rest = self.position;
            self.report(Truncated);
            self.position = rest + 1;
            while self.skip_to_chunk() {
                if !self.read_chunk() {
                    self.position += 1;
                }
            }
            self.position = self.buffer.len();
        }
    }

    /// Returns what comes next; `None` until more bytes do.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Item> {
        while self.items.is_empty() && self.read_chunk() {}
        self.items.pop_front()
    }

    /// Reads one chunk, or skips bytes that are none. `false` if there are too few bytes.
    fn read_chunk(&mut self) -> bool {
        let bytes = self.buffer.get(self.position..).unwrap_or_default();
        if bytes.is_empty() {
            return false;
        }
        match ChunkHeader::read(bytes) {
            Err(Truncated) => false,
            Ok((header, payload, length)) => {
                let payload = payload.to_vec();
                let before = self.position;
                if let Err(kind) = self.chunk(&header, &payload) {
                    self.report(kind);
                    self.expected = None;
                }
                self.position = before + length;
                true
            }
            Err(kind) => {
                self.report(kind);
                self.expected = None;
                self.position += 1;
                self.skip_to_chunk();
                true
            }
        }
    }

    /// Goes to the next place that could be a chunk. `false` if there is none.
    fn skip_to_chunk(&mut self) -> bool {
        let rest = self.buffer.get(self.position..).unwrap_or_default();
        let found = rest.windows(MAGIC.len()).position(|window| window == MAGIC);
        // The magic may be cut by the end of the bytes: keep what could be its beginning.
        let tail = rest.len().saturating_sub(MAGIC.len() - 1);
        self.position += found.unwrap_or(tail);
        found.is_some()
    }

    fn report(&mut self, kind: DecodeErrorKind) {
        if !self.lost {
            self.lost = true;
            self.items.push_back(Item::Damage(kind.at(self.offset + self.position as u64)));
        }
    }

    fn chunk(&mut self, header: &ChunkHeader, payload: &[u8]) -> Result<(), DecodeErrorKind> {
        match self.recording {
            Some(recording) if recording != header.recording => return Err(ForeignChunk),
            _ => self.recording = Some(header.recording),
        }
        if header.has(flag::SEALED) {
            return Err(Sealed);
        }
        if header.has(flag::KEYFRAME) {
            let expires = header.identity.map_or(0, |identity| identity.expires_millis);
            if expires != 0 && self.now_millis > expires {
                return Err(Expired);
            }
            self.decoder.begin_segment();
            self.inflate = None;
        } else if self.expected != Some(header.sequence) {
            return Err(MissingChunk);
        }
        let inflated = self.inflate(header, payload)?;
        self.lost = false;
        self.items.push_back(Item::Chunk { offset: self.offset + self.position as u64, header: *header });
        let mut first = header.has(flag::KEYFRAME);
        let mut well_formed = true;
        let items = &mut self.items;
        let read = self.decoder.read(&inflated, header.start_micros, |at_micros, event| {
            if first && !matches!(event, Event::Keyframe(_)) {
                well_formed = false;
            }
            first = false;
            if well_formed {
                items.push_back(Item::Event { at_micros, event });
            }
        });
        read?;
        if !well_formed || first {
            return Err(BadEvent);
        }
        self.expected = header.sequence.checked_add(1);
        Ok(())
    }

    fn inflate(&mut self, header: &ChunkHeader, payload: &[u8]) -> Result<Vec<u8>, DecodeErrorKind> {
        if header.has(flag::STORED) {
            return Ok(payload.to_vec());
        }
        if !header.has(flag::CONTINUED) || self.inflate.is_none() {
            if header.has(flag::CONTINUED) {
                return Err(BadCompression);
            }
            self.inflate = Some(InflateState::new_boxed(DataFormat::Raw));
        }
        let state = self.inflate.as_mut().ok_or(BadCompression)?;
        let expected = header.inflated_bytes as usize;
        let mut out = Vec::new();
        let mut input = payload;
        let mut buffer = [0; 16 << 10];
        loop {
            let result = inflate(state, input, &mut buffer, MZFlush::None);
            out.extend_from_slice(buffer.get(..result.bytes_written).unwrap_or_default());
            if out.len() > expected {
                return Err(LimitExceeded);
            }
            input = input.get(result.bytes_consumed..).unwrap_or_default();
            match result.status {
                Ok(MZStatus::Ok) if result.bytes_written > 0 || !input.is_empty() => {}
                Ok(_) | Err(MZError::Buf) => break,
                Err(_) => return Err(BadCompression),
            }
        }
        if out.len() == expected && input.is_empty() { Ok(out) } else { Err(BadCompression) }
    }
}

/// Says whether bytes look like a recording, by their first four.
pub fn is_recording(bytes: &[u8]) -> Result<(), DecodeError> {
    if bytes.starts_with(&MAGIC) { Ok(()) } else { Err(NotARecording.at(0)) }
}
