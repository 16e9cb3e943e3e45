//! The recording that is being made: its buffers, its mask, its writer.

use crate::batch::Batch;
use crate::command::CAPACITY;
use crate::interpret::Selection;
use crate::mask::{Level, Mask};
use crate::output::Output;
use crate::traits::TraitTable;
use crate::tree::TreeState;
use domreel_format::{Identity, NodeId, Uid, Writer};

/// Everything that the module holds for the page.
pub(crate) struct Recording {
    /// Where the page's side writes numbers. Its address must not change.
    pub(crate) numbers: Vec<i32>,
    /// Where the page's side writes text.
    pub(crate) text: Vec<u8>,
    /// The last chunk.
    pub(crate) chunk: Vec<u8>,
    pub(crate) last_segment: u32,
    pub(crate) last_sequence: u32,
    pub(crate) mask: Mask,
    pub(crate) traits: TraitTable,
    /// The traits of the elements that own style sheets, by sheet.
    pub(crate) sheets: TraitTable,
    pub(crate) output: Option<Output>,
    pub(crate) at_micros: u64,
    /// The tree that is being written, over several batches if it is large.
    pub(crate) tree: Option<TreeState>,
    /// Whether the sheets and adoptions that come belong to a keyframe.
    pub(crate) in_keyframe: bool,
    /// The selection that was written last.
    pub(crate) selected: Selection,
    /// The masked field in which it was told that one types.
    pub(crate) typed: u32,
}

impl Default for Recording {
    fn default() -> Self {
        Self {
            numbers: vec![0; CAPACITY],
            text: Vec::new(),
            chunk: Vec::new(),
            last_segment: 0,
            last_sequence: 0,
            mask: Mask::default(),
            traits: TraitTable::default(),
            sheets: TraitTable::default(),
            output: None,
            at_micros: 0,
            tree: None,
            in_keyframe: false,
            selected: None,
            typed: 0,
        }
    }
}

impl Recording {
    /// Begins anew, for this level and with these ids: recording, session, tab, page, device; and a key for names.
    pub(crate) fn begin(&mut self, level: i32, start_millis: u64, expires_millis: u64, ids: &[u8]) -> Option<()> {
        let mut ids = ids.chunks(32).map(Uid::from_digits);
        let mut id = || ids.next().flatten();
        let recording = id()?;
        let identity = Identity { session: id()?, tab: id()?, page: id()?, device: id()?, expires_millis };
        let key = id()?.0;
        let (low, high) = key.split_at(8);
        let half = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        self.mask = Mask::new(Level::of(level)?, [half(low), half(high)]);
        self.traits = TraitTable::default();
        self.sheets = TraitTable::default();
        self.tree = None;
        self.output = Some(Output::new(Writer::new(recording, identity, start_millis)));
        self.selected = None;
        self.typed = 0;
        Some(())
    }

    /// Takes the batch in the buffers. Returns 0, or the number of the command that was not understood.
    pub(crate) fn run(&mut self, count: usize) -> i32 {
        // Taken out for the time being, so that the batch can be read while the rest changes.
        let numbers = std::mem::take(&mut self.numbers);
        let text = std::mem::take(&mut self.text);
        let mut batch = Batch::new(numbers.get(..count).unwrap_or_default(), &text);
        let fault = self.interpret(&mut batch);
        self.numbers = numbers;
        self.text = text;
        fault
    }

    /// Makes a chunk of the events since the last one, and returns its length.
    pub(crate) fn finish_chunk(&mut self, is_final: bool) -> usize {
        let Some(output) = &mut self.output else { return 0 };
        let (segment, sequence) = (output.segment(), output.sequence());
        match output.finish_chunk(is_final) {
            Some(chunk) => {
                (self.last_segment, self.last_sequence) = (segment, sequence);
                self.chunk = chunk;
                self.chunk.len()
            }
            None => 0,
        }
    }

    /// Returns how many bytes are waiting for the next chunk.
    pub(crate) fn buffered(&mut self) -> usize {
        self.output.as_mut().map_or(0, |output| output.buffered())
    }

    /// Says whether a node can go below another one as it is.
    pub(crate) fn can_move(&self, node: u32, parent: u32) -> bool {
        self.traits.get(NodeId(node)).is_plain() && self.traits.get(NodeId(parent)).is_plain()
    }
}
