//! Generated recordings for tests: every kind of event, from a seed.

use domreel_format::event::{ClickKind, GestureKind, KeyKind, NavigationKind};
use domreel_format::snapshot::{Environment, Pointer, PointerKind, Selection, Size, View};
use domreel_format::state::StateEntry;
use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, Edit, EditKind, Event, Identity, NodeData, NodeId, Operation, Property, Sheet, SheetId, Snapshot, Text,
    Tree, TreeNode, Uid, Value, Writer,
};
use std::sync::Arc;

/// A source of numbers that is the same for the same seed (SplitMix64).
pub(crate) struct Source(u64);

impl Source {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn small(&mut self) -> u32 {
        self.below(50) as u32
    }

    fn coordinate(&mut self) -> i32 {
        self.below(4_000) as i32 - 2_000
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    fn list<T>(&mut self, max: u64, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(max + 1)).map(|_| make(self)).collect()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }

    fn node(&mut self) -> NodeId {
        NodeId(1 + self.small())
    }

    /// Text with what is hard to write down: quotes, controls, other scripts, lone surrogates.
    fn text(&mut self) -> Text {
        let units = ["a", "\"", "\\", "\n", "\0", "\u{7f}", "\u{2028}", "ä", "漢", "😀", "</script>"];
        let mut text: Vec<u16> = self.list(6, |s| s.one(&units)).concat().encode_utf16().collect();
        if self.below(4) == 0 {
            text.push(0xd800 + self.below(0x800) as u16);
        }
        Text::from_utf16(&text)
    }

    /// A name or a namespace: the DOM has none with a NUL in it, and neither has the format.
    fn name(&mut self) -> Text {
        let units: Vec<u16> = self.text().to_utf16().into_iter().filter(|unit| *unit != 0).collect();
        Text::from_utf16(&units)
    }

    fn value(&mut self) -> Value {
        match self.below(4) {
            0 => Value::Text(self.text()),
            1 => Value::from(f64::from(self.coordinate()) / 7.0),
            2 => Value::from(self.one(&[0.1 + 0.2, 1e-300, -2.5e17, f64::MIN_POSITIVE])),
            _ => Value::Integer(i64::from(self.coordinate())),
        }
    }

    /// The namespace of an attribute: none or one with a name, for the DOM takes the empty one as none.
    fn namespace(&mut self) -> Option<Text> {
        self.maybe(Self::name).filter(|name| !name.is_empty())
    }

    fn attribute(&mut self) -> Attribute {
        Attribute { namespace: self.namespace(), name: self.name(), value: self.text() }
    }

    fn sheet(&mut self) -> Sheet {
        Sheet {
            text: self.maybe(Self::text),
            base: self.text(),
            media: self.maybe(Self::text),
            disabled: self.flag(),
            edits: Arc::new(self.list(2, Self::edit)),
        }
    }

    fn edit(&mut self) -> Edit {
        let kind = match self.below(7) {
            0 => EditKind::Insert { index: self.small(), text: self.text() },
            1 => EditKind::Delete { index: self.small() },
            2 => EditKind::Declare { text: self.text() },
            3 => EditKind::Select { text: self.text() },
            4 => EditKind::Media { text: self.text() },
            5 => EditKind::Replace { text: self.text() },
            _ => EditKind::Disable { disabled: self.flag() },
        };
        Edit { path: self.list(3, Self::small), kind }
    }

    fn data(&mut self) -> NodeData {
        match self.below(9) {
            0 => NodeData::Text { text: self.text() },
            1 => NodeData::Cdata { text: self.text() },
            2 => NodeData::Comment,
            3 => NodeData::ProcessingInstruction { target: self.text() },
            4 => NodeData::Doctype { name: self.text(), public: self.text(), system: self.text() },
            5 => NodeData::ShadowRoot { open: self.flag(), delegates_focus: self.flag(), manual_slots: self.flag() },
            _ => NodeData::Element {
                namespace: self.maybe(Self::name),
                name: self.name(),
                attributes: self.list(3, Self::attribute),
            },
        }
    }

    /// A tree whose ids begin at `first`.
    fn tree(&mut self, first: u32, root: NodeData) -> Tree {
        let node = |s: &mut Self, id, depth, data| {
            let mut properties: Vec<_> = s.list(3, |s| (s.one(Property::ALL), s.value()));
            properties.sort_by_key(|(key, _)| *key);
            properties.dedup_by_key(|(key, _)| *key);
            TreeNode { id: NodeId(id), depth, data, properties }
        };
        let mut nodes = vec![node(self, first, 0, root)];
        for id in first + 1..=first + self.below(12) as u32 {
            let previous = &nodes[nodes.len() - 1];
            let deepest = previous.depth + u32::from(previous.data.is_container());
            if deepest == 0 {
                break;
            }
            let depth = 1 + self.below(u64::from(deepest)) as u32;
            let data = self.data();
            nodes.push(node(self, id, depth, data));
        }
        Tree { nodes }
    }

    fn view(&mut self) -> View {
        View {
            viewport: Size { width: self.small(), height: self.small() },
            hidden: self.flag(),
            focus: self.maybe(|s| (s.node(), s.flag())),
            selection: self.maybe(|s| Selection { anchor: (s.node(), s.small()), focus: (s.node(), s.small()) }),
            hover: self.maybe(Self::node),
            active: self.maybe(Self::node),
            target: self.maybe(Self::node),
            pointers: self.list(2, |s| Pointer {
                id: s.small(),
                kind: s.one(&[PointerKind::Mouse, PointerKind::Pen, PointerKind::Touch]),
                x: s.coordinate(),
                y: s.coordinate(),
                buttons: s.small(),
            }),
            environment: self.environment(),
        }
    }

    fn environment(&mut self) -> Environment {
        Environment {
            media: self.small(),
            scrollbar_px: self.small(),
            pixel_ratio_milli: self.small(),
            language: self.text(),
        }
    }

    fn keyframe(&mut self) -> Event {
        let root =
            NodeData::Document { mode: self.one(&[CompatMode::Standards, CompatMode::Quirks]), xml: self.flag() };
        let tree = self.tree(1, root);
        Event::Keyframe(Box::new(Snapshot {
            next_id: tree.nodes.len() as u32 + 1,
            tree,
            sheets: (1..=self.below(3) as u32).map(|id| (SheetId(id), self.sheet())).collect(),
            adopted: self.list(2, |s| (s.node(), s.list(3, |s| SheetId(1 + s.small())))),
            view: self.view(),
        }))
    }

    fn operation(&mut self) -> Operation {
        let node = self.node();
        match self.below(11) {
            0 => {
                let (first, root) = (100 + 20 * self.small(), self.data());
                Operation::Insert { parent: node, previous: self.maybe(Self::node), tree: self.tree(first, root) }
            }
            1 => Operation::Remove { node },
            2 => Operation::Move { node, parent: self.node(), previous: self.maybe(Self::node) },
            3 => Operation::SetAttribute { node, attribute: self.attribute() },
            4 => Operation::RemoveAttribute { node, namespace: self.namespace(), name: self.name() },
            5 => Operation::SetText { node, text: self.text() },
            6 => Operation::SpliceText { node, at: self.small(), remove: self.small(), insert: self.text() },
            7 => Operation::SetProperty { node, property: self.one(Property::ALL), value: self.value() },
            8 => Operation::SetSheet { sheet: SheetId(1 + self.small()), value: self.sheet() },
            9 => Operation::EditSheet { sheet: SheetId(1 + self.small()), edit: self.edit() },
            _ => Operation::Adopt { node, sheets: self.list(3, |s| SheetId(1 + s.small())) },
        }
    }

    fn event(&mut self) -> Event {
        let pointer = self.small();
        let (x, y) = (self.coordinate(), self.coordinate());
        match self.below(28) {
            0 => Event::PointerMove { pointer, x, y },
            1 => Event::PointerState { pointer, kind: PointerKind::Pen, buttons: self.small(), x, y },
            2 => Event::PointerLeave { pointer },
            3 => Event::Click {
                kind: self.one(&[ClickKind::Click, ClickKind::Double, ClickKind::Context, ClickKind::Auxiliary]),
                x,
                y,
                target: self.maybe(Self::node),
                bounds: std::array::from_fn(|_| self.coordinate()),
            },
            4 => Event::Viewport { size: Size { width: self.small(), height: self.small() } },
            5 => Event::Visibility { hidden: self.flag() },
            6 => Event::Navigation {
                kind: self.one(&[NavigationKind::Push, NavigationKind::Fragment, NavigationKind::Load]),
                url: self.text(),
            },
            7 => Event::Focus { target: self.maybe(|s| (s.node(), s.flag())) },
            8 => Event::Select { selection: self.view().selection },
            9 => Event::Hover { target: self.maybe(Self::node) },
            10 => Event::Activate { target: self.maybe(Self::node) },
            11 => Event::Target { target: self.maybe(Self::node) },
            12 => Event::Key { kind: self.one(&[KeyKind::Character, KeyKind::Shortcut, KeyKind::Other]) },
            13 => Event::Gesture {
                kind: self.one(&[GestureKind::Copy, GestureKind::Drop, GestureKind::Print]),
                target: self.maybe(Self::node),
            },
            14 => Event::Surroundings { environment: self.environment() },
            15 => Event::Mark { name: self.text(), detail: self.text() },
            16 => Event::Identify { user: self.text(), traits: self.text() },
            17 => Event::Resource { url: self.text(), mime: self.text(), bytes: self.list(9, |s| s.below(256) as u8) },
            25 => Event::SameResource { url: self.text(), same: self.text() },
            18 => Event::MissingResource { url: self.text(), reason: self.text() },
            19 => Event::Absence { duration_micros: self.next() >> 20, reason: self.text() },
            20 => Event::End { reason: self.text() },
            22 => Event::Check { parts: std::array::from_fn(|_| self.small()) },
            27 => Event::CheckState {
                entries: self.list(4, |s| StateEntry { of: s.below(70) as u8, id: s.small(), hash: s.small() }),
            },
            21 => Event::Unknown { kind: 65 + self.small(), bytes: self.list(9, |s| s.below(256) as u8) },
            _ => Event::Mutation { operations: self.list(5, Self::operation) },
        }
    }

    /// A recording of several segments, each of several chunks.
    pub(crate) fn recording(&mut self) -> Vec<u8> {
        let mut uid = || Uid(std::array::from_fn(|_| self.below(256) as u8));
        let identity =
            Identity { session: uid(), tab: uid(), page: uid(), device: uid(), expires_millis: 1_900_000_000_000 };
        let mut writer = Writer::new(uid(), identity, 1_767_225_600_000 + self.below(1_000_000));
        let mut bytes = Vec::new();
        let mut at_micros = self.below(1_000);
        for _ in 0..1 + self.below(3) {
            let keyframe = self.keyframe();
            bytes.extend(writer.write(at_micros, &keyframe).unwrap_or_default());
            for _ in 0..self.below(20) {
                if self.below(4) == 0 {
                    bytes.extend(writer.finish_chunk(false).unwrap_or_default());
                }
                at_micros += self.one(&[0, 1, 900, 16_667, 30_000_000]);
                let event = self.event();
                bytes.extend(writer.write(at_micros, &event).unwrap_or_default());
            }
        }
        bytes.extend(writer.finish_chunk(true).unwrap_or_default());
        bytes
    }
}
