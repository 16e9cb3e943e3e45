//! A recording that is played: bytes in, operations on the stage out.

use crate::patch::{Asked, Buffer, Patcher, may_hold_address};
use crate::playback::{Notice, Playback};
use crate::resource::{Browser, ResourceTable};
use crate::timeline::{Place, Timeline};
use domreel_format::snapshot::Size;
use domreel_format::{DecodeError, DecodeErrorKind, Document, Event, NodeId, NodeKind, Property, Text};
use std::collections::BTreeSet;

/// How much work is done while bytes come, so that of a short recording all is known as soon as it is opened.
const OPENING_WORK: u64 = 4_096;
/// How much work is done at once in a slice of reading on, and in a frame: some milliseconds each.
const SLICE_WORK: u64 = 2_048;
const FRAME_WORK: u64 = 32_768;

/// A recording, and where its playback is.
pub struct Player<B> {
    timeline: Timeline,
    playback: Playback,
    patcher: Patcher,
    resources: ResourceTable<B>,
    document: Document,
    place: Place,
    is_finished: bool,
    /// How much may still be read while bytes come.
    opening_work: u64,
    /// What was known when it was told last: the duration, and how many markers and missing stretches.
    told: (u64, (usize, usize)),
    was_playable: bool,
    /// Something has been loaded since the stage was patched, so that layout may have changed.
    settles: bool,
    /// Something has come that the stage lacked.
    arrived: bool,
    /// What was asked for last was more than a frame's work.
    is_behind: bool,
    /// The viewport of what is shown.
    viewport: Size,
    /// Until when clicks were shown.
    clicked_micros: u64,
}

impl<B: Browser> Player<B> {
    /// Begins without a recording. A recording that has expired by `now_millis` is refused.
    pub fn new(browser: B, now_millis: u64) -> Self {
        let mut timeline = Timeline::default();
        timeline.refuse_expired(now_millis);
        Self {
            timeline,
            playback: Playback::default(),
            patcher: Patcher::default(),
            resources: ResourceTable::new(browser),
            document: Document::default(),
            place: Place::default(),
            is_finished: false,
            opening_work: OPENING_WORK,
            told: (0, (0, 0)),
            was_playable: false,
            settles: false,
            arrived: false,
            is_behind: false,
            viewport: Size::default(),
            clicked_micros: 0,
        }
    }

    /// Returns what happens over time.
    pub fn playback(&mut self) -> &mut Playback {
        &mut self.playback
    }

    /// Returns the recording by time.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Returns the operations of the last frame.
    pub fn buffer(&self) -> &Buffer {
        self.patcher.buffer()
    }

    /// Returns the document at the present position.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Returns the wall clock at the recording's zero, in milliseconds of the Unix epoch.
    pub fn start_millis(&self) -> f64 {
        self.timeline.start_millis()
    }

    /// Says whether all bytes have come, and what they say of the duration is certain.
    pub fn is_complete(&self) -> bool {
        self.is_finished && self.timeline.is_complete()
    }

    /// Takes bytes.
    ///
    /// # Errors
    ///
    /// If they are no recording that could ever be played. Damage is none: it is a gap on the timeline.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        self.timeline.append(bytes);
        self.open()
    }

    /// No more bytes will come.
    ///
    /// # Errors
    ///
    /// If there is nothing to play in those that came.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        self.timeline.finish();
        self.is_finished = true;
        self.open()?;
        if !self.timeline.is_playable() {
            return Err(self.timeline.fault().unwrap_or(DecodeError { offset: 0, kind: DecodeErrorKind::Truncated }));
        }
        Ok(())
    }

    /// Reads on what has come, for a few milliseconds. Returns whether there is more to be read.
    pub fn advance(&mut self) -> bool {
        // Whatever is wrong with what comes later is damage: there is something to play already.
        let mut work = SLICE_WORK;
        let _ = self.read(&mut work);
        self.timeline.has_unread()
    }

    /// Reads what has come until there is something to play, and a little beyond.
    fn open(&mut self) -> Result<(), DecodeError> {
        let mut work = self.opening_work;
        self.read(&mut work)?;
        self.opening_work = work;
        // Something to show is worth more than a short task.
        while !self.timeline.is_playable() && self.timeline.has_unread() {
            work = SLICE_WORK;
            self.read(&mut work)?;
        }
        Ok(())
    }

    fn read(&mut self, work: &mut u64) -> Result<(), DecodeError> {
        let found = self.timeline.found();
        let resources = &mut self.resources;
        let mut insert = |event: &Event| resources.learn(event);
        self.timeline.advance(work, &mut insert);
        if !self.timeline.is_playable() {
            return self.timeline.fault().filter(|fault| is_final(*fault)).map_or(Ok(()), Err);
        }
        self.settles |= found != self.timeline.found();
        self.tell();
        Ok(())
    }

    /// Tells what has become known by reading.
    fn tell(&mut self) {
        let (end, counts) = (self.timeline.end_micros(), self.timeline.counts());
        let (told_end, told_counts) = core::mem::replace(&mut self.told, (end, counts));
        if !core::mem::replace(&mut self.was_playable, true) {
            // Who hears of the recording may ask at once what page it is of, and how large.
            self.seek_document();
            self.playback.begin();
        } else if end != told_end {
            self.playback.notify(Notice::DurationChange);
        }
        self.playback.notify(Notice::Progress);
        if counts.0 != told_counts.0 {
            self.playback.notify(Notice::MarkersChange);
        }
        if counts.1 != told_counts.1 {
            self.playback.notify(Notice::Damage);
        }
    }

    /// Goes to an instant. Before all bytes have come it may be one that has not been read.
    pub fn seek(&mut self, to_micros: u64) {
        self.clicked_micros = u64::MAX;
        let end = if self.is_complete() { self.timeline.end_micros() } else { u64::MAX };
        self.playback.seek(to_micros, end);
    }

    /// Says that something was loaded on the stage, so that scroll offsets have to be set again.
    pub fn settle(&mut self) {
        self.settles = true;
    }

    /// Takes the text of a style sheet that the recording lacks and the browser has fetched.
    pub fn provide(&mut self, url: &str, text: &str) {
        self.resources.insert(&url.into(), &"text/css".into(), text.as_bytes());
    }

    /// Says that the stage is empty again: its frame was moved, and the browser gave it a new document.
    pub fn restage(&mut self) {
        self.patcher.reset();
    }

    /// Lets time pass. Returns whether there are operations to be done; [`Player::shown`] is called after them.
    pub fn tick(&mut self, now_millis: f64) -> Frame {
        if !self.timeline.is_playable() {
            return Frame::Nothing;
        }
        let is_first = self.patcher.shown().root().is_none();
        let is_seeking = self.playback.is_seeking();
        let is_complete = self.is_complete();
        let moved = self.playback.tick(now_millis, &self.timeline, is_complete) || self.is_behind;
        self.arrived |= self.resources.take_missed_arrived();
        if !(moved || is_first || self.arrived || self.settles) {
            return Frame::Nothing;
        }
        // What is more work than fits into a frame is gone on with in the next one, if it is still wanted then.
        self.is_behind = !self.seek_document();
        if self.is_behind {
            return Frame::Nothing;
        }
        let arrived = core::mem::take(&mut self.arrived);
        let settles = core::mem::take(&mut self.settles) || is_first || arrived || self.playback.leaps();
        let turned = self.patcher.shown().view().environment != self.document.view().environment;
        let refresh = if arrived || turned { dependents(&self.document) } else { BTreeSet::new() };
        let asked = Asked { leaps: self.playback.leaps(), settles, refresh: &refresh };
        self.patcher.patch(&self.document, &mut self.resources, asked);
        let viewport = self.document.view().viewport;
        if core::mem::replace(&mut self.viewport, viewport) != viewport {
            self.playback.notify(Notice::Resize);
        }
        // An instant is not reached without what it shows, if that may be among what has not been read.
        let waits = is_seeking && self.resources.has_missed() && self.timeline.has_unread();
        if (moved || is_first) && !waits { Frame::Shown } else { Frame::Refreshed }
    }

    /// Brings the document to the present position. Returns whether it is there, with a frame's work done.
    fn seek_document(&mut self) -> bool {
        let resources = &mut self.resources;
        let mut insert = |event: &Event| resources.learn(event);
        let at_micros = self.playback.position_micros();
        self.timeline.seek(at_micros, &mut self.document, &mut self.place, FRAME_WORK, &mut insert)
    }

    /// Says whether more than a frame's work is left of what was asked for.
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// The stage shows what [`Player::tick`] asked for.
    pub fn shown(&mut self) {
        let is_complete = self.is_complete();
        self.playback.shown(&self.timeline, is_complete);
    }

    /// Returns the clicks since this was asked last: how many microseconds ago, and where.
    pub fn take_clicks(&mut self) -> Vec<(u64, i32, i32)> {
        let now = self.playback.position_micros();
        let from = if self.clicked_micros > now { now } else { self.clicked_micros };
        self.clicked_micros = now;
        self.timeline.clicks(from, now).map(|(at, x, y)| (now - at, x, y)).collect()
    }

    /// Returns the address of the page at the present position.
    pub fn url(&self) -> Text {
        let root = self.document.root().and_then(|root| self.document.node(root));
        root.and_then(|root| root.property(Property::Url)?.as_text().cloned()).unwrap_or_default()
    }

    /// Returns the title of the page at the present position.
    pub fn title(&self) -> String {
        let document = &self.document;
        let child = |parent: NodeId, name: &str| {
            document.children(parent).find(|id| document.node(*id).is_some_and(|node| node.is_html(name)))
        };
        let title = document
            .root()
            .and_then(|root| child(root, "html"))
            .and_then(|html| child(html, "head"))
            .and_then(|head| child(head, "title"));
        let texts = title.into_iter().flat_map(|title| document.children(title)).filter_map(|id| {
            match document.node(id).map(|node| &node.kind) {
                Some(NodeKind::Text(text)) => Some(text.to_str_lossy().into_owned()),
                _ => None,
            }
        });
        let title: String = texts.collect();
        title.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What a tick asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Nothing.
    Nothing,
    /// The operations are to be done, and the position is shown then.
    Shown,
    /// The operations are to be done; the position is the same.
    Refreshed,
}

/// Says whether nothing that comes after it can make the bytes a recording that may be played.
fn is_final(fault: DecodeError) -> bool {
    match fault.kind {
        DecodeErrorKind::NotARecording => fault.offset == 0,
        kind => {
            matches!(kind, DecodeErrorKind::UnsupportedVersion | DecodeErrorKind::Sealed | DecodeErrorKind::Expired)
        }
    }
}

/// Returns the nodes that show something of an address, or something else in other surroundings.
fn dependents(document: &Document) -> BTreeSet<NodeId> {
    let Some(root) = document.root() else { return BTreeSet::new() };
    let loads = |name: &Text| {
        ["src", "href", "xlink:href", "poster", "background", "style", "media", "content"]
            .iter()
            .any(|known| *name == **known)
    };
    document
        .descend(root)
        .filter(|(_, node, _)| {
            node.attributes().iter().any(|attribute| loads(&attribute.name))
                || node.property(Property::Source).is_some()
                || node.properties.iter().any(|(property, _)| may_hold_address(*property))
                || node.property(Property::Sheet).is_some()
                || node.is_html("style")
        })
        .map(|(id, ..)| id)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::tree::CompatMode;
    use domreel_format::{Event, Identity, NodeData, Snapshot, Tree, TreeNode, Uid, writer};

    struct Nothing;

    impl Browser for Nothing {
        fn resolve(&self, _: &str, _: &str) -> Option<String> {
            None
        }

        fn publish(&self, _: &str, _: &[u8]) -> String {
            String::new()
        }

        fn request(&self, _: &str, _: bool) -> bool {
            false
        }
    }

    /// A page, and nine seconds in which the pointer moves about once a second.
    fn recording() -> Vec<u8> {
        let data = NodeData::Document { mode: CompatMode::Standards, xml: false };
        let nodes = vec![TreeNode { id: NodeId(1), depth: 0, data, properties: Vec::new() }];
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        let mut events = vec![(0, Event::Keyframe(Box::new(snapshot)))];
        events.extend((1..10).map(|second| (second * 1_000_000, Event::PointerMove { pointer: 1, x: 2, y: 3 })));
        writer::recording(Uid([3; 16]), Identity::default(), 1_700_000_000_000, &events)
    }

    #[test]
    fn a_recording_plays_as_soon_as_its_first_keyframe_was_read() {
        let bytes = recording();
        let mut player = Player::new(Nothing, 0);
        let playable = (1..=bytes.len()).find(|length| {
            player.append(&bytes[length - 1..*length]).unwrap();
            player.timeline().is_playable()
        });
        assert!(playable.is_some_and(|length| length < bytes.len()));
        assert_eq!(player.playback().take_notices().first(), Some(&Notice::LoadedMetadata));
        assert_eq!(player.tick(0.0), Frame::Shown);
        assert_eq!(player.start_millis(), 1_700_000_000_000.0);
    }

    #[test]
    fn what_is_cut_plays_as_far_as_it_goes() {
        let bytes = recording();
        let mut player = Player::new(Nothing, 0);
        player.append(&bytes[..bytes.len() - 1]).unwrap();
        player.finish().unwrap();
        assert!(player.timeline().is_playable());
        assert_eq!(player.timeline().missing().len(), 1);
    }

    #[test]
    fn what_is_no_recording_is_refused_at_once_and_nothing_at_the_end() {
        let refused = Player::new(Nothing, 0).append(b"<!doctype html>").map_err(|error| error.code());
        assert_eq!(refused, Err("not-a-recording"));
        assert_eq!(Player::new(Nothing, 0).finish().map_err(|error| error.code()), Err("truncated"));
        let mut player = Player::new(Nothing, 0);
        player.append(&recording()[..40]).unwrap();
        assert_eq!(player.finish().map_err(|error| error.code()), Err("truncated"));
    }

    #[test]
    fn opening_reads_what_is_shown_first_and_leaves_the_rest() {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let mut nodes = vec![node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false })];
        nodes.extend((2..6_000).map(|id| node(id, 1, NodeData::Comment)));
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        let mark = |second: u64| (second * 1_000_000, Event::Mark { name: "m".into(), detail: Text::default() });
        let keyframe = (0, Event::Keyframe(Box::new(snapshot)));
        let events: Vec<_> = [keyframe].into_iter().chain((1..100).map(mark)).collect();
        let mut player = Player::new(Nothing, 0);
        player.append(&writer::recording(Uid([3; 16]), Identity::default(), 0, &events)).unwrap();
        player.finish().unwrap();
        assert_eq!((player.tick(0.0), player.document().nodes().len()), (Frame::Shown, 5_999));
        assert!(player.timeline().counts().0 <= 1, "{} marks were read", player.timeline().counts().0);
        while player.advance() {}
        assert_eq!(player.timeline().counts().0, 99);
    }

    #[test]
    fn a_seek_beyond_what_was_read_waits_for_it() {
        let bytes = recording();
        let mut player = Player::new(Nothing, 0);
        player.append(&bytes[..bytes.len() - 1]).unwrap();
        player.tick(0.0);
        player.shown();
        player.seek(9_000_000);
        assert_eq!(player.tick(10.0), Frame::Nothing);
        player.append(&bytes[bytes.len() - 1..]).unwrap();
        assert_eq!(player.tick(20.0), Frame::Shown);
    }
}
