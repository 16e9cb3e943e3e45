//! From a document to values: the keyframe that would describe it.

use super::{Document, Node};
use crate::{NodeData, NodeId, Snapshot, Tree, TreeNode};

impl Document {
    /// Returns the whole document as a value: the keyframe that describes it.
    ///
    /// Applying it to any document gives one that equals this one.
    pub fn snapshot(&self) -> Snapshot {
        let tree = self.root.map(|root| self.tree(root)).unwrap_or_default();
        let adopted = tree
            .nodes
            .iter()
            .filter_map(|node| Some((node.id, self.node(node.id)?.adopted.to_vec())))
            .filter(|(_, sheets)| !sheets.is_empty())
            .collect();
        Snapshot {
            tree,
            sheets: self.sheets().map(|(id, sheet)| (id, sheet.as_ref().clone())).collect(),
            adopted,
            view: self.view.clone(),
            next_id: self.next_id,
        }
    }

    /// Returns a node and all below it as a value.
    pub fn tree(&self, id: NodeId) -> Tree {
        Tree { nodes: self.descend(id).map(|(id, node, depth)| tree_node(id, node, depth)).collect() }
    }
}

fn tree_node(id: NodeId, node: &Node, depth: u32) -> TreeNode {
    TreeNode { id, depth, data: NodeData::from(&node.kind), properties: node.properties.clone() }
}

/// Two documents are equal if they say the same of the page; pages shared or not does not matter.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.snapshot() == other.snapshot()
    }
}
