//! What might identify a person, or open a door, judged without the patterns of `pattern`.
//!
//! The module that masks everything has this in their place. Little is left to judge there: values in links
//! and words of style that the site marked to be shown. So it denies by default, and finds all that they find.

use super::filler::erased;
use super::list::is_one_of;

/// A text of so many bytes may hold a key.
const MIN_KEY_BYTES: usize = 13;
/// So many digits may be a number of a person.
const MIN_DIGITS: usize = 6;

/// Replaces a text that may hold an identifier or a secret. `None`: it cannot.
pub(super) fn without_identifiers(text: &[u8]) -> Option<Vec<u8>> {
    has_identifiers(text).then(|| erased(text))
}

/// Says whether a text may hold an identifier or a secret.
pub(super) fn has_identifiers(text: &[u8]) -> bool {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    text.len() >= MIN_KEY_BYTES || is_one_of(b'@', text) || digits >= MIN_DIGITS
}
