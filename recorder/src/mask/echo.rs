//! Echoes: what the page writes elsewhere of what stands, or stood, in a field for secrets.
//!
//! A page may show a password in a text of its own, beside the field or later.
//! The secrets themselves are not kept: a hash of each, with a key that is made
//! for the recording, finds them in a text as it is read from its beginning to
//! its end. Secrets of a few characters are in too many texts: such a one goes
//! where it is a word by itself, and only as long as it is what stands there.

use super::filler;

/// Shorter secrets are words by themselves, or no echoes.
const MIN_BYTES: usize = 6;
/// So many secrets are known; while one is typed each of its beginnings is one.
const MAX_KNOWN: usize = 1024;

/// The secrets that are known.
#[derive(Debug, Default)]
pub(super) struct Echoes {
    factor: u64,
    /// Their hashes, by length.
    known: Vec<(usize, Vec<u64>)>,
    count: usize,
    /// The length and the hash of the one that was noted last, if it is a short one.
    short: Option<(usize, u64)>,
}

impl Echoes {
    pub(super) fn new(key: u64) -> Self {
        Self { factor: key | 1, ..Self::default() }
    }

    /// Notes what stands in a field now.
    pub(super) fn note(&mut self, secret: &[u8]) {
        let secret = secret.trim_ascii();
        let hash = self.hash(secret);
        self.short = (1..MIN_BYTES).contains(&secret.len()).then_some((secret.len(), hash));
        if secret.len() < MIN_BYTES || self.count >= MAX_KNOWN {
            return;
        }
        match self.known.iter_mut().find(|(length, _)| *length == secret.len()) {
            Some((_, hashes)) if hashes.contains(&hash) => return,
            Some((_, hashes)) => hashes.push(hash),
            None => self.known.push((secret.len(), vec![hash])),
        }
        self.count += 1;
    }

    /// Returns a text with dots in the place of the secrets that it repeats. `None`: it repeats none.
    pub(super) fn without(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut found = Vec::new();
        for (length, hashes) in &self.known {
            self.each_window(text, *length, &mut |start, hash| {
                if hashes.contains(&hash) {
                    found.push((start, start + length));
                }
            });
        }
        if let Some((length, short)) = self.short {
            let is_part = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
            self.each_window(text, length, &mut |start, hash| {
                let before = start.checked_sub(1).and_then(|at| text.get(at));
                if hash == short && !is_part(before) && !is_part(text.get(start + length)) {
                    found.push((start, start + length));
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

    /// The polynomial of the bytes, in a factor that nobody knows.
    fn hash(&self, bytes: &[u8]) -> u64 {
        bytes.iter().fold(0, |hash: u64, byte| hash.wrapping_mul(self.factor).wrapping_add(u64::from(*byte) + 1))
    }

    /// Calls an action with the beginning and the hash of every part of a text that has this length.
    fn each_window(&self, text: &[u8], length: usize, action: &mut dyn FnMut(usize, u64)) {
        let Some(first) = text.get(..length) else { return };
        let top = (0..length).fold(1_u64, |power, _| power.wrapping_mul(self.factor));
        let mut hash = self.hash(first);
        action(0, hash);
        for (start, (gone, come)) in text.iter().zip(text.iter().skip(length)).enumerate() {
            hash = hash.wrapping_mul(self.factor).wrapping_add(u64::from(*come) + 1);
            hash = hash.wrapping_sub(top.wrapping_mul(u64::from(*gone) + 1));
            action(start + 1, hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(secrets: &[&str], text: &str) -> String {
        let mut echoes = Echoes::new(0x9e37_79b9_7f4a_7c15);
        secrets.iter().for_each(|secret| echoes.note(secret.as_bytes()));
        echoes.without(text.as_bytes()).map_or_else(|| text.to_owned(), |out| String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_secret_goes_wherever_it_stands_in_a_text_and_the_rest_stays() {
        assert_eq!(without(&["hunter22"], "hunter22"), "•••••");
        assert_eq!(without(&["hunter22"], "is hunter22! or xhunter22y"), "is •••••! or x•••••y");
        assert_eq!(without(&["p@ss, word"], "It was p@ss, word"), "It was •••••");
        assert_eq!(without(&["hunter22"], "hunter2"), "hunter2");
        assert_eq!(without(&["hunter22"], ""), "");
    }

    #[test]
    fn what_is_typed_goes_at_every_length_and_secrets_that_overlap_go_as_one() {
        let typed: Vec<&str> = (1..=8).map(|length| &"hunter22"[..length]).collect();
        assert_eq!(without(&typed, "hunter22 hunter2 hunter"), "••••• ••••• •••••");
        assert_eq!(without(&["abcdef", "defghi"], "abcdefghi"), "•••••");
    }

    #[test]
    fn a_short_secret_goes_where_it_is_a_word_as_long_as_it_stands_there() {
        assert_eq!(without(&["abc"], "abc abcd (abc)"), "••••• abcd (•••••)");
        assert_eq!(without(&["abc", ""], "abc"), "abc");
        assert_eq!(without(&["abc", "abcdefg"], "abc abcdefg"), "abc •••••");
    }
}
