//! Words that must not be in a recording, in every form in which bytes can hold them.
//!
//! A word is looked for as it is and in the two normal forms of Unicode, as UTF-8
//! and UTF-16, in hexadecimal digits, in base64 at each of its three alignments,
//! and in what is left once escapes are undone: those of addresses, of JSON and
//! scripts, of style sheets, and of HTML.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use memchr::memmem;
use regex::bytes::Regex;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// How many kinds of escapes are undone on top of each other: JSON in an address is two.
const MAX_ESCAPES: usize = 2;
/// Fewer characters of base64 than these are found by chance.
const MIN_BASE64_CHARS: usize = 4;
/// Fewer bytes in hexadecimal digits than these are found by chance.
const MIN_HEX_BYTES: usize = 4;
/// How far a match of a pattern may reach over the end of a text, in bytes.
const PATTERN_BYTES: usize = 256;
/// What stands in place of what is taken out: the first of these that is in no word.
const FILLERS: [char; 6] = ['x', 'o', '-', '_', '#', '.'];

/// Words and patterns, made ready to be looked for.
pub(crate) struct Wording {
    words: Vec<Word>,
    patterns: Vec<Regex>,
    /// What stands in place of each UTF-16 code unit that is taken out.
    pub(crate) filler: char,
}

/// One word: its forms as they are, and those that stand in base64.
struct Word {
    forms: Vec<Vec<u8>>,
    base64: Vec<Vec<u8>>,
    bytes: usize,
}

/// Why words cannot be looked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WordingError {
    /// A word is empty.
    #[error("a text to look for is empty")]
    Empty,
    /// Every filler is part of a word.
    #[error("no filler is left that is in none of these texts")]
    NoFiller,
    /// A pattern is none.
    #[error("the pattern is not understood: {0}")]
    Pattern(#[from] regex::Error),
}

impl Wording {
    /// Makes words and patterns ready.
    pub(crate) fn new<S: AsRef<str>>(words: &[S], patterns: &[String]) -> Result<Self, WordingError> {
        if words.iter().any(|word| word.as_ref().is_empty()) {
            return Err(WordingError::Empty);
        }
        // What looks the same may be written as fewer or as more characters.
        let words: BTreeSet<Cow<str>> = words.iter().flat_map(|word| spellings(word.as_ref())).collect();
        let is_free = |filler: &char| !words.iter().any(|word| word.contains(*filler));
        Ok(Self {
            filler: FILLERS.into_iter().find(is_free).ok_or(WordingError::NoFiller)?,
            words: words.iter().map(|word| Word::new(word)).collect(),
            patterns: patterns.iter().map(|pattern| Regex::new(pattern)).collect::<Result<_, _>>()?,
        })
    }

    /// Says whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.patterns.is_empty()
    }

    /// How many bytes around a change have to be looked at.
    pub(crate) fn reach(&self) -> usize {
        let longest = self.words.iter().map(|word| word.bytes).max().unwrap_or(0);
        if self.patterns.is_empty() { longest } else { longest.max(PATTERN_BYTES) }
    }

    /// Returns where the words and the patterns stand in a text: parts that do not overlap, in order.
    pub(crate) fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        self.search(text, true)
    }

    /// Returns where the words stand in bytes that may be no text.
    pub(crate) fn find_in_bytes(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        self.search(bytes, false)
    }

    fn search(&self, bytes: &[u8], has_patterns: bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        // What is no text is long, and seldom escaped twice.
        self.search_view(bytes, None, if has_patterns { MAX_ESCAPES } else { 1 }, has_patterns, &mut found);
        merge(found)
    }

    fn search_view(
        &self,
        bytes: &[u8],
        starts: Option<&[usize]>,
        escapes: usize,
        has_patterns: bool,
        found: &mut Vec<Range<usize>>,
    ) {
        let mut add = |from: usize, to: usize| {
            found.push(match starts {
                Some(starts) => starts[from]..starts[to],
                None => from..to,
            });
        };
        for word in &self.words {
            for form in &word.forms {
                memmem::find_iter(bytes, form).for_each(|at| add(at, at + form.len()));
            }
            for form in &word.base64 {
                for at in memmem::find_iter(bytes, form) {
                    // The outermost characters hold a few bits more of the word.
                    let is_digit = |at: usize| bytes.get(at).is_some_and(|byte| is_base64(*byte));
                    let from = if at > 0 && is_digit(at - 1) { at - 1 } else { at };
                    let end = at + form.len();
                    add(from, if is_digit(end) { end + 1 } else { end });
                }
            }
        }
        if has_patterns {
            for pattern in &self.patterns {
                pattern
                    .find_iter(bytes)
                    .filter(|found| !found.is_empty())
                    .for_each(|found| add(found.start(), found.end()));
            }
        }
        if escapes == 0 {
            return;
        }
        for (mark, step) in ESCAPES {
            if memchr::memchr(mark, bytes).is_some()
                && let Some(view) = unescape(bytes, starts, mark, step)
            {
                self.search_view(&view.0, Some(&view.1), escapes - 1, has_patterns, found);
            }
        }
    }
}

impl Word {
    fn new(word: &str) -> Self {
        let utf8 = word.as_bytes().to_vec();
        let little: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut base64: Vec<Vec<u8>> = [&utf8, &little, &big].into_iter().flat_map(|bytes| in_base64(bytes)).collect();
        base64.sort();
        base64.dedup();
        let mut forms = vec![utf8, little, big];
        if word.len() >= MIN_HEX_BYTES {
            let digits: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
            forms.extend([digits.to_uppercase().into_bytes(), digits.into_bytes()]);
        }
        // In the query of an address a space is a plus sign.
        if word.contains(' ') {
            forms.push(word.replace(' ', "+").into_bytes());
        }
        Self { forms, base64, bytes: word.len() }
    }
}

/// A word as it is, composed and decomposed.
fn spellings(word: &str) -> [Cow<'_, str>; 3] {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(word);
    [Cow::Borrowed(word), composed, DecomposingNormalizerBorrowed::new_nfd().normalize(word)]
}

/// The characters of base64 that hold nothing but these bytes, at each alignment and in both alphabets.
fn in_base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for alphabet in [&alphabet::STANDARD, &alphabet::URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, NO_PAD);
        for before in 0..3 {
            let padded = [&vec![0; before], bytes].concat();
            let digits = engine.encode(&padded).into_bytes();
            let whole = (before * 8).div_ceil(6)..padded.len() * 8 / 6;
            forms.extend(digits.get(whole).filter(|form| form.len() >= MIN_BASE64_CHARS).map(<[u8]>::to_vec));
        }
    }
    forms
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Undoes one escape at the front of bytes: what it stands for, and how long it is.
type Step = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

/// The kinds of escapes, each with the byte that it begins with.
const ESCAPES: [(u8, Step); 4] = [(b'%', percent), (b'\\', script), (b'\\', style), (b'&', entity)];

/// Undoes escapes, and tells for each byte where it stood. `None` if there are none.
fn unescape(bytes: &[u8], starts: Option<&[usize]>, mark: u8, step: Step) -> Option<(Vec<u8>, Vec<usize>)> {
    let start = |at: usize| starts.map_or(at, |starts| starts[at]);
    let mut out = Vec::with_capacity(bytes.len());
    let mut places = Vec::with_capacity(bytes.len() + 1);
    let mut at = 0;
    let mut is_changed = false;
    while at < bytes.len() {
        let plain = memchr::memchr(mark, &bytes[at..]).unwrap_or(bytes.len() - at);
        out.extend_from_slice(&bytes[at..at + plain]);
        places.extend((at..at + plain).map(start));
        at += plain;
        if at < bytes.len() {
            let (made, length) = step(&bytes[at..]).inspect(|_| is_changed = true).unwrap_or((vec![mark], 1));
            places.extend(made.iter().map(|_| start(at)));
            out.extend(made);
            at += length;
        }
    }
    places.push(start(bytes.len()));
    is_changed.then_some((out, places))
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))
}

fn utf8(code: u32) -> Option<Vec<u8>> {
    char::from_u32(code).map(|c| c.to_string().into_bytes())
}

fn percent(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    match bytes {
        // As `escape()` of scripts writes code units.
        [b'%', b'u', digits @ ..] => Some((utf8(hex(digits.get(..4)?)?)?, 6)),
        [b'%', high, low, ..] => Some((vec![u8::try_from(hex(&[*high, *low])?).ok()?], 3)),
        _ => None,
    }
}

fn script(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    match bytes {
        [b'\\', b'u', digits @ ..] => {
            let high = hex(digits.get(..4)?)?;
            if let Some([b'\\', b'u', low @ ..]) = digits.get(4..)
                && (0xd800..0xdc00).contains(&high)
                && let Some(low @ 0xdc00..0xe000) = hex(low.get(..4)?)
            {
                return Some((utf8(0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff))?, 12));
            }
            Some((utf8(high)?, 6))
        }
        [b'\\', b'x', digits @ ..] => Some((utf8(hex(digits.get(..2)?)?)?, 4)),
        [b'\\', b'n', ..] => Some((b"\n".to_vec(), 2)),
        [b'\\', b'r', ..] => Some((b"\r".to_vec(), 2)),
        [b'\\', b't', ..] => Some((b"\t".to_vec(), 2)),
        [b'\\', next @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some((vec![*next], 2)),
        _ => None,
    }
}

fn style(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (b'\\', rest) = bytes.split_first()? else { return None };
    let digits = rest.iter().take(6).take_while(|digit| digit.is_ascii_hexdigit()).count();
    if digits > 0 {
        let space = usize::from(matches!(rest.get(digits), Some(b' ' | b'\t' | b'\n')));
        return Some((utf8(hex(&rest[..digits])?)?, 1 + digits + space));
    }
    rest.first().filter(|next| next.is_ascii_graphic()).map(|next| (vec![*next], 2))
}

fn entity(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let name = bytes.strip_prefix(b"&")?;
    let length = name.iter().take(10).position(|byte| *byte == b';')?;
    let made = match &name[..length] {
        b"amp" => b"&".to_vec(),
        b"lt" => b"<".to_vec(),
        b"gt" => b">".to_vec(),
        b"quot" => b"\"".to_vec(),
        b"apos" => b"'".to_vec(),
        b"nbsp" => "\u{a0}".into(),
        [b'#', b'x' | b'X', digits @ ..] => utf8(hex(digits)?)?,
        [b'#', digits @ ..] => utf8(str::from_utf8(digits).ok()?.parse().ok()?)?,
        _ => return None,
    };
    Some((made, length + 2))
}

fn merge(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

    const WORD: &str = "Zoë \"J\" O'Neil";

    fn found(bytes: &[u8]) -> Vec<String> {
        let wording = Wording::new(&[WORD], &[]).unwrap();
        wording.find(bytes).into_iter().map(|range| String::from_utf8_lossy(&bytes[range]).into_owned()).collect()
    }

    #[test]
    fn a_word_is_found_in_every_form() {
        let percent = "Zo%C3%AB%20%22J%22%20O%27Neil";
        for form in [
            WORD,
            percent,
            &percent.to_lowercase().replace("zo", "Zo").replace("%22j", "%22J").replace("o%27n", "O%27N"),
            "Zo%c3%ab+%22J%22+O'Neil",
            "Zo\\u00eb \\\"J\\\" O\\u0027Neil",
            "Zo\\eb  \\22 J\\22  O\\27 Neil",
            "Zo&#235; &quot;J&quot; O&#x27;Neil",
            "Zo%5Cu00eb%20%5C%22J%5C%22%20O%27Neil",
        ] {
            assert_eq!(found(format!("a {form} b").as_bytes()), [form], "{form}");
        }
        assert_eq!(found(b"Zoe"), [""; 0]);
        assert_eq!(found(b"Zo%C3%AB%20%22J%22%20O%27Nei%6"), [""; 0]);
    }

    #[test]
    fn a_word_is_found_in_utf_16_of_either_order() {
        for form in [
            WORD.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            WORD.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ] {
            assert_eq!(found(&[b"odd".to_vec(), form, b"tail".to_vec()].concat()).len(), 1);
        }
    }

    #[test]
    fn a_word_is_found_in_base64_at_every_alignment() {
        for before in ["", "a", "ab", "abc", "abcd"] {
            let text = format!("{before}{WORD}!");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for digits in [
                BASE64_STANDARD.encode(&text),
                BASE64_URL_SAFE_NO_PAD.encode(&text),
                BASE64_STANDARD.encode(wide),
                BASE64_STANDARD.encode(&text).replace('/', "%2F").replace('+', "%2B"),
            ] {
                assert_eq!(found(digits.as_bytes()).len(), 1, "{before}: {digits}");
            }
        }
        assert_eq!(found(BASE64_STANDARD.encode("Zoe 'J' O'Neill").as_bytes()), [""; 0]);
    }

    #[test]
    fn a_word_is_found_in_either_normal_form() {
        let (composed, parted) = ("Zo\u{eb} \u{e5}", "Zoe\u{308} a\u{30a}");
        for word in [composed, parted] {
            let wording = Wording::new(&[word], &[]).unwrap();
            for text in [composed.to_owned(), parted.to_owned(), parted.replace('\u{308}', "%CC%88")] {
                assert_eq!(wording.find(text.as_bytes()).first(), Some(&(0..text.len())), "{text}");
            }
            assert!(wording.reach() >= parted.len());
        }
    }

    #[test]
    fn a_word_is_found_in_hexadecimal_digits() {
        assert_eq!(found(b"#5A6Feb 5a6fc3ab20224a22204f274e65696c!"), ["5a6fc3ab20224a22204f274e65696c"]);
        assert_eq!(found(b"5A6FC3AB20224A22204F274E65696C"), ["5A6FC3AB20224A22204F274E65696C"]);
        assert_eq!(found(b"Zo%u00eb%20%22J%22%20O%u0027Neil"), ["Zo%u00eb%20%22J%22%20O%u0027Neil"]);
    }

    #[test]
    fn a_pattern_is_found_in_what_escapes_stand_for() {
        let wording = Wording::new::<&str>(&[], &[r"\d{4} \d{4}".to_owned()]).unwrap();
        assert_eq!(wording.find(b"a?card=1234%205678&b").first(), Some(&(7..18)));
        assert_eq!(wording.find(b"12345 6789 and 0000 0000"), [1..10, 15..24]);
    }

    #[test]
    fn the_filler_is_in_no_word() {
        assert_eq!(Wording::new(&["alice"], &[]).unwrap().filler, 'x');
        assert_eq!(Wording::new(&["xo-", "_"], &[]).unwrap().filler, '#');
        assert!(Wording::new(&["xo-_#."], &[]).is_err());
        assert!(Wording::new(&["a", ""], &[]).is_err());
        assert!(Wording::new::<&str>(&[], &["(".to_owned()]).is_err());
    }
}
