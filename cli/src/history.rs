//! How texts came to be: which piece of which event each of their letters is from.
//!
//! A name that is typed, or written letter by letter, stands whole in no event.
//! A history follows every text of a document through its changes, so that a
//! word found in what a visitor saw at some instant can be taken out of all the
//! events that brought a part of it, before and after.
//!
//! The same events give the same letters the same numbers: one pass marks, and
//! a second one over the same events takes out what was marked.

use crate::passage::{self, Passage};
use crate::wording::Wording;
use domreel_format::{Document, Event, NodeData, NodeId, Operation, Property, Text, Tree, TreeNode, Value};
use std::collections::HashMap;
use std::ops::Range;

/// Where a document holds a text.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Slot {
    Text(NodeId),
    Attribute(NodeId, Option<Text>, Text),
    Property(NodeId, Property),
}

/// The letters of a text: runs of numbers, one for each UTF-16 code unit.
type Letters = Vec<Range<u32>>;

/// Follows the texts of a recording.
pub(crate) struct History<'a> {
    wording: &'a Wording,
    document: Document,
    slots: HashMap<Slot, Letters>,
    next: u32,
    /// Letters of words that were found.
    marked: Vec<Range<u32>>,
    /// Whether marked letters are taken out, or found.
    takes_out: bool,
}

impl<'a> History<'a> {
    /// Begins a pass that finds words.
    pub(crate) fn new(wording: &'a Wording) -> Self {
        Self {
            wording,
            document: Document::default(),
            slots: HashMap::new(),
            next: 0,
            marked: Vec::new(),
            takes_out: false,
        }
    }

    /// Begins the pass that takes out what was found.
    pub(crate) fn again(mut self) -> Self {
        self.marked.sort_unstable_by_key(|range| range.start);
        let mut marked: Letters = Vec::new();
        for range in self.marked {
            match marked.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => marked.push(range),
            }
        }
        Self { marked, takes_out: true, ..Self::new(self.wording) }
    }

    /// Returns how many words have been found.
    pub(crate) fn found(&self) -> usize {
        self.marked.len()
    }

    /// Takes the next event. On the second pass, the marked letters in it are replaced.
    pub(crate) fn take(&mut self, event: &mut Event) {
        match event {
            Event::Keyframe(snapshot) => {
                let mut slots = HashMap::new();
                let mut tree = snapshot.tree.clone();
                for node in &mut tree.nodes {
                    self.node(node, &mut slots);
                }
                self.slots = slots;
                self.apply(event);
                if !self.takes_out {
                    let passage = Passage::whole(&self.document);
                    self.mark_passage(&passage);
                }
                if let Event::Keyframe(snapshot) = event {
                    snapshot.tree = tree;
                }
            }
            Event::Mutation { operations } => operations.iter_mut().for_each(|operation| self.operation(operation)),
            event => self.apply(event),
        }
    }

    fn apply(&mut self, event: &Event) {
        // What cannot be applied shows nothing, and stands in the event alone, where it is looked for too.
        self.document.apply(event, &mut |_| {});
    }

    fn operation(&mut self, operation: &mut Operation) {
        let given = operation.clone();
        // Where two texts may meet once something between them is gone.
        let seam = match &given {
            Operation::Remove { node } | Operation::Move { node, .. } => passage::text_before(&self.document, *node),
            _ => None,
        };
        self.follow(operation);
        let event = Event::Mutation { operations: vec![given] };
        self.apply(&event);
        let Event::Mutation { operations } = &event else { return };
        let (Some(given), false) = (operations.first(), self.takes_out) else { return };
        let around = match given {
            Operation::Insert { tree, .. } => ends(tree),
            Operation::SetText { node, .. } | Operation::SpliceText { node, .. } => Some((*node, *node)),
            Operation::Move { node, .. } => {
                let texts =
                    self.document.descend(*node).filter(|(id, ..)| passage::text(&self.document, *id).is_some());
                texts.map(|(id, ..)| (id, id)).reduce(|all, one| (all.0, one.1))
            }
            _ => None,
        };
        for (first, last) in around.into_iter().chain(seam.map(|id| (id, id))) {
            if passage::text(&self.document, first).is_some() {
                let passage = Passage::around(&self.document, first, last, self.wording.reach());
                self.mark_passage(&passage);
            }
        }
    }

    /// Gives letters to what an operation brings, and replaces those that are marked.
    fn follow(&mut self, operation: &mut Operation) {
        match operation {
            Operation::Insert { tree, .. } => {
                let mut slots = std::mem::take(&mut self.slots);
                tree.nodes.iter_mut().for_each(|node| self.node(node, &mut slots));
                self.slots = slots;
            }
            Operation::SetText { node, text } => {
                let old = passage::text(&self.document, *node).cloned();
                self.set(Slot::Text(*node), old.as_ref(), text);
            }
            Operation::SpliceText { node, at, remove, insert } => {
                let Some(old) = passage::text(&self.document, *node) else { return };
                let length = units(old.as_bytes());
                let start = (*at).min(length);
                let end = start.saturating_add(*remove).min(length);
                let fresh = self.fresh(units(insert.as_bytes()));
                let letters = self.slots.remove(&Slot::Text(*node)).unwrap_or_default();
                let spliced = [cut(&letters, 0, start), vec![fresh.clone()], cut(&letters, end, length)].concat();
                self.slots.insert(Slot::Text(*node), tidy(spliced));
                self.write(insert, &[fresh]);
            }
            Operation::SetAttribute { node, attribute } => {
                let known = self.document.node(*node).and_then(|node| {
                    let same =
                        |a: &&domreel_format::Attribute| a.namespace == attribute.namespace && a.name == attribute.name;
                    node.attributes().iter().find(same).map(|a| a.value.clone())
                });
                let slot = Slot::Attribute(*node, attribute.namespace.clone(), attribute.name.clone());
                self.set_whole(slot, known.as_ref(), &mut attribute.value);
            }
            Operation::SetProperty { node, property, value: Value::Text(text) } => {
                let known = self.document.node(*node).and_then(|node| node.property(*property)?.as_text().cloned());
                self.set_whole(Slot::Property(*node, *property), known.as_ref(), text);
            }
            _ => {}
        }
    }

    /// Gives letters to the texts of a node that comes, or comes again in a keyframe.
    fn node(&mut self, node: &mut TreeNode, slots: &mut HashMap<Slot, Letters>) {
        let id = node.id;
        let known = self.document.node(id).cloned();
        let mut enter = |this: &mut Self, slot: Slot, old: Option<&Text>, text: &mut Text, is_alone: bool| {
            if is_alone {
                this.set_whole(slot.clone(), old, text);
            } else {
                this.set(slot.clone(), old, text);
            }
            if let Some(letters) = this.slots.remove(&slot) {
                slots.insert(slot, letters);
            }
        };
        match &mut node.data {
            NodeData::Text { text } | NodeData::Cdata { text } => {
                let old = passage::text(&self.document, id).cloned();
                enter(self, Slot::Text(id), old.as_ref(), text, false);
            }
            NodeData::Element { attributes, .. } => {
                for attribute in attributes {
                    let slot = Slot::Attribute(id, attribute.namespace.clone(), attribute.name.clone());
                    let old = known.as_ref().and_then(|node| {
                        node.attributes()
                            .iter()
                            .find(|a| a.namespace == attribute.namespace && a.name == attribute.name)
                    });
                    enter(self, slot, old.map(|a| &a.value), &mut attribute.value, true);
                }
            }
            _ => {}
        }
        for (property, value) in &mut node.properties {
            if let Value::Text(text) = value {
                let old = known.as_ref().and_then(|node| node.property(*property)?.as_text().cloned());
                enter(self, Slot::Property(id, *property), old.as_ref(), text, true);
            }
        }
    }

    /// Sets a text that stands alone, and looks for words in it.
    fn set_whole(&mut self, slot: Slot, old: Option<&Text>, text: &mut Text) {
        let is_new = old != Some(text);
        let found = if self.takes_out || !is_new { Vec::new() } else { self.wording.find(text.as_bytes()) };
        let ranges: Vec<_> = found.iter().map(|range| in_units(text.as_bytes(), range)).collect();
        self.set(slot.clone(), old, text);
        for range in ranges {
            self.mark(&slot, &range);
        }
    }

    /// Sets a text: letters that it begins and ends with as the old one did stay the same letters.
    fn set(&mut self, slot: Slot, old: Option<&Text>, text: &mut Text) {
        let letters = match (old, self.slots.get(&slot)) {
            (Some(old), Some(letters)) if old == text => letters.clone(),
            (Some(old), Some(letters)) => {
                let (old, new) = (old.to_utf16(), text.to_utf16());
                let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
                let rest = old.len().min(new.len()) - start;
                let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
                let at = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
                let kept = [cut(letters, 0, at(start)), cut(letters, at(old.len() - end), at(old.len()))];
                let fresh = self.fresh(at(new.len() - start - end));
                let [before, after] = kept;
                tidy([before, vec![fresh], after].concat())
            }
            _ => vec![self.fresh(units(text.as_bytes()))],
        };
        self.write(text, &letters);
        self.slots.insert(slot, letters);
    }

    fn fresh(&mut self, count: u32) -> Range<u32> {
        let start = self.next;
        self.next = self.next.saturating_add(count);
        start..self.next
    }

    fn mark_passage(&mut self, passage: &Passage) {
        for range in self.wording.find(&passage.bytes) {
            for (id, part) in passage.parts(&range) {
                let Some(text) = passage::text(&self.document, id) else { continue };
                let units = in_units(text.as_bytes(), &part);
                self.mark(&Slot::Text(id), &units);
            }
        }
    }

    fn mark(&mut self, slot: &Slot, units: &Range<u32>) {
        if let Some(letters) = self.slots.get(slot) {
            self.marked.extend(cut(letters, units.start, units.end));
        }
    }

    /// Replaces the letters of a text that are marked.
    fn write(&self, text: &mut Text, letters: &[Range<u32>]) {
        if !self.takes_out || self.marked.is_empty() {
            return;
        }
        let mut at = 0;
        let mut ranges = Vec::new();
        for run in letters {
            for marked in self.overlapping(run) {
                let from = marked.start.max(run.start) - run.start + at;
                let to = marked.end.min(run.end) - run.start + at;
                if from < to {
                    ranges.push(from..to);
                }
            }
            at += run.end - run.start;
        }
        if ranges.is_empty() {
            return;
        }
        let mut units = text.to_utf16();
        let mut filler = [0; 2];
        let filler = self.wording.filler.encode_utf16(&mut filler)[0];
        for range in ranges {
            if let Some(part) = units.get_mut(range.start as usize..range.end as usize) {
                part.fill(filler);
            }
        }
        *text = Text::from_utf16(&units);
    }

    fn overlapping(&self, run: &Range<u32>) -> &[Range<u32>] {
        let start = self.marked.partition_point(|marked| marked.end <= run.start);
        let end = self.marked.partition_point(|marked| marked.start < run.end);
        self.marked.get(start..end).unwrap_or_default()
    }
}

/// The first and the last text of a tree.
fn ends(tree: &Tree) -> Option<(NodeId, NodeId)> {
    let is_text = |node: &&TreeNode| matches!(node.data, NodeData::Text { .. } | NodeData::Cdata { .. });
    let first = tree.nodes.iter().find(is_text)?;
    let last = tree.nodes.iter().rev().find(is_text)?;
    Some((first.id, last.id))
}

/// The number of UTF-16 code units of WTF-8.
pub(crate) fn units(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xc0 != 0x80) + u32::from(*byte >= 0xf0)).sum()
}

/// A part of WTF-8 in code units; a part of a character is all of it.
fn in_units(bytes: &[u8], range: &Range<usize>) -> Range<u32> {
    let mut end = range.end;
    while bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end += 1;
    }
    let mut start = range.start;
    while start > 0 && bytes.get(start).is_some_and(|byte| byte & 0xc0 == 0x80) {
        start -= 1;
    }
    let before = units(&bytes[..start]);
    before..before + units(&bytes[start..end])
}

/// The letters from one place in a text to another.
fn cut(letters: &[Range<u32>], from: u32, to: u32) -> Letters {
    let mut at = 0;
    let mut part = Vec::new();
    for run in letters {
        let length = run.end - run.start;
        let start = from.clamp(at, at + length) - at;
        let end = to.clamp(at, at + length) - at;
        if start < end {
            part.push(run.start + start..run.start + end);
        }
        at += length;
    }
    part
}

/// Joins runs that go on from each other.
fn tidy(letters: Letters) -> Letters {
    let mut tidied: Letters = Vec::with_capacity(letters.len());
    for run in letters {
        match tidied.last_mut() {
            _ if run.is_empty() => {}
            Some(last) if last.end == run.start => last.end = run.end,
            _ => tidied.push(run),
        }
    }
    tidied
}
