//! `domreel verify`: reads recordings whole, applies every event, and checks
//! that each keyframe is what the events before it have made of the one before,
//! and what the page was wherever the recorder has told that.

use crate::agreement::Agreement;
use crate::canary::Canary;
use crate::difference::difference;
use crate::error::Failure;
use crate::input::Items;
use crate::output::Output;
use crate::seal::SealKey;
use crate::wording::Wording;
use domreel_format::chunk::flag;
use domreel_format::{Document, Event, Item, Warning};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many faults of one recording are printed; the others are counted.
const MAX_PRINTED: u64 = 100;

/// Verifies each recording, and prints `ok` or its faults. Each of `words` in it is one.
pub(crate) fn run(files: &[PathBuf], words: &[String], key: Option<&SealKey>) -> Result<ExitCode, Failure> {
    let wording = Wording::new(words, &[])?;
    let mut output = Output::new();
    let mut code = ExitCode::SUCCESS;
    for file in files {
        if verify(file, &wording, key, &mut output)? > 0 {
            code = ExitCode::FAILURE;
        }
    }
    output.finish()?;
    Ok(code)
}

/// Prints what is wrong with a recording, and returns how many faults there are.
fn verify(file: &Path, wording: &Wording, key: Option<&SealKey>, output: &mut Output) -> Result<u64, Failure> {
    let mut items = Items::open_to_apply(file, key)?;
    let mut check = Check::default();
    let mut printed = 0;
    let mut canary = (!wording.is_empty()).then(|| Canary::new(wording));
    if let Some(canary) = &canary {
        canary.watch(&mut items);
    }
    while let Some(item) = items.next()? {
        let found = canary.as_mut().map(|canary| canary.take(&item, &items)).unwrap_or_default();
        let at = check.place(&item);
        let found = found.into_iter().map(|place| format!("{at}: a word that must not be there, {place}"));
        for fault in check.take(&item).into_iter().chain(found) {
            printed += 1;
            if printed <= MAX_PRINTED {
                output.line(&format!("{}: {fault}", file.display()))?;
            }
        }
    }
    if let Some(fault) = check.settle() {
        printed += 1;
        output.line(&format!("{}: {fault}", file.display()))?;
    }
    if canary.is_some_and(Canary::finish) {
        printed += 1;
        output.line(&format!("{}: a word that must not be there, in the bytes of the file", file.display()))?;
    }
    // Whoever stores sealed chunks cannot change them, but can take the last ones away.
    if items.is_sealed() && !check.has_end {
        printed += 1;
        output.line(&format!("{}: sealed, and without its last chunk: cut off, or never ended", file.display()))?;
    }
    if check.chunks == 0 && printed == 0 {
        printed = 1;
        output.line(&format!("{}: empty", file.display()))?;
    }
    let counts =
        format!("{} chunks, {} events, {} keyframes compared", check.chunks, check.events, check.keyframes_compared);
    let counts = match check.agreement.checks {
        0 => counts,
        checks => format!("{counts}, {checks} times with the page"),
    };
    match printed {
        0 => output.line(&format!("{}: ok ({counts})", file.display()))?,
        faults => output.line(&format!("{}: {faults} faults ({counts})", file.display()))?,
    }
    Ok(printed)
}

/// A keyframe that is not what the page was before it: the rest of it may come, where it was read in slices.
struct Unsettled {
    at_micros: u64,
    /// Where it stands.
    at: String,
    before: Document,
    /// The document after the keyframe, and after the mutations of its instant that have come.
    after: Document,
}

/// What was seen of a recording so far.
#[derive(Default)]
struct Check {
    document: Document,
    /// Whether `document` is the whole state: false before the first keyframe and after damage.
    is_whole: bool,
    /// Where the present chunk begins.
    offset: u64,
    chunks: u64,
    events: u64,
    keyframes_compared: u64,
    unsettled: Option<Unsettled>,
    agreement: Agreement,
    /// Whether the last chunk that was read is the recording's last.
    has_end: bool,
}

impl Check {
    /// Says where an item stands.
    fn place(&self, item: &Item) -> String {
        match item {
            Item::Event { at_micros, .. } => place(*at_micros, self.offset),
            Item::Chunk { offset, .. } => format!("chunk at byte {offset}"),
            Item::Damage(error) => format!("byte {}", error.offset),
        }
    }

    /// Takes the next item of a recording, and returns what is wrong with it.
    fn take(&mut self, item: &Item) -> Vec<String> {
        match item {
            Item::Chunk { offset, header } => {
                self.has_end = header.has(flag::FINAL);
                self.offset = *offset;
                self.chunks += 1;
                Vec::new()
            }
            Item::Damage(error) => {
                self.is_whole = false;
                self.unsettled = None;
                vec![format!("byte {}: {}", error.offset, error.code())]
            }
            Item::Event { at_micros, event } => {
                self.events += 1;
                let at = place(*at_micros, self.offset);
                if self.is_whole {
                    self.agreement.note(event, &self.document, &at);
                }
                let settled = self.look_on(*at_micros, event);
                let faults = self.apply(*at_micros, &at, event);
                settled.into_iter().chain(faults.into_iter().map(|fault| format!("{at}: {fault}"))).collect()
            }
        }
    }

    /// Looks at what comes after a keyframe. Returns what is wrong with that, once nothing of it can follow.
    fn look_on(&mut self, at_micros: u64, event: &Event) -> Option<String> {
        let unsettled = self.unsettled.as_mut()?;
        match event {
            // Its rest.
            Event::Mutation { .. } if at_micros == unsettled.at_micros => {
                unsettled.after.apply(event, &mut |_| {});
                None
            }
            // The page went on while it was read: how it differs is what the page has done.
            Event::Absence { duration_micros, reason }
                if *reason == *"sliced" && at_micros.saturating_sub(*duration_micros) <= unsettled.at_micros + 1 =>
            {
                self.unsettled = None;
                None
            }
            Event::Mutation { .. } | Event::Keyframe(_) | Event::Check { .. } => self.settle(),
            _ => None,
        }
    }

    /// Returns what is wrong with the last keyframe, when all of it has come.
    fn settle(&mut self) -> Option<String> {
        let Unsettled { at, before, after, .. } = self.unsettled.take()?;
        let what = difference(&before, &after)?;
        Some(format!("{at}: the keyframe does not follow from the events before it: {what}"))
    }

    fn apply(&mut self, at_micros: u64, at: &str, event: &Event) -> Vec<String> {
        let mut faults = Vec::new();
        if let Event::Check { parts } = event {
            return if self.is_whole {
                self.agreement.compare(*parts, &self.document).into_iter().collect()
            } else {
                faults
            };
        }
        if let Event::CheckState { entries } = event {
            return if self.is_whole {
                self.agreement.compare_state(entries, &self.document).into_iter().collect()
            } else {
                faults
            };
        }
        let mut warn = |warning: Warning| faults.push(format!("{} (node {})", warning.kind.code(), warning.node.0));
        if matches!(event, Event::Keyframe(_)) {
            let before = self.document.clone();
            self.document.apply(event, &mut warn);
            // A keyframe with another root is another document: `document.open` makes one.
            if self.is_whole && before.root() == self.document.root() {
                self.keyframes_compared += 1;
                if difference(&before, &self.document).is_some() {
                    let after = self.document.clone();
                    self.unsettled = Some(Unsettled { at_micros, at: at.to_owned(), before, after });
                }
            }
            self.is_whole = true;
        } else if self.is_whole {
            self.document.apply(event, &mut warn);
        }
        faults
    }
}

/// Says where an event stands: its time, and its chunk.
fn place(at_micros: u64, offset: u64) -> String {
    format!("{}.{:06} s, chunk at byte {offset}", at_micros / 1_000_000, at_micros % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::tree::CompatMode;
    use domreel_format::{NodeData, NodeId, Operation, Property, Reader, Snapshot, Tree, TreeNode, Uid, Value, writer};

    fn page(names: &[&str]) -> Event {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let mut nodes = vec![node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false })];
        nodes.extend((2..).zip(names).map(|(id, name)| {
            node(id, 1, NodeData::Element { namespace: None, name: (*name).into(), attributes: Vec::new() })
        }));
        Event::Keyframe(Box::new(Snapshot { tree: Tree { nodes }, ..Snapshot::default() }))
    }

    fn remove(node: u32) -> Event {
        Event::Mutation { operations: vec![Operation::Remove { node: NodeId(node) }] }
    }

    fn check(bytes: &[u8], expected: &[&str]) {
        let mut reader = Reader::default();
        reader.push(bytes);
        reader.finish();
        let mut check = Check::default();
        let mut faults = Vec::new();
        while let Some(item) = reader.next() {
            faults.extend(check.take(&item));
        }
        faults.extend(check.settle());
        assert_eq!(faults, expected);
    }

    fn recording(events: &[(u64, Event)]) -> Vec<u8> {
        writer::recording(Uid([1; 16]), Default::default(), 0, events)
    }

    #[test]
    fn a_keyframe_that_follows_from_the_events_is_no_fault() {
        check(&recording(&[(0, page(&["a", "b"])), (5, remove(3)), (9, page(&["a"]))]), &[]);
    }

    #[test]
    fn a_keyframe_that_does_not_follow_is_named_with_its_time_and_place() {
        let events = [(0, page(&["a", "b"])), (2_000_005, page(&["a"]))];
        let second = writer::recording(Uid([1; 16]), Default::default(), 0, &events[..1]).len();
        let fault = format!(
            "2.000005 s, chunk at byte {second}: the keyframe does not follow from the events before it: \
             node 3 should be gone"
        );
        check(&recording(&events), &[&fault]);
    }

    /// A keyframe of one of two elements, and what comes after it.
    fn cut(rest: &[(u64, Event)]) -> Vec<(u64, Event)> {
        let mut events = vec![(0, page(&["a", "b"])), (5, page(&["a"]))];
        events.extend_from_slice(rest);
        events
    }

    fn insert(name: &str) -> Event {
        let Event::Keyframe(snapshot) = page(&["a", name]) else { unreachable!() };
        let mut tree = snapshot.tree;
        tree.nodes.drain(..2);
        tree.nodes[0].depth = 0;
        let (parent, previous) = (NodeId(1), Some(NodeId(2)));
        Event::Mutation { operations: vec![Operation::Insert { parent, previous, tree }] }
    }

    fn sliced(duration_micros: u64) -> Event {
        Event::Absence { duration_micros, reason: "sliced".into() }
    }

    /// What is said of a keyframe of which nothing or nothing fitting comes.
    fn gone() -> String {
        let second = recording(&cut(&[])[..1]).len();
        format!(
            "0.000005 s, chunk at byte {second}: the keyframe does not follow from the events before it: \
             node 3 should be gone"
        )
    }

    #[test]
    fn a_keyframe_whose_rest_comes_at_its_instant_is_no_fault() {
        check(&recording(&cut(&[(5, insert("b")), (9, remove(3))])), &[]);
        check(&recording(&cut(&[(6, insert("b"))])), &[&gone()]);
    }

    #[test]
    fn what_the_page_did_while_a_keyframe_was_read_is_no_fault() {
        check(&recording(&cut(&[(9, sliced(4))])), &[]);
        check(&recording(&cut(&[(9, sliced(2))])), &[&gone()]);
        check(&recording(&cut(&[])), &[&gone()]);
    }

    #[test]
    fn an_offset_of_zero_is_the_same_as_none() {
        let scroll = |value| Operation::SetProperty { node: NodeId(2), property: Property::ScrollTop, value };
        let events =
            |value| [(0, page(&["a"])), (5, Event::Mutation { operations: vec![scroll(value)] }), (9, page(&["a"]))];
        check(&recording(&events(Value::Integer(0))), &[]);
        let third = recording(&events(Value::Integer(7))[..2]).len();
        let fault = "the keyframe does not follow from the events before it: node 2 has another scroll-top";
        check(&recording(&events(Value::Integer(7))), &[&format!("0.000009 s, chunk at byte {third}: {fault}")]);
    }

    #[test]
    fn an_event_that_cannot_be_applied_is_a_fault() {
        let insert = Operation::Move { node: NodeId(2), parent: NodeId(77), previous: None };
        let events = [(0, page(&["a"])), (5, Event::Mutation { operations: vec![insert] })];
        let first = recording(&events[..1]).len();
        check(&recording(&events), &[&format!("0.000005 s, chunk at byte {first}: unknown-node (node 77)")]);
    }

    #[test]
    fn a_page_that_was_another_one_is_named_once_with_the_first_event_that_may_be_wrong() {
        let apply = |document: &mut Document, event: &Event| document.apply(event, &mut |_| {});
        let mut live = Document::default();
        apply(&mut live, &page(&["a", "b", "c"]));
        let told = |document: &Document| Event::Check { parts: document.digest() };
        let first = told(&live);
        apply(&mut live, &remove(3));
        let events = [(0, page(&["a", "b", "c"])), (1, first), (2, remove(2)), (3, remove(3)), (4, told(&live))];
        let chunk = recording(&events[..1]).len();
        let at = |micros: u64| format!("0.00000{micros} s, chunk at byte {chunk}");
        let fault = format!("{}: the page was another one; the first event that may be wrong is at {}", at(4), at(2));
        check(&recording(&events), &[&fault]);
        let lost = [events[0].clone(), events[1].clone(), events[4].clone(), (5, told(&live))];
        let fault = format!("{}: the page was another one; no event tells of what has changed", at(4));
        check(&recording(&lost), &[&fault]);
        let right = [events[0].clone(), events[1].clone(), (3, remove(3)), (4, told(&live))];
        check(&recording(&right), &[]);
    }

    #[test]
    fn behind_damage_nothing_is_compared_until_the_next_keyframe() {
        let events = [(0, page(&["a", "b"])), (5, remove(3)), (9, page(&["a"])), (12, page(&["a"]))];
        let mut bytes = recording(&events);
        let second = recording(&events[..1]).len();
        bytes[second + 30] ^= 1;
        check(&bytes, &[&format!("byte {second}: checksum-mismatch")]);
    }
}
