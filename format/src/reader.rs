//! The reader: bytes to chunks to events.

use crate::DecodeErrorKind::{
    self, BadCompression, BadEvent, ChecksumMismatch, Expired, ForeignChunk, LimitExceeded, MissingChunk,
    NotARecording, Truncated,
};
use crate::chunk::{MAGIC, flag};
use crate::limits::{MAX_CHECKED_IN_VAIN_BYTES, weight};
use crate::repeats::History;
use crate::seal;
use crate::wire::{Decoder, Unread};
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
        /// Its time, in microseconds from the recording's zero; never before that of the event before it.
        at_micros: u64,
        /// The event.
        event: Event,
    },
    /// Bytes that could not be read, or are missing. Events go on with the next
    /// keyframe; at once, if nothing of the segment is lost.
    Damage(DecodeError),
}

/// Reads a recording as its bytes come.
///
/// Damage is no end: the reader reports it once and goes on at the next chunk
/// that opens a segment. A chunk that was read or passed over before is skipped:
/// whoever sends a chunk again does no harm.
#[derive(Default)]
pub struct Reader {
    buffer: Vec<u8>,
    /// Bytes of `buffer` that were read.
    position: usize,
    /// Offset in the recording of the first byte of `buffer`.
    offset: u64,
    /// Whether no more bytes will come.
    is_finished: bool,
    items: VecDeque<Item>,
    recording: Option<Uid>,
    decoder: Decoder,
    inflate: Option<Box<InflateState>>,
    history: History,
    /// The segment that goes on; `None` until a keyframe, and after the segment was damaged.
    segment: Option<u32>,
    /// The number of the chunk after the last one that was read or passed over.
    next_sequence: u32,
    /// The time of the last event.
    last_at_micros: u64,
    /// Whether damage was reported and no good chunk has come since.
    lost: bool,
    /// Bytes of payloads whose checksum was wrong.
    checked_in_vain: u64,
    /// Wall clock for the expiry; 0: do not look at it.
    now_millis: u64,
    /// The last chunk that was opened.
    open: Option<Open>,
}

/// A chunk of which events are read as they are asked for.
struct Open {
    /// Where it begins, from the start of the recording.
    offset: u64,
    segment: u32,
    payload: Vec<u8>,
    /// What is left of it; `None` once its events are read.
    unread: Option<Unread>,
    /// Whether its next event has to be a keyframe, and whether a keyframe may be.
    needs_keyframe: bool,
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
    /// Begins at a chunk that opens a segment further on in a recording, at that offset.
    ///
    /// What comes before it is read elsewhere, or not at all: a segment needs nothing of it.
    pub fn at_segment(offset: u64, header: &ChunkHeader) -> Self {
        Self { offset, recording: Some(header.recording), next_sequence: header.sequence, ..Self::default() }
    }

    /// Refuses recordings that have expired by `now_millis`, in milliseconds of the Unix epoch.
    pub fn refuse_expired(&mut self, now_millis: u64) {
        self.now_millis = now_millis;
    }

    /// Returns the inflated payload of the chunk whose [`Item::Chunk`] came last.
    ///
    /// It may hold bytes that no event speaks of.
    pub fn payload(&self) -> &[u8] {
        self.open.as_ref().map_or(&[], |open| &open.payload)
    }

    /// Returns what all values that were read so far weigh; see [`crate::limits::weight`].
    pub fn weight(&self) -> u64 {
        self.decoder.weight()
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
        // Only once half of the buffer was read: so each byte is moved once or twice, however they come.
        if self.position > self.buffer.len() / 2 {
            self.buffer.drain(..self.position);
            self.offset += self.position as u64;
            self.position = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that no more bytes will come: what is left of a chunk is reported as truncated.
    pub fn finish(&mut self) {
        self.is_finished = true;
    }

    /// Returns what comes next; `None` until more bytes do.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Item> {
        loop {
            let item = self.items.pop_front().or_else(|| self.read_event());
            // What was wrong with the event is an item by now.
            if item.is_some() || self.items.is_empty() && !(self.read_chunk() || self.skip_cut_chunk()) {
                return item;
            }
        }
    }

    /// Reads the next event of the chunk that is open: a keyframe first if it opens a segment, and none else.
    fn read_event(&mut self) -> Option<Item> {
        let open = self.open.as_mut()?;
        let unread = open.unread.as_mut()?;
        let kind = match self.decoder.next(&open.payload, unread) {
            Ok(Some((at_micros, event))) if matches!(event, Event::Keyframe(_)) == open.needs_keyframe => {
                open.needs_keyframe = false;
                self.last_at_micros = at_micros.max(self.last_at_micros);
                return Some(Item::Event { at_micros: self.last_at_micros, event });
            }
            Ok(None) if !open.needs_keyframe => {
                open.unread = None;
                self.segment = Some(open.segment);
                return None;
            }
            Ok(_) => BadEvent,
            Err(kind) => kind,
        };
        open.unread = None;
        let offset = open.offset;
        self.report_at(offset, kind);
        None
    }

    /// Reads one chunk, or skips bytes that are none. `false` if there are too few bytes.
    fn read_chunk(&mut self) -> bool {
        let buffer = core::mem::take(&mut self.buffer);
        let read = ChunkHeader::read(buffer.get(self.position..).unwrap_or_default());
        let known = read.map(|(header, payload, length)| (self.chunk(&header, payload, length), length));
        self.buffer = buffer;
        match known {
            Err(Truncated) => return false,
            Err(kind) => {
                self.report(kind);
                if kind == ChecksumMismatch && !self.may_check_again() {
                    return true;
                }
                self.position += 1;
                self.skip_to_chunk();
            }
            Ok((read, length)) => {
                if let Err(kind) = read {
                    self.report(kind);
                }
                self.position += length;
            }
        }
        true
    }

    /// Goes on behind the first byte of a chunk that was cut: there may be whole ones, if its length was a lie.
    fn skip_cut_chunk(&mut self) -> bool {
        if !self.is_finished || self.position >= self.buffer.len() {
            return false;
        }
        self.report(Truncated);
        self.position += 1;
        self.skip_to_chunk();
        true
    }

    /// Counts a payload whose checksum was wrong. `false`: there were too many of
    /// them to look for a chunk inside it, and it was skipped whole.
    fn may_check_again(&mut self) -> bool {
        let bytes = self.buffer.get(self.position..).unwrap_or_default();
        let Ok((header, header_bytes)) = ChunkHeader::read_head(bytes) else { return true };
        self.checked_in_vain += u64::from(header.payload_bytes);
        let so_far = self.offset + self.position as u64;
        if self.checked_in_vain <= MAX_CHECKED_IN_VAIN_BYTES + 2 * so_far {
            return true;
        }
        self.position += header_bytes + 4 + header.payload_bytes as usize;
        false
    }

    /// Goes to the next place that could be a chunk.
    fn skip_to_chunk(&mut self) {
        let rest = self.buffer.get(self.position..).unwrap_or_default();
        let found = rest.windows(MAGIC.len()).position(|window| window == MAGIC);
        // The magic may be cut by the end of the bytes: keep what could be its beginning.
        let tail = rest.len().saturating_sub(MAGIC.len() - 1);
        self.position += found.unwrap_or(tail);
    }

    fn report(&mut self, kind: DecodeErrorKind) {
        self.report_at(self.offset + self.position as u64, kind);
    }

    fn report_at(&mut self, offset: u64, kind: DecodeErrorKind) {
        if !self.lost {
            self.lost = true;
            self.items.push_back(Item::Damage(kind.at(offset)));
        }
    }

    fn chunk(&mut self, header: &ChunkHeader, payload: &[u8], length: usize) -> Result<(), DecodeErrorKind> {
        match self.recording {
            Some(recording) if recording != header.recording => return Err(ForeignChunk),
            _ => self.recording = Some(header.recording),
        }
        if header.sequence < self.next_sequence {
            return Ok(());
        }
        let is_next = header.sequence == self.next_sequence;
        self.next_sequence = header.sequence.saturating_add(1);
        // Until this chunk was read to its end, nothing can follow it.
        let segment = self.segment.take();
        if header.has(flag::SEALED) {
            return Err(seal::fault(payload));
        }
        if header.has(flag::KEYFRAME) {
            if !is_next {
                self.report(MissingChunk);
            }
            let expires = header.identity.map_or(0, |identity| identity.expires_millis);
            if expires != 0 && self.now_millis > expires {
                return Err(Expired);
            }
            self.decoder.begin_segment();
            self.inflate = None;
            self.history = History::default();
        } else if !is_next || segment != Some(header.segment) {
            return Err(MissingChunk);
        }
        let inflated = self.inflate(header, payload)?;
        let payload = if header.has(flag::REPEATS) {
            self.history.expand(&inflated)?.to_vec()
        } else {
            self.history.add(&inflated);
            inflated
        };
        self.lost = false;
        let offset = self.offset + self.position as u64;
        self.items.push_back(Item::Chunk { offset, header: *header });
        let length = length as u64;
        self.decoder.allow(weight::allowed(offset + length), weight::allowed_at_once(length));
        let unread = Some(Decoder::begin(&payload, header.start_micros)?);
        let needs_keyframe = header.has(flag::KEYFRAME);
        self.open = Some(Open { offset, segment: header.segment, payload, unread, needs_keyframe });
        Ok(())
    }

    fn inflate(&mut self, header: &ChunkHeader, payload: &[u8]) -> Result<Vec<u8>, DecodeErrorKind> {
        let expected = header.inflated_bytes as usize;
        if header.has(flag::STORED) {
            return if payload.len() == expected { Ok(payload.to_vec()) } else { Err(BadCompression) };
        }
        if !header.has(flag::CONTINUED) {
            self.inflate = Some(InflateState::new_boxed(DataFormat::Raw));
        }
        let state = self.inflate.as_mut().ok_or(BadCompression)?;
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
