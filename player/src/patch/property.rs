//! State that stands in no attribute.

use super::{Op, Pass, base_of};
use crate::css::{rewrite_declarations, rewrite_strings};
use crate::sanitize::{Namespace, standin};
use domreel_format::{Document, Node, NodeId, Property, Text, Value};
use std::collections::BTreeSet;

impl Pass<'_> {
    /// Sets the properties of what was made and of what differs.
    pub(super) fn properties(&mut self, differing: &[NodeId], refresh: &BTreeSet<NodeId>) {
        let built = core::mem::take(&mut self.built);
        for id in &built {
            if let Some(after) = self.new.node(*id) {
                self.node_properties(*id, None, after, false);
            }
        }
        self.built = built;
        for id in differing.iter().chain(refresh) {
            if self.replaced.contains(id) {
                continue;
            }
            if let (Some(before), Some(after)) = (self.old.node(*id), self.new.node(*id)) {
                self.node_properties(*id, Some(before), after, refresh.contains(id));
            }
        }
        self.choices(differing);
    }

    /// Chooses the options of lists in which something changed: on the way there browsers choose by themselves.
    fn choices(&mut self, differing: &[NodeId]) {
        let lists: BTreeSet<NodeId> =
            differing.iter().chain(&self.built).filter_map(|id| list_of(self.new, *id)).collect();
        for list in lists {
            let Some(node) = self.new.node(list) else { continue };
            let options = self.new.descend(list).filter(|(_, node, _)| node.is_html("option"));
            for (id, ..) in options.filter(|(_, option, _)| is_chosen(option)) {
                self.out.op(Op::SetNumber).word(id.0).word(Property::Selected as u32).number(1.0);
            }
            if let Some(none) = node.property(Property::Selected) {
                self.set_property(list, Property::Selected, none);
            }
        }
    }

    fn node_properties(&mut self, id: NodeId, before: Option<&Node>, after: &Node, again: bool) {
        let is_bare = after.properties.is_empty() && before.is_none_or(|before| before.properties.is_empty());
        if is_bare && after.attributes().is_empty() {
            return;
        }
        let embedded = embedded(self.new, after);
        if embedded.is_some() && (again || before.and_then(|before| self::embedded(self.old, before)) != embedded) {
            self.show_embedded(id, embedded);
        }
        for (property, value) in &after.properties {
            let known = before.and_then(|before| before.property(*property));
            if known != Some(value) || again && may_hold_address(*property) {
                self.set_property(id, *property, value);
            }
        }
        let Some(before) = before else { return };
        for (property, _) in &before.properties {
            if after.property(*property).is_none() && is_set_directly(*property) {
                self.out.op(Op::ResetProperty).word(id.0).word(*property as u32);
            }
        }
    }

    /// Shows what an `object` or `embed` shows as a picture, because nothing else can be embedded on a stage.
    fn show_embedded(&mut self, id: NodeId, raw: Option<&Text>) {
        let raw = raw.map(Text::to_str_lossy).unwrap_or_default();
        let base = base_of(self.new, id);
        let address = if super::attribute::is_data(&raw) {
            raw.into_owned()
        } else {
            self.resources.address(&raw, &base).unwrap_or_default()
        };
        self.out.op(Op::SetString).word(id.0).word(Property::Picture as u32).str(&address);
    }

    fn set_property(&mut self, id: NodeId, property: Property, value: &Value) {
        if !is_set_directly(property) {
            return;
        }
        match (property, value) {
            (Property::Picture, Value::Text(raw)) => {
                let base = base_of(self.new, id);
                let address = self.resources.address(&raw.to_str_lossy(), &base).unwrap_or_default();
                self.out.op(Op::SetString).word(id.0).word(property as u32).text(&Text::from(address));
            }
            (Property::Animations | Property::Cursor, Value::Text(raw)) => {
                let rewrite = if property == Property::Cursor { rewrite_declarations } else { rewrite_strings };
                let shown = self.with_context(id, |context| rewrite(&raw.to_str_lossy(), context));
                self.out.op(Op::SetString).word(id.0).word(property as u32).str(&shown);
            }
            (_, Value::Text(text)) => {
                self.out.op(Op::SetString).word(id.0).word(property as u32).text(text);
            }
            (_, number) => {
                self.out.op(Op::SetNumber).word(id.0).word(property as u32).number(number.to_f64());
            }
        }
    }

    /// Sets scroll offsets: those that differ, or with `settle` all of them.
    pub(super) fn scroll(&mut self, scrollers: &mut BTreeSet<NodeId>, differing: &[NodeId], settle: bool) {
        let offset = |node: &Node, property| node.property(property).map_or(0.0, Value::to_f64);
        // What was made anew may be what it was: then it is not among those that differ.
        let anew = self.built.iter().filter(|id| self.replaced.contains(id));
        for id in differing.iter().chain(anew) {
            let before = self.old.node(*id).filter(|_| !self.is_gone_or_fresh(*id));
            let is_bare = |node: Option<&Node>| node.is_none_or(|node| node.properties.is_empty());
            match self.new.node(*id) {
                Some(after) if is_bare(before) && is_bare(Some(after)) && !scrollers.contains(id) => {}
                Some(after) => {
                    let of = |node: &Node| (offset(node, Property::ScrollLeft), offset(node, Property::ScrollTop));
                    let (left, top) = of(after);
                    let is_scroller =
                        after.property(Property::ScrollLeft).is_some() || after.property(Property::ScrollTop).is_some();
                    if before.map_or((0.0, 0.0), of) != (left, top) && !settle {
                        self.out.op(Op::Scroll).word(id.0).number(left).number(top);
                    }
                    if is_scroller {
                        scrollers.insert(*id);
                    } else if scrollers.remove(id) && settle {
                        self.out.op(Op::Scroll).word(id.0).number(0.0).number(0.0);
                    }
                }
                None => {
                    scrollers.remove(id);
                }
            }
        }
        if settle {
            // From the outside inwards, as far as ids tell: nothing depends on it but the number of layouts.
            for id in scrollers.iter() {
                if let Some(node) = self.new.node(*id) {
                    let (left, top) = (offset(node, Property::ScrollLeft), offset(node, Property::ScrollTop));
                    self.out.op(Op::Scroll).word(id.0).number(left).number(top);
                }
            }
        }
    }
}

/// Returns the list that an option, a group or a list is part of.
fn list_of(document: &Document, id: NodeId) -> Option<NodeId> {
    let node = document.node(id)?;
    if !["option", "optgroup", "select"].iter().any(|name| node.is_html(name)) {
        return None;
    }
    let around = core::iter::successors(Some(id), |id| document.node(*id)?.parent);
    around.take(MAX_NESTED).find(|id| document.node(*id).is_some_and(|node| node.is_html("select")))
}

/// Options are no deeper in their list than this.
const MAX_NESTED: usize = 16;

/// Says whether an option is chosen, by what is recorded or by its attribute.
fn is_chosen(option: &Node) -> bool {
    option.property(Property::Selected).map_or(option.attribute("selected").is_some(), |value| value.to_i64() != 0)
}

/// Returns the address of what an `object` or `embed` shows, unless that is a page of the recording.
pub(super) fn embedded<'a>(document: &Document, node: &'a Node) -> Option<&'a Text> {
    if node.is_html("object") {
        node.attribute("data").filter(|_| node.attached.is_none_or(|page| is_boundless(document, page)))
    } else if node.attached.is_none() && node.is_html("embed") && node.property(Property::Gap).is_none() {
        node.attribute("src")
    } else {
        None
    }
}

/// Says whether a document is a drawing that does not say its size in pixels: browsers lay that out by what is around
/// it, as only a picture can be here (`stage-drawings.ts` does the others).
fn is_boundless(document: &Document, page: NodeId) -> bool {
    let root = document.children(page).filter_map(|id| document.node(id)).find(|node| standin(node).is_some());
    // Digits, without exponents: to read numbers as browsers do is 15 KB of tables.
    let is_length = |text: &Text| {
        let text = text.to_str_lossy();
        let text = text.trim();
        let digits = text.strip_suffix("px").unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
            && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
    };
    root.is_some_and(|root| {
        standin(root).is_some_and(|standin| standin.namespace == Namespace::Svg)
            && !["width", "height"].iter().all(|side| root.attribute(side).is_some_and(is_length))
    })
}

/// Says whether what a property's text names may be bytes of the recording.
pub(crate) fn may_hold_address(property: Property) -> bool {
    matches!(property, Property::Picture | Property::Animations | Property::Cursor)
}

/// Says whether a property is given to the element as it is; the others are part of something else.
fn is_set_directly(property: Property) -> bool {
    !matches!(
        property,
        Property::ScrollLeft
            | Property::ScrollTop
            | Property::Modal
            | Property::Popover
            | Property::Fullscreen
            | Property::Invoker
            | Property::Source
            | Property::Sheet
            | Property::BaseUrl
            | Property::Url
            | Property::Failed
    )
}
