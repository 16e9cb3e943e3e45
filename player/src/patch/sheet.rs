//! Style sheets: authored text, and the edits of scripts on top of it.

use super::{Op, Pass, base_of};
use crate::css::{rewrite_declarations, rewrite_media, rewrite_rule, rewrite_selector, rewrite_sheet};
use crate::sanitize::{Content, standin};
use domreel_format::{EditKind, Node, NodeId, NodeKind, Property, Sheet, SheetId, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which sheets are shown.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    /// Elements that own a sheet, and what it is.
    owned: BTreeMap<NodeId, Shown>,
    /// Sheets to be adopted, by the document that they were made in.
    constructed: BTreeMap<(NodeId, SheetId), Shown>,
    /// Documents and shadow roots, and what they adopt.
    adopted: BTreeMap<NodeId, Arc<[SheetId]>>,
}

/// A sheet as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    text: Text,
    base: Text,
    media: Option<Text>,
    disabled: bool,
    edits: Arc<Vec<domreel_format::Edit>>,
}

impl Sheets {
    /// Ends what is known of nodes that are gone or made anew.
    pub(super) fn forget(&mut self, is_gone: impl Fn(NodeId) -> bool) {
        self.owned.retain(|id, _| !is_gone(*id));
        self.adopted.retain(|id, _| !is_gone(*id));
        self.constructed.retain(|(id, _), _| !is_gone(*id));
    }
}

impl Pass<'_> {
    /// Brings every style sheet to what it shall be.
    pub(super) fn sheets(&mut self, sheets: &mut Sheets, differing: &[NodeId], refresh: &BTreeSet<NodeId>) {
        let mut owners: BTreeSet<NodeId> = refresh.iter().copied().filter(|id| self.owns_sheet(*id)).collect();
        let mut adopters = BTreeSet::new();
        // Texts that stand together are one question.
        let mut asked = None;
        let mut around = |node: &domreel_format::Node, owners: &mut BTreeSet<NodeId>| {
            if core::mem::replace(&mut asked, node.parent) != node.parent {
                owners.extend(node.parent.filter(|parent| self.owns_sheet(*parent)));
            }
        };
        for id in self.built.iter().chain(differing) {
            let Some(node) = self.new.node(*id) else {
                // A text that is gone from a `style` element changes its sheet.
                if let Some(node) = self.old.node(*id).filter(|node| !node.is_element()) {
                    around(node, &mut owners);
                }
                continue;
            };
            match node.kind {
                NodeKind::Element { .. } if self.owns_sheet(*id) => {
                    owners.insert(*id);
                }
                NodeKind::Text(_) | NodeKind::Cdata(_) => {
                    around(node, &mut owners);
                    if let Some(node) = self.old.node(*id) {
                        around(node, &mut owners);
                    }
                }
                NodeKind::Document { .. } | NodeKind::ShadowRoot { .. } => {
                    adopters.insert(*id);
                }
                _ => {}
            }
        }
        let environment_changed = self.old.view().environment != self.new.view().environment;
        let rebased = differing.iter().any(|id| {
            let base = |document: &domreel_format::Document| {
                let node = document.node(*id)?;
                Some((node.property(Property::BaseUrl).cloned(), node.property(Property::Url).cloned()))
            };
            self.is_document(*id) && self.old.node(*id).is_some() && base(self.old) != base(self.new)
        });
        let all = environment_changed || rebased;
        let has_arrived = !refresh.is_empty();
        if all || has_arrived || !self.old.shares_sheets(self.new) {
            owners.extend(sheets.owned.keys().copied());
            adopters.extend(sheets.adopted.keys().copied());
        }
        // What came into another document has lost what it adopted.
        let document = |document, id| super::document_of(document, id);
        let leaves = |id: &NodeId| {
            let parent = |nodes: &domreel_format::Document| nodes.node(*id).map(|node| node.parent);
            let is_moved = parent(self.old).is_some_and(|before| Some(before) != parent(self.new));
            is_moved && self.new.node(*id).is_some() && document(self.old, *id) != document(self.new, *id)
        };
        let mut bereft = BTreeSet::new();
        if !sheets.adopted.is_empty() && differing.iter().any(leaves) {
            let moved = |root: &NodeId| document(self.old, *root) != document(self.new, *root);
            bereft.extend(sheets.adopted.keys().copied().filter(moved));
            adopters.extend(&bereft);
        }
        for id in owners {
            if self.owns_sheet(id) {
                let again = all || refresh.contains(&id);
                self.owned_sheet(&mut sheets.owned, id, again);
            }
        }
        for id in adopters {
            self.adopt(sheets, id, all || has_arrived, bereft.contains(&id));
        }
    }

    fn is_document(&self, id: NodeId) -> bool {
        self.new.node(id).is_some_and(|node| matches!(node.kind, NodeKind::Document { .. }))
    }

    fn owns_sheet(&self, id: NodeId) -> bool {
        let may_own = |node: &&domreel_format::Node| match &node.kind {
            NodeKind::Element { name, .. } => {
                let end = name.as_bytes().get(name.len().saturating_sub(5)..).unwrap_or_default();
                end.eq_ignore_ascii_case(b"style") || end.get(end.len().saturating_sub(4)..).is_some_and(is_link)
            }
            _ => false,
        };
        let standin = self.new.node(id).filter(may_own).and_then(standin);
        standin.is_some_and(|standin| standin.content == Content::Sheet)
    }

    fn owned_sheet(&mut self, owned: &mut BTreeMap<NodeId, Shown>, id: NodeId, again: bool) {
        let Some(node) = self.new.node(id) else { return };
        let sheet = node
            .property(Property::Sheet)
            .and_then(|sheet| u32::try_from(sheet.to_i64()).ok())
            .and_then(|sheet| self.new.sheet(SheetId(sheet)));
        let text = match sheet.and_then(|sheet| sheet.text.clone()) {
            Some(text) => text,
            None if node.is_html("link") => self.linked_text(id, sheet.map(AsRef::as_ref)),
            None => self.text_inside(id),
        };
        let mut wanted = self.shown_sheet(sheet.map(AsRef::as_ref), text, id);
        wanted.disabled |= is_off(node) || self.is_of_another_look(id, node, owned);
        let shown = owned.get(&id).filter(|_| !again);
        if shown == Some(&wanted) {
            return;
        }
        let rewritten = self.rewrites(shown, &wanted);
        if rewritten {
            let text =
                self.with_sheet_context(&wanted.base, |context| rewrite_sheet(&wanted.text.to_str_lossy(), context));
            self.out.op(Op::SheetText).word(id.0).str(&text);
        }
        let position = self.out.position();
        self.out.op(Op::EditOwned).word(id.0);
        if !self.edit(if rewritten { None } else { shown }, &wanted) {
            self.out.truncate(position);
        }
        owned.insert(id, wanted);
    }

    /// Says whether a sheet belongs to a look of the page that is not shown: titles name looks, and the first counts.
    fn is_of_another_look(&self, id: NodeId, node: &Node, owned: &BTreeMap<NodeId, Shown>) -> bool {
        let Some(title) = title_of(node) else { return false };
        let root = self.root_of(id);
        let first = owned.keys().take_while(|other| **other < id).find_map(|other| {
            let node = self.new.node(*other).filter(|node| !is_off(node))?;
            title_of(node).filter(|_| self.root_of(*other) == root)
        });
        // In shadow trees titles are nothing but titles.
        self.is_document(root) && first.is_some_and(|first| first != title)
    }

    /// Returns the document or shadow root in which a node stands.
    fn root_of(&self, id: NodeId) -> NodeId {
        let mut at = id;
        while let Some(node) = self.new.node(at).filter(|node| !node.is_attachable())
            && let Some(parent) = node.parent
        {
            at = parent;
        }
        at
    }

    /// Returns the text of the resource that a link's sheet was loaded from.
    fn linked_text(&mut self, id: NodeId, sheet: Option<&Sheet>) -> Text {
        let Some(sheet) = sheet else { return Text::default() };
        let found = self.resources.style_sheet(&sheet.base.to_str_lossy(), &base_of(self.new, id));
        found.map(|(text, _)| Text::from(text)).unwrap_or_default()
    }

    /// Returns the text that stands below a `style` element.
    fn text_inside(&self, id: NodeId) -> Text {
        let mut text = Vec::new();
        for child in self.new.children(id) {
            if let Some(NodeKind::Text(part) | NodeKind::Cdata(part)) = self.new.node(child).map(|node| &node.kind) {
                text.extend_from_slice(part.as_bytes());
            }
        }
        Text::from_wtf8(&text)
    }

    fn shown_sheet(&self, sheet: Option<&Sheet>, text: Text, owner: NodeId) -> Shown {
        let base = sheet.map(|sheet| sheet.base.clone()).filter(|base| !base.is_empty());
        Shown {
            text,
            base: base.unwrap_or_else(|| base_of(self.new, owner)),
            media: sheet.and_then(|sheet| sheet.media.clone()),
            disabled: sheet.is_some_and(|sheet| sheet.disabled),
            edits: sheet.map(|sheet| sheet.edits.clone()).unwrap_or_default(),
        }
    }

    fn adopt(&mut self, sheets: &mut Sheets, root: NodeId, all: bool, is_bereft: bool) {
        let Some(node) = self.new.node(root) else { return };
        let document = self.document_of(root);
        // A recording may be forged, and name sheets that it does not hold.
        let adopted: Arc<[SheetId]> =
            node.adopted.iter().copied().filter(|sheet| self.new.sheet(*sheet).is_some()).collect();
        let mut changed = is_bereft;
        for sheet in adopted.iter() {
            changed |= self.construct(&mut sheets.constructed, document, *sheet, all);
        }
        let before = sheets.adopted.get(&root);
        if before.map_or(!adopted.is_empty(), |before| *before != adopted) || changed {
            self.out.op(Op::Adopt).word(root.0).word(u32::try_from(adopted.len()).unwrap_or(0));
            for sheet in adopted.iter() {
                self.out.word(sheet.0);
            }
        }
        sheets.adopted.insert(root, adopted);
    }

    /// Makes a sheet to be adopted, or brings it to what it shall be. Says whether it was made.
    fn construct(
        &mut self,
        constructed: &mut BTreeMap<(NodeId, SheetId), Shown>,
        document: NodeId,
        sheet: SheetId,
        again: bool,
    ) -> bool {
        let Some(value) = self.new.sheet(sheet).map(Arc::clone) else { return false };
        let wanted = self.shown_sheet(Some(&value), value.text.clone().unwrap_or_default(), document);
        let known = constructed.get(&(document, sheet));
        if known == Some(&wanted) && !again {
            return false;
        }
        let shown = known.filter(|_| !again);
        let rewritten = self.rewrites(shown, &wanted);
        if rewritten {
            let text =
                self.with_sheet_context(&wanted.base, |context| rewrite_sheet(&wanted.text.to_str_lossy(), context));
            self.out.op(Op::Construct).word(document.0).word(sheet.0).str(&text);
        }
        let position = self.out.position();
        self.out.op(Op::EditConstructed).word(document.0).word(sheet.0);
        if !self.edit(if rewritten { None } else { shown }, &wanted) {
            self.out.truncate(position);
        }
        let is_new = known.is_none();
        constructed.insert((document, sheet), wanted);
        is_new
    }

    /// Says whether a sheet's text must be written, because its edits cannot be continued.
    fn rewrites(&self, shown: Option<&Shown>, wanted: &Shown) -> bool {
        shown.is_none_or(|shown| {
            shown.text != wanted.text || shown.base != wanted.base || !wanted.edits.starts_with(&shown.edits)
        })
    }

    /// Does the edits that are missing. `shown` is `None` if the text was written just now.
    fn edit(&mut self, shown: Option<&Shown>, wanted: &Shown) -> bool {
        let position = self.out.position();
        let done = shown.map_or(0, |shown| shown.edits.len());
        for edit in wanted.edits.iter().skip(done) {
            let op = match edit.kind {
                EditKind::Insert { .. } => Op::RuleInsert,
                EditKind::Delete { .. } => Op::RuleDelete,
                EditKind::Declare { .. } => Op::RuleDeclare,
                EditKind::Select { .. } => Op::RuleSelect,
                EditKind::Media { .. } => Op::RuleMedia,
                EditKind::Replace { .. } | EditKind::Disable { .. } => continue,
            };
            self.out.op(op).word(u32::try_from(edit.path.len()).unwrap_or(0));
            for index in &edit.path {
                self.out.word(*index);
            }
            match &edit.kind {
                EditKind::Insert { index, text } => {
                    let text =
                        self.with_sheet_context(&wanted.base, |context| rewrite_rule(&text.to_str_lossy(), context));
                    self.out.word(*index).str(&text);
                }
                EditKind::Delete { index } => {
                    self.out.word(*index);
                }
                EditKind::Declare { text } => {
                    let text = self.with_sheet_context(&wanted.base, |context| {
                        rewrite_declarations(&text.to_str_lossy(), context)
                    });
                    self.out.str(&text);
                }
                EditKind::Select { text } => {
                    self.out.str(&rewrite_selector(&text.to_str_lossy()));
                }
                EditKind::Media { text } => {
                    let text = rewrite_media(&text.to_str_lossy(), &self.new.view().environment);
                    self.out.str(&text);
                }
                EditKind::Replace { .. } | EditKind::Disable { .. } => {}
            }
        }
        let before = shown.map_or(&None, |shown| &shown.media);
        if *before != wanted.media {
            let media = wanted.media.as_ref().map(Text::to_str_lossy).unwrap_or_default();
            let media = rewrite_media(&media, &self.new.view().environment);
            self.out.op(Op::SheetMedia).str(&media);
        }
        if shown.is_some_and(|shown| shown.disabled) != wanted.disabled {
            self.out.op(Op::SheetDisabled).word(u32::from(wanted.disabled));
        }
        self.out.position() != position
    }
}

fn is_link(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"link")
}

/// Says whether a sheet is off: a link's that is switched off, or an alternative that was not chosen; a `style` element's
/// of which the browser made none.
fn is_off(node: &Node) -> bool {
    let is_none = node.property(Property::Failed).is_some_and(|failed| failed.to_i64() > 1);
    let is_link = node.is_html("link");
    is_none || is_link && (node.attribute("disabled").is_some() || is_alternate(node) && title_of(node).is_some())
}

fn is_alternate(node: &Node) -> bool {
    let is_word = |token: &str| token.eq_ignore_ascii_case("alternate");
    node.attribute("rel").is_some_and(|rel| rel.to_str_lossy().split_ascii_whitespace().any(is_word))
}

/// Returns what an element calls the look of the page that its sheet belongs to.
fn title_of(node: &Node) -> Option<&Text> {
    node.attribute("title").filter(|title| !title.is_empty())
}
