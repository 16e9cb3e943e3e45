//! Makes events out of a list of choices: whatever the numbers are, what comes out is an event.
//!
//! The numbers come from proptest or from a fuzzer, which shrink and steer them.

use super::Model;
use domreel_format::event::{ClickKind, GestureKind, KeyKind, NavigationKind};
use domreel_format::snapshot::{Environment, Pointer, PointerKind, Selection, Size, View};
use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, Document, Edit, EditKind, Event, NodeData, NodeId, Operation, Property, Sheet, SheetId, Snapshot, Text,
    Tree, TreeNode, Value,
};

/// Choices that are still to be made. Once they have run out, each is 0.
pub(crate) struct Choices<'a>(pub(crate) &'a [u32]);

impl Choices<'_> {
    pub(crate) fn number(&mut self) -> u32 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of `count` ways, the first of which is the dullest.
    pub(crate) fn way(&mut self, count: usize) -> usize {
        self.number() as usize % count.max(1)
    }

    pub(crate) fn truth(&mut self) -> bool {
        self.way(2) == 1
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        if list.is_empty() { None } else { Some(list[self.way(list.len())].clone()) }
    }

    /// A text of any shape: empty, long, with U+0000, outside the first plane, with surrogates that stand alone.
    pub(crate) fn text(&mut self) -> Text {
        match self.way(12) {
            0 => Text::from("a"),
            1 => Text::default(),
            2 => Text::from("naïve 😀 日本"),
            3 => Text::from_utf16(&[0xd83d]),
            4 => Text::from_utf16(&[0x61, 0xde00, 0xd83d, 0xde00, 0xd83d]),
            5 => Text::from("\0\u{feff}\u{202e}\r\n"),
            6 => Text::from("long ".repeat(1 + self.way(60))),
            7 => Text::from(format!("t{}", self.way(40))),
            8 => Text::from(format!("left: {}px; top: {}.{:02}px", self.number() as i32, self.way(300), self.way(99))),
            9 => Text::from(format!("M{:.6},-{}.0 007", f64::from(self.number() as i32) / 8e4, self.way(2))),
            10 => Text::from(["\u{1} 1", "12345678901234567", "-0.00-1.50", "1e-7.5."][self.way(4)]),
            _ => Text::from_utf16(&[self.number() as u16, self.number() as u16]),
        }
    }

    fn name(&mut self) -> Text {
        const NAMES: [&str; 16] = [
            "div", "p", "span", "input", "o:p", "x-y", "svg", "\u{e9}l", "style", "link", "iframe", "script", "img",
            "canvas", "dialog", "template",
        ];
        Text::from(NAMES[self.way(NAMES.len())])
    }

    fn namespace(&mut self) -> Option<Text> {
        match self.way(6) {
            4 => Some(Text::from("http://www.w3.org/2000/svg")),
            5 => Some(Text::from(["", "\0", "a\0b"][self.way(3)])),
            _ => None,
        }
    }

    fn attribute(&mut self) -> Attribute {
        let name = Text::from(["class", "style", "href", "id", "@click", "x"][self.way(6)]);
        // An attribute of the empty namespace has none.
        let namespace = self.namespace().filter(|namespace| !namespace.is_empty());
        Attribute { namespace, name, value: self.text() }
    }

    fn value(&mut self) -> Value {
        match self.way(4) {
            0 => Value::Integer(i64::from(self.number() as i32)),
            1 => Value::Integer([0, 1, -1, i64::MIN, i64::MAX][self.way(5)]),
            // Whole numbers are written as such: see `From<f64>`.
            2 => Value::from(f64::from(self.number()) / 8.0 - 1e6),
            _ => Value::Text(self.text()),
        }
    }

    fn property(&mut self) -> (Property, Value) {
        (Property::ALL[self.way(Property::ALL.len())], self.value())
    }

    fn edit(&mut self) -> Edit {
        let path = (0..self.way(3)).map(|_| self.number()).collect();
        let kind = match self.way(7) {
            0 => EditKind::Insert { index: self.number(), text: self.text() },
            1 => EditKind::Delete { index: self.number() },
            2 => EditKind::Declare { text: self.text() },
            3 => EditKind::Select { text: self.text() },
            4 => EditKind::Media { text: self.text() },
            5 => EditKind::Replace { text: self.text() },
            _ => EditKind::Disable { disabled: self.truth() },
        };
        Edit { path, kind }
    }

    fn sheet(&mut self) -> Sheet {
        let mut sheet = Sheet { base: self.text(), disabled: self.truth(), ..Sheet::default() };
        sheet.text = self.truth().then(|| self.text());
        sheet.media = self.truth().then(|| self.text());
        for _ in 0..self.way(3) {
            sheet.edit(&self.edit());
        }
        sheet
    }

    fn node_data(&mut self, below_element: bool) -> NodeData {
        match self.way(if below_element { 12 } else { 9 }) {
            0..=2 => NodeData::Element {
                namespace: self.namespace(),
                name: self.name(),
                attributes: (0..self.way(4)).map(|_| self.attribute()).collect(),
            },
            3..=4 => NodeData::Text { text: self.text() },
            5 => NodeData::Cdata { text: self.text() },
            6 => NodeData::Comment,
            7 => NodeData::ProcessingInstruction { target: self.text() },
            8 => NodeData::Doctype { name: self.text(), public: self.text(), system: self.text() },
            9 => NodeData::Document { mode: CompatMode::LimitedQuirks, xml: self.truth() },
            _ => NodeData::ShadowRoot { open: self.truth(), delegates_focus: self.truth(), manual_slots: self.truth() },
        }
    }

    /// A tree whose nodes have ids from `next` on, with gaps here and there.
    pub(crate) fn tree(&mut self, next: &mut u32, root: NodeData) -> Tree {
        let mut nodes: Vec<TreeNode> = Vec::new();
        let mut path: Vec<bool> = Vec::new();
        for index in 0..1 + self.way(10) {
            let mut depth = if index == 0 { 0 } else { 1 + self.way(path.len()) };
            while depth > 0 && !nodes_above_hold(&nodes, depth) {
                depth -= 1;
            }
            if index > 0 && depth == 0 {
                break;
            }
            let above = nodes.iter().rev().find(|node| node.depth as usize + 1 == depth);
            let below_element = above.is_some_and(|node| matches!(node.data, NodeData::Element { .. }));
            let data = if index == 0 { root.clone() } else { self.node_data(below_element) };
            if self.way(7) == 6 {
                *next += self.way(200) as u32;
            }
            let properties = (0..self.way(3)).map(|_| self.property()).collect();
            nodes.push(TreeNode { id: NodeId(*next), depth: depth as u32, data, properties });
            *next += 1;
            path.truncate(depth);
            path.push(true);
        }
        Tree { nodes }
    }

    fn size(&mut self) -> Size {
        Size { width: self.number(), height: self.number() }
    }

    fn place(&mut self) -> (i32, i32) {
        match self.way(3) {
            0 => (self.way(2000) as i32, self.way(1000) as i32),
            1 => (i32::MIN, i32::MAX),
            _ => (self.number() as i32, self.number() as i32),
        }
    }

    fn pointer(&mut self) -> Pointer {
        let (x, y) = self.place();
        let kind = [PointerKind::Mouse, PointerKind::Pen, PointerKind::Touch][self.way(3)];
        Pointer { id: self.number(), kind, x, y, buttons: self.number() }
    }

    fn selection(&mut self, ids: &[u32]) -> Option<Selection> {
        let (anchor, focus) = (self.target(ids)?, self.target(ids)?);
        Some(Selection { anchor: (anchor, self.number()), focus: (focus, self.number()) })
    }

    fn target(&mut self, ids: &[u32]) -> Option<NodeId> {
        if self.truth() { self.of(ids).map(NodeId) } else { None }
    }

    fn environment(&mut self) -> Environment {
        Environment {
            media: self.number() & 255,
            scrollbar_px: self.number(),
            pixel_ratio_milli: self.number(),
            language: self.text(),
        }
    }

    pub(crate) fn view(&mut self, ids: &[u32]) -> View {
        View {
            viewport: self.size(),
            hidden: self.truth(),
            focus: self.target(ids).map(|id| (id, self.truth())),
            selection: self.selection(ids),
            hover: self.target(ids),
            active: self.target(ids),
            target: self.target(ids),
            pointers: (0..self.way(3)).map(|_| self.pointer()).collect(),
            environment: self.environment(),
        }
    }

    /// A keyframe of a document like any other.
    pub(crate) fn keyframe(&mut self) -> Snapshot {
        let mut next = 1;
        let top = NodeData::Document { mode: CompatMode::Quirks, xml: false };
        let mut tree = if self.way(4) == 3 { self.tree(&mut next, top.clone()) } else { Tree::default() };
        if tree.nodes.is_empty() {
            // Like a page: all is below one element.
            next = 2;
            let html = NodeData::Element { namespace: None, name: "html".into(), attributes: vec![] };
            let below = self.tree(&mut next, html);
            let top = TreeNode { id: NodeId(1), depth: 0, data: top, properties: vec![] };
            let sunk = below.nodes.into_iter().map(|node| TreeNode { depth: node.depth + 1, ..node });
            tree.nodes = std::iter::once(top).chain(sunk).collect();
        }
        let ids: Vec<u32> = tree.nodes.iter().map(|node| node.id.0).collect();
        let sheets = (0..self.way(3) as u32).map(|id| (SheetId(id + 1), self.sheet())).collect();
        let adopted = if self.truth() { vec![(NodeId(ids[0]), vec![SheetId(1), SheetId(7)])] } else { vec![] };
        Snapshot { tree, sheets, adopted, view: self.view(&ids), next_id: next + self.way(5) as u32 }
    }

    /// An operation that `model` can do; with `wild`, now and then one that it cannot.
    pub(crate) fn operation(&mut self, model: &Model, wild: bool) -> Operation {
        let every: Vec<u32> = model.nodes.keys().copied().collect();
        let of_kind = |holds: fn(&NodeData) -> bool| -> Vec<u32> {
            every.iter().copied().filter(|id| wild || holds(&model.nodes[id].data)).collect()
        };
        let elements = of_kind(|data| matches!(data, NodeData::Element { .. }));
        let containers = of_kind(NodeData::is_container);
        let texts = of_kind(|data| matches!(data, NodeData::Text { .. } | NodeData::Cdata { .. }));
        let roots = of_kind(|data| matches!(data, NodeData::Document { .. } | NodeData::ShadowRoot { .. }));
        let movable = of_kind(|data| !matches!(data, NodeData::Document { .. } | NodeData::ShadowRoot { .. }));
        let astray = wild && self.way(6) == 5;
        let known = |choices: &mut Self, ids: &[u32]| -> Option<NodeId> {
            if astray { Some(NodeId(choices.way(50) as u32)) } else { choices.of(ids).map(NodeId) }
        };
        let made = match self.way(13) {
            0..=2 => known(self, &containers).map(|parent| self.insertion(model, parent, wild)),
            3 => known(self, &movable).map(|node| Operation::Remove { node }),
            4..=5 => known(self, &movable).and_then(|node| {
                let below = model.below(node.0);
                let free: Vec<u32> = containers.iter().copied().filter(|id| wild || !below.contains(id)).collect();
                let parent = self.of(&free).map(NodeId)?;
                let siblings: Vec<u32> = self.siblings(model, parent, wild);
                let previous = self.of(&siblings).map(NodeId).filter(|previous| wild || *previous != node);
                Some(Operation::Move { node, parent, previous })
            }),
            6 => known(self, &elements).map(|node| Operation::SetAttribute { node, attribute: self.attribute() }),
            7 => known(self, &elements).map(|node| {
                let Attribute { namespace, name, .. } = self.attribute();
                Operation::RemoveAttribute { node, namespace, name }
            }),
            8 => known(self, &texts).map(|node| match self.truth() {
                false => Operation::SetText { node, text: self.text() },
                true => Operation::SpliceText {
                    node,
                    at: self.way(12) as u32,
                    remove: self.number() >> self.way(32),
                    insert: self.text(),
                },
            }),
            9 => known(self, &every).map(|node| {
                let (property, value) = self.property();
                Operation::SetProperty { node, property, value }
            }),
            10 => known(self, &roots).map(|node| Operation::Adopt {
                node,
                sheets: (0..self.way(3)).map(|_| SheetId(self.way(4) as u32)).collect(),
            }),
            11 => {
                let sheets: Vec<SheetId> = model.sheets.keys().copied().collect();
                let sheet = if astray { Some(SheetId(99)) } else { self.of(&sheets) };
                sheet.map(|sheet| Operation::EditSheet { sheet, edit: self.edit() })
            }
            _ => None,
        };
        made.unwrap_or_else(|| Operation::SetSheet { sheet: SheetId(1 + self.way(4) as u32), value: self.sheet() })
    }

    fn siblings(&mut self, model: &Model, parent: NodeId, wild: bool) -> Vec<u32> {
        let Some(node) = model.nodes.get(&parent.0) else { return vec![] };
        let mut siblings = node.children.clone();
        if wild && self.way(8) == 7 {
            siblings.extend(node.attached);
            siblings.push(3);
        }
        siblings
    }

    fn insertion(&mut self, model: &Model, parent: NodeId, wild: bool) -> Operation {
        let siblings = self.siblings(model, parent, wild);
        let previous = if self.truth() { self.of(&siblings).map(NodeId) } else { None };
        let below_element = model.nodes.get(&parent.0).is_some_and(|n| matches!(n.data, NodeData::Element { .. }));
        let mut next = model.next_id;
        let root = self.node_data(below_element || wild);
        let mut tree = self.tree(&mut next, root);
        if wild && self.way(4) == 3 {
            self.spoil(&mut tree);
        }
        Operation::Insert { parent, previous, tree }
    }

    /// Breaks a tree: taken ids, leaps in depth, a second root, a text that has children.
    fn spoil(&mut self, tree: &mut Tree) {
        let at = self.way(tree.nodes.len());
        if let Some(node) = tree.nodes.get_mut(at) {
            match self.way(5) {
                0 => node.id = NodeId(self.way(12) as u32),
                1 => node.depth = self.way(5) as u32,
                2 => node.data = NodeData::Comment,
                3 => node.data = NodeData::Document { mode: CompatMode::Standards, xml: false },
                _ => node.id = NodeId(u32::MAX - self.way(2) as u32),
            }
        }
        if self.truth() {
            self.spoil(tree);
        }
    }

    /// Any event but a keyframe.
    pub(crate) fn event(&mut self, model: &Model, wild: bool) -> Event {
        let ids: Vec<u32> = model.nodes.keys().copied().collect();
        let (x, y) = (self.place(), self.text());
        match self.way(34) {
            0 => Event::PointerMove { pointer: self.number(), x: x.0, y: x.1 },
            1 => {
                let Pointer { id, kind, x, y, buttons } = self.pointer();
                Event::PointerState { pointer: id, kind, buttons, x, y }
            }
            2 => Event::PointerLeave { pointer: self.number() },
            3 => Event::Click {
                kind: ClickKind::from_wire(self.way(4) as u64).unwrap(),
                x: x.0,
                y: x.1,
                target: self.target(&ids),
                bounds: [x.0, 0, -1, x.1],
            },
            4 => Event::Viewport { size: self.size() },
            5 => Event::Visibility { hidden: self.truth() },
            6 => Event::Navigation { kind: NavigationKind::from_wire(self.way(5) as u64).unwrap(), url: y },
            7 => Event::Focus { target: self.target(&ids).map(|id| (id, self.truth())) },
            8 => Event::Select { selection: self.selection(&ids) },
            9 => Event::Hover { target: self.target(&ids) },
            10 => Event::Activate { target: self.target(&ids) },
            11 => Event::Target { target: self.target(&ids) },
            12 => Event::Key { kind: KeyKind::from_wire(self.way(9) as u64).unwrap() },
            13 => {
                Event::Gesture { kind: GestureKind::from_wire(self.way(9) as u64).unwrap(), target: self.target(&ids) }
            }
            14 => Event::Surroundings { environment: self.environment() },
            15 => Event::Mark { name: y, detail: self.text() },
            16 => Event::Identify { user: y, traits: self.text() },
            17 => Event::Resource { url: y, mime: self.text(), bytes: self.text().as_bytes().to_vec() },
            18 => Event::MissingResource { url: y, reason: self.text() },
            19 => Event::Absence { duration_micros: u64::from(self.number()) << self.way(33), reason: y },
            20 => Event::End { reason: y },
            22 => Event::Check { parts: std::array::from_fn(|_| self.number()) },
            23 => Event::SameResource { url: y.clone(), same: y },
            21 => Event::Unknown { kind: self.number().max(65), bytes: self.text().as_bytes().to_vec() },
            _ => {
                let mut after = model.clone();
                let mut operations = Vec::new();
                for _ in 0..self.way(5) {
                    let operation = self.operation(&after, wild);
                    after.apply(&Event::Mutation { operations: vec![operation.clone()] });
                    operations.push(operation);
                }
                Event::Mutation { operations }
            }
        }
    }

    /// A keyframe and what follows it, each with its time; with `wild`, some of it cannot be done, or is not true.
    pub(crate) fn history(&mut self, wild: bool) -> Vec<(u64, Event)> {
        let mut model = Model::default();
        let mut document = Document::default();
        let mut at_micros = 0;
        let mut events = vec![(at_micros, Event::Keyframe(Box::new(self.keyframe())))];
        model.apply(&events[0].1);
        document.apply(&events[0].1, &mut |_| {});
        while !self.0.is_empty() {
            at_micros += u64::from(self.number() >> self.way(32));
            let event = match self.event(&model, wild) {
                Event::Check { .. } if !wild => Event::Check { parts: document.digest() },
                event => event,
            };
            model.apply(&event);
            document.apply(&event, &mut |_| {});
            events.push((at_micros, event));
        }
        events
    }
}

/// Says whether the last node that is one less deep can hold others.
fn nodes_above_hold(nodes: &[TreeNode], depth: usize) -> bool {
    let last = nodes.iter().rev().find(|node| (node.depth as usize) < depth);
    last.is_some_and(|node| node.depth as usize + 1 == depth && node.data.is_container())
}
