//! What events mean.

use super::{Document, NodeKind};
use crate::limits::{MAX_ADOPTED, MAX_ATTRIBUTES, MAX_POINTERS, MAX_PROPERTIES, MAX_SHEETS, MAX_TEXT_BYTES};
use crate::snapshot::Pointer;
use crate::{Attribute, Event, NodeData, NodeId, Operation, Property, Sheet, SheetId, Snapshot, Text, TreeNode, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many bytes of a text are changed in about the time that setting an attribute takes.
const TEXT_BYTES_PER_WORK: usize = 512;
/// How many attributes of an element are looked at in that time.
const ATTRIBUTES_PER_WORK: usize = 16;

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
    /// The page was another one at this instant.
    Diverged,
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
            Self::Diverged => "diverged",
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
            Event::Keyframe(snapshot) => self.restore(snapshot.as_ref().clone(), warn),
            Event::Mutation { operations } => {
                operations.iter().for_each(|operation| self.apply_operation(operation, warn));
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
            Event::Check { parts } => {
                let digest = self.digested();
                self.work += (self.nodes.len() + digest.bytes() / TEXT_BYTES_PER_WORK) as u64;
                if digest.finish() != *parts {
                    warn(WarningKind::Diverged.on(self.root.unwrap_or(NodeId(0))));
                }
            }
            Event::CheckState { entries } => {
                let (differing, bytes) = self.differing_bytes(entries);
                self.work += (self.nodes.len() + entries.len() + bytes / TEXT_BYTES_PER_WORK) as u64;
                for (_, id) in differing {
                    warn(WarningKind::Diverged.on(NodeId(id)));
                }
            }
            Event::Click { .. }
            | Event::Key { .. }
            | Event::Gesture { .. }
            | Event::Mark { .. }
            | Event::Identify { .. }
            | Event::Resource { .. }
            | Event::SameResource { .. }
            | Event::MissingResource { .. }
            | Event::Absence { .. }
            | Event::End { .. }
            | Event::Unknown { .. } => {}
        }
    }

    /// As [`Document::apply`], for whoever needs the event no more: what it holds of nodes becomes part of this.
    pub fn absorb(&mut self, event: &mut Event, warn: &mut dyn FnMut(Warning)) {
        match event {
            Event::Keyframe(snapshot) => self.restore(core::mem::take(snapshot.as_mut()), warn),
            Event::Mutation { operations } => {
                operations.iter_mut().for_each(|operation| self.absorb_operation(operation, warn));
            }
            event => self.apply(event, warn),
        }
    }

    /// As [`Document::apply_operation`], for whoever needs the operation no more.
    pub fn absorb_operation(&mut self, operation: &mut Operation, warn: &mut dyn FnMut(Warning)) {
        let Operation::Insert { parent, previous, tree } = operation else {
            return self.apply_operation(operation, warn);
        };
        self.work += 1;
        if let Err(warning) = self.insert(*parent, *previous, core::mem::take(tree), warn) {
            warn(warning);
        }
    }

    /// Applies one operation of a mutation, for whoever cannot apply all of them at once.
    pub fn apply_operation(&mut self, operation: &Operation, warn: &mut dyn FnMut(Warning)) {
        self.work += 1;
        if let Err(warning) = self.operate(operation, warn) {
            warn(warning);
        }
    }

    /// Becomes what a keyframe says.
    fn restore(&mut self, snapshot: Snapshot, warn: &mut dyn FnMut(Warning)) {
        let Snapshot { tree, sheets, adopted, view, next_id } = snapshot;
        let mut fresh = Self { view, next_id, work: self.work, ..Self::default() };
        fresh.view.pointers.truncate(MAX_POINTERS);
        match tree.nodes.first() {
            Some(TreeNode { id, data: NodeData::Document { .. }, .. }) => {
                let id = *id;
                fresh.root = fresh.plant(tree, 0, warn).then_some(id);
            }
            Some(other) => warn(WarningKind::WrongKind.on(other.id)),
            None => {}
        }
        fresh.sheets = self.restore_sheets(sheets);
        for (node, sheets) in &adopted {
            if let Err(warning) = fresh.adopt(*node, sheets) {
                warn(warning);
            }
        }
        // What did not change stays shared with what was here before, so that a
        // segment's border costs a comparison no more than a mutation does.
        fresh.nodes.share_with(&self.nodes);
        *self = fresh;
    }

    fn restore_sheets(&self, recorded: Vec<(SheetId, Sheet)>) -> Arc<BTreeMap<SheetId, Arc<Sheet>>> {
        let mut sheets = BTreeMap::new();
        for (id, sheet) in recorded.into_iter().take(MAX_SHEETS) {
            let known = self.sheets.get(&id).filter(|known| ***known == sheet).map(Arc::clone);
            sheets.insert(id, known.unwrap_or_else(|| Arc::new(sheet)));
        }
        let same = |(id, sheet): (&SheetId, &Arc<Sheet>)| self.sheets.get(id).is_some_and(|s| Arc::ptr_eq(s, sheet));
        if sheets.len() == self.sheets.len() && sheets.iter().all(same) {
            return Arc::clone(&self.sheets);
        }
        Arc::new(sheets)
    }

    fn operate(&mut self, operation: &Operation, warn: &mut dyn FnMut(Warning)) -> Result<(), Warning> {
        match operation {
            Operation::Insert { parent, previous, tree } => self.insert(*parent, *previous, tree.clone(), warn),
            Operation::Remove { node } => {
                if Some(*node) == self.root {
                    return Err(WarningKind::WrongKind.on(*node));
                }
                self.remove(*node);
                Ok(())
            }
            Operation::Move { node, parent, previous } => self.relocate(*node, *parent, *previous),
            Operation::SetAttribute { node, attribute } => self.set_attribute(*node, attribute),
            Operation::RemoveAttribute { node, namespace, name } => {
                let goes = |a: &Attribute| a.name == *name && a.namespace == *namespace;
                let attributes = self.attributes(*node)?;
                if attributes.iter().any(goes) {
                    Arc::make_mut(self.attributes_mut(*node)?).retain(|a| !goes(a));
                }
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
                if !self.sheets.contains_key(sheet) {
                    return Err(WarningKind::UnknownSheet.on(NodeId(0)));
                }
                let entry = Arc::make_mut(&mut self.sheets).get_mut(sheet);
                let is_done = entry.is_some_and(|entry| Arc::make_mut(entry).edit(edit));
                is_done.then_some(()).ok_or(WarningKind::LimitExceeded.on(NodeId(0)))
            }
            Operation::Adopt { node, sheets } => self.adopt(*node, sheets),
        }
    }

    fn attributes(&self, id: NodeId) -> Result<&[Attribute], Warning> {
        let node = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?;
        if node.is_element() { Ok(node.attributes()) } else { Err(WarningKind::WrongKind.on(id)) }
    }

    /// Returns the attributes of an element to be changed: a copy, if they are shared.
    ///
    /// What is looked at first and found to be as it should costs no copy.
    fn attributes_mut(&mut self, id: NodeId) -> Result<&mut Arc<Vec<Attribute>>, Warning> {
        match self.nodes.get_mut(id).map(|node| &mut node.kind) {
            Some(NodeKind::Element { attributes, .. }) => Ok(attributes),
            _ => Err(WarningKind::WrongKind.on(id)),
        }
    }

    fn set_attribute(&mut self, id: NodeId, attribute: &Attribute) -> Result<(), Warning> {
        let attributes = self.attributes(id)?;
        let work = (attributes.len() / ATTRIBUTES_PER_WORK) as u64;
        let known = attributes.iter().position(|a| a.name == attribute.name && a.namespace == attribute.namespace);
        match known.and_then(|at| attributes.get(at)) {
            Some(known) if known.value == attribute.value => return Ok(()),
            None if attributes.len() >= MAX_ATTRIBUTES => return Err(WarningKind::LimitExceeded.on(id)),
            _ => {}
        }
        self.work += work;
        let attributes = Arc::make_mut(self.attributes_mut(id)?);
        match known.and_then(|at| attributes.get_mut(at)) {
            Some(known) => known.value = attribute.value.clone(),
            None => attributes.push(attribute.clone()),
        }
        Ok(())
    }

    fn change_text(&mut self, id: NodeId, change: impl FnOnce(&Text) -> Text) -> Result<(), Warning> {
        let node = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?;
        let (NodeKind::Text(text) | NodeKind::Cdata(text)) = &node.kind else {
            return Err(WarningKind::WrongKind.on(id));
        };
        let changed = change(text);
        self.work += (text.len().max(changed.len()) / TEXT_BYTES_PER_WORK) as u64;
        if changed.len() > MAX_TEXT_BYTES {
            return Err(WarningKind::LimitExceeded.on(id));
        }
        if let Some(NodeKind::Text(text) | NodeKind::Cdata(text)) = self.nodes.get_mut(id).map(|node| &mut node.kind) {
            *text = changed;
        }
        Ok(())
    }

    fn set_property(&mut self, id: NodeId, property: Property, value: &Value) -> Result<(), Warning> {
        let node = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?;
        let place = node.properties.binary_search_by_key(&property, |(key, _)| *key);
        match place {
            Ok(at) if node.properties.get(at).is_some_and(|(_, known)| known == value) => return Ok(()),
            Err(_) if node.properties.len() >= MAX_PROPERTIES => return Err(WarningKind::LimitExceeded.on(id)),
            _ => {}
        }
        let Some(node) = self.nodes.get_mut(id) else { return Ok(()) };
        match place {
            Ok(at) => {
                if let Some(known) = node.properties.get_mut(at) {
                    known.1 = value.clone();
                }
            }
            Err(at) => node.properties.insert(at, (property, value.clone())),
        }
        Ok(())
    }

    fn adopt(&mut self, id: NodeId, sheets: &[SheetId]) -> Result<(), Warning> {
        let node = self.nodes.get(id).ok_or(WarningKind::UnknownNode.on(id))?;
        if !node.is_attachable() {
            return Err(WarningKind::WrongKind.on(id));
        }
        if let Some(node) = self.nodes.get_mut(id) {
            node.adopted = sheets.get(..MAX_ADOPTED).unwrap_or(sheets).into();
        }
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
