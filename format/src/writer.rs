//! The writer: events to chunks.

use crate::chunk::flag;
use crate::deflate::{Deflate, Effort};
use crate::repeats::Repeats;
use crate::wire::Encoder;
use crate::{ChunkHeader, Event, Identity, Uid};

/// Compression of a keyframe: fast.
const FAST_EFFORT: Effort = Effort { tries: 8, lazy_below: 16 };
/// Compression of much at once: charts that are drawn anew in each frame take a seventh less than by the fast one.
const FAIR_EFFORT: Effort = Effort { tries: 16, lazy_below: 16 };
/// Compression of what follows: good, it is small.
const GOOD_EFFORT: Effort = Effort { tries: 128, lazy_below: 32 };
/// So much is not little any more.
const MUCH_BYTES: usize = 32 << 10;
/// Below this, what deflate adds is more than what it takes away.
const MIN_DEFLATED_BYTES: usize = 48;

/// Writes one recording, chunk by chunk.
///
/// Events go through [`Writer::encoder`] or [`Writer::write`]; [`Writer::finish_chunk`]
/// makes a chunk of those since the last one. The first event of a recording,
/// and the first after [`Writer::begin_segment`], must be a keyframe.
pub struct Writer {
    encoder: Encoder,
    recording: Uid,
    identity: Identity,
    /// The wall clock at the recording's zero.
    start_millis: u64,
    segment: u32,
    sequence: u32,
    opens_segment: bool,
    chunk_start_micros: u64,
    deflate: Option<Deflate>,
    repeats: Option<Repeats>,
}

impl Writer {
    /// Begins a recording. `start_millis` is the wall clock at its zero, in milliseconds of the Unix epoch.
    pub fn new(recording: Uid, identity: Identity, start_millis: u64) -> Self {
        let mut encoder = Encoder::default();
        encoder.set_next_node(1);
        Self {
            encoder,
            recording,
            identity,
            start_millis,
            segment: 0,
            sequence: 0,
            opens_segment: true,
            chunk_start_micros: 0,
            deflate: None,
            repeats: None,
        }
    }

    /// Returns the encoder, for writing events without making values of them.
    pub fn encoder(&mut self) -> &mut Encoder {
        &mut self.encoder
    }

    /// Writes an event. A keyframe opens a new segment by itself.
    pub fn write(&mut self, at_micros: u64, event: &Event) -> Option<Vec<u8>> {
        let is_keyframe = matches!(event, Event::Keyframe(_));
        let before = (is_keyframe && !self.encoder.is_empty()).then(|| self.finish_chunk(false)).flatten();
        if is_keyframe {
            self.begin_segment(at_micros);
        }
        if self.encoder.is_empty() {
            self.begin_chunk(at_micros);
        }
        self.encoder.write(at_micros, event);
        before
    }

    /// Returns the number of the chunk that is being written.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Returns the number of the segment that is being written.
    pub fn segment(&self) -> u32 {
        self.segment
    }

    /// Opens a new segment with the next chunk; what was written since the last chunk must have been finished.
    pub fn begin_segment(&mut self, at_micros: u64) {
        if !self.opens_segment {
            self.segment += 1;
            self.opens_segment = true;
        }
        self.encoder.begin_segment();
        self.deflate = None;
        self.repeats = None;
        self.begin_chunk(at_micros);
    }

    /// Begins a chunk whose first event is at `at_micros`. A time before that of the last event is taken as that.
    pub fn begin_chunk(&mut self, at_micros: u64) {
        let at_micros = at_micros.max(self.encoder.last_at_micros());
        self.chunk_start_micros = at_micros;
        self.encoder.begin_chunk(at_micros);
    }

    /// Makes a chunk of the events since the last one.
    ///
    /// `None` if there are none and it is not the last, or if nothing was ever
    /// written: a recording begins with a keyframe.
    pub fn finish_chunk(&mut self, is_final: bool) -> Option<Vec<u8>> {
        if self.encoder.is_empty() && (!is_final || self.sequence == 0) {
            return None;
        }
        // A last chunk without events opens no segment: it ends the one before.
        if self.encoder.is_empty() && core::mem::take(&mut self.opens_segment) {
            self.segment = self.segment.saturating_sub(1);
        }
        let (head, [operations, numbers, text]) = self.encoder.payload();
        let mut copies = Vec::new();
        let whole = [&head, operations, numbers, text];
        let with_copies = self.repeats.get_or_insert_default().write(&whole, &mut copies);
        let parts = if with_copies.is_empty() { &whole[..] } else { &with_copies };
        let inflated_bytes: usize = parts.iter().map(|part| part.len()).sum();
        let mut flags = if is_final { flag::FINAL } else { 0 };
        if self.opens_segment {
            flags |= flag::KEYFRAME;
        }
        if !with_copies.is_empty() {
            flags |= flag::REPEATS;
        }
        if self.encoder.has_series() {
            flags |= flag::SERIES;
        }
        let continues = self.deflate.is_some();
        let payload = if inflated_bytes < MIN_DEFLATED_BYTES && !continues {
            flags |= flag::STORED;
            parts.concat()
        } else {
            let effort = match self.opens_segment {
                true => FAST_EFFORT,
                false if inflated_bytes > MUCH_BYTES => FAIR_EFFORT,
                false => GOOD_EFFORT,
            };
            let deflate = self.deflate.get_or_insert_with(Deflate::default);
            if continues {
                flags |= flag::CONTINUED;
            }
            let mut out = Vec::with_capacity(inflated_bytes / 3 + 64);
            deflate.write(parts, effort, &mut out);
            out
        };
        let header = ChunkHeader {
            flags,
            recording: self.recording,
            segment: self.segment,
            sequence: self.sequence,
            start_micros: self.chunk_start_micros,
            duration_micros: self.encoder.last_at_micros().saturating_sub(self.chunk_start_micros),
            wall_millis: self.start_millis + self.chunk_start_micros / 1_000,
            identity: Some(self.identity),
            payload_bytes: 0,
            inflated_bytes: u32::try_from(inflated_bytes).unwrap_or(u32::MAX),
        };
        let mut chunk = Vec::with_capacity(payload.len() + 160);
        header.write(&payload, &mut chunk);
        self.sequence += 1;
        self.opens_segment = false;
        self.begin_chunk(self.encoder.last_at_micros());
        Some(chunk)
    }
}

/// A recording made of these events, for tests and tools: one chunk a keyframe, and one for what follows it.
///
/// ```
/// use domreel_format::{Event, Identity, Reader, Uid, writer};
///
/// let events = [(0, Event::Keyframe(Box::default())), (5, Event::Visibility { hidden: true })];
/// let bytes = writer::recording(Uid([7; 16]), Identity::default(), 1_000, &events);
/// assert_eq!(Reader::read_all(&bytes).events, events);
/// ```
pub fn recording(id: Uid, identity: Identity, start_millis: u64, events: &[(u64, Event)]) -> Vec<u8> {
    let mut writer = Writer::new(id, identity, start_millis);
    let mut bytes = Vec::new();
    let mut after_keyframe = false;
    for (at_micros, event) in events {
        if after_keyframe {
            bytes.extend(writer.finish_chunk(false).unwrap_or_default());
        }
        bytes.extend(writer.write(*at_micros, event).unwrap_or_default());
        after_keyframe = matches!(event, Event::Keyframe(_));
    }
    bytes.extend(writer.finish_chunk(true).unwrap_or_default());
    bytes
}

#[cfg(test)]
mod tests {
    use crate::tree::CompatMode;
    use crate::*;

    fn page() -> Event {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let element = |name: &str| NodeData::Element {
            namespace: None,
            name: name.into(),
            attributes: vec![Attribute { namespace: None, name: "class".into(), value: "a".into() }],
        };
        let tree = Tree {
            nodes: vec![
                node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
                node(2, 1, element("html")),
                node(3, 2, element("p")),
                node(4, 3, NodeData::Text { text: "hello".into() }),
                node(9, 2, element("b")),
                node(10, 3, NodeData::ShadowRoot { open: true, delegates_focus: false, manual_slots: false }),
                node(11, 4, NodeData::Text { text: "in shadow".into() }),
                node(12, 3, NodeData::Text { text: "light".into() }),
            ],
        };
        Event::Keyframe(Box::new(Snapshot { tree, next_id: 13, ..Snapshot::default() }))
    }

    #[test]
    fn a_recording_reads_back_and_its_document_gives_the_keyframe_again() {
        let insert = Operation::Insert {
            parent: NodeId(2),
            previous: Some(NodeId(3)),
            tree: Tree {
                nodes: vec![TreeNode { id: NodeId(13), depth: 0, data: NodeData::Comment, properties: vec![] }],
            },
        };
        let events = vec![
            (0, page()),
            (
                9,
                Event::Mutation {
                    operations: vec![insert, Operation::Move { node: NodeId(4), parent: NodeId(9), previous: None }],
                },
            ),
        ];
        let bytes = super::recording(Uid([1; 16]), Identity::default(), 5_000, &events);
        let contents = Reader::read_all(&bytes);
        assert_eq!(contents.damage, []);
        assert_eq!(contents.events, events);

        let mut document = Document::default();
        let mut warnings = Vec::new();
        for (_, event) in &events {
            document.apply(event, &mut |warning| warnings.push(warning));
        }
        assert_eq!(warnings, []);
        let mut again = Document::default();
        again.apply(&Event::Keyframe(Box::new(document.snapshot())), &mut |_| panic!("warned"));
        assert_eq!(again, document);
        let order: Vec<u32> = document.descend(NodeId(1)).map(|(id, ..)| id.0).collect();
        assert_eq!(order, [1, 2, 3, 13, 9, 10, 11, 4, 12]);
    }
}
