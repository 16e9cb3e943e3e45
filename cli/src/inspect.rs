//! `domreel inspect`: what a recording holds, for people.

use crate::calendar::utc;
use crate::columns::Columns;
use crate::error::Failure;
use crate::input::Items;
use crate::output::Output;
use crate::seal::SealKey;
use domreel_format::chunk::flag;
use domreel_format::wire::Encoder;
use domreel_format::{ChunkHeader, DecodeError, Document, Event, Identity, Item, Uid};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// Prints a summary of a recording. The code says whether it is whole.
///
/// `with_bytes` adds a table of what takes them.
pub(crate) fn run(file: &Path, with_bytes: bool, key: Option<&SealKey>) -> Result<ExitCode, Failure> {
    let mut items = Items::open_to_apply(file, key)?;
    let mut tally = Tally::default();
    let mut columns = with_bytes.then(Columns::default);
    while let Some(item) = items.next()? {
        if let Some(columns) = &mut columns {
            columns.take(&item, kind);
        }
        tally.take(item);
    }
    let mut output = Output::new();
    tally.lines(items.bytes()).iter().try_for_each(|line| output.line(line))?;
    if let Some(columns) = columns {
        output.line("")?;
        columns.lines().iter().try_for_each(|line| output.line(line))?;
    }
    output.finish()?;
    Ok(if tally.damage.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was counted.
#[derive(Default)]
struct Tally {
    first: Option<ChunkHeader>,
    last: Option<ChunkHeader>,
    identity: Option<Identity>,
    chunks: u64,
    segments: u64,
    inflated_bytes: u64,
    events: BTreeMap<&'static str, Count>,
    /// Writes events again, to tell their sizes.
    encoder: Encoder,
    document: Document,
    max_nodes: usize,
    warnings: BTreeMap<&'static str, u64>,
    resources: Count,
    missing_resources: BTreeMap<String, u64>,
    damage: Vec<DecodeError>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    count: u64,
    bytes: u64,
}

impl Count {
    fn add(&mut self, bytes: usize) {
        self.count += 1;
        self.bytes += bytes as u64;
    }
}

impl Tally {
    fn take(&mut self, item: Item) {
        match item {
            Item::Chunk { header, .. } => {
                self.chunks += 1;
                self.segments += u64::from(header.has(flag::KEYFRAME));
                self.inflated_bytes += u64::from(header.inflated_bytes);
                self.identity = self.identity.or(header.identity);
                self.first.get_or_insert(header);
                self.last = Some(header);
                if header.has(flag::KEYFRAME) {
                    self.encoder.begin_segment();
                }
                self.encoder.begin_chunk(header.start_micros);
            }
            Item::Event { at_micros, event } => {
                let before = self.encoder.len();
                self.encoder.write(at_micros, &event);
                self.events.entry(kind(&event)).or_default().add(self.encoder.len() - before);
                match &event {
                    Event::Resource { bytes, .. } => self.resources.add(bytes.len()),
                    Event::MissingResource { reason, .. } => {
                        *self.missing_resources.entry(reason.to_str_lossy().into_owned()).or_default() += 1;
                    }
                    _ => {}
                }
                let warnings = &mut self.warnings;
                self.document.apply(&event, &mut |warning| *warnings.entry(warning.kind.code()).or_default() += 1);
                self.max_nodes = self.max_nodes.max(self.document.nodes().len());
            }
            Item::Damage(error) => self.damage.push(error),
        }
    }

    fn lines(&self, bytes: u64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut row = |name: &str, value: String| lines.push(format!("{name:<18} {value}"));
        if let (Some(first), Some(last)) = (&self.first, &self.last) {
            let identity = self.identity.unwrap_or_default();
            row("recording", first.recording.to_string());
            let ids = [
                ("session", identity.session),
                ("tab", identity.tab),
                ("page", identity.page),
                ("device", identity.device),
            ];
            for (name, id) in ids {
                row(name, if id == Uid::NIL { "not known".to_owned() } else { id.to_string() });
            }
            row("began", utc(first.wall_millis.saturating_sub(first.start_micros / 1_000)));
            if identity.expires_millis != 0 {
                row("expires", utc(identity.expires_millis));
            }
            let end_micros = last.start_micros.saturating_add(last.duration_micros);
            row("duration", format!("{}.{:03} s", end_micros / 1_000_000, end_micros / 1_000 % 1_000));
            let end = if last.has(flag::FINAL) { "the last one is there" } else { "it has no end (yet)" };
            row("chunks", format!("{}, {end}", self.chunks));
            row("segments", self.segments.to_string());
        }
        row("bytes", format!("{bytes}, inflated {}", self.inflated_bytes));
        row("nodes", format!("{} at the end, {} at most", self.document.nodes().len(), self.max_nodes));
        row("style sheets", self.document.sheets().count().to_string());
        row("resources", format!("{}, {} bytes", self.resources.count, self.resources.bytes));
        for (reason, count) in &self.missing_resources {
            row("  missing", format!("{count} ({reason})"));
        }
        let total: u64 = self.events.values().map(|count| count.count).sum();
        row("events", format!("{total} (bytes are before compression)"));
        let mut events: Vec<_> = self.events.iter().collect();
        events.sort_by_key(|(_, count)| std::cmp::Reverse(count.bytes));
        for (name, count) in events {
            row(&format!("  {name}"), format!("{:>8} {:>12} bytes", count.count, count.bytes));
        }
        for (code, count) in &self.warnings {
            row("warnings", format!("{count} {code}"));
        }
        if self.damage.is_empty() {
            row("damage", "none".to_owned());
        }
        for error in &self.damage {
            row("damage", error.to_string());
        }
        lines
    }
}

/// The name of an event's kind, as in dumps.
fn kind(event: &Event) -> &'static str {
    match event {
        Event::Keyframe(_) => "keyframe",
        Event::Mutation { .. } => "mutation",
        Event::PointerMove { .. } => "pointer-move",
        Event::PointerState { .. } => "pointer-state",
        Event::PointerLeave { .. } => "pointer-leave",
        Event::Click { .. } => "click",
        Event::Viewport { .. } => "viewport",
        Event::Visibility { .. } => "visibility",
        Event::Navigation { .. } => "navigation",
        Event::Focus { .. } => "focus",
        Event::Select { .. } => "select",
        Event::Hover { .. } => "hover",
        Event::Activate { .. } => "activate",
        Event::Target { .. } => "target",
        Event::Key { .. } => "key",
        Event::Gesture { .. } => "gesture",
        Event::Surroundings { .. } => "surroundings",
        Event::Mark { .. } => "mark",
        Event::Identify { .. } => "identify",
        Event::Resource { .. } => "resource",
        Event::SameResource { .. } => "same-resource",
        Event::MissingResource { .. } => "missing-resource",
        Event::Absence { .. } => "absence",
        Event::End { .. } => "end",
        Event::Check { .. } => "check",
        Event::CheckState { .. } => "check-state",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::{Reader, writer};

    #[test]
    fn a_summary_counts_what_the_recording_holds() {
        let events = [
            (0, Event::Keyframe(Box::default())),
            (1_500_000, Event::Visibility { hidden: true }),
            (1_500_000, Event::Resource { url: "https://a/".into(), mime: "a/b".into(), bytes: vec![0; 300] }),
        ];
        let bytes = writer::recording(Uid([0xab; 16]), Identity::default(), 1_767_225_600_000, &events);
        let mut reader = Reader::default();
        reader.push(&bytes);
        let mut tally = Tally::default();
        while let Some(item) = reader.next() {
            tally.take(item);
        }
        let lines = tally.lines(bytes.len() as u64);
        for expected in [
            "recording          abababababababababababababababab",
            "began              2026-01-01 00:00:00 UTC",
            "duration           1.500 s",
            "chunks             2, the last one is there",
            "resources          1, 300 bytes",
            "  visibility              1            3 bytes",
            "damage             none",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{expected:?} is not in {lines:#?}");
        }
    }
}
