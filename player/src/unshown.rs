//! What style asks for and no stage can show as it was, because nothing tells what it came to.

use crate::css::calls;
use crate::marker::Name;
use domreel_format::{Document, EditKind, Event, NodeData, NodeKind, Operation, Sheet, Text, Tree};

/// Functions of style, and what to call what they show.
const UNSHOWN: [(&str, &str); 3] = [
    ("paint", "Not recorded: what a paint worklet draws"),
    ("random", "Not recorded: what style took at random"),
    ("random-item", "Not recorded: what style took at random"),
];

/// Names what an event's style asks for and cannot be shown; `document` is the page before it.
pub(crate) fn names(event: &Event, document: &Document) -> Vec<Name> {
    let mut labels: Vec<&str> = Vec::new();
    each_style(event, document, &mut |text| {
        for (function, label) in UNSHOWN {
            if !labels.contains(&label) && calls(text, function) {
                labels.push(label);
            }
        }
    });
    labels.into_iter().map(|label| ("error", label.to_owned())).collect()
}

fn each_style(event: &Event, document: &Document, take: &mut dyn FnMut(&[u8])) {
    match event {
        Event::Keyframe(snapshot) if document.root().is_none() => {
            in_tree(&snapshot.tree, false, take);
            for (_, sheet) in &snapshot.sheets {
                in_sheet(sheet, take);
            }
        }
        Event::Resource { mime, bytes, .. } if mime.as_bytes().starts_with(b"text/css") => take(bytes),
        Event::Mutation { operations } => {
            let is_style = |node| {
                let node = document.node(node)?;
                matches!(&node.kind, NodeKind::Element { name, .. } if is_style_element(name)).then_some(())
            };
            let mut in_text = |node, text: &Text| {
                if document.node(node).and_then(|node| is_style(node.parent?)).is_some() {
                    take(text.as_bytes());
                }
            };
            for operation in operations {
                match operation {
                    Operation::SetText { node, text } => in_text(*node, text),
                    Operation::SpliceText { node, insert, .. } => in_text(*node, insert),
                    _ => {}
                }
            }
            for operation in operations {
                match operation {
                    Operation::Insert { parent, tree, .. } => in_tree(tree, is_style(*parent).is_some(), take),
                    Operation::SetAttribute { attribute, .. } if attribute.name == "style" => {
                        take(attribute.value.as_bytes());
                    }
                    Operation::SetSheet { value, .. } => in_sheet(value, take),
                    Operation::EditSheet { edit, .. } => in_edit(&edit.kind, take),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn in_tree(tree: &Tree, is_in_style: bool, take: &mut dyn FnMut(&[u8])) {
    // How deep texts of style stand.
    let mut styled = is_in_style.then_some(0);
    for node in &tree.nodes {
        match &node.data {
            NodeData::Element { name, attributes, .. } => {
                styled = is_style_element(name).then_some(node.depth + 1);
                for attribute in attributes.iter().filter(|attribute| attribute.name == "style") {
                    take(attribute.value.as_bytes());
                }
            }
            NodeData::Text { text } | NodeData::Cdata { text } if styled == Some(node.depth) => take(text.as_bytes()),
            _ => {}
        }
    }
}

fn in_sheet(sheet: &Sheet, take: &mut dyn FnMut(&[u8])) {
    if let Some(text) = &sheet.text {
        take(text.as_bytes());
    }
    for edit in sheet.edits.iter() {
        in_edit(&edit.kind, take);
    }
}

fn in_edit(kind: &EditKind, take: &mut dyn FnMut(&[u8])) {
    if let EditKind::Insert { text, .. } | EditKind::Declare { text } | EditKind::Replace { text } = kind {
        take(text.as_bytes());
    }
}

fn is_style_element(name: &Text) -> bool {
    let end = name.len().checked_sub(5).and_then(|at| name.as_bytes().get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(b"style"))
}
