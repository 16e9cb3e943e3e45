//! The digest of a document: what a recorder tells of its page, and a reader of its document, to find out where they part.
//!
//! It covers every node with its id, its place and what it is: names, attributes
//! and text, as they are recorded. State that stands in no attribute and style
//! sheets are not in it: see [`crate::state`]. Nodes are spread over parts by their ids, so that parts
//! which differ say which nodes may be other ones; within a part their order
//! does not matter, nor does that of an element's attributes.

use crate::wire::item;
use crate::{Document, NodeId, NodeKind};

/// How many parts a digest has. A node is in the part that its id gives, modulo this.
pub const PARTS: usize = 16;

/// The beginning and the factor of FNV-1a with 64 bits.
pub(crate) const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A digest that is being made, node by node.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    parts: [u32; PARTS],
    part: usize,
    /// The hash of the present node but for its attributes, and the sum of theirs; 0: there is no node yet.
    node: u64,
    attributes: u64,
    attribute: u64,
    /// How many bytes of text were looked at.
    bytes: usize,
}

impl Digest {
    /// Begins a node: its id, the one above it and the sibling before it, 0 for none.
    pub fn node(&mut self, id: u32, parent: u32, previous: u32) {
        self.end_node();
        self.part = id as usize % PARTS;
        self.node = BASIS;
        [id, parent, previous].into_iter().for_each(|id| self.number(id));
    }

    /// Adds a number of the node: what kind it is, or its flags.
    pub fn number(&mut self, number: u32) {
        self.node = hash(self.node, &number.to_le_bytes());
    }

    /// Adds a text of the node.
    pub fn text(&mut self, text: &[u8]) {
        self.bytes += text.len();
        self.node = ended(hash(self.node, text));
    }

    /// Begins an attribute of the node.
    pub fn attribute_name(&mut self, namespace: Option<&[u8]>, name: &[u8]) {
        self.attribute = ended(hash(ended(hash(BASIS, namespace.unwrap_or_default())), name));
    }

    /// Ends the attribute with its value.
    pub fn attribute_value(&mut self, value: &[u8]) {
        self.bytes += value.len();
        self.attributes = self.attributes.wrapping_add(hash(self.attribute, value));
    }

    /// Returns how many bytes of text were looked at.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Returns the digest of the nodes that were added.
    pub fn finish(mut self) -> [u32; PARTS] {
        self.end_node();
        self.parts
    }

    fn end_node(&mut self) {
        if self.node == 0 {
            return;
        }
        let whole = (self.node ^ self.attributes.rotate_left(32)).wrapping_mul(PRIME);
        let folded = (whole ^ whole >> 32) as u32;
        if let Some(part) = self.parts.get_mut(self.part) {
            *part = part.wrapping_add(folded);
        }
        self.attributes = 0;
    }
}

pub(crate) fn hash(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// Ends a text, so that it does not run over into the next one. No text holds this byte.
pub(crate) fn ended(before: u64) -> u64 {
    hash(before, &[0xff])
}

impl Document {
    /// Returns the digest of all nodes.
    pub fn digest(&self) -> [u32; PARTS] {
        self.digested().finish()
    }

    /// Returns the digest before it is finished, which knows how many bytes it took.
    pub(crate) fn digested(&self) -> Digest {
        let mut digest = Digest::default();
        let id = |node: Option<NodeId>| node.map_or(0, |id| id.0);
        for (own, node, _) in self.root().into_iter().flat_map(|root| self.descend(root)) {
            digest.node(own.0, id(node.parent), id(node.previous));
            digest.number(item_of(&node.kind) as u32);
            match &node.kind {
                NodeKind::Document { mode, xml } => digest.number(*mode as u32 | u32::from(*xml) << 2),
                NodeKind::Doctype { name, public, system } => {
                    [name, public, system].into_iter().for_each(|text| digest.text(text.as_bytes()));
                }
                NodeKind::Element { namespace, name, attributes } => {
                    namespace.iter().chain([name]).for_each(|text| digest.text(text.as_bytes()));
                    for attribute in attributes.iter() {
                        let namespace = attribute.namespace.as_ref().map(crate::Text::as_bytes);
                        digest.attribute_name(namespace, attribute.name.as_bytes());
                        digest.attribute_value(attribute.value.as_bytes());
                    }
                }
                NodeKind::ShadowRoot { open, delegates_focus, manual_slots } => {
                    digest.number(u32::from(*open) | u32::from(*delegates_focus) << 1 | u32::from(*manual_slots) << 2);
                }
                NodeKind::Text(text) | NodeKind::Cdata(text) => digest.text(text.as_bytes()),
                NodeKind::Comment => {}
                NodeKind::ProcessingInstruction { target } => digest.text(target.as_bytes()),
            }
        }
        digest
    }
}

/// Returns the number of what a node is: that of its item in a tree, where an element without attributes is one as others are.
fn item_of(kind: &NodeKind) -> u64 {
    match kind {
        NodeKind::Document { .. } => item::DOCUMENT,
        NodeKind::Doctype { .. } => item::DOCTYPE,
        NodeKind::Element { namespace: None, .. } => item::ELEMENT,
        NodeKind::Element { .. } => item::FOREIGN_ELEMENT,
        NodeKind::ShadowRoot { .. } => item::SHADOW_ROOT,
        NodeKind::Text(_) => item::TEXT,
        NodeKind::Cdata(_) => item::CDATA,
        NodeKind::Comment => item::COMMENT,
        NodeKind::ProcessingInstruction { .. } => item::PROCESSING_INSTRUCTION,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::CompatMode;
    use crate::{Attribute, Event, NodeData, Operation, Snapshot, Tree, TreeNode};

    fn page(second: &str) -> Document {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let attribute = |name: &str| Attribute { namespace: None, name: name.into(), value: "v".into() };
        let element = |attributes| NodeData::Element { namespace: None, name: "p".into(), attributes };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, element(vec![attribute("a"), attribute(second)])),
            node(3, 1, element(Vec::new())),
            node(4, 2, NodeData::Text { text: "text".into() }),
        ];
        let mut document = Document::default();
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |warning| panic!("{warning:?}"));
        document
    }

    fn differing(operation: Operation) -> Vec<usize> {
        let before = page("b");
        let mut after = before.clone();
        after.apply(&Event::Mutation { operations: vec![operation] }, &mut |warning| panic!("{warning:?}"));
        let (before, after) = (before.digest(), after.digest());
        (0..PARTS).filter(|part| before[*part] != after[*part]).collect()
    }

    #[test]
    fn what_changes_shows_in_the_parts_of_the_nodes_that_change() {
        let text = |text: &str| Operation::SetText { node: NodeId(4), text: text.into() };
        assert_eq!(differing(text("text")), [] as [usize; 0]);
        assert_eq!(differing(text("texts")), [4]);
        assert_eq!(differing(Operation::Remove { node: NodeId(2) }), [2, 3]);
        assert_eq!(differing(Operation::Move { node: NodeId(3), parent: NodeId(1), previous: None }), [2, 3]);
        let attribute = Attribute { namespace: None, name: "a".into(), value: "w".into() };
        assert_eq!(differing(Operation::SetAttribute { node: NodeId(2), attribute }), [2]);
    }

    #[test]
    fn the_order_of_attributes_does_not_matter_and_their_names_do() {
        let mut turned = page("b");
        let set = |document: &mut Document, operation| {
            document.apply(&Event::Mutation { operations: vec![operation] }, &mut |_| {});
        };
        set(&mut turned, Operation::RemoveAttribute { node: NodeId(2), namespace: None, name: "a".into() });
        let attribute = Attribute { namespace: None, name: "a".into(), value: "v".into() };
        set(&mut turned, Operation::SetAttribute { node: NodeId(2), attribute });
        assert_eq!(turned.digest(), page("b").digest());
        assert_ne!(page("c").digest(), page("b").digest());
    }
}
