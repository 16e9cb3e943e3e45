//! State of a node that stands in no attribute.

use crate::Text;

/// Declares the properties with their numbers on the wire and their names in dumps.
macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $code:literal;)*) => {
        /// What about a node a [`Value`] tells.
        ///
        /// The numbers are those of the wire; they are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Property {
            $($(#[$doc])* #[cfg_attr(feature = "serde", serde(rename = $code))] $name = $number,)*
        }

        impl Property {
            /// Every property that this version knows.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the property with this number on the wire.
            pub fn from_wire(number: u64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// Returns the name that dumps use.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

properties! {
    /// `scrollLeft`, in CSS pixels. On a document: of its scrolling element.
    ScrollLeft = 1, "scroll-left";
    /// `scrollTop`, in CSS pixels. On a document: of its scrolling element.
    ScrollTop = 2, "scroll-top";
    /// The value of a form control, after masking.
    Value = 3, "value";
    /// Whether a checkbox or radio button is checked: 0 or 1.
    Checked = 4, "checked";
    /// Whether a checkbox is indeterminate: 0 or 1.
    Indeterminate = 5, "indeterminate";
    /// Whether an `option` is selected: 0 or 1.
    Selected = 6, "selected";
    /// Place of a modal dialog in the top layer, from 1 at the bottom; 0: not in it.
    Modal = 7, "modal";
    /// Place of a shown popover in the top layer, from 1 at the bottom; 0: not in it.
    Popover = 8, "popover";
    /// Place of a fullscreen element in the top layer, from 1 at the bottom; 0: not in it.
    Fullscreen = 9, "fullscreen";
    /// Whether a custom element is defined: 0 or 1.
    Defined = 10, "defined";
    /// Custom states (`:state()`), separated by a space.
    States = 11, "states";
    /// Position of a media element, in seconds; while it plays, where it would have been at the recording's zero.
    ///
    /// At 0 a film shows its poster, if it has one; one that was moved back to its beginning is at 0.001.
    MediaTime = 12, "media-time";
    /// Whether a media element is paused: 0 it plays, 1 it is paused, 2 it waits for data.
    Paused = 13, "paused";
    /// Playback rate of a media element.
    Rate = 14, "rate";
    /// Volume of a media element, 0 to 1.
    Volume = 15, "volume";
    /// Whether a media element is muted: 0 or 1.
    Muted = 16, "muted";
    /// Absolute URL of what an element shows, as chosen by the browser (`currentSrc`).
    Source = 17, "source";
    /// URL of the recorded resource that a canvas or video shows as a picture.
    Picture = 18, "picture";
    /// The `SheetId` of the style sheet that a `style` or `link` element owns; 0: none of its own.
    Sheet = 19, "sheet";
    /// Number of chosen files of a file input.
    Files = 20, "files";
    /// Why a form control is not valid (flag names separated by a space); empty: it is.
    Validity = 21, "validity";
    /// Width of the box that stands for an element which was not read, in CSS pixels.
    BlockWidth = 22, "block-width";
    /// Height of the box that stands for an element which was not read, in CSS pixels.
    BlockHeight = 23, "block-height";
    /// Why an element's content was not recorded, as a code: `blocked`, `cross-origin`, ...
    Gap = 24, "gap";
    /// Absolute base URL of a document; of an element, where its own addresses mean what they did before its document's
    /// changed: what that was.
    BaseUrl = 25, "base-url";
    /// Absolute URL of a document.
    Url = 26, "url";
    /// Animations of an element, as JSON: where each was at the recording's millisecond `at`, and what it does if no
    /// style sheet says that. Begins with `{"found":` if they were there before the recording.
    Animations = 27, "animations";
    /// Width of a canvas or image in its own pixels.
    NaturalWidth = 28, "natural-width";
    /// Height of a canvas or image in its own pixels.
    NaturalHeight = 29, "natural-height";
    /// Where the selection of a text control began, in code units; -1, or nothing: behind the last letter.
    SelectionStart = 30, "selection-start";
    /// Where the selection of a text control ends, and its caret stands, in code units; -1, or nothing: behind the last
    /// letter.
    SelectionEnd = 31, "selection-end";
    /// Whether a media element has ended: 0 or 1.
    Ended = 32, "ended";
    /// Why an image or style sheet has no effect: 0 it has, 1 it could not be loaded, 2 the page's policy forbids it, 3 a
    /// `style` element is of a type that is no style.
    Failed = 33, "failed";
    /// Duration of a media element, in seconds.
    MediaDuration = 34, "media-duration";
    /// What a control shows because the visitor has filled it in: 0 nothing, 1 `:user-valid`, 2 `:user-invalid`.
    UserInteracted = 35, "user-interacted";
    /// Ids of the nodes that a script has put into a slot, separated by a space.
    Assigned = 36, "assigned";
    /// On the top document's root element: the shape of the pointer, a value of CSS `cursor`; empty: the usual one.
    Cursor = 37, "cursor";
    /// On the top document's root element: what of the viewport the visitor saw by pinching. How many times as large,
    /// and how far from its left and top, in CSS pixels, separated by a space; empty: all of it.
    VisualViewport = 38, "visual-viewport";
    /// On the top document's root element: how the screen was held, as `screen.orientation.type` has it.
    Orientation = 39, "orientation";
    /// On a document's root element: the ranges to which scripts have given names (`CSS.highlights`). A line for each
    /// name, in the order in which they were given: the name, the priority, the type, and then of each range the node and
    /// the offset where it begins and those where it ends, separated by a space.
    Highlights = 40, "highlights";
    /// The size that the browser remembers of an element that it may skip (`content-visibility`, with
    /// `contain-intrinsic-size: auto`): width and height of its content, in CSS pixels, separated by a space; `none`: it
    /// remembers none.
    Remembered = 41, "remembered";
    /// The id of the element by which a shown popover was opened: it stands there, unless the page says otherwise. `0`: by
    /// none.
    Invoker = 42, "invoker";
    /// On a document's root element: the language that its document has by its header or a `meta`, where no attribute of
    /// the root says one; empty: none.
    Language = 43, "language";
    /// What the browser says of a field that keeps a form from being sent, in a bubble beside it; `+`: that it lacks a
    /// value; empty: nothing.
    Bubble = 44, "bubble";
}

/// The value of a property.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Value {
    /// A whole number, a truth value (0 or 1), or an id.
    Integer(i64),
    /// Any other number; never NaN or infinite.
    Number(f64),
    /// Text.
    Text(Text),
}

impl Value {
    /// Returns the number, 0 for text.
    pub fn to_f64(&self) -> f64 {
        match self {
            #[allow(clippy::cast_precision_loss)]
            Self::Integer(value) => *value as f64,
            Self::Number(value) => *value,
            Self::Text(_) => 0.0,
        }
    }

    /// Returns the whole number nearest to zero, 0 for text.
    pub fn to_i64(&self) -> i64 {
        match self {
            Self::Integer(value) => *value,
            #[allow(clippy::cast_possible_truncation)]
            Self::Number(value) => *value as i64,
            Self::Text(_) => 0,
        }
    }

    /// Returns the text, if it is one.
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A whole number where it is one, else zero where it is not finite.
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        if !value.is_finite() {
            Self::Integer(0)
        } else if value == (value as i64) as f64 && value.abs() < 9e15 {
            Self::Integer(value as i64)
        } else {
            Self::Number(value)
        }
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}
