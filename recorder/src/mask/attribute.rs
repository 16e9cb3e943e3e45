//! What of an element's attributes may be recorded, and what they say of the element.

use super::css::{Naming, Part, Strictness};
use super::list::{List, holds, is_one_of, lists};
use super::name::Names;
use super::words::is_public;
use super::{Cleared, Level, Mask, filler, identifiers};
use crate::traits::Traits;
use std::cell::RefCell;

/// What an attribute's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Never recorded.
    Never,
    /// A mark for the recorder: that it is there says it all.
    Mark,
    /// Part of the page's structure or looks, in words of the platform.
    Structure,
    /// Names that the page made up: of classes, of other elements.
    Name,
    /// Words that somebody reads.
    Words,
    /// What a visitor filled in, or chose.
    Value,
    /// Where a link or a form leads.
    Link,
    /// The address of what is shown.
    Url,
    /// Several such addresses, as in `srcset`.
    Urls,
    /// Inline style.
    Style,
    /// A language.
    Language,
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
    if traits.has(Traits::BLOCKED) && !lists(b" class id style width height ", name) {
        return None;
    }
    let role = mask.roles.of(&mask.names, element, name);
    let naming = mask.naming(traits);
    let renames = matches!(naming, Naming::Renamed | Naming::Masked);
    let is_masked = traits.has(Traits::MASKED);
    // What a visitor wrote has attributes as well: pasted links, pictures, titles.
    let is_written = traits.has(Traits::VALUE) && mask.hides_value(traits);
    let hides = mask.hides_text(traits) || is_written;
    let names = &mask.names;
    let is_choice = name == b"selected" && mask.hides_value(traits)
        || is_masked && (name == b"checked" || lists(MEASURED, element) && lists(MEASURES, name));
    match role {
        _ if is_choice => None,
        Role::Never => names_schemes(element, name, value).then(|| Cleared::as_it_is(value)),
        // An animation of SVG may give it to a link.
        Role::Structure | Role::Data if holds(b"script:", value) => None,
        Role::Mark => Some(Cleared::nothing()),
        Role::Name => Some(mask.made_up(traits, value)),
        Role::Language if is_language(value) => Some(Cleared::as_it_is(value)),
        Role::Language if renames => Some(Cleared::nothing()),
        Role::Language => Some(mask.made_up(traits, value)),
        Role::Structure if renames => Some(Cleared::made(structural(names, value))),
        // No word of the platform has such a sign.
        Role::Structure if naming == Naming::Secrets && is_one_of(b'@', value) => Some(mask.made_up(traits, value)),
        Role::Structure => Some(Cleared::as_it_is(value)),
        Role::Words if is_written => Some(mask.value(traits, value)),
        Role::Words if hides => Some(Cleared::made(filler::shaped(value))),
        Role::Words => Some(mask.text(traits.without(Traits::VALUE.with(Traits::STYLE)), value)),
        Role::Value if traits.has(Traits::SECRET) => None,
        // A page that mirrors a field here would tell what is in it at any level; it may be older than the field.
        Role::Value
            if name.starts_with(b"data-")
                && !mask.hides_value(traits)
                && !traits.has(Traits::AWAY)
                && !is_offered(value) =>
        {
            Some(Cleared::made(filler::shaped(value)))
        }
        Role::Value => Some(mask.value(traits, value)),
        Role::Link | Role::Url if value.starts_with(b"#") && renames => {
            let fragment = value.get(1..).unwrap_or_default();
            Some(Cleared::made([b"#", mask.made_up(traits, fragment).as_bytes()].concat()))
        }
        // A link stays one, and tells nothing of where it leads.
        Role::Link if hides => Some(Cleared::as_it_is(b"#")),
        Role::Link => Some(mask.url(traits, value)),
        Role::Url | Role::Urls if mask.hides_media(traits) && lists(SHOWING, element) => None,
        // What is shown in a masked place is not said; its style is found by an address that says nothing.
        Role::Url | Role::Urls if is_masked && (element != b"link" || role == Role::Urls) => None,
        Role::Url => Some(mask.address(traits, value)),
        Role::Urls => Some(mask.resource_urls(value)),
        Role::Style => Some(mask.css(traits, value, Part::Rules)),
        Role::Data if is_written => None,
        // Whole objects are for scripts, at every level.
        Role::Data if value.trim_ascii_start().starts_with(b"{") || value.trim_ascii_start().starts_with(b"[{") => None,
        Role::Data if renames => (value.len() <= MAX_DATA_BYTES).then(|| mask.made_up(traits, value)),
        Role::Data if mask.level() == Level::None || traits.has(Traits::UNMASKED) || is_state(name, value) => {
            Some(Cleared::as_it_is(value))
        }
        // Style sheets may say what it looks like.
        Role::Data => (value.len() <= MAX_DATA_BYTES).then(|| Cleared::made(names.masked(value))),
    }
}

/// Says whether a text is a language as the platform writes it.
pub(super) fn is_language(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| *byte == b'-').map(<[u8]>::len);
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && parts.next().is_some_and(|length| (2..=3).contains(&length))
        && parts.all(|length| (2..=4).contains(&length))
        && text.len() <= 11
}

/// Says whether a value is one of a list that the page offers, as those of toolbars are: a digit, or words of the
/// platform. Nobody has written it.
fn is_offered(value: &[u8]) -> bool {
    matches!(value, [digit] if digit.is_ascii_digit())
        || value.len() <= 16 && value.split(|byte| *byte == b'-').all(|word| word.len() >= 4 && is_public(word))
}

/// Longer values are for scripts, not for style sheets.
const MAX_DATA_BYTES: usize = 128;

/// What a selector compares an attribute with, so that it finds what it found.
pub(super) fn selected(names: &Names, strictness: Strictness, name: &[u8], value: &[u8]) -> Vec<u8> {
    let (naming, hides_words) = (strictness.naming(), strictness.hides_words);
    let renames = matches!(naming, Naming::Renamed | Naming::Masked);
    match role(b"", &name.to_ascii_lowercase()) {
        Role::Structure | Role::Style | Role::Language | Role::Mark if renames => structural(names, value),
        Role::Name | Role::Data if naming == Naming::Renamed => names.renamed(value),
        Role::Name | Role::Data if renames => names.masked(value),
        Role::Words if hides_words => filler::shaped(value),
        Role::Link | Role::Url if renames && value.starts_with(b"#") => names.renamed(value),
        Role::Link | Role::Url | Role::Urls if renames => Vec::new(),
        // Where names are kept, so are those of what lists offer.
        Role::Value if naming == Naming::Kept && !name.eq_ignore_ascii_case(b"value") => value.to_vec(),
        // A rule for one value would say what somebody might fill in.
        Role::Value if !is_offered(value) || renames || name.eq_ignore_ascii_case(b"value") => Vec::new(),
        Role::Never => Vec::new(),
        Role::Words | Role::Link | Role::Url | Role::Urls
            if naming == Naming::Secrets && identifiers::has_identifiers(value) =>
        {
            Vec::new()
        }
        Role::Name | Role::Data => {
            names.note_styled(value);
            value.to_vec()
        }
        _ => value.to_vec(),
    }
}

/// Returns what an attribute is called that has this role on no element in particular.
pub(super) fn name_of(names: &Names, naming: Naming, role: Role, name: &[u8]) -> Vec<u8> {
    let prefix = name.get(..5).filter(|head| head.eq_ignore_ascii_case(b"data-")).unwrap_or_default();
    let is_private = role != Role::Mark && (!prefix.is_empty() || role == Role::Data);
    let rest = name.get(prefix.len()..).unwrap_or_default();
    match naming {
        Naming::Renamed if is_private => [prefix, &names.renamed(rest)].concat(),
        Naming::Masked if is_private => [prefix, &names.masked(rest)].concat(),
        _ => name.to_vec(),
    }
}

/// The roles of attributes that were asked for before. A page has few of them, and asks for each many times.
#[derive(Debug, Default)]
pub(super) struct Roles(RefCell<Vec<(u64, Role)>>);

/// So many roles are kept; one whose place another takes is found anew.
const KEPT_ROLES: usize = 256;

impl Roles {
    /// Returns what [`role`] does.
    pub(super) fn of(&self, names: &Names, element: &[u8], name: &[u8]) -> Role {
        let key = names.hash(element).rotate_left(1) ^ names.hash(name);
        let mut roles = self.0.borrow_mut();
        roles.resize(KEPT_ROLES, (0, Role::Never));
        #[allow(clippy::cast_possible_truncation)]
        match roles.get_mut(key as usize % KEPT_ROLES) {
            Some((known, role)) if *known == key => *role,
            Some(place) => {
                *place = (key, role(element, name));
                place.1
            }
            None => role(element, name),
        }
    }
}

/// Keeps numbers and words of the platform, and renames all others.
pub(super) fn structural(names: &Names, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(&first) = rest.first() {
        let before = out.last().copied().unwrap_or(0);
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
        let length = rest.iter().take_while(|byte| is_of_word(byte)).count().max(1);
        let (word, after) = rest.split_at(length);
        let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        let is_color = before == b'#' && matches!(length, 3 | 4 | 6 | 8) && word.iter().all(u8::is_ascii_hexdigit);
        // A number with a unit; digits behind a point say no more than the screen shows.
        let is_number =
            digits > 0 && (digits < 9 || before == b'.') && length - digits <= 4 && letters == length - digits;
        let is_measure = (is_number || is_path(word)) && before != b'#';
        if !is_of_word(&first) || is_color || is_measure || is_public(word) {
            out.extend_from_slice(word);
        } else {
            out.extend(names.renamed(word));
        }
        rest = after;
    }
    out
}

/// Says whether a word is of a path: numbers, and the letters of its commands, at most two together.
fn is_path(word: &[u8]) -> bool {
    let is_command = |byte: &u8| is_one_of(*byte, b"MmLlHhVvCcSsQqTtAaZzEe");
    word.iter().all(|byte| byte.is_ascii_digit() || is_command(byte))
        && word.split(u8::is_ascii_digit).all(|letters| letters.len() <= 2)
        && (word.len() <= 2 || word.iter().any(u8::is_ascii_digit))
        && word.split(|byte| !byte.is_ascii_digit()).all(|digits| digits.len() < 9)
}

/// Says whether an attribute names a state by one of a few words, as themes and open menus do.
fn is_state(name: &[u8], value: &[u8]) -> bool {
    let name = name.strip_prefix(b"data-").unwrap_or(name);
    let is_word = value.len() <= 16 && value.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'-');
    value.is_empty() || matches!(value, b"true" | b"false") || is_word && lists(STATES, name)
}

/// What attributes are by their names alone.
pub(super) const ROLES: &[(Role, List)] = &[
    (Role::Never, b" nonce srcdoc integrity ping csp pattern attributionsrc "),
    (Role::Value, b" aria-valuetext aria-valuenow data-value data-replicated-value data-initial-value "),
    (
        Role::Words,
        b" title alt placeholder label summary abbr aria-label aria-description aria-roledescription aria-placeholder \
          aria-keyshortcuts aria-braillelabel aria-brailleroledescription download content datetime prompt standby accesskey \
          data-content data-text data-title data-label data-tooltip data-placeholder data-original-title data-th ",
    ),
    (
        Role::Name,
        b" id class for name slot part exportparts is list form headers aria-labelledby aria-describedby aria-controls \
          aria-owns aria-activedescendant aria-details aria-errormessage aria-flowto popovertarget commandfor interestfor \
          anchor itemref itemprop contextmenu data-target data-bs-target ",
    ),
    (Role::Link, b" action formaction cite longdesc codebase manifest profile itemid itemtype archive classid "),
    (Role::Url, b" href xlink:href src poster data background usemap lowsrc xml:base "),
    (Role::Urls, b" srcset imagesrcset "),
    (Role::Style, b" style "),
    (Role::Language, b" lang xml:lang hreflang srclang "),
];
/// Elements whose `value` is what a visitor filled in or chose.
const FILLED_IN: List = b" input option textarea select button data param ";
/// Elements whose addresses are those of images, sound and films.
const SHOWING: List = b" img video audio source track input embed object image use feImage body table td th ";
/// The names of colour schemes.
const SCHEMES: List = b" normal light dark only ";
/// Elements whose `value` is a number that is shown.
const MEASURED: List = b" li progress meter ";
/// Attributes that hold such a number, or one that it is compared with.
const MEASURES: List = b" value min max low high optimum ";
/// Attributes of fields that tell between which values one is.
const BOUNDS: List = b" min max step ";
/// Names of attributes that say in what state something is.
const STATES: List = b" theme bs-theme color-mode color-scheme mode state status variant size side align position \
    placement orientation direction layout view active open ";

/// Says whether it is what `meta` says of colour schemes, in the platform's words: nothing else that it says is looks.
fn names_schemes(element: &[u8], name: &[u8], value: &[u8]) -> bool {
    let mut words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    element == b"meta" && name == b"content" && words.all(|word| lists(SCHEMES, word))
}

/// Says what an attribute of an element is. Of no element in particular: for selectors, and for its name.
pub(super) fn role(element: &[u8], name: &[u8]) -> Role {
    let lower = name.to_ascii_lowercase();
    let name = lower.as_slice();
    if name.starts_with(b"data-domreel-") {
        return Role::Mark;
    }
    if name.starts_with(b"on") || name == b"content" && element == b"meta" {
        return Role::Never;
    }
    if name == b"value" && lists(MEASURED, element) {
        return Role::Structure;
    }
    let is_custom = is_one_of(b'-', element) && !is_reserved(element);
    if name == b"value" && (is_custom || element.is_empty() || lists(FILLED_IN, element))
        || name == b"label" && element == b"option"
        || element == b"input" && lists(BOUNDS, name)
    {
        return Role::Value;
    }
    if name == b"href" && matches!(element, b"a" | b"area") {
        return Role::Link;
    }
    if let Some((role, _)) = ROLES.iter().find(|(_, names)| lists(names, name)) {
        return *role;
    }
    let is_known = !name.starts_with(b"data-")
        && name.split(|byte| matches!(byte, b'-' | b':' | b'_')).all(|word| !word.is_empty() && is_public(word));
    if is_known && name != b"value" { Role::Structure } else { Role::Data }
}

/// Elements of the platform with a hyphen in their names.
const RESERVED: List = b" annotation-xml color-profile missing-glyph font-face font-face-src font-face-uri \
    font-face-format font-face-name ";

/// Says whether an element is one of the platform's, by its name.
pub(super) fn is_of_platform(element: &[u8]) -> bool {
    if is_one_of(b'-', element) { is_reserved(element) } else { is_public(element) }
}

/// Says whether an element with a hyphen in its name is one of the platform's.
pub(super) fn is_reserved(element: &[u8]) -> bool {
    lists(RESERVED, element)
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
    if before.has(Traits::HELD_SECRET) {
        traits = traits.with(Traits::HELD_SECRET);
    }
    if element == b"style" {
        traits = traits.with(Traits::STYLE);
    } else if lists(UNSEEN, element) {
        traits = traits.with(Traits::HIDDEN);
    } else if lists(WRITTEN_IN, element) {
        traits = traits.with(Traits::VALUE);
    }
    let is_input = matches!(element, b"input" | b"textarea");
    if is_input || element == b"select" {
        traits = traits.with(Traits::FIELD);
    }
    attributes.fold(traits, |traits, (name, value)| with_attribute(traits, element, is_input, name, value))
}

/// Returns the traits of an element with one of its attributes. It stands in the module once, for it is long.
#[inline(never)]
fn with_attribute(traits: Traits, element: &[u8], is_input: bool, name: &[u8], value: &[u8]) -> Traits {
    let (condition, bits) = match name {
        b"contenteditable" => (!value.eq_ignore_ascii_case(b"false"), Traits::VALUE),
        b"role" => (holds(b" textbox searchbox combobox spinbutton ", value), Traits::VALUE),
        // What is no style sheet, as a template, is text.
        b"type" if element == b"style" => {
            let is_text = !value.is_empty() && !value.eq_ignore_ascii_case(b"text/css");
            return if is_text { traits.without(Traits::STYLE) } else { traits };
        }
        b"type" => (is_input && holds(b" password hidden ", value), Traits::SECRET),
        b"autocomplete" => (holds(b" cc- password one-time-code ", value), Traits::SECRET),
        b"name" | b"id" | b"placeholder" | b"aria-label" => (is_input && names_secret(value), Traits::SECRET),
        // What is shown as dots is a secret.
        b"style" => (shows_dots(value), Traits::SECRET.with(Traits::MASKED)),
        _ => match name.strip_prefix(b"data-domreel-").unwrap_or_default() {
            b"mask" => (true, Traits::MASKED),
            b"unmask" => (true, Traits::UNMASKED),
            b"block" => (true, Traits::BLOCKED),
            _ => return traits,
        },
    };
    if condition { traits.with(bits) } else { traits }
}

/// Says whether a `style` attribute may have its element show dots. As `js/src/recorder/marks.ts` does.
fn shows_dots(style: &[u8]) -> bool {
    const NAME: List = b"text-security";
    holds(NAME, style)
        && (0..style.len()).filter_map(|at| style.get(at..)?.split_at_checked(NAME.len())).any(|(name, rest)| {
            let value = rest.trim_ascii_start().strip_prefix(b":").and_then(|rest| rest.split(|b| *b == b';').next());
            // Whoever sets `all` beside other properties says of this one what it is at first.
            let is_plain = || lists(b" none initial inherit unset revert ", value.unwrap_or_default().trim_ascii());
            name.eq_ignore_ascii_case(NAME) && !is_plain()
        })
}

/// Says whether what a field is called, or says of itself, is what secrets are called.
fn names_secret(text: &[u8]) -> bool {
    let letters: Vec<u8> =
        text.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    holds(CALLED, &letters)
        || holds(b"otp", text)
        || text.split(|byte| !byte.is_ascii_alphanumeric()).any(|word| lists(b" csc pin ", &word.to_ascii_lowercase()))
}

/// What secrets are called: the words that `js/src/recorder/secret-fields.ts` has, too.
const CALLED: List = b" cardn creditc ccn cvc cvv securityc passw passcode motdepasse pwd onetime ";
/// Elements whose content nobody sees.
const UNSEEN: List = b" script noscript template noframes noembed metadata ";
/// Elements whose content is a form value.
const WRITTEN_IN: List = b" textarea select option datalist output ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_makes_a_secret_of_what_it_shows_as_dots_alone() {
        let is_secret = |style: &str| {
            let attributes = [(&b"style"[..], style.as_bytes())];
            traits_of(Traits::default(), Traits::default(), b"p", attributes.into_iter()).has(Traits::SECRET)
        };
        for plain in ["color: red", "-webkit-text-security: unset; top: 0", "a:b;-webkit-text-security:none"] {
            assert!(!is_secret(plain), "{plain}");
        }
        for dots in [
            "-webkit-text-security: disc",
            "-WEBKIT-TEXT-SECURITY:disc",
            "-webkit-text-security: none; -webkit-text-security: circle",
            "-webkit-text-security: var(--unset)",
            "-webkit-text-security/**/: none",
            "-webkit-text-security: none!important",
            "-webkit-text-security",
        ] {
            assert!(is_secret(dots), "{dots}");
        }
    }

    #[test]
    fn the_page_calls_secrets_by_the_same_words() {
        let page = include_str!("../../../js/src/recorder/secret-fields.ts");
        assert!(page.contains(&format!("'{}'", String::from_utf8_lossy(CALLED.trim_ascii()))));
    }

    #[test]
    fn a_style_element_of_another_type_holds_text() {
        let of = |kind: &'static str| {
            let kind = [(b"type".as_slice(), kind.as_bytes())].into_iter();
            traits_of(Traits::default(), Traits::default(), b"style", kind).has(Traits::STYLE)
        };
        assert!(of("text/css") && of("TEXT/CSS") && of(""));
        assert!(!of("text/x-template") && !of("text/less"));
    }

    #[test]
    #[cfg(feature = "selective")]
    fn a_language_that_is_none_names_nobody() {
        let lang = |level, value: &str| {
            let mask = Mask::new(level, [1, 2]);
            let cleared = clear(&mask, Traits::default(), b"p", b"lang", value.as_bytes()).unwrap();
            String::from_utf8(cleared.as_bytes().to_vec()).unwrap()
        };
        for level in [Level::All, Level::Sensitive] {
            assert!(!lang(level, "ann@example.org").contains("ann"), "{level:?}");
            assert_eq!(lang(level, "pt-BR"), "pt-BR");
        }
        assert_eq!(lang(Level::All, "made-up"), "");
        // Longer ones say how digits and words are written.
        assert_eq!(lang(Level::Sensitive, "zh-Hant-u-nu-hanidec"), "zh-Hant-u-nu-hanidec");
    }

    #[test]
    #[cfg(feature = "selective")]
    fn no_attribute_of_the_platform_names_anybody_at_sensitive() {
        let mask = Mask::new(Level::Sensitive, [1, 2]);
        for name in ["role", "rel", "target", "type"] {
            let shown = clear(&mask, Traits::default(), b"a", name.as_bytes(), b"ann@example.org").unwrap();
            assert!(!shown.as_bytes().starts_with(b"ann"), "{name}");
        }
        let name = mask.attribute_name(Traits::default(), b"data-user-+447981171151");
        assert!(!name.as_bytes().ends_with(b"151"));
        assert_eq!(mask.attribute_name(Traits::default(), b"data-user-2").as_bytes(), b"data-user-2");
    }

    #[test]
    fn data_about_a_drawing_is_seen_by_nobody() {
        let metadata = traits_of(Traits::default(), Traits::default(), b"metadata", std::iter::empty());
        assert!(metadata.has(Traits::HIDDEN));
    }
}
