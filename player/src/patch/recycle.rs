//! Nodes that go and become nodes that come.
//!
//! After a leap most of a list may be of other ids than before, and look much the
//! same. To make an element, to lay it out and to take another one away is many
//! times what it costs to change a text and an attribute. So a node that is gone
//! stands for a new one of its kind, below the same parent, and is then changed
//! as any node that stays.
//!
//! Only nodes that are no more than their attributes and children take part:
//! plain elements, and texts. What has state that no attribute says (a field, an
//! image, a frame, a custom element, anything with a property) is made anew, as is
//! all where no leap was made: there an animation of the page's may begin with a node.

use super::mark::Marks;
use super::tree::{hides, is_unseen, same_node};
use super::{Buffer, Op};
use domreel_format::{Document, Node, NodeId, NodeKind, Text};
use std::collections::BTreeSet;

/// Elements of HTML that the platform keeps no state of, sorted.
const PLAIN: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// How many kinds of nodes below one parent are looked for; what is of yet another kind is made anew.
const MAX_KINDS: usize = 16;

/// What a node has to be so that it can become another one.
#[derive(Clone, Copy, PartialEq)]
enum Kind<'a> {
    Element(&'a Text),
    Text,
}

/// The children of one kind that are gone, and how many of them have become others.
struct Gone<'a> {
    kind: Kind<'a>,
    nodes: Vec<NodeId>,
    taken: usize,
}

/// Returns the nodes that are gone, each with the new one that it can become.
pub(super) fn pairs(old: &Document, new: &Document, marks: &Marks) -> Vec<(NodeId, NodeId)> {
    let mut parents = BTreeSet::new();
    for id in old.nodes().differing(new.nodes()) {
        if new.node(id).is_none()
            && let Some(parent) = old.node(id).and_then(|node| node.parent)
            && new.node(parent).is_some()
        {
            parents.insert(parent);
        }
    }
    let is_shown = |document: &Document, id: NodeId| {
        !is_unseen(document, id)
            && document.node(id).is_some_and(|node| !hides(node) && !matches!(node.kind, NodeKind::Document { .. }))
    };
    parents.retain(|id| same_node(old, new, *id) && is_shown(old, *id) && is_shown(new, *id));
    let mut pairs = Vec::new();
    let mut below: Vec<(NodeId, NodeId)> = parents.into_iter().map(|id| (id, id)).collect();
    while let Some((before, after)) = below.pop() {
        let from = pairs.len();
        pair_children((old, before), (new, after), marks, &mut pairs);
        below.extend(pairs.iter().skip(from));
    }
    pairs
}

/// Pairs children that are gone with those that are new, kind by kind in their order.
fn pair_children<'a>(
    (old, before): (&'a Document, NodeId),
    (new, after): (&'a Document, NodeId),
    marks: &Marks,
    pairs: &mut Vec<(NodeId, NodeId)>,
) {
    let mut kinds: Vec<Gone<'a>> = Vec::new();
    for id in old.children(before).filter(|id| new.node(*id).is_none() && !marks.hold(*id)) {
        let Some(kind) = old.node(id).and_then(kind) else { continue };
        if let Some(gone) = kinds.iter_mut().find(|gone| gone.kind == kind) {
            gone.nodes.push(id);
        } else if kinds.len() < MAX_KINDS {
            kinds.push(Gone { kind, nodes: vec![id], taken: 0 });
        }
    }
    for id in new.children(after).filter(|id| old.node(*id).is_none() && !marks.hold(*id)) {
        let Some(kind) = new.node(id).and_then(kind) else { continue };
        if let Some(gone) = kinds.iter_mut().find(|gone| gone.kind == kind)
            && let Some(node) = gone.nodes.get(gone.taken)
        {
            gone.taken += 1;
            pairs.push((*node, id));
        }
    }
}

/// Returns what a node is, if it is no more than its attributes and children.
fn kind(node: &Node) -> Option<Kind<'_>> {
    if !node.properties.is_empty() || node.attached.is_some() {
        return None;
    }
    match &node.kind {
        NodeKind::Element { namespace: None, name, .. } => {
            let is_plain = name.as_str().is_some_and(|name| PLAIN.binary_search(&name).is_ok());
            is_plain.then_some(Kind::Element(name))
        }
        NodeKind::Text(_) => Some(Kind::Text),
        _ => None,
    }
}

/// Gives nodes their new ids, in what is shown and on the stage.
pub(super) fn rename(old: &mut Document, pairs: &[(NodeId, NodeId)], out: &mut Buffer) {
    if pairs.is_empty() {
        return;
    }
    old.rename(pairs);
    out.op(Op::Rename).word(u32::try_from(pairs.len()).unwrap_or(0));
    for (from, to) in pairs {
        out.word(from.0).word(to.0);
    }
}

#[cfg(test)]
mod tests {
    use super::PLAIN;

    #[test]
    fn plain_names_are_sorted() {
        assert!(PLAIN.is_sorted());
    }
}
