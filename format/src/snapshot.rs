//! A complete document at one instant, as a value.

use crate::{NodeId, Sheet, SheetId, Text, Tree};

/// Everything that a document is at one instant.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Snapshot {
    /// The top document and all below it: shadow roots and frame documents too.
    pub tree: Tree,
    /// The style sheets that have an identity of their own.
    #[cfg_attr(feature = "serde", serde(default))]
    pub sheets: Vec<(SheetId, Sheet)>,
    /// Which roots have adopted which sheets, in order.
    #[cfg_attr(feature = "serde", serde(default))]
    pub adopted: Vec<(NodeId, Vec<SheetId>)>,
    /// What stands beside the tree.
    #[cfg_attr(feature = "serde", serde(default))]
    pub view: View,
    /// The id that the next new node gets.
    #[cfg_attr(feature = "serde", serde(default))]
    pub next_id: u32,
}

/// What a document's looks depend on beside its tree.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct View {
    /// The layout viewport with scroll bars (`innerWidth`, `innerHeight`), in CSS pixels.
    pub viewport: Size,
    /// Whether the page was hidden.
    pub hidden: bool,
    /// The focused element, and whether `:focus-visible` matched.
    pub focus: Option<(NodeId, bool)>,
    /// The selection outside of text controls.
    pub selection: Option<Selection>,
    /// The innermost hovered element.
    pub hover: Option<NodeId>,
    /// The innermost element that is being activated.
    pub active: Option<NodeId>,
    /// The element that `:target` matches.
    pub target: Option<NodeId>,
    /// Pointers, by id.
    pub pointers: Vec<Pointer>,
    /// What the page could know of the visitor's surroundings.
    pub environment: Environment,
}

/// A size in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Size {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A selection: two places in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Selection {
    /// Where it began.
    pub anchor: (NodeId, u32),
    /// Where it ends.
    pub focus: (NodeId, u32),
}

/// A pointer on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pointer {
    /// The id that the browser gave it.
    pub id: u32,
    /// What it is.
    pub kind: PointerKind,
    /// Distance from the viewport's left edge, in CSS pixels.
    pub x: i32,
    /// Distance from the viewport's top edge, in CSS pixels.
    pub y: i32,
    /// The buttons that are down, as in `PointerEvent.buttons`; 1 for a touch.
    pub buttons: u32,
}

/// What a pointer is. The numbers are those of the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum PointerKind {
    /// A mouse, or what acts as one.
    #[default]
    Mouse = 0,
    /// A pen.
    Pen = 1,
    /// A finger.
    Touch = 2,
}

/// What the page could know of the visitor's surroundings.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Environment {
    /// Bits of [`media`].
    pub media: u32,
    /// Width that a classic scroll bar takes, in CSS pixels; 0 where none was seen.
    pub scrollbar_px: u32,
    /// Device pixels per CSS pixel, in thousandths.
    pub pixel_ratio_milli: u32,
    /// The language of the page's user, as in `navigator.language`.
    pub language: Text,
}

/// Bits of [`Environment::media`].
pub mod media {
    /// `prefers-color-scheme: dark`.
    pub const DARK: u32 = 1;
    /// `prefers-reduced-motion: reduce`.
    pub const REDUCED_MOTION: u32 = 2;
    /// `pointer: coarse`.
    pub const COARSE_POINTER: u32 = 4;
    /// `hover: none`.
    pub const NO_HOVER: u32 = 8;
    /// `prefers-contrast: more`.
    pub const MORE_CONTRAST: u32 = 16;
    /// `forced-colors: active`.
    pub const FORCED_COLORS: u32 = 32;
    /// `prefers-reduced-transparency: reduce`.
    pub const REDUCED_TRANSPARENCY: u32 = 64;
    /// `print`.
    pub const PRINT: u32 = 128;
    /// Scroll bars take no room.
    pub const OVERLAY_SCROLLBARS: u32 = 256;
    /// `prefers-contrast: less`.
    pub const LESS_CONTRAST: u32 = 512;
    /// `prefers-contrast: custom`.
    pub const CUSTOM_CONTRAST: u32 = 1024;
    /// `inverted-colors: inverted`.
    pub const INVERTED_COLORS: u32 = 2048;
    /// `color-gamut: p3`.
    pub const P3: u32 = 4096;
    /// `color-gamut: rec2020`.
    pub const REC2020: u32 = 8192;
    /// `dynamic-range: high`.
    pub const HIGH_DYNAMIC_RANGE: u32 = 16384;
    /// `pointer: none`.
    pub const NO_POINTER: u32 = 32768;
    /// `any-pointer: coarse`, where the first pointer is not.
    pub const COARSE_TOO: u32 = 65536;
    /// `any-pointer: fine`, where the first pointer is not.
    pub const FINE_TOO: u32 = 131072;
    /// `any-hover: hover`, where the first pointer cannot hover.
    pub const HOVER_TOO: u32 = 262144;
    /// `display-mode: standalone`.
    pub const STANDALONE: u32 = 524288;
    /// `display-mode: minimal-ui`.
    pub const MINIMAL_UI: u32 = 1048576;
    /// `display-mode: fullscreen`.
    pub const FULLSCREEN: u32 = 2097152;
}
