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
