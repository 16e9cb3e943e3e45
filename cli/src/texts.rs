//! Every text of an event: the one list of where a recording can hold words.
//!
//! What verifies that a word is absent and what takes it out both walk this
//! list, so that neither knows of a place that the other does not.

use domreel_format::{
    Attribute, Edit, EditKind, Event, NodeData, Operation, Property, Sheet, Snapshot, Text, Tree, Value,
};
use std::sync::Arc;

/// Calls `visit` with every text of an event, which it may change.
///
/// The bytes of resources and of events that are not known are no texts.
pub(crate) fn each(event: &mut Event, visit: &mut impl FnMut(&mut Text)) {
    match event {
        Event::Keyframe(snapshot) => in_snapshot(snapshot, visit),
        Event::Mutation { operations } => operations.iter_mut().for_each(|operation| in_operation(operation, visit)),
        Event::Navigation { url, .. } => visit(url),
        Event::Surroundings { environment } => visit(&mut environment.language),
        Event::Mark { name, detail } => [name, detail].into_iter().for_each(visit),
        Event::Identify { user, traits } => [user, traits].into_iter().for_each(visit),
        Event::Resource { url, mime, .. } => [url, mime].into_iter().for_each(visit),
        Event::SameResource { url, same } => [url, same].into_iter().for_each(visit),
        Event::MissingResource { url, reason } => [url, reason].into_iter().for_each(visit),
        Event::Absence { reason, .. } | Event::End { reason } => visit(reason),
        _ => {}
    }
}

/// Calls `visit` with every text of an operation.
pub(crate) fn in_operation(operation: &mut Operation, visit: &mut impl FnMut(&mut Text)) {
    match operation {
        Operation::Insert { tree, .. } => in_tree(tree, visit),
        Operation::SetAttribute { attribute, .. } => in_attribute(attribute, visit),
        Operation::RemoveAttribute { namespace, name, .. } => namespace.iter_mut().chain([name]).for_each(visit),
        Operation::SetText { text, .. } | Operation::SpliceText { insert: text, .. } => visit(text),
        Operation::SetProperty { value, .. } => in_value(value, visit),
        Operation::SetSheet { value, .. } => in_sheet(value, visit),
        Operation::EditSheet { edit, .. } => in_edit(edit, visit),
        Operation::Remove { .. } | Operation::Move { .. } | Operation::Adopt { .. } => {}
    }
}

fn in_snapshot(snapshot: &mut Snapshot, visit: &mut impl FnMut(&mut Text)) {
    visit(&mut snapshot.view.environment.language);
    in_tree(&mut snapshot.tree, visit);
    snapshot.sheets.iter_mut().for_each(|(_, sheet)| in_sheet(sheet, visit));
}

fn in_tree(tree: &mut Tree, visit: &mut impl FnMut(&mut Text)) {
    for node in &mut tree.nodes {
        match &mut node.data {
            NodeData::Doctype { name, public, system } => [name, public, system].into_iter().for_each(&mut *visit),
            NodeData::Element { namespace, name, attributes } => {
                namespace.iter_mut().chain([name]).for_each(&mut *visit);
                attributes.iter_mut().for_each(|attribute| in_attribute(attribute, visit));
            }
            NodeData::Text { text } | NodeData::Cdata { text } => visit(text),
            NodeData::ProcessingInstruction { target } => visit(target),
            NodeData::Document { .. } | NodeData::ShadowRoot { .. } | NodeData::Comment => {}
        }
        in_properties(&mut node.properties, visit);
    }
}

fn in_properties(properties: &mut [(Property, Value)], visit: &mut impl FnMut(&mut Text)) {
    properties.iter_mut().for_each(|(_, value)| in_value(value, visit));
}

fn in_value(value: &mut Value, visit: &mut impl FnMut(&mut Text)) {
    if let Value::Text(text) = value {
        visit(text);
    }
}

fn in_attribute(attribute: &mut Attribute, visit: &mut impl FnMut(&mut Text)) {
    attribute.namespace.iter_mut().chain([&mut attribute.name, &mut attribute.value]).for_each(visit);
}

fn in_sheet(sheet: &mut Sheet, visit: &mut impl FnMut(&mut Text)) {
    sheet.text.iter_mut().chain([&mut sheet.base]).chain(&mut sheet.media).for_each(&mut *visit);
    Arc::make_mut(&mut sheet.edits).iter_mut().for_each(|edit| in_edit(edit, visit));
}

fn in_edit(edit: &mut Edit, visit: &mut impl FnMut(&mut Text)) {
    match &mut edit.kind {
        EditKind::Insert { text, .. }
        | EditKind::Declare { text }
        | EditKind::Select { text }
        | EditKind::Media { text }
        | EditKind::Replace { text } => visit(text),
        EditKind::Delete { .. } | EditKind::Disable { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Source;
    use domreel_format::Reader;

    /// A new kind of text that this list does not know would show in the JSON and not here.
    #[test]
    fn no_text_of_a_generated_recording_is_passed_over() {
        let mut seen = 0;
        for seed in 0..200 {
            for (_, mut event) in Reader::read_all(&Source::new(seed).recording()).events {
                each(&mut event, &mut |text| {
                    seen += 1;
                    *text = "gone".into();
                });
                let json = serde_json::to_string(&event).unwrap();
                for piece in ["\\u2028", "ä", "漢", "😀", "\u{2028}", "</script>"] {
                    assert!(!json.contains(piece), "seed {seed}: {json}");
                }
            }
        }
        assert!(seen > 10_000, "{seen}");
    }
}
