//! `domreel inspect --bytes`: where the bytes of a recording are, by what they say and by column.
//!
//! Every event, and every operation of a mutation, is written once more by itself;
//! what all of a kind put into a column is then compressed together. That is not
//! what they take in the file, where each stands between others, but it says what
//! is large and what compresses badly.

use domreel_format::chunk::flag;
use domreel_format::wire::Encoder;
use domreel_format::{Event, Item, Operation};
use miniz_oxide::deflate::compress_to_vec;
use std::collections::BTreeMap;

/// The level of compression, about that of the writer.
const LEVEL: u8 = 6;

/// What was written, by kind.
#[derive(Default)]
pub(crate) struct Columns {
    encoder: Encoder,
    kinds: BTreeMap<String, Kind>,
}

#[derive(Default)]
struct Kind {
    count: u64,
    columns: [Vec<u8>; 3],
}

impl Columns {
    /// Takes what comes next; `name` is the kind of an event.
    pub(crate) fn take(&mut self, item: &Item, name: impl Fn(&Event) -> &'static str) {
        match item {
            Item::Chunk { header, .. } => {
                if header.has(flag::KEYFRAME) {
                    self.encoder.begin_segment();
                }
                self.encoder.begin_chunk(header.start_micros);
            }
            Item::Event { at_micros, event: Event::Mutation { operations } } => {
                for operation in operations {
                    let event = Event::Mutation { operations: vec![operation.clone()] };
                    self.write(&label(operation), *at_micros, &event);
                }
            }
            Item::Event { at_micros, event } => self.write(name(event), *at_micros, event),
            Item::Damage(_) => {}
        }
    }

    fn write(&mut self, label: &str, at_micros: u64, event: &Event) {
        let lengths = self.encoder.payload().1.map(<[u8]>::len);
        self.encoder.write(at_micros, event);
        let kind = self.kinds.entry(label.to_owned()).or_default();
        kind.count += 1;
        for ((all, column), before) in kind.columns.iter_mut().zip(self.encoder.payload().1).zip(lengths) {
            all.extend_from_slice(&column[before..]);
        }
    }

    /// Returns the table, the largest first.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for (label, kind) in &self.kinds {
            let bytes = kind.columns.each_ref().map(Vec::len);
            let packed = kind.columns.each_ref().map(|column| match column.len() {
                0 => 0,
                _ => compress_to_vec(column, LEVEL).len(),
            });
            rows.push((label, kind.count, bytes, packed));
        }
        rows.sort_by_key(|(_, _, _, packed)| std::cmp::Reverse(packed.iter().sum::<usize>()));
        let title = ["operations", "deflated", "numbers", "deflated", "text", "deflated"];
        let mut lines =
            vec![format!("{:<32} {:>8} {}", "what", "count", title.map(|name| format!("{name:>10}")).join(" "))];
        lines.extend(rows.iter().map(|(label, count, bytes, packed)| {
            let cells = bytes.iter().zip(packed).map(|(bytes, packed)| format!("{bytes:>10} {packed:>10}"));
            format!("{label:<32} {count:>8} {}", cells.collect::<Vec<_>>().join(" "))
        }));
        lines
    }
}

/// What an operation does, and with which attribute or property.
fn label(operation: &Operation) -> String {
    match operation {
        Operation::Insert { .. } => "insert".to_owned(),
        Operation::Remove { .. } => "remove".to_owned(),
        Operation::Move { .. } => "move".to_owned(),
        Operation::SetAttribute { attribute, .. } => format!("set-attribute {}", attribute.name.to_str_lossy()),
        Operation::RemoveAttribute { .. } => "remove-attribute".to_owned(),
        Operation::SetText { .. } => "set-text".to_owned(),
        Operation::SpliceText { .. } => "splice-text".to_owned(),
        Operation::SetProperty { property, .. } => format!("set-property {}", property.name()),
        Operation::SetSheet { .. } => "set-sheet".to_owned(),
        Operation::EditSheet { .. } => "edit-sheet".to_owned(),
        Operation::Adopt { .. } => "adopt".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::{Attribute, NodeId, Reader};
    use domreel_format::{Identity, Uid, writer};

    #[test]
    fn a_style_that_changes_only_in_numbers_takes_no_text() {
        let set = |n: u32| Operation::SetAttribute {
            node: NodeId(1),
            attribute: Attribute { namespace: None, name: "style".into(), value: format!("top: {n}px").into() },
        };
        let mut events = vec![(0, Event::Keyframe(Box::default()))];
        events.extend((0..1_000).map(|n| (u64::from(n), Event::Mutation { operations: vec![set(n)] })));
        let bytes = writer::recording(Uid::NIL, Identity::default(), 0, &events);
        let mut reader = Reader::default();
        reader.push(&bytes);
        let mut columns = Columns::default();
        while let Some(item) = reader.next() {
            columns.take(&item, |_| "event");
        }
        let lines = columns.lines();
        let words: Vec<&str> = lines[1].split_whitespace().collect();
        assert_eq!(words[..3], ["set-attribute", "style", "1000"]);
        // Text holds the name, the first value, and the template.
        assert_eq!(words[7], (5 + 8 + 8).to_string(), "{lines:#?}");
        assert!(words[6].parse::<usize>().is_ok_and(|numbers| numbers < 40), "{lines:#?}");
    }
}
