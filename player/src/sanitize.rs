//! What of a recorded element may stand on the stage, and as what.
//!
//! Every recording is taken as forged, whatever the recorder did. Elements and
//! attributes to which the platform gives a power are listed with what becomes
//! of them; addresses pass only where a rule names them, and then only as links
//! that cannot be followed or as bytes from the recording itself. Names without
//! a meaning to the platform are inert and stay, because selectors see them.
//!
//! The sandbox and the policy of the stage would hold all of this too: they are
//! the first lock, this is the second.

use domreel_format::{Attribute, Node, NodeKind, Property, Text};
use std::borrow::Cow;

/// The namespaces in which elements are more than inert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// `MathML`.
    Math,
    /// Any other, or none.
    Other,
}

/// What an element is on the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standin<'a> {
    /// Its local meaning's name, in lower case.
    pub name: Cow<'a, str>,
    /// Its namespace.
    pub namespace: Namespace,
    /// What becomes of what is below it.
    pub content: Content,
}

/// What becomes of the nodes below an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// They stand on the stage too.
    Nodes,
    /// They do not: the element is empty.
    Nothing,
    /// They are the text of a style sheet, or that is told by a property.
    Sheet,
    /// There is a document in it.
    Frame,
}

/// What becomes of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It does not reach the stage.
    Drop,
    /// It stays as it is.
    Keep,
    /// It is the address of something to be shown: bytes of the recording, or nothing.
    Resource,
    /// It is CSS declarations, or one value of them.
    Style,
    /// It is a link to something that the address carries itself, or that was gone with the page: this stays of it.
    Link(&'static str),
}

const SVG: &str = "http://www.w3.org/2000/svg";
const MATH: &str = "http://www.w3.org/1998/Math/MathML";
const HTML: &str = domreel_format::tree::HTML_NAMESPACE;

/// Returns what an element is on the stage; `None` for what is no element.
pub fn standin(node: &Node) -> Option<Standin<'_>> {
    let NodeKind::Element { namespace, name, .. } = &node.kind else { return None };
    let namespace = match namespace.as_ref().map(Text::to_str_lossy).as_deref() {
        None | Some(HTML) => Namespace::Html,
        Some(SVG) => Namespace::Svg,
        Some(MATH) => Namespace::Math,
        Some(_) => Namespace::Other,
    };
    // A prefix changes nothing: `svg:script` in the SVG namespace is a script.
    let name = match lower(name) {
        Cow::Borrowed(name) => Cow::Borrowed(name.rsplit(':').next().unwrap_or_default()),
        Cow::Owned(name) => Cow::Owned(name.rsplit(':').next().unwrap_or_default().to_owned()),
    };
    let content = match (namespace, name.as_ref()) {
        (_, "style") => Content::Sheet,
        (Namespace::Html, "link") if is_style_link(node) => Content::Sheet,
        (_, "script" | "noscript" | "handler" | "listener" | "template") => Content::Nothing,
        (Namespace::Html, "iframe" | "frame" | "fencedframe" | "portal" | "webview") => Content::Frame,
        _ => Content::Nodes,
    };
    Some(Standin { name, namespace, content })
}

/// Returns the qualified name under which an element is made.
pub fn stage_name<'a>(recorded: &'a Text, standin: &Standin<'_>) -> Cow<'a, str> {
    match (standin.namespace, standin.name.as_ref()) {
        // An element that no sheet shows, in place, so that siblings are counted as they were.
        (_, "script" | "noscript" | "handler" | "listener") => "noscript".into(),
        // A sheet whose text is known is there at once; that of a link comes later than its first paint.
        (Namespace::Html, "link") if standin.content == Content::Sheet => "style".into(),
        (Namespace::Html, "fencedframe" | "portal" | "webview") => "iframe".into(),
        (Namespace::Html, "applet") => "object".into(),
        _ => recorded.to_str_lossy(),
    }
}

/// Returns a name in lower case, which it nearly always is.
fn lower(name: &Text) -> Cow<'_, str> {
    let name = name.to_str_lossy();
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(name.to_ascii_lowercase()) } else { name }
}

/// Says whether a `link` brings a style sheet.
fn is_style_link(node: &Node) -> bool {
    let has_rel = node.attribute("rel").is_some_and(|rel| {
        rel.to_str_lossy().split_ascii_whitespace().any(|token| token.eq_ignore_ascii_case("stylesheet"))
    });
    has_rel || node.property(Property::Sheet).is_some_and(|sheet| sheet.to_i64() != 0)
}

/// Says what becomes of an attribute of that element.
pub fn attribute(element: &Standin<'_>, node: &Node, attribute: &Attribute) -> Rule {
    // Most attributes are these.
    if element.namespace == Namespace::Html && (attribute.name == *"class" || attribute.name == *"id") {
        return Rule::Keep;
    }
    let name = lower(&attribute.name);
    let local = name.rsplit(':').next().unwrap_or_default();
    let named_by_prefix = local.len() != name.len();
    if is_handler(&name) || is_handler(local) {
        return Rule::Drop;
    }
    // The player's own marks are not for a recording to set.
    if name.starts_with("data-domreel") {
        return Rule::Drop;
    }
    let tag = element.name.as_ref();
    let html = element.namespace == Namespace::Html;
    match local {
        "href" => href(element, &attribute.value),
        _ if named_by_prefix && attribute.namespace.is_none() => Rule::Keep,
        "base" if named_by_prefix => Rule::Drop,
        "src" => match tag {
            "img" | "input" | "video" | "audio" | "source" if html => Rule::Resource,
            _ => drop_known(element),
        },
        "poster" | "background" if html => Rule::Resource,
        "style" => Rule::Style,
        "attributename" if is_animation(element) => animated(&attribute.value),
        "to" | "from" | "by" | "values" if is_animation(element) => animation_value(node, &attribute.value),
        "name" if matches!(tag, "iframe" | "frame" | "object" | "embed") => Rule::Drop,
        "rel" | "title" if tag == "link" || tag == "style" => Rule::Drop,
        "content" | "name" if tag == "meta" => meta(node),
        "type" if matches!(tag, "embed" | "style" | "link") => Rule::Drop,
        // What a film must load at least so that it can be sought; the stage's own bytes are there anyway.
        "preload" if !attribute.value.to_str_lossy().trim().eq_ignore_ascii_case("none") => Rule::Keep,
        _ if html && tag.contains('-') && WORDS.contains(&local) && is_word(&attribute.value) => Rule::Keep,
        _ if NEVER.binary_search(&local).is_ok() => Rule::Drop,
        _ if contains_url(&attribute.value) && element.namespace != Namespace::Html => Rule::Style,
        _ => Rule::Keep,
    }
}

/// Says whether the platform may take an attribute for a handler of events, today or some day.
fn is_handler(name: &str) -> bool {
    name.len() > 3 && name.starts_with("on") && !matches!(name, "once" | "only" | "online")
}

/// Attributes that load, navigate, submit, focus or configure, sorted.
const NEVER: &[&str] = &[
    "action",
    "allow",
    "archive",
    "attributionsrc",
    "autofocus",
    "autoplay",
    "classid",
    "code",
    "codebase",
    "credentialless",
    "crossorigin",
    "csp",
    "data",
    "download",
    "dynsrc",
    "fetchpriority",
    "formaction",
    "formtarget",
    "http-equiv",
    "icon",
    "imagesrcset",
    "integrity",
    "loading",
    "longdesc",
    "lowsrc",
    "manifest",
    "nonce",
    "ping",
    "preload",
    "privatetoken",
    "profile",
    "referrerpolicy",
    "sandbox",
    "shadowrootmode",
    "sharedstoragewritable",
    "sizes",
    "srcdoc",
    "srcset",
    "target",
];

/// Those of them that custom elements have as words of their own: the platform gives them no meaning there.
const WORDS: [&str; 8] = ["action", "code", "icon", "loading", "preload", "profile", "sizes", "target"];

/// Says whether a value is no address.
fn is_word(value: &Text) -> bool {
    !value.as_bytes().iter().any(|byte| b":/\\".contains(byte))
}

/// An attribute that is an address on some elements: inert where the platform knows nothing of the element.
fn drop_known(element: &Standin<'_>) -> Rule {
    if element.namespace == Namespace::Html && element.name.contains('-') { Rule::Keep } else { Rule::Drop }
}

fn href(element: &Standin<'_>, value: &Text) -> Rule {
    let value = value.to_str_lossy();
    let is_fragment = value.trim_start_matches(is_space).starts_with('#');
    match (element.namespace, element.name.as_ref()) {
        (Namespace::Html, "a" | "area") | (Namespace::Svg, "a") | (Namespace::Math, _) => {
            if is_harmless_link(&value) {
                Rule::Keep
            } else {
                match scheme_of(&value).unwrap_or_default().to_ascii_lowercase().as_str() {
                    "blob" => Rule::Link("blob:"),
                    "data" => Rule::Link("data:,"),
                    _ => Rule::Drop,
                }
            }
        }
        (Namespace::Html, "link" | "base") => Rule::Drop,
        (Namespace::Html, _) => Rule::Keep,
        (_, "script" | "handler" | "listener") => Rule::Drop,
        (Namespace::Svg, "use" | "image" | "feimage" | "pattern" | "lineargradient" | "radialgradient" | "filter")
            if !is_fragment =>
        {
            Rule::Resource
        }
        (Namespace::Svg, _) if is_fragment => Rule::Keep,
        (Namespace::Other, _) if is_harmless_link(&value) => Rule::Keep,
        _ => Rule::Drop,
    }
}

/// Says whether a link may be read: it does not run, and does not carry a page along.
///
/// No link of the stage can be followed, and selectors and readers want them as
/// they were, schemes of other applications too.
fn is_harmless_link(value: &str) -> bool {
    // Nothing is there, so nothing runs, or is carried along: as the recorder writes what would do so.
    if matches!(value, "about:blank" | "javascript:" | "data:," | "blob:") {
        return true;
    }
    scheme_of(value).is_none_or(|scheme| {
        let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        is_scheme && !LIVELY.iter().any(|lively| scheme.eq_ignore_ascii_case(lively))
    })
}

/// Returns what stands before the first colon of an address, as browsers read it.
///
/// They drop tabs and line breaks anywhere in it, and spaces and control characters before it.
fn scheme_of(value: &str) -> Option<String> {
    let read: String = value
        .trim_start_matches(is_space)
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .take_while(|c| !matches!(c, '/' | '?' | '#'))
        .take(32)
        .collect();
    read.split_once(':').map(|(scheme, _)| scheme.to_owned())
}

/// Schemes whose addresses run, or are a page by themselves, or are of the browser or the machine.
const LIVELY: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "data",
    "feed",
    "file",
    "filesystem",
    "jar",
    "javascript",
    "livescript",
    "mocha",
    "resource",
    "vbscript",
    "view-source",
];

fn is_space(c: char) -> bool {
    c <= ' '
}

fn is_animation(element: &Standin<'_>) -> bool {
    matches!(
        element.name.as_ref(),
        "animate" | "set" | "animatetransform" | "animatemotion" | "animatecolor" | "discard"
    )
}

/// What an SVG animation changes must not be what could not be set either.
fn animated(target: &Text) -> Rule {
    let target = target.to_str_lossy().to_ascii_lowercase();
    let local = target.trim_matches(is_space).rsplit(':').next().unwrap_or_default();
    let refused = local.starts_with("on")
        || matches!(local, "href" | "src" | "style" | "base")
        || NEVER.binary_search(&local).is_ok();
    if refused { Rule::Drop } else { Rule::Keep }
}

/// What it changes that to is not kept where that is refused.
fn animation_value(node: &Node, value: &Text) -> Rule {
    let is_refused = |attribute: &Attribute| {
        attribute.name.to_str_lossy().eq_ignore_ascii_case("attributename") && animated(&attribute.value) == Rule::Drop
    };
    if node.attributes().iter().any(is_refused) {
        Rule::Drop
    } else if contains_url(value) {
        Rule::Style
    } else {
        Rule::Keep
    }
}

/// Of what `meta` can say only the colour scheme is looks.
fn meta(node: &Node) -> Rule {
    let name = node.attribute("name").map(Text::to_str_lossy);
    if name.is_some_and(|name| name.eq_ignore_ascii_case("color-scheme")) { Rule::Keep } else { Rule::Drop }
}

fn contains_url(value: &Text) -> bool {
    value.as_bytes().windows(3).any(|window| window.eq_ignore_ascii_case(b"url")) || value.as_bytes().contains(&b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::{Document, Event, NodeData, NodeId, Snapshot, Tree, TreeNode};

    fn element(namespace: Option<&str>, name: &str, attributes: &[(&str, &str)]) -> Document {
        let attributes = attributes
            .iter()
            .map(|(name, value)| Attribute { namespace: None, name: (*name).into(), value: (*value).into() })
            .collect();
        let data = NodeData::Element { namespace: namespace.map(Text::from), name: name.into(), attributes };
        let top = NodeData::Document { mode: domreel_format::tree::CompatMode::Standards, xml: false };
        let node = |id, depth, data| TreeNode { id: NodeId(id), depth, data, properties: Vec::new() };
        let nodes = vec![node(2, 0, top), node(1, 1, data)];
        let mut document = Document::default();
        let snapshot = Snapshot { tree: Tree { nodes }, ..Snapshot::default() };
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |_| {});
        document
    }

    fn rule(namespace: Option<&str>, name: &str, attribute: (&str, &str)) -> Rule {
        let document = element(namespace, name, &[attribute]);
        let node = document.node(NodeId(1)).unwrap();
        super::attribute(&standin(node).unwrap(), node, &node.attributes()[0])
    }

    #[test]
    fn the_list_of_refused_attributes_can_be_searched() {
        assert!(NEVER.is_sorted());
    }

    #[test]
    fn nothing_that_runs_navigates_or_loads_passes() {
        for (name, attribute) in [
            ("div", ("onclick", "x")),
            ("div", ("ONCLICK", "x")),
            ("a", ("href", "javascript:x")),
            ("a", ("href", "\u{1} java\tscript\n:x")),
            ("a", ("href", "view-source:http://x/y")),
            ("a", ("ping", "http://x")),
            ("iframe", ("srcdoc", "x")),
            ("iframe", ("src", "http://x")),
            ("embed", ("src", "http://x")),
            ("form", ("action", "http://x")),
            ("button", ("formaction", "http://x")),
            ("meta", ("http-equiv", "refresh")),
            ("meta", ("content", "0;url=http://x")),
            ("base", ("href", "http://x")),
            ("link", ("href", "http://x")),
            ("object", ("data", "http://x")),
            ("img", ("srcset", "http://x 1x")),
            ("input", ("autofocus", "")),
            ("p", ("data-domreel-hover", "")),
        ] {
            assert_eq!(rule(None, name, attribute), Rule::Drop, "{name} {attribute:?}");
            assert_eq!(rule(None, &name.to_uppercase(), attribute), Rule::Drop, "{name} {attribute:?}");
        }
        for (name, attribute) in [
            ("a", ("xlink:href", "javascript:x")),
            ("script", ("href", "http://x")),
            ("set", ("attributeName", "href")),
            ("svg:animate", ("attributeName", " xlink:HREF")),
            ("animate", ("attributeName", "onclick")),
        ] {
            assert_eq!(rule(Some(SVG), name, attribute), Rule::Drop, "{name} {attribute:?}");
        }
        assert_eq!(rule(Some(SVG), "circle", ("fill", "URL(http://x#y)")), Rule::Style);
        assert_eq!(rule(None, "a", ("href", " Blo\nb:http://x/y")), Rule::Link("blob:"));
        assert_eq!(rule(None, "a", ("href", " Da\nta:text/html,x")), Rule::Link("data:,"));
    }

    #[test]
    fn what_only_selectors_and_readers_see_stays() {
        for (name, attribute) in [
            ("a", ("href", "https://shop.example/?a:b")),
            ("a", ("href", "MAILTO:x@example.org")),
            ("a", ("href", "../x:y")),
            ("a", ("href", "app-1:open")),
            ("p", ("on", "")),
            ("p", ("once", "")),
            ("a", ("href", "#top")),
            ("a", ("href", "javascript:")),
            ("a", ("href", "data:,")),
            ("a", ("href", "blob:")),
            ("button", ("@click", "x")),
            ("button", (":class", "x")),
            ("x-a", ("src", "anything")),
            ("x-a", ("loading", "lazy")),
            ("x-a", ("icon", "search")),
            ("button", ("formmethod", "dialog")),
            ("video", ("preload", "metadata")),
            ("input", ("type", "email")),
            ("p", ("data-x", "url(x)")),
        ] {
            assert_eq!(rule(None, name, attribute), Rule::Keep, "{name} {attribute:?}");
        }
        assert_eq!(rule(None, "img", ("src", "a.png")), Rule::Resource);
    }

    #[test]
    fn a_script_is_shown_as_an_empty_element_in_its_place() {
        for (namespace, name) in [(None, "SCRIPT"), (Some(SVG), "script"), (Some(SVG), "svg:script")] {
            let document = element(namespace, name, &[]);
            let standin = standin(document.node(NodeId(1)).unwrap()).unwrap();
            assert_eq!(standin.content, Content::Nothing, "{name}");
            assert_eq!(stage_name(&name.into(), &standin), "noscript");
        }
    }
}
