//! The decoder: the two columns of a payload to events.

use super::number::{read_unsigned, unzigzag};
use super::{edit, item, kind, operation, reference};
use crate::DecodeErrorKind::{self, BadEvent, LimitExceeded};
use crate::event::{ClickKind, GestureKind, KeyKind, NavigationKind};
use crate::limits::{
    MAX_ADOPTED, MAX_ATTRIBUTES, MAX_EDITS, MAX_NODE_ID, MAX_NODES, MAX_OPERATIONS, MAX_POINTERS, MAX_PROPERTIES,
    MAX_RULE_DEPTH, MAX_SHEETS, MAX_STRING_BYTES, MAX_STRINGS, MAX_TIME_MICROS,
};
use crate::snapshot::{Environment, Pointer, PointerKind, Selection, Size, View};
use crate::tree::CompatMode;
use crate::{
    Attribute, Edit, EditKind, Event, NodeData, NodeId, Operation, Property, Sheet, SheetId, Snapshot, Text, Tree,
    TreeNode, Value,
};
use std::sync::Arc;

type Result<T> = core::result::Result<T, DecodeErrorKind>;

/// What the decoder remembers from chunk to chunk of a segment.
///
/// After an error nothing of it can be trusted until a segment begins.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    strings: Vec<Text>,
    string_bytes: usize,
    last_node: u32,
    next_node: u32,
    last_x: i32,
    last_y: i32,
}

impl Decoder {
    /// Begins a segment: nothing of what was read before is referred to any more.
    pub fn begin_segment(&mut self) {
        *self = Self { next_node: self.next_node, ..Self::default() };
    }

    /// Reads all events of a payload, each with its time in microseconds.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::BadEvent`] or [`DecodeErrorKind::LimitExceeded`];
    /// the events before the fault have been handed out by then.
    pub fn read(&mut self, payload: &[u8], start_micros: u64, mut each: impl FnMut(u64, Event)) -> Result<()> {
        let mut rest = payload;
        let operations = usize::try_from(read_unsigned(&mut rest).ok_or(BadEvent)?).map_err(|_| BadEvent)?;
        if operations > rest.len() {
            return Err(BadEvent);
        }
        let (operations, text) = rest.split_at(operations);
        let mut columns = Columns { state: self, operations, text };
        let mut at_micros = start_micros;
        while !columns.operations.is_empty() {
            at_micros = at_micros.saturating_add(columns.unsigned()?);
            if at_micros > MAX_TIME_MICROS {
                return Err(LimitExceeded);
            }
            let event = columns.event()?;
            each(at_micros, event);
        }
        Ok(())
    }
}

/// What is left of both columns.
struct Columns<'a> {
    state: &'a mut Decoder,
    operations: &'a [u8],
    text: &'a [u8],
}

impl Columns<'_> {
    fn unsigned(&mut self) -> Result<u64> {
        read_unsigned(&mut self.operations).ok_or(BadEvent)
    }

    fn signed(&mut self) -> Result<i64> {
        self.unsigned().map(unzigzag)
    }

    fn u32(&mut self) -> Result<u32> {
        u32::try_from(self.unsigned()?).map_err(|_| LimitExceeded)
    }

    fn i32(&mut self) -> Result<i32> {
        i32::try_from(self.signed()?).map_err(|_| LimitExceeded)
    }

    fn flag(&mut self) -> Result<bool> {
        match self.unsigned()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(BadEvent),
        }
    }

    /// Reads a count. What is counted takes a byte each at least, so a count
    /// beyond the bytes that are left is a lie.
    fn count(&mut self, limit: usize) -> Result<usize> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| LimitExceeded)?;
        if count > limit {
            Err(LimitExceeded)
        } else if count > self.operations.len() {
            Err(BadEvent)
        } else {
            Ok(count)
        }
    }

    fn node_from(&mut self, distance: i64) -> Result<NodeId> {
        let id = i64::from(self.state.last_node).checked_add(distance).ok_or(BadEvent)?;
        let id = u32::try_from(id).map_err(|_| BadEvent)?;
        if id > MAX_NODE_ID {
            return Err(LimitExceeded);
        }
        self.state.last_node = id;
        Ok(NodeId(id))
    }

    fn node(&mut self) -> Result<NodeId> {
        let distance = self.signed()?;
        self.node_from(distance)
    }

    fn optional_node(&mut self) -> Result<Option<NodeId>> {
        match self.unsigned()?.checked_sub(1) {
            None => Ok(None),
            Some(distance) => self.node_from(unzigzag(distance)).map(Some),
        }
    }

    fn take_text(&mut self) -> Result<Text> {
        let length = usize::try_from(self.unsigned()?).map_err(|_| LimitExceeded)?;
        if length > self.text.len() {
            return Err(BadEvent);
        }
        let (text, rest) = self.text.split_at(length);
        self.text = rest;
        Ok(Text::from_wtf8(text))
    }

    fn optional_text(&mut self) -> Result<Option<Text>> {
        match self.unsigned()? {
            reference::NULL => Ok(None),
            reference::INLINE => self.take_text().map(Some),
            reference::NEW => {
                let text = self.take_text()?;
                self.state.string_bytes += text.len();
                if self.state.strings.len() >= MAX_STRINGS || self.state.string_bytes > MAX_STRING_BYTES {
                    return Err(LimitExceeded);
                }
                self.state.strings.push(text.clone());
                Ok(Some(text))
            }
            known => {
                let index = usize::try_from(known - reference::FIRST_KNOWN).map_err(|_| BadEvent)?;
                self.state.strings.get(index).cloned().map(Some).ok_or(BadEvent)
            }
        }
    }

    fn string(&mut self) -> Result<Text> {
        self.optional_text()?.ok_or(BadEvent)
    }

    fn bytes(&mut self) -> Result<Vec<u8>> {
        let length = usize::try_from(self.unsigned()?).map_err(|_| LimitExceeded)?;
        if length > self.text.len() {
            return Err(BadEvent);
        }
        let (bytes, rest) = self.text.split_at(length);
        self.text = rest;
        Ok(bytes.to_vec())
    }

    fn place(&mut self) -> Result<(i32, i32)> {
        let (x, y) = (self.i32()?, self.i32()?);
        self.state.last_x = self.state.last_x.checked_add(x).ok_or(LimitExceeded)?;
        self.state.last_y = self.state.last_y.checked_add(y).ok_or(LimitExceeded)?;
        Ok((self.state.last_x, self.state.last_y))
    }

    fn event(&mut self) -> Result<Event> {
        Ok(match self.unsigned()? {
            kind::KEYFRAME => Event::Keyframe(Box::new(self.snapshot()?)),
            kind::MUTATION => Event::Mutation { operations: self.operations()? },
            kind::POINTER_MOVE => {
                let pointer = self.u32()?;
                let (x, y) = self.place()?;
                Event::PointerMove { pointer, x, y }
            }
            kind::POINTER_STATE => {
                let pointer = self.pointer()?;
                let Pointer { id, kind, x, y, buttons } = pointer;
                Event::PointerState { pointer: id, kind, buttons, x, y }
            }
            kind::POINTER_LEAVE => Event::PointerLeave { pointer: self.u32()? },
            kind::CLICK => {
                let kind = ClickKind::from_wire(self.unsigned()?).ok_or(BadEvent)?;
                let (x, y) = self.place()?;
                let target = self.optional_node()?;
                let bounds = [self.i32()?, self.i32()?, self.i32()?, self.i32()?];
                Event::Click { kind, x, y, target, bounds }
            }
            kind::VIEWPORT => Event::Viewport { size: self.size()? },
            kind::VISIBILITY => Event::Visibility { hidden: self.flag()? },
            kind::NAVIGATION => {
                let kind = NavigationKind::from_wire(self.unsigned()?).ok_or(BadEvent)?;
                Event::Navigation { kind, url: self.string()? }
            }
            kind::FOCUS => Event::Focus { target: self.focus()? },
            kind::SELECT => Event::Select { selection: self.selection()? },
            kind::HOVER => Event::Hover { target: self.optional_node()? },
            kind::ACTIVATE => Event::Activate { target: self.optional_node()? },
            kind::TARGET => Event::Target { target: self.optional_node()? },
            kind::KEY => Event::Key { kind: KeyKind::from_wire(self.unsigned()?).ok_or(BadEvent)? },
            kind::GESTURE => {
                let kind = GestureKind::from_wire(self.unsigned()?).ok_or(BadEvent)?;
                Event::Gesture { kind, target: self.optional_node()? }
            }
            kind::SURROUNDINGS => Event::Surroundings { environment: self.environment()? },
            kind::MARK => Event::Mark { name: self.string()?, detail: self.string()? },
            kind::IDENTIFY => Event::Identify { user: self.string()?, traits: self.string()? },
            kind::RESOURCE => Event::Resource { url: self.string()?, mime: self.string()?, bytes: self.bytes()? },
            kind::MISSING_RESOURCE => Event::MissingResource { url: self.string()?, reason: self.string()? },
            kind::ABSENCE => Event::Absence { duration_micros: self.unsigned()?, reason: self.string()? },
            kind::END => Event::End { reason: self.string()? },
            unknown if unknown >= kind::FIRST_SKIPPABLE => {
                Event::Unknown { kind: u32::try_from(unknown).map_err(|_| LimitExceeded)?, bytes: self.bytes()? }
            }
            _ => return Err(BadEvent),
        })
    }

    fn snapshot(&mut self) -> Result<Snapshot> {
        let view = self.view()?;
        let (tree, _) = self.tree(1)?;
        let next_id = self.u32()?;
        if next_id > MAX_NODE_ID + 1 {
            return Err(LimitExceeded);
        }
        self.state.next_node = next_id;
        let sheets =
            (0..self.count(MAX_SHEETS)?).map(|_| Ok((SheetId(self.u32()?), self.sheet()?))).collect::<Result<_>>()?;
        let adopted = (0..self.count(MAX_SHEETS)?).map(|_| self.adopted()).collect::<Result<_>>()?;
        Ok(Snapshot { tree, sheets, adopted, view, next_id })
    }

    fn view(&mut self) -> Result<View> {
        Ok(View {
            viewport: self.size()?,
            hidden: self.flag()?,
            focus: self.focus()?,
            selection: self.selection()?,
            hover: self.optional_node()?,
            active: self.optional_node()?,
            target: self.optional_node()?,
            pointers: (0..self.count(MAX_POINTERS)?).map(|_| self.pointer()).collect::<Result<_>>()?,
            environment: self.environment()?,
        })
    }

    fn size(&mut self) -> Result<Size> {
        Ok(Size { width: self.u32()?, height: self.u32()? })
    }

    fn focus(&mut self) -> Result<Option<(NodeId, bool)>> {
        match self.optional_node()? {
            Some(id) => Ok(Some((id, self.flag()?))),
            None => Ok(None),
        }
    }

    fn selection(&mut self) -> Result<Option<Selection>> {
        let Some(anchor) = self.optional_node()? else { return Ok(None) };
        let anchor = (anchor, self.u32()?);
        Ok(Some(Selection { anchor, focus: (self.node()?, self.u32()?) }))
    }

    fn pointer(&mut self) -> Result<Pointer> {
        let id = self.u32()?;
        let kind = match self.unsigned()? {
            0 => PointerKind::Mouse,
            1 => PointerKind::Pen,
            2 => PointerKind::Touch,
            _ => return Err(BadEvent),
        };
        let buttons = self.u32()?;
        let (x, y) = self.place()?;
        Ok(Pointer { id, kind, x, y, buttons })
    }

    fn environment(&mut self) -> Result<Environment> {
        Ok(Environment {
            media: self.u32()?,
            scrollbar_px: self.u32()?,
            pixel_ratio_milli: self.u32()?,
            language: self.string()?,
        })
    }

    fn operations(&mut self) -> Result<Vec<Operation>> {
        let mut operations = Vec::new();
        loop {
            let number = self.unsigned()?;
            if number == operation::END {
                return Ok(operations);
            }
            if operations.len() >= MAX_OPERATIONS {
                return Err(LimitExceeded);
            }
            operations.push(self.operation(number)?);
        }
    }

    fn operation(&mut self, number: u64) -> Result<Operation> {
        Ok(match number {
            operation::INSERT => {
                let (parent, previous) = (self.node()?, self.optional_node()?);
                let (tree, next) = self.tree(self.state.next_node)?;
                self.state.next_node = next.max(self.state.next_node);
                Operation::Insert { parent, previous, tree }
            }
            operation::REMOVE => Operation::Remove { node: self.node()? },
            operation::MOVE => {
                Operation::Move { node: self.node()?, parent: self.node()?, previous: self.optional_node()? }
            }
            operation::SET_ATTRIBUTE => {
                let node = self.node()?;
                Operation::SetAttribute { node, attribute: self.attribute()?.ok_or(BadEvent)? }
            }
            operation::REMOVE_ATTRIBUTE => {
                let node = self.node()?;
                let (namespace, name) = split_name(self.string()?)?;
                Operation::RemoveAttribute { node, namespace, name }
            }
            operation::SET_TEXT => Operation::SetText { node: self.node()?, text: self.string()? },
            operation::SPLICE_TEXT => Operation::SpliceText {
                node: self.node()?,
                at: self.u32()?,
                remove: self.u32()?,
                insert: self.string()?,
            },
            operation::SET_PROPERTY => {
                let node = self.node()?;
                let (property, value) = self.property()?;
                // A property that this version does not know has no effect; it keeps its place.
                match property {
                    Some(property) => Operation::SetProperty { node, property, value },
                    None => Operation::Remove { node: NodeId(0) },
                }
            }
            operation::SET_SHEET => Operation::SetSheet { sheet: SheetId(self.u32()?), value: self.sheet()? },
            operation::EDIT_SHEET => Operation::EditSheet { sheet: SheetId(self.u32()?), edit: self.edit()? },
            operation::ADOPT => {
                let (node, sheets) = self.adopted()?;
                Operation::Adopt { node, sheets }
            }
            _ => return Err(BadEvent),
        })
    }

    /// Reads a tree whose first node is expected to have the id `next`. Returns the id expected after it too.
    fn tree(&mut self, mut next: u32) -> Result<(Tree, u32)> {
        let mut nodes: Vec<TreeNode> = Vec::new();
        loop {
            let head = self.unsigned()?;
            let up = u32::try_from(head >> 4).map_err(|_| LimitExceeded)?;
            match head & 15 {
                item::END => return Ok((Tree { nodes }, next)),
                item::PROPERTY => {
                    let (property, value) = self.property()?;
                    let node = nodes.last_mut().ok_or(BadEvent)?;
                    if node.properties.len() >= MAX_PROPERTIES {
                        return Err(LimitExceeded);
                    }
                    if let Some(property) = property {
                        node.properties.push((property, value));
                    }
                }
                item::ID => {
                    let id = i64::from(next).checked_add(self.signed()?).ok_or(BadEvent)?;
                    next = u32::try_from(id).map_err(|_| BadEvent)?;
                }
                number => {
                    let depth = match nodes.last() {
                        None => 0,
                        Some(last) => (last.depth + 1).checked_sub(up).filter(|depth| *depth > 0).ok_or(BadEvent)?,
                    };
                    if nodes.len() >= MAX_NODES || next > MAX_NODE_ID {
                        return Err(LimitExceeded);
                    }
                    let data = self.node_data(number)?;
                    nodes.push(TreeNode { id: NodeId(next), depth, data, properties: Vec::new() });
                    next += 1;
                }
            }
        }
    }

    fn node_data(&mut self, number: u64) -> Result<NodeData> {
        Ok(match number {
            item::BARE_ELEMENT => NodeData::Element { namespace: None, name: self.string()?, attributes: Vec::new() },
            item::ELEMENT => {
                NodeData::Element { namespace: None, name: self.string()?, attributes: self.attributes()? }
            }
            item::FOREIGN_ELEMENT => NodeData::Element {
                namespace: Some(self.string()?),
                name: self.string()?,
                attributes: self.attributes()?,
            },
            item::TEXT => NodeData::Text { text: self.string()? },
            item::CDATA => NodeData::Cdata { text: self.string()? },
            item::COMMENT => NodeData::Comment,
            item::PROCESSING_INSTRUCTION => NodeData::ProcessingInstruction { target: self.string()? },
            item::DOCTYPE => NodeData::Doctype { name: self.string()?, public: self.string()?, system: self.string()? },
            item::DOCUMENT => {
                let bits = self.unsigned()?;
                let mode = match bits & 3 {
                    0 => CompatMode::Standards,
                    1 => CompatMode::Quirks,
                    2 => CompatMode::LimitedQuirks,
                    _ => return Err(BadEvent),
                };
                NodeData::Document { mode, xml: bits & 4 != 0 }
            }
            item::SHADOW_ROOT => {
                let bits = self.unsigned()?;
                NodeData::ShadowRoot {
                    open: bits & 1 != 0,
                    delegates_focus: bits & 2 != 0,
                    manual_slots: bits & 4 != 0,
                }
            }
            _ => return Err(BadEvent),
        })
    }

    fn attributes(&mut self) -> Result<Vec<Attribute>> {
        let mut attributes = Vec::new();
        while let Some(attribute) = self.attribute()? {
            if attributes.len() >= MAX_ATTRIBUTES {
                return Err(LimitExceeded);
            }
            attributes.push(attribute);
        }
        Ok(attributes)
    }

    fn attribute(&mut self) -> Result<Option<Attribute>> {
        let Some(name) = self.optional_text()? else { return Ok(None) };
        let (namespace, name) = split_name(name)?;
        Ok(Some(Attribute { namespace, name, value: self.string()? }))
    }

    fn property(&mut self) -> Result<(Option<Property>, Value)> {
        let head = self.unsigned()?;
        let value = match head & 3 {
            0 => Value::Integer(self.signed()?),
            1 => {
                let (bytes, rest) = self.operations.split_first_chunk::<8>().ok_or(BadEvent)?;
                self.operations = rest;
                let value = f64::from_le_bytes(*bytes);
                if !value.is_finite() {
                    return Err(BadEvent);
                }
                Value::Number(value)
            }
            2 => Value::Text(self.string()?),
            _ => return Err(BadEvent),
        };
        Ok((Property::from_wire(head >> 2), value))
    }

    fn adopted(&mut self) -> Result<(NodeId, Vec<SheetId>)> {
        let node = self.node()?;
        let sheets = (0..self.count(MAX_ADOPTED)?).map(|_| self.u32().map(SheetId)).collect::<Result<_>>()?;
        Ok((node, sheets))
    }

    fn sheet(&mut self) -> Result<Sheet> {
        Ok(Sheet {
            text: self.optional_text()?,
            base: self.string()?,
            media: self.optional_text()?,
            disabled: self.flag()?,
            edits: Arc::new((0..self.count(MAX_EDITS)?).map(|_| self.edit()).collect::<Result<_>>()?),
        })
    }

    fn edit(&mut self) -> Result<Edit> {
        let path = (0..self.count(MAX_RULE_DEPTH)?).map(|_| self.u32()).collect::<Result<_>>()?;
        let kind = match self.unsigned()? {
            edit::INSERT => EditKind::Insert { index: self.u32()?, text: self.string()? },
            edit::DELETE => EditKind::Delete { index: self.u32()? },
            edit::DECLARE => EditKind::Declare { text: self.string()? },
            edit::SELECT => EditKind::Select { text: self.string()? },
            edit::MEDIA => EditKind::Media { text: self.string()? },
            edit::REPLACE => EditKind::Replace { text: self.string()? },
            edit::DISABLE => EditKind::Disable { disabled: self.flag()? },
            _ => return Err(BadEvent),
        };
        Ok(Edit { path, kind })
    }
}

/// Parts a name from the namespace that stands before it between two U+0000.
fn split_name(joined: Text) -> Result<(Option<Text>, Text)> {
    let Some((0, rest)) = joined.as_bytes().split_first() else { return Ok((None, joined)) };
    let end = rest.iter().position(|byte| *byte == 0).ok_or(BadEvent)?;
    let (namespace, name) = rest.split_at(end);
    Ok((Some(Text::from_wtf8(namespace)), Text::from_wtf8(name.get(1..).unwrap_or_default())))
}
