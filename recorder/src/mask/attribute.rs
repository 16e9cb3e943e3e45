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
        Role::Url => Some(mask.url(traits, value)),
        Role::Urls if mask.level == Level::None && !strict => Some(Cleared::as_it_is(value)),
        Role::Urls => None,
        Role::Style => Some(mask.css(traits, value)),
        Role::Data if mask.level == Level::None && !strict => Some(Cleared::as_it_is(value)),
        Role::Data if traits.has(Traits::UNMASKED) && !traits.has(Traits::MASKED) => Some(Cleared::as_it_is(value)),
        Role::Data if !traits.has(Traits::MASKED) && is_keyword(value) => Some(Cleared::as_it_is(value)),
        Role::Data => None,
    }
}

/// Says whether a value can only be one of a few words, as a theme's or a state's name is.
fn is_keyword(value: &[u8]) -> bool {
    value.len() <= 16 && value.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'-')
}

fn role(traits: Traits, element: &[u8], name: &[u8]) -> Role {
    let lower = name.to_ascii_lowercase();
    let name = lower.as_slice();
    if name.starts_with(b"on") || name.starts_with(b"data-domreel-") && name.ends_with(b"-secret") {
        return Role::Never;
    }
    match name {
        b"nonce" | b"srcdoc" | b"integrity" | b"ping" | b"csp" => Role::Never,
        b"content" if element == b"meta" => Role::Never,
        b"value" => match element {
            b"li" | b"progress" | b"meter" => Role::Structure,
            b"input" | b"option" | b"textarea" | b"select" | b"button" | b"data" | b"param" => Role::Value,
            _ if element.contains(&b'-') => Role::Value,
            _ => Role::Data,
        },
        b"aria-valuetext" | b"aria-valuenow" => Role::Value,
        b"label" if matches!(element, b"option") => Role::Value,
        b"title"
        | b"alt"
        | b"placeholder"
        | b"label"
        | b"summary"
        | b"abbr"
        | b"aria-label"
        | b"aria-description"
        | b"aria-roledescription"
        | b"aria-placeholder"
        | b"download"
        | b"data-content"
        | b"data-title"
        | b"data-label"
        | b"data-text" => Role::Words,
        b"href" | b"xlink:href" | b"src" | b"poster" | b"data" | b"action" | b"formaction" | b"cite"
        | b"background" | b"longdesc" | b"manifest" | b"codebase" | b"usemap" | b"lowsrc" => Role::Url,
        b"srcset" | b"imagesrcset" => Role::Urls,
        b"style" => Role::Style,
        b"name" if matches!(element, b"input" | b"select" | b"textarea" | b"button" | b"meta" | b"iframe") => {
            Role::Data
        }
        _ if name.starts_with(b"data-domreel-") => Role::Structure,
        _ if name.starts_with(b"data-") => Role::Data,
        _ if element.contains(&b'-') && !is_global(name) => Role::Data,
        _ if traits.has(Traits::MASKED) && name == b"id" => Role::Data,
        _ => Role::Structure,
    }
}

/// Attributes that mean the same on every element, custom ones too.
fn is_global(name: &[u8]) -> bool {
    name.starts_with(b"aria-")
        || matches!(
            name,
            b"id"
                | b"class"
                | b"slot"
                | b"part"
                | b"exportparts"
                | b"hidden"
                | b"dir"
                | b"lang"
                | b"role"
                | b"tabindex"
                | b"inert"
                | b"popover"
                | b"is"
                | b"open"
                | b"disabled"
                | b"checked"
                | b"selected"
                | b"variant"
                | b"size"
        )
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
    traits = match element {
        b"style" => traits.with(Traits::STYLE),
        b"script" | b"noscript" | b"template" | b"noframes" | b"noembed" => traits.with(Traits::HIDDEN),
        b"textarea" | b"select" | b"option" | b"datalist" | b"output" => traits.with(Traits::VALUE),
        _ => traits,
    };
    for (name, value) in attributes {
        let has = |word: &[u8]| value.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
        traits = match name {
            b"data-domreel-mask" => traits.with(Traits::MASKED),
            b"data-domreel-unmask" => traits.with(Traits::UNMASKED),
            b"data-domreel-block" => traits.with(Traits::BLOCKED),
            b"contenteditable" if !value.eq_ignore_ascii_case(b"false") => traits.with(Traits::VALUE),
            b"role" if matches!(value, b"textbox" | b"searchbox" | b"combobox" | b"spinbutton") => {
                traits.with(Traits::VALUE)
            }
            b"type" if element == b"input" && (has(b"password") || has(b"hidden")) => traits.with(Traits::SECRET),
            b"autocomplete" if has(b"cc-") || has(b"password") || has(b"one-time-code") => traits.with(Traits::SECRET),
            b"name" | b"id"
                if element == b"input" && (has(b"cardn") || has(b"cvc") || has(b"cvv") || has(b"passw")) =>
            {
                traits.with(Traits::SECRET)
            }
            _ => traits,
        };
    }
    traits
}
