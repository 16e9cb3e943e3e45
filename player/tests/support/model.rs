//! A model of the DOM that performs operations as `js/src/player/ops.ts` does, and then shows what is there.

use domreel_format::Text;
use domreel_player::patch::{Buffer, Op};
use std::collections::BTreeMap;

/// One node of the model.
#[derive(Clone, Debug, Default)]
struct Node {
    label: String,
    attributes: BTreeMap<String, String>,
    text: Option<String>,
    sheet: String,
    parent: Option<u32>,
    children: Vec<u32>,
    attached: Option<u32>,
    adopted: Vec<u32>,
    scroll: (f64, f64),
}

/// The model: nodes by their ids, as the recording gives them.
#[derive(Debug, Default)]
pub(crate) struct Model {
    nodes: BTreeMap<u32, Node>,
    names: Vec<String>,
    root: u32,
    constructed: BTreeMap<(u32, u32), String>,
    /// The nodes in which the selection begins and ends.
    pub(crate) selected: Option<(u32, u32)>,
    /// How many elements and texts were ever made.
    pub(crate) made: usize,
}

struct Batch<'a> {
    words: &'a [u32],
    units: Vec<u16>,
    at: usize,
    text_at: usize,
}

impl Batch<'_> {
    fn word(&mut self) -> u32 {
        self.at += 1;
        self.words[self.at - 1]
    }

    fn string(&mut self) -> String {
        let length = self.word() as usize;
        self.text_at += length;
        String::from_utf16_lossy(&self.units[self.text_at - length..self.text_at])
    }

    fn number(&mut self) -> f64 {
        let (low, high) = (self.word(), self.word());
        f64::from_bits(u64::from(high) << 32 | u64::from(low))
    }

    fn list(&mut self) -> Vec<u32> {
        (0..self.word()).map(|_| self.word()).collect()
    }
}

impl Model {
    /// Performs a batch. Anything that the DOM would refuse or not find fails the test.
    pub(crate) fn perform(&mut self, buffer: &Buffer) {
        let atoms: Vec<u16> = buffer.atom_text().encode_utf16().collect();
        let mut at = 0;
        if self.names.is_empty() {
            self.names.push(String::new());
        }
        for length in buffer.atom_lengths() {
            let end = at + *length as usize;
            self.names.push(String::from_utf16_lossy(&atoms[at..end]));
            at = end;
        }
        let units = Text::from_wtf8(buffer.text_bytes()).to_utf16();
        let mut batch = Batch { words: buffer.words(), units, at: 0, text_at: 0 };
        let mut open: Vec<u32> = Vec::new();
        let mut edited: Option<(u32, u32)> = None;
        while batch.at < batch.words.len() {
            let op = Op::from_number(batch.word()).expect("an operation");
            self.operation(op, &mut batch, &mut open, &mut edited);
        }
        assert_eq!(open, [], "every element that is opened is closed");
        assert_eq!(batch.text_at, batch.units.len(), "every text is read");
    }

    #[allow(clippy::too_many_lines)]
    fn operation(&mut self, op: Op, batch: &mut Batch<'_>, open: &mut Vec<u32>, edited: &mut Option<(u32, u32)>) {
        match op {
            Op::Reset => {
                self.nodes.clear();
                self.constructed.clear();
                self.root = batch.word();
                let label = format!("#document {}", batch.word());
                self.nodes.insert(self.root, Node { label, ..Node::default() });
            }
            Op::Document => {
                let (frame, id) = (batch.word(), batch.word());
                let label = format!("#document {}", batch.word());
                assert!(self.is_connected(frame), "a frame has a document only where it is connected");
                self.node(frame).attached = Some(id);
                self.nodes.insert(id, Node { label, parent: Some(frame), ..Node::default() });
                self.constructed.retain(|(document, _), _| *document != id);
            }
            Op::NoDocument => {
                let frame = batch.word();
                self.change(frame, |node| node.attached = None);
            }
            Op::Shadow => {
                let (host, id) = (batch.word(), batch.word());
                batch.word();
                self.shadow(host, id);
            }
            Op::OpenShadow => {
                let id = batch.word();
                batch.word();
                self.shadow(*open.last().expect("an open element"), id);
                open.push(id);
            }
            Op::Element => {
                batch.word();
                let id = batch.word();
                batch.word();
                let name = self.names[batch.word() as usize].clone();
                let label = format!("{name}{}", if batch.word() == 1 { "!" } else { "" });
                let mut attributes = BTreeMap::new();
                for _ in 0..batch.word() {
                    let name = self.names[batch.word() as usize].clone();
                    attributes.insert(name, batch.string());
                }
                self.put(id, Node { label, attributes, ..Node::default() }, open.last());
                open.push(id);
            }
            Op::Close => {
                let count = batch.word() as usize;
                open.truncate(open.len().checked_sub(count).expect("as many open elements as are closed"));
            }
            Op::Text | Op::Cdata => {
                batch.word();
                let id = batch.word();
                let text = Some(batch.string());
                self.put(id, Node { label: "#text".into(), text, ..Node::default() }, open.last());
            }
            Op::Comment => {
                batch.word();
                let id = batch.word();
                self.put(id, Node { label: "#comment".into(), ..Node::default() }, open.last());
            }
            Op::Place => {
                let (id, parent, next) = (batch.word(), batch.word(), batch.word());
                if !self.nodes.contains_key(&id) {
                    return;
                }
                self.detach(id);
                let mut above = Some(parent);
                while let Some(ancestor) = above {
                    assert_ne!(ancestor, id, "a node is not put below itself");
                    above = self.nodes.get(&ancestor).expect("a known parent").parent;
                }
                let children = &mut self.node(parent).children;
                let at = if next == 0 {
                    children.len()
                } else {
                    children.iter().position(|child| *child == next).expect("the next node stands in this parent")
                };
                children.insert(at, id);
                self.node(id).parent = Some(parent);
            }
            Op::Remove => {
                let id = batch.word();
                if self.nodes.contains_key(&id) {
                    self.detach(id);
                }
            }
            Op::Rename => {
                for _ in 0..batch.word() {
                    let (id, new_id) = (batch.word(), batch.word());
                    self.rename(id, new_id);
                }
            }
            Op::Forget => {
                for id in batch.list() {
                    self.nodes.remove(&id);
                }
            }
            Op::SetAttribute => {
                let (id, name) = (batch.word(), batch.word());
                let (name, value) = (self.names[name as usize].clone(), batch.string());
                self.change(id, |node| drop(node.attributes.insert(name, value)));
            }
            Op::RemoveAttribute => {
                let (id, _, name) = (batch.word(), batch.word(), batch.word());
                let name = self.names[name as usize].clone();
                self.change(id, |node| drop(node.attributes.remove(&name)));
            }
            Op::SetText => {
                let id = batch.word();
                let text = Some(batch.string());
                self.change(id, |node| node.text = text);
            }
            Op::SetNumber => {
                let (id, _) = (batch.word(), batch.word());
                batch.number();
                self.change(id, |_| {});
            }
            Op::ResetProperty => {
                let id = batch.word();
                batch.word();
                self.change(id, |_| {});
            }
            Op::Scroll => {
                let id = batch.word();
                let offset = (batch.number(), batch.number());
                self.change(id, |node| node.scroll = offset);
            }
            Op::SheetText => {
                let id = batch.word();
                let text = batch.string();
                self.change(id, |node| node.sheet = text);
            }
            Op::Construct => {
                let key = (batch.word(), batch.word());
                let text = batch.string();
                self.constructed.insert(key, text);
            }
            Op::Adopt => {
                let id = batch.word();
                let sheets = batch.list();
                self.change(id, |node| node.adopted = sheets);
            }
            Op::EditConstructed => {
                let key = (batch.word(), batch.word());
                assert!(self.constructed.contains_key(&key), "a sheet is made before it is edited");
                *edited = Some(key);
            }
            Op::EditOwned => *edited = Some((batch.word(), 0)),
            Op::RuleInsert => {
                assert_eq!(batch.list(), []);
                let edit = format!("[{}:{}]", batch.word(), batch.string());
                let (owner, sheet) = edited.expect("a sheet that is edited");
                match sheet {
                    0 => self.change(owner, |node| node.sheet.push_str(&edit)),
                    _ => self.constructed.get_mut(&(owner, sheet)).expect("a sheet").push_str(&edit),
                }
            }
            Op::Selection => {
                let [anchor, _, focus, _] = [0; 4].map(|_| batch.word());
                self.selected = (anchor != 0).then_some((anchor, focus));
            }
            other => panic!("the generated recordings do not lead to {other:?}"),
        }
    }

    fn node(&mut self, id: u32) -> &mut Node {
        self.nodes.get_mut(&id).unwrap_or_else(|| panic!("node {id} is known"))
    }

    /// Changes a node; not one that was never made, because it stands where nothing is shown.
    fn change(&mut self, id: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(&id) {
            change(node);
        }
    }

    fn shadow(&mut self, host: u32, id: u32) {
        assert_eq!(self.node(host).attached, None, "a host gets one shadow root");
        self.node(host).attached = Some(id);
        self.nodes.insert(id, Node { label: "#shadow".into(), parent: Some(host), ..Node::default() });
    }

    fn put(&mut self, id: u32, node: Node, parent: Option<&u32>) {
        self.made += 1;
        if self.nodes.contains_key(&id) {
            self.detach(id);
            for child in self.node(id).children.clone() {
                self.node(child).parent = None;
            }
        }
        self.nodes.insert(id, Node { parent: parent.copied(), ..node });
        if let Some(parent) = parent {
            self.node(*parent).children.push(id);
        }
    }

    fn rename(&mut self, id: u32, new_id: u32) {
        let node = self.nodes.remove(&id).unwrap_or_else(|| panic!("node {id} is known"));
        // A selection does not know of ids: it stays in the nodes that it was in.
        self.selected =
            self.selected.map(|ends| <[u32; 2]>::from(ends).map(|at| if at == id { new_id } else { at }).into());
        for child in &node.children {
            self.node(*child).parent = Some(new_id);
        }
        if let Some(parent) = node.parent {
            let place = self.node(parent).children.iter_mut().find(|child| **child == id);
            *place.expect("a child of its parent") = new_id;
        }
        assert!(self.nodes.insert(new_id, node).is_none(), "no node is known by {new_id}");
    }

    fn detach(&mut self, id: u32) {
        if let Some(parent) = self.node(id).parent.take()
            && let Some(parent) = self.nodes.get_mut(&parent)
        {
            parent.children.retain(|child| *child != id);
        }
    }

    fn is_connected(&self, id: u32) -> bool {
        let mut at = id;
        while let Some(parent) = self.nodes.get(&at).and_then(|node| node.parent) {
            at = parent;
        }
        at == self.root
    }

    /// Writes down what is there, so that two models can be compared.
    pub(crate) fn show(&self) -> String {
        let mut out = String::new();
        let mut todo = vec![(self.root, 0)];
        while let Some((id, depth)) = todo.pop() {
            let node = &self.nodes[&id];
            let document = self.document_of(id);
            let adopted: Vec<_> = node.adopted.iter().map(|sheet| self.constructed.get(&(document, *sheet))).collect();
            out.push_str(&format!(
                "{}{id} {} {:?} {:?} {:?} {adopted:?} {:?}\n",
                "  ".repeat(depth),
                node.label,
                node.attributes,
                node.text,
                node.sheet,
                node.scroll
            ));
            todo.extend(node.children.iter().rev().map(|child| (*child, depth + 1)));
            todo.extend(node.attached.map(|root| (root, depth + 1)));
        }
        out
    }

    fn document_of(&self, id: u32) -> u32 {
        let mut at = id;
        while !self.nodes[&at].label.starts_with("#document") {
            at = self.nodes[&at].parent.expect("a document above");
        }
        at
    }
}
