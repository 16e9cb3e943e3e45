//! Lists of words: one text each, with a space around every word.
//!
//! A text is a third of what slices of slices, or the code of a `match`, take in the module.

/// Words, each with a space around it.
pub(super) type List = &'static [u8];

/// Says whether a byte is one of these. The library's own search is made for long texts, and ten times the code.
#[allow(clippy::manual_contains)]
#[inline(never)]
pub(super) fn is_one_of(byte: u8, bytes: &[u8]) -> bool {
    bytes.iter().any(|other| *other == byte)
}

/// Says whether a word is in a list.
#[inline(never)]
pub(super) fn lists(list: List, word: &[u8]) -> bool {
    list.windows(word.len() + 2).any(|window| {
        window.first() == Some(&b' ') && window.last() == Some(&b' ') && window.get(1..=word.len()) == Some(word)
    })
}

/// Says whether a text begins with a word of a list, in any case.
#[inline(never)]
pub(super) fn begins(list: List, text: &[u8]) -> bool {
    words(list).any(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
}

/// Says whether a word of a list is somewhere in a text, in any case.
#[inline(never)]
pub(super) fn holds(list: List, text: &[u8]) -> bool {
    words(list).any(|word| text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word)))
}

fn words(list: List) -> impl Iterator<Item = &'static [u8]> {
    list.trim_ascii().split(|byte| *byte == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_in_a_list_as_a_whole() {
        let list: List = b" one two-three ";
        for word in ["one", "two-three"] {
            assert!(lists(list, word.as_bytes()), "{word}");
        }
        for word in ["", " ", "on", "ne", "two", "three", "One", "one "] {
            assert!(!lists(list, word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn a_text_begins_with_a_word_or_holds_it_in_any_case() {
        let list: List = b" font- view ";
        assert!(begins(list, b"font-face") && begins(list, b"VIEW") && !begins(list, b"preview") && !begins(list, b""));
        assert!(holds(list, b"PreView") && holds(list, b"a font-b") && !holds(list, b"font") && !holds(list, b""));
    }
}
