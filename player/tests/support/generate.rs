//! Recordings that nobody made: random pages and random changes of them, the same for the same seed.

use domreel_format::snapshot::{Size, Snapshot, View};
use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, Document, Edit, EditKind, Event, NodeData, NodeId, Operation, Property, Sheet, SheetId, Text, Tree,
    TreeNode, Value,
};

/// A generator of numbers (splitmix64): small, and the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A page that changes at random.
pub(crate) struct Page {
    random: Random,
    document: Document,
    next_id: u32,
    at_micros: u64,
    pub(crate) events: Vec<(u64, Event)>,
}

const NAMES: [&str; 7] = ["div", "p", "b", "ul", "x-card", "style", "iframe"];

impl Page {
    pub(crate) fn new(seed: u64) -> Self {
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let nodes = vec![
            node(1, 0, NodeData::Document { mode: CompatMode::Standards, xml: false }),
            node(2, 1, element("html", Vec::new())),
            node(3, 2, element("body", Vec::new())),
        ];
        let view = View { viewport: Size { width: 800, height: 600 }, ..View::default() };
        let snapshot = Snapshot { tree: Tree { nodes }, view, next_id: 4, ..Snapshot::default() };
        let mut page =
            Self { random: Random(seed), document: Document::default(), next_id: 4, at_micros: 0, events: Vec::new() };
        page.push(Event::Keyframe(Box::new(snapshot)));
        page
    }

    /// Lets something happen, some steps long.
    pub(crate) fn run(&mut self, steps: usize) {
        for _ in 0..steps {
            self.at_micros += self.random.next() % 200_000;
            let event = self.event();
            self.push(event);
        }
    }

    fn push(&mut self, event: Event) {
        self.document.apply(&event, &mut |warning| panic!("the page made {event:?}: {warning:?}"));
        self.events.push((self.at_micros, event));
    }

    fn event(&mut self) -> Event {
        match self.random.below(20) {
            0 => Event::Keyframe(Box::new(self.document.snapshot())),
            1 => Event::Hover { target: Some(self.container()) },
            2 => Event::Focus { target: Some((self.container(), self.random.below(2) == 0)) },
            3 => Event::Viewport { size: Size { width: 300 + self.number(900), height: 600 } },
            _ => {
                let before = self.document.clone();
                let mut operations = Vec::new();
                for _ in 0..=self.random.below(4) {
                    let operation = self.operation();
                    let event = Event::Mutation { operations: vec![operation.clone()] };
                    // Each operation is made for the document after those before it.
                    self.document.apply(&event, &mut |warning| panic!("the page made {event:?}: {warning:?}"));
                    operations.push(operation);
                }
                // They were applied one by one; go back, so that the event applies as a whole.
                self.document = before;
                Event::Mutation { operations }
            }
        }
    }

    fn number(&mut self, limit: usize) -> u32 {
        u32::try_from(self.random.below(limit)).unwrap()
    }

    fn nodes(&self) -> Vec<NodeId> {
        self.document.descend(NodeId(1)).map(|(id, ..)| id).collect()
    }

    /// Picks an element below the root element.
    fn container(&mut self) -> NodeId {
        let elements: Vec<NodeId> = self
            .nodes()
            .into_iter()
            .filter(|id| id.0 > 2 && self.document.node(*id).is_some_and(|n| n.is_container() && !n.is_attachable()))
            .collect();
        *self.random.pick(&elements)
    }

    fn place(&mut self) -> (NodeId, Option<NodeId>) {
        let parents: Vec<NodeId> = self
            .nodes()
            .into_iter()
            .filter(|id| id.0 > 2 && self.document.node(*id).is_some_and(takes_children))
            .collect();
        let parent = *self.random.pick(&parents);
        let children: Vec<NodeId> = self.document.children(parent).collect();
        let at = self.random.below(children.len() + 1);
        (parent, at.checked_sub(1).map(|at| children[at]))
    }

    fn operation(&mut self) -> Operation {
        let removable: Vec<NodeId> = self.nodes().into_iter().filter(|id| id.0 > 3).collect();
        match self.random.below(if removable.is_empty() { 3 } else { 14 }) {
            0..=2 => {
                let (parent, previous) = self.place();
                Operation::Insert { parent, previous, tree: self.tree() }
            }
            3 => Operation::Remove { node: *self.random.pick(&removable) },
            4..=6 => self.relocate(&removable),
            7 | 8 => Operation::SetAttribute {
                node: self.container(),
                attribute: Attribute {
                    namespace: None,
                    name: (*self.random.pick(&["class", "onclick", "style", "hidden"])).into(),
                    value: format!("v{}", self.random.below(9)).into(),
                },
            },
            9 => Operation::RemoveAttribute { node: self.container(), namespace: None, name: "class".into() },
            10 => Operation::SetProperty {
                node: self.container(),
                property: Property::ScrollTop,
                value: Value::Integer(i64::from(self.number(500))),
            },
            11 => {
                let sheet = SheetId(1 + self.number(3));
                if self.document.sheet(sheet).is_some() && self.random.below(2) == 0 {
                    let kind = EditKind::Insert { index: 0, text: "b{}".into() };
                    return Operation::EditSheet { sheet, edit: Edit { path: Vec::new(), kind } };
                }
                let text = Some(Text::from(format!("a{}:hover{{}}", self.random.below(9))));
                Operation::SetSheet { sheet, value: Sheet { text, ..Sheet::default() } }
            }
            12 => {
                let sheets: Vec<SheetId> = self.document.sheets().map(|(id, _)| id).collect();
                Operation::Adopt { node: NodeId(1), sheets }
            }
            _ => {
                let texts: Vec<NodeId> = removable
                    .iter()
                    .copied()
                    .filter(|id| self.document.node(*id).is_some_and(|n| !n.is_container()))
                    .collect();
                match texts.as_slice() {
                    [] => Operation::Remove { node: removable[0] },
                    texts => Operation::SetText {
                        node: *self.random.pick(texts),
                        text: format!("t{}", self.random.below(99)).into(),
                    },
                }
            }
        }
    }

    fn relocate(&mut self, removable: &[NodeId]) -> Operation {
        for _ in 0..20 {
            let node = *self.random.pick(removable);
            let (parent, previous) = self.place();
            let below: Vec<NodeId> = self.document.descend(node).map(|(id, ..)| id).collect();
            let attachable = self.document.node(node).is_some_and(domreel_format::Node::is_attachable);
            if !below.contains(&parent) && previous != Some(node) && !attachable {
                return Operation::Move { node, parent, previous };
            }
        }
        Operation::Remove { node: removable[0] }
    }

    /// A small tree: elements, texts, sometimes a shadow root or a frame's document.
    fn tree(&mut self) -> Tree {
        let mut nodes = Vec::new();
        self.subtree(0, &mut nodes);
        Tree { nodes }
    }

    fn subtree(&mut self, depth: u32, nodes: &mut Vec<TreeNode>) {
        let id = NodeId(self.next_id);
        self.next_id += 1;
        if depth > 0 && self.random.below(3) == 0 || depth > 4 {
            let data = NodeData::Text { text: format!("n{}", self.random.below(99)).into() };
            nodes.push(TreeNode { id, depth, data, properties: Vec::new() });
            return;
        }
        let name = *self.random.pick(&NAMES);
        let attributes = vec![Attribute { namespace: None, name: "id".into(), value: format!("i{}", id.0).into() }];
        let properties = match name {
            "style" => vec![(Property::Sheet, Value::Integer(i64::from(self.number(4))))],
            "x-card" => vec![(Property::Defined, Value::Integer(i64::from(self.number(2))))],
            _ => Vec::new(),
        };
        nodes.push(TreeNode { id, depth, data: element(name, attributes), properties });
        let root = match name {
            "x-card" if self.random.below(2) == 0 => {
                Some(NodeData::ShadowRoot { open: true, delegates_focus: false, manual_slots: false })
            }
            "iframe" => Some(NodeData::Document { mode: CompatMode::Quirks, xml: false }),
            _ => None,
        };
        if let Some(data) = root {
            let id = NodeId(self.next_id);
            self.next_id += 1;
            nodes.push(TreeNode { id, depth: depth + 1, data, properties: Vec::new() });
            if name == "iframe" {
                let id = NodeId(self.next_id);
                self.next_id += 1;
                nodes.push(TreeNode {
                    id,
                    depth: depth + 2,
                    data: element("html", Vec::new()),
                    properties: Vec::new(),
                });
            } else {
                self.subtree(depth + 2, nodes);
            }
        }
        for _ in 0..self.random.below(4) {
            self.subtree(depth + 1, nodes);
        }
    }
}

/// A document takes one element, which it has.
fn takes_children(node: &domreel_format::Node) -> bool {
    node.is_container() && !matches!(node.kind, domreel_format::NodeKind::Document { .. })
}

fn element(name: &str, attributes: Vec<Attribute>) -> NodeData {
    NodeData::Element { namespace: None, name: name.into(), attributes }
}
