//! What a recording may hold at most.
//!
//! Every length read from bytes is checked against these before anything is
//! allocated for it, so that no recording can exhaust the memory of a reader.
//! The writer keeps within them too: it splits or leaves out, and says so.

/// Bytes of one chunk header, at most.
pub const MAX_HEADER_BYTES: usize = 256;
/// Bytes of one chunk's payload as stored, at most.
pub const MAX_PAYLOAD_BYTES: usize = 64 << 20;
/// Bytes of one chunk's payload once inflated, at most.
pub const MAX_INFLATED_BYTES: usize = 128 << 20;
/// Bytes of one chunk's payload that are copied from what came before it, at most.
pub const MAX_COPIED_BYTES: usize = 4 << 20;
/// Bytes that are checked in vain, at most, beside twice those of the recording: a forged recording
/// could let each of its bytes be the beginning of a long chunk whose checksum is wrong.
pub const MAX_CHECKED_IN_VAIN_BYTES: u64 = 64 << 20;
/// Strings in the table of one segment, at most.
pub const MAX_STRINGS: usize = 1 << 20;
/// Bytes of all strings in the table of one segment, at most.
pub const MAX_STRING_BYTES: usize = 64 << 20;
/// Nodes alive in one document, at most.
pub const MAX_NODES: usize = 1_000_000;
/// The largest node id.
pub const MAX_NODE_ID: u32 = 1 << 26;
/// Depth of a tree, at most, shadow roots and frame documents included.
pub const MAX_DEPTH: u32 = 2_048;
/// Attributes of one element, at most.
pub const MAX_ATTRIBUTES: usize = 4_096;
/// Properties of one node, at most.
pub const MAX_PROPERTIES: usize = 64;
/// Operations in one mutation, at most.
pub const MAX_OPERATIONS: usize = 4_000_000;
/// Edits on one style sheet, at most; one more is left out with a warning.
pub const MAX_EDITS: usize = 100_000;
/// Bytes that one text may grow to by splices.
pub const MAX_TEXT_BYTES: usize = 64 << 20;
/// Style sheets of one document, at most.
pub const MAX_SHEETS: usize = 65_536;
/// Sheets adopted by one root, at most.
pub const MAX_ADOPTED: usize = 4_096;
/// Depth of a rule's path inside a style sheet, at most.
pub const MAX_RULE_DEPTH: usize = 32;
/// Pointers down or moving at once, at most.
pub const MAX_POINTERS: usize = 64;
/// The latest time in a recording: 400 days, the age at which browsers forget cookies too.
pub const MAX_TIME_MICROS: u64 = 400 * 24 * 3_600 * 1_000_000;

/// What values weigh: about the bytes of memory that they take once read.
///
/// A few stored bytes can speak of millions of values, and honest ones speak of many: elements that move
/// evenly, a list that is rendered anew again and again. What the values of one chunk weigh, which may be in memory
/// together, is bounded by [`weight::allowed_at_once`], and what all of a recording weigh by [`weight::allowed`].
pub mod weight {
    /// Weight that is free in each chunk.
    pub const CHUNK_FREE: u64 = 256 << 20;
    /// Weight that each byte of a chunk allows for in it.
    pub const CHUNK_PER_BYTE: u64 = 1_024;
    /// Weight that is free in a recording.
    pub const FREE: u64 = 1 << 30;
    /// Weight that each byte of a recording allows for.
    pub const PER_BYTE: u64 = 256 << 10;
    /// An event.
    pub const EVENT: u64 = 256;
    /// An operation of a mutation.
    pub const OPERATION: u64 = 128;
    /// A node of a tree.
    pub const NODE: u64 = 128;
    /// A node whose id is written out: it may stand alone in its part of the table of nodes.
    pub const EXPLICIT_ID: u64 = 512;
    /// An attribute.
    pub const ATTRIBUTE: u64 = 48;
    /// A property of a node.
    pub const PROPERTY: u64 = 32;
    /// A style sheet, a root that has adopted some, or an edit.
    pub const SHEET: u64 = 128;
    /// A string that is written out, beside its bytes.
    pub const STRING: u64 = 32;

    /// Returns what the values in the first `bytes` of a recording may weigh.
    pub fn allowed(bytes: u64) -> u64 {
        FREE.saturating_add(bytes.saturating_mul(PER_BYTE))
    }

    /// Returns what the values in a chunk of so many bytes may weigh.
    pub fn allowed_at_once(bytes: u64) -> u64 {
        CHUNK_FREE.saturating_add(bytes.saturating_mul(CHUNK_PER_BYTE))
    }
}

/// What applying events costs, in the units of [`Document::take_work`](crate::Document::take_work).
///
/// A few stored bytes can ask for minutes of work. What values weigh is bounded already, so what they cost beside that is.
pub mod work {
    /// Work that is free after each keyframe.
    pub const FREE: u64 = 1 << 20;
    /// Work that each byte allows for: a hundred times what an editor's keystroke in a megabyte of text asks for.
    pub const PER_BYTE: u64 = 256;
    /// Weight that allows for one unit: a node that comes and goes costs half of what it allows for.
    pub const WEIGHT: u64 = 32;

    /// Returns what events in so many bytes may cost, whose values weigh so much.
    pub fn allowed(bytes: u64, weight: u64) -> u64 {
        FREE.saturating_add(bytes.saturating_mul(PER_BYTE)).saturating_add(weight / WEIGHT)
    }
}
