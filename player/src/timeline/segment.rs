//! One segment: a run of chunks that opens with a keyframe and needs nothing before it.
//!
//! It keeps its bytes as they came. Reading them makes notes, which stay, and
//! blocks and checkpoints, which may be dropped and made again: the first are
//! the events, the second are documents to start from.

use super::block::{BLOCK_WORK, Block, Packer};
use super::note::{Notes, has_effect};
use domreel_format::limits::work;
use domreel_format::reader::Item;
use domreel_format::{ChunkHeader, DecodeError, Document, Event, Operation, Property, Reader};

/// How a text on animations begins that tells of what was there when the recording began.
const FOUND: &[u8] = b"{\"found\":";
/// How many events are kept that tell of it, at most.
const MAX_FOUND: usize = 1_000;
/// Why events were passed over that are too much work.
const TOO_COSTLY: &str = "too-costly";

/// A document from which later ones are reached, packed as the keyframe that describes it.
///
/// So it takes a fiftieth of what a document does, and becomes one that shares all that is equal
/// with the document that is shown.
#[derive(Debug)]
struct Checkpoint {
    /// The time of the last event that is in it.
    at_micros: u64,
    /// The first block that is not in it.
    next: usize,
    /// The work from the segment's beginning to here.
    work: u64,
    keyframe: Block,
}

/// Where in the recording a document stands.
#[derive(Debug, Default)]
pub struct Place {
    /// Which segment, which reading of it, and how much was known that was found in it.
    segment: Option<(usize, u32, usize)>,
    /// The block, the event and the operation that come next.
    block: usize,
    event: usize,
    operation: usize,
    /// The time of the last event that was begun.
    at_micros: u64,
    /// The events of the block.
    events: Option<Vec<(u64, Event)>>,
}

/// What reading tells beside what the segment keeps.
pub(super) struct Told<'a> {
    pub(super) resource: &'a mut dyn FnMut(&Event),
    pub(super) header: &'a mut dyn FnMut(&ChunkHeader),
    pub(super) fault: &'a mut Option<DecodeError>,
}

/// Reading that is under way.
#[derive(Default)]
struct Reading {
    reader: Reader,
    /// How many pieces the reader has got, and how many bytes.
    pieces: usize,
    bytes: u64,
    is_told_of_the_end: bool,
    /// Nothing can be read before more bytes come.
    is_dry: bool,
    document: Document,
    packer: Packer,
    /// An event of which some operations were applied, and how many.
    begun: Option<(u64, Vec<Operation>, usize)>,
    /// The time of the last event, and of the last one that was applied to its end.
    last_micros: u64,
    applied_micros: u64,
    /// The work since the segment's beginning, since the event began, and since the last keyframe.
    work: u64,
    event_work: u64,
    keyframe_work: u64,
    /// The work of checks since the segment's beginning, and whether one found another page.
    check_work: u64,
    has_parted: bool,
    /// Too much work was asked for: nothing is applied until the next keyframe.
    is_passing: bool,
}

impl Reading {
    /// Says whether what was read goes beyond that instant.
    fn is_past(&self, at_micros: u64) -> bool {
        self.begun.as_ref().map_or(self.last_micros, |(at, ..)| *at) > at_micros
    }

    /// Returns how much work may be done from one keyframe to the next.
    fn allowed_work(&self) -> u64 {
        work::allowed(self.bytes, self.reader.weight())
    }

    /// Counts an event that was applied to its end, and returns what work it was.
    fn count(&mut self, at_micros: u64) -> u64 {
        let work = core::mem::take(&mut self.event_work);
        self.work += work;
        self.keyframe_work += work;
        self.applied_micros = at_micros;
        work
    }

    /// Says whether its document is what the page was at that instant.
    fn stands_at(&self, at_micros: u64) -> bool {
        self.applied_micros <= at_micros
            && self.begun.as_ref().is_some_and(|(at, _, done)| *at > at_micros && *done == 0)
    }
}

/// One segment of a recording.
#[derive(Default)]
pub(super) struct Segment {
    pub(super) start_micros: u64,
    /// Where its headers say that it ends, and where what was read of it does.
    said_end_micros: u64,
    read_end_micros: u64,
    /// Where it begins in the recording, if that is not its first byte.
    origin: Option<(u64, ChunkHeader)>,
    now_millis: u64,
    pieces: Vec<Box<[u8]>>,
    is_closed: bool,
    /// Whether it was read through, so that its notes are whole.
    is_noted: bool,
    /// Whether nothing in it can be shown.
    is_barren: bool,
    reading: Option<Box<Reading>>,
    /// How often it was read, so that places in what was dropped are known as such.
    generation: u32,
    blocks: Vec<Block>,
    checkpoints: Vec<Checkpoint>,
    bytes: usize,
    /// Events that tell of what was there before they were written, with their times.
    found: Vec<(u64, Event)>,
    pub(super) notes: Notes,
}

impl Segment {
    /// Begins a segment; `origin` is its offset and first header, if other segments come before it.
    pub(super) fn new(origin: Option<(u64, ChunkHeader)>, start_micros: u64, now_millis: u64) -> Self {
        Self { start_micros, origin, now_millis, ..Self::default() }
    }

    /// Takes bytes; the header's end if they are a chunk.
    pub(super) fn push(&mut self, bytes: &[u8], end_micros: u64) {
        self.pieces.push(bytes.into());
        self.wake();
        self.said_end_micros = self.said_end_micros.max(end_micros);
    }

    /// No more bytes will come.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(reading) = &mut self.reading {
            reading.is_dry = false;
        }
    }

    /// Says whether it was read through.
    pub(super) fn is_noted(&self) -> bool {
        self.is_noted
    }

    /// Says whether it has anything to show.
    pub(super) fn is_playable(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// Says whether it can be read further.
    pub(super) fn is_readable(&self) -> bool {
        match &self.reading {
            Some(reading) => !reading.is_dry,
            None => self.blocks.is_empty() && !self.is_barren,
        }
    }

    /// Returns where it ends, as far as is known.
    pub(super) fn end_micros(&self) -> u64 {
        if self.is_noted { self.read_end_micros } else { self.said_end_micros.max(self.read_end_micros) }
    }

    /// Returns how many events tell of what was there before them.
    pub(super) fn found(&self) -> usize {
        self.found.len()
    }

    /// Returns about how many bytes its blocks and checkpoints take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Says whether it holds anything that can be made again.
    pub(super) fn is_droppable(&self) -> bool {
        self.reading.is_none() && self.is_closed && self.bytes > 0
    }

    /// Drops blocks and checkpoints; they are made again when they are needed.
    pub(super) fn forget(&mut self) {
        self.blocks = Vec::new();
        self.checkpoints = Vec::new();
        self.bytes = 0;
    }

    /// Drops checkpoints that stand closer to one another than so much work.
    pub(super) fn thin(&mut self, spacing: u64) {
        let mut last = 0;
        self.checkpoints.retain(|checkpoint| {
            let is_kept = checkpoint.work - last >= spacing;
            last = if is_kept { checkpoint.work } else { last };
            is_kept
        });
        let checkpoints = self.checkpoints.iter().map(|checkpoint| &checkpoint.keyframe);
        self.bytes = self.blocks.iter().chain(checkpoints).map(Block::bytes).sum();
    }

    /// Says whether everything up to that instant was read.
    pub(super) fn covers(&self, at_micros: u64) -> bool {
        match &self.reading {
            None => !self.is_readable(),
            Some(reading) => reading.is_past(at_micros) || reading.begun.is_none() && !self.is_readable(),
        }
    }

    /// Reads on, until so much work was done, or until everything up to `until_micros` was read.
    ///
    /// `base` is a document that is likely to be much the same. Returns the document at the end, once that is reached.
    pub(super) fn read(
        &mut self,
        base: &Document,
        spacing: u64,
        until_micros: u64,
        budget: &mut u64,
        told: &mut Told<'_>,
    ) -> Option<Document> {
        if self.reading.is_none() {
            let mut reader = match &self.origin {
                Some((offset, header)) => Reader::at_segment(*offset, header),
                None => Reader::default(),
            };
            reader.refuse_expired(self.now_millis);
            self.generation += 1;
            self.reading = Some(Box::new(Reading { reader, document: base.clone(), ..Reading::default() }));
        }
        let mut reading = self.reading.take()?;
        while *budget > 0 && !reading.is_past(until_micros) {
            if reading.begun.is_some() {
                self.apply(&mut reading, spacing, budget);
                continue;
            }
            match reading.reader.next() {
                Some(item) => self.item(&mut reading, item, spacing, budget, told),
                None => match self.pieces.get(reading.pieces) {
                    Some(piece) => {
                        reading.pieces += 1;
                        reading.bytes += piece.len() as u64;
                        reading.reader.push(piece);
                    }
                    None if self.is_closed && !reading.is_told_of_the_end => {
                        reading.is_told_of_the_end = true;
                        reading.reader.finish();
                    }
                    None if self.is_closed => {
                        self.keep(reading.packer.finish());
                        self.is_noted = true;
                        self.is_barren = self.blocks.is_empty();
                        return Some(reading.document);
                    }
                    None => {
                        reading.is_dry = true;
                        break;
                    }
                },
            }
        }
        self.reading = Some(reading);
        None
    }

    fn item(&mut self, reading: &mut Reading, item: Item, spacing: u64, budget: &mut u64, told: &mut Told<'_>) {
        *budget = budget.saturating_sub(1);
        match item {
            Item::Chunk { header, .. } => {
                (told.header)(&header);
                let end = header.start_micros.saturating_add(header.duration_micros);
                self.read_end_micros = self.read_end_micros.max(end);
            }
            Item::Damage(error) => {
                told.fault.get_or_insert(error);
                if !self.is_noted {
                    self.notes.damage(reading.last_micros.max(self.start_micros), error.code());
                }
            }
            Item::Event { event: event @ (Event::Resource { .. } | Event::SameResource { .. }), .. }
                if !self.is_noted =>
            {
                (told.resource)(&event);
            }
            Item::Event { at_micros, event } => {
                reading.last_micros = at_micros;
                self.read_end_micros = self.read_end_micros.max(at_micros);
                let is_keyframe = matches!(event, Event::Keyframe(_));
                if is_keyframe {
                    (reading.is_passing, reading.keyframe_work) = (false, 0);
                    reading.has_parted = false;
                }
                if reading.is_passing {
                    return;
                }
                if matches!(event, Event::Check { .. } | Event::CheckState { .. }) {
                    return self.check(reading, at_micros, &event, budget);
                }
                if !self.is_noted {
                    self.notes.event(at_micros, &event, &reading.document);
                }
                match event {
                    Event::Mutation { operations } => reading.begun = Some((at_micros, operations, 0)),
                    mut event if has_effect(&event) => {
                        // A block of its own: what comes after it is often sought without what came before.
                        let block = is_keyframe.then(|| Block::of(at_micros, &event));
                        if is_keyframe {
                            self.keep(reading.packer.finish());
                            reading.document.absorb(&mut event, &mut |_| {});
                        } else {
                            reading.document.apply(&event, &mut |_| {});
                        }
                        reading.event_work = reading.document.take_work() + 1;
                        *budget = budget.saturating_sub(reading.event_work);
                        match block {
                            Some(block) => {
                                reading.count(at_micros);
                                self.keep(Some(block));
                            }
                            None => self.pack(reading, at_micros, &event),
                        }
                        self.checkpoint(reading, spacing);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Compares the document with what the page was, and notes where the two part.
    ///
    /// Each check is a look at all nodes: those that are too many for what the segment's bytes allow are passed over.
    fn check(&mut self, reading: &mut Reading, at_micros: u64, event: &Event, budget: &mut u64) {
        if self.is_noted || reading.has_parted || reading.check_work > reading.allowed_work() {
            return;
        }
        let mut has_parted = false;
        reading.document.apply(event, &mut |_| has_parted = true);
        let work = reading.document.take_work();
        reading.check_work += work;
        *budget = budget.saturating_sub(work);
        if has_parted {
            reading.has_parted = true;
            self.notes.parted(at_micros);
        }
    }

    /// Applies operations of the event that was begun.
    fn apply(&mut self, reading: &mut Reading, spacing: u64, budget: &mut u64) {
        let Some((at_micros, mut operations, mut done)) = reading.begun.take() else { return };
        let allowed = reading.allowed_work();
        while let Some(operation) = operations.get(done) {
            if *budget == 0 {
                reading.begun = Some((at_micros, operations, done));
                return;
            }
            reading.document.apply_operation(operation, &mut |_| {});
            let work = reading.document.take_work();
            reading.event_work += work;
            *budget = budget.saturating_sub(work);
            done += 1;
            if reading.keyframe_work + reading.event_work > allowed {
                reading.is_passing = true;
                if !self.is_noted {
                    self.notes.damage(at_micros, TOO_COSTLY);
                }
                break;
            }
        }
        operations.truncate(done);
        let event = Event::Mutation { operations };
        if !self.is_noted && self.found.len() < MAX_FOUND && tells_what_was_found(&event) {
            self.found.push((at_micros, event.clone()));
        }
        self.pack(reading, at_micros, &event);
        self.checkpoint(reading, spacing);
    }

    fn pack(&mut self, reading: &mut Reading, at_micros: u64, event: &Event) {
        let work = reading.count(at_micros);
        let block = reading.packer.push(at_micros, event, work);
        self.keep(block);
    }

    fn keep(&mut self, block: Option<Block>) {
        if let Some(block) = block {
            self.bytes += block.bytes();
            self.blocks.push(block);
        }
    }

    /// Keeps the document as it is now, if it is that much work after the last one that was kept.
    ///
    /// A document takes as long to be restored as it has nodes: there is no use in less work than that between two.
    fn checkpoint(&mut self, reading: &mut Reading, spacing: u64) {
        let last = self.checkpoints.last().map_or(0, |last| last.work);
        let least = spacing.max(reading.document.nodes().len() as u64);
        if reading.work - last < least || self.blocks.is_empty() {
            return;
        }
        self.keep(reading.packer.finish());
        let (at_micros, next, work) = (reading.last_micros, self.blocks.len(), reading.work);
        let keyframe = Block::of(at_micros, &Event::Keyframe(Box::new(reading.document.snapshot())));
        self.bytes += keyframe.bytes();
        self.checkpoints.push(Checkpoint { at_micros, next, work, keyframe });
    }

    /// Brings `document`, which stands at `place`, to what the page was at an instant that is covered.
    ///
    /// Returns whether that is reached; with the budget spent it is not, and is gone on with later.
    pub(super) fn seek(
        &mut self,
        number: usize,
        at_micros: u64,
        document: &mut Document,
        place: &mut Place,
        budget: &mut u64,
    ) -> bool {
        let rest = self.reading.as_mut().and_then(|reading| reading.packer.finish());
        self.keep(rest);
        let until = self.blocks.partition_point(|block| block.at_micros <= at_micros).max(1);
        let after = self.checkpoints.partition_point(|checkpoint| checkpoint.at_micros <= at_micros);
        let checkpoint = after.checked_sub(1).and_then(|number| self.checkpoints.get(number));
        let start = checkpoint.map_or(0, |checkpoint| checkpoint.next);
        let here = Some((number, self.generation, self.found.len()));
        // To go on is less work than to restore a document, if it is not much further.
        let slack = 4 + document.nodes().len() / BLOCK_WORK as usize;
        let goes_on = place.segment == here && place.at_micros <= at_micros && place.block + slack >= start;
        let read = self.reading.as_ref().filter(|reading| !goes_on && reading.stands_at(at_micros));
        if let Some(reading) = read {
            // What was found later is in it already, as far as it was read.
            document.clone_from(&reading.document);
            *place = Place {
                segment: here,
                block: self.blocks.len(),
                at_micros: reading.applied_micros,
                ..Place::default()
            };
        } else if !goes_on {
            *place = Place { segment: here, block: start, ..Place::default() };
            if let Some(checkpoint) = checkpoint {
                for (_, mut event) in checkpoint.keyframe.events() {
                    document.absorb(&mut event, &mut |_| {});
                }
                *budget = budget.saturating_sub(document.take_work());
                place.at_micros = checkpoint.at_micros;
                find(&self.found, checkpoint.at_micros, document);
            }
        }
        while place.block < until {
            let Some(block) = self.blocks.get(place.block) else { break };
            let events = place.events.get_or_insert_with(|| block.events());
            while let Some((at, event)) = events.get_mut(place.event) {
                // What it opens with is shown before its time too.
                if *at > at_micros && (place.block, place.event) != (0, 0) {
                    return true;
                }
                place.at_micros = (*at).min(at_micros);
                let is_opening = (place.block, place.event) == (0, 0);
                if !step(event, document, &mut place.operation, budget) {
                    return false;
                }
                if is_opening {
                    find(&self.found, 0, document);
                }
                place.event += 1;
            }
            (place.block, place.event, place.events) = (place.block + 1, 0, None);
        }
        true
    }
}

/// Applies an event from one of its operations on. Returns whether it was applied to its end.
fn step(event: &mut Event, document: &mut Document, operation: &mut usize, budget: &mut u64) -> bool {
    if let Event::Mutation { operations } = event {
        while let Some(next) = operations.get_mut(*operation) {
            if *budget == 0 {
                return false;
            }
            document.absorb_operation(next, &mut |_| {});
            *budget = budget.saturating_sub(document.take_work());
            *operation += 1;
        }
        *operation = 0;
    } else {
        if *budget == 0 {
            return false;
        }
        document.absorb(event, &mut |_| {});
        *budget = budget.saturating_sub(document.take_work() + 1);
    }
    true
}

/// Applies what was found later than that and was there before.
///
/// Where animations are that were found is said a little later; each says by itself when it was where.
fn find(found: &[(u64, Event)], after_micros: u64, document: &mut Document) {
    for (at, event) in found {
        if *at > after_micros {
            document.apply(event, &mut |_| {});
        }
    }
}

/// Says whether an event tells of animations that were there before the recording, and nothing else.
fn tells_what_was_found(event: &Event) -> bool {
    let Event::Mutation { operations } = event else { return false };
    !operations.is_empty()
        && operations.iter().all(|operation| match operation {
            Operation::SetProperty { property: Property::Animations, value, .. } => {
                value.as_text().is_some_and(|text| text.as_bytes().starts_with(FOUND))
            }
            _ => false,
        })
}
