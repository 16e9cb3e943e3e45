//! What the visitor's pointer and focus do to the looks of elements.
//!
//! The stage's own pointer and focus are the analyst's, so pseudo-classes such
//! as `:hover` are rewritten to attributes, and these are set here.

use super::{Op, Pass};
use domreel_format::{Document, NodeId, NodeKind, Text};
use std::collections::{BTreeMap, BTreeSet};

/// The attributes, in the order of [`Marks`].
const NAMES: [&str; 7] = [
    "data-domreel-hover",
    "data-domreel-active",
    "data-domreel-focus",
    "data-domreel-focus-visible",
    "data-domreel-focus-within",
    "data-domreel-target",
    "data-domreel-focus-slot",
];

/// From where the weakest looks of an element come: those of the browser must be weaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weakest {
    /// The tree that it stands in.
    Own,
    /// The shadow tree that it has.
    Host,
    /// The shadow tree whose slot shows it.
    Slotted,
}

impl Weakest {
    const fn value(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Host => "host",
            Self::Slotted => "slotted",
        }
    }
}

/// Which elements are marked, by attribute.
#[derive(Debug, Default)]
pub(super) struct Marks {
    sets: [BTreeMap<NodeId, Weakest>; NAMES.len()],
    selection: Option<domreel_format::snapshot::Selection>,
    /// Whether what is selected on the stage is another thing by now: where it began or ended is gone, or something else.
    is_selection_lost: bool,
}

impl Marks {
    /// Says whether a mark or the selection names a node, be it there or not.
    pub(super) fn hold(&self, id: NodeId) -> bool {
        let is_end =
            |selection: domreel_format::snapshot::Selection| selection.anchor.0 == id || selection.focus.0 == id;
        self.sets.iter().any(|set| set.contains_key(&id)) || self.selection.is_some_and(is_end)
    }

    /// Ends what is known of nodes that are gone or made anew.
    pub(super) fn forget(&mut self, is_gone: impl Fn(NodeId) -> bool) {
        for set in &mut self.sets {
            set.retain(|id, _| !is_gone(*id));
        }
        self.is_selection_lost =
            self.selection.is_some_and(|selection| is_gone(selection.anchor.0) || is_gone(selection.focus.0));
    }
}

impl Pass<'_> {
    /// Sets and removes marks.
    pub(super) fn marks(&mut self, marks: &mut Marks) {
        let view = self.new.view();
        let mut wanted: [BTreeSet<NodeId>; NAMES.len()] = Default::default();
        let [hover, active, focus, focus_visible, focus_within, target, focus_slot] = &mut wanted;
        hover.extend(view.hover.into_iter().flat_map(|id| pointed(self.new, id)));
        active.extend(view.active.into_iter().flat_map(|id| pointed(self.new, id)));
        target.extend(view.target);
        if let Some((id, is_visible)) = view.focus {
            focus_within.extend(around(self.new, id));
            focus.extend(focused(self.new, id));
            if is_visible {
                focus_visible.insert(id);
                if !is_host(self.new, id) {
                    focus_slot.extend(innermost_slot(self.new, id));
                }
            }
        }
        let is_slotted = !focus_slot.is_empty();
        for ((set, wanted), name) in marks.sets.iter_mut().zip(wanted).zip(NAMES) {
            let weakest = |id| match () {
                () if is_host(self.new, id) => Weakest::Host,
                () if is_slotted && name == NAMES[3] => Weakest::Slotted,
                () => Weakest::Own,
            };
            let wanted: BTreeMap<NodeId, Weakest> = wanted.into_iter().map(|id| (id, weakest(id))).collect();
            if *set == wanted {
                continue;
            }
            let name = self.out.atom(&Text::from(name));
            for id in set.keys().filter(|id| !wanted.contains_key(id)) {
                self.out.op(Op::RemoveAttribute).word(id.0).word(0).word(name);
            }
            for (id, weakest) in wanted.iter().filter(|(id, weakest)| set.get(id) != Some(weakest)) {
                self.out.op(Op::SetAttribute).word(id.0).word(name).str(weakest.value());
            }
            *set = wanted;
        }
        let is_lost = core::mem::take(&mut marks.is_selection_lost);
        if is_lost || marks.selection != view.selection || view.selection.is_some() && self.restructured {
            marks.selection = view.selection;
            self.out.op(Op::Selection);
            match view.selection {
                Some(selection) => {
                    for (node, offset) in [selection.anchor, selection.focus] {
                        self.out.word(node.0).word(offset);
                    }
                }
                None => {
                    self.out.word(0).word(0).word(0).word(0);
                }
            }
        }
    }
}

/// Says whether an element has a shadow root.
fn is_host(document: &Document, id: NodeId) -> bool {
    let attached = document.node(id).and_then(|node| node.attached).and_then(|id| document.node(id));
    attached.is_some_and(|node| matches!(node.kind, NodeKind::ShadowRoot { .. }))
}

/// What `:focus-within` matches: the element and what is around it in its document, slots too.
fn around(document: &Document, id: NodeId) -> Vec<NodeId> {
    let mut elements = Vec::new();
    let mut at = Some(id);
    while let Some((id, node)) = at.and_then(|id| Some((id, document.node(id)?))) {
        match node.kind {
            NodeKind::Element { .. } => elements.push(id),
            NodeKind::Document { .. } => break,
            _ => {}
        }
        at = slot_of(document, id).or(node.parent).filter(|_| elements.len() < MAX_DEPTH);
    }
    elements
}

/// What `:hover` matches: the element, what is around it, slots too, and the controls of labels among them.
fn pointed(document: &Document, id: NodeId) -> Vec<NodeId> {
    let mut elements = Vec::new();
    let mut at = Some(id);
    while let Some(id) = at {
        let Some(node) = document.node(id) else { break };
        if matches!(node.kind, NodeKind::Element { .. }) {
            elements.push(id);
            elements.extend(labelled(document, id));
        }
        at = slot_of(document, id).or(node.parent).filter(|_| elements.len() < MAX_DEPTH);
    }
    elements
}

/// Pointer and focus are in no more elements than this.
const MAX_DEPTH: usize = 4_096;

/// Returns the slot in which an element is shown.
fn slot_of(document: &Document, id: NodeId) -> Option<NodeId> {
    let node = document.node(id).filter(|node| node.is_element())?;
    let root = document.node(node.parent?)?.attached?;
    let name = |node: &domreel_format::Node, attribute| node.attribute(attribute).cloned().unwrap_or_default();
    let wanted = name(node, "slot");
    let mut slots = document.descend(root).filter(|(_, node, _)| node.is_html("slot"));
    slots.find(|(_, slot, _)| name(slot, "name") == wanted).map(|(slot, ..)| slot)
}

/// Returns the slot in which an element is shown that is in no other slot.
fn innermost_slot(document: &Document, id: NodeId) -> Option<NodeId> {
    core::iter::successors(slot_of(document, id), |slot| slot_of(document, *slot)).take(MAX_DEPTH).last()
}

/// Returns the control that a label is for.
fn labelled(document: &Document, id: NodeId) -> Option<NodeId> {
    const CONTROLS: [&str; 7] = ["input", "select", "textarea", "button", "meter", "output", "progress"];
    let label = document.node(id).filter(|node| node.is_html("label"))?;
    let is_control = |node: &domreel_format::Node| CONTROLS.iter().any(|name| node.is_html(name));
    let Some(wanted) = label.attribute("for") else {
        return document.descend(id).find(|(_, node, _)| is_control(node)).map(|(id, ..)| id);
    };
    let root = super::document_of(document, id);
    document
        .descend(root)
        .find(|(_, node, _)| node.attribute("id") == Some(wanted) && is_control(node))
        .map(|(id, ..)| id)
}

/// What `:focus` matches: the element, and the hosts of shadow roots that it is in, but no frame whatever has it there.
fn focused(document: &Document, id: NodeId) -> Vec<NodeId> {
    let mut elements: Vec<NodeId> = (!is_frame(document, id)).then_some(id).into_iter().collect();
    let mut at = id;
    while let Some(node) = document.node(at) {
        let Some(parent) = node.parent.filter(|_| !matches!(node.kind, NodeKind::Document { .. })) else { break };
        if matches!(node.kind, NodeKind::ShadowRoot { .. }) {
            elements.push(parent);
        }
        at = parent;
    }
    elements
}

/// Says whether an element is one that shows another page.
fn is_frame(document: &Document, id: NodeId) -> bool {
    document.node(id).is_some_and(|node| node.is_html("iframe") || node.is_html("frame"))
}
