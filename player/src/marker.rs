//! What to call the instants of a recording that a viewer looks for.
//!
//! What was clicked is named as far as the mask let its words through.

use crate::timeline::label;
use domreel_format::event::{ClickKind, GestureKind, NavigationKind};
use domreel_format::snapshot::{Environment, media};
use domreel_format::{Document, Event, NodeData, NodeId, NodeKind, Operation, Property, Text, Tree, Value};

/// A kind, one of those that `engine.ts` lists, and what to call the instant.
pub(crate) type Name = (&'static str, String);

/// How far out it is looked for what a visitor meant to click, and how many letters name it.
const MAX_LEVELS: usize = 6;
const MAX_LETTERS: usize = 40;
/// What stands for masked letters: text of nothing else says nothing.
const FILLER: &[char] = &['x', 'X', '0', '•', 'ø', '〓', '\u{1f532}'];

/// Returns the names that an event gives its instant; `document` is the page before it.
pub(crate) fn names(event: &Event, document: &Document) -> Vec<Name> {
    let one = |kind, label: String| vec![(kind, label)];
    match event {
        Event::Click { kind, target, .. } => {
            let what = match kind {
                ClickKind::Click => "Click",
                ClickKind::Double => "Double click",
                ClickKind::Context => "Context menu",
                ClickKind::Auxiliary => "Auxiliary click",
            };
            one("click", on(what, *target, document))
        }
        Event::Navigation { kind, url } if *kind != NavigationKind::Load => one("navigation", label(url)),
        Event::Visibility { hidden } => one("page", if *hidden { "Page hidden" } else { "Page shown" }.into()),
        Event::Mark { name, .. } => one("custom", label(name)),
        Event::Identify { user, .. } => one("custom", label(user)),
        Event::Gesture { kind, target } => {
            let what = match kind {
                GestureKind::Copy => "Copy",
                GestureKind::Cut => "Cut",
                GestureKind::Paste => "Paste",
                GestureKind::Submit => "Submit",
                GestureKind::Reset => "Reset",
                GestureKind::Drop => "Drop",
                GestureKind::Print => "Print",
                _ => return Vec::new(),
            };
            one("input", on(what, *target, document))
        }
        Event::MissingResource { url, reason } => {
            one("error", format!("Not recorded: {} ({})", file_of(url), label(reason)))
        }
        Event::End { reason } if *reason == "error" => one("error", "Recorder failed".into()),
        Event::Keyframe(snapshot) if document.root().is_none() => {
            let mut found = faults(&snapshot.tree);
            found.extend(forced_colors(&snapshot.view.environment, document));
            found
        }
        Event::Surroundings { environment } => forced_colors(environment, document).into_iter().collect(),
        Event::Mutation { operations } => operations
            .iter()
            .flat_map(|operation| match operation {
                Operation::Insert { tree, .. } => faults(tree),
                Operation::SetProperty { node, property, value } => {
                    let node = document.node(*node);
                    let name = node.and_then(|node| match &node.kind {
                        NodeKind::Element { name, .. } => Some(name),
                        _ => None,
                    });
                    let source = node.and_then(|node| node.attribute("src").or_else(|| node.attribute("href")));
                    name.and_then(|name| fault(name, source, *property, value)).into_iter().collect()
                }
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns what could not be recorded, or did not load, of a tree.
fn faults(tree: &Tree) -> Vec<Name> {
    let mut found = Vec::new();
    for node in &tree.nodes {
        let NodeData::Element { name, attributes, .. } = &node.data else { continue };
        // No browser tells how far one has come, nor lets it be set there.
        if *name == "marquee" && !attributes.iter().any(|a| a.name == "scrollamount" && a.value == "0") {
            found.push(("error", "Not recorded: how far a marquee has come".into()));
        }
        // Captions come out of a file, or from a script, and stand in no node.
        if *name == "track" && attributes.iter().any(|a| a.name == "default") {
            found.push(("error", "Not recorded: a text track of a film".into()));
        }
        let source = attributes.iter().find(|a| a.name == "src" || a.name == "href").map(|a| &a.value);
        found.extend(node.properties.iter().filter_map(|(property, value)| fault(name, source, *property, value)));
    }
    found
}

/// Names the colours of the visitor's system, which no stage can show, where they begin to be forced on the page.
fn forced_colors(now: &Environment, document: &Document) -> Option<Name> {
    let is_forced = |environment: &Environment| environment.media & media::FORCED_COLORS != 0;
    let was_forced = document.root().is_some() && is_forced(&document.view().environment);
    (is_forced(now) && !was_forced)
        .then(|| ("error", "Not recorded: colours that the system forced on the page".into()))
}

fn fault(name: &Text, source: Option<&Text>, property: Property, value: &Value) -> Option<Name> {
    let what = source.map_or_else(|| label(name), file_of);
    match (property, value) {
        // What a site chose to leave out is no fault.
        (Property::Gap, Value::Text(reason)) if !reason.is_empty() && *reason != "blocked" => {
            Some(("error", format!("Not recorded: {} ({})", label(name), label(reason))))
        }
        (Property::Failed, Value::Integer(1)) => Some(("error", format!("Did not load: {what}"))),
        (Property::Bubble, Value::Text(words)) if !words.is_empty() => {
            Some(("error", format!("Field not valid: {}", label(name))))
        }
        (Property::Failed, Value::Integer(2)) => Some(("error", format!("Forbidden by the page's policy: {what}"))),
        _ => None,
    }
}

/// Returns the last part of an address.
fn file_of(url: &Text) -> String {
    let url = url.to_str_lossy();
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or_default().chars().take(MAX_LETTERS).collect()
}

/// Says what was done, and on what.
fn on(what: &str, target: Option<NodeId>, document: &Document) -> String {
    let Some((kind, words)) = target.and_then(|target| described(document, target)) else { return what.into() };
    if words.is_empty() { format!("{what} on {kind}") } else { format!("{what} on {kind} “{words}”") }
}

/// Returns what an element is to a visitor, and its words: that of the nearest one around it that does something.
fn described(document: &Document, target: NodeId) -> Option<(String, String)> {
    let mut at = Some(target);
    let mut nearest = None;
    for _ in 0..MAX_LEVELS {
        let Some((id, node)) = at.and_then(|id| Some((id, document.node(id)?))) else { break };
        if let NodeKind::Element { name, .. } = &node.kind {
            let role = node.attribute("role").map(Text::to_str_lossy);
            let kind = match role.as_deref().unwrap_or(&name.to_str_lossy()) {
                "a" | "link" => "link",
                "button" | "summary" => "button",
                "input" | "textarea" | "textbox" => match node.attribute("type").map(Text::to_str_lossy).as_deref() {
                    Some("submit" | "button" | "reset" | "image") => "button",
                    Some("checkbox") => "checkbox",
                    Some("radio") => "option",
                    _ => "field",
                },
                "select" | "listbox" | "combobox" => "list",
                "option" => "option",
                "checkbox" | "switch" => "checkbox",
                "label" => "label",
                "menuitem" => "menu item",
                "tab" => "tab",
                _ => "",
            };
            if !kind.is_empty() {
                return Some((kind.into(), words(document, id)));
            }
            nearest.get_or_insert((id, name));
        }
        at = node.parent;
    }
    let (id, name) = nearest?;
    Some((label(name), words(document, id)))
}

/// Returns the words by which a visitor knows an element; none where they are masked.
fn words(document: &Document, id: NodeId) -> String {
    let Some(node) = document.node(id) else { return String::new() };
    let named = ["aria-label", "alt", "placeholder", "title"].into_iter().find_map(|name| node.attribute(name));
    let is_button = node.is_html("input")
        && node.attribute("type").is_some_and(|kind| *kind == "submit" || *kind == "button" || *kind == "reset");
    let text = match named.or_else(|| node.attribute("value").filter(|_| is_button)) {
        Some(text) => text.to_str_lossy().into_owned(),
        None => {
            let texts = document.descend(id).filter_map(|(_, node, _)| match &node.kind {
                NodeKind::Text(text) => Some(text.to_str_lossy().into_owned()),
                _ => None,
            });
            // Of a large part of the page the beginning would say nothing.
            let texts: Vec<String> = texts.take(MAX_LEVELS + 1).collect();
            if texts.len() > MAX_LEVELS { String::new() } else { texts.concat() }
        }
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().all(|c| FILLER.contains(&c) || !c.is_alphanumeric()) {
        return String::new();
    }
    let mut short: String = text.chars().take(MAX_LETTERS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::tree::CompatMode;
    use domreel_format::{Attribute, Snapshot, TreeNode};

    /// A document of elements in one another, each with attributes, and a text in the innermost.
    fn page(elements: &[(&str, &[(&str, &str)])], text: &str) -> Document {
        let top = NodeData::Document { mode: CompatMode::Standards, xml: false };
        let node = |id: usize, data| TreeNode {
            id: NodeId(u32::try_from(id).unwrap()),
            depth: u32::try_from(id - 1).unwrap(),
            data,
            properties: Vec::new(),
        };
        let mut nodes = vec![node(1, top)];
        for (name, attributes) in elements {
            let attributes = attributes
                .iter()
                .map(|(name, value)| Attribute { namespace: None, name: (*name).into(), value: (*value).into() })
                .collect();
            nodes.push(node(nodes.len() + 1, NodeData::Element { namespace: None, name: (*name).into(), attributes }));
        }
        nodes.push(node(nodes.len() + 1, NodeData::Text { text: text.into() }));
        let mut document = Document::default();
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |_| {});
        document
    }

    fn clicked(document: &Document, target: u32) -> String {
        on("Click", Some(NodeId(target)), document)
    }

    #[test]
    fn what_was_clicked_is_named_by_what_it_does_and_says() {
        let save = page(&[("form", &[]), ("button", &[]), ("b", &[])], " Save\n now ");
        assert_eq!(clicked(&save, 4), "Click on button “Save now”");
        assert_eq!(clicked(&page(&[("a", &[("aria-label", "Home")])], ""), 2), "Click on link “Home”");
        assert_eq!(clicked(&page(&[("input", &[("type", "submit"), ("value", "Go")])], ""), 2), "Click on button “Go”");
        assert_eq!(clicked(&page(&[("p", &[])], "text"), 2), "Click on p “text”");
        assert_eq!(clicked(&save, 99), "Click");
    }

    #[test]
    fn masked_words_name_nothing() {
        assert_eq!(clicked(&page(&[("button", &[])], "Xxxx xx 00!"), 2), "Click on button");
        assert_eq!(clicked(&page(&[("input", &[("value", "secret")])], ""), 2), "Click on field");
    }

    #[test]
    fn what_was_not_recorded_or_did_not_load_is_named() {
        let document = page(&[("iframe", &[]), ("img", &[("src", "http://x/y/logo.png?z")])], "");
        let set = |node, property, value| Operation::SetProperty { node: NodeId(node), property, value };
        let gap = set(2, Property::Gap, Value::Text("cross-origin".into()));
        let failed = set(3, Property::Failed, Value::Integer(1));
        let blocked = set(3, Property::Gap, Value::Text("blocked".into()));
        let bubble = |words: &str| set(2, Property::Bubble, Value::Text(words.into()));
        let missing = Event::MissingResource { url: "http://x/y/a.woff2".into(), reason: "too-large".into() };
        let labels = |event: &Event| names(event, &document).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(
            labels(&Event::Mutation { operations: vec![gap, failed, blocked, bubble("+"), bubble("")] }),
            ["Not recorded: iframe (cross-origin)", "Did not load: logo.png", "Field not valid: iframe"]
        );
        let tracks = |attributes: &[(&str, &str)]| {
            let snapshot = page(&[("video", &[]), ("track", attributes)], "").snapshot();
            names(&Event::Keyframe(Box::new(snapshot)), &Document::default())
        };
        assert_eq!(tracks(&[("default", "")]), [("error", "Not recorded: a text track of a film".to_owned())]);
        assert_eq!(tracks(&[("kind", "captions")]), []);
        let marquees = |attributes: &[(&str, &str)]| {
            let page = page(&[("marquee", attributes)], "rolls");
            let snapshot = page.snapshot();
            names(&Event::Keyframe(Box::new(snapshot)), &Document::default())
        };
        assert_eq!(marquees(&[("loop", "3")]), [("error", "Not recorded: how far a marquee has come".to_owned())]);
        assert_eq!(marquees(&[("scrollamount", "0")]), []);
        assert_eq!(labels(&missing), ["Not recorded: a.woff2 (too-large)"]);
    }
}
