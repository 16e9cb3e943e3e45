//! What of an element's attributes may be recorded, and what they say of the element.

use super::{Cleared, Level, Mask, filler};
use crate::traits::Traits;

/// What an attribute's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Never recorded.
    Never,
    /// Part of the page's structure or looks.
    Structure,
    /// Words that somebody reads.
    Words,
    /// What a visitor filled in, or chose.
    Value,
    /// An address.
    Url,
    /// Several addresses, as in `srcset`.
    Urls,
    /// Inline style.
    Style,
    /// Anything else: it may carry data.
    Data,
}

/// Clears an attribute's value. `None`: the attribute is left out.
pub(super) fn clear<'a>(
    mask: &Mask,
    traits: Traits,
    element: &[u8],
    name: &[u8],
    value: &'a [u8],
) -> Option<Cleared<'a>> {
    let role = role(traits, element, name);
    let strict = mask.hides_text(traits);
    if traits.has(Traits::BLOCKED) && !matches!(name, b"class" | b"id" | b"style" | b"width" | b"height") {
        return None;
    }
    match role {
        Role::Never => None,
        Role::Structure => Some(Cleared::as_it_is(value)),
        Role::Words if strict => Some(Cleared::made(filler::shaped(value))),
        Role::Words => Some(mask.text(traits.without(Traits::VALUE.with(Traits::STYLE)), value)),
        Role::Value if traits.has(Traits::SECRET) => None,
        Role::Value => Some(mask.value(traits, value)),
        Role::Url if mask.hides_media(traits) && lists(SHOWING, element) && !value.starts_with(b"#") => None,
        // A link stays one, and tells nothing of where it leads.
        Role::Url if strict && matches!(element, b"a" | b"area") => Some(Cleared::as_it_is(b"#")),
        Role::Url if traits.has(Traits::MASKED) => (name == b"href").then(|| Cleared::as_it_is(b"#")),
        Role::Url => Some(mask.url(traits, value)),
        Role::Urls if mask.level == Level::None && !strict => Some(Cleared::as_it_is(value)),
        Role::Urls => None,
        Role::Style => Some(mask.css(traits, value)),
        Role::Data if mask.level == Level::None && !strict => Some(Cleared::as_it_is(value)),
        Role::Data if traits.has(Traits::UNMASKED) && !traits.has(Traits::MASKED) => Some(Cleared::as_it_is(value)),
        Role::Data if !traits.has(Traits::MASKED) && is_state(name, value) => Some(Cleared::as_it_is(value)),
        Role::Data => None,
    }
}

/// Says whether an attribute names a state by one of a few words, as themes and open menus do.
fn is_state(name: &[u8], value: &[u8]) -> bool {
    let name = name.strip_prefix(b"data-").unwrap_or(name);
    let is_word = value.len() <= 16 && value.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'-');
    value.is_empty() || matches!(value, b"true" | b"false") || is_word && lists(STATES, name)
}

/// A list of names.
type Words = &'static [&'static [u8]];

/// What attributes are by their names alone. A table is a third of the code that a `match` becomes.
const ROLES: &[(Role, Words)] = &[
    (Role::Never, &[b"nonce", b"srcdoc", b"integrity", b"ping", b"csp"]),
    (Role::Value, &[b"aria-valuetext", b"aria-valuenow"]),
    (
        Role::Words,
        &[
            b"title",
            b"alt",
            b"placeholder",
            b"label",
            b"summary",
            b"abbr",
            b"aria-label",
            b"aria-description",
            b"aria-roledescription",
            b"aria-placeholder",
            b"download",
            b"data-content",
            b"data-title",
            b"data-label",
            b"data-text",
        ],
    ),
    (
        Role::Url,
        &[
            b"href",
            b"xlink:href",
            b"src",
            b"poster",
            b"data",
            b"action",
            b"formaction",
            b"cite",
            b"background",
            b"longdesc",
            b"manifest",
            b"codebase",
            b"usemap",
            b"lowsrc",
        ],
    ),
    (Role::Urls, &[b"srcset", b"imagesrcset"]),
    (Role::Style, &[b"style"]),
];
/// Elements whose `value` is what a visitor filled in or chose.
const FILLED_IN: Words = &[b"input", b"option", b"textarea", b"select", b"button", b"data", b"param"];
/// Elements whose addresses are those of images, sound and films.
const SHOWING: Words = &[
    b"img", b"video", b"audio", b"source", b"track", b"input", b"embed", b"object", b"image", b"use", b"feImage",
    b"body", b"table", b"td", b"th",
];
/// Elements whose `value` is a number that is shown.
const MEASURED: Words = &[b"li", b"progress", b"meter"];
/// Elements whose `name` names what it sends.
const SENT: Words = &[b"input", b"select", b"textarea", b"button", b"meta", b"iframe"];
/// Names of attributes that say in what state something is.
const STATES: Words = &[
    b"theme",
    b"bs-theme",
    b"color-mode",
    b"color-scheme",
    b"mode",
    b"state",
    b"status",
    b"variant",
    b"size",
    b"side",
    b"align",
    b"position",
    b"placement",
    b"orientation",
    b"direction",
    b"layout",
    b"view",
    b"active",
    b"open",
];
/// Attributes that mean the same on every element, custom ones too.
const GLOBAL: Words = &[
    b"id",
    b"class",
    b"slot",
    b"part",
    b"exportparts",
    b"hidden",
    b"dir",
    b"lang",
    b"role",
    b"tabindex",
    b"inert",
    b"popover",
    b"is",
    b"open",
    b"disabled",
    b"checked",
    b"selected",
    b"variant",
    b"size",
];

/// Says whether a list has a word.
#[inline(never)]
fn lists(list: Words, word: &[u8]) -> bool {
    list.iter().any(|known| known.len() == word.len() && *known == word)
}

fn role(traits: Traits, element: &[u8], name: &[u8]) -> Role {
    let lower = name.to_ascii_lowercase();
    let name = lower.as_slice();
    let is_custom = element.contains(&b'-');
    if name.starts_with(b"on") || name == b"content" && element == b"meta" {
        return Role::Never;
    }
    if name == b"value" && lists(MEASURED, element) {
        return Role::Structure;
    }
    if name == b"value" && (is_custom || lists(FILLED_IN, element)) || name == b"label" && element == b"option" {
        return Role::Value;
    }
    if let Some((role, _)) = ROLES.iter().find(|(_, names)| lists(names, name)) {
        return *role;
    }
    let is_data = name.starts_with(b"data-") && !name.starts_with(b"data-domreel-")
        || name == b"value"
        || name == b"name" && lists(SENT, element)
        || (name == b"id" || name == b"class") && traits.has(Traits::MASKED)
        || is_custom && !name.starts_with(b"aria-") && !name.starts_with(b"data-domreel-") && !lists(GLOBAL, name);
    if is_data { Role::Data } else { Role::Structure }
}

/// Returns the traits that an element has by itself and from above, by its name and attributes.
///
/// `before` are those it had: a field that ever held a secret keeps that trait.
pub(crate) fn traits_of<'a>(
    above: Traits,
    before: Traits,
    element: &[u8],
    attributes: impl Iterator<Item = (&'a [u8], &'a [u8])>,
) -> Traits {
    let mut traits = above.inherited();
    if before.has(Traits::SECRET) {
        traits = traits.with(Traits::SECRET);
    }
    if element == b"style" {
        traits = traits.with(Traits::STYLE);
    } else if lists(UNSEEN, element) {
        traits = traits.with(Traits::HIDDEN);
    } else if lists(WRITTEN_IN, element) {
        traits = traits.with(Traits::VALUE);
    }
    let is_input = element == b"input";
    for (name, value) in attributes {
        let has_any = |words: &[u8]| words.split(|byte| *byte == b' ').any(|word| contains(value, word));
        let (condition, bits) = match name {
            b"data-domreel-mask" => (true, Traits::MASKED),
            b"data-domreel-unmask" => (true, Traits::UNMASKED),
            b"data-domreel-block" => (true, Traits::BLOCKED),
            b"contenteditable" => (!value.eq_ignore_ascii_case(b"false"), Traits::VALUE),
            b"role" => (lists(&[b"textbox", b"searchbox", b"combobox", b"spinbutton"], value), Traits::VALUE),
            b"type" => (is_input && has_any(b"password hidden"), Traits::SECRET),
            b"autocomplete" => (has_any(b"cc- password one-time-code"), Traits::SECRET),
            b"name" | b"id" => (is_input && has_any(b"cardn cvc cvv passw"), Traits::SECRET),
            _ => (false, traits),
        };
        if condition {
            traits = traits.with(bits);
        }
    }
    traits
}

/// Elements whose content nobody sees.
const UNSEEN: Words = &[b"script", b"noscript", b"template", b"noframes", b"noembed"];
/// Elements whose content is a form value.
const WRITTEN_IN: Words = &[b"textarea", b"select", b"option", b"datalist", b"output"];

/// Says whether a text holds a word, in any case.
fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}
