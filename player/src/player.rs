//! A recording that is played: bytes in, operations on the stage out.

use crate::patch::{Buffer, Patcher};
use crate::playback::{Notice, Playback};
use crate::resource::{Browser, ResourceTable};
use crate::timeline::{Place, Timeline};
use domreel_format::reader::Item;
use domreel_format::{DecodeError, DecodeErrorKind, Document, Event, NodeId, NodeKind, Property, Reader, Text};
use std::collections::BTreeSet;

/// A recording, and where its playback is.
pub struct Player<B> {
    reader: Reader,
    timeline: Timeline,
    playback: Playback,
    patcher: Patcher,
    resources: ResourceTable<B>,
    document: Document,
    place: Place,
    is_complete: bool,
    start_millis: Option<f64>,
    /// The first thing that was wrong, which is told if nothing can be played.
    fault: Option<DecodeError>,
    /// Something has been loaded since the stage was patched, so that layout may have changed.
    settles: bool,
    /// Until when clicks were shown.
    clicked_micros: u64,
}

impl<B: Browser> Player<B> {
    /// Begins without a recording. A recording that has expired by `now_millis` is refused.
    pub fn new(browser: B, now_millis: u64) -> Self {
        let mut reader = Reader::default();
        reader.refuse_expired(now_millis);
        Self {
            reader,
            timeline: Timeline::default(),
            playback: Playback::default(),
            patcher: Patcher::default(),
            resources: ResourceTable::new(browser),
            document: Document::default(),
            place: Place::default(),
            is_complete: false,
            start_millis: None,
            fault: None,
            settles: false,
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
        self.start_millis.unwrap_or(f64::NAN)
    }

    /// Says whether all bytes have come.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Takes bytes.
    ///
    /// # Errors
    ///
    /// If they are no recording that could ever be played. Damage is none: it is a gap on the timeline.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        self.reader.push(bytes);
        self.read()
    }

    /// No more bytes will come.
    ///
    /// # Errors
    ///
    /// If there is nothing to play in those that came.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        self.reader.finish();
        self.read()?;
        if !self.timeline.is_playable() {
            return Err(self.fault.unwrap_or(DecodeError { offset: 0, kind: DecodeErrorKind::Truncated }));
        }
        self.timeline.finish();
        self.is_complete = true;
        self.playback.notify(Notice::Progress);
        Ok(())
    }

    fn read(&mut self) -> Result<(), DecodeError> {
        let was_playable = self.timeline.is_playable();
        let end = self.timeline.end_micros();
        let counts = (self.timeline.markers().len(), self.timeline.missing().len());
        while let Some(item) = self.reader.next() {
            match item {
                Item::Chunk { header, .. } => {
                    #[allow(clippy::cast_precision_loss)]
                    self.start_millis.get_or_insert(header.wall_millis as f64 - (header.start_micros / 1000) as f64);
                    self.timeline.extend(header.start_micros.saturating_add(header.duration_micros));
                }
                Item::Event { event: Event::Resource { url, mime, bytes }, .. } => {
                    self.resources.insert(&url, &mime, &bytes);
                }
                Item::Event { at_micros, event } => self.timeline.push(at_micros, event),
                Item::Damage(error) => {
                    self.fault.get_or_insert(error);
                    self.timeline.damage(&error);
                }
            }
        }
        if let Some(fault) = self.fault
            && !self.timeline.is_playable()
            && is_final(fault)
        {
            return Err(fault);
        }
        if !self.timeline.is_playable() {
            return Ok(());
        }
        if !was_playable {
            self.playback.begin();
        } else if end != self.timeline.end_micros() {
            self.playback.notify(Notice::DurationChange);
        }
        self.playback.notify(Notice::Progress);
        if counts.0 != self.timeline.markers().len() {
            self.playback.notify(Notice::MarkersChange);
        }
        if counts.1 != self.timeline.missing().len() {
            self.playback.notify(Notice::Damage);
        }
        Ok(())
    }

    /// Goes to an instant. Before all bytes have come it may be one that has not been read.
    pub fn seek(&mut self, to_micros: u64) {
        self.clicked_micros = u64::MAX;
        let end = if self.is_complete { self.timeline.end_micros() } else { u64::MAX };
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
        let moved = self.playback.tick(now_millis, &self.timeline, self.is_complete);
        let arrived = self.resources.take_missed_arrived();
        let settles = core::mem::take(&mut self.settles);
        if !(moved || is_first || arrived || settles) {
            return Frame::Nothing;
        }
        let viewport = self.document.view().viewport;
        self.timeline.seek(self.playback.position_micros(), &mut self.document, &mut self.place);
        let refresh = if arrived { loaders(&self.document) } else { BTreeSet::new() };
        let settles = settles || is_first || arrived || is_seeking;
        self.patcher.patch(&self.document, &mut self.resources, settles, &refresh);
        if self.document.view().viewport != viewport {
            self.playback.notify(Notice::Resize);
        }
        if moved || is_first { Frame::Shown } else { Frame::Refreshed }
    }

    /// The stage shows what [`Player::tick`] asked for.
    pub fn shown(&mut self) {
        self.playback.shown(&self.timeline, self.is_complete);
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

/// Returns the nodes that show something of an address.
fn loaders(document: &Document) -> BTreeSet<NodeId> {
    let Some(root) = document.root() else { return BTreeSet::new() };
    let loads = |name: &Text| {
        ["src", "href", "xlink:href", "poster", "background", "style"].iter().any(|known| *name == **known)
    };
    document
        .descend(root)
        .filter(|(_, node, _)| {
            node.attributes().iter().any(|attribute| loads(&attribute.name))
                || node.property(Property::Source).is_some()
                || node.property(Property::Picture).is_some()
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
    use domreel_format::{Identity, NodeData, Snapshot, Tree, TreeNode, Uid, writer};

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
