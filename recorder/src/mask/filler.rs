//! What stands in place of what was masked.
//!
//! A word becomes one of as many characters that is about as wide: letters of
//! three widths, in an order that says nothing of the letters that were there.

/// Stands for every masked form value, whatever its length.
pub(super) const VALUE: &[u8] = "•••••".as_bytes();
/// How many code units it has.
pub(super) const VALUE_UNITS: u32 = 5;

/// Widths of the capital and small letters A to Z of a common font, in fiftieths of an em.
const CAPITALS: &[u8; 26] = b"!!$$!\x1f'$\x0e\x19!\x1c*$'!'$!\x1f$!/!!\x1f";
const SMALL: &[u8; 26] =
    b"\x1c\x1c\x19\x1c\x1c\x0e\x1c\x1c\x0b\x0b\x19\x0b*\x1c\x1c\x1c\x1c\x11\x19\x0e\x1c\x19$\x19\x19\x19";
/// Letters that stand for others: a narrow one, one of most widths, a wide one.
const FILLERS: [[u8; 3]; 2] = [*b"lnm", *b"IXM"];
/// Small letters as wide as the narrow and the usual one, whose capitals are narrower: style may show capitals.
const SLIMMER: [u8; 2] = *b"ia";

fn width(letter: u8) -> i32 {
    let table = if letter.is_ascii_uppercase() { CAPITALS } else { SMALL };
    table.get(usize::from((letter | 0x20).wrapping_sub(b'a'))).map_or(0x1c, |width| i32::from(*width))
}

/// Letters of one case in one word: how many, how wide together, and how wide as capitals.
#[derive(Clone, Copy, Default)]
struct Letters {
    count: i32,
    width: i32,
    capital_width: i32,
}

/// How many letters of a word are narrow, or wide, and how many of the narrow and the usual ones are slim as capitals.
#[derive(Clone, Copy)]
struct Plan {
    narrow: i32,
    wide: i32,
    slim: [i32; 2],
}

impl Letters {
    fn plan(self, [narrow, usual, wide]: [u8; 3]) -> Plan {
        let more = self.width - self.count * width(usual);
        let step = if more < 0 { width(usual) - width(narrow) } else { width(wide) - width(usual) };
        let odd = ((2 * more.abs() + step) / (2 * step)).min(self.count);
        let (narrow_count, wide_count) = if more < 0 { (odd, 0) } else { (0, odd) };
        let capital = |letter: u8| width(letter.to_ascii_uppercase());
        let usual_count = self.count - odd;
        let capitals = narrow_count * capital(narrow) + usual_count * capital(usual) + wide_count * capital(wide);
        let less = (capitals - self.capital_width).max(0);
        let [narrow_less, usual_less] = [capital(narrow) - capital(SLIMMER[0]), capital(usual) - capital(SLIMMER[1])];
        let slim_narrow = (less / narrow_less.max(1)).min(narrow_count);
        let slim_usual = ((less - slim_narrow * narrow_less + 1) / usual_less.max(1)).min(usual_count);
        Plan { narrow: narrow_count, wide: wide_count, slim: [slim_narrow, slim_usual.max(0)] }
    }
}

impl Plan {
    /// Takes the next letter of a word.
    fn next(&mut self, case: usize) -> u8 {
        let [narrow, usual, wide] = FILLERS.get(case).copied().unwrap_or_default();
        let mut slim = |index: usize, filler: u8| match self.slim.get_mut(index) {
            Some(left) if *left > 0 && case == 0 => {
                *left -= 1;
                SLIMMER.get(index).copied().unwrap_or(filler)
            }
            _ => filler,
        };
        if self.narrow > 0 {
            self.narrow -= 1;
            slim(0, narrow)
        } else if self.wide > 0 {
            self.wide -= 1;
            wide
        } else {
            slim(1, usual)
        }
    }
}

/// A character of a text, as the filler sees it.
enum Character {
    /// A letter of this case; one that stands for its width.
    Latin(usize, u8),
    /// What is replaced by this, or by itself.
    Other(char),
    /// What belongs to no word.
    Gap,
}

/// Replaces every letter and digit, and keeps the rest: spaces, line breaks, punctuation.
///
/// There are as many code units as before, so that places in the text stay places in it.
pub(super) fn shaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // A word: its letters are counted, then written.
        let mut letters = [Letters::default(); 2];
        let mut at = 0;
        while let Some((character, length)) = next(rest.get(at..).unwrap_or_default()) {
            match character {
                Character::Latin(case, letter) => {
                    if let Some(letters) = letters.get_mut(case) {
                        letters.count += 1;
                        letters.width += width(letter);
                        letters.capital_width += width(letter.to_ascii_uppercase());
                    }
                }
                Character::Other(_) => {}
                Character::Gap => break,
            }
            at += length;
        }
        let (mut word, after) = rest.split_at(at);
        let mut plans = [letters[0].plan(FILLERS[0]), letters[1].plan(FILLERS[1])];
        while let Some((character, length)) = next(word) {
            match character {
                Character::Latin(case, _) => out.push(plans.get_mut(case).map_or(b'x', |plan| plan.next(case))),
                Character::Other(filler) => out.extend_from_slice(filler.encode_utf8(&mut [0; 4]).as_bytes()),
                Character::Gap => {}
            }
            word = word.get(length..).unwrap_or_default();
        }
        let gap = next(after).map_or(0, |(_, length)| length);
        out.extend_from_slice(after.get(..gap).unwrap_or_default());
        rest = after.get(gap..).unwrap_or_default();
    }
    out
}

/// Replaces every letter and digit by the same character: it tells less than a shape.
pub(super) fn erased(text: &[u8]) -> Vec<u8> {
    let has_letters = text.iter().any(u8::is_ascii_alphabetic);
    let filler = if has_letters { 'x' } else { '0' };
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((character, length)) = next(rest) {
        let (head, after) = rest.split_at(length);
        // What takes two code units goes on to do so.
        match character {
            Character::Gap => out.extend_from_slice(head),
            _ if length == 4 => out.extend_from_slice("𝗇".as_bytes()),
            _ => out.push(filler as u8),
        }
        rest = after;
    }
    out
}

/// What stands for the characters up to a code point: `KEPT` leaves them, `SMALL_OR_CAPITAL` is Latin with pairs of both.
const SCRIPTS: &[(u32, char)] = &[
    (0xbf, KEPT),
    (0x24f, SMALL_OR_CAPITAL),
    (0x2ff, 'n'),
    (0x36f, '\u{301}'),
    (0x390, 'ν'),
    (0x3ab, 'Ν'),
    (0x3ff, 'ν'),
    (0x42f, 'Н'),
    (0x52f, 'н'),
    (0x58f, 'ն'),
    (0x5c7, '\u{5b4}'),
    (0x5ff, 'ה'),
    (0x64a, 'ب'),
    (0x65f, '\u{64e}'),
    (0x8ff, 'ب'),
    (0xdff, 'न'),
    (0xe30, 'น'),
    (0xe31, '\u{e34}'),
    (0xe33, 'น'),
    (0xe3a, '\u{e34}'),
    (0xe46, 'น'),
    (0xe4e, '\u{e34}'),
    (0xfff, 'น'),
    (0x10ff, 'ა'),
    (0x11ff, '가'),
    (0x1dbf, 'ა'),
    (0x1dff, '\u{301}'),
    (0x1eff, SMALL_OR_CAPITAL),
    (0x1fff, 'ν'),
    (0x206f, KEPT),
    (0x209c, 'n'),
    (0x20cf, KEPT),
    (0x20ff, '\u{301}'),
    (0x214f, 'n'),
    (0x245f, KEPT),
    (0x24ff, '〓'),
    (0x27ff, KEPT),
    (0x28ff, '⠿'),
    (0x2bff, KEPT),
    (0x2dff, 'n'),
    (0x2e7f, KEPT),
    (0x2fff, '〓'),
    (0x3004, KEPT),
    (0x3007, '〓'),
    (0x3020, KEPT),
    (0x3029, '〓'),
    (0x3030, KEPT),
    (0xa4cf, '〓'),
    (0xabff, 'न'),
    (0xd7ff, '가'),
    (0xdfff, 'n'),
    // Private characters are icons.
    (0xf8ff, KEPT),
    (0xfaff, '〓'),
    (0xfb1c, 'n'),
    (0xfb4f, 'ה'),
    (0xfdff, 'ب'),
    (0xfe1f, KEPT),
    (0xfe2f, '\u{301}'),
    (0xfe6f, KEPT),
    (0xfefe, 'ب'),
    (0xff0f, KEPT),
    (0xff19, '０'),
    (0xff20, KEPT),
    (0xff3a, 'Ｘ'),
    (0xff40, KEPT),
    (0xff5a, 'ｎ'),
    (0xff65, KEPT),
    (0xffdc, 'ｱ'),
    (0xffff, KEPT),
    (0x1efff, '𝗇'),
    (0x1ffff, '\u{1f532}'),
    (0x3ffff, '𠀀'),
    (0xe0fff, '\u{e0101}'),
];
const KEPT: char = '\0';
const SMALL_OR_CAPITAL: char = '\u{1}';

/// Returns the next code point and its length in bytes. A lone surrogate, and what is no text, is as long as it says.
pub(super) fn code(text: &[u8]) -> Option<(u32, usize)> {
    let first = *text.first()?;
    let (length, bits) = match first {
        0..=0x7f => (1, first),
        0x80..=0xdf => (2, first & 0x1f),
        0xe0..=0xef => (3, first & 0xf),
        _ => (4, first & 7),
    };
    let length = length.min(text.len());
    let rest = text.get(1..length).unwrap_or_default();
    Some((rest.iter().fold(u32::from(bits), |code, byte| code << 6 | u32::from(byte & 0x3f)), length))
}

/// Returns the next character and its length in bytes.
fn next(text: &[u8]) -> Option<(Character, usize)> {
    let first = *text.first()?;
    let (code, length) = code(text)?;
    let character = match first {
        b'a'..=b'z' => Character::Latin(0, first),
        b'A'..=b'Z' => Character::Latin(1, first),
        b'0'..=b'9' => Character::Other('0'),
        0..=0x7f => Character::Gap,
        _ => match SCRIPTS.iter().find(|(last, _)| code <= *last).map_or('𝗇', |(_, filler)| *filler) {
            KEPT => Character::Gap,
            SMALL_OR_CAPITAL if matches!(code, 0xd7 | 0xf7) => Character::Gap,
            SMALL_OR_CAPITAL => {
                let is_capital = if code < 0x100 { code < 0xdf } else { code % 2 == 0 };
                if is_capital { Character::Latin(1, b'A') } else { Character::Latin(0, b'n') }
            }
            filler => Character::Other(filler),
        },
    };
    Some((character, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(String::from_utf8(shaped(text.as_bytes())).unwrap(), expected, "{text}");
    }

    #[test]
    fn a_word_becomes_one_that_is_as_wide() {
        check("Hello, World 42", "Xllnn, Mllnn 00");
        check("illicit", "iilllla");
        check("mammoth", "mmnnnnn");
        check("Größe ÉT", "Mlnnn XX");
    }

    #[test]
    fn letters_of_one_width_tell_nothing_of_their_order() {
        assert_eq!(shaped(b"till ham"), shaped(b"litl mah"));
    }

    #[test]
    fn other_scripts_keep_theirs() {
        check("Привет мир", "Нннннн ннн");
        check("日本語、text 한국", "〓〓〓、llnn 가가");
        check("👍🏽 \u{e000}", "\u{1f532}\u{1f532} \u{e000}");
    }

    #[test]
    fn there_are_as_many_code_units_as_before() {
        for text in ["a\u{301}b", "x😀y", "𠮟る", "𝔘nicode", "é½ß\u{200d}"] {
            let masked = String::from_utf8(shaped(text.as_bytes())).unwrap();
            assert_eq!(masked.encode_utf16().count(), text.encode_utf16().count(), "{text}");
            check(&masked, &masked);
        }
        assert_eq!(shaped(b"\xed\xa0\xbd"), b"n", "a lone surrogate is one unit");
    }
}
