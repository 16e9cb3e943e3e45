//! A stage without a browser: what `js/src/player/ops.ts` does, on a map of nodes, written down to be compared.

use domreel_player::patch::{Buffer, Op};
use std::collections::BTreeMap;

/// What the stage shows. The default one passes over what makes no sense, as the real one does.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    nodes: BTreeMap<u32, Node>,
    names: Vec<String>,
    root: u32,
    constructed: BTreeMap<(u32, u32), Sheet>,
    /// What stands in the top layer, from the lowest to the highest, as what, and opened by which.
    top: Vec<(u32, u32, u32)>,
    /// Whether what a DOM would refuse or not find fails the test.
    pub(crate) is_strict: bool,
    /// The nodes in which the selection begins and ends.
    pub(crate) selected: Option<(u32, u32)>,
    /// How many elements and texts were ever made.
    pub(crate) made: usize,
}

/// One node of the stage.
#[derive(Clone, Debug, Default)]
struct Node {
    what: String,
    attributes: BTreeMap<(String, String), String>,
    text: String,
    sheet: Sheet,
    adopted: Vec<u32>,
    scroll: (f64, f64),
    /// What stands in no attribute, by the number of the property.
    state: BTreeMap<u32, String>,
    /// The node above, or 0: the host of a shadow root, the frame of a document.
    parent: u32,
    children: Vec<u32>,
    /// The shadow root, or the document that is framed, or 0.
    attached: u32,
}

impl Node {
    fn is_root(&self) -> bool {
        self.what.starts_with("document") || self.what.starts_with("shadow")
    }
}

/// A style sheet: its text, with what was done to its rules.
#[derive(Clone, Debug, Default)]
struct Sheet {
    text: String,
    media: String,
    is_disabled: bool,
}

/// A batch that is being performed.
struct Batch<'a> {
    words: &'a [u32],
    units: Vec<u16>,
    text_at: usize,
    /// The elements that are being made.
    open: Vec<u32>,
    /// The sheet that is being edited: its document or owner, and its number or 0.
    edited: Option<(u32, u32)>,
}

impl Batch<'_> {
    fn word(&mut self) -> u32 {
        let (first, rest) = self.words.split_first().expect("an operation is whole");
        self.words = rest;
        *first
    }

    fn string(&mut self) -> String {
        let start = self.text_at;
        self.text_at += self.word() as usize;
        // A lone surrogate, which no string holds, is written as a character of the last private plane.
        let alone = |unit: u16| char::from_u32(0x10_0000 + u32::from(unit)).unwrap();
        let units = self.units[start..self.text_at].iter().copied();
        char::decode_utf16(units).map(|unit| unit.unwrap_or_else(|error| alone(error.unpaired_surrogate()))).collect()
    }

    fn number(&mut self) -> f64 {
        let (low, high) = (self.word(), self.word());
        f64::from_bits(u64::from(high) << 32 | u64::from(low))
    }

    fn list(&mut self) -> Vec<u32> {
        (0..self.word()).map(|_| self.word()).collect()
    }
}

impl Stage {
    /// Performs a batch.
    pub(crate) fn perform(&mut self, buffer: &Buffer) {
        let mut names = buffer.atom_text().encode_utf16();
        for length in buffer.atom_lengths() {
            self.names.push(String::from_utf16_lossy(&names.by_ref().take(*length as usize).collect::<Vec<_>>()));
        }
        let whole = || String::from_utf8_lossy(buffer.text_bytes()).encode_utf16().collect();
        let units = buffer.units().unwrap_or_else(whole);
        let mut batch = Batch { words: buffer.words(), units, text_at: 0, open: Vec::new(), edited: None };
        while !batch.words.is_empty() {
            let number = batch.word();
            let op = Op::from_number(number).unwrap_or_else(|| panic!("there is no operation {number}"));
            self.operate(op, &mut batch);
        }
        assert!(batch.open.is_empty() || !self.is_strict, "every element that is opened is closed");
        assert_eq!(batch.text_at, batch.units.len(), "every text is read");
    }

    fn operate(&mut self, op: Op, batch: &mut Batch<'_>) {
        match op {
            Op::Reset | Op::Document | Op::NoDocument | Op::Shadow | Op::OpenShadow => self.attach(op, batch),
            Op::Element | Op::Close | Op::Text | Op::Cdata | Op::Comment | Op::Instruction | Op::Doctype => {
                self.make(op, batch);
            }
            Op::Place | Op::Remove | Op::Rename | Op::Forget => self.arrange(op, batch),
            Op::SetAttribute | Op::SetAttributeNs | Op::RemoveAttribute | Op::SetText | Op::Scroll => {
                self.set(op, batch);
            }
            Op::SheetText | Op::Construct | Op::Adopt | Op::EditConstructed | Op::EditOwned => self.style(op, batch),
            Op::RuleInsert
            | Op::RuleDelete
            | Op::RuleDeclare
            | Op::RuleSelect
            | Op::RuleMedia
            | Op::SheetMedia
            | Op::SheetDisabled => self.edit(op, batch),
            Op::Selection => {
                let [anchor, _, focus, _] = [0; 4].map(|_| batch.word());
                self.selected = (anchor != 0).then_some((anchor, focus));
            }
            Op::SetNumber => {
                let (id, property, value) = (batch.word(), batch.word(), batch.number().to_string());
                self.change(id, |node| drop(node.state.insert(property, value)));
            }
            Op::SetString => {
                let (id, property, value) = (batch.word(), batch.word(), batch.string());
                self.change(id, |node| drop(node.state.insert(property, value)));
            }
            Op::ResetProperty => {
                let (id, property) = (batch.word(), batch.word());
                self.change(id, |node| drop(node.state.remove(&property)));
            }
            Op::EnterTop => {
                let entry = (batch.word(), batch.word(), batch.word());
                self.top.retain(|(id, ..)| *id != entry.0);
                // Some were never made, because they stand where nothing is shown.
                if self.is_connected(entry.0) {
                    self.top.push(entry);
                }
            }
            Op::LeaveTop => {
                let (id, _) = (batch.word(), batch.word());
                self.top.retain(|(other, ..)| *other != id);
            }
        }
    }

    /// Documents and shadow roots.
    fn attach(&mut self, op: Op, batch: &mut Batch<'_>) {
        match op {
            Op::Reset => {
                let (id, mode) = (batch.word(), batch.word());
                self.nodes.clear();
                self.constructed.clear();
                self.top.clear();
                self.root = id;
                self.nodes.insert(id, Node { what: format!("document {mode}"), ..Node::default() });
            }
            Op::Document => {
                let (frame, id, mode) = (batch.word(), batch.word(), batch.word());
                let is_shown = self.is_connected(frame);
                self.expect(is_shown, "a frame has a document only where it is connected");
                self.constructed.retain(|(document, _), _| *document != id);
                self.hang(frame, id, format!("document {mode}"));
            }
            Op::NoDocument => {
                let frame = batch.word();
                self.unhang(frame);
            }
            _ => {
                let host = if op == Op::Shadow { batch.word() } else { *batch.open.last().expect("an open host") };
                let (id, flags) = (batch.word(), batch.word());
                let is_first = self.nodes.get(&host).is_some_and(|host| host.attached == 0);
                self.expect(is_first, "a host gets one shadow root");
                self.hang(host, id, format!("shadow {flags}"));
                if op == Op::OpenShadow {
                    batch.open.push(id);
                }
            }
        }
    }

    /// Nodes that stand below others.
    fn make(&mut self, op: Op, batch: &mut Batch<'_>) {
        if op == Op::Close {
            let left = batch.open.len().checked_sub(batch.word() as usize);
            return batch.open.truncate(left.expect("as many open elements as are closed"));
        }
        let (_, id) = (batch.word(), batch.word());
        let mut node = Node::default();
        match op {
            Op::Element => {
                // Whether it is defined may change later, as a property.
                let (namespace, name, _) = (self.name(batch), self.name(batch), batch.word());
                node.what = format!("<{namespace} {name}>");
                for _ in 0..batch.word() {
                    let key = (String::new(), self.name(batch));
                    node.attributes.insert(key, batch.string());
                }
            }
            Op::Comment => node.what = "comment".into(),
            Op::Instruction => {
                batch.word();
                node.what = "comment".into();
            }
            Op::Doctype => node.what = format!("doctype {} {:?}", self.name(batch), [batch.string(), batch.string()]),
            _ => (node.what, node.text) = ("text".into(), batch.string()),
        }
        self.made += 1;
        self.put(id, node, batch.open.last().copied().unwrap_or(0));
        if op == Op::Element {
            batch.open.push(id);
        }
    }

    /// Where nodes stand, and by which ids they are known.
    fn arrange(&mut self, op: Op, batch: &mut Batch<'_>) {
        match op {
            Op::Place => {
                let (id, parent, next) = (batch.word(), batch.word(), batch.word());
                self.place(id, parent, next);
            }
            Op::Remove => {
                let id = batch.word();
                self.take(id);
            }
            Op::Rename => {
                for _ in 0..batch.word() {
                    let (before, after) = (batch.word(), batch.word());
                    self.rename(before, after);
                }
            }
            _ => {
                for id in batch.list() {
                    self.nodes.remove(&id);
                }
            }
        }
    }

    /// Attributes, texts and offsets.
    fn set(&mut self, op: Op, batch: &mut Batch<'_>) {
        let id = batch.word();
        match op {
            Op::SetAttribute => {
                let (key, value) = ((String::new(), self.name(batch)), batch.string());
                self.change(id, |node| drop(node.attributes.insert(key, value)));
            }
            Op::SetAttributeNs => {
                let (key, value) = ((self.name(batch), self.name(batch)), batch.string());
                self.change(id, |node| drop(node.attributes.insert(key, value)));
            }
            Op::RemoveAttribute => {
                let key = (self.name(batch), self.name(batch));
                self.change(id, |node| drop(node.attributes.remove(&key)));
            }
            Op::SetText => {
                let text = batch.string();
                self.change(id, |node| node.text = text);
            }
            _ => {
                let offset = (batch.number(), batch.number());
                self.change(id, |node| node.scroll = offset);
            }
        }
    }

    /// Sheets as a whole.
    fn style(&mut self, op: Op, batch: &mut Batch<'_>) {
        let id = batch.word();
        match op {
            Op::SheetText => {
                let text = batch.string();
                self.change(id, |node| node.sheet = Sheet { text, ..Sheet::default() });
            }
            Op::Construct => {
                let (sheet, text) = (batch.word(), batch.string());
                self.constructed.insert((id, sheet), Sheet { text, ..Sheet::default() });
            }
            Op::Adopt => {
                let sheets = batch.list();
                self.change(id, |node| node.adopted = sheets);
            }
            Op::EditConstructed => {
                let key = (id, batch.word());
                let is_made = self.constructed.contains_key(&key);
                self.expect(is_made, "a sheet is made before it is edited");
                batch.edited = Some(key);
            }
            _ => batch.edited = Some((id, 0)),
        }
    }

    /// Edits of the sheet that was named last.
    fn edit(&mut self, op: Op, batch: &mut Batch<'_>) {
        let mut nobodys = Sheet::default();
        let sheet = match batch.edited {
            Some((owner, 0)) => self.nodes.get_mut(&owner).map(|node| &mut node.sheet),
            Some(key) => self.constructed.get_mut(&key),
            None => None,
        };
        let sheet = sheet.unwrap_or(&mut nobodys);
        match op {
            Op::SheetMedia => sheet.media = batch.string(),
            Op::SheetDisabled => sheet.is_disabled = batch.word() != 0,
            _ => {
                let path = batch.list();
                let index = matches!(op, Op::RuleInsert | Op::RuleDelete).then(|| batch.word());
                let text = (op != Op::RuleDelete).then(|| batch.string());
                sheet.text += &format!("[{op:?} {path:?} {index:?} {text:?}]");
            }
        }
    }

    /// Fails the test where the stage is strict and something does not hold.
    fn expect(&self, holds: bool, what: &str) {
        assert!(holds || !self.is_strict, "{what}");
    }

    fn name(&self, batch: &mut Batch<'_>) -> String {
        match batch.word() {
            0 => String::new(),
            atom => self.names[atom as usize - 1].clone(),
        }
    }

    /// Changes a node; not one that was never made, because it stands where nothing is shown.
    fn change(&mut self, id: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(&id) {
            change(node);
        }
    }

    /// Hangs a new root below a node, beside its children.
    fn hang(&mut self, parent: u32, id: u32, what: String) {
        self.unhang(parent);
        self.know(id, Node { what, parent, ..Node::default() });
        self.change(parent, |node| node.attached = id);
    }

    /// Takes away the root that hangs below a node.
    fn unhang(&mut self, parent: u32) {
        let root = self.nodes.get_mut(&parent).map_or(0, |parent| std::mem::take(&mut parent.attached));
        // Its id may stand for another node by now.
        if self.nodes.get(&root).is_some_and(|root| root.parent == parent && root.is_root()) {
            self.take(root);
        }
    }

    fn put(&mut self, id: u32, node: Node, parent: u32) {
        self.know(id, Node { parent, ..node });
        self.change(parent, |parent| parent.children.push(id));
    }

    /// Takes a new node by its id. Another that was known by it goes, with all that is in it.
    fn know(&mut self, id: u32, node: Node) {
        self.take(id);
        let before = self.nodes.insert(id, node).unwrap_or_default();
        for below in before.children.into_iter().chain([before.attached]) {
            // Its root may be gone, and the root's id stand for another node.
            self.change(below, |node| node.parent = if node.parent == id { 0 } else { node.parent });
        }
    }

    /// Puts a node before the next one. A next one that stands elsewhere is refused, as by `insertBefore`.
    fn place(&mut self, id: u32, parent: u32, next: u32) {
        let Some(siblings) = self.nodes.get(&parent).map(|parent| &parent.children) else {
            return self.expect(!self.nodes.contains_key(&id), "a node is put below one that is there");
        };
        let is_refused = self.nodes.contains_key(&next) && !siblings.contains(&next);
        self.expect(!is_refused, "the next node stands in this parent");
        self.expect(!self.is_above(id, parent), "a node is not put below itself");
        if is_refused || !self.nodes.contains_key(&id) {
            return;
        }
        self.take(id);
        self.change(id, |node| node.parent = parent);
        self.change(parent, |parent| {
            let end = parent.children.iter().position(|child| *child == next).unwrap_or(parent.children.len());
            parent.children.insert(end, id);
        });
    }

    fn rename(&mut self, before: u32, after: u32) {
        let Some(node) = self.nodes.remove(&before) else { return self.expect(false, "what is renamed is there") };
        assert!(!self.nodes.contains_key(&after), "{after} is there already");
        // A selection does not know of ids: it stays in the nodes that it was in.
        self.selected =
            self.selected.map(|ends| <[u32; 2]>::from(ends).map(|at| if at == before { after } else { at }).into());
        self.change(node.parent, |parent| {
            parent.children.iter_mut().filter(|child| **child == before).for_each(|child| *child = after);
        });
        for child in &node.children {
            self.change(*child, |child| child.parent = after);
        }
        self.nodes.insert(after, node);
    }

    /// Takes a node from where it stands, and what is in it from the top layer.
    fn take(&mut self, id: u32) {
        let top = std::mem::take(&mut self.top);
        self.top = top.into_iter().filter(|(entry, ..)| !self.is_above(id, *entry)).collect();
        let Some(node) = self.nodes.get_mut(&id) else { return };
        let parent = std::mem::take(&mut node.parent);
        self.change(parent, |parent| parent.children.retain(|child| *child != id));
    }

    fn is_above(&self, above: u32, id: u32) -> bool {
        std::iter::successors(Some(id), |at| self.nodes.get(at).map(|node| node.parent)).any(|at| at == above)
    }

    fn is_connected(&self, id: u32) -> bool {
        self.is_above(self.root, id)
    }

    /// Writes down what is there, a line a node, so that two stages can be compared.
    pub(crate) fn show(&self) -> String {
        let mut out = format!("top layer: {:?}\n", self.top);
        let mut todo = vec![(self.root, 0, self.root)];
        while let Some((id, depth, document)) = todo.pop() {
            let indent = " ".repeat(depth);
            let Some(node) = self.nodes.get(&id) else {
                out += &format!("{indent}{id} is gone\n");
                continue;
            };
            let document = if node.what.starts_with("document") { id } else { document };
            let adopted: Vec<_> = node.adopted.iter().map(|sheet| self.constructed.get(&(document, *sheet))).collect();
            let Node { what, attributes, text, sheet, scroll, state, .. } = node;
            out += &format!("{indent}{id} {what} {attributes:?} {text:?} {sheet:?} {adopted:?} {scroll:?} {state:?}\n");
            todo.extend(node.children.iter().rev().map(|child| (*child, depth + 1, document)));
            if node.attached != 0 {
                todo.push((node.attached, depth + 2, document));
            }
        }
        out
    }
}
