//! `domreel encode`: lines of JSON to a recording, the inverse of `dump`.
//!
//! Takes headers at their word, so that recordings can be forged: only lengths,
//! checksums and how a chunk is compressed are made anew. Each chunk is read
//! back as it is made: what cannot be written is refused, never changed.

use crate::error::{Failure, LineFault};
use crate::line::{ChunkFields, Given};
use crate::output::Output;
use domreel_format::chunk::flag;
use domreel_format::{ChunkHeader, Event, Identity, Item, Reader, Uid, Writer};
use std::io::{self, BufRead};
use std::process::ExitCode;

/// The recording's id where no line tells one.
const DEFAULT_RECORDING: Uid = Uid([0xd0; 16]);
/// The wall clock at the recording's zero where no line tells one: the first instant of 2026.
const DEFAULT_START_MILLIS: u64 = 1_767_225_600_000;
/// The flags that follow from how the payload is written.
const MADE_FLAGS: u64 = flag::STORED | flag::CONTINUED | flag::REPEATS | flag::SERIES;

/// Reads standard input to its end and writes the recording.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    let mut output = Output::new();
    let mut encoding = Encoding::default();
    for (line, text) in (1..).zip(io::stdin().lock().lines()) {
        let at = |fault| Failure::Line { line, fault };
        let text = text.map_err(|cause| at(LineFault::Unreadable(cause)))?;
        if let Some(given) = Given::read(&text).map_err(at)? {
            output.bytes(&encoding.take(line, given)?)?;
        }
    }
    output.bytes(&encoding.finish()?)?;
    output.finish()?;
    for warning in encoding.warnings {
        eprintln!("domreel: {warning}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a recording of lines.
pub(crate) struct Encoding {
    writer: Writer,
    /// What was last told or made: a chunk follows from the one before.
    header: Option<ChunkHeader>,
    identity: Identity,
    chunk: Option<OpenChunk>,
    /// Whether chunks are told by lines, or follow from the events.
    is_told: bool,
    /// Reads what is made.
    check: Reader,
    /// What a reader refuses: it is written all the same, as whoever forges it wants it so.
    warnings: Vec<String>,
}

/// A chunk that is still taking events.
struct OpenChunk {
    line: u64,
    fields: ChunkFields,
    events: Vec<(u64, u64, Event)>,
}

impl Default for Encoding {
    fn default() -> Self {
        Self {
            writer: Writer::new(Uid::NIL, Identity::default(), 0),
            header: None,
            identity: Identity::default(),
            chunk: None,
            is_told: false,
            check: Reader::default(),
            warnings: Vec::new(),
        }
    }
}

impl Encoding {
    /// Takes a line, and returns the chunk that it ends, if it does.
    pub(crate) fn take(&mut self, line: u64, given: Given) -> Result<Vec<u8>, Failure> {
        match given {
            Given::Damage => Ok(Vec::new()),
            Given::Chunk(fields) => {
                self.is_told = true;
                self.open(line, fields)
            }
            Given::Event(at_micros, event) => {
                let borders_keyframe = self.ends_with_keyframe() || matches!(*event, Event::Keyframe(_));
                let opens = self.chunk.is_none() || (borders_keyframe && !self.is_told);
                let made = if opens { self.open(line, ChunkFields::default())? } else { Vec::new() };
                if let Some(chunk) = &mut self.chunk {
                    chunk.events.push((line, at_micros, *event));
                }
                Ok(made)
            }
        }
    }

    /// Returns the last chunk.
    pub(crate) fn finish(&mut self) -> Result<Vec<u8>, Failure> {
        self.close(flag::FINAL)
    }

    /// Returns the last chunk, which is marked as the last one only if its line says so.
    pub(crate) fn finish_as_it_was(&mut self) -> Result<Vec<u8>, Failure> {
        self.close(0)
    }

    fn open(&mut self, line: u64, fields: ChunkFields) -> Result<Vec<u8>, Failure> {
        let made = self.close(0)?;
        self.chunk = Some(OpenChunk { line, fields, events: Vec::new() });
        Ok(made)
    }

    fn ends_with_keyframe(&self) -> bool {
        let last = self.chunk.as_ref().and_then(|chunk| chunk.events.last());
        matches!(last, Some((_, _, Event::Keyframe(_))))
    }

    /// Makes the open chunk; `otherwise` are further flags where the line tells none.
    fn close(&mut self, otherwise: u64) -> Result<Vec<u8>, Failure> {
        let Some(chunk) = self.chunk.take() else { return Ok(Vec::new()) };
        let at = |fault| Failure::Line { line: chunk.line, fault };
        let fields = &chunk.fields;
        let opens = matches!(chunk.events.first(), Some((_, _, Event::Keyframe(_))));
        let flags = fields.flags.unwrap_or(otherwise | if opens { flag::KEYFRAME } else { 0 });
        if flags & flag::SEALED != 0 {
            return Err(at(LineFault::Sealed));
        }
        let before = self.header;
        let last_micros = before.map_or(0, |header| header.start_micros.saturating_add(header.duration_micros));
        let start_micros =
            fields.start_micros.or(chunk.events.first().map(|(_, time, _)| *time)).unwrap_or(last_micros);
        if flags & flag::KEYFRAME != 0 {
            self.writer.begin_segment(start_micros);
        } else {
            self.writer.begin_chunk(start_micros);
        }
        for (_, at_micros, event) in &chunk.events {
            self.writer.encoder().write(*at_micros, event);
        }
        let end_micros = self.writer.encoder().last_at_micros();
        // Asked for as the last one, so that a chunk without events is made too.
        let bytes = self.writer.finish_chunk(true).ok_or(at(LineFault::Empty))?;
        let (made, payload, _) = ChunkHeader::read(&bytes).map_err(|kind| at(LineFault::Chunk(kind)))?;
        self.identity = fields.identity.unwrap_or(self.identity);
        let zero_millis = before
            .map_or(DEFAULT_START_MILLIS, |header| header.wall_millis.saturating_sub(header.start_micros / 1_000));
        let opened = u32::from(flags & flag::KEYFRAME != 0);
        let header = ChunkHeader {
            flags: flags & !MADE_FLAGS | made.flags & MADE_FLAGS,
            recording: fields.recording.or(before.map(|header| header.recording)).unwrap_or(DEFAULT_RECORDING),
            segment: fields.segment.unwrap_or(before.map_or(0, |header| header.segment.saturating_add(opened))),
            sequence: fields.sequence.unwrap_or(before.map_or(0, |header| header.sequence.saturating_add(1))),
            // Not before the last event: the times of the events count from it.
            start_micros: made.start_micros,
            duration_micros: fields.duration_micros.unwrap_or(end_micros.saturating_sub(made.start_micros)),
            wall_millis: fields.wall_millis.unwrap_or(zero_millis.saturating_add(made.start_micros / 1_000)),
            identity: Some(self.identity),
            ..made
        };
        self.header = Some(header);
        let mut out = Vec::with_capacity(bytes.len());
        header.write(payload, &mut out);
        self.read_back(&chunk, made.start_micros, &out)?;
        Ok(out)
    }

    /// Reads a chunk that was made, and refuses it if other events come out than went in.
    fn read_back(&mut self, chunk: &OpenChunk, start_micros: u64, made: &[u8]) -> Result<(), Failure> {
        self.check.push(made);
        let mut expected = chunk.events.iter();
        let mut last_micros = start_micros;
        while let Some(item) = self.check.next() {
            match item {
                Item::Chunk { .. } => {}
                Item::Event { at_micros, event } => {
                    let Some((line, given_micros, given)) = expected.next() else { continue };
                    last_micros = last_micros.max(*given_micros);
                    if at_micros != last_micros || !is_same(&event, given) {
                        return Err(Failure::Line { line: *line, fault: LineFault::NoBytes });
                    }
                }
                Item::Damage(error) => {
                    self.warnings.push(format!("line {}: a reader refuses this chunk: {}", chunk.line, error.code()));
                }
            }
        }
        Ok(())
    }
}

/// Says whether two events are the same, where a whole number may be written as `5` or `5.0`.
fn is_same(read: &Event, given: &Event) -> bool {
    fn level(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Number(number) => *value = number.as_f64().into(),
            serde_json::Value::Array(items) => items.iter_mut().for_each(level),
            serde_json::Value::Object(fields) => fields.values_mut().for_each(level),
            _ => {}
        }
    }
    let levelled = |event: &Event| {
        serde_json::to_value(event).ok().map(|mut value| {
            level(&mut value);
            value
        })
    };
    read == given || levelled(read) == levelled(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::Written;
    use crate::sample::Source;
    use domreel_format::reader::Contents;
    use std::fmt::Write;

    fn dump(bytes: &[u8]) -> String {
        let mut reader = Reader::default();
        reader.push(bytes);
        reader.finish();
        let mut lines = String::new();
        while let Some(item) = reader.next() {
            writeln!(lines, "{}", serde_json::to_string(&Written::from(&item)).unwrap()).unwrap();
        }
        lines
    }

    fn encode(lines: &str) -> Result<(Vec<u8>, Vec<String>), String> {
        let mut encoding = Encoding::default();
        let mut bytes = Vec::new();
        let refusal = |failure: Failure| failure.to_string();
        for (line, text) in (1..).zip(lines.lines()) {
            if let Some(given) = Given::read(text).map_err(|fault| refusal(Failure::Line { line, fault }))? {
                bytes.extend(encoding.take(line, given).map_err(refusal)?);
            }
        }
        bytes.extend(encoding.finish().map_err(refusal)?);
        Ok((bytes, encoding.warnings))
    }

    fn read(bytes: &[u8]) -> Contents {
        let contents = Reader::read_all(bytes);
        assert_eq!(contents.damage, []);
        contents
    }

    const KEYFRAME: &str = r#"{"at_micros":0,"event":{"event":"keyframe","tree":[{"id":1,"depth":0,"node":"document","mode":"standards"}],"next_id":2}}"#;
    const HIDDEN: &str = r#"{"at_micros":7000,"event":{"event":"visibility","hidden":true}}"#;

    #[test]
    fn encode_undoes_dump_for_generated_recordings() {
        for seed in 0..400 {
            let bytes = Source::new(seed).recording();
            let lines = dump(&bytes);
            let (again, warnings) = encode(&lines).unwrap_or_else(|refusal| panic!("seed {seed}: {refusal}"));
            assert_eq!(warnings, [""; 0], "seed {seed}");
            assert_eq!(read(&again).events, read(&bytes).events, "seed {seed}");
            for (again, line) in dump(&again).lines().zip(lines.lines()) {
                assert_eq!(again, line, "seed {seed}");
            }
            assert!(again == bytes, "seed {seed}");
        }
    }

    #[test]
    fn events_alone_make_a_recording() {
        let (bytes, _) =
            encode(&[KEYFRAME, "", HIDDEN, "  ", KEYFRAME.replacen('0', "9000", 1).as_str()].join("\n")).unwrap();
        let contents = read(&bytes);
        assert_eq!(contents.events.iter().map(|(time, _)| *time).collect::<Vec<_>>(), [0, 7_000, 9_000]);
        let headers: Vec<_> = contents.chunks.iter().map(|(_, header)| header).collect();
        assert_eq!(
            headers.iter().map(|header| (header.segment, header.sequence)).collect::<Vec<_>>(),
            [(0, 0), (0, 1), (1, 2)]
        );
        assert_eq!(headers.iter().map(|header| header.has(flag::FINAL)).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(headers[1].wall_millis, DEFAULT_START_MILLIS + 7);
        assert!(headers.iter().all(|header| header.recording == DEFAULT_RECORDING));
    }

    #[test]
    fn what_a_chunk_line_leaves_out_follows_from_the_chunk_before() {
        let first = r#"{"chunk":{"recording":"0102030405060708090a0b0c0d0e0f10","wall_millis":5000,"segment":7}}"#;
        let (bytes, _) = encode(&[first, KEYFRAME, r#"{"chunk":{}}"#, HIDDEN].join("\n")).unwrap();
        let contents = read(&bytes);
        let [(_, first), (_, second)] = contents.chunks.as_slice() else { panic!("{contents:?}") };
        assert_eq!((first.sequence, second.sequence), (0, 1));
        assert_eq!((first.segment, second.segment), (7, 7));
        assert_eq!((second.recording, second.wall_millis), (first.recording, 5_007));
        assert_eq!((first.has(flag::FINAL), second.has(flag::FINAL)), (false, true));
    }

    #[test]
    fn no_lines_make_no_bytes() {
        assert_eq!(encode("\n\n"), Ok((Vec::new(), Vec::new())));
    }

    #[test]
    fn a_bad_line_is_named_with_its_number_and_fault() {
        for (lines, expected) in [
            ("{", "line 1: EOF while parsing"),
            ("\n\nnonsense", "line 3: expected ident"),
            (
                &*[KEYFRAME, r#"{"at_micros":1,"event":{"event":"dance"}}"#].join("\n"),
                "line 2: unknown variant `dance`",
            ),
            (r#"{"chunk":{}}"#, "line 1: a recording begins with an event"),
            (r#"{"chunk":{"flags":9}}"#, "line 1: a sealed chunk cannot be made"),
            (r#"{"chunk":{"recording":"../etc"}}"#, "line 1: an id is 32 hexadecimal digits"),
        ] {
            let refusal = encode(lines).unwrap_err();
            assert!(refusal.starts_with(expected), "{refusal}");
        }
    }

    #[test]
    fn an_event_that_would_read_back_as_another_is_refused() {
        let jump = KEYFRAME.replace("}],", r#"},{"id":2,"depth":3,"node":"comment"}],"#);
        assert_eq!(
            encode(&jump).unwrap_err(),
            "line 1: this event cannot be written: it would read back as another one"
        );
    }

    #[test]
    fn what_a_reader_refuses_is_written_all_the_same() {
        let (bytes, warnings) = encode(&format!("{{\"chunk\":{{\"flags\":1}}}}\n{HIDDEN}")).unwrap();
        assert_eq!(warnings, ["line 1: a reader refuses this chunk: bad-event"]);
        assert_eq!(Reader::read_all(&bytes).damage.len(), 1);
    }

    #[test]
    fn a_time_before_that_of_the_event_before_is_taken_as_that() {
        let early = r#"{"at_micros":20,"event":{"event":"visibility","hidden":false}}"#;
        let (bytes, _) =
            encode(&[KEYFRAME, HIDDEN, early, r#"{"chunk":{"start_micros":5}}"#, early].join("\n")).unwrap();
        let times: Vec<_> = read(&bytes).events.iter().map(|(time, _)| *time).collect();
        assert_eq!(times, [0, 7_000, 7_000, 7_000]);
    }

    #[test]
    fn damage_is_left_out() {
        let mut bytes = Source::new(3).recording();
        let whole = dump(&bytes);
        *bytes.last_mut().unwrap() ^= 1;
        let lines = dump(&bytes);
        assert!(lines.contains("\"damage\":\"checksum-mismatch\"") && lines.len() < whole.len());
        let (again, _) = encode(&lines).unwrap();
        read(&again);
    }
}
