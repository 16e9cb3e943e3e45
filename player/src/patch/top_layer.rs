//! What stands above the page: modal dialogs, popovers, fullscreen elements.

use super::{Op, Pass};
use domreel_format::{Document, NodeId, Property};
use std::collections::BTreeSet;

/// An element in the top layer, from the bottom: which, as what (1 modal, 2 popover, 3 fullscreen), and by which it was
/// opened (0: by none, or [`UNTOLD`]).
pub(super) type Entry = (NodeId, u32, u32);

/// Nobody tells by which element a popover was opened.
const UNTOLD: u32 = u32::MAX;

/// Returns an element's place in the top layer, and as what it is there.
pub(super) fn place(document: &Document, id: NodeId) -> Option<(i64, u32)> {
    let node = document.node(id).filter(|node| !node.properties.is_empty())?;
    [(Property::Modal, 1), (Property::Popover, 2), (Property::Fullscreen, 3)]
        .into_iter()
        .filter_map(|(property, kind)| Some((node.property(property)?.to_i64(), kind)))
        .filter(|(place, _)| *place > 0)
        .max()
}

/// Returns the top layer that is wanted, from the bottom.
pub(super) fn wanted(document: &Document, nodes: &BTreeSet<NodeId>) -> Vec<Entry> {
    let mut entries: Vec<(i64, NodeId, u32)> =
        nodes.iter().filter_map(|id| place(document, *id).map(|(place, kind)| (place, *id, kind))).collect();
    entries.sort_unstable();
    entries.into_iter().map(|(_, id, kind)| (id, kind, invoker(document, id))).collect()
}

/// Returns the element by which a popover was opened.
fn invoker(document: &Document, id: NodeId) -> u32 {
    let text = document.node(id).and_then(|node| node.property(Property::Invoker)?.as_text());
    text.and_then(|text| text.to_str_lossy().parse().ok()).unwrap_or(UNTOLD)
}

impl Pass<'_> {
    /// Takes from the top layer what is not to stay at its place there, the uppermost first.
    pub(super) fn leave_top(&mut self, shown: &[Entry], wanted: &[Entry]) {
        let kept = shown.iter().zip(wanted).take_while(|(shown, wanted)| shown == wanted).count();
        for (id, kind, _) in shown.iter().skip(kept).rev() {
            if self.new.node(*id).is_some() {
                self.out.op(Op::LeaveTop).word(id.0).word(*kind);
            }
        }
    }

    /// Brings into the top layer what shall be there. Moving a node takes it out, so all are named then.
    pub(super) fn enter_top(&mut self, shown: &[Entry], wanted: &[Entry]) {
        // Leaving took the attribute of an open dialog with it, whatever is recorded of it.
        let open = self.out.atom(&"open".into());
        for (id, ..) in shown.iter().filter(|entry| !wanted.contains(entry)) {
            if self.is_gone_or_fresh(*id) {
                continue;
            }
            if let Some(value) = self.new.node(*id).and_then(|node| node.attribute("open")) {
                self.out.op(Op::SetAttribute).word(id.0).word(open).text(value);
            }
        }
        if shown == wanted && !self.restructured {
            return;
        }
        for (id, kind, invoker) in wanted {
            self.out.op(Op::EnterTop).word(id.0).word(*kind).word(*invoker);
        }
    }
}
