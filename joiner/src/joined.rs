//! One frame: the document that its recording tells of, and its place in the recording around it.

use crate::command as c;
use crate::commands::Commands;
use crate::naming;
use domreel_format::snapshot::Selection;
use domreel_format::tree::{HTML_NAMESPACE, TreeNode};
use domreel_format::{
    Attribute, Document, Edit, EditKind, Event, Item, NodeData, NodeId, NodeKind, Operation, Property, Reader, Sheet,
    SheetId, Text, Tree, Value,
};
use std::collections::BTreeMap;

/// A frame's recording may have so many bytes.
const MAX_BYTES: usize = 64 << 20;
/// A frame's document may have so many nodes.
const MAX_NODES: usize = 200_000;

/// Where and when a frame is, seen from the page around it.
pub(crate) struct Place {
    pub(crate) element: u32,
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) shift: f64,
    pub(crate) now: f64,
}

/// A frame whose page records itself.
#[derive(Default)]
pub(crate) struct Joined {
    reader: Reader,
    document: Document,
    bytes: usize,
    /// Ids in the recording around it, by the frame's own.
    nodes: BTreeMap<u32, u32>,
    sheets: BTreeMap<u32, u32>,
    is_over: bool,
}

impl Joined {
    /// Returns the id of the document in the recording around it; 0: it is not there.
    pub(crate) fn root(&self) -> u32 {
        self.document.root().map_or(0, |root| self.node(root))
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Reads the next bytes. `false`: they are no recording, or one that makes no sense.
    pub(crate) fn feed(&mut self, bytes: &[u8], place: &Place, out: &mut Commands) -> bool {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > MAX_BYTES || self.is_over {
            return false;
        }
        self.reader.push(bytes);
        while let Some(item) = self.reader.next() {
            let made_sense = match item {
                Item::Chunk { .. } => true,
                Item::Damage(_) => false,
                Item::Event { at_micros, event } => {
                    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    let at = (at_micros as f64 + place.shift).clamp(0.0, place.now.max(0.0)) as u64;
                    out.at(at);
                    self.event(&event, place, out)
                }
            };
            if !made_sense || self.document.nodes().len() > MAX_NODES {
                return false;
            }
        }
        true
    }

    /// Writes the whole document below the frame element.
    pub(crate) fn place(&mut self, element: u32, out: &mut Commands) {
        self.nodes.clear();
        self.sheets.clear();
        let Some(root) = self.document.root() else { return };
        let tree = self.document.tree(root);
        out.command(c::MUTATION);
        // The frame is no gap any more.
        self.property(element, Property::Gap, &Value::Text(Text::default()), out);
        self.insert(element, 0, &tree, out);
        let snapshot = self.document.snapshot();
        for (id, sheet) in &snapshot.sheets {
            self.sheet(*id, sheet, out);
        }
        for (node, sheets) in &snapshot.adopted {
            self.adopt(*node, sheets, out);
        }
        out.command(c::MUTATION_END);
    }

    fn event(&mut self, event: &Event, place: &Place, out: &mut Commands) -> bool {
        match event {
            Event::Mutation { operations } => {
                out.command(c::MUTATION);
                let made_sense = operations.iter().all(|operation| self.operation(operation, out));
                out.command(c::MUTATION_END);
                return made_sense;
            }
            Event::Keyframe(_) => {
                let before = self.root();
                if !self.apply(event) || self.document.root().is_none() {
                    return false;
                }
                if before != 0 {
                    out.command(c::MUTATION);
                    out.command(c::REMOVE);
                    out.unsigned(before);
                    out.command(c::MUTATION_END);
                }
                self.place(place.element, out);
                return true;
            }
            Event::End { .. } => self.is_over = true,
            // Keys go to what has it.
            Event::Focus { .. } => {
                self.apply(event);
            }
            _ => {}
        }
        self.view(event, place, out);
        true
    }

    /// What happens beside the tree. What the page around it knows better is left out: its size, its address, its surroundings.
    fn view(&self, event: &Event, place: &Place, out: &mut Commands) {
        let x = |x: i32| x.saturating_add(place.left);
        let y = |y: i32| y.saturating_add(place.top);
        let texts = |command: i32, texts: [&Text; 2], out: &mut Commands| {
            out.command(command);
            texts.into_iter().for_each(|text| out.length(text));
            texts.into_iter().for_each(|text| out.text(text));
        };
        let target = |number: i32, node: Option<NodeId>, out: &mut Commands| {
            let id = node.map_or(0, |node| self.node(node));
            if id != 0 {
                out.command(c::TARGET);
                out.put(number);
                out.unsigned(id);
            }
        };
        match event {
            Event::PointerMove { pointer, x: left, y: top } => {
                out.command(c::POINTER_MOVE);
                out.unsigned(*pointer);
                out.put(x(*left));
                out.put(y(*top));
            }
            Event::PointerState { pointer, kind, buttons, x: left, y: top } => {
                out.command(c::POINTER_STATE);
                out.unsigned(*pointer);
                out.put(i32::from(*kind as u8));
                out.unsigned(*buttons);
                out.put(x(*left));
                out.put(y(*top));
            }
            Event::Click { kind, x: left, y: top, target, bounds: [a, b, width, height] } => {
                out.command(c::CLICK);
                out.put(i32::from(*kind as u8));
                out.put(x(*left));
                out.put(y(*top));
                out.unsigned(target.map_or(0, |node| self.node(node)));
                out.put(x(*a));
                out.put(y(*b));
                out.put(*width);
                out.put(*height);
            }
            Event::Focus { target: Some((node, visible)) } if self.node(*node) != 0 => {
                out.command(c::FOCUS);
                out.unsigned(self.node(*node));
                out.put(i32::from(*visible));
            }
            Event::Select { selection: Some(Selection { anchor, focus }) } => {
                let (a, b) = (self.node(anchor.0), self.node(focus.0));
                if a != 0 && b != 0 {
                    out.command(c::SELECT);
                    out.put(1);
                    for number in [a, anchor.1, b, focus.1] {
                        out.unsigned(number);
                    }
                }
            }
            Event::Hover { target: node } => target(0, *node, out),
            Event::Activate { target: node } => target(1, *node, out),
            Event::Key { kind } => {
                out.command(c::KEY);
                out.put(i32::from(*kind as u8));
                out.unsigned(self.document.view().focus.map_or(0, |(node, _)| self.node(node)));
            }
            Event::Gesture { kind, target } => {
                out.command(c::GESTURE);
                out.put(i32::from(*kind as u8));
                out.unsigned(target.map_or(0, |node| self.node(node)));
            }
            Event::Resource { url, mime, bytes } => {
                out.command(c::RESOURCE);
                out.length(url);
                out.length(mime);
                out.put(i32::try_from(bytes.len()).unwrap_or(0));
                out.put(0);
                out.text(url);
                out.text(mime);
                out.bytes(bytes);
            }
            Event::SameResource { url, same } => texts(c::SAME_RESOURCE, [url, same], out),
            Event::MissingResource { url, reason } => texts(c::MISSING_RESOURCE, [url, reason], out),
            _ => {}
        }
    }

    /// Applies an event to the frame's document. `false`: something of it made no sense.
    fn apply(&mut self, event: &Event) -> bool {
        let mut warned = false;
        self.document.apply(event, &mut |_| warned = true);
        !warned
    }

    fn operation(&mut self, operation: &Operation, out: &mut Commands) -> bool {
        // A change of text is told with what was there, so that only what differs is written.
        let before = match operation {
            Operation::SpliceText { node, .. } => self.characters(*node),
            _ => None,
        };
        let gone: Vec<NodeId> = match operation {
            Operation::Remove { node } => self.document.descend(*node).map(|(id, ..)| id).collect(),
            _ => Vec::new(),
        };
        if !self.apply(&Event::Mutation { operations: vec![operation.clone()] }) {
            return false;
        }
        match operation {
            Operation::Insert { parent, previous, tree } => {
                let previous = previous.map_or(0, |node| self.node(node));
                self.insert(self.node(*parent), previous, tree, out);
            }
            Operation::Remove { node } => {
                let id = self.node(*node);
                for node in gone {
                    self.nodes.remove(&node.0);
                }
                if id != 0 {
                    out.command(c::REMOVE);
                    out.unsigned(id);
                }
            }
            Operation::Move { node, parent, previous } => {
                out.command(c::MOVE);
                out.unsigned(self.node(*node));
                out.unsigned(self.node(*parent));
                out.unsigned(previous.map_or(0, |node| self.node(node)));
            }
            Operation::SetAttribute { node, attribute } if !loosens(attribute) => {
                let name = match self.document.node(*node).map(|node| &node.kind) {
                    Some(NodeKind::Element { name, .. }) => name.clone(),
                    _ => Text::default(),
                };
                let Attribute { namespace, name: attribute, value } = attribute;
                out.command(c::ATTRIBUTE);
                out.unsigned(self.node(*node));
                out.optional_length(namespace.as_ref());
                for text in [attribute, value, &name] {
                    out.length(text);
                }
                for text in namespace.iter().chain([attribute, value, &name]) {
                    out.text(text);
                }
            }
            Operation::SetAttribute { .. } => {}
            Operation::RemoveAttribute { node, namespace, name } => {
                out.command(c::ATTRIBUTE_GONE);
                out.unsigned(self.node(*node));
                out.optional_length(namespace.as_ref());
                out.length(name);
                for text in namespace.iter().chain([name]) {
                    out.text(text);
                }
            }
            Operation::SetText { node, .. } | Operation::SpliceText { node, .. } => {
                let now = self.characters(*node).unwrap_or_default();
                out.command(c::CHARACTERS);
                out.unsigned(self.node(*node));
                out.optional_length(before.as_ref());
                out.length(&now);
                for text in before.iter().chain([&now]) {
                    out.text(text);
                }
            }
            Operation::SetProperty { node, property, value } => {
                self.property(self.node(*node), *property, value, out);
            }
            Operation::SetSheet { sheet, value } => self.sheet(*sheet, value, out),
            Operation::EditSheet { sheet, edit } => {
                let id = self.sheet_id(*sheet, out);
                write_edit(id, edit, out);
            }
            Operation::Adopt { node, sheets } => self.adopt(*node, sheets, out),
        }
        true
    }

    /// Returns a node's id in the recording around it; 0: it is not there.
    fn node(&self, id: NodeId) -> u32 {
        self.nodes.get(&id.0).copied().unwrap_or(0)
    }

    fn sheet_id(&mut self, id: SheetId, out: &mut Commands) -> u32 {
        *self.sheets.entry(id.0).or_insert_with(|| {
            out.next_sheet += 1;
            out.next_sheet - 1
        })
    }

    fn characters(&self, id: NodeId) -> Option<Text> {
        match &self.document.node(id)?.kind {
            NodeKind::Text(text) | NodeKind::Cdata(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn insert(&mut self, parent: u32, previous: u32, tree: &Tree, out: &mut Commands) {
        out.command(c::INSERT);
        out.unsigned(parent);
        out.unsigned(previous);
        out.command(c::ID);
        out.unsigned(out.next_node);
        // What a node says of others may be of such that come after it.
        for TreeNode { id, .. } in &tree.nodes {
            self.nodes.insert(id.0, out.next_node);
            out.next_node += 1;
        }
        let mut depth_before = None;
        for TreeNode { depth, data, properties, .. } in &tree.nodes {
            let up = depth_before.map_or(0, |before: u32| (before + 1).saturating_sub(*depth));
            depth_before = Some(*depth);
            write_node(up, data, out);
            for (property, value) in properties {
                self.value(*property, value, out);
            }
        }
        out.command(c::TREE_END);
    }

    /// Writes a property of the node that was written last in a tree.
    fn value(&mut self, property: Property, value: &Value, out: &mut Commands) {
        out.command(form(value));
        self.value_itself(property, value, out);
    }

    fn property(&mut self, node: u32, property: Property, value: &Value, out: &mut Commands) {
        out.command(c::PROPERTY);
        out.unsigned(node);
        out.put(form(value));
        self.value_itself(property, value, out);
    }

    fn value_itself(&mut self, property: Property, value: &Value, out: &mut Commands) {
        out.put(i32::from(property as u8));
        match value {
            Value::Integer(number) => match i32::try_from(*number) {
                Ok(0) if property == Property::Sheet => out.put(0),
                Ok(id) if property == Property::Sheet => {
                    let id = self.sheet_id(SheetId(id.cast_unsigned()), out);
                    out.unsigned(id);
                }
                Ok(number) => out.put(number),
                Err(_) => out.wide(value.to_f64().to_bits()),
            },
            Value::Number(number) => out.wide(number.to_bits()),
            Value::Text(text) if naming::names_nodes(property) => {
                out.string(&naming::renamed(property, text, &|id| self.node(id)));
            }
            Value::Text(text) => out.string(text),
        }
    }

    fn sheet(&mut self, id: SheetId, sheet: &Sheet, out: &mut Commands) {
        let id = self.sheet_id(id, out);
        let Sheet { text, base, media, disabled, edits } = sheet;
        out.command(c::SHEET);
        out.unsigned(id);
        out.optional_length(text.as_ref());
        out.length(base);
        out.optional_length(media.as_ref());
        out.put(i32::from(*disabled));
        out.put(i32::try_from(edits.len()).unwrap_or(0));
        // The framed page has masked what it adopted.
        out.put(0);
        for text in text.iter().chain([base]).chain(media) {
            out.text(text);
        }
        for edit in edits.iter() {
            write_edit(0, edit, out);
        }
    }

    fn adopt(&mut self, node: NodeId, sheets: &[SheetId], out: &mut Commands) {
        let ids: Vec<u32> = sheets.iter().map(|id| self.sheet_id(*id, out)).collect();
        out.command(c::ADOPT);
        out.unsigned(self.node(node));
        out.put(i32::try_from(ids.len()).unwrap_or(0));
        for id in ids {
            out.unsigned(id);
        }
    }
}

/// Says whether an attribute would show what the page around it masks: only that page decides.
fn loosens(attribute: &Attribute) -> bool {
    attribute.name == "data-domreel-unmask"
}

fn write_node(up: u32, data: &NodeData, out: &mut Commands) {
    let mut begin = |command: i32| {
        out.command(command);
        out.unsigned(up);
    };
    match data {
        NodeData::Document { mode, xml } => {
            begin(c::DOCUMENT);
            out.put(i32::from(*mode as u8) | i32::from(*xml) << 2);
        }
        NodeData::Doctype { name, public, system } => {
            begin(c::DOCTYPE);
            for text in [name, public, system] {
                out.length(text);
            }
            for text in [name, public, system] {
                out.text(text);
            }
        }
        NodeData::Element { namespace, name, attributes } => {
            let kept: Vec<&Attribute> = attributes.iter().filter(|attribute| !loosens(attribute)).collect();
            begin(c::ELEMENT);
            let namespace = namespace.as_ref().filter(|namespace| **namespace != HTML_NAMESPACE);
            match namespace {
                None => out.put(0),
                Some(namespace) => out.put(3 + crate::commands::units(namespace)),
            }
            out.length(name);
            out.put(i32::try_from(kept.len()).unwrap_or(0));
            for attribute in &kept {
                out.optional_length(attribute.namespace.as_ref());
                out.length(&attribute.name);
                out.length(&attribute.value);
            }
            for text in namespace.into_iter().chain([name]) {
                out.text(text);
            }
            for attribute in kept {
                for text in attribute.namespace.iter().chain([&attribute.name, &attribute.value]) {
                    out.text(text);
                }
            }
        }
        NodeData::ShadowRoot { open, delegates_focus, manual_slots } => {
            begin(c::SHADOW);
            out.put(i32::from(*open) | i32::from(*delegates_focus) << 1 | i32::from(*manual_slots) << 2);
        }
        NodeData::Text { text } => {
            begin(c::TEXT);
            out.string(text);
        }
        NodeData::Cdata { text } => {
            begin(c::CDATA);
            out.string(text);
        }
        NodeData::Comment => begin(c::COMMENT),
        NodeData::ProcessingInstruction { target } => {
            begin(c::INSTRUCTION);
            out.string(target);
        }
    }
}

/// Writes an edit of a sheet; of sheet 0: one of those that were announced with a sheet.
fn write_edit(sheet: u32, edit: &Edit, out: &mut Commands) {
    out.command(c::EDIT);
    out.unsigned(sheet);
    out.put(i32::try_from(edit.path.len()).unwrap_or(0));
    for index in &edit.path {
        out.unsigned(*index);
    }
    let (kind, index, text) = match &edit.kind {
        EditKind::Insert { index, text } => (1, *index, Some(text)),
        EditKind::Delete { index } => (2, *index, None),
        EditKind::Declare { text } => (3, 0, Some(text)),
        EditKind::Select { text } => (4, 0, Some(text)),
        EditKind::Media { text } => (5, 0, Some(text)),
        EditKind::Replace { text } => (6, 0, Some(text)),
        EditKind::Disable { disabled } => (7, u32::from(*disabled), None),
    };
    out.put(kind);
    out.unsigned(index);
    out.optional_length(text);
    if let Some(text) = text {
        out.text(text);
    }
}

/// Returns in which of three forms a value is written.
fn form(value: &Value) -> i32 {
    match value {
        Value::Integer(value) if i32::try_from(*value).is_ok() => c::INTEGER,
        Value::Text(_) => c::STRING,
        _ => c::NUMBER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Piece;
    use domreel_format::tree::CompatMode;
    use domreel_format::{Identity, Snapshot, Uid, writer};

    const PLACE: Place = Place { element: 7, left: 100, top: 50, shift: 1_000.0, now: 5_000.0 };

    fn node(id: u32, depth: u32, data: NodeData) -> TreeNode {
        TreeNode { id: NodeId(id), depth, data, properties: Vec::new() }
    }

    fn keyframe() -> Event {
        let unmask = Attribute { namespace: None, name: "data-domreel-unmask".into(), value: "".into() };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, NodeData::Element { namespace: None, name: "html".into(), attributes: vec![unmask] }),
            node(3, 2, NodeData::Text { text: "é\u{1f600}".into() }),
        ];
        Event::Keyframe(Box::new(Snapshot { tree: Tree { nodes }, next_id: 4, ..Snapshot::default() }))
    }

    fn recording(events: &[(u64, Event)]) -> Vec<u8> {
        writer::recording(Uid([1; 16]), Identity::default(), 0, events)
    }

    fn feed(bytes: &[u8]) -> (bool, Vec<Piece>) {
        let mut out = Commands::default();
        out.begin(1_000, 20);
        let made_sense = Joined::default().feed(bytes, &PLACE, &mut out);
        (made_sense, out.pieces)
    }

    #[test]
    fn a_document_comes_below_its_frame_with_ids_and_times_of_the_recording_around_it() {
        let (made_sense, pieces) = feed(&recording(&[(10, keyframe())]));
        assert!(made_sense);
        let numbers = &pieces[0].numbers;
        assert_eq!(numbers[..3], [c::AT, 1_010, 0]);
        let tree: &[i32] =
            &[c::INSERT, 7, 0, c::ID, 1_000, c::DOCUMENT, 0, 0, c::ELEMENT, 0, 0, 4, 0, c::TEXT, 0, 3, c::TREE_END];
        assert!(numbers.windows(tree.len()).any(|window| window == tree), "{numbers:?}");
        assert!(pieces[0].text.ends_with("htmlé\u{1f600}".as_bytes()));
    }

    #[test]
    fn an_event_later_than_now_comes_now_and_positions_are_those_of_the_page_around() {
        let (_, pieces) = feed(&recording(&[(10, keyframe()), (9_000, Event::PointerMove { pointer: 1, x: 5, y: 6 })]));
        assert!(pieces[0].numbers.ends_with(&[c::AT, 5_000, 0, c::POINTER_MOVE, 1, 105, 56]));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let bytes = recording(&[(10, keyframe())]);
        assert!(!feed(b"not a recording at all, but long enough to be looked at as the header of one").0);
        let mut broken = bytes.clone();
        let last = broken.len() - 1;
        broken[last] ^= 1;
        assert!(!feed(&broken).0);
        for operation in [
            Operation::Remove { node: NodeId(3) },
            Operation::SetText { node: NodeId(99), text: "x".into() },
            Operation::Move { node: NodeId(2), parent: NodeId(3), previous: None },
        ] {
            let is_fine = matches!(operation, Operation::Remove { .. });
            let events = [(10, keyframe()), (20, Event::Mutation { operations: vec![operation] })];
            assert_eq!(feed(&recording(&events)).0, is_fine);
        }
    }
}
