//! Proves that words are absent from a recording: in no text, in no byte, and in
//! nothing that a visitor saw, however it was put together.

use crate::history::History;
use crate::input::Items;
use crate::texts;
use crate::wording::Wording;
use domreel_format::{Event, Item};
use std::cell::RefCell;
use std::rc::Rc;

/// How many times longer than a word what stands for it can be: `%5Cu0061` for a letter.
const LONGEST_ESCAPE: usize = 12;

/// Looks for words in a recording.
pub(crate) struct Canary<'a> {
    wording: &'a Wording,
    history: History<'a>,
    shown: usize,
    /// The bytes of the file that are still to be looked at.
    raw: Rc<RefCell<Vec<u8>>>,
    is_in_file: bool,
}

impl<'a> Canary<'a> {
    pub(crate) fn new(wording: &'a Wording) -> Self {
        Self { wording, history: History::new(wording), shown: 0, raw: Rc::default(), is_in_file: false }
    }

    /// Has the bytes of the file looked at too; to be called before the first item is taken.
    pub(crate) fn watch(&self, items: &mut Items) {
        let raw = Rc::clone(&self.raw);
        items.watch(move |piece| raw.borrow_mut().extend_from_slice(piece));
    }

    /// Takes the next item, and returns where the words are in it.
    pub(crate) fn take(&mut self, item: &Item, items: &Items) -> Vec<&'static str> {
        let mut faults = Vec::new();
        self.look_at_raw(false);
        match item {
            Item::Chunk { .. } if !self.wording.find(items.payload()).is_empty() => {
                faults.push("in the payload of a chunk");
            }
            Item::Event { event, .. } => self.look_at(event, &mut faults),
            _ => {}
        }
        faults
    }

    fn look_at(&mut self, event: &Event, faults: &mut Vec<&'static str>) {
        let mut event = event.clone();
        match &event {
            Event::Resource { bytes, .. } | Event::Unknown { bytes, .. } if !self.wording.find(bytes).is_empty() => {
                faults.push("in the bytes of a resource");
            }
            _ => {}
        }
        let mut is_found = false;
        texts::each(&mut event, &mut |text| is_found |= !self.wording.find(text.as_bytes()).is_empty());
        if is_found {
            faults.push("in a text of an event");
        }
        self.history.take(&mut event);
        if self.history.found() > self.shown {
            self.shown = self.history.found();
            faults.push("in what was shown");
        }
    }

    /// Says whether a word is in the bytes of the file; nothing more comes.
    pub(crate) fn finish(mut self) -> bool {
        self.look_at_raw(true);
        self.is_in_file
    }

    /// Looks at the bytes that have come, and keeps as many of them as a word may begin in.
    fn look_at_raw(&mut self, is_last: bool) {
        let mut raw = self.raw.borrow_mut();
        let kept = self.wording.reach() * LONGEST_ESCAPE;
        if is_last || raw.len() > 2 * kept {
            self.is_in_file |= !self.wording.find_in_bytes(&raw).is_empty();
            let end = raw.len().saturating_sub(kept);
            raw.drain(..end);
        }
    }
}
