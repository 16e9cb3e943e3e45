//! What events mean.

use super::{Document, NodeKind};
use crate::limits::{MAX_ADOPTED, MAX_ATTRIBUTES, MAX_POINTERS, MAX_PROPERTIES, MAX_SHEETS};
use crate::snapshot::Pointer;
use crate::{Attribute, Event, NodeId, Operation, Property, Snapshot, Text, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that an event asked for and that could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The node that was meant.
    pub node: NodeId,
    /// What was wrong.
    pub kind: WarningKind,
}

/// Why something could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// There is no node of that id.
    UnknownNode,
    /// There is a node of that id already, or the id is out of bounds.
    TakenId,
    /// The node is not of a kind for which this makes sense.
    WrongKind,
    /// A node would stand below itself.
    Cycle,
    /// The document would outgrow `limits`.
    LimitExceeded,
    /// There is no style sheet of that id.
    UnknownSheet,
}

impl WarningKind {
    /// Returns the stable name of this warning.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownNode => "unknown-node",
            Self::TakenId => "taken-id",
            Self::WrongKind => "wrong-kind",
            Self::Cycle => "cycle",
            Self::LimitExceeded => "limit-exceeded",
            Self::UnknownSheet => "unknown-sheet",
        }
    }

    pub(super) fn on(self, node: NodeId) -> Warning {
        Warning { node, kind: self }
    }
}

impl Document {
    /// Applies an event: makes this the document that the page was after it.
    ///
    /// What cannot be applied is skipped and handed to `warn`; the rest is applied.
    pub fn apply(&mut self, event: &Event, warn: &mut dyn FnMut(Warning)) {
        match event {
            Event::Keyframe(snapshot) => self.restore(snapshot, warn),
            Event::Mutation { operations } => {
                for operation in operations {
                    if let Err(warning) = self.operate(operation, warn) {
                        warn(warning);
                    }
                }
            }
            Event::PointerMove { pointer, x, y } => {
                self.pointer(*pointer, |p| (p.x, p.y) = (*x, *y));
            }
            Event::PointerState { pointer, kind, buttons, x, y } => {
                self.pointer(*pointer, |p| (p.kind, p.buttons, p.x, p.y) = (*kind, *buttons, *x, *y));
            }
            Event::PointerLeave { pointer } => self.view.pointers.retain(|p| p.id != *pointer),
            Event::Viewport { size } => self.view.viewport = *size,
            Event::Visibility { hidden } => self.view.hidden = *hidden,
            Event::Navigation { url, .. } => {
                if let Some(root) = self.root {
                    let _ = self.set_property(root, Property::Url, &Value::Text(url.clone()));
                }
            }
            Event::Focus { target } => self.view.focus = *target,
            Event::Select { selection } => self.view.selection = *selection,
            Event::Hover { target } => self.view.hover = *target,
            Event::Activate { target } => self.view.active = *target,
            Event::Target { target } => self.view.target = *target,
            Event::Surroundings { environment } => self.view.environment = environment.clone(),
            Event::Click { .. }
            | Event::Key { .. }
            | Event::Gesture { .. }
            | Event::Mark { .. }
            | Event::Identify { .. }
            | Event::Resource { .. }
            | Event::MissingResource { .. }
            | Event::Absence { .. }
            | Event::End { .. }
            | Event::Unknown { .. } => {}
        }
    }

    /// Becomes what a keyframe says.
    fn restore(&mut self, snapshot: &Snapshot, warn: &mut dyn FnMut(Warning)) {
        let mut fresh = Self { view: snapshot.view.clone(), next_id: snapshot.next_id, ..Self::default() };
        fresh.view.pointers.truncate(MAX_POINTERS);
        if let Some(root) = snapshot.tree.nodes.first() {
            fresh.plant(&snapshot.tree, warn);
            fresh.root = fresh.nodes.get(root.id).map(|_| root.id);
        }
        let sheets: BTreeMap<_, _> =
            snapshot.sheets.iter().take(MAX_SHEETS).map(|(id, sheet)| (*id, Arc::new(sheet.clone()))).collect();
        fresh.sheets = Arc::new(sheets);
        for (node, sheets) in &snapshot.adopted {
            if let Err(warning) = fresh.adopt(*node, sheets) {
                warn(warning);
            }
        }
        // Nodes that did not change stay shared with what was here before, so
        // that a segment's border costs a comparison no more than a mutation does.
        fresh.nodes.share_with(&self.nodes);
        *self = fresh;
    }

    fn operate(&mut self, operation: &Operation, warn: &mut dyn FnMut(Warning)) -> Result<(), Warning> {
        match operation {
            Operation::Insert { parent, previous, tree } => self.insert(*parent, *previous, tree, warn),
            Operation::Remove { node } => {
                if Some(*node) == self.root {
                    return Err(WarningKind::WrongKind.on(*node));
                }
                if self.nodes.get(*node).is_some() {
                    self.unlink(*node);
                    self.drop_below(*node);
                }
                Ok(())
            }
            Operation::Move { node, parent, previous } => self.relocate(*node, *parent, *previous),
            Operation::SetAttribute { node, attribute } => self.set_attribute(*node, attribute),
            Operation::RemoveAttribute { node, namespace, name } => {
                let attributes = self.attributes_mut(*node)?;
                attributes.retain(|a| !(a.name == *name && a.namespace == *namespace));
                Ok(())
            }
            Operation::SetText { node, text } => self.change_text(*node, |_| text.clone()),
            Operation::SpliceText { node, at, remove, insert } => {
                self.change_text(*node, |text| text.splice(*at as usize, *remove as usize, insert))
            }
            Operation::SetProperty { node, property, value } => self.set_property(*node, *property, value),
            Operation::SetSheet { sheet, value } => {
                if self.sheets.len() >= MAX_SHEETS && !self.sheets.contains_key(sheet) {
                    return Err(WarningKind::LimitExceeded.on(NodeId(0)));
                }
                Arc::make_mut(&mut self.sheets).insert(*sheet, Arc::new(value.clone()));
                Ok(())
            }
            Operation::EditSheet { sheet, edit } => {
                let Some(entry) = Arc::make_mut(&mut self.sheets).get_mut(sheet) else {
                    return Err(WarningKind::UnknownSheet.on(NodeId(0)));
                };
                let applied = Arc::make_mut(entry).edit(edit);
                applied.then_some(()).ok_or(WarningKind::LimitExceeded.on(NodeId(0)))
            }
            Operation::Adopt { node, sheets } => self.adopt(*node, sheets),
        }
    }

    fn attributes_mut(&mut self, id: NodeId) -> Result<&mut Vec<Attribute>, Warning> {
        let node = self.nodes.get_mut(id).ok_or(WarningKind::UnknownNode.on(id))?;
        match &mut node.kind {
            NodeKind::Element { attributes, .. } => Ok(Arc::make_mut(attributes)),
            _ => Err(WarningKind::WrongKind.on(id)),
        }
    }

    fn set_attribute(&mut self, id: NodeId, attribute: &Attribute) -> Result<(), Warning> {
        let attributes = self.attributes_mut(id)?;
        let full = attributes.len() >= MAX_ATTRIBUTES;
        let known = attributes.iter_mut().find(|a| a.name == attribute.name && a.namespace == attribute.namespace);
        match known {
            Some(known) => known.value = attribute.value.clone(),
            None if full => return Err(WarningKind::LimitExceeded.on(id)),
            None => attributes.push(attribute.clone()),
        }
        Ok(())
    }

    fn change_text(&mut self, id: NodeId, change: impl FnOnce(&Text) -> Text) -> Result<(), Warning> {
        let node = self.nodes.get_mut(id).ok_or(WarningKind::UnknownNode.on(id))?;
        match &mut node.kind {
            NodeKind::Text(text) | NodeKind::Cdata(text) => {
                *text = change(text);
                Ok(())
            }
            _ => Err(WarningKind::WrongKind.on(id)),
        }
    }

    fn set_property(&mut self, id: NodeId, property: Property, value: &Value) -> Result<(), Warning> {
        let node = self.nodes.get_mut(id).ok_or(WarningKind::UnknownNode.on(id))?;
        let full = node.properties.len() >= MAX_PROPERTIES;
        match node.properties.iter_mut().find(|(key, _)| *key == property) {
            Some((_, known)) => *known = value.clone(),
            None if full => return Err(WarningKind::LimitExceeded.on(id)),
            None => node.properties.push((property, value.clone())),
        }
        Ok(())
    }

    fn adopt(&mut self, id: NodeId, sheets: &[crate::SheetId]) -> Result<(), Warning> {
        let node = self.nodes.get_mut(id).ok_or(WarningKind::UnknownNode.on(id))?;
        if !node.is_attachable() {
            return Err(WarningKind::WrongKind.on(id));
        }
        node.adopted = sheets.get(..MAX_ADOPTED).unwrap_or(sheets).into();
        Ok(())
    }

    fn pointer(&mut self, id: u32, change: impl FnOnce(&mut Pointer)) {
        let pointers = &mut self.view.pointers;
        if let Some(pointer) = pointers.iter_mut().find(|p| p.id == id) {
            change(pointer);
        } else if pointers.len() < MAX_POINTERS {
            let mut pointer = Pointer { id, kind: crate::snapshot::PointerKind::Mouse, x: 0, y: 0, buttons: 0 };
            change(&mut pointer);
            pointers.push(pointer);
        }
    }
}
