//! Events: timestamped facts about the page.

use crate::digest::PARTS;
use crate::snapshot::{Environment, PointerKind, Selection, Size, Snapshot};
use crate::state::StateEntry;
use crate::{Attribute, Edit, NodeId, Property, Sheet, SheetId, Text, Tree, Value};

/// One fact about the page. Its time stands beside it, in microseconds from the recording's zero.
///
/// Numbers on the wire stand in [`crate::wire::kind`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "event", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Event {
    /// The complete document. Opens every segment.
    Keyframe(Box<Snapshot>),
    /// Changes of the document, in an order in which each can be applied.
    Mutation {
        /// The changes.
        operations: Vec<Operation>,
    },
    /// A pointer moved.
    PointerMove {
        /// Which pointer.
        pointer: u32,
        /// Distance from the viewport's left edge, in CSS pixels.
        x: i32,
        /// Distance from the viewport's top edge, in CSS pixels.
        y: i32,
    },
    /// A pointer came, or its buttons changed.
    PointerState {
        /// Which pointer.
        pointer: u32,
        /// What it is.
        kind: PointerKind,
        /// The buttons that are down.
        buttons: u32,
        /// Distance from the viewport's left edge, in CSS pixels.
        x: i32,
        /// Distance from the viewport's top edge, in CSS pixels.
        y: i32,
    },
    /// A pointer left the page.
    PointerLeave {
        /// Which pointer.
        pointer: u32,
    },
    /// The visitor clicked, or did what counts as it.
    Click {
        /// What kind.
        kind: ClickKind,
        /// Distance from the viewport's left edge, in CSS pixels.
        x: i32,
        /// Distance from the viewport's top edge, in CSS pixels.
        y: i32,
        /// The element that was hit.
        target: Option<NodeId>,
        /// The element's box in the viewport: left, top, width, height, in CSS pixels.
        bounds: [i32; 4],
    },
    /// The viewport has another size.
    Viewport {
        /// The size.
        size: Size,
    },
    /// The page was hidden or shown.
    Visibility {
        /// Whether it is hidden now.
        hidden: bool,
    },
    /// The page's address changed without a load.
    Navigation {
        /// How.
        kind: NavigationKind,
        /// The new address, scrubbed.
        url: Text,
    },
    /// Another element has the focus, or none.
    Focus {
        /// Which, and whether `:focus-visible` matches.
        target: Option<(NodeId, bool)>,
    },
    /// The selection changed.
    Select {
        /// To what.
        selection: Option<Selection>,
    },
    /// Another element is hovered, or none.
    Hover {
        /// The innermost one.
        target: Option<NodeId>,
    },
    /// Another element is being activated, or none.
    Activate {
        /// The innermost one.
        target: Option<NodeId>,
    },
    /// Another element is the target of the address' fragment, or none.
    Target {
        /// Which.
        target: Option<NodeId>,
    },
    /// A key was pressed: what kind of key, never which letter.
    Key {
        /// What kind.
        kind: KeyKind,
    },
    /// The visitor did something that leaves no trace in the document.
    Gesture {
        /// What.
        kind: GestureKind,
        /// On which element.
        target: Option<NodeId>,
    },
    /// The surroundings changed, such as the colour scheme.
    Surroundings {
        /// To what.
        environment: Environment,
    },
    /// The page's own marker.
    Mark {
        /// Its name.
        name: Text,
        /// What goes with it, as JSON; empty: nothing.
        detail: Text,
    },
    /// The page told who the visitor is.
    Identify {
        /// The page's own id of the visitor.
        user: Text,
        /// What is known of the visitor, as JSON; empty: nothing.
        traits: Text,
    },
    /// The bytes that an address stood for.
    Resource {
        /// The absolute address.
        url: Text,
        /// The media type.
        mime: Text,
        /// The bytes.
        #[cfg_attr(feature = "serde", serde(with = "hex"))]
        bytes: Vec<u8>,
    },
    /// An address stood for the same bytes, of the same media type, as one of which the recording told before.
    SameResource {
        /// The absolute address.
        url: Text,
        /// The other one.
        same: Text,
    },
    /// The bytes that an address stood for are not in the recording.
    MissingResource {
        /// The absolute address.
        url: Text,
        /// Why, as a code: `cross-origin`, `too-large`, `over-budget`, `failed`.
        reason: Text,
    },
    /// Time went by in which nothing could be recorded: sleep, a frozen tab.
    Absence {
        /// For how long, in microseconds, ending at the event's time.
        duration_micros: u64,
        /// Why, as a code.
        reason: Text,
    },
    /// The recording ends here.
    End {
        /// Why, as a code: `stopped`, `left`, `error`.
        reason: Text,
    },
    /// What the page was, as a walk of it told that knew nothing of the events.
    ///
    /// A reader whose [`Document::digest`](crate::Document::digest) is another one shows a page that was not there.
    Check {
        /// The digest, by its parts.
        parts: [u32; PARTS],
    },
    /// What state the page had that stands in no attribute, as the same walk told; comes after its `Check`.
    ///
    /// A reader for whose document [`Document::differing`](crate::Document::differing) finds something shows a page
    /// that was not there.
    CheckState {
        /// What was looked at.
        entries: Vec<StateEntry>,
    },
    /// An event of a kind that this version does not know. It has no effect.
    Unknown {
        /// Its number on the wire, 64 or more.
        kind: u32,
        /// Its bytes.
        #[cfg_attr(feature = "serde", serde(with = "hex"))]
        bytes: Vec<u8>,
    },
}

/// One change of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "operation", rename_all = "kebab-case"))]
pub enum Operation {
    /// A tree that was not in the document is put into it.
    ///
    /// Where the tree's root is a shadow root or a document it becomes that of
    /// `parent`, in place of one that is there, and `previous` has no meaning.
    Insert {
        /// Below which node.
        parent: NodeId,
        /// After which of its children; `None`: before all.
        previous: Option<NodeId>,
        /// What.
        tree: Tree,
    },
    /// A node goes, and all below it. One that is not there is no fault.
    Remove {
        /// Which.
        node: NodeId,
    },
    /// A node goes to another place, with all below it.
    Move {
        /// Which.
        node: NodeId,
        /// Below which node.
        parent: NodeId,
        /// After which of its children; `None`: before all.
        previous: Option<NodeId>,
    },
    /// An attribute is set.
    SetAttribute {
        /// On which element.
        node: NodeId,
        /// The attribute.
        attribute: Attribute,
    },
    /// An attribute goes.
    RemoveAttribute {
        /// On which element.
        node: NodeId,
        /// Its namespace.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        namespace: Option<Text>,
        /// Its qualified name.
        name: Text,
    },
    /// The text of a text or CDATA node is now this.
    SetText {
        /// Which node.
        node: NodeId,
        /// The text.
        text: Text,
    },
    /// A part of the text of a text or CDATA node is replaced.
    SpliceText {
        /// Which node.
        node: NodeId,
        /// From which code unit on.
        at: u32,
        /// How many code units go.
        remove: u32,
        /// What comes in their place.
        insert: Text,
    },
    /// A node's state that stands in no attribute is now this.
    SetProperty {
        /// Which node.
        node: NodeId,
        /// Which property.
        property: Property,
        /// The value.
        value: Value,
    },
    /// A style sheet is there, or is another one now.
    SetSheet {
        /// Which.
        sheet: SheetId,
        /// The sheet.
        value: Sheet,
    },
    /// A script changed a style sheet.
    EditSheet {
        /// Which.
        sheet: SheetId,
        /// How.
        edit: Edit,
    },
    /// A document or shadow root has these adopted style sheets, in order.
    Adopt {
        /// The root.
        node: NodeId,
        /// The sheets.
        sheets: Vec<SheetId>,
    },
}

/// Declares an enumeration that is one number on the wire.
macro_rules! wire_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $number:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant = $number),* }

        impl $name {
            /// Returns the value with this number on the wire.
            pub fn from_wire(number: u64) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

wire_enum! {
    /// What kind of click it was.
    ClickKind {
        /// The main button, or a tap.
        Click = 0,
        /// The second click of a double click.
        Double = 1,
        /// A context menu was asked for.
        Context = 2,
        /// Another button.
        Auxiliary = 3,
    }
}

wire_enum! {
    /// How the address changed.
    NavigationKind {
        /// `history.pushState`.
        Push = 0,
        /// `history.replaceState`.
        Replace = 1,
        /// Back or forward.
        Traverse = 2,
        /// The fragment changed.
        Fragment = 3,
        /// The page was loaded.
        Load = 4,
    }
}

wire_enum! {
    /// What kind of key was pressed.
    KeyKind {
        /// One that writes a character.
        Character = 0,
        /// Enter.
        Enter = 1,
        /// Tab.
        Tab = 2,
        /// Escape.
        Escape = 3,
        /// Backspace or Delete.
        Delete = 4,
        /// An arrow, Home, End, Page Up or Page Down.
        Navigation = 5,
        /// A function key.
        Function = 6,
        /// A key together with Control, Alt or Meta.
        Shortcut = 7,
        /// A modifier alone, or anything else.
        Other = 8,
    }
}

wire_enum! {
    /// What the visitor did.
    GestureKind {
        /// Copied.
        Copy = 0,
        /// Cut.
        Cut = 1,
        /// Pasted.
        Paste = 2,
        /// Submitted a form.
        Submit = 3,
        /// Reset a form.
        Reset = 4,
        /// Began to drag.
        DragStart = 5,
        /// Dropped.
        Drop = 6,
        /// Turned the wheel.
        Wheel = 7,
        /// Printed.
        Print = 8,
    }
}

/// Bytes as hexadecimal digits in dumps.
#[cfg(feature = "serde")]
mod hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        use std::fmt::Write;
        let mut digits = String::with_capacity(bytes.len() * 2);
        for byte in bytes {
            let _ = write!(digits, "{byte:02x}");
        }
        serializer.serialize_str(&digits)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let digits = String::deserialize(deserializer)?;
        let fault = || serde::de::Error::custom("bytes are pairs of hexadecimal digits");
        let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok()).ok_or_else(fault);
        digits
            .as_bytes()
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => Ok(digit(*high)? << 4 | digit(*low)?),
                _ => Err(fault()),
            })
            .collect()
    }
}
