//! Keys and tokens: what a machine made, and nobody could say aloud.

use super::list::is_one_of;
use super::pattern::Span;
use super::readable::is_readable;

/// A run of characters that nobody can read is a token from this length on.
pub(super) const MIN_LENGTH: usize = 20;

/// How the keys of well-known services begin.
const PREFIXES: &[&[u8]] = &[
    b"sk_",
    b"sk-",
    b"pk_",
    b"rk_",
    b"ghp_",
    b"gho_",
    b"ghu_",
    b"ghs_",
    b"ghr_",
    b"github_pat_",
    b"xoxa-",
    b"xoxb-",
    b"xoxp-",
    b"xoxr-",
    b"xoxs-",
    b"xoxe",
    b"xapp-",
    b"AKIA",
    b"ASIA",
    b"AIza",
    b"ya29.",
    b"glpat-",
    b"npm_",
    b"SG.",
    b"whsec_",
    b"shpat_",
    b"hf_",
    b"dop_v1_",
    b"eyJ",
];
/// So many characters behind a prefix make a key.
const MIN_BEHIND_PREFIX: usize = 10;

/// Finds keys and tokens, also those that spaces or hyphens part.
pub(super) fn find(text: &[u8], spans: &mut Vec<Span>) {
    // Pieces of letters and digits; unreadable ones that stand together make a token.
    let mut at = 0;
    let mut unread = Unread::default();
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let piece = rest.get(..length).unwrap_or_default();
        let gap =
            rest.get(length..).unwrap_or_default().iter().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
        let gap_text = rest.get(length..length + gap).unwrap_or_default();
        if length > 0 {
            if let Some(end) = behind_prefix(rest) {
                spans.push((at, at + end));
            }
            unread.add(piece, at, spans);
        }
        if !joins(gap_text) {
            unread.finish(spans);
        }
        unread.is_apart = gap_text.iter().any(|byte| !byte.is_ascii_graphic());
        at += length + gap.max(usize::from(length == 0));
    }
    unread.finish(spans);
}

/// Says whether what stands between two pieces may stand inside a token.
fn joins(gap: &[u8]) -> bool {
    // A space that does not break is of two bytes.
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xc2 | 0xa0);
    gap.iter().all(|byte| is_space(byte) || is_one_of(*byte, b"-_.+/=~:"))
        && gap.iter().filter(|byte| !is_space(byte)).count() <= 2
}

/// Where a key ends that begins as the well-known ones do.
fn behind_prefix(text: &[u8]) -> Option<usize> {
    let prefix = PREFIXES.iter().find(|prefix| text.starts_with(prefix))?;
    let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || is_one_of(*byte, b"-_.+/=~");
    let mut end = prefix.len();
    let mut count = 0;
    // It goes on behind a space or a line break as long as it cannot be read.
    loop {
        let rest = text.get(end..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| is_of_key(byte)).count();
        let spaces =
            rest.get(length..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let piece = rest.get(..length).unwrap_or_default();
        if count > 0 && is_readable(piece) {
            break;
        }
        count += length;
        let after = rest.get(length + spaces..).unwrap_or_default();
        if length == 0 || spaces == 0 || after.is_empty() {
            end += length;
            break;
        }
        end += length + spaces;
    }
    (count >= MIN_BEHIND_PREFIX)
        .then(|| end - text.get(..end).unwrap_or_default().iter().rev().take_while(|b| b.is_ascii_whitespace()).count())
}

/// Pieces that cannot be read and stand together.
#[derive(Default)]
struct Unread {
    start: usize,
    end: usize,
    /// The length of the first: spaces part a token into pieces of one length, and a shorter last one.
    first: usize,
    /// Characters of them.
    count: usize,
    /// Characters of words among them: a token may hold those too.
    words: usize,
    /// Characters of words since the last of them.
    between: usize,
    /// Whether any has letters: digits alone are numbers.
    has_letters: bool,
    /// Where readable pieces of one length began that may be the first of a token, that length, and theirs together.
    lead: (usize, usize, usize),
    /// Whether a space stands before the next piece.
    is_apart: bool,
}

impl Unread {
    fn add(&mut self, piece: &[u8], at: usize, spans: &mut Vec<Span>) {
        if self.is_apart && self.count > 0 && piece.len() > self.first {
            self.finish(spans);
        }
        let is_last = self.is_apart && piece.len() < self.first;
        let is_number = piece.iter().all(u8::is_ascii_digit);
        let fits = piece.len() <= 4 || piece.len() == self.first;
        // Once a token may have begun, pieces with digits go on with it.
        let has_begun = self.count > 0 || self.lead.1 == piece.len() && !is_number;
        let goes_on =
            has_begun && piece.iter().any(u8::is_ascii_digit) && (!is_number || piece.len() == self.first || is_last);
        if !goes_on && (is_number && fits || !is_number && is_readable(piece)) {
            if !fits {
                self.finish(spans);
            }
            if self.count > 0 {
                self.between += piece.len();
                if piece.len() == self.first {
                    self.end = at + piece.len();
                    self.words += std::mem::take(&mut self.between);
                }
            } else if self.lead.1 == piece.len() {
                self.lead.2 += piece.len();
            } else {
                self.lead = (at, piece.len(), piece.len());
            }
        } else {
            if self.count == 0 {
                (self.start, self.first) = (at, piece.len());
                if self.lead.1 == piece.len() {
                    (self.start, self.words) = (self.lead.0, self.lead.2);
                }
            }
            self.end = at + piece.len();
            self.count += piece.len();
            self.words += std::mem::take(&mut self.between);
            self.has_letters |= !is_number;
        }
        if is_last {
            self.finish(spans);
        }
    }

    fn finish(&mut self, spans: &mut Vec<Span>) {
        let found = std::mem::take(self);
        if found.count + found.words >= MIN_LENGTH && found.count * 3 >= found.words && found.has_letters {
            spans.push((found.start, found.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        find(text.as_bytes(), &mut spans);
        spans.into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn keys_are_known_by_how_they_begin() {
        assert_eq!(found("use sk_live_abcdefghij now"), ["sk_live_abcdefghij"]);
        assert_eq!(found("ghp_aaaaaaaaaaaa"), ["ghp_aaaaaaaaaaaa"]);
        assert_eq!(found("sk_short"), Vec::<&str>::new());
    }

    #[test]
    fn what_nobody_can_read_is_a_token_also_in_parts() {
        for token in [
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "dGhpcyBpcyBhIHRva2VuIQ7Zk2",
            "c6a7f1d0-3b52-4e1f-9a77-0f2d8b6e4c19",
            "9f86 d081 884c 7d65 9a2f eaa0",
            "8z88 LoNY 5K7j zs2G y5oc 9mRM",
        ] {
            assert_eq!(found(&format!("is {token}, then")), [token], "{token}");
        }
    }

    #[test]
    fn names_and_long_words_are_read() {
        for text in [
            "getElementsByClassNameAndTagName",
            "XMLHttpRequestEventTargetPrototype",
            "Rechtsschutzversicherungsgesellschaften",
            "some-very-long-class-name__with--parts",
            "https://example.org/articles/2024/a-long-title-with-words.html",
            "MuiButtonBase-root css-1q39md6-MuiButtonBase-root",
        ] {
            assert_eq!(found(text), Vec::<&str>::new());
        }
    }
}
