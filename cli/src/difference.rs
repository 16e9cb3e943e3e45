//! Where two documents differ, in words that hold nothing of the page.

use domreel_format::{Document, Node, NodeId, Property, Value};

/// Says what of `actual` is not as in `wanted`; `None` if they are the same.
///
/// A node too many or too few is named before what a node holds, and that before
/// its neighbours: one change of the tree shows in several nodes, and the first
/// of these tells most. The position of media is left out: it runs on by itself.
pub(crate) fn difference(actual: &Document, wanted: &Document) -> Option<String> {
    let by_node = |look: fn(Option<&Node>, Option<&Node>) -> Option<String>| {
        let mut ids = wanted.nodes().differing(actual.nodes());
        ids.find_map(|id| Some(format!("node {} {}", id.0, look(actual.node(id), wanted.node(id))?)))
    };
    by_node(in_presence)
        .or_else(|| by_node(|actual, wanted| in_node(actual?, wanted?)))
        .or_else(|| by_node(|actual, wanted| in_place(actual?, wanted?)))
        .or_else(|| in_sheets(actual, wanted))
        .or_else(|| in_view(actual, wanted))
}

fn in_presence(actual: Option<&Node>, wanted: Option<&Node>) -> Option<String> {
    match (actual, wanted) {
        (Some(_), None) => Some("should be gone".to_owned()),
        (None, Some(_)) => Some("should be there".to_owned()),
        _ => None,
    }
}

fn in_place(actual: &Node, wanted: &Node) -> Option<String> {
    let place = |node: &Node| (node.parent, node.previous, node.next, node.first_child, node.last_child, node.attached);
    (place(actual) != place(wanted)).then(|| "has other neighbours".to_owned())
}

fn in_node(actual: &Node, wanted: &Node) -> Option<String> {
    if actual.kind != wanted.kind {
        let attribute = wanted.attributes().iter().find(|a| !actual.attributes().contains(a)).map(|a| &a.name);
        return Some(match attribute {
            Some(name) => format!("has another attribute {}", name.to_str_lossy()),
            None if actual.attributes() != wanted.attributes() => {
                "has other attributes, or in another order".to_owned()
            }
            None => "is or holds something else".to_owned(),
        });
    }
    if actual.adopted != wanted.adopted {
        return Some("has adopted other style sheets".to_owned());
    }
    let other = property(actual, wanted).or_else(|| property(wanted, actual))?;
    Some(format!("has another {}", other.name()))
}

/// The first property of `one` that `other` has not the same.
fn property(one: &Node, other: &Node) -> Option<Property> {
    let differs = |(key, value): &&(Property, Value)| match other.property(*key) {
        _ if *key == Property::MediaTime => false,
        Some(known) => known != value,
        None => !is_initial(*key, value),
    };
    one.properties.iter().find(differs).map(|(key, _)| *key)
}

/// Says whether a node of which nothing is told has this value all the same.
///
/// Not so for `checked` or `value`: there an attribute decides.
fn is_initial(property: Property, value: &Value) -> bool {
    match property {
        Property::ScrollLeft
        | Property::ScrollTop
        | Property::Indeterminate
        | Property::Modal
        | Property::Popover
        | Property::Fullscreen
        | Property::Files
        | Property::Ended
        | Property::Failed
        | Property::UserInteracted => *value == Value::Integer(0),
        Property::States | Property::Validity | Property::Bubble => value.as_text().is_some_and(|text| text.is_empty()),
        _ => false,
    }
}

fn in_sheets(actual: &Document, wanted: &Document) -> Option<String> {
    let known = |document: &Document, id| document.sheet(id).cloned();
    let ids = wanted.sheets().chain(actual.sheets()).map(|(id, _)| id);
    ids.into_iter()
        .find(|id| known(actual, *id) != known(wanted, *id))
        .map(|id| format!("style sheet {} is another", id.0))
}

fn in_view(actual: &Document, wanted: &Document) -> Option<String> {
    let (a, w) = (actual.view(), wanted.view());
    let id = |id: Option<NodeId>| id.map_or("none".to_owned(), |id| id.0.to_string());
    [
        (a.viewport != w.viewport, "the viewport's size".to_owned()),
        (a.hidden != w.hidden, "whether the page is hidden".to_owned()),
        (a.focus != w.focus, format!("the focus (node {})", id(w.focus.map(|(node, _)| node)))),
        (a.selection != w.selection, "the selection".to_owned()),
        (a.hover != w.hover, format!("what is hovered (node {})", id(w.hover))),
        (a.active != w.active, format!("what is active (node {})", id(w.active))),
        (a.target != w.target, format!("the fragment's target (node {})", id(w.target))),
        (a.pointers != w.pointers, "the pointers".to_owned()),
        (a.environment != w.environment, "the surroundings".to_owned()),
    ]
    .into_iter()
    .find(|(differs, _)| *differs)
    .map(|(_, what)| format!("{what} should be another"))
}
