//! What a recording may cost: a few bytes can ask for minutes of work, which is refused.

use domreel_format::limits::work;
use domreel_format::{Document, Event};

/// Applies events as they come, and counts what that takes.
#[derive(Default)]
pub(crate) struct Meter {
    document: Document,
    keyframes: u64,
    spent: u64,
}

impl Meter {
    /// Takes the next event of a recording of which so many bytes were read, with values of that weight.
    /// `false`: it costs too much.
    pub(crate) fn allows(&mut self, event: &Event, bytes: u64, weight: u64) -> bool {
        if matches!(event, Event::Keyframe(_)) {
            self.keyframes += 1;
        }
        let allowed = work::FREE * self.keyframes.saturating_sub(1) + work::allowed(bytes, weight);
        let Self { document, spent, .. } = self;
        let mut spend = |document: &mut Document| {
            *spent += document.take_work();
            *spent <= allowed
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
    use domreel_format::limits::weight;
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
        let weight = 20_000 * (weight::OPERATION + weight::STRING);
        assert!(meter.allows(&page(), 1_500, 0));
        assert!(!meter.allows(&splices(20_000), 1_500, weight));
        let one = (TEXT_BYTES / 512 + 1) as u64;
        assert!(meter.spent < 2 * work::FREE + one, "{} units", meter.spent);
    }

    #[test]
    fn an_editor_that_is_typed_into_for_long_is_not() {
        let mut meter = Meter::default();
        assert!(meter.allows(&page(), 20_000, 0));
        assert!((1..=1_000).all(|key| meter.allows(&splices(1), 20_000 + 20 * key, 0)));
    }
}
