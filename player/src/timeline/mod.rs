//! The recording by time: what the page was at an instant, and what is known of it.
//!
//! Bytes are cut into segments as they come, by the headers of chunks, and kept
//! as they are. A segment is read when the clock or a seek needs it, or in slices
//! while nothing else is to be done; work is counted, so that no slice is long
//! whatever the recording holds. What reading makes is bounded: when it outgrows
//! [`KEPT_BYTES`] checkpoints are thinned out, and then whole segments that are
//! far from where playback is are dropped, to be read again when they are needed.

mod block;
mod note;
mod scan;
mod segment;

pub(crate) use note::label;
pub use note::{Marker, Span};
pub use segment::Place;

use domreel_format::chunk::flag;
use domreel_format::{DecodeError, Document, Event};
use note::{idle_gap, span};
use scan::{Found, Scan};
use segment::{Segment, Told};

/// How many bytes blocks and checkpoints take at most, about.
pub const KEPT_BYTES: usize = 6 << 20;
/// How much work it is at most to reach an instant from a checkpoint, as long as there is room.
const SPACING: u64 = 4_096;
/// How thin checkpoints become before segments are dropped.
const NEAR_SPACING: u64 = 16_384;
/// How thin checkpoints become where there is nothing to drop.
const MAX_SPACING: u64 = 1 << 20;

/// A recording, and what is known of it so far.
#[derive(Default)]
pub struct Timeline {
    scan: Scan,
    /// Bytes that are no whole chunk yet, and where they begin in the recording.
    rest: Vec<u8>,
    offset: u64,
    is_finished: bool,
    now_millis: u64,
    segments: Vec<Segment>,
    /// The document that was read last: the next one is likely to share much with it.
    base: Document,
    spacing: u64,
    /// The segment that was sought last.
    here: usize,
    end_micros: u64,
    idle: Vec<(u64, u64)>,
    start_millis: Option<f64>,
    /// The first thing that was wrong.
    fault: Option<DecodeError>,
}

impl Timeline {
    /// Refuses recordings that have expired by `now_millis`, in milliseconds of the Unix epoch.
    pub fn refuse_expired(&mut self, now_millis: u64) {
        self.now_millis = now_millis;
    }

    /// Takes bytes. Nothing of them is read yet.
    pub fn append(&mut self, bytes: &[u8]) {
        let mut buffer = core::mem::take(&mut self.rest);
        buffer.extend_from_slice(bytes);
        let mut rest = buffer.as_slice();
        while !rest.is_empty() {
            let length = match self.scan.next(rest) {
                Found::Nothing => break,
                Found::Chunk { header, length } => {
                    if header.has(flag::KEYFRAME) {
                        let origin = self.segments.last_mut().map(|last| {
                            last.close();
                            (self.offset, header)
                        });
                        self.segments.push(Segment::new(origin, header.start_micros, self.now_millis));
                    }
                    let end = header.start_micros.saturating_add(header.duration_micros);
                    self.give(rest.get(..length).unwrap_or_default(), end);
                    length
                }
                Found::Irregular => {
                    self.give(rest, 0);
                    rest.len()
                }
            };
            self.offset += length as u64;
            rest = rest.get(length..).unwrap_or_default();
        }
        let taken = buffer.len() - rest.len();
        buffer.drain(..taken);
        self.rest = buffer;
        self.sum_up();
    }

    /// Takes note that nothing more comes.
    pub fn finish(&mut self) {
        let rest = core::mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.give(&rest, 0);
        }
        if let Some(last) = self.segments.last_mut() {
            last.close();
        }
        self.is_finished = true;
        self.sum_up();
    }

    /// Gives bytes to the last segment.
    fn give(&mut self, bytes: &[u8], end_micros: u64) {
        if self.segments.is_empty() {
            self.segments.push(Segment::new(None, 0, self.now_millis));
        }
        if let Some(last) = self.segments.last_mut() {
            last.push(bytes, end_micros);
        }
    }

    /// Reads on, in the order of the recording, until about so much work was done.
    ///
    /// Returns whether there is more to be read. `resource` gets the events that tell what addresses stood for.
    pub fn advance(&mut self, budget: &mut u64, resource: &mut dyn FnMut(&Event)) -> bool {
        while *budget > 0 {
            let Some(number) = self.segments.iter().position(|segment| !segment.is_noted() && segment.is_readable())
            else {
                return false;
            };
            self.read(number, u64::MAX, budget, resource);
        }
        self.has_unread()
    }

    /// Says whether bytes are there that were never read.
    pub fn has_unread(&self) -> bool {
        self.segments.iter().any(|segment| !segment.is_noted() && segment.is_readable())
    }

    /// Says whether it is known how far the recording goes.
    pub fn is_complete(&self) -> bool {
        // Headers that can be trusted say it; others have to be read.
        self.is_finished && (!self.scan.is_irregular() || !self.has_unread())
    }

    /// Reads on in a segment, until so much work was done or everything up to an instant was read.
    fn read(&mut self, number: usize, until_micros: u64, budget: &mut u64, resource: &mut dyn FnMut(&Event)) {
        let spacing = self.spacing.max(SPACING);
        let next_start = self.segments.get(number + 1).map(|next| next.start_micros);
        let Some(segment) = self.segments.get_mut(number) else { return };
        let start_millis = &mut self.start_millis;
        let mut told = Told {
            resource,
            #[allow(clippy::cast_precision_loss)]
            header: &mut |header| {
                start_millis.get_or_insert(header.wall_millis as f64 - (header.start_micros / 1000) as f64);
            },
            fault: &mut self.fault,
        };
        if let Some(document) = segment.read(&self.base, spacing, until_micros, budget, &mut told) {
            self.base = document;
            segment.notes.end_damage(next_start.unwrap_or(segment.end_micros().max(self.end_micros)));
        }
        self.sum_up();
        self.make_room(number);
    }

    /// Drops what can be made again, if too much is kept.
    fn make_room(&mut self, reading: usize) {
        let kept = |segments: &[Segment]| segments.iter().map(Segment::bytes).sum::<usize>();
        while kept(&self.segments) > KEPT_BYTES {
            if self.spacing < NEAR_SPACING {
                self.thin();
                continue;
            }
            let here = self.here;
            let droppable = self
                .segments
                .iter()
                .enumerate()
                .filter(|(number, segment)| *number != here && *number != reading && segment.is_droppable());
            match droppable.map(|(number, _)| number).max_by_key(|number| number.abs_diff(here)) {
                Some(farthest) => {
                    if let Some(segment) = self.segments.get_mut(farthest) {
                        segment.forget();
                    }
                }
                None if self.spacing < MAX_SPACING => self.thin(),
                None => return,
            }
        }
    }

    /// Makes checkpoints half as dense.
    fn thin(&mut self) {
        self.spacing = self.spacing.max(SPACING) * 2;
        self.segments.iter_mut().for_each(|segment| segment.thin(self.spacing));
    }

    fn sum_up(&mut self) {
        self.end_micros = self.segments.iter().map(Segment::end_micros).max().unwrap_or(0);
        self.idle.clear();
        let mut active = 0;
        for segment in &self.segments {
            active = segment.notes.add_idle(active, &mut self.idle);
            if !segment.is_noted() {
                return;
            }
        }
        if self.is_finished {
            self.idle.extend(idle_gap(active, self.end_micros));
        }
    }

    /// Says whether there is anything to show.
    pub fn is_playable(&self) -> bool {
        self.segments.iter().any(Segment::is_playable)
    }

    /// Returns how far it goes, in microseconds.
    pub fn end_micros(&self) -> u64 {
        self.end_micros
    }

    /// Returns the wall clock at the recording's zero, in milliseconds of the Unix epoch.
    pub fn start_millis(&self) -> f64 {
        self.start_millis.unwrap_or(f64::NAN)
    }

    /// Returns the first thing that was wrong.
    pub fn fault(&self) -> Option<DecodeError> {
        self.fault
    }

    /// Brings `document`, which stands at `place`, to what the page was at `at_micros`.
    ///
    /// What comes out depends on the time alone, not on where `document` was.
    /// Returns whether it came out: after about so much work it stops, and goes
    /// on when it is asked again, for the same instant or for another one.
    pub fn seek(
        &mut self,
        at_micros: u64,
        document: &mut Document,
        place: &mut Place,
        mut budget: u64,
        resource: &mut dyn FnMut(&Event),
    ) -> bool {
        let after = self.segments.partition_point(|segment| segment.start_micros <= at_micros);
        let nearest = after.saturating_sub(1);
        self.here = nearest;
        // Where nothing of a segment can be read, what was there before it stands, or else what comes first.
        let later = nearest + 1..self.segments.len();
        for number in (0..=nearest).rev().chain(later) {
            while self.segments.get(number).is_some_and(|segment| !segment.covers(at_micros)) {
                if budget == 0 {
                    return false;
                }
                self.read(number, at_micros, &mut budget, resource);
            }
            if let Some(segment) = self.segments.get_mut(number).filter(|segment| segment.is_playable()) {
                return segment.seek(number, at_micros, document, place, &mut budget);
            }
        }
        false
    }

    /// Returns the clicks between two instants, the first excluded.
    pub fn clicks(&self, after_micros: u64, until_micros: u64) -> impl Iterator<Item = (u64, i32, i32)> {
        let clicks = self.segments.iter().flat_map(|segment| &segment.notes.clicks);
        clicks.copied().filter(move |(at, ..)| *at > after_micros && *at <= until_micros)
    }

    /// Returns where the idle gap ends in which this instant lies.
    pub fn idle_until(&self, at_micros: u64) -> Option<u64> {
        self.idle.iter().find(|(start, end)| (*start..*end).contains(&at_micros)).map(|(_, end)| *end)
    }

    /// Returns the named instants.
    pub fn markers(&self) -> Vec<&Marker> {
        self.segments.iter().flat_map(|segment| &segment.notes.markers).collect()
    }

    /// Returns the stretches in which nothing happened.
    pub fn idle(&self) -> Vec<Span> {
        self.idle.iter().map(|(start, end)| span(*start, *end, "idle")).collect()
    }

    /// Returns the stretches that are missing.
    pub fn missing(&self) -> Vec<&Span> {
        self.segments.iter().flat_map(|segment| &segment.notes.missing).collect()
    }

    /// Returns how many events tell of what was there before them: what was shown without them is not all.
    pub fn found(&self) -> usize {
        self.segments.iter().map(Segment::found).sum()
    }

    /// Returns how many named instants and how many missing stretches are known.
    pub fn counts(&self) -> (usize, usize) {
        let notes = self.segments.iter().map(|segment| &segment.notes);
        notes.fold((0, 0), |(markers, missing), notes| (markers + notes.markers.len(), missing + notes.missing.len()))
    }
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
    use domreel_format::snapshot::View;
    use domreel_format::tree::CompatMode;
    use domreel_format::{
        Identity, NodeData, NodeId, Operation, Property, Snapshot, Text, Tree, TreeNode, Uid, Value, writer,
    };

    fn bytes(events: &[(u64, Event)]) -> Vec<u8> {
        writer::recording(Uid([1; 16]), Identity::default(), 0, events)
    }

    fn read(bytes: &[u8]) -> Timeline {
        let mut timeline = Timeline::default();
        timeline.append(bytes);
        timeline.finish();
        while timeline.advance(&mut 1_000_000, &mut |_| {}) {}
        timeline
    }

    fn recorded(events: Vec<(u64, Event)>) -> Timeline {
        read(&bytes(&[vec![(0, Event::Keyframe(Box::default()))], events].concat()))
    }

    /// Seeks with so much work at a time. Returns the document, and how often it had to be asked for.
    fn sought(timeline: &mut Timeline, at: u64, work: u64) -> (Document, usize) {
        let (mut document, mut place, mut times) = (Document::default(), Place::default(), 1);
        while !timeline.seek(at, &mut document, &mut place, work, &mut |_| {}) {
            times += 1;
            assert!(times < 1_000_000);
        }
        (document, times)
    }

    fn hover() -> Event {
        Event::Hover { target: None }
    }

    fn page() -> Event {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, NodeData::Element { namespace: None, name: "p".into(), attributes: Vec::new() }),
            node(3, 2, NodeData::Text { text: "".into() }),
        ];
        Event::Keyframe(Box::new(Snapshot { tree: Tree { nodes }, next_id: 4, ..Snapshot::default() }))
    }

    fn typed(text: String) -> Event {
        Event::Mutation { operations: vec![Operation::SetText { node: NodeId(3), text: text.into() }] }
    }

    fn text(document: &Document) -> String {
        match document.node(NodeId(3)).map(|node| &node.kind) {
            Some(domreel_format::NodeKind::Text(text)) => text.to_str_lossy().into_owned(),
            _ => "nothing".into(),
        }
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
    fn an_idle_stretch_goes_on_over_the_border_of_segments() {
        let timeline = recorded(vec![(1_000_000, hover()), (4_000_000, page()), (9_000_000, hover())]);
        assert_eq!(timeline.idle(), [span(1_000_000, 9_000_000, "idle")]);
    }

    #[test]
    fn damage_lasts_until_something_can_be_read_again() {
        let first = bytes(&[(0, page()), (1_000_000, typed("a".into()))]);
        let mut all = bytes(&[
            (0, page()),
            (1_000_000, typed("a".into())),
            (2_000_000, page()),
            (3_000_000, typed("b".into())),
            (7_000_000, page()),
            (9_000_000, typed("c".into())),
        ]);
        // A byte of the second segment's keyframe.
        all[first.len() + 100] ^= 1;
        let mut timeline = read(&all);
        assert_eq!(timeline.missing(), [&span(2_000_000, 7_000_000, "checksum-mismatch")]);
        assert_eq!(text(&sought(&mut timeline, 6_000_000, u64::MAX).0), "a");
        assert_eq!(text(&sought(&mut timeline, 9_000_000, u64::MAX).0), "c");
    }

    #[test]
    fn stretches_that_follow_on_each_other_for_one_reason_are_one() {
        let absence =
            |millis: u64, reason: &str| Event::Absence { duration_micros: millis * 1000, reason: reason.into() };
        let timeline = recorded(vec![
            (3_000_000, absence(500, "sampled")),
            (3_250_000, absence(250, "sampled")),
            (3_500_000, absence(250, "stepped-down")),
            (5_000_000, absence(1000, "stepped-down")),
            (5_100_000, absence(100, "sliced")),
        ]);
        let expected = [
            span(2_500_000, 3_250_000, "sampled"),
            span(3_250_000, 3_500_000, "stepped-down"),
            span(4_000_000, 5_000_000, "stepped-down"),
        ];
        assert_eq!(timeline.missing(), expected.iter().collect::<Vec<_>>());
    }

    #[test]
    fn an_absence_is_missing_up_to_its_time() {
        let absence = Event::Absence { duration_micros: 2_000_000, reason: "sleep".into() };
        assert_eq!(recorded(vec![(3_000_000, absence)]).missing(), [&span(1_000_000, 3_000_000, "sleep")]);
    }

    #[test]
    fn animations_that_were_found_are_known_from_the_beginning_and_others_are_not() {
        for (text, expected) in [("{\"found\":1}", Some("{\"found\":1}")), ("{\"at\":1}", None)] {
            let value = Value::Text(text.into());
            let told = Operation::SetProperty { node: NodeId(2), property: Property::Animations, value };
            let mut timeline = read(&bytes(&[(0, page()), (300_000, Event::Mutation { operations: vec![told] })]));
            let document = sought(&mut timeline, 0, u64::MAX).0;
            let found = document.node(NodeId(2)).and_then(|node| node.property(Property::Animations)?.as_text());
            assert_eq!(found, expected.map(Text::from).as_ref());
        }
    }

    #[test]
    fn before_the_first_keyframe_there_is_what_it_says() {
        let view = View { hidden: true, ..Default::default() };
        let snapshot = Snapshot { view, ..Default::default() };
        let mut timeline = read(&bytes(&[(5_000, Event::Keyframe(Box::new(snapshot)))]));
        assert!(sought(&mut timeline, 0, u64::MAX).0.view().hidden);
    }

    #[test]
    fn how_far_it_goes_is_known_before_it_is_read_and_a_seek_reads_only_its_segment() {
        let minute = |number: u64| [(number * 60, page()), (number * 60 + 59, typed(format!("minute {number}")))];
        let events: Vec<_> = (0..10).flat_map(minute).map(|(at, event)| (at * 1_000_000, event)).collect();
        let mut timeline = Timeline::default();
        timeline.append(&bytes(&events));
        timeline.finish();
        assert!(timeline.is_complete() && !timeline.is_playable());
        assert_eq!(timeline.end_micros(), 599_000_000);
        assert_eq!(text(&sought(&mut timeline, 539_500_000, u64::MAX).0), "minute 8");
        assert_eq!(timeline.segments.iter().filter(|segment| segment.is_playable()).count(), 1);
    }

    #[test]
    fn an_instant_that_was_just_read_is_what_it_is_once_all_was_read() {
        let events: Vec<_> = (1..50).map(|second| (second * 1_000_000, typed(format!("at {second}")))).collect();
        let mut timeline = Timeline::default();
        timeline.append(&bytes(&[vec![(0, page())], events].concat()));
        timeline.finish();
        for at in [7_500_000, 0, 20_000_000, 7_500_000, 20_999_999] {
            let early = sought(&mut timeline, at, u64::MAX).0;
            assert!(timeline.has_unread());
            let expected = if at < 1_000_000 { String::new() } else { format!("at {}", at / 1_000_000) };
            assert_eq!(text(&early), expected);
        }
        let (mut document, mut place) = (Document::default(), Place::default());
        for at in [20_500_000, 21_500_000, 30_000_000, 29_000_000] {
            assert!(timeline.seek(at, &mut document, &mut place, u64::MAX, &mut |_| {}));
            assert_eq!(text(&document), format!("at {}", at / 1_000_000));
        }
    }

    #[test]
    fn what_is_kept_of_a_long_recording_is_bounded_and_every_instant_is_still_what_it_was() {
        let line = |minute: u64, second: u64| format!("{minute}:{second} ").repeat(5_000);
        let minute = |minute: u64| {
            let seconds = (1..10).map(move |second| ((minute * 60 + second) * 1_000_000, typed(line(minute, second))));
            [(minute * 60_000_000, page())].into_iter().chain(seconds)
        };
        let mut timeline = read(&bytes(&(0..40).flat_map(minute).collect::<Vec<_>>()));
        let kept = |timeline: &Timeline| timeline.segments.iter().map(Segment::bytes).sum::<usize>();
        assert!(timeline.segments.iter().any(|segment| !segment.is_playable()), "nothing was dropped");
        for at in [5, 2_399, 1_205, 3, 1_802, 60] {
            let (minute, second) = (at / 60, (at % 60).min(9));
            let expected = if second == 0 { String::new() } else { line(minute, second) };
            assert_eq!(text(&sought(&mut timeline, at * 1_000_000, 500).0), expected);
            assert!(kept(&timeline) <= KEPT_BYTES + (1 << 20), "{} bytes at {at} s", kept(&timeline));
        }
    }

    #[test]
    fn a_few_bytes_that_ask_for_much_work_end_at_the_next_keyframe() {
        let mebibyte = "x".repeat(1 << 20);
        let splice = || Operation::SpliceText { node: NodeId(3), at: 0, remove: 1, insert: "y".into() };
        let dear = Event::Mutation { operations: (0..20_000).map(|_| splice()).collect() };
        let events =
            [(0, page()), (1, typed(mebibyte)), (2, dear), (9_000_000, page()), (10_000_000, typed("z".into()))];
        let mut timeline = Timeline::default();
        timeline.append(&bytes(&events));
        timeline.finish();
        // No portion of reading takes longer than its work.
        let mut portions = 0;
        while timeline.advance(&mut 8_192, &mut |_| {}) {
            portions += 1;
        }
        assert!(portions > 100, "{portions}");
        assert_eq!(timeline.missing(), [&span(2, 9_000_000, "too-costly")]);
        assert_eq!(text(&sought(&mut timeline, 10_000_000, 8_192).0), "z");
    }

    #[test]
    fn a_list_that_is_rendered_anew_again_and_again_is_read_to_its_end() {
        let item = |id| {
            let data = NodeData::Element { namespace: None, name: "li".into(), attributes: Vec::new() };
            TreeNode { id: NodeId(id), depth: u32::from(id % 3_000 != 0), data, properties: Vec::new() }
        };
        let render = |n: u32| {
            let nodes = (0..3_000).map(|place| item(n * 3_000 + place)).collect();
            let insert = Operation::Insert { parent: NodeId(2), previous: None, tree: Tree { nodes } };
            let remove = Operation::Remove { node: NodeId((n - 1) * 3_000) };
            Event::Mutation { operations: if n == 1 { vec![insert] } else { vec![remove, insert] } }
        };
        let mut events: Vec<_> = (1..400).map(|n| (u64::from(n) * 100_000, render(n))).collect();
        events.insert(0, (0, page()));
        let all = bytes(&events);
        assert!(all.len() < 32 << 10, "{} bytes", all.len());
        assert!(read(&all).missing().is_empty());
    }

    #[test]
    fn a_seek_that_is_much_work_is_left_for_a_newer_one() {
        let churn = |n: u64| {
            let value = Value::Integer(i64::try_from(n).unwrap());
            let set = Operation::SetProperty { node: NodeId(2), property: Property::ScrollTop, value };
            Event::Mutation { operations: vec![set; 3_000] }
        };
        let mut events: Vec<_> = (1..50).map(|n| (n * 1_000, churn(n))).collect();
        events.insert(0, (0, page()));
        events.extend([(1_000_000, page()), (1_100_000, typed("newest".into()))]);
        let mut timeline = Timeline::default();
        timeline.append(&bytes(&events));
        timeline.finish();
        let (mut document, mut place) = (Document::default(), Place::default());
        assert!(!timeline.seek(49_000, &mut document, &mut place, 1_000, &mut |_| {}));
        assert!(!timeline.seek(49_000, &mut document, &mut place, 1_000, &mut |_| {}));
        assert!(timeline.seek(1_200_000, &mut document, &mut place, 1_000, &mut |_| {}));
        assert_eq!(text(&document), "newest");
        let top =
            |document: &Document| document.node(NodeId(2)).and_then(|node| node.property(Property::ScrollTop).cloned());
        let (old, times) = sought(&mut timeline, 48_500, 1_000);
        assert!(times > 10 && top(&old) == Some(Value::Integer(48)));
    }
}
