//! What the browser says of a field that keeps a form from being sent.

use super::{Cleared, Mask};
use crate::traits::Traits;

impl Mask {
    /// Clears what the browser says of a field: behind `=` words of the page; `+`, that it lacks a value; else words of
    /// its own, which may repeat the value.
    pub(crate) fn said<'a>(&self, traits: Traits, words: &'a [u8]) -> Cleared<'a> {
        match words {
            [b'=', words @ ..] if !traits.has(Traits::SECRET) => self.text(traits, words),
            b"+" if !traits.has(Traits::BLOCKED) => Cleared::as_it_is(words),
            _ => self.value(traits, words),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "selective")]
mod tests {
    use super::super::Level;
    use super::*;

    fn mask(level: Level) -> Mask {
        Mask::new(level, [7, 8])
    }

    fn said(level: Level, traits: Traits, words: &str) -> String {
        String::from_utf8(mask(level).said(traits, words.as_bytes()).as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn what_a_browser_says_of_a_value_is_masked_as_the_value_is() {
        let (field, own) = (Traits::FIELD, "'ann' is missing an '@'.");
        assert_eq!(said(Level::All, field, own), "•••••");
        assert_eq!(said(Level::Sensitive, field, own), "•••••");
        assert_eq!(said(Level::None, field, own), own);
        assert_eq!(said(Level::None, field.with(Traits::MASKED), own), "•••••");
        assert_eq!(said(Level::None, field.with(Traits::SECRET), own), "•••••");
        assert_eq!(said(Level::None, field.with(Traits::BLOCKED), own), "");
    }

    #[test]
    fn what_the_page_says_of_a_field_is_its_text() {
        let field = Traits::FIELD;
        let words = mask(Level::All).text(field, b"Taken by ann").as_bytes().to_vec();
        assert_eq!(said(Level::All, field, "=Taken by ann").as_bytes(), words);
        assert_ne!(words, b"Taken by ann");
        assert_eq!(said(Level::Sensitive, field, "=Taken by ann"), "Taken by ann");
        assert_eq!(said(Level::None, field.with(Traits::SECRET).with(Traits::UNMASKED), "=hunter2 is weak"), "•••••");
    }

    #[test]
    fn that_a_field_lacks_a_value_is_told() {
        assert_eq!(said(Level::All, Traits::FIELD.with(Traits::SECRET), "+"), "+");
        assert_eq!(said(Level::None, Traits::FIELD.with(Traits::BLOCKED), "+"), "");
    }
}
