//! From the document that is shown to the document that is wanted.
//!
//! A node is known by its id: what is there already is changed or moved, never
//! built again. The cost follows what differs. Operations come in an order in
//! which each can be done: what leaves the top layer, places from the outside
//! inwards (a node that is to be kept is taken out of what goes), removals,
//! attributes and texts, style sheets, properties, marks, what enters the top
//! layer, and scroll offsets at the very end, when the layout is what it was.

mod attribute;
pub mod buffer;
mod build;
mod mark;
mod order;
mod property;
mod recycle;
mod sheet;
mod srcset;
mod top_layer;
mod tree;

pub use buffer::{Buffer, Op};
pub(crate) use property::may_hold_address;

use crate::css::Context;
use crate::resource::Resources;
use domreel_format::{Attribute, Document, Node, NodeId, NodeKind, Property, Text};
use std::collections::BTreeSet;

/// Knows what the stage shows, and how to make it show something else.
#[derive(Default)]
pub struct Patcher {
    shown: Document,
    buffer: Buffer,
    /// Nodes that have scroll offsets, and those that are in the top layer, in the shown document.
    scrollers: BTreeSet<NodeId>,
    top: Vec<top_layer::Entry>,
    top_nodes: BTreeSet<NodeId>,
    marks: mark::Marks,
    sheets: sheet::Sheets,
}

/// How a patch is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What is shown is not what the page showed just before, as after a seek: nodes that are gone may
    /// become others of their kind.
    pub leaps: bool,
    /// Every scroll offset is wanted again, not only those that differ: after a leap, or when something
    /// has been loaded, the layout may have moved them.
    pub settles: bool,
    /// Nodes whose resources have come in the meantime, or whose visitor's surroundings have changed.
    pub refresh: &'a BTreeSet<NodeId>,
}

/// What one patch knows while it is made.
pub(crate) struct Pass<'a> {
    old: &'a Document,
    new: &'a Document,
    out: &'a mut Buffer,
    resources: &'a mut dyn Resources,
    /// Nodes that are in both documents and must be made anew all the same.
    replaced: BTreeSet<NodeId>,
    /// Nodes that were made, in the order of making.
    built: Vec<NodeId>,
    /// Whether nodes came, went or moved.
    restructured: bool,
}

impl Patcher {
    /// Returns the document that is shown.
    pub fn shown(&self) -> &Document {
        &self.shown
    }

    /// Returns the operations that turn what is shown into `wanted`, which is then what is shown.
    pub fn patch(
        &mut self,
        wanted: &Document,
        resources: &mut dyn Resources,
        Asked { leaps, settles, refresh }: Asked<'_>,
    ) -> &Buffer {
        self.buffer.clear();
        let Some(root) = wanted.root() else { return &self.buffer };
        if self.shown.root() != Some(root) || !tree::same_node(&self.shown, wanted, root) {
            self.reset();
        }
        let mut old = core::mem::take(&mut self.shown);
        if leaps {
            let pairs = recycle::pairs(&old, wanted, &self.marks);
            recycle::rename(&mut old, &pairs, &mut self.buffer);
        }
        let mut pass = Pass {
            old: &old,
            new: wanted,
            out: &mut self.buffer,
            resources,
            replaced: BTreeSet::new(),
            built: Vec::new(),
            restructured: false,
        };
        if old.root().is_none() {
            let mode = pass.mode(root);
            pass.out.op(Op::Reset).word(root.0).word(mode);
        }
        let differing: Vec<NodeId> = old.nodes().differing(wanted.nodes()).collect();
        for id in &differing {
            self.top_nodes.remove(id);
            if top_layer::place(wanted, *id).is_some() {
                self.top_nodes.insert(*id);
            }
        }
        let top = top_layer::wanted(wanted, &self.top_nodes);
        pass.leave_top(&self.top, &top);
        let gone = pass.restructure(&differing);
        self.marks.forget(|id| pass.is_gone_or_fresh(id));
        self.sheets.forget(|id| pass.is_gone_or_fresh(id));
        let rebased = pass.rebased(&differing);
        pass.change(&differing, refresh);
        pass.change(&[], &rebased);
        pass.sheets(&mut self.sheets, &differing, refresh);
        pass.properties(&differing, refresh);
        pass.marks(&mut self.marks);
        pass.enter_top(&self.top, &top);
        self.top = top;
        pass.forget(&gone);
        pass.scroll(&mut self.scrollers, &differing, settles);
        self.shown = wanted.clone();
        &self.buffer
    }

    /// Returns the operations that were made last.
    pub fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// Nothing is shown.
    pub fn reset(&mut self) {
        self.shown = Document::default();
        self.scrollers.clear();
        self.top.clear();
        self.top_nodes.clear();
        self.marks = mark::Marks::default();
        self.sheets = sheet::Sheets::default();
    }
}

impl Pass<'_> {
    /// Says whether a node of the new document is made in this pass.
    fn is_fresh(&self, id: NodeId) -> bool {
        self.old.node(id).is_none() || self.replaced.contains(&id)
    }

    fn is_gone_or_fresh(&self, id: NodeId) -> bool {
        self.new.node(id).is_none() || self.is_fresh(id)
    }

    /// Returns the document that a node of the new document stands in.
    fn document_of(&self, id: NodeId) -> NodeId {
        document_of(self.new, id)
    }

    /// Returns the elements that stay as they are, with addresses that mean something else now.
    fn rebased(&self, differing: &[NodeId]) -> BTreeSet<NodeId> {
        let base = |document: &Document, id| document.node(id).is_some().then(|| base_of(document, id));
        let is_document = |id| matches!(self.new.node(id).map(|node| &node.kind), Some(NodeKind::Document { .. }));
        let is_rebased = |id| base(self.old, id).is_some_and(|before| base(self.new, id) != Some(before));
        if !differing.iter().any(|id| is_document(*id) && is_rebased(*id)) {
            return BTreeSet::new();
        }
        let has_address = |node: &Node| {
            let is_html = matches!(node.kind, NodeKind::Element { namespace: None, .. });
            let names = |attribute: &Attribute| {
                let name = attribute.name.as_bytes().rsplit(|byte| *byte == b':').next().unwrap_or_default();
                // What an image or film shows is told by itself.
                name == b"src" && node.property(Property::Source).is_none()
                    || matches!(name, b"poster" | b"background")
                    || name == b"href" && !is_html
                    || name == b"style" && has_url(attribute.value.as_bytes())
            };
            node.attributes().iter().any(names)
        };
        let none = Document::default();
        let all = none.nodes().differing(self.new.nodes());
        let own =
            |document: &Document, id| document.node(id).and_then(|node| node.property(Property::BaseUrl)).cloned();
        let stays = |id: &NodeId| !self.replaced.contains(id) && self.new.node(*id).is_some_and(has_address);
        // One that has a base of its own means what it did.
        all.filter(|id| stays(id) && own(self.new, *id).is_none_or(|own_base| own(self.old, *id) != Some(own_base)))
            .collect()
    }

    /// Rewrites style that stands at a node.
    fn with_context<R>(&mut self, id: NodeId, run: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let (base, page) = (base_of(self.new, id), page_of(self.new, id));
        let environment = &self.new.view().environment;
        run(&mut Context { environment, base: &base, page: &page, resources: &mut *self.resources })
    }

    /// Rewrites style of a sheet whose addresses are resolved against this one.
    fn with_sheet_context<R>(&mut self, base: &Text, run: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let environment = &self.new.view().environment;
        run(&mut Context { environment, base, page: &Text::default(), resources: &mut *self.resources })
    }

    fn mode(&self, document: NodeId) -> u32 {
        use domreel_format::tree::CompatMode;
        match self.new.node(document).map(|node| &node.kind) {
            Some(NodeKind::Document { mode: CompatMode::Quirks, xml: false }) => 1,
            Some(NodeKind::Document { mode: CompatMode::LimitedQuirks, xml: false }) => 2,
            _ => 0,
        }
    }
}

/// Says whether a `style` attribute may hold an address.
fn has_url(style: &[u8]) -> bool {
    style.contains(&b'\\') || style.windows(4).any(|window| window.eq_ignore_ascii_case(b"url(") || window == b"set(")
}

/// Returns the document that a node stands in.
pub(crate) fn document_of(document: &Document, id: NodeId) -> NodeId {
    let mut at = id;
    loop {
        match document.node(at) {
            Some(node) if !matches!(node.kind, NodeKind::Document { .. }) => match node.parent {
                Some(parent) => at = parent,
                None => return at,
            },
            _ => return at,
        }
    }
}

/// Returns the base address of a node: its own, that of the document that it stands in, or of what frames it.
pub(crate) fn base_of(document: &Document, id: NodeId) -> Text {
    let own = document.node(id).and_then(|node| node.property(Property::BaseUrl)).and_then(|own| own.as_text());
    if let Some(own) = own.filter(|own| !own.is_empty() && !own.as_bytes().starts_with(b"about:")) {
        return own.clone();
    }
    address_of(document, id, &[Property::BaseUrl, Property::Url])
}

/// Returns the address of the document that a node stands in, whatever its base is.
fn page_of(document: &Document, id: NodeId) -> Text {
    address_of(document, id, &[Property::Url])
}

fn address_of(document: &Document, id: NodeId, properties: &[Property]) -> Text {
    let mut at = Some(document_of(document, id));
    while let Some(node) = at.and_then(|id| document.node(id)) {
        let address = properties
            .iter()
            .find_map(|key| node.property(*key).and_then(|value| value.as_text()).filter(|text| !text.is_empty()));
        match address {
            Some(address) if !address.as_bytes().starts_with(b"about:") => return address.clone(),
            _ => at = node.parent.map(|frame| document_of(document, frame)),
        }
    }
    Text::default()
}
