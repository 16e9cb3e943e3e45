//! Echoes: what the page writes elsewhere of what stands, or stood, in a field for secrets.
//!
//! A page may show a password in a text of its own, beside the field or later,
//! in other groups, turned round, or encoded. The secrets themselves are not
//! kept: a hash of each, with a key that is made for the recording, finds them
//! in a text as it is read from its beginning to its end. Case and what parts
//! groups do not count. Secrets of a few characters are in too many texts: such
//! a one goes where it is a word by itself, and only as long as it is what
//! stands there; so does a text that is nothing but a piece of what stands there.

use super::list::is_one_of;
use super::{filler, url};

/// Shorter secrets are words by themselves, or no echoes.
const MIN_LETTERS: usize = 6;
/// So many secrets are known; while one is typed each of its beginnings is one, and each is known in several forms.
const MAX_KNOWN: usize = 8192;
/// Of a secret up to this length a page may show each letter in an element of its own, as it does with codes.
const MAX_SPELT: usize = 8;
/// Of longer ones pieces of at least so many letters are echoes.
const MIN_PIECE: usize = 3;
/// Longer pieces are not looked for.
const MAX_PIECE: usize = 5;

/// The secrets that are known.
#[derive(Debug, Default)]
pub(super) struct Echoes {
    factor: u64,
    /// Hashes of how they begin, sorted.
    heads: Vec<u64>,
    /// Of each that hash, its length and the hash of all of it, sorted.
    known: Vec<(u64, usize, u64)>,
    /// The lengths and the hashes of short ones that stand in a field now.
    short: Vec<(usize, u64)>,
    /// The hashes of pieces of what stands in a field now.
    pieces: Vec<u64>,
}

/// How what is noted stands in a field: the numbers of `js/src/recorder/secrets.ts`.
const GONE: i32 = 0;
const HIDDEN: i32 = 2;

impl Echoes {
    pub(super) fn new(key: u64) -> Self {
        Self { factor: key | 1, ..Self::default() }
    }

    /// Says whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty() && self.short.is_empty()
    }

    /// Notes what stands in a field now, or that nothing does of what was noted.
    pub(super) fn note(&mut self, held: i32, secret: &[u8]) {
        if held == GONE {
            self.short.clear();
            self.pieces.clear();
            return;
        }
        let letters = bare(secret);
        // Words of the page stand in hidden fields, too.
        if held == HIDDEN && !url::looks_secret(secret) {
            return;
        }
        if held != HIDDEN {
            if (1..MIN_LETTERS).contains(&letters.len()) {
                self.short.push((letters.len(), self.hash(&letters)));
            }
            let shortest = if letters.len() <= MAX_SPELT { 1 } else { MIN_PIECE };
            for length in shortest..=MAX_PIECE {
                let pieces: Vec<u64> = letters.windows(length).map(|piece| self.hash(piece)).collect();
                self.pieces.extend(pieces);
            }
        }
        self.know(&letters);
        if letters.len() >= MIN_LETTERS {
            let turned = core::str::from_utf8(secret).map(|text| text.chars().rev().collect::<String>());
            let others = [
                turned.unwrap_or_default().into_bytes(),
                url_encoded(secret),
                escaped(secret, &[(b'&', "&amp;"), (b'<', "&lt;"), (b'>', "&gt;"), (b'"', "&quot;"), (b'\'', "&#39;")]),
                escaped(secret, &[(b'"', "\\\""), (b'\\', "\\\\")]),
                secret.iter().flat_map(|byte| hex(*byte)).collect(),
                base64(secret, 0),
                base64(secret, 1),
                base64(secret, 2),
            ];
            for other in others {
                self.know(&bare(&other));
            }
        }
    }

    fn know(&mut self, letters: &[u8]) {
        let Some(head) = letters.get(..MIN_LETTERS).map(|head| self.hash(head)) else { return };
        let entry = (head, letters.len(), self.hash(letters));
        if let (Err(at), true) = (self.known.binary_search(&entry), self.known.len() < MAX_KNOWN) {
            self.known.insert(at, entry);
            if let Err(at) = self.heads.binary_search(&head) {
                self.heads.insert(at, head);
            }
        }
    }

    /// Says whether a text is nothing but a piece of what stands in a field.
    pub(super) fn is_piece(&self, text: &[u8]) -> bool {
        if self.pieces.is_empty() || text.len() > 4 * MAX_PIECE {
            return false;
        }
        let letters = bare(text);
        (1..=MAX_PIECE).contains(&letters.len()) && self.pieces.contains(&self.hash(&letters))
    }

    /// Returns a text with dots in the place of the secrets that it repeats. `None`: it repeats none.
    pub(super) fn without(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut found = Vec::new();
        if !self.known.is_empty() {
            self.each_window(text, MIN_LETTERS, &mut |start, _, head| {
                if self.heads.binary_search(&head).is_ok()
                    && let Some(end) = self.end_of(text, start, head)
                {
                    // What else is in the same word was written with it, or a moment later.
                    let before = text.iter().take(start).rev().take_while(|byte| is_of_word(**byte)).count();
                    let after = text.iter().skip(end).take_while(|byte| is_of_word(**byte)).count();
                    found.push((start - before, end + after));
                }
            });
        }
        let is_part = |at: Option<&u8>| at.is_some_and(|byte| is_of_word(*byte));
        for (length, short) in &self.short {
            self.each_window(text, *length, &mut |start, end, hash| {
                let before = start.checked_sub(1).and_then(|at| text.get(at));
                if hash == *short && !is_part(before) && !is_part(text.get(end)) {
                    found.push((start, end));
                }
            });
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let mut out = Vec::with_capacity(text.len());
        let mut end = 0;
        for (start, stop) in found {
            if start >= end {
                out.extend_from_slice(text.get(end..start).unwrap_or_default());
                out.extend_from_slice(filler::VALUE);
            }
            end = end.max(stop);
        }
        out.extend_from_slice(text.get(end..).unwrap_or_default());
        Some(out)
    }

    /// Returns where the longest secret ends that stands at a place, where something stands that begins as one.
    fn end_of(&self, text: &[u8], start: usize, head: u64) -> Option<usize> {
        let from = self.known.partition_point(|(other, ..)| *other < head);
        let same = self.known.get(from..).unwrap_or_default();
        let count = same.iter().take_while(|(other, ..)| *other == head).count();
        let same = same.get(..count).unwrap_or_default();
        let longest = same.last().map_or(0, |(_, length, _)| *length);
        let mut hash = 0;
        let mut end = None;
        for (index, (place, letter)) in Letters::of(text.get(start..)?).take(longest).enumerate() {
            hash = self.next(hash, letter);
            if same.binary_search(&(head, index + 1, hash)).is_ok() {
                end = Some(start + place + 1);
            }
        }
        end
    }

    /// The polynomial of the bytes, in a factor that nobody knows.
    fn hash(&self, bytes: &[u8]) -> u64 {
        bytes.iter().fold(0, |hash, byte| self.next(hash, *byte))
    }

    fn next(&self, hash: u64, byte: u8) -> u64 {
        hash.wrapping_mul(self.factor).wrapping_add(u64::from(byte) + 1)
    }

    /// Calls an action with the beginning, the end and the hash of every part of a text that has so many letters.
    fn each_window(&self, text: &[u8], length: usize, action: &mut dyn FnMut(usize, usize, u64)) {
        let top = (0..length).fold(1_u64, |power, _| power.wrapping_mul(self.factor));
        let mut hash = 0_u64;
        let mut leaving = Letters::of(text);
        for (count, (end, come)) in Letters::of(text).enumerate() {
            hash = self.next(hash, come);
            if count + 1 < length {
                continue;
            }
            if count + 1 > length
                && let Some((_, gone)) = leaving.next()
            {
                hash = hash.wrapping_sub(top.wrapping_mul(u64::from(gone) + 1));
            }
            action(leaving.place(), end + 1, hash);
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// The bytes of a text that count, in small letters, each with its place: without what parts groups.
#[derive(Clone, Copy)]
struct Letters<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Letters<'a> {
    fn of(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next one stands.
    fn place(mut self) -> usize {
        self.next().map_or(self.text.len(), |(place, _)| place)
    }
}

impl Iterator for Letters<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let at = self.at;
            let byte = *self.text.get(at)?;
            self.at += match self.text.get(at..) {
                Some([0xc2, 0xa0, ..]) => 2,
                Some([0xe2, 0x80, 0x80..=0x95 | 0xaf, ..]) => 3,
                _ if byte.is_ascii_whitespace() || is_one_of(byte, b"-._+/=,:|") => 1,
                _ => {
                    self.at += 1;
                    return Some((at, byte.to_ascii_lowercase()));
                }
            };
        }
    }
}

/// The letters of a text by themselves.
fn bare(text: &[u8]) -> Vec<u8> {
    Letters::of(text).map(|(_, letter)| letter).collect()
}

fn hex(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|digit| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 })
}

fn url_encoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for byte in text {
        if byte.is_ascii_alphanumeric() || is_one_of(*byte, b"-_.!~*'()") {
            out.push(*byte);
        } else {
            out.push(b'%');
            out.extend(hex(*byte));
        }
    }
    out
}

fn escaped(text: &[u8], escapes: &[(u8, &str)]) -> Vec<u8> {
    let of = |byte: &u8| escapes.iter().find(|(escaped, _)| escaped == byte).map(|(_, by)| by.as_bytes());
    text.iter().flat_map(|byte| of(byte).unwrap_or(std::slice::from_ref(byte)).iter().copied()).collect()
}

/// Returns the characters of base64 that a text has whatever stands around it, that many bytes from a multiple of three.
fn base64(text: &[u8], offset: usize) -> Vec<u8> {
    let bit = |at: usize| {
        let byte = (at / 8).checked_sub(offset).and_then(|at| text.get(at)).copied().unwrap_or(0);
        byte >> (7 - at % 8) & 1
    };
    let (first, end) = ((offset * 8).div_ceil(6), (offset + text.len()) * 8 / 6);
    let digit = |at: usize| (0..6).fold(0_u8, |digit, index| digit << 1 | bit(at * 6 + index));
    let letter = |digit: u8| match digit {
        0..26 => b'a' + digit,
        26..52 => b'a' + digit - 26,
        52..62 => b'0' + digit - 52,
        _ => b'-',
    };
    (first..end).map(|at| letter(digit(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDS: i32 = 1;

    fn knowing(secrets: &[&str]) -> Echoes {
        let mut echoes = Echoes::new(0x9e37_79b9_7f4a_7c15);
        for secret in secrets {
            echoes.note(GONE, b"");
            echoes.note(STANDS, secret.as_bytes());
        }
        echoes
    }

    fn without(secrets: &[&str], text: &str) -> String {
        let out = knowing(secrets).without(text.as_bytes());
        out.map_or_else(|| text.to_owned(), |out| String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_secret_goes_wherever_it_stands_in_a_text_with_the_rest_of_its_word_and_all_else_stays() {
        assert_eq!(without(&["hunter22"], "hunter22"), "•••••");
        assert_eq!(without(&["hunter22"], "is hunter22! or xhunter22y, not"), "is •••••! or •••••, not");
        assert_eq!(without(&["p@ss, word"], "It was p@ss, word"), "It was •••••");
        assert_eq!(without(&["hunter22"], "hunter2"), "hunter2");
        assert_eq!(without(&["hunter22"], "größehunter22größe x"), "••••• x");
        assert_eq!(without(&["hunter22"], ""), "");
    }

    #[test]
    fn what_is_typed_goes_at_every_length_and_secrets_that_overlap_go_as_one() {
        let typed: Vec<&str> = (1..=8).map(|length| &"hunter22"[..length]).collect();
        assert_eq!(without(&typed, "hunter22 hunter2 hunter"), "••••• ••••• •••••");
        assert_eq!(without(&["abcdef", "defghi"], "abc-def-ghi"), "•••••");
    }

    #[test]
    fn a_short_secret_goes_where_it_is_a_word_as_long_as_it_stands_there() {
        assert_eq!(without(&["abc"], "abc abcd (abc)"), "••••• abcd (•••••)");
        assert_eq!(without(&["abc", ""], "abc"), "abc");
        assert_eq!(without(&["abc", "abcdefg"], "abc abcdefg"), "abc •••••");
    }

    #[test]
    fn case_and_what_parts_groups_do_not_count() {
        for text in ["4111 1111 1111 1111", "4-1-1-1-1111.1111/1111", "4111\u{a0}1111\u{2009}1111\u{202f}1111"] {
            assert_eq!(without(&["4111111111111111"], text), "•••••");
            assert_eq!(without(&[text], "4111111111111111"), "•••••");
        }
        assert_eq!(without(&["Hunter Two"], "HUNTERTWO hunter-two"), "••••• •••••");
    }

    #[test]
    fn a_secret_is_found_turned_round_and_encoded() {
        let secret = "p@ss \"wörd\" & 'more'";
        for text in [
            "'erom' & \"dröw\" ss@p",
            "p%40ss%20%22w%C3%B6rd%22%20%26%20'more'",
            "p@ss &quot;wörd&quot; &amp; &#39;more&#39;",
            "p@ss \\\"wörd\\\" & 'more'",
            "704073732022 77c3b67264 2220262027 6d6f726527",
            "cEBzcyAid8O2cmQiICYgJ21vcmUn",
            "eHBAc3MgInfDtnJkIiAmICdtb3JlJw==",
            "eHhwQHNzICJ3w7ZyZCIgJiAnbW9yZSc=",
        ] {
            let out = without(&[secret], &format!("is {text} now"));
            assert!(out.starts_with("is •••••") && out.ends_with(" now") && out.len() < 40, "{text} gave {out}");
        }
    }

    #[test]
    fn a_text_that_is_a_piece_of_what_stands_in_a_field_is_known_and_a_sentence_with_one_is_none() {
        let code = knowing(&["471902"]);
        assert!(code.is_piece(b"4") && code.is_piece(b" 19 ") && !code.is_piece(b"5") && !code.is_piece(b"4 items"));
        let card = knowing(&["4111 2222 3333 4444"]);
        assert!(card.is_piece(b"2222") && !card.is_piece(b"2") && !card.is_piece(b""));
        assert!(!knowing(&["471902", ""]).is_piece(b"4"));
    }

    #[test]
    fn words_of_hidden_fields_stay_and_keys_go() {
        let mut echoes = Echoes::new(7);
        echoes.note(HIDDEN, b"plainWord");
        assert_eq!(echoes.without(b"plainWord"), None);
        echoes.note(HIDDEN, b"9f86d081884c7d659a2feaa0c55ad015");
        assert!(echoes.without(b"9f86d081884c7d659a2feaa0c55ad015").is_some());
    }
}
