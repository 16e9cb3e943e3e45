//! The recording by time: its events, and documents to start from.

use crate::marker::names;
use domreel_format::{DecodeError, Document, Event, Operation, Property, Text};
use serde::Serialize;

/// How many operations are applied at most to reach an instant from a checkpoint, about.
const CHECKPOINT_COST: usize = 4_096;
/// One event gives not more names than this: a page may be all gaps.
const MAX_NAMES: usize = 100;
/// How a text on animations begins that tells of what was there when the recording began.
const FOUND: &[u8] = b"{\"found\":";
/// For how long nothing must have happened for it to be idle.
const IDLE_MICROS: u64 = 5_000_000;

/// A named instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Marker {
    /// When, in seconds.
    pub time: f64,
    /// What kind: one of the names that `engine.ts` lists.
    pub kind: &'static str,
    /// What to call it.
    pub label: String,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Span {
    /// When it begins, in seconds.
    pub start: f64,
    /// When it ends, in seconds.
    pub end: f64,
    /// Why it is one.
    pub reason: String,
}

/// A document from which later ones are reached.
struct Checkpoint {
    at_micros: u64,
    /// The first event that is not in the document yet.
    next: usize,
    document: Document,
}

/// Where in the recording a document stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    checkpoint: usize,
    next: usize,
}

/// The events of a recording, and what is known of them.
#[derive(Default)]
pub struct Timeline {
    events: Vec<(u64, Event)>,
    checkpoints: Vec<Checkpoint>,
    /// The document after all events.
    tail: Document,
    cost: usize,
    last_micros: u64,
    end_micros: u64,
    active_micros: u64,
    /// Where damage began that has not ended.
    damaged: Option<(u64, &'static str)>,
    markers: Vec<Marker>,
    idle: Vec<Span>,
    damage: Vec<Span>,
}

impl Timeline {
    /// Takes the next event. Times that go back are taken as no progress.
    pub fn push(&mut self, at_micros: u64, event: Event) {
        let at_micros = at_micros.max(self.last_micros);
        self.last_micros = at_micros;
        self.end_micros = self.end_micros.max(at_micros);
        self.note(at_micros, &event);
        self.tail.apply(&event, &mut |_| {});
        // Where animations are that were found is said a little later; each says by itself when it was where.
        if tells_found_animations(&event) {
            for checkpoint in &mut self.checkpoints {
                checkpoint.document.apply(&event, &mut |_| {});
            }
        }
        match event {
            Event::Keyframe(_) => self.checkpoint(at_micros),
            event => {
                self.cost += cost(&event);
                if has_effect(&event) {
                    self.events.push((at_micros, event));
                }
                if self.cost >= CHECKPOINT_COST && !self.checkpoints.is_empty() {
                    self.checkpoint(at_micros);
                }
            }
        }
    }

    /// Takes note that the recording goes on until there.
    pub fn extend(&mut self, end_micros: u64) {
        self.end_micros = self.end_micros.max(end_micros);
    }

    /// Takes note of bytes that could not be read.
    pub fn damage(&mut self, error: &DecodeError) {
        self.damaged.get_or_insert((self.last_micros, error.code()));
    }

    /// Takes note that nothing more comes.
    pub fn finish(&mut self) {
        if let Some((start, reason)) = self.damaged.take() {
            self.damage.push(span(start, self.end_micros, reason));
        }
        self.end_idle(self.end_micros);
    }

    fn checkpoint(&mut self, at_micros: u64) {
        self.cost = 0;
        let document = self.tail.clone();
        self.checkpoints.push(Checkpoint { at_micros, next: self.events.len(), document });
    }

    /// Says whether there is anything to show.
    pub fn is_playable(&self) -> bool {
        !self.checkpoints.is_empty()
    }

    /// Returns how far it goes, in microseconds.
    pub fn end_micros(&self) -> u64 {
        self.end_micros
    }

    /// Brings `document`, which stands at `place`, to what the page was at `at_micros`.
    ///
    /// What comes out depends on the time alone, not on where `document` was.
    /// Going on from where it stands costs what happened in between; going
    /// anywhere else costs what happened since the nearest checkpoint.
    pub fn seek(&self, at_micros: u64, document: &mut Document, place: &mut Place) {
        let after = self.checkpoints.partition_point(|checkpoint| checkpoint.at_micros <= at_micros);
        let number = after.saturating_sub(1);
        let Some(checkpoint) = self.checkpoints.get(number) else { return };
        let next = self.events.partition_point(|(at, _)| *at <= at_micros).max(checkpoint.next);
        let goes_on = document.root().is_some() && place.checkpoint == number && place.next <= next;
        if !goes_on {
            *document = checkpoint.document.clone();
            place.next = checkpoint.next;
        }
        for (_, event) in self.events.get(place.next..next).unwrap_or_default() {
            document.apply(event, &mut |_| {});
        }
        *place = Place { checkpoint: number, next };
    }

    /// Returns the clicks between two instants, the first excluded.
    pub fn clicks(&self, after_micros: u64, until_micros: u64) -> impl Iterator<Item = (u64, i32, i32)> {
        let start = self.events.partition_point(|(at, _)| *at <= after_micros);
        let events = self.events.get(start..).unwrap_or_default();
        events.iter().take_while(move |(at, _)| *at <= until_micros).filter_map(|(at, event)| match event {
            Event::Click { x, y, .. } => Some((*at, *x, *y)),
            _ => None,
        })
    }

    /// Returns where the idle gap ends in which this instant lies.
    pub fn idle_until(&self, at_micros: u64) -> Option<u64> {
        let at = seconds(at_micros);
        self.idle.iter().find(|span| span.start <= at && at < span.end).map(|span| micros(span.end))
    }

    /// Returns the named instants.
    pub fn markers(&self) -> &[Marker] {
        &self.markers
    }

    /// Returns the stretches in which nothing happened.
    pub fn idle(&self) -> &[Span] {
        &self.idle
    }

    /// Returns the stretches that are missing.
    pub fn missing(&self) -> &[Span] {
        &self.damage
    }

    fn note(&mut self, at_micros: u64, event: &Event) {
        if let Some((start, reason)) = self.damaged.take() {
            self.damage.push(span(start, at_micros, reason));
        }
        let named = names(event, &self.tail).into_iter();
        let time = seconds(at_micros);
        self.markers.extend(named.map(|(kind, label)| Marker { time, kind, label }).take(MAX_NAMES));
        if let Event::Absence { duration_micros, reason } = event {
            let start = at_micros.saturating_sub(*duration_micros);
            self.damage.push(span(start, at_micros, &label(reason)));
        }
        if is_activity(event) {
            self.end_idle(at_micros);
            self.active_micros = at_micros;
        }
    }

    fn end_idle(&mut self, at_micros: u64) {
        if at_micros.saturating_sub(self.active_micros) > IDLE_MICROS {
            self.idle.push(span(self.active_micros, at_micros, "idle"));
            self.active_micros = at_micros;
        }
    }
}

/// Says whether something happened, as opposed to being noted.
fn is_activity(event: &Event) -> bool {
    !matches!(
        event,
        Event::Keyframe(_)
            | Event::Mark { .. }
            | Event::Identify { .. }
            | Event::Resource { .. }
            | Event::MissingResource { .. }
            | Event::Absence { .. }
            | Event::End { .. }
            | Event::Unknown { .. }
    )
}

/// Says whether an event tells of animations that were there before the recording, and nothing else.
fn tells_found_animations(event: &Event) -> bool {
    let Event::Mutation { operations } = event else { return false };
    operations.iter().all(|operation| match operation {
        Operation::SetProperty { property: Property::Animations, value, .. } => {
            value.as_text().is_some_and(|text| text.as_bytes().starts_with(FOUND))
        }
        _ => false,
    })
}

/// Says whether an event matters once it was noted.
fn has_effect(event: &Event) -> bool {
    is_activity(event) && !matches!(event, Event::Key { .. } | Event::Gesture { .. })
}

fn cost(event: &Event) -> usize {
    match event {
        Event::Mutation { operations } => operations
            .iter()
            .map(|operation| match operation {
                Operation::Insert { tree, .. } => tree.nodes.len(),
                _ => 1,
            })
            .sum(),
        _ => 1,
    }
}

/// Returns a text as far as it is shown.
pub(crate) fn label(text: &Text) -> String {
    text.to_str_lossy().chars().take(120).collect()
}

fn span(start_micros: u64, end_micros: u64, reason: &str) -> Span {
    Span { start: seconds(start_micros), end: seconds(end_micros), reason: reason.to_owned() }
}

/// Returns a time in seconds.
#[allow(clippy::cast_precision_loss)]
pub fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

/// Returns a time in microseconds; the nearest one, since seconds are not exact.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn micros(seconds: f64) -> u64 {
    (seconds * 1e6).round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::NodeId;

    fn recorded(events: Vec<(u64, Event)>) -> Timeline {
        let mut timeline = Timeline::default();
        timeline.push(0, Event::Keyframe(Box::default()));
        for (at, event) in events {
            timeline.push(at, event);
        }
        timeline.finish();
        timeline
    }

    fn hover() -> Event {
        Event::Hover { target: None }
    }

    #[test]
    fn a_stretch_without_activity_is_idle_and_marks_are_no_activity() {
        let mark = Event::Mark { name: "m".into(), detail: Text::default() };
        let timeline =
            recorded(vec![(1_000_000, hover()), (4_000_000, mark), (9_000_000, hover()), (13_000_000, hover())]);
        assert_eq!(timeline.idle(), [span(1_000_000, 9_000_000, "idle")]);
        assert_eq!(timeline.idle_until(2_000_000), Some(9_000_000));
        assert_eq!(timeline.idle_until(9_000_000), None);
    }

    #[test]
    fn damage_lasts_until_something_can_be_read_again() {
        let mut timeline = recorded(vec![(1_000_000, hover())]);
        let error = DecodeError { offset: 9, kind: domreel_format::DecodeErrorKind::ChecksumMismatch };
        timeline.damage(&error);
        timeline.damage(&error);
        timeline.push(7_000_000, Event::Keyframe(Box::default()));
        assert_eq!(timeline.missing(), [span(1_000_000, 7_000_000, "checksum-mismatch")]);
    }

    #[test]
    fn an_absence_is_missing_up_to_its_time() {
        let absence = Event::Absence { duration_micros: 2_000_000, reason: "sleep".into() };
        assert_eq!(recorded(vec![(3_000_000, absence)]).missing(), [span(1_000_000, 3_000_000, "sleep")]);
    }

    #[test]
    fn animations_that_were_found_are_known_from_the_beginning_and_others_are_not() {
        for (text, expected) in [("{\"found\":1}", Some("{\"found\":1}")), ("{\"at\":1}", None)] {
            let data = domreel_format::NodeData::Document { mode: Default::default(), xml: false };
            let nodes = vec![domreel_format::TreeNode { id: NodeId(1), depth: 0, data, properties: Vec::new() }];
            let snapshot = domreel_format::Snapshot {
                tree: domreel_format::Tree { nodes },
                ..domreel_format::Snapshot::default()
            };
            let mut timeline = Timeline::default();
            timeline.push(0, Event::Keyframe(Box::new(snapshot)));
            let value = domreel_format::Value::Text(text.into());
            let told = Operation::SetProperty { node: NodeId(1), property: Property::Animations, value };
            timeline.push(300_000, Event::Mutation { operations: vec![told] });
            let (mut document, mut place) = (Document::default(), Place::default());
            timeline.seek(0, &mut document, &mut place);
            let found = document.node(NodeId(1)).and_then(|node| node.property(Property::Animations)?.as_text());
            assert_eq!(found, expected.map(Text::from).as_ref());
        }
    }

    #[test]
    fn a_time_that_goes_back_is_no_progress() {
        let timeline = recorded(vec![(5, hover()), (2, Event::Visibility { hidden: true })]);
        let (mut document, mut place) = (Document::default(), Place::default());
        timeline.seek(4, &mut document, &mut place);
        assert!(!document.view().hidden);
        timeline.seek(5, &mut document, &mut place);
        assert!(document.view().hidden);
    }

    #[test]
    fn before_the_first_keyframe_there_is_what_it_says() {
        let mut timeline = Timeline::default();
        let view = domreel_format::snapshot::View { hidden: true, ..Default::default() };
        let snapshot = domreel_format::Snapshot { view, ..Default::default() };
        timeline.push(5_000, Event::Keyframe(Box::new(snapshot)));
        let (mut document, mut place) = (Document::default(), Place::default());
        timeline.seek(0, &mut document, &mut place);
        assert!(document.view().hidden);
    }
}
