//! How values are written to the bytes of a chunk's payload, and read from them.
//!
//! A payload is three columns: operations, numbers that hardly repeat (times,
//! places, what changes in a style), and text (the bytes of the strings that the
//! operations speak of), laid apart because they compress better that way. `docs/format.md` describes every byte; the numbers are here.

mod decode;
mod encode;
mod event;
pub mod number;
mod series;
mod strings;
mod template;

pub use decode::{Decoder, Unread};
pub use encode::{Encoder, Interning};
pub use strings::StringTable;

/// Numbers of events. From [`kind::FIRST_SKIPPABLE`] on an event carries its length.
pub mod kind {
    #![allow(missing_docs)]
    pub const KEYFRAME: u64 = 1;
    pub const MUTATION: u64 = 2;
    pub const POINTER_MOVE: u64 = 3;
    pub const POINTER_STATE: u64 = 4;
    pub const POINTER_LEAVE: u64 = 5;
    pub const CLICK: u64 = 6;
    pub const VIEWPORT: u64 = 7;
    pub const VISIBILITY: u64 = 8;
    pub const NAVIGATION: u64 = 9;
    pub const FOCUS: u64 = 10;
    pub const SELECT: u64 = 11;
    pub const HOVER: u64 = 12;
    pub const ACTIVATE: u64 = 13;
    pub const TARGET: u64 = 14;
    pub const KEY: u64 = 15;
    pub const GESTURE: u64 = 16;
    pub const SURROUNDINGS: u64 = 17;
    pub const MARK: u64 = 18;
    pub const IDENTIFY: u64 = 19;
    pub const RESOURCE: u64 = 20;
    pub const MISSING_RESOURCE: u64 = 21;
    pub const ABSENCE: u64 = 22;
    pub const END: u64 = 23;
    pub const CHECK: u64 = 24;
    pub const SAME_RESOURCE: u64 = 25;
    pub const FIRST_SKIPPABLE: u64 = 64;
    pub const CHECK_STATE: u64 = 64;
}

/// Numbers of the operations of a mutation.
pub mod operation {
    #![allow(missing_docs)]
    pub const END: u64 = 0;
    pub const INSERT: u64 = 1;
    pub const REMOVE: u64 = 2;
    pub const MOVE: u64 = 3;
    pub const SET_ATTRIBUTE: u64 = 4;
    pub const REMOVE_ATTRIBUTE: u64 = 5;
    pub const SET_TEXT: u64 = 6;
    pub const SPLICE_TEXT: u64 = 7;
    pub const SET_PROPERTY: u64 = 8;
    pub const SET_SHEET: u64 = 9;
    pub const EDIT_SHEET: u64 = 10;
    pub const ADOPT: u64 = 11;
}

/// Numbers of the items of a tree. An item's head is `levels up << 4 | number`.
pub mod item {
    #![allow(missing_docs)]
    pub const END: u64 = 0;
    /// An HTML element without attributes: name.
    pub const BARE_ELEMENT: u64 = 1;
    /// An HTML element with attributes: name, then name and value each, then a null string.
    pub const ELEMENT: u64 = 2;
    /// An element of another namespace: namespace, name, attributes as above.
    pub const FOREIGN_ELEMENT: u64 = 3;
    pub const TEXT: u64 = 4;
    pub const CDATA: u64 = 5;
    pub const COMMENT: u64 = 6;
    pub const PROCESSING_INSTRUCTION: u64 = 7;
    pub const DOCTYPE: u64 = 8;
    pub const DOCUMENT: u64 = 9;
    pub const SHADOW_ROOT: u64 = 10;
    /// Not a node: a property of the node before it; levels up are 0.
    pub const PROPERTY: u64 = 11;
    /// Not a node: the id of the next node, as a signed distance from the one it would have had.
    pub const ID: u64 = 12;
}

/// Numbers of the edits of a style sheet.
pub mod edit {
    #![allow(missing_docs)]
    pub const INSERT: u64 = 1;
    pub const DELETE: u64 = 2;
    pub const DECLARE: u64 = 3;
    pub const SELECT: u64 = 4;
    pub const MEDIA: u64 = 5;
    pub const REPLACE: u64 = 6;
    pub const DISABLE: u64 = 7;
}

/// How a string stands in the operations column.
pub mod reference {
    #![allow(missing_docs)]
    /// No string.
    pub const NULL: u64 = 0;
    /// A string that is not kept: its length in bytes follows.
    pub const INLINE: u64 = 1;
    /// A string that gets the next place in the segment's table: its length in bytes follows.
    pub const NEW: u64 = 2;
    /// A string that is not kept: its template follows, and its numbers stand in the column of numbers.
    /// Where [`NULL`] follows, it is the next one of a series.
    pub const NUMBERS: u64 = 3;
    /// Likewise, and the string gets the next place in the segment's table, before its template gets one.
    pub const NEW_NUMBERS: u64 = 4;
    /// The first place in the table; the others follow.
    pub const FIRST_KNOWN: u64 = 5;
}
