//! Events as values, through the encoder.

use super::encode::{Encoder, Interning};
use super::{item, kind, operation};
use crate::snapshot::{Environment, Selection, Size, View};
use crate::state::ENTRY_BYTES;
use crate::{Attribute, Edit, Event, NodeData, NodeId, Operation, Property, Sheet, Snapshot, Text, Tree, Value};

/// How long a text may be to get a place in the table.
const MAX_KEPT_TEXT_BYTES: usize = 32;

impl Encoder {
    /// Writes an event.
    pub fn write(&mut self, at_micros: u64, event: &Event) {
        match event {
            Event::Keyframe(snapshot) => {
                self.event(at_micros, kind::KEYFRAME);
                self.snapshot(snapshot);
            }
            Event::Mutation { operations } => {
                self.event(at_micros, kind::MUTATION);
                for operation in operations {
                    self.operation(operation);
                }
                self.end_mutation();
            }
            Event::PointerMove { pointer, x, y } => {
                self.event(at_micros, kind::POINTER_MOVE);
                self.unsigned(u64::from(*pointer));
                self.place(*x, *y);
            }
            Event::PointerState { pointer, kind, buttons, x, y } => {
                self.event(at_micros, kind::POINTER_STATE);
                self.unsigned(u64::from(*pointer));
                self.unsigned(*kind as u64);
                self.unsigned(u64::from(*buttons));
                self.place(*x, *y);
            }
            Event::PointerLeave { pointer } => {
                self.event(at_micros, kind::POINTER_LEAVE);
                self.unsigned(u64::from(*pointer));
            }
            Event::Click { kind, x, y, target, bounds } => {
                self.event(at_micros, kind::CLICK);
                self.unsigned(*kind as u64);
                self.place(*x, *y);
                self.optional_node(*target);
                bounds.iter().for_each(|side| self.signed(i64::from(*side)));
            }
            Event::Viewport { size } => {
                self.event(at_micros, kind::VIEWPORT);
                self.size(*size);
            }
            Event::Visibility { hidden } => {
                self.event(at_micros, kind::VISIBILITY);
                self.unsigned(u64::from(*hidden));
            }
            Event::Navigation { kind, url } => {
                self.event(at_micros, kind::NAVIGATION);
                self.unsigned(*kind as u64);
                self.string(url.as_bytes(), Interning::Keep);
            }
            Event::Focus { target } => {
                self.event(at_micros, kind::FOCUS);
                self.focus(*target);
            }
            Event::Select { selection } => {
                self.event(at_micros, kind::SELECT);
                self.selection(*selection);
            }
            Event::Hover { target } => self.target_event(at_micros, kind::HOVER, *target),
            Event::Activate { target } => self.target_event(at_micros, kind::ACTIVATE, *target),
            Event::Target { target } => self.target_event(at_micros, kind::TARGET, *target),
            Event::Key { kind } => {
                self.event(at_micros, kind::KEY);
                self.unsigned(*kind as u64);
            }
            Event::Gesture { kind, target } => {
                self.event(at_micros, kind::GESTURE);
                self.unsigned(*kind as u64);
                self.optional_node(*target);
            }
            Event::Surroundings { environment } => {
                self.event(at_micros, kind::SURROUNDINGS);
                self.environment(environment);
            }
            Event::Mark { name, detail } => self.pair(at_micros, kind::MARK, name, detail),
            Event::Identify { user, traits } => self.pair(at_micros, kind::IDENTIFY, user, traits),
            Event::Resource { url, mime, bytes } => {
                self.event(at_micros, kind::RESOURCE);
                self.string(url.as_bytes(), Interning::Keep);
                self.string(mime.as_bytes(), Interning::Keep);
                self.bytes(bytes);
            }
            Event::SameResource { url, same } => self.pair(at_micros, kind::SAME_RESOURCE, url, same),
            Event::MissingResource { url, reason } => self.pair(at_micros, kind::MISSING_RESOURCE, url, reason),
            Event::Absence { duration_micros, reason } => {
                self.event(at_micros, kind::ABSENCE);
                self.unsigned(*duration_micros);
                self.string(reason.as_bytes(), Interning::Keep);
            }
            Event::End { reason } => {
                self.event(at_micros, kind::END);
                self.string(reason.as_bytes(), Interning::Keep);
            }
            Event::Check { parts } => {
                self.event(at_micros, kind::CHECK);
                parts.iter().for_each(|part| self.unsigned(u64::from(*part)));
            }
            Event::CheckState { entries } => {
                self.event(at_micros, kind::CHECK_STATE);
                let mut bytes = Vec::with_capacity(entries.len() * ENTRY_BYTES);
                entries.iter().for_each(|entry| entry.write(&mut bytes));
                self.bytes(&bytes);
            }
            Event::Unknown { kind, bytes } => {
                self.event(at_micros, u64::from(*kind).max(kind::FIRST_SKIPPABLE));
                self.bytes(bytes);
            }
        }
    }

    fn target_event(&mut self, at_micros: u64, kind: u64, target: Option<NodeId>) {
        self.event(at_micros, kind);
        self.optional_node(target);
    }

    fn pair(&mut self, at_micros: u64, kind: u64, first: &Text, second: &Text) {
        self.event(at_micros, kind);
        self.string(first.as_bytes(), Interning::Keep);
        self.string(second.as_bytes(), Interning::Keep);
    }

    fn snapshot(&mut self, snapshot: &Snapshot) {
        self.view(&snapshot.view);
        self.tree(&snapshot.tree, 1);
        self.unsigned(u64::from(snapshot.next_id));
        self.set_next_node(snapshot.next_id);
        self.unsigned(snapshot.sheets.len() as u64);
        for (id, sheet) in &snapshot.sheets {
            self.unsigned(u64::from(id.0));
            self.sheet(sheet);
        }
        self.unsigned(snapshot.adopted.len() as u64);
        for (node, sheets) in &snapshot.adopted {
            self.adopted(*node, sheets);
        }
    }

    /// Writes what stands beside a keyframe's tree.
    pub fn view(&mut self, view: &View) {
        self.size(view.viewport);
        self.unsigned(u64::from(view.hidden));
        self.focus(view.focus);
        self.selection(view.selection);
        self.optional_node(view.hover);
        self.optional_node(view.active);
        self.optional_node(view.target);
        self.unsigned(view.pointers.len() as u64);
        for pointer in &view.pointers {
            self.unsigned(u64::from(pointer.id));
            self.unsigned(pointer.kind as u64);
            self.unsigned(u64::from(pointer.buttons));
            self.place(pointer.x, pointer.y);
        }
        self.environment(&view.environment);
    }

    fn size(&mut self, size: Size) {
        self.unsigned(u64::from(size.width));
        self.unsigned(u64::from(size.height));
    }

    fn focus(&mut self, target: Option<(NodeId, bool)>) {
        self.optional_node(target.map(|(id, _)| id));
        if let Some((_, visible)) = target {
            self.unsigned(u64::from(visible));
        }
    }

    fn selection(&mut self, selection: Option<Selection>) {
        self.optional_node(selection.map(|s| s.anchor.0));
        if let Some(selection) = selection {
            self.offset(selection.anchor.1);
            self.node(selection.focus.0);
            self.offset(selection.focus.1);
        }
    }

    /// Writes the surroundings.
    pub fn environment(&mut self, environment: &Environment) {
        self.unsigned(u64::from(environment.media));
        self.unsigned(u64::from(environment.scrollbar_px));
        self.unsigned(u64::from(environment.pixel_ratio_milli));
        self.string(environment.language.as_bytes(), Interning::Keep);
    }

    fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::Insert { parent, previous, tree } => {
                self.insertion(*parent, *previous);
                let next = self.tree(tree, self.next_node());
                self.set_next_node(next.max(self.next_node()));
                if let Some(root) = tree.nodes.first() {
                    self.inserted(root.id);
                }
            }
            Operation::Remove { node } => {
                self.unsigned(operation::REMOVE);
                self.node(*node);
            }
            Operation::Move { node, parent, previous } => {
                self.unsigned(operation::MOVE);
                self.node(*node);
                self.node(*parent);
                self.optional_node(*previous);
            }
            Operation::SetAttribute { node, attribute } => {
                self.unsigned(operation::SET_ATTRIBUTE);
                self.node(*node);
                self.attribute(attribute);
            }
            Operation::RemoveAttribute { node, namespace, name } => {
                self.unsigned(operation::REMOVE_ATTRIBUTE);
                self.node(*node);
                self.attribute_name(namespace.as_ref().map(Text::as_bytes), name.as_bytes());
            }
            Operation::SetText { node, text } => {
                self.unsigned(operation::SET_TEXT);
                self.node(*node);
                self.characters(text);
            }
            Operation::SpliceText { node, at, remove, insert } => {
                self.unsigned(operation::SPLICE_TEXT);
                self.node(*node);
                self.offset(*at);
                self.unsigned(u64::from(*remove));
                self.characters(insert);
            }
            Operation::SetProperty { node, property, value } => {
                self.unsigned(operation::SET_PROPERTY);
                self.node(*node);
                self.property(*property, value);
            }
            Operation::SetSheet { sheet, value } => {
                self.unsigned(operation::SET_SHEET);
                self.unsigned(u64::from(sheet.0));
                self.sheet(value);
            }
            Operation::EditSheet { sheet, edit } => {
                self.unsigned(operation::EDIT_SHEET);
                self.unsigned(u64::from(sheet.0));
                self.edit(edit);
            }
            Operation::Adopt { node, sheets } => {
                self.unsigned(operation::ADOPT);
                self.adopted(*node, sheets);
            }
        }
    }

    /// Writes a tree whose first node is expected to have the id `next`. Returns the id expected after it.
    fn tree(&mut self, tree: &Tree, mut next: u32) -> u32 {
        let mut depth_before = None;
        for node in &tree.nodes {
            if node.id.0 != next {
                self.explicit_id(node.id, next);
            }
            next = node.id.0.saturating_add(1);
            // A container that was opened counts as a level, so its next sibling goes up one.
            let up = depth_before.map_or(0, |before: u32| (before + 1).saturating_sub(node.depth));
            depth_before = Some(node.depth);
            self.node_data(up, &node.data);
            for (property, value) in &node.properties {
                self.item(0, item::PROPERTY);
                self.property(*property, value);
            }
        }
        self.end_tree();
        next
    }

    fn node_data(&mut self, up: u32, data: &NodeData) {
        match data {
            NodeData::Document { mode, xml } => {
                self.item(up, item::DOCUMENT);
                self.unsigned(*mode as u64 | u64::from(*xml) << 2);
            }
            NodeData::Doctype { name, public, system } => {
                self.item(up, item::DOCTYPE);
                [name, public, system].iter().for_each(|text| self.string(text.as_bytes(), Interning::Keep));
            }
            NodeData::Element { namespace: None, name, attributes } if attributes.is_empty() => {
                self.item(up, item::BARE_ELEMENT);
                self.string(name.as_bytes(), Interning::Keep);
            }
            NodeData::Element { namespace, name, attributes } => {
                self.item(up, if namespace.is_some() { item::FOREIGN_ELEMENT } else { item::ELEMENT });
                if let Some(namespace) = namespace {
                    self.string(namespace.as_bytes(), Interning::Keep);
                }
                self.string(name.as_bytes(), Interning::Keep);
                attributes.iter().for_each(|attribute| self.attribute(attribute));
                self.null();
            }
            NodeData::ShadowRoot { open, delegates_focus, manual_slots } => {
                self.item(up, item::SHADOW_ROOT);
                self.unsigned(u64::from(*open) | u64::from(*delegates_focus) << 1 | u64::from(*manual_slots) << 2);
            }
            NodeData::Text { text } => {
                self.item(up, item::TEXT);
                self.characters(text);
            }
            NodeData::Cdata { text } => {
                self.item(up, item::CDATA);
                self.characters(text);
            }
            NodeData::Comment => self.item(up, item::COMMENT),
            NodeData::ProcessingInstruction { target } => {
                self.item(up, item::PROCESSING_INSTRUCTION);
                self.string(target.as_bytes(), Interning::Keep);
            }
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.attribute_name(attribute.namespace.as_ref().map(Text::as_bytes), attribute.name.as_bytes());
        let interning = if attribute.name == "style" { Interning::Numbers } else { Interning::Keep };
        self.string(attribute.value.as_bytes(), interning);
    }

    fn characters(&mut self, text: &Text) {
        let keep = text.len() <= MAX_KEPT_TEXT_BYTES;
        self.string(text.as_bytes(), if keep { Interning::Keep } else { Interning::Inline });
    }

    fn property(&mut self, property: Property, value: &Value) {
        match value {
            Value::Integer(value) => self.integer_property(property, *value),
            Value::Number(value) => self.number_property(property, *value),
            Value::Text(text) => self.text_property(property, text.as_bytes(), Interning::Keep),
        }
    }

    fn adopted(&mut self, node: NodeId, sheets: &[crate::SheetId]) {
        self.node(node);
        self.unsigned(sheets.len() as u64);
        sheets.iter().for_each(|id| self.unsigned(u64::from(id.0)));
    }

    /// Writes a style sheet.
    pub fn sheet(&mut self, sheet: &Sheet) {
        self.optional_text(sheet.text.as_ref(), Interning::Inline);
        self.string(sheet.base.as_bytes(), Interning::Keep);
        self.optional_text(sheet.media.as_ref(), Interning::Keep);
        self.unsigned(u64::from(sheet.disabled));
        self.unsigned(sheet.edits.len() as u64);
        sheet.edits.iter().for_each(|edit| self.edit(edit));
    }

    fn optional_text(&mut self, text: Option<&Text>, interning: Interning) {
        match text {
            Some(text) => self.string(text.as_bytes(), interning),
            None => self.null(),
        }
    }

    fn edit(&mut self, edit: &Edit) {
        self.unsigned(edit.path.len() as u64);
        edit.path.iter().for_each(|index| self.unsigned(u64::from(*index)));
        let (number, index, text) = edit.kind.parts();
        self.unsigned(number);
        if let Some(index) = index {
            self.unsigned(u64::from(index));
        }
        if let Some(text) = text {
            self.string(text.as_bytes(), Interning::Numbers);
        }
    }
}
