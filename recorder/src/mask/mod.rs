//! The mask: the one gate that every text passes before it is encoded.
//!
//! The encoder takes [`Cleared`] text only, and only this module makes it, so a
//! new capture path cannot forget the mask. What the mask decides depends on the
//! text's role, on the traits of the node it belongs to, and on the level.
//!
//! Masking is a pure function of text, role and level: a fresh walk of the page
//! gives what its mutations gave.

mod attribute;
mod css;
mod filler;
mod pattern;
mod url;

use crate::traits::Traits;
use std::borrow::Cow;

pub(crate) use attribute::traits_of;

/// How much is masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Level {
    /// Text, values, and every attribute that carries words.
    #[default]
    All,
    /// Values, and what looks like an address, a number of a card or a phone.
    Sensitive,
    /// Only what is never recorded: passwords, cards, hidden fields.
    None,
}

/// Text that may be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cleared<'a>(Cow<'a, [u8]>);

impl Cleared<'_> {
    /// Returns the text as WTF-8.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<'a> Cleared<'a> {
    fn as_it_is(text: &'a [u8]) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// Returns a part of a text that was cleared.
    pub(crate) fn part_of(whole: &'a Self, start: usize, length: usize) -> Self {
        Self::as_it_is(whole.0.get(start..start + length).unwrap_or_default())
    }

    fn made(text: Vec<u8>) -> Self {
        Self(Cow::Owned(text))
    }

    fn nothing() -> Self {
        Self(Cow::Borrowed(&[]))
    }
}

/// Decides what of a text may be recorded.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    pub(crate) level: Level,
    pub(crate) salt: u32,
}

impl Mask {
    /// Clears text of the page: that of a text node.
    pub(crate) fn text<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        if traits.has(Traits::HIDDEN.with(Traits::BLOCKED)) {
            Cleared::nothing()
        } else if traits.has(Traits::STYLE) {
            self.css(traits, text)
        } else if traits.has(Traits::VALUE) {
            self.value(traits, text)
        } else if self.hides_text(traits) {
            Cleared::made(filler::shaped(text))
        } else if self.level == Level::Sensitive && !traits.has(Traits::UNMASKED) {
            pattern::without_identifiers(text).map_or(Cleared::as_it_is(text), Cleared::made)
        } else {
            Cleared::as_it_is(text)
        }
    }

    /// Clears what a visitor filled in. What is masked has a fixed length.
    pub(crate) fn value<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let shown = match self.level {
            Level::None => !traits.has(Traits::MASKED),
            _ => traits.has(Traits::UNMASKED) && !traits.has(Traits::MASKED),
        };
        if traits.has(Traits::BLOCKED) || text.is_empty() {
            Cleared::nothing()
        } else if shown && !traits.has(Traits::SECRET) {
            Cleared::as_it_is(text)
        } else {
            Cleared::as_it_is(filler::VALUE)
        }
    }

    /// Clears the text of a style sheet.
    pub(crate) fn css<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let is_masked = traits.has(Traits::MASKED);
        if traits.has(Traits::BLOCKED) {
            Cleared::nothing()
        } else if self.level == Level::None && !is_masked {
            Cleared::as_it_is(text)
        } else {
            let words = self.hides_text(traits);
            Cleared::made(css::masked(text, css::Strictness { words, all: is_masked, salt: self.salt }))
        }
    }

    /// Clears an address: of a page, a resource, a link.
    pub(crate) fn url<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        if traits.has(Traits::BLOCKED) {
            Cleared::nothing()
        } else if self.level == Level::None && !traits.has(Traits::MASKED) {
            url::without_credentials(text).map_or(Cleared::as_it_is(text), Cleared::made)
        } else {
            Cleared::made(url::scrubbed(text, self.salt))
        }
    }

    /// Clears the address of what an element shows.
    pub(crate) fn source<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        if self.hides_media(traits) { Cleared::nothing() } else { self.url(traits, text) }
    }

    /// Clears the bytes of a resource that an element with these traits shows, or a style sheet. `None`: they stay out.
    pub(crate) fn resource<'a>(&self, traits: Traits, mime: &[u8], bytes: &'a [u8]) -> Option<Cleared<'a>> {
        // A style sheet is text of the page as well.
        if mime == b"text/css" {
            Some(self.css(Traits::default(), bytes))
        } else {
            (!self.hides_media(traits) || is_font(bytes)).then(|| Cleared::as_it_is(bytes))
        }
    }

    /// Says whether images, sound and films stay out of the recording here.
    pub(crate) fn hides_media(&self, traits: Traits) -> bool {
        self.hides_text(traits) || traits.has(Traits::BLOCKED)
    }

    /// Clears a name that the web platform or a page's author chose, and what is as harmless: codes and languages.
    #[allow(clippy::unused_self)]
    pub(crate) fn name<'a>(&self, text: &'a [u8]) -> Cleared<'a> {
        Cleared::as_it_is(text)
    }

    /// Clears what the page itself handed to the recorder for the recording: markers and identity.
    #[allow(clippy::unused_self)]
    pub(crate) fn told<'a>(&self, text: &'a [u8]) -> Cleared<'a> {
        Cleared::as_it_is(text)
    }

    /// Clears an attribute's value. `None`: the attribute is left out.
    pub(crate) fn attribute<'a>(
        &self,
        traits: Traits,
        element: &[u8],
        name: &[u8],
        value: &'a [u8],
    ) -> Option<Cleared<'a>> {
        attribute::clear(self, traits, element, name, value)
    }

    /// Says whether page text is replaced here.
    fn hides_text(&self, traits: Traits) -> bool {
        traits.has(Traits::MASKED) || self.level == Level::All && !traits.has(Traits::UNMASKED)
    }
}

/// Says whether bytes are a font, by their first four.
fn is_font(bytes: &[u8]) -> bool {
    let known: [&[u8]; 6] = [b"wOFF", b"wOF2", b"OTTO", b"ttcf", b"true", b"\0\x01\0\0"];
    known.iter().any(|head| bytes.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Level; 3] = [Level::All, Level::Sensitive, Level::None];

    fn mask(level: Level) -> Mask {
        Mask { level, salt: 7 }
    }

    #[test]
    fn masking_twice_is_masking_once() {
        for level in LEVELS {
            for text in ["Hello, World 42", "mail ann@example.org or +44 7911 123456", "日本語 text", "é\u{1f600}"]
            {
                let mask = mask(level);
                let once = mask.text(Traits::default(), text.as_bytes());
                let twice = mask.text(Traits::default(), once.as_bytes());
                assert_eq!(once.as_bytes(), twice.as_bytes(), "{level:?} {text}");
            }
        }
    }

    #[test]
    fn pictures_stay_out_where_text_is_masked_and_fonts_do_not() {
        let (plain, shown, hidden) = (Traits::default(), Traits::UNMASKED, Traits::UNMASKED.with(Traits::MASKED));
        let kept = |level, traits, bytes: &[u8]| mask(level).resource(traits, b"image/png", bytes).is_some();
        assert!(!kept(Level::All, plain, b"\x89PNG"));
        assert!(kept(Level::All, shown, b"\x89PNG"));
        assert!(!kept(Level::None, hidden, b"\x89PNG"));
        assert!(kept(Level::Sensitive, plain, b"\x89PNG"));
        assert!(kept(Level::All, plain, b"wOF2"));
        assert!(mask(Level::All).attribute(plain, b"img", b"src", b"/a.png").is_none());
        assert!(mask(Level::All).attribute(shown, b"img", b"src", b"/a.png").is_some());
        assert!(mask(Level::All).attribute(plain, b"use", b"href", b"#icon").is_some());
        assert!(mask(Level::All).attribute(plain, b"iframe", b"src", b"/a").is_some());
    }

    #[test]
    fn masked_text_keeps_its_shape_and_nothing_of_its_letters() {
        let masked = mask(Level::All).text(Traits::default(), "Dear Ann,\n 42 apples".as_bytes()).as_bytes().to_vec();
        assert_eq!(masked.len(), "Dear Ann,\n 42 apples".len());
        assert!(!String::from_utf8_lossy(&masked).contains("apple"));
        assert!(!String::from_utf8_lossy(&masked).contains("42"));
    }

    #[test]
    fn a_secret_field_is_masked_at_every_level_even_where_it_is_unmasked() {
        for level in LEVELS {
            for traits in [Traits::SECRET, Traits::SECRET.with(Traits::UNMASKED)] {
                assert_eq!(mask(level).value(traits, b"hunter2").as_bytes(), filler::VALUE);
            }
        }
    }

    #[test]
    fn a_masked_value_tells_no_length() {
        let mask = mask(Level::All);
        assert_eq!(mask.value(Traits::default(), b"a"), mask.value(Traits::default(), b"a longer value"));
    }

    #[test]
    fn a_mark_to_mask_wins_over_a_mark_to_show_and_over_the_level() {
        let both = Traits::MASKED.with(Traits::UNMASKED);
        for level in LEVELS {
            assert!(!mask(level).text(both, b"secret").as_bytes().windows(6).any(|w| w == b"secret"));
            assert_eq!(mask(level).value(both, b"secret").as_bytes(), filler::VALUE);
        }
    }

    #[test]
    fn handlers_nonces_and_frames_sources_are_never_recorded() {
        for level in LEVELS {
            for name in ["onclick", "ONLOAD", "nonce", "srcdoc"] {
                let value = mask(level).attribute(Traits::UNMASKED, b"div", name.as_bytes(), b"x");
                assert_eq!(value, None, "{name}");
            }
        }
    }

    #[test]
    fn words_in_attributes_are_masked_by_default() {
        for name in ["title", "alt", "placeholder", "aria-label"] {
            let value = mask(Level::All).attribute(Traits::default(), b"img", name.as_bytes(), b"Jane");
            assert_ne!(value.map(|v| v.as_bytes().to_vec()), Some(b"Jane".to_vec()), "{name}");
        }
        assert_eq!(
            mask(Level::All).attribute(Traits::default(), b"div", b"class", b"card").map(|v| v.as_bytes().to_vec()),
            Some(b"card".to_vec())
        );
    }
}
