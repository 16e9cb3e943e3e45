//! One node of a document.

use crate::tree::CompatMode;
use crate::{Attribute, NodeData, NodeId, Property, SheetId, Text, Value};
use std::sync::Arc;

/// One node of a document: what it is, and its neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The node above it: for a shadow root its host, for a frame's document its frame element.
    pub parent: Option<NodeId>,
    /// The sibling before it.
    pub previous: Option<NodeId>,
    /// The sibling after it.
    pub next: Option<NodeId>,
    /// Its first child.
    pub first_child: Option<NodeId>,
    /// Its last child.
    pub last_child: Option<NodeId>,
    /// Its shadow root, or the document that it frames.
    pub attached: Option<NodeId>,
    /// State that stands in no attribute, in the order of the properties' numbers.
    pub properties: Vec<(Property, Value)>,
    /// The sheets that it has adopted, if it is a document or a shadow root.
    pub adopted: Arc<[SheetId]>,
}

/// What a node of a document is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A document.
    Document {
        /// Its compatibility mode.
        mode: CompatMode,
        /// Whether it was parsed as XML.
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
        namespace: Option<Text>,
        /// Its qualified name.
        name: Text,
        /// Its attributes, in order.
        attributes: Arc<Vec<Attribute>>,
    },
    /// A shadow root.
    ShadowRoot {
        /// Whether it is open.
        open: bool,
        /// Whether it delegates focus.
        delegates_focus: bool,
        /// Whether slots are assigned by script only.
        manual_slots: bool,
    },
    /// Text.
    Text(Text),
    /// A CDATA section.
    Cdata(Text),
    /// A comment.
    Comment,
    /// A processing instruction.
    ProcessingInstruction {
        /// Its target.
        target: Text,
    },
}

impl Node {
    /// Makes a node that has no neighbours yet.
    pub(super) fn new(kind: NodeKind, properties: Vec<(Property, Value)>) -> Self {
        Self {
            kind,
            parent: None,
            previous: None,
            next: None,
            first_child: None,
            last_child: None,
            attached: None,
            properties,
            adopted: Arc::default(),
        }
    }

    /// Returns the value of a property that was set.
    pub fn property(&self, property: Property) -> Option<&Value> {
        self.properties.iter().find(|(key, _)| *key == property).map(|(_, value)| value)
    }

    /// Returns the value of an attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&Text> {
        self.attributes().iter().find(|a| a.namespace.is_none() && a.name == name).map(|a| &a.value)
    }

    /// Returns the attributes; none if the node is no element.
    pub fn attributes(&self) -> &[Attribute] {
        match &self.kind {
            NodeKind::Element { attributes, .. } => attributes,
            _ => &[],
        }
    }

    /// Says whether this is an HTML element of that name.
    pub fn is_html(&self, element: &str) -> bool {
        matches!(&self.kind, NodeKind::Element { namespace: None, name, .. } if *name == element)
    }

    /// Says whether this is a shadow root or a document: what attaches to the node above instead of being its child.
    pub fn is_attachable(&self) -> bool {
        matches!(self.kind, NodeKind::Document { .. } | NodeKind::ShadowRoot { .. })
    }

    /// Says whether this is an element.
    pub fn is_element(&self) -> bool {
        matches!(self.kind, NodeKind::Element { .. })
    }

    /// Says whether nodes can stand below this one.
    pub fn is_container(&self) -> bool {
        self.is_attachable() || self.is_element()
    }
}

impl From<NodeData> for NodeKind {
    fn from(data: NodeData) -> Self {
        match data {
            NodeData::Document { mode, xml } => Self::Document { mode, xml },
            NodeData::Doctype { name, public, system } => Self::Doctype { name, public, system },
            NodeData::Element { namespace, name, attributes } => {
                Self::Element { namespace, name, attributes: Arc::new(attributes) }
            }
            NodeData::ShadowRoot { open, delegates_focus, manual_slots } => {
                Self::ShadowRoot { open, delegates_focus, manual_slots }
            }
            NodeData::Text { text } => Self::Text(text),
            NodeData::Cdata { text } => Self::Cdata(text),
            NodeData::Comment => Self::Comment,
            NodeData::ProcessingInstruction { target } => Self::ProcessingInstruction { target },
        }
    }
}

impl From<&NodeKind> for NodeData {
    fn from(kind: &NodeKind) -> Self {
        match kind.clone() {
            NodeKind::Document { mode, xml } => Self::Document { mode, xml },
            NodeKind::Doctype { name, public, system } => Self::Doctype { name, public, system },
            NodeKind::Element { namespace, name, attributes } => {
                Self::Element { namespace, name, attributes: attributes.as_ref().clone() }
            }
            NodeKind::ShadowRoot { open, delegates_focus, manual_slots } => {
                Self::ShadowRoot { open, delegates_focus, manual_slots }
            }
            NodeKind::Text(text) => Self::Text { text },
            NodeKind::Cdata(text) => Self::Cdata { text },
            NodeKind::Comment => Self::Comment,
            NodeKind::ProcessingInstruction { target } => Self::ProcessingInstruction { target },
        }
    }
}
