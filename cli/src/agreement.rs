//! Whether a document is what the page was, where the recorder has told that, and if not, since when.

use domreel_format::digest::PARTS;
use domreel_format::state::{ADOPTED, SHEET, StateEntry};
use domreel_format::{Document, Event, NodeId, Operation, Property};

/// How many events are remembered between two checks; of more than these the first is not named.
const MAX_EVENTS: usize = 1_000_000;

/// The parts of a digest, a bit each.
type Parts = u16;

/// What happened since the document was what the page was.
#[derive(Default)]
pub(crate) struct Agreement {
    /// How often the page was compared.
    pub(crate) checks: u64,
    /// The events since then that changed nodes: where each stands, and the parts of the digest that it changed.
    since: Vec<(Parts, String)>,
    has_parted: bool,
    /// The same of state that stands in no attribute: what was set since, of which node or sheet.
    set_since: Vec<((u8, u32), String)>,
    state_has_parted: bool,
}

impl Agreement {
    /// Takes note of an event that stands at this place and happens to this document.
    pub(crate) fn note(&mut self, event: &Event, document: &Document, at: &str) {
        let Event::Mutation { operations } = event else { return };
        for set in operations.iter().filter_map(set) {
            if self.set_since.len() < MAX_EVENTS {
                self.set_since.push((set, at.to_owned()));
            }
        }
        let parts = operations.iter().fold(0, |parts, operation| parts | changed(operation, document));
        if parts != 0 && self.since.len() < MAX_EVENTS {
            self.since.push((parts, at.to_owned()));
        }
    }

    /// Compares a document with what the page was, and says what is wrong: once, until both are the same again.
    pub(crate) fn compare(&mut self, wanted: [u32; PARTS], document: &Document) -> Option<String> {
        self.checks += 1;
        let pairs = document.digest().into_iter().zip(wanted);
        let differing: Parts =
            (0..).zip(pairs).filter(|(_, (is, was))| is != was).fold(0, |parts, (part, _)| parts | 1 << part);
        if differing == 0 {
            self.since.clear();
            self.has_parted = false;
            return None;
        }
        if std::mem::replace(&mut self.has_parted, true) {
            return None;
        }
        let first = self.since.iter().find(|(parts, _)| parts & differing != 0);
        Some(match first {
            Some((_, at)) => format!("the page was another one; the first event that may be wrong is at {at}"),
            None => "the page was another one; no event tells of what has changed".to_owned(),
        })
    }
}

impl Agreement {
    /// As [`Agreement::compare`], for state that stands in no attribute.
    pub(crate) fn compare_state(&mut self, entries: &[StateEntry], document: &Document) -> Option<String> {
        let differing = document.differing(entries);
        let Some(&(of, id)) = differing.first() else {
            self.set_since.clear();
            self.state_has_parted = false;
            return None;
        };
        if std::mem::replace(&mut self.state_has_parted, true) {
            return None;
        }
        let more = match differing.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let first = self.set_since.iter().find(|(set, _)| differing.contains(set));
        let since = match first {
            Some((_, at)) => format!("the first event that may be wrong is at {at}"),
            None => "no event tells of what has changed".to_owned(),
        };
        Some(format!("the page was another one in {}{more}; {since}", what(of, id)))
    }
}

/// Says what a check has looked at.
fn what(of: u8, id: u32) -> String {
    match of {
        SHEET => format!("style sheet {id}"),
        ADOPTED => format!("the style sheets that node {id} has adopted"),
        _ => {
            let name = Property::from_wire(u64::from(of)).map_or("?", Property::name);
            format!("the {name} of node {id}")
        }
    }
}

/// Returns what an operation sets, as a check names it.
fn set(operation: &Operation) -> Option<(u8, u32)> {
    match operation {
        Operation::SetProperty { node, property, .. } => Some((*property as u8, node.0)),
        Operation::SetSheet { sheet, .. } | Operation::EditSheet { sheet, .. } => Some((SHEET, sheet.0)),
        Operation::Adopt { node, .. } => Some((ADOPTED, node.0)),
        _ => None,
    }
}

/// Returns the parts of the nodes that an operation changes: with them their next siblings, which get another one before them.
fn changed(operation: &Operation, document: &Document) -> Parts {
    let part = |id: NodeId| 1 << (id.0 as usize % PARTS);
    let after = |id: NodeId| document.node(id).and_then(|node| node.next).map_or(0, part);
    let first = |parent: NodeId| document.node(parent).and_then(|node| node.first_child).map_or(0, part);
    let place = |parent: NodeId, previous: Option<NodeId>| previous.map_or_else(|| first(parent), after);
    match operation {
        Operation::Insert { parent, previous, tree } => {
            tree.nodes.iter().fold(place(*parent, *previous), |parts, node| parts | part(node.id))
        }
        Operation::Remove { node } => document.descend(*node).fold(after(*node), |parts, (id, ..)| parts | part(id)),
        Operation::Move { node, parent, previous } => part(*node) | after(*node) | place(*parent, *previous),
        Operation::SetAttribute { node, .. }
        | Operation::RemoveAttribute { node, .. }
        | Operation::SetText { node, .. }
        | Operation::SpliceText { node, .. } => part(*node),
        Operation::SetProperty { .. }
        | Operation::SetSheet { .. }
        | Operation::EditSheet { .. }
        | Operation::Adopt { .. } => 0,
    }
}
