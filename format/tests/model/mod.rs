//! A second, naive reading of what events mean, to hold [`Document`] against.
//!
//! Children are plain lists and every rule is written as `docs/format.md` says
//! it, without a thought for speed. It shares no code with the document.

#![allow(dead_code)]

use domreel_format::digest::PARTS;
use domreel_format::limits::{MAX_ADOPTED, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODE_ID, MAX_POINTERS, MAX_PROPERTIES};
use domreel_format::snapshot::{Pointer, PointerKind, View};
use domreel_format::{
    Document, Event, NodeData, NodeId, Operation, Property, Sheet, SheetId, Snapshot, Tree, TreeNode, Value, Warning,
    WarningKind,
};
use std::collections::BTreeMap;

pub(crate) mod generate;

/// A node: its own list of children, and nothing shared.
#[derive(Clone, Debug)]
pub(crate) struct ModelNode {
    pub(crate) data: NodeData,
    pub(crate) properties: BTreeMap<Property, Value>,
    pub(crate) adopted: Vec<SheetId>,
    pub(crate) parent: Option<u32>,
    pub(crate) attached: Option<u32>,
    pub(crate) children: Vec<u32>,
}

/// A document as a map of such nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) nodes: BTreeMap<u32, ModelNode>,
    pub(crate) root: Option<u32>,
    pub(crate) sheets: BTreeMap<SheetId, Sheet>,
    pub(crate) view: View,
    pub(crate) next_id: u32,
}

fn attaches(data: &NodeData) -> bool {
    matches!(data, NodeData::Document { .. } | NodeData::ShadowRoot { .. })
}

fn is_element(data: &NodeData) -> bool {
    matches!(data, NodeData::Element { .. })
}

fn warning(kind: WarningKind, id: u32) -> Warning {
    Warning { node: NodeId(id), kind }
}

impl Model {
    /// Applies an event and returns what could not be done.
    pub(crate) fn apply(&mut self, event: &Event) -> Vec<Warning> {
        let mut warnings = Vec::new();
        match event {
            Event::Keyframe(snapshot) => self.restore(snapshot, &mut warnings),
            Event::Mutation { operations } => {
                for operation in operations {
                    let refused = self.operate(operation, &mut warnings).err();
                    warnings.extend(refused);
                }
            }
            Event::PointerMove { pointer, x, y } => {
                if let Some(known) = self.pointer(*pointer) {
                    (known.x, known.y) = (*x, *y);
                }
            }
            Event::PointerState { pointer, kind, buttons, x, y } => {
                if let Some(known) = self.pointer(*pointer) {
                    *known = Pointer { id: *pointer, kind: *kind, x: *x, y: *y, buttons: *buttons };
                }
            }
            Event::Viewport { size } => self.view.viewport = *size,
            Event::Visibility { hidden } => self.view.hidden = *hidden,
            Event::Focus { target } => self.view.focus = *target,
            Event::Select { selection } => self.view.selection = *selection,
            Event::Hover { target } => self.view.hover = *target,
            Event::Activate { target } => self.view.active = *target,
            Event::Target { target } => self.view.target = *target,
            Event::Surroundings { environment } => self.view.environment = environment.clone(),
            Event::PointerLeave { pointer } => self.view.pointers.retain(|p| p.id != *pointer),
            Event::Navigation { url, .. } => {
                if let Some(root) = self.root.and_then(|root| self.nodes.get_mut(&root)) {
                    root.properties.insert(Property::Url, Value::Text(url.clone()));
                }
            }
            Event::Check { parts } if *parts == self.digest() => {}
            Event::Check { .. } => warnings.push(warning(WarningKind::Diverged, self.root.unwrap_or(0))),
            _ => {}
        }
        warnings
    }

    fn pointer(&mut self, id: u32) -> Option<&mut Pointer> {
        let pointers = &mut self.view.pointers;
        if !pointers.iter().any(|p| p.id == id) && pointers.len() < MAX_POINTERS {
            pointers.push(Pointer { id, kind: PointerKind::Mouse, x: 0, y: 0, buttons: 0 });
        }
        pointers.iter_mut().find(|p| p.id == id)
    }

    fn restore(&mut self, snapshot: &Snapshot, warnings: &mut Vec<Warning>) {
        *self = Self { view: snapshot.view.clone(), next_id: snapshot.next_id, ..Self::default() };
        self.sheets = snapshot.sheets.iter().cloned().collect();
        match snapshot.tree.nodes.first() {
            Some(TreeNode { id, data: NodeData::Document { .. }, .. }) => {
                self.root = self.plant(&snapshot.tree, 0, warnings).then_some(id.0);
            }
            Some(other) => warnings.push(warning(WarningKind::WrongKind, other.id.0)),
            None => {}
        }
        for (node, sheets) in &snapshot.adopted {
            let refused = self.adopt(node.0, sheets).err();
            warnings.extend(refused);
        }
    }

    fn operate(&mut self, operation: &Operation, warnings: &mut Vec<Warning>) -> Result<(), Warning> {
        match operation {
            Operation::Insert { parent, previous, tree } => {
                let Some(first) = tree.nodes.first() else { return Ok(()) };
                let attaches = attaches(&first.data);
                let at = self.place(parent.0, previous.filter(|_| !attaches))?;
                if attaches && !is_element(&self.nodes[&parent.0].data) {
                    return Err(warning(WarningKind::WrongKind, first.id.0));
                }
                let depth = self.depth(parent.0) + 1;
                if self.plant(tree, depth, warnings) {
                    self.put(first.id.0, parent.0, at);
                }
                Ok(())
            }
            Operation::Remove { node } => {
                if Some(node.0) == self.root {
                    return Err(warning(WarningKind::WrongKind, node.0));
                }
                self.take(node.0);
                self.forget(node.0);
                Ok(())
            }
            Operation::Move { node, parent, previous } => self.relocate(node.0, parent.0, *previous),
            Operation::SetAttribute { node, attribute } => {
                let attributes = self.attributes(node.0)?;
                let same =
                    attributes.iter().position(|a| a.name == attribute.name && a.namespace == attribute.namespace);
                match same {
                    Some(at) => attributes[at] = attribute.clone(),
                    None if attributes.len() == MAX_ATTRIBUTES => {
                        return Err(warning(WarningKind::LimitExceeded, node.0));
                    }
                    None => attributes.push(attribute.clone()),
                }
                Ok(())
            }
            Operation::RemoveAttribute { node, namespace, name } => {
                self.attributes(node.0)?.retain(|a| a.name != *name || a.namespace != *namespace);
                Ok(())
            }
            Operation::SetText { node, text } => {
                *self.text(node.0)? = text.clone();
                Ok(())
            }
            Operation::SpliceText { node, at, remove, insert } => {
                let text = self.text(node.0)?;
                let mut units = text.to_utf16();
                let start = units.len().min(*at as usize);
                let end = units.len().min(start + *remove as usize);
                units.splice(start..end, insert.to_utf16());
                *text = domreel_format::Text::from_utf16(&units);
                Ok(())
            }
            Operation::SetProperty { node, property, value } => {
                let found = self.nodes.get_mut(&node.0).ok_or(warning(WarningKind::UnknownNode, node.0))?;
                if found.properties.len() == MAX_PROPERTIES && !found.properties.contains_key(property) {
                    return Err(warning(WarningKind::LimitExceeded, node.0));
                }
                found.properties.insert(*property, value.clone());
                Ok(())
            }
            Operation::SetSheet { sheet, value } => {
                self.sheets.insert(*sheet, value.clone());
                Ok(())
            }
            Operation::EditSheet { sheet, edit } => {
                let found = self.sheets.get_mut(sheet).ok_or(warning(WarningKind::UnknownSheet, 0))?;
                if found.edit(edit) { Ok(()) } else { Err(warning(WarningKind::LimitExceeded, 0)) }
            }
            Operation::Adopt { node, sheets } => self.adopt(node.0, sheets),
        }
    }

    fn relocate(&mut self, id: u32, parent: u32, previous: Option<NodeId>) -> Result<(), Warning> {
        let node = self.nodes.get(&id).ok_or(warning(WarningKind::UnknownNode, id))?;
        if attaches(&node.data) || previous == Some(NodeId(id)) {
            return Err(warning(WarningKind::WrongKind, id));
        }
        self.place(parent, previous)?;
        if self.below(id).contains(&parent) {
            return Err(warning(WarningKind::Cycle, id));
        }
        let height = self.below(id).iter().map(|node| self.depth(*node) - self.depth(id)).max().unwrap_or(0);
        if self.depth(parent) + 1 + height >= MAX_DEPTH {
            return Err(warning(WarningKind::LimitExceeded, id));
        }
        self.take(id);
        let at = self.place(parent, previous)?;
        self.put(id, parent, at);
        Ok(())
    }

    fn adopt(&mut self, id: u32, sheets: &[SheetId]) -> Result<(), Warning> {
        let node = self.nodes.get_mut(&id).ok_or(warning(WarningKind::UnknownNode, id))?;
        if !attaches(&node.data) {
            return Err(warning(WarningKind::WrongKind, id));
        }
        node.adopted = sheets.iter().take(MAX_ADOPTED).copied().collect();
        Ok(())
    }

    fn attributes(&mut self, id: u32) -> Result<&mut Vec<domreel_format::Attribute>, Warning> {
        match self.nodes.get_mut(&id).map(|node| &mut node.data) {
            None => Err(warning(WarningKind::UnknownNode, id)),
            Some(NodeData::Element { attributes, .. }) => Ok(attributes),
            Some(_) => Err(warning(WarningKind::WrongKind, id)),
        }
    }

    fn text(&mut self, id: u32) -> Result<&mut domreel_format::Text, Warning> {
        match self.nodes.get_mut(&id).map(|node| &mut node.data) {
            None => Err(warning(WarningKind::UnknownNode, id)),
            Some(NodeData::Text { text } | NodeData::Cdata { text }) => Ok(text),
            Some(_) => Err(warning(WarningKind::WrongKind, id)),
        }
    }

    /// Returns the index behind `previous` among the children of `parent`.
    fn place(&self, parent: u32, previous: Option<NodeId>) -> Result<usize, Warning> {
        let above = self.nodes.get(&parent).ok_or(warning(WarningKind::UnknownNode, parent))?;
        if !attaches(&above.data) && !is_element(&above.data) {
            return Err(warning(WarningKind::WrongKind, parent));
        }
        let Some(previous) = previous else { return Ok(0) };
        let at = above.children.iter().position(|child| *child == previous.0);
        at.map(|at| at + 1).ok_or(warning(WarningKind::UnknownNode, previous.0))
    }

    /// Puts in every node of a tree for which there is a place. Returns whether its first one is in.
    fn plant(&mut self, tree: &Tree, base: u32, warnings: &mut Vec<Warning>) -> bool {
        let mut is_in = vec![false; tree.nodes.len()];
        let mut is_astray = vec![false; tree.nodes.len()];
        for (index, node) in tree.nodes.iter().enumerate() {
            // A node's parent is the last one before it that is one less deep, with none less deep between.
            let above = (0..index).rev().find(|at| tree.nodes[*at].depth < node.depth && !is_astray[*at]);
            let above = above.filter(|above| tree.nodes[*above].depth + 1 == node.depth);
            let fault = if index == 0 && node.depth == 0 {
                self.fault(node, base, None)
            } else {
                match above {
                    None => {
                        is_astray[index] = node.depth > 0;
                        Some(warning(WarningKind::WrongKind, node.id.0))
                    }
                    Some(above) if !is_in[above] => continue,
                    Some(above) => self.fault(node, base, Some(tree.nodes[above].id.0)),
                }
            };
            if let Some(fault) = fault {
                warnings.push(fault);
                continue;
            }
            is_in[index] = true;
            self.next_id = self.next_id.max(node.id.0 + 1);
            let mut data = node.data.clone();
            if let NodeData::Element { attributes, .. } = &mut data {
                let mut kept: Vec<domreel_format::Attribute> = Vec::new();
                for attribute in attributes.iter() {
                    let known = kept.iter().any(|a| a.name == attribute.name && a.namespace == attribute.namespace);
                    if !known && kept.len() < MAX_ATTRIBUTES {
                        kept.push(attribute.clone());
                    }
                }
                *attributes = kept;
            }
            let properties = node.properties.iter().cloned().collect();
            let fresh = ModelNode { data, properties, adopted: vec![], parent: None, attached: None, children: vec![] };
            self.nodes.insert(node.id.0, fresh);
            if index > 0
                && let Some(above) = above
            {
                let parent = tree.nodes[above].id.0;
                let end = self.nodes[&parent].children.len();
                self.put(node.id.0, parent, end);
            }
        }
        is_in.first().copied().unwrap_or(false)
    }

    fn fault(&self, node: &TreeNode, base: u32, parent: Option<u32>) -> Option<Warning> {
        let id = node.id.0;
        if base + node.depth >= MAX_DEPTH {
            return Some(warning(WarningKind::LimitExceeded, id));
        }
        if let Some(parent) = parent {
            if let Err(fault) = self.place(parent, None) {
                return Some(fault);
            }
            if attaches(&node.data) && !is_element(&self.nodes[&parent].data) {
                return Some(warning(WarningKind::WrongKind, id));
            }
        }
        let taken = id == 0 || id > MAX_NODE_ID || self.nodes.contains_key(&id);
        taken.then_some(warning(WarningKind::TakenId, id))
    }

    fn put(&mut self, id: u32, parent: u32, at: usize) {
        self.nodes.get_mut(&id).unwrap().parent = Some(parent);
        if attaches(&self.nodes[&id].data) {
            let old = self.nodes.get_mut(&parent).unwrap().attached.replace(id);
            if let Some(old) = old {
                self.forget(old);
            }
        } else {
            self.nodes.get_mut(&parent).unwrap().children.insert(at, id);
        }
    }

    fn take(&mut self, id: u32) {
        let Some(parent) = self.nodes.get_mut(&id).and_then(|node| node.parent.take()) else { return };
        let above = self.nodes.get_mut(&parent).unwrap();
        above.children.retain(|child| *child != id);
        if above.attached == Some(id) {
            above.attached = None;
        }
    }

    fn forget(&mut self, id: u32) {
        for id in self.below(id) {
            self.nodes.remove(&id);
        }
    }

    fn depth(&self, id: u32) -> u32 {
        self.nodes[&id].parent.map_or(0, |parent| self.depth(parent) + 1)
    }

    /// Returns a node and all below it in document order.
    pub(crate) fn below(&self, id: u32) -> Vec<u32> {
        let Some(node) = self.nodes.get(&id) else { return vec![] };
        let mut all = vec![id];
        for child in node.attached.iter().chain(&node.children) {
            all.extend(self.below(*child));
        }
        all
    }

    /// Returns the keyframe that describes this.
    /// The digest of a document that never was another one: even one that a fuzzer made up can be true.
    fn digest(&self) -> [u32; PARTS] {
        let mut document = Document::default();
        document.apply(&Event::Keyframe(Box::new(self.snapshot())), &mut |_| {});
        document.digest()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let order = self.root.map(|root| self.below(root)).unwrap_or_default();
        let adopted = order.iter().filter(|id| !self.nodes[id].adopted.is_empty());
        Snapshot {
            adopted: adopted.map(|id| (NodeId(*id), self.nodes[id].adopted.clone())).collect(),
            tree: Tree { nodes: order.iter().map(|id| self.tree_node(*id)).collect() },
            sheets: self.sheets.clone().into_iter().collect(),
            view: self.view.clone(),
            next_id: self.next_id,
        }
    }

    fn tree_node(&self, id: u32) -> TreeNode {
        let node = &self.nodes[&id];
        TreeNode {
            id: NodeId(id),
            depth: self.depth(id),
            data: node.data.clone(),
            properties: node.properties.clone().into_iter().collect(),
        }
    }
}

/// Asserts that the links between a document's nodes agree with each other, and that no node is without a place.
pub(crate) fn check_links(document: &Document) {
    let reached: Vec<_> = document.root().map(|root| document.descend(root).collect()).unwrap_or_default();
    assert_eq!(reached.len(), document.nodes().len(), "a node has no place, or two");
    for (id, node, depth) in &reached {
        assert!(*depth < MAX_DEPTH, "{id:?} stands too deep");
        let children: Vec<_> = document.children(*id).collect();
        assert_eq!(node.first_child, children.first().copied());
        assert_eq!(node.last_child, children.last().copied());
        let mut before = None;
        for child in children {
            let child_node = document.node(child).expect("a child is there");
            assert_eq!((child_node.parent, child_node.previous), (Some(*id), before));
            assert!(!child_node.is_attachable());
            before = Some(child);
        }
        if let Some(attached) = node.attached {
            let attached = document.node(attached).expect("an attached root is there");
            assert!(attached.is_attachable() && attached.parent == Some(*id));
        }
        let numbers: Vec<_> = node.properties.iter().map(|(property, _)| *property).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }
}
