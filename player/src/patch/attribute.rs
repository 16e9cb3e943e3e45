//! Attributes and texts.

use super::srcset::candidates;
use super::{Op, Pass, base_of, page_of};
use crate::absent::stands_for;
use crate::css::{fragment_within, rewrite_declarations, rewrite_media, settle_scheme};
use crate::picture;
use crate::sanitize::{Namespace, Rule, Standin, attribute as rule, standin};
use domreel_format::{Attribute, Node, NodeId, NodeKind, Property, Text};
use std::collections::BTreeSet;

/// Attributes that the stage gives to what cannot be loaded: a picture that fails at once.
const BROKEN: &str = "data:,";

impl Pass<'_> {
    /// Changes attributes and texts of nodes that stay.
    pub(super) fn change(&mut self, differing: &[NodeId], refresh: &BTreeSet<NodeId>) {
        for id in differing.iter().chain(refresh) {
            let (Some(before), Some(after)) = (self.old.node(*id), self.new.node(*id)) else { continue };
            if self.replaced.contains(id) {
                continue;
            }
            match (&before.kind, &after.kind) {
                (NodeKind::Text(old), NodeKind::Text(new)) | (NodeKind::Cdata(old), NodeKind::Cdata(new))
                    if old != new =>
                {
                    self.out.op(Op::SetText).word(id.0).text(new);
                }
                (NodeKind::Element { attributes: old, .. }, NodeKind::Element { attributes: new, .. }) => {
                    let pictured = [
                        Property::Source,
                        Property::Failed,
                        Property::NaturalWidth,
                        Property::NaturalHeight,
                        Property::Gap,
                        Property::BaseUrl,
                    ];
                    let same_source = pictured.iter().all(|key| before.property(*key) == after.property(*key));
                    if !std::sync::Arc::ptr_eq(old, new) || !same_source || refresh.contains(id) {
                        self.change_attributes(*id, before, after, !same_source || refresh.contains(id));
                    }
                }
                _ => {}
            }
        }
    }

    /// Changes what differs, where each attribute is shown by itself.
    fn change_attributes(&mut self, id: NodeId, before: &Node, after: &Node, all: bool) {
        let differs = |attribute: &&Attribute, others: &[Attribute]| find(others, attribute) != Some(*attribute);
        let mut changed = after.attributes().iter().filter(|attribute| differs(attribute, before.attributes()));
        let mut lost = before.attributes().iter().filter(|attribute| find(after.attributes(), attribute).is_none());
        if all || changed.clone().chain(lost.clone()).any(is_source) {
            return self.change_all_attributes(id, before, after, all);
        }
        // What never came to the stage is not taken from it: the player may have one of that name there.
        let was_shown = |attribute: &Attribute| {
            let known = find(before.attributes(), attribute).zip(standin(before));
            known.is_some_and(|(known, standin)| rule(&standin, before, known) != Rule::Drop)
        };
        // First, as one that comes may differ from one that goes by nothing but its prefix.
        for attribute in lost.by_ref() {
            if was_shown(attribute) {
                self.remove_attribute(id, attribute);
            }
            if let Some(absent) = stands_for(attribute) {
                self.remove_attribute(id, &absent);
            }
        }
        for attribute in changed.by_ref() {
            let Some(standin) = standin(after) else { return };
            if let Some(absent) = stands_for(attribute) {
                self.set_attribute(id, &absent);
            }
            match self.shown_value(id, after, &standin, attribute) {
                Some(value) => self.set_attribute(id, &Attribute { value, ..attribute.clone() }),
                None if was_shown(attribute) => self.remove_attribute(id, attribute),
                None => {}
            }
        }
    }

    /// Works out anew all that an element has on the stage.
    fn change_all_attributes(&mut self, id: NodeId, before: &Node, after: &Node, all: bool) {
        let (Some(old_standin), Some(standin)) = (standin(before), standin(after)) else { return };
        let wanted = self.shown_attributes(id, after, &standin);
        self.forget_density(id, after, &wanted);
        // What stands there is known from the recorded values; only what passes now is worked out anew.
        for attribute in &wanted {
            let recorded = find(after.attributes(), attribute);
            // What an image shows stood in another of these before, or may have.
            let anew = all || after.is_html("img") && is_source(attribute);
            let same = !anew && recorded.is_some() && recorded == find(before.attributes(), attribute);
            if !same {
                self.set_attribute(id, attribute);
            }
        }
        // What the player itself may have set, whatever is recorded.
        let own = ["src", "srcset", "sizes", "poster"].map(|name| Attribute {
            namespace: None,
            name: name.into(),
            value: Text::default(),
        });
        let own = own.iter().filter(|_| is_pictured(&standin));
        for attribute in before.attributes().iter().chain(own) {
            let is_own = attribute.value.is_empty() && all;
            if find(&wanted, attribute).is_none() && (is_own || rule(&old_standin, before, attribute) != Rule::Drop) {
                self.remove_attribute(id, attribute);
            }
            if let Some(absent) = stands_for(attribute)
                && find(&wanted, &absent).is_none()
            {
                self.remove_attribute(id, &absent);
            }
        }
    }

    /// Has an image without a list of candidates forget how dense the one was that it showed from a list.
    ///
    /// Chromium 156 keeps that where the address stays the same, or has no
    /// density of its own.
    fn forget_density(&mut self, id: NodeId, after: &Node, wanted: &[Attribute]) {
        let by_name = |name: &str| wanted.iter().find(|attribute| attribute.name == *name);
        if !after.is_html("img") || by_name("srcset").is_some() {
            return;
        }
        let Some(source) = by_name("src").filter(|source| source.value.as_bytes().starts_with(b"blob:")) else {
            return;
        };
        let value = Text::from_wtf8(&[source.value.as_bytes(), b" 1x"].concat());
        let list = Attribute { namespace: None, name: "srcset".into(), value };
        self.set_attribute(id, &list);
        self.remove_attribute(id, &list);
    }

    fn remove_attribute(&mut self, id: NodeId, attribute: &Attribute) {
        let namespace = attribute.namespace.as_ref().map_or(0, |namespace| self.out.atom(namespace));
        let name = self.out.atom(&attribute.name);
        self.out.op(Op::RemoveAttribute).word(id.0).word(namespace).word(name);
    }

    pub(super) fn set_attribute(&mut self, id: NodeId, attribute: &Attribute) {
        let name = self.out.atom(&attribute.name);
        match &attribute.namespace {
            None => self.out.op(Op::SetAttribute).word(id.0).word(name).text(&attribute.value),
            Some(namespace) => {
                let namespace = self.out.atom(namespace);
                self.out.op(Op::SetAttributeNs).word(id.0).word(namespace).word(name).text(&attribute.value)
            }
        };
    }

    /// Returns the attributes that an element has on the stage.
    pub(super) fn shown_attributes(&mut self, id: NodeId, node: &Node, standin: &Standin<'_>) -> Vec<Attribute> {
        let mut shown = Vec::with_capacity(node.attributes().len());
        let source = source_of(node).filter(|_| is_pictured(standin));
        // Bytes that are kept of a film under DRM are not what was seen.
        let has_source = source.is_some() || is_encrypted(node);
        for attribute in node.attributes() {
            shown.extend(stands_for(attribute));
            if has_source && attribute.name == "src" {
                continue;
            }
            if let Some(value) = self.shown_value(id, node, standin, attribute) {
                shown.push(Attribute { namespace: attribute.namespace.clone(), name: attribute.name.clone(), value });
            }
        }
        if let Some(source) = source
            && let Some(address) = self.shown_address(id, node, standin, &source.value)
        {
            let plain = |name: &str, value| Attribute { namespace: None, name: name.into(), value };
            match self.chosen(id, node, &address) {
                Some((descriptor, sizes)) => {
                    let candidate = [address.as_bytes(), descriptor.as_bytes()].join(&b' ');
                    shown.push(plain("srcset", Text::from_wtf8(&candidate)));
                    shown.extend(sizes.map(|sizes| plain("sizes", sizes)));
                }
                None => shown.push(plain("src", address)),
            }
        }
        // What was left out on purpose, or cannot be had, keeps its size: a picture of nothing stands in its place.
        if is_left_out(node) || (standin.name == "video" && is_sized(node) && !has_picture(node, &shown)) {
            let name = if standin.name == "video" { "poster" } else { "src" };
            shown.push(Attribute { namespace: None, name: name.into(), value: placeholder(node) });
        }
        shown
    }

    /// Returns the value that an attribute has on the stage, if it is there.
    fn shown_value(&mut self, id: NodeId, node: &Node, standin: &Standin<'_>, attribute: &Attribute) -> Option<Text> {
        match rule(standin, node, attribute) {
            Rule::Drop => None,
            Rule::Keep if standin.name == "style" && attribute.name == "media" => {
                let environment = &self.new.view().environment;
                Some(Text::from(rewrite_media(&attribute.value.to_str_lossy(), environment)))
            }
            Rule::Keep if standin.name == "meta" && attribute.name == "content" => {
                let environment = &self.new.view().environment;
                let settled = settle_scheme(&attribute.value.to_str_lossy(), environment).map(Text::from);
                Some(settled.unwrap_or_else(|| attribute.value.clone()))
            }
            Rule::Keep => Some(attribute.value.clone()),
            Rule::Link(kept) => Some(kept.into()),
            Rule::Style => Some(self.shown_style(id, &attribute.value)),
            Rule::Resource => self.shown_address(id, node, standin, &attribute.value),
        }
    }

    /// Returns the descriptor of the candidate that an image shows, and what its list says of sizes.
    ///
    /// Both decide how large the image is. The list is that of the image, or of
    /// a `source` before it in a `picture`.
    fn chosen(&mut self, id: NodeId, node: &Node, shown: &Text) -> Option<(String, Option<Text>)> {
        if !node.is_html("img") || !shown.as_bytes().starts_with(b"blob:") {
            return None;
        }
        let picture = node.parent.filter(|id| self.new.node(*id).is_some_and(|node| node.is_html("picture")));
        let sources: Vec<NodeId> = picture
            .into_iter()
            .flat_map(|picture| self.new.children(picture))
            .take_while(|child| *child != id)
            .filter(|child| self.new.node(*child).is_some_and(|node| node.is_html("source")))
            .collect();
        let base = base_of(self.new, id);
        for id in sources.into_iter().chain([id]) {
            let Some(node) = self.new.node(id) else { continue };
            let Some(srcset) = node.attribute("srcset").map(Text::to_str_lossy) else { continue };
            for (raw, descriptor) in candidates(&srcset) {
                if !descriptor.is_empty() && self.resources.address(raw, &base).is_some_and(|found| *shown == *found) {
                    return Some((descriptor.to_owned(), node.attribute("sizes").cloned()));
                }
            }
        }
        None
    }

    fn shown_style(&mut self, id: NodeId, value: &Text) -> Text {
        let bytes = value.as_bytes();
        let has_address = bytes.contains(&b'(') || bytes.contains(&b'\\');
        let has_scheme = || bytes.windows(12).any(|window| window.eq_ignore_ascii_case(b"color-scheme"));
        if !has_address && !has_scheme() {
            return value.clone();
        }
        Text::from(self.with_context(id, |context| rewrite_declarations(&value.to_str_lossy(), context)))
    }

    /// Returns the address under which the stage finds what an attribute refers to.
    fn shown_address(&mut self, id: NodeId, node: &Node, standin: &Standin<'_>, raw: &Text) -> Option<Text> {
        let raw = raw.to_str_lossy();
        let is_image = standin.namespace == Namespace::Html && matches!(standin.name.as_ref(), "img" | "input");
        if is_image && node.property(Property::Failed).is_some_and(|failed| failed.to_i64() != 0) {
            return Some(BROKEN.into());
        }
        if is_data(&raw) {
            return Some(Text::from(raw.as_ref()));
        }
        if standin.namespace == Namespace::Svg
            && let Some(fragment) = fragment_within(&raw, &page_of(self.new, id))
        {
            return Some(fragment.into());
        }
        let base = base_of(self.new, id);
        if let Some(address) = self.resources.address(&raw, &base) {
            return Some(Text::from(address));
        }
        let is_svg_image = standin.namespace == Namespace::Svg && standin.name == "image";
        is_image.then(|| placeholder(node)).or_else(|| is_svg_image.then(|| BROKEN.into()))
    }
}

/// Says whether an address carries its own bytes, and they are a picture, sound or font that may be shown.
pub(super) fn is_data(raw: &str) -> bool {
    let head = raw.trim_start().get(..12).unwrap_or_default().to_ascii_lowercase();
    ["data:image/", "data:video/", "data:audio/"].iter().any(|prefix| head.starts_with(prefix))
        && !picture::is_costly_address(raw)
}

/// A picture of the size of the one that is not there, so that the layout stays.
fn placeholder(node: &Node) -> Text {
    let size = |property| node.property(property).map_or(0, |value| value.to_i64().clamp(0, 1 << 20));
    let (width, height) = (size(Property::NaturalWidth), size(Property::NaturalHeight));
    if width == 0 || height == 0 {
        return BROKEN.into();
    }
    // It is hatched, as boxes that stand for what was not read are; of a film that has not come nothing was seen, unless
    // its poster was.
    let is_waiting =
        node.is_html("video") && [Property::Gap, Property::Paused].iter().all(|key| node.property(*key).is_none());
    let hatch = if is_waiting { "" } else { HATCH };
    Text::from(format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'%3E{hatch}%3C/svg%3E"
    ))
}

/// Grey stripes over a whole picture.
const HATCH: &str = "%3Cdefs%3E%3Cpattern id='a' width='17' height='17' patternUnits='userSpaceOnUse' \
    patternTransform='rotate(45)'%3E%3Cpath d='M0 0h8v17h-8z' fill='%23888' opacity='.2'/%3E%3C/pattern%3E%3C/defs%3E\
    %3Crect width='100%25' height='100%25' fill='%23888' opacity='.1'/%3E\
    %3Crect width='100%25' height='100%25' fill='url(%23a)'/%3E";

/// Says whether an image or film of a known size was left out on purpose.
fn is_left_out(node: &Node) -> bool {
    let gap = node.property(Property::Gap).and_then(|gap| gap.as_text());
    is_sized(node) && (node.is_html("img") || node.is_html("video")) && gap.is_some_and(|gap| !gap.is_empty())
}

/// Says whether it is known how large an image or film is by itself.
fn is_sized(node: &Node) -> bool {
    node.property(Property::NaturalWidth).is_some() && node.property(Property::NaturalHeight).is_some()
}

/// Says whether a film, or something in its place, is to be seen on the stage.
fn has_picture(node: &Node, shown: &[Attribute]) -> bool {
    let is_picture = |attribute: &Attribute| attribute.name == "src" || attribute.name == "poster";
    node.property(Property::Picture).is_some() || shown.iter().any(is_picture)
}

/// Says whether a film is one that only the visitor's own keys could show.
fn is_encrypted(node: &Node) -> bool {
    node.property(Property::Gap).and_then(|gap| gap.as_text()).is_some_and(|gap| *gap == "encrypted")
}

/// Says whether an attribute has a part in what an image shows.
fn is_source(attribute: &Attribute) -> bool {
    ["src", "srcset", "sizes"].iter().any(|name| attribute.name == **name)
}

fn is_pictured(standin: &Standin<'_>) -> bool {
    standin.namespace == Namespace::Html && matches!(standin.name.as_ref(), "img" | "input" | "video" | "audio")
}

/// Returns what the browser chose to show, as if it were the attribute.
fn source_of(node: &Node) -> Option<Attribute> {
    let source = node.property(Property::Source)?.as_text().filter(|source| !source.is_empty())?;
    Some(Attribute { namespace: None, name: "src".into(), value: source.clone() })
}

fn find<'a>(attributes: &'a [Attribute], like: &Attribute) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name == like.name && attribute.namespace == like.namespace)
}
