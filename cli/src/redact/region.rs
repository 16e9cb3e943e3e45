//! What a selector names, taken out of a recording from its beginning to its end.
//!
//! An element that was ever named stays as an empty element without attributes;
//! whatever ever stood below it goes, wherever it was before or after. So do
//! style sheets and resources that nothing else uses.

use super::selector::Selectors;
use domreel_format::{
    Document, Event, Node, NodeData, NodeId, Operation, Property, SheetId, Snapshot, Text, Tree, Value,
};
use std::collections::{HashMap, HashSet};
use url::Url;

/// What goes.
#[derive(Default)]
pub(crate) struct Region {
    /// Elements that were named: they are emptied.
    pub(crate) emptied: HashSet<NodeId>,
    /// Nodes that ever stood below one of these, or below each other.
    pub(crate) gone: HashSet<NodeId>,
    /// Style sheets that only these had.
    pub(crate) sheets: HashSet<SheetId>,
    /// What becomes of resources.
    pub(crate) resources: Resources,
}

/// Resources that go, and what becomes of bytes for which several addresses stand.
#[derive(Default)]
pub(crate) struct Resources {
    /// Addresses that only what goes has used.
    gone: HashSet<Text>,
    /// Of those of them whose bytes stay, because others stand for the same: the first of the others.
    heirs: HashMap<Text, Text>,
    /// The address with the bytes, of each that only names another.
    owners: HashMap<Text, Text>,
}

impl Region {
    fn is_emptied(&self, id: NodeId) -> bool {
        self.emptied.contains(&id)
    }

    fn is_gone(&self, id: NodeId) -> bool {
        self.gone.contains(&id)
    }

    fn is_touched(&self, id: NodeId) -> bool {
        self.is_emptied(id) || self.is_gone(id)
    }
}

/// Finds what goes: passes over the events until a pass finds nothing more.
pub(crate) struct Search<'a> {
    selectors: &'a [Selectors],
    region: Region,
    document: Document,
    grew: bool,
}

impl<'a> Search<'a> {
    pub(crate) fn new(selectors: &'a [Selectors]) -> Self {
        Self { selectors, region: Region::default(), document: Document::default(), grew: false }
    }

    /// Ends a pass, and says whether another one is needed.
    pub(crate) fn end_pass(&mut self) -> bool {
        self.document = Document::default();
        std::mem::take(&mut self.grew)
    }

    /// Returns the nodes that were found.
    pub(crate) fn finish(self) -> Region {
        let Region { mut emptied, gone, .. } = self.region;
        emptied.retain(|id| !gone.contains(id));
        Region { emptied, gone, ..Region::default() }
    }

    pub(crate) fn take(&mut self, event: &Event) {
        let Event::Mutation { operations } = event else {
            self.document.apply(event, &mut |_| {});
            if let (Event::Keyframe(_), Some(root)) = (event, self.document.root()) {
                self.look_below(root);
            }
            return;
        };
        for operation in operations {
            // One by one: what is there between two of them is in the recording too.
            self.document.apply(&Event::Mutation { operations: vec![operation.clone()] }, &mut |_| {});
            match operation {
                Operation::Insert { tree, .. } => {
                    if let Some(root) = tree.nodes.first() {
                        self.look_below(root.id);
                    }
                }
                Operation::Move { node, .. }
                | Operation::SetAttribute { node, .. }
                | Operation::RemoveAttribute { node, .. } => self.look_below(*node),
                _ => {}
            }
        }
    }

    fn look_below(&mut self, top: NodeId) {
        let Self { selectors, region, document, grew } = self;
        for (id, node, _) in document.descend(top) {
            if node.parent.is_some_and(|parent| region.is_touched(parent)) {
                *grew |= region.gone.insert(id);
            } else if selectors.iter().any(|selectors| selectors.matches(document, id)) {
                *grew |= region.emptied.insert(id);
            }
        }
    }
}

/// How many addresses are tried as the one that another is relative to.
const MAX_BASES: usize = 64;

/// Finds which style sheets and resources only what goes has used.
pub(crate) struct Uses<'a> {
    region: &'a Region,
    /// The addresses of the resources, by the last part of their paths.
    known: HashMap<String, Vec<(Url, Text)>>,
    bases: Vec<Url>,
    sheets: HashMap<SheetId, Used>,
    resources: HashMap<Text, Used>,
    /// Addresses that name another as that with the same bytes, in order, and whose bytes these are.
    named: Vec<Text>,
    owners: HashMap<Text, Text>,
}

/// By whom something was used.
#[derive(Clone, Copy, Default)]
struct Used {
    by_gone: bool,
    by_kept: bool,
}

impl Used {
    fn note(&mut self, is_gone: bool) {
        self.by_gone |= is_gone;
        self.by_kept |= !is_gone;
    }

    fn only_by_gone(self) -> bool {
        self.by_gone && !self.by_kept
    }
}

impl<'a> Uses<'a> {
    pub(crate) fn new(region: &'a Region) -> Self {
        let (sheets, resources) = (HashMap::new(), HashMap::new());
        let (known, owners) = (HashMap::new(), HashMap::new());
        Self { region, known, bases: Vec::new(), sheets, resources, named: Vec::new(), owners }
    }

    /// First pass: which resources there are, against what addresses are resolved, and whose style sheets are whose.
    pub(crate) fn learn(&mut self, event: &Event) {
        self.learn_owners(event);
        match event {
            Event::Resource { url, .. } | Event::SameResource { url, .. } | Event::MissingResource { url, .. } => {
                if let Event::SameResource { same, .. } = event {
                    let owner = self.owners.get(same).unwrap_or(same).clone();
                    self.named.push(url.clone());
                    self.owners.entry(url.clone()).or_insert(owner);
                }
                if let Ok(parsed) = Url::parse(&url.to_str_lossy()) {
                    self.known.entry(last_part(parsed.as_str()).to_owned()).or_default().push((parsed, url.clone()));
                }
            }
            Event::Keyframe(snapshot) => {
                snapshot
                    .tree
                    .nodes
                    .iter()
                    .flat_map(|node| &node.properties)
                    .for_each(|property| self.learn_base(property));
                snapshot.sheets.iter().for_each(|(_, sheet)| self.add_base(&sheet.base));
            }
            Event::Mutation { operations } => {
                for operation in operations {
                    match operation {
                        Operation::Insert { tree, .. } => {
                            tree.nodes.iter().flat_map(|node| &node.properties).for_each(|one| self.learn_base(one));
                        }
                        Operation::SetProperty { property, value, .. } => self.learn_base(&(*property, value.clone())),
                        Operation::SetSheet { value, .. } => self.add_base(&value.base),
                        _ => {}
                    }
                }
            }
            Event::Navigation { url, .. } => self.add_base(url),
            _ => {}
        }
    }

    fn learn_owners(&mut self, event: &Event) {
        match event {
            Event::Keyframe(snapshot) => {
                self.learn_owners_in(&snapshot.tree);
                snapshot.adopted.iter().for_each(|(node, sheets)| self.adopt(*node, sheets));
            }
            Event::Mutation { operations } => {
                for operation in operations {
                    match operation {
                        Operation::Insert { tree, .. } => self.learn_owners_in(tree),
                        Operation::SetProperty { node, property, value } => self.learn_owner(*node, *property, value),
                        Operation::Adopt { node, sheets } => self.adopt(*node, sheets),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn learn_owners_in(&mut self, tree: &Tree) {
        for node in &tree.nodes {
            for (property, value) in &node.properties {
                self.learn_owner(node.id, *property, value);
            }
        }
    }

    fn learn_owner(&mut self, node: NodeId, property: Property, value: &Value) {
        if let (Property::Sheet, Ok(id)) = (property, u32::try_from(value.to_i64())) {
            self.adopt(node, &[SheetId(id)]);
        }
    }

    fn learn_base(&mut self, (property, value): &(Property, Value)) {
        if let (Property::BaseUrl | Property::Url, Value::Text(text)) = (property, value) {
            self.add_base(text);
        }
    }

    fn add_base(&mut self, text: &Text) {
        if let Ok(url) = Url::parse(&text.to_str_lossy())
            && self.bases.len() < MAX_BASES
            && !self.bases.contains(&url)
        {
            self.bases.push(url);
        }
    }

    /// Second pass: who uses what.
    pub(crate) fn take(&mut self, event: &Event) {
        match event {
            Event::Keyframe(snapshot) => {
                self.tree(&snapshot.tree);
                for (id, sheet) in &snapshot.sheets {
                    self.sheet(*id, sheet);
                }
            }
            Event::Mutation { operations } => operations.iter().for_each(|operation| self.operation(operation)),
            // A style sheet that was kept as bytes names fonts and pictures.
            Event::Resource { mime, bytes, .. } if mime.to_str_lossy().starts_with("text/css") => {
                self.text(&String::from_utf8_lossy(bytes), false);
            }
            _ => {}
        }
    }

    fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::Insert { tree, .. } => self.tree(tree),
            Operation::SetAttribute { node, attribute } => self.value(*node, &attribute.value),
            Operation::SetText { node, text } | Operation::SpliceText { node, insert: text, .. } => {
                self.value(*node, text);
            }
            Operation::SetProperty { node, value: Value::Text(text), .. } => self.value(*node, text),
            Operation::SetSheet { sheet, value } => self.sheet(*sheet, value),
            _ => {}
        }
    }

    fn tree(&mut self, tree: &Tree) {
        for node in &tree.nodes {
            match &node.data {
                NodeData::Element { attributes, .. } => attributes.iter().for_each(|a| self.value(node.id, &a.value)),
                NodeData::Text { text } => self.value(node.id, text),
                _ => {}
            }
            for (_, value) in &node.properties {
                if let Value::Text(text) = value {
                    self.value(node.id, text);
                }
            }
        }
    }

    fn adopt(&mut self, node: NodeId, sheets: &[SheetId]) {
        let is_gone = self.region.is_touched(node);
        sheets.iter().for_each(|sheet| self.sheets.entry(*sheet).or_default().note(is_gone));
    }

    fn sheet(&mut self, id: SheetId, sheet: &domreel_format::Sheet) {
        let is_gone = self.sheets.get(&id).copied().unwrap_or_default().only_by_gone();
        if let Some(text) = &sheet.text {
            self.text(&text.to_str_lossy(), is_gone);
        }
    }

    fn value(&mut self, node: NodeId, text: &Text) {
        let is_gone = self.region.is_touched(node);
        self.text(&text.to_str_lossy(), is_gone);
    }

    /// Notes every resource whose address stands in a text.
    fn text(&mut self, text: &str, is_gone: bool) {
        if self.known.is_empty() {
            return;
        }
        // In the JSON of an animation a backslash stands before the quote.
        let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '\'' | '"' | ';' | '\\');
        for token in text.split(is_end).filter(|token| !token.is_empty()) {
            let Some(candidates) = self.known.get(last_part(token)) else { continue };
            for (url, name) in candidates {
                let is_it = |base: &Url| base.join(token).is_ok_and(|joined| without_fragment(joined) == *url);
                let is_absolute = Url::parse(token).is_ok_and(|parsed| without_fragment(parsed) == *url);
                if is_absolute || self.bases.iter().any(is_it) {
                    self.resources.entry(name.clone()).or_default().note(is_gone);
                }
            }
        }
    }

    /// Returns the style sheets that go, and what becomes of resources.
    pub(crate) fn finish(self) -> (HashSet<SheetId>, Resources) {
        let only = |used: &Used| used.only_by_gone();
        let gone: HashSet<Text> =
            self.resources.iter().filter(|(_, used)| only(used)).map(|(url, _)| url.clone()).collect();
        let mut heirs = HashMap::new();
        for url in self.named.into_iter().filter(|url| !gone.contains(url)) {
            if let Some(owner) = self.owners.get(&url).filter(|owner| gone.contains(*owner)) {
                heirs.entry(owner.clone()).or_insert(url);
            }
        }
        let sheets = self.sheets.iter().filter(|(_, used)| only(used)).map(|(id, _)| *id).collect();
        (sheets, Resources { gone, heirs, owners: self.owners })
    }
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

/// The last part of an address' path, without its query and fragment.
fn last_part(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// Takes a region out of the events, which must come in order.
pub(crate) struct Removal<'a> {
    region: &'a Region,
    /// The document as it was recorded: where what stays stands among what goes.
    document: Document,
    /// How many resources were taken out.
    pub(crate) resources: u64,
}

impl<'a> Removal<'a> {
    pub(crate) fn new(region: &'a Region) -> Self {
        Self { region, document: Document::default(), resources: 0 }
    }

    /// Returns the event without the region. One that is gone altogether becomes a change of nothing.
    pub(crate) fn take(&mut self, event: Event) -> Event {
        match event {
            Event::Keyframe(mut snapshot) => {
                self.document.apply(&Event::Keyframe(snapshot.clone()), &mut |_| {});
                self.snapshot(&mut snapshot);
                Event::Keyframe(snapshot)
            }
            Event::Mutation { operations } => {
                let kept = operations.into_iter().filter_map(|operation| {
                    let kept = self.operation(operation.clone());
                    self.document.apply(&Event::Mutation { operations: vec![operation] }, &mut |_| {});
                    kept
                });
                Event::Mutation { operations: kept.collect() }
            }
            other => {
                self.document.apply(&other, &mut |_| {});
                self.other(other)
            }
        }
    }

    fn other(&mut self, event: Event) -> Event {
        let region = self.region;
        let kept = |id: &NodeId| !region.is_gone(*id);
        match event {
            Event::Click { kind, x, y, target, bounds } if !target.as_ref().is_none_or(kept) => {
                Event::Click { kind, x, y, target: None, bounds: bounds.map(|_| 0) }
            }
            Event::Focus { target } => Event::Focus { target: target.filter(|(id, _)| kept(id)) },
            Event::Select { selection } => Event::Select { selection: self.selection(selection) },
            Event::Hover { target } => Event::Hover { target: target.filter(kept) },
            Event::Activate { target } => Event::Activate { target: target.filter(kept) },
            Event::Target { target } => Event::Target { target: target.filter(kept) },
            Event::Gesture { kind, target } => Event::Gesture { kind, target: target.filter(kept) },
            Event::Resource { url, mime, bytes } if region.resources.heirs.contains_key(&url) => {
                self.resources += 1;
                Event::Resource { url: region.resources.heirs.get(&url).cloned().unwrap_or(url), mime, bytes }
            }
            Event::Resource { url, .. } | Event::SameResource { url, .. } | Event::MissingResource { url, .. }
                if region.resources.gone.contains(&url) =>
            {
                self.resources += 1;
                nothing()
            }
            Event::SameResource { url, same } => {
                let owner = region.resources.owners.get(&url).unwrap_or(&same);
                match region.resources.heirs.get(owner) {
                    Some(heir) if *heir == url => nothing(),
                    heir => Event::SameResource { url, same: heir.unwrap_or(owner).clone() },
                }
            }
            other => other,
        }
    }

    fn selection(
        &self,
        selection: Option<domreel_format::snapshot::Selection>,
    ) -> Option<domreel_format::snapshot::Selection> {
        selection.filter(|it| !self.region.is_touched(it.anchor.0) && !self.region.is_touched(it.focus.0))
    }

    fn snapshot(&self, snapshot: &mut Snapshot) {
        let region = self.region;
        self.tree(&mut snapshot.tree);
        snapshot.sheets.retain(|(id, _)| !region.sheets.contains(id));
        snapshot.adopted.retain(|(node, _)| !region.is_gone(*node));
        for (_, sheets) in &mut snapshot.adopted {
            sheets.retain(|id| !region.sheets.contains(id));
        }
        let view = &mut snapshot.view;
        let kept = |id: &NodeId| !region.is_gone(*id);
        view.focus = view.focus.filter(|(id, _)| kept(id));
        view.hover = view.hover.filter(kept);
        view.active = view.active.filter(kept);
        view.target = view.target.filter(kept);
        view.selection = self.selection(view.selection);
    }

    fn tree(&self, tree: &mut Tree) {
        tree.nodes.retain(|node| !self.region.is_gone(node.id));
        for node in tree.nodes.iter_mut().filter(|node| self.region.is_emptied(node.id)) {
            if let NodeData::Element { attributes, .. } = &mut node.data {
                attributes.clear();
            }
            node.properties.clear();
        }
        for (property, value) in tree.nodes.iter_mut().flat_map(|node| &mut node.properties) {
            self.highlights(*property, value);
        }
    }

    /// Takes the ranges that begin or end in the region out of those that scripts have named, and names that had no
    /// others.
    fn highlights(&self, property: Property, value: &mut Value) {
        let (Property::Highlights, Value::Text(text)) = (property, value) else { return };
        let is_touched =
            |id: Option<&&str>| id.and_then(|id| id.parse().ok()).is_some_and(|id| self.region.is_touched(NodeId(id)));
        let lines: Vec<String> = (text.to_str_lossy().lines())
            .filter_map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let (head, ranges) = words.split_at(words.len().min(3));
                let kept: Vec<&[&str]> =
                    ranges.chunks(4).filter(|range| !is_touched(range.first()) && !is_touched(range.get(2))).collect();
                (ranges.is_empty() || !kept.is_empty()).then(|| [&[head], kept.as_slice()].concat().concat().join(" "))
            })
            .collect();
        *text = lines.join("\n").as_str().into();
    }

    fn operation(&self, operation: Operation) -> Option<Operation> {
        let region = self.region;
        let stays = |id: NodeId| !region.is_touched(id);
        match operation {
            Operation::Insert { parent, previous, mut tree } => {
                self.tree(&mut tree);
                let is_there = stays(parent) && !tree.nodes.is_empty();
                is_there.then(|| Operation::Insert { parent, previous: self.previous(previous), tree })
            }
            Operation::Remove { node } => (!region.is_gone(node)).then_some(Operation::Remove { node }),
            Operation::Move { node, parent, previous } => (!region.is_gone(node) && stays(parent))
                .then(|| Operation::Move { node, parent, previous: self.previous(previous) }),
            Operation::SetProperty { node, property, mut value } => stays(node).then(|| {
                self.highlights(property, &mut value);
                Operation::SetProperty { node, property, value }
            }),
            Operation::SetAttribute { node, .. }
            | Operation::RemoveAttribute { node, .. }
            | Operation::SetText { node, .. }
            | Operation::SpliceText { node, .. } => stays(node).then_some(operation),
            Operation::SetSheet { sheet, .. } | Operation::EditSheet { sheet, .. } => {
                (!region.sheets.contains(&sheet)).then_some(operation)
            }
            Operation::Adopt { node, mut sheets } => {
                sheets.retain(|id| !region.sheets.contains(id));
                (!region.is_gone(node)).then_some(Operation::Adopt { node, sheets })
            }
        }
    }

    /// The last sibling that stays, from one that may go.
    fn previous(&self, previous: Option<NodeId>) -> Option<NodeId> {
        let before = |id: &NodeId| self.document.node(*id).and_then(|node: &Node| node.previous);
        std::iter::successors(previous, before).find(|id| !self.region.is_gone(*id))
    }
}

/// An event that changes nothing: it keeps the place of one that is gone.
pub(crate) fn nothing() -> Event {
    Event::Mutation { operations: Vec::new() }
}
