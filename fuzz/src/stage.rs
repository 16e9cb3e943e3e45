//! A stage without a browser: what `js/src/player/ops.ts` does, on a map of nodes.

use domreel_player::patch::{Buffer, Op};
use std::collections::BTreeMap;
use std::fmt;

/// What the stage shows.
#[derive(Default)]
pub struct Stage {
    nodes: BTreeMap<u32, StageNode>,
    nowhere: StageNode,
    names: Vec<String>,
    root: u32,
}

#[derive(Default)]
struct StageNode {
    what: String,
    attributes: BTreeMap<(String, String), Vec<u16>>,
    text: Vec<u16>,
    parent: u32,
    /// The shadow root, or the document that is framed.
    attached: u32,
    children: Vec<u32>,
}

/// The operands of a batch, and its texts.
struct Operands<'a> {
    words: &'a [u32],
    units: Vec<u16>,
    at: usize,
}

impl Operands<'_> {
    fn word(&mut self) -> u32 {
        let (first, rest) = self.words.split_first().expect("an operation is whole");
        self.words = rest;
        *first
    }

    fn text(&mut self) -> Vec<u16> {
        let start = self.at;
        self.at += self.word() as usize;
        self.units[start..self.at].to_vec()
    }

    fn path(&mut self) {
        for _ in 0..self.word() {
            self.word();
        }
    }
}

impl Stage {
    /// Performs a batch.
    pub fn perform(&mut self, buffer: &Buffer) {
        let mut names = buffer.atom_text().encode_utf16();
        for length in buffer.atom_lengths() {
            self.names.push(String::from_utf16_lossy(&names.by_ref().take(*length as usize).collect::<Vec<_>>()));
        }
        let whole = || String::from_utf8_lossy(buffer.text_bytes()).encode_utf16().collect();
        let mut from = Operands { words: buffer.words(), units: buffer.units().unwrap_or_else(whole), at: 0 };
        let mut open = Vec::new();
        while !from.words.is_empty() {
            let number = from.word();
            self.operate(number, &mut from, &mut open);
        }
        assert_eq!(from.at, from.units.len(), "texts are left over");
    }

    fn operate(&mut self, number: u32, from: &mut Operands<'_>, open: &mut Vec<u32>) {
        match number {
            n if n == Op::Reset as u32 => {
                let (id, mode) = (from.word(), from.word());
                self.nodes.clear();
                self.root = id;
                self.put(id, format!("document {mode}"), &[]);
            }
            n if n == Op::Document as u32 => {
                let (frame, id, mode) = (from.word(), from.word(), from.word());
                self.put(id, format!("document {mode}"), &[]);
                self.node(frame).attached = id;
            }
            n if n == Op::NoDocument as u32 => {
                let frame = from.word();
                self.node(frame).attached = 0;
            }
            n if n == Op::Shadow as u32 => {
                let (host, id, flags) = (from.word(), from.word(), from.word());
                self.attach_shadow(host, id, flags);
            }
            n if n == Op::Element as u32 => {
                let (_, id) = (from.word(), from.word());
                // Whether it is defined may change later, as a property.
                let (namespace, name, _) = (self.name(from), self.name(from), from.word());
                self.put(id, format!("<{namespace} {name}>"), open);
                for _ in 0..from.word() {
                    let key = (String::new(), self.name(from));
                    let value = from.text();
                    self.node(id).attributes.insert(key, value);
                }
                open.push(id);
            }
            n if n == Op::Close as u32 => {
                let count = from.word() as usize;
                assert!(count <= open.len(), "more is closed than open");
                open.truncate(open.len() - count);
            }
            n if n == Op::Text as u32 || n == Op::Cdata as u32 => {
                let (_, id) = (from.word(), from.word());
                self.put(id, "text".into(), open);
                self.node(id).text = from.text();
            }
            n if n == Op::Comment as u32 => {
                let (_, id) = (from.word(), from.word());
                self.put(id, "comment".into(), open);
            }
            n if n == Op::Instruction as u32 => {
                let (_, id, _) = (from.word(), from.word(), from.word());
                self.put(id, "comment".into(), open);
            }
            n if n == Op::Doctype as u32 => {
                let (_, id, name) = (from.word(), from.word(), self.name(from));
                let ids = [from.text(), from.text()];
                self.put(id, format!("doctype {name} {ids:?}"), open);
            }
            n if n == Op::OpenShadow as u32 => {
                let (id, flags) = (from.word(), from.word());
                self.attach_shadow(*open.last().expect("an open host"), id, flags);
                open.push(id);
            }
            n if n == Op::Place as u32 => {
                let (id, parent, next) = (from.word(), from.word(), from.word());
                self.place(id, parent, next);
            }
            n if n == Op::Remove as u32 => {
                let id = from.word();
                self.take(id);
            }
            n if n == Op::Forget as u32 => {
                for _ in 0..from.word() {
                    self.nodes.remove(&from.word());
                }
            }
            n if n == Op::Rename as u32 => {
                for _ in 0..from.word() {
                    let (before, after) = (from.word(), from.word());
                    self.rename(before, after);
                }
            }
            n if n == Op::SetAttribute as u32 => {
                let (id, name, value) = (from.word(), self.name(from), from.text());
                self.node(id).attributes.insert((String::new(), name), value);
            }
            n if n == Op::SetAttributeNs as u32 => {
                let (id, namespace, name) = (from.word(), self.name(from), self.name(from));
                let value = from.text();
                self.node(id).attributes.insert((namespace, name), value);
            }
            n if n == Op::RemoveAttribute as u32 => {
                let (id, namespace, name) = (from.word(), self.name(from), self.name(from));
                self.node(id).attributes.remove(&(namespace, name));
            }
            n if n == Op::SetText as u32 || n == Op::SheetText as u32 => {
                let id = from.word();
                self.node(id).text = from.text();
            }
            other => skip(other, from),
        }
    }

    fn name(&self, from: &mut Operands<'_>) -> String {
        match from.word() {
            0 => String::new(),
            atom => self.names[atom as usize - 1].clone(),
        }
    }

    /// Returns a node, or one that nobody sees: what makes no sense is passed over, as on the real stage.
    fn node(&mut self, id: u32) -> &mut StageNode {
        self.nodes.get_mut(&id).unwrap_or(&mut self.nowhere)
    }

    fn put(&mut self, id: u32, what: String, open: &[u32]) {
        if self.nodes.contains_key(&id) {
            self.take(id);
        }
        let parent = open.last().copied().unwrap_or(0);
        self.nodes.insert(id, StageNode { what, parent, ..StageNode::default() });
        if parent != 0 {
            self.node(parent).children.push(id);
        }
    }

    /// Puts a node before the next one. A next one that stands elsewhere is refused, as by `insertBefore`.
    fn place(&mut self, id: u32, parent: u32, next: u32) {
        let Some(siblings) = self.nodes.get(&parent).map(|parent| &parent.children) else { return };
        let is_refused = self.nodes.contains_key(&next) && !siblings.contains(&next);
        if is_refused || !self.nodes.contains_key(&id) {
            return;
        }
        self.take(id);
        self.node(id).parent = parent;
        let siblings = &mut self.node(parent).children;
        let end = siblings.iter().position(|sibling| *sibling == next).unwrap_or(siblings.len());
        siblings.insert(end, id);
    }

    fn rename(&mut self, before: u32, after: u32) {
        let Some(node) = self.nodes.remove(&before) else { return };
        assert!(!self.nodes.contains_key(&after), "{after} is there already");
        for sibling in &mut self.node(node.parent).children {
            if *sibling == before {
                *sibling = after;
            }
        }
        for child in &node.children {
            self.node(*child).parent = after;
        }
        self.nodes.insert(after, node);
    }

    fn attach_shadow(&mut self, host: u32, id: u32, flags: u32) {
        self.put(id, format!("shadow {flags}"), &[]);
        self.node(host).attached = id;
    }

    fn take(&mut self, id: u32) {
        let parent = std::mem::take(&mut self.node(id).parent);
        if let Some(parent) = self.nodes.get_mut(&parent) {
            parent.children.retain(|child| *child != id);
        }
    }

    fn write(&self, id: u32, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(node) = self.nodes.get(&id) else { return writeln!(f, "{:depth$}{id} is gone", "") };
        writeln!(f, "{:depth$}{id} {} {:?} {:?}", "", node.what, node.attributes, node.text)?;
        if node.attached != 0 {
            self.write(node.attached, depth + 2, f)?;
        }
        node.children.iter().try_for_each(|child| self.write(*child, depth + 1, f))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.root == 0 { Ok(()) } else { self.write(self.root, 0, f) }
    }
}

/// Passes over an operation that changes no node: state, style sheets, the selection.
fn skip(number: u32, from: &mut Operands<'_>) {
    use Op::*;
    let (words, paths, texts): (u32, u32, u32) = match number {
        n if n == SetNumber as u32 => (4, 0, 0),
        n if n == SetString as u32 || n == Construct as u32 => (2, 0, 1),
        n if n == Scroll as u32 => (5, 0, 0),
        n if [ResetProperty, EnterTop, LeaveTop, EditConstructed].iter().any(|op| n == *op as u32) => (2, 0, 0),
        n if n == Adopt as u32 => (1, 1, 0),
        n if n == EditOwned as u32 || n == SheetDisabled as u32 => (1, 0, 0),
        n if n == RuleInsert as u32 => {
            from.path();
            (1, 0, 1)
        }
        n if n == RuleDelete as u32 => (0, 1, 0),
        n if [RuleDeclare, RuleSelect, RuleMedia].iter().any(|op| n == *op as u32) => (0, 1, 1),
        n if n == SheetMedia as u32 => (0, 0, 1),
        n if n == Selection as u32 => (4, 0, 0),
        other => panic!("there is no operation {other}"),
    };
    for _ in 0..words {
        from.word();
    }
    (0..paths).for_each(|_| from.path());
    if number == RuleDelete as u32 {
        from.word();
    }
    (0..texts).for_each(|_| drop(from.text()));
}
