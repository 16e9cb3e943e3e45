//! Trees of nodes as values: what an insertion or a keyframe carries.

use crate::{NodeId, Property, Text, Value};

/// The namespace of HTML elements, which the wire leaves out.
pub const HTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// A subtree in document order.
///
/// The list is flat, so that no recording can exhaust the stack of who walks it.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Tree {
    /// The nodes; the first is the root, at depth 0.
    pub nodes: Vec<TreeNode>,
}

/// One node of a [`Tree`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TreeNode {
    /// Its id.
    pub id: NodeId,
    /// How far below the root it stands. A node's parent is the last node before it that is one less deep.
    pub depth: u32,
    /// What it is.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub data: NodeData,
    /// Its state that stands in no attribute.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub properties: Vec<(Property, Value)>,
}

/// What a node is. A shadow root is below its host, a frame's document below its frame element.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "node", rename_all = "kebab-case"))]
pub enum NodeData {
    /// A document.
    Document {
        /// Its compatibility mode.
        mode: CompatMode,
        /// Whether it was parsed as XML.
        #[cfg_attr(feature = "serde", serde(default))]
        xml: bool,
    },
    /// A doctype.
    Doctype {
        /// Its name.
        name: Text,
        /// Its public id.
        public: Text,
        /// Its system id.
        system: Text,
    },
    /// An element.
    Element {
        /// Its namespace; `None`: HTML. The empty text: no namespace at all.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        namespace: Option<Text>,
        /// Its qualified name.
        name: Text,
        /// Its attributes, in order.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
        attributes: Vec<Attribute>,
    },
    /// The shadow root of the element above it.
    ShadowRoot {
        /// Whether `attachShadow` was called with `mode: 'open'`.
        open: bool,
        /// Whether it delegates focus.
        delegates_focus: bool,
        /// Whether slots are assigned by script only.
        manual_slots: bool,
    },
    /// Text.
    Text {
        /// The text.
        text: Text,
    },
    /// A CDATA section.
    Cdata {
        /// Its text.
        text: Text,
    },
    /// A comment: a placeholder, its text is never recorded.
    Comment,
    /// A processing instruction: a placeholder, its data are never recorded.
    ProcessingInstruction {
        /// Its target.
        target: Text,
    },
}

/// How a document is laid out. The numbers are those of the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum CompatMode {
    /// No quirks.
    #[default]
    Standards = 0,
    /// Quirks mode.
    Quirks = 1,
    /// Limited-quirks mode.
    LimitedQuirks = 2,
}

/// One attribute of an element.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Attribute {
    /// Its namespace; `None`: none, as nearly all attributes have.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub namespace: Option<Text>,
    /// Its qualified name.
    pub name: Text,
    /// Its value, after masking.
    pub value: Text,
}

impl NodeData {
    /// Says whether this is a shadow root or a document: what attaches to the node above instead of being its child.
    pub fn is_attachable(&self) -> bool {
        matches!(self, Self::Document { .. } | Self::ShadowRoot { .. })
    }

    /// Says whether nodes can stand below this one.
    pub fn is_container(&self) -> bool {
        matches!(self, Self::Document { .. } | Self::Element { .. } | Self::ShadowRoot { .. })
    }
}
