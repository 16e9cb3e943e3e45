//! Whether letters and digits can be read: whether somebody could say them aloud.

use super::list::is_one_of;

/// Says whether a piece of letters and digits is made of words, with a number at one of their ends.
pub(super) fn is_readable(piece: &[u8]) -> bool {
    let digits = piece.iter().filter(|byte| byte.is_ascii_digit()).count();
    let changes = piece.windows(2).filter(|pair| pair.iter().filter(|b| b.is_ascii_digit()).count() == 1).count();
    let is_short = piece.len() <= 5;
    let starts_with_digit = piece.first().is_some_and(u8::is_ascii_digit);
    if changes > 2 || changes == 2 && starts_with_digit || !is_short && digits * 2 > piece.len() {
        return false;
    }
    let mut unread = 0;
    for letters in piece.split(u8::is_ascii_digit) {
        let mut rest = letters;
        while !rest.is_empty() {
            let capitals = rest.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
            let small = rest.get(capitals..).unwrap_or_default().iter().take_while(|b| !b.is_ascii_uppercase()).count();
            let (word, after) = rest.split_at(capitals + small);
            if is_short && !after.is_empty() {
                return false;
            }
            if !is_word(word, capitals, small, is_short) {
                unread += word.len();
            }
            rest = after;
        }
    }
    unread * 4 < piece.len()
}

/// Says whether letters are a word: it has vowels, few consonants in a row, and a capital at most at its beginning.
fn is_word(word: &[u8], capitals: usize, small: usize, is_short: bool) -> bool {
    let vowels = word.iter().filter(|byte| is_vowel(**byte)).count();
    let consonants = word.split(|byte| is_vowel(*byte)).map(<[u8]>::len).max().unwrap_or_default();
    let can_be_said = vowels * 7 >= word.len() && consonants <= 7;
    if is_short {
        capitals <= 1 || small == 0
    } else if capitals <= 1 {
        word.len() >= 3 && can_be_said || word.len() == small && small <= 2
    } else {
        // An abbreviation, alone or before a word.
        small == 0 && (capitals <= 5 || can_be_said) || small >= 3 && can_be_said
    }
}

fn is_vowel(byte: u8) -> bool {
    is_one_of(byte.to_ascii_lowercase(), b"aeiouy")
}
