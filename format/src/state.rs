//! What a check tells of state that stands in no attribute: values, choices, the top layer, scroll offsets, style sheets.
//!
//! Which node has such state depends on the page, and of some of it nothing may
//! be told; so a check names what it has looked at, each with a hash, instead of
//! one digest of all. A reader compares what is named, and takes what is not
//! named for the state that attributes imply.

use crate::digest::{BASIS, ended, hash};
use crate::sheet::{Edit, EditKind};
use crate::{Document, Node, NodeId, NodeKind, Property, Sheet, SheetId, Text, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many bytes an entry takes.
pub const ENTRY_BYTES: usize = 9;
/// What an entry is of, where that is no property: a style sheet, by its id.
pub const SHEET: u8 = 64;
/// The sheets that a document or shadow root has adopted, in their order.
pub const ADOPTED: u8 = 65;

/// What is compared on every node, also where a check does not name it: it has what its attributes imply, or nothing.
const EVERYWHERE: [Property; 7] = [
    Property::Value,
    Property::Checked,
    Property::Indeterminate,
    Property::Selected,
    Property::Modal,
    Property::Popover,
    Property::Fullscreen,
];

const TOP_LAYER: [Property; 3] = [Property::Modal, Property::Popover, Property::Fullscreen];

/// What a check has seen of one node or sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StateEntry {
    /// The number of a property, [`SHEET`] or [`ADOPTED`]. `gap`: of this node nothing is compared.
    pub of: u8,
    /// The id of the node, or of the sheet.
    pub id: u32,
    /// The hash of what it was; 0: it may not be told, and is not compared.
    pub hash: u32,
}

impl StateEntry {
    /// Appends the entry's bytes.
    pub fn write(self, out: &mut Vec<u8>) {
        out.push(self.of);
        out.extend_from_slice(&self.id.to_le_bytes());
        out.extend_from_slice(&self.hash.to_le_bytes());
    }

    /// Reads entries from all of the bytes; `None`: they are not a whole number of entries.
    pub(crate) fn read_all(bytes: &[u8]) -> Option<Vec<Self>> {
        let (entries, []) = bytes.as_chunks::<ENTRY_BYTES>() else { return None };
        let word = |a, b, c, d| u32::from_le_bytes([a, b, c, d]);
        let entry = |&[of, a, b, c, d, e, f, g, h]: &[u8; ENTRY_BYTES]| Self {
            of,
            id: word(a, b, c, d),
            hash: word(e, f, g, h),
        };
        Some(entries.iter().map(entry).collect())
    }
}

/// A hash of state that is being made.
#[derive(Clone, Copy, Debug)]
pub struct StateHash(u64, usize);

impl Default for StateHash {
    fn default() -> Self {
        Self(BASIS, 0)
    }
}

impl StateHash {
    /// Adds a whole number.
    pub fn number(&mut self, number: u32) {
        self.0 = hash(self.0, &number.to_le_bytes());
    }

    /// Adds the number that a property has.
    pub fn float(&mut self, number: f64) {
        // Both zeros are one.
        self.0 = hash(self.0, &(number + 0.0).to_bits().to_le_bytes());
    }

    /// Adds a text.
    pub fn text(&mut self, text: &[u8]) {
        self.1 += text.len();
        self.0 = ended(hash(self.0, text));
    }

    /// Returns the hash, which is never 0.
    pub fn finish(self) -> u32 {
        ((self.0 ^ self.0 >> 32) as u32).max(1)
    }
}

impl Document {
    /// Returns where the document is not what a check has seen: properties of nodes, sheets, adoptions.
    pub fn differing(&self, entries: &[StateEntry]) -> Vec<(u8, u32)> {
        self.differing_bytes(entries).0
    }

    /// As [`Document::differing`], with how many bytes of text were looked at.
    pub(crate) fn differing_bytes(&self, entries: &[StateEntry]) -> (Vec<(u8, u32)>, usize) {
        let mut bytes = 0;
        let unread: BTreeSet<u32> =
            entries.iter().filter(|entry| entry.of == Property::Gap as u8).map(|entry| entry.id).collect();
        // Each once, however often it is named.
        let named: BTreeMap<(u8, u32), u32> = entries.iter().map(|entry| ((entry.of, entry.id), entry.hash)).collect();
        let mut differing = Vec::new();
        for (&(of, id), &hash) in &named {
            if hash != 0
                && !unread.contains(&id)
                && self.state_of(of, id, &mut bytes).is_some_and(|own| own.finish() != hash)
            {
                differing.push((of, id));
            }
        }
        for (id, node, _) in self.root().into_iter().flat_map(|root| self.descend(root)) {
            if !node.adopted.is_empty() && !named.contains_key(&(ADOPTED, id.0)) {
                differing.push((ADOPTED, id.0));
            }
            for (property, value) in &node.properties {
                let is_left = EVERYWHERE.contains(property)
                    && !named.contains_key(&(*property as u8, id.0))
                    && !unread.contains(&id.0)
                    && Self::may_have(node, *property)
                    && !is_nothing(value)
                    && *value != self.implied(id, node, *property);
                if is_left {
                    differing.push((*property as u8, id.0));
                }
            }
        }
        (differing, bytes)
    }

    /// Returns the hash of what the document has there; `None`: nothing that is compared, as the node is not there.
    fn state_of(&self, of: u8, id: u32, bytes: &mut usize) -> Option<StateHash> {
        let mut hash = StateHash::default();
        match of {
            // One that is not there is like none that is.
            SHEET => self.sheet(SheetId(id)).into_iter().for_each(|sheet| hash_sheet(&mut hash, sheet)),
            ADOPTED => {
                let node = self.node(NodeId(id))?;
                hash.number(node.adopted.len() as u32);
                node.adopted.iter().for_each(|sheet| hash.number(sheet.0));
            }
            _ => {
                let property = Property::from_wire(u64::from(of))?;
                let node = self.node(NodeId(id))?;
                let told = node.property(property).cloned();
                match told.unwrap_or_else(|| self.implied(NodeId(id), node, property)) {
                    Value::Text(text) => hash.text(text.as_bytes()),
                    // Where it is in the top layer no page tells.
                    value if TOP_LAYER.contains(&property) => hash.float(f64::from(u8::from(!is_nothing(&value)))),
                    value => hash.float(value.to_f64()),
                }
            }
        }
        *bytes += hash.1;
        Some(hash)
    }

    /// Says whether a node can show a property at all.
    fn may_have(node: &Node, property: Property) -> bool {
        match property {
            Property::Value => node.is_html("input") || node.is_html("textarea"),
            Property::Checked | Property::Indeterminate => node.is_html("input"),
            Property::Selected => node.is_html("option"),
            _ => true,
        }
    }

    /// Returns what a node has where the recording has not told of it.
    fn implied(&self, id: NodeId, node: &Node, property: Property) -> Value {
        let has = |name: &str| Value::Integer(i64::from(node.attribute(name).is_some()));
        match property {
            Property::Value if node.is_html("textarea") => {
                let mut text = Vec::new();
                for below in self.children(id).filter_map(|below| self.node(below)) {
                    if let NodeKind::Text(part) = &below.kind {
                        text.extend_from_slice(part.as_bytes());
                    }
                }
                Value::Text(Text::from_wtf8(&text))
            }
            Property::Value => Value::Text(node.attribute("value").cloned().unwrap_or_default()),
            Property::Checked => has("checked"),
            Property::Selected => has("selected"),
            _ => Value::Integer(0),
        }
    }
}

/// Says whether a value is that of a node of which nothing was ever told.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Integer(number) => *number == 0,
        Value::Number(number) => *number == 0.0,
        Value::Text(text) => text.as_bytes().is_empty(),
    }
}

fn hash_sheet(hash: &mut StateHash, sheet: &Sheet) {
    hash.number(u32::from(sheet.text.is_some()));
    sheet.text.iter().for_each(|text| hash.text(text.as_bytes()));
    hash.text(sheet.base.as_bytes());
    // The media list of the sheet itself may stand among the edits, too.
    let is_media = |edit: &&Edit| edit.path.is_empty() && matches!(edit.kind, EditKind::Media { .. });
    let media = match sheet.edits.iter().rfind(is_media).map(|edit| &edit.kind) {
        Some(EditKind::Media { text }) => Some(text),
        _ => sheet.media.as_ref(),
    };
    hash.text(media.map(Text::as_bytes).unwrap_or_default());
    hash.number(u32::from(sheet.disabled));
    let edits = || sheet.edits.iter().filter(|edit| !is_media(edit));
    hash.number(edits().count() as u32);
    edits().for_each(|edit| hash_edit(hash, edit));
}

fn hash_edit(hash: &mut StateHash, Edit { path, kind }: &Edit) {
    hash.number(path.len() as u32);
    path.iter().for_each(|index| hash.number(*index));
    let (number, index, text) = kind.parts();
    hash.number(number as u32);
    index.into_iter().for_each(|index| hash.number(index));
    text.into_iter().for_each(|text| hash.text(text.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::CompatMode;
    use crate::wire::edit;
    use crate::{Attribute, Event, NodeData, Operation, Snapshot, Tree, TreeNode};

    fn page() -> Document {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let attribute = |name: &str| Attribute { namespace: None, name: name.into(), value: "v".into() };
        let element = |name: &str, attributes| NodeData::Element { namespace: None, name: name.into(), attributes };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, element("input", vec![attribute("value")])),
            node(3, 1, element("textarea", Vec::new())),
            node(4, 2, NodeData::Text { text: "text".into() }),
            node(5, 1, element("div", Vec::new())),
        ];
        let mut document = Document::default();
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |warning| panic!("{warning:?}"));
        document
    }

    fn set(document: &mut Document, operation: Operation) {
        let event = Event::Mutation { operations: vec![operation] };
        document.apply(&event, &mut |warning| panic!("{warning:?}"));
    }

    fn property(node: u32, property: Property, value: Value) -> Operation {
        Operation::SetProperty { node: NodeId(node), property, value }
    }

    fn entry(property: Property, id: u32, add: impl FnOnce(&mut StateHash)) -> StateEntry {
        let mut hash = StateHash::default();
        add(&mut hash);
        StateEntry { of: property as u8, id, hash: hash.finish() }
    }

    fn text(property: Property, id: u32, text: &str) -> StateEntry {
        entry(property, id, |hash| hash.text(text.as_bytes()))
    }

    #[test]
    fn what_was_never_told_is_what_attributes_and_text_imply() {
        let document = page();
        assert_eq!(document.differing(&[text(Property::Value, 2, "v"), text(Property::Value, 3, "text")]), []);
        assert_eq!(document.differing(&[text(Property::Value, 2, "w")]), [(3, 2)]);
        assert_eq!(document.differing(&[entry(Property::ScrollTop, 5, |hash| hash.float(0.0))]), []);
        assert_eq!(document.differing(&[entry(Property::ScrollTop, 5, |hash| hash.float(8.0))]), [(2, 5)]);
    }

    #[test]
    fn what_is_not_named_has_nothing_but_what_is_implied() {
        let mut document = page();
        set(&mut document, property(2, Property::Value, Value::Text("v".into())));
        assert_eq!(document.differing(&[]), []);
        set(&mut document, property(2, Property::Value, Value::Text("w".into())));
        set(&mut document, property(5, Property::Popover, Value::Integer(2)));
        assert_eq!(document.differing(&[]), [(3, 2), (8, 5)]);
        let open = entry(Property::Popover, 5, |hash| hash.float(1.0));
        assert_eq!(document.differing(&[text(Property::Value, 2, "w"), open]), []);
    }

    #[test]
    fn what_may_not_be_told_is_not_compared() {
        let mut document = page();
        set(&mut document, property(2, Property::Value, Value::Text("w".into())));
        assert_eq!(document.differing(&[StateEntry { of: Property::Value as u8, id: 2, hash: 0 }]), []);
        assert_eq!(document.differing(&[StateEntry { of: Property::Gap as u8, id: 2, hash: 7 }]), []);
    }

    #[test]
    fn a_sheet_is_compared_with_its_edits_and_those_of_its_media_list_are_its_media_list() {
        let mut document = page();
        let edit = Edit { path: Vec::new(), kind: EditKind::Insert { index: 0, text: "a{}".into() } };
        let media = Edit { path: Vec::new(), kind: EditKind::Media { text: "print".into() } };
        let value = Sheet { text: Some("b{}".into()), edits: vec![edit, media].into(), ..Sheet::default() };
        set(&mut document, Operation::SetSheet { sheet: SheetId(1), value });
        set(&mut document, Operation::Adopt { node: NodeId(1), sheets: vec![SheetId(1)] });
        let mut hash = StateHash::default();
        hash.number(1);
        hash.text(b"b{}");
        hash.text(b"");
        hash.text(b"print");
        hash.number(0);
        hash.number(1);
        hash.number(0);
        hash.number(edit::INSERT as u32);
        hash.number(0);
        hash.text(b"a{}");
        let sheet = StateEntry { of: SHEET, id: 1, hash: hash.finish() };
        let mut adopted = StateHash::default();
        adopted.number(1);
        adopted.number(1);
        let adoption = StateEntry { of: ADOPTED, id: 1, hash: adopted.finish() };
        assert_eq!(document.differing(&[sheet, adoption]), []);
        assert_eq!(document.differing(&[StateEntry { hash: 1, ..sheet }]), [(SHEET, 1), (ADOPTED, 1)]);
    }
}
