//! What a recording may cost: a few bytes can ask for minutes of work, which is refused.

use domreel_format::{Document, Event};

/// Work that a recording may ask for with each keyframe, in the units of [`Document::take_work`],
const WORK_PER_KEYFRAME: u64 = 1 << 20;
/// and with each byte: a hundred times what an editor's keystroke in a megabyte of text asks for.
const WORK_PER_BYTE: u64 = 256;

/// Applies events as they come, and counts what that takes.
#[derive(Default)]
pub(crate) struct Meter {
    document: Document,
    keyframes: u64,
    work: u64,
}

impl Meter {
    /// Takes the next event of a recording of which so many bytes were read. `false`: it costs too much.
    pub(crate) fn allows(&mut self, event: &Event, bytes: u64) -> bool {
        if matches!(event, Event::Keyframe(_)) {
            self.keyframes += 1;
        }
        let allowed = WORK_PER_KEYFRAME * self.keyframes.max(1) + WORK_PER_BYTE * bytes;
        let Self { document, work, .. } = self;
        let mut spend = |document: &mut Document| {
            *work += document.take_work();
            *work <= allowed
        };
        match event {
            // One by one: a single event can ask for all of it.
            Event::Mutation { operations } => operations.iter().all(|operation| {
                document.apply_operation(operation, &mut |_| {});
                spend(document)
            }),
            event => {
                document.apply(event, &mut |_| {});
                spend(document)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::tree::CompatMode;
    use domreel_format::{NodeData, NodeId, Operation, Snapshot, Text, Tree, TreeNode};

    const TEXT_BYTES: usize = 1 << 20;

    /// A page of one text of a megabyte.
    fn page() -> Event {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, NodeData::Element { namespace: None, name: "p".into(), attributes: Vec::new() }),
            node(3, 2, NodeData::Text { text: Text::from("x".repeat(TEXT_BYTES).as_str()) }),
        ];
        Event::Keyframe(Box::new(Snapshot { tree: Tree { nodes }, ..Snapshot::default() }))
    }

    fn splices(count: usize) -> Event {
        let splice = Operation::SpliceText { node: NodeId(3), at: 7, remove: 1, insert: "y".into() };
        Event::Mutation { operations: vec![splice; count] }
    }

    #[test]
    fn twenty_thousand_splices_of_a_megabyte_in_a_kilobyte_are_refused_before_they_are_done() {
        let mut meter = Meter::default();
        assert!(meter.allows(&page(), 1_500));
        assert!(!meter.allows(&splices(20_000), 1_500));
        let one = (TEXT_BYTES / 512 + 1) as u64;
        assert!(meter.work < 2 * WORK_PER_KEYFRAME + one, "{} units", meter.work);
    }

    #[test]
    fn an_editor_that_is_typed_into_for_long_is_not() {
        let mut meter = Meter::default();
        assert!(meter.allows(&page(), 20_000));
        assert!((1..=1_000).all(|key| meter.allows(&splices(1), 20_000 + 20 * key)));
    }
}
