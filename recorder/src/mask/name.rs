//! Names that pages make up: classes, ids, custom properties, custom elements, custom attributes.
//!
//! They hold the looks together, for style sheets speak of them, and they may
//! say anything. So each of their words is replaced by a keyed hash of it, in
//! attributes and in style sheets alike. The key is random and stays in the
//! visitor's browser: without it no dictionary tells what a word was. As each
//! word is replaced for itself, `[class^="icon-"]` still finds what it found.

use super::words::is_public;
use std::cell::RefCell;

/// Letters of a replaced word. Some 33 bits: two words of a page hardly ever become one.
const LETTERS: usize = 7;

/// Renames, and knows which names the style sheets of the page speak of.
#[derive(Debug, Default)]
pub(super) struct Names {
    key: [u64; 2],
    /// Names in style sheets, where those are recorded as they are.
    styled: RefCell<Set>,
    /// Names that were replaced before a style sheet spoke of them.
    replaced: RefCell<Set>,
}

impl Names {
    pub(super) fn new(key: [u64; 2]) -> Self {
        Self { key, ..Self::default() }
    }

    /// Replaces every word of a name, or of several; what parts words stays.
    pub(super) fn renamed(&self, text: &[u8]) -> Vec<u8> {
        self.renamed_but(text, |_| false)
    }

    /// The same, but words of the web platform stay.
    pub(super) fn renamed_private(&self, text: &[u8]) -> Vec<u8> {
        self.renamed_but(text, is_public)
    }

    fn renamed_but(&self, text: &[u8], is_kept: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + LETTERS);
        let mut rest = text;
        while !rest.is_empty() {
            let length = rest.iter().take_while(|byte| is_of_word(**byte)).count();
            let (word, after) = rest.split_at(length);
            if is_kept(word) {
                out.extend_from_slice(word);
            } else if !word.is_empty() {
                self.word(word, &mut out);
            }
            let length = after.iter().take_while(|byte| !is_of_word(**byte)).count();
            let (gap, after) = after.split_at(length);
            out.extend_from_slice(gap);
            rest = after;
        }
        out
    }

    /// Replaces one word. What differs in case alone goes on to differ in case alone, for quirks mode.
    fn word(&self, word: &[u8], out: &mut Vec<u8>) {
        let mut hash = self.hash(&word.to_ascii_lowercase());
        let capitals = word
            .iter()
            .fold(0_u32, |bits, byte| bits.wrapping_mul(3).wrapping_add(u32::from(byte.is_ascii_uppercase())));
        let has_capitals = word.iter().any(u8::is_ascii_uppercase);
        for index in 0..LETTERS {
            #[allow(clippy::cast_possible_truncation)]
            let letter = b'a' + (hash % 26) as u8;
            hash /= 26;
            let is_capital = has_capitals && (index == 0 || capitals >> index & 1 == 1);
            out.push(if is_capital { letter.to_ascii_uppercase() } else { letter });
        }
    }

    /// Replaces the names of a masked element, but those that a style sheet speaks of: it is recorded as it is.
    pub(super) fn masked(&self, names: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(names.len());
        for (index, name) in names.split(u8::is_ascii_whitespace).enumerate() {
            if index > 0 {
                out.push(b' ');
            }
            let hash = self.hash(name);
            if name.is_empty() || self.styled.borrow().has(hash) {
                out.extend_from_slice(name);
            } else {
                self.replaced.borrow_mut().add(hash);
                out.extend(self.renamed(name));
            }
        }
        out
    }

    /// Notes that a style sheet speaks of a name. Says whether it was replaced somewhere before.
    pub(super) fn note_styled(&self, name: &[u8]) -> bool {
        let hash = self.hash(name);
        self.styled.borrow_mut().add(hash);
        self.replaced.borrow().has(hash)
    }

    /// Eight hexadecimal digits behind a tilde, for a part of an address. What is of that form stays.
    pub(super) fn digest(&self, value: &[u8]) -> Vec<u8> {
        let is_digest = |rest: &[u8]| rest.len() == 8 && rest.iter().all(u8::is_ascii_hexdigit);
        if value.is_empty() || value.strip_prefix(b"~").is_some_and(is_digest) {
            return value.to_vec();
        }
        let hash = self.hash(value);
        let digit = |shift: u32| b"0123456789abcdef".get((hash >> shift & 15) as usize).copied().unwrap_or(b'0');
        std::iter::once(b'~').chain((0..8).map(|n| digit(n * 4))).collect()
    }

    /// SipHash-1-3 of the bytes.
    pub(super) fn hash(&self, bytes: &[u8]) -> u64 {
        let [k0, k1] = self.key;
        let mut v = [
            k0 ^ 0x736f_6d65_7073_6575,
            k1 ^ 0x646f_7261_6e64_6f6d,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ];
        let mut chunks = bytes.chunks_exact(8);
        let add = |v: &mut [u64; 4], word: u64| {
            v[3] ^= word;
            round(v);
            v[0] ^= word;
        };
        for chunk in &mut chunks {
            add(&mut v, chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
        let last = chunks.remainder().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        add(&mut v, last | (bytes.len() as u64) << 56);
        v[2] ^= 0xff;
        (0..3).for_each(|_| round(&mut v));
        v[0] ^ v[1] ^ v[2] ^ v[3]
    }
}

#[inline(never)]
fn round(v: &mut [u64; 4]) {
    let [a, b, c, d] = v;
    *a = a.wrapping_add(*b);
    *b = b.rotate_left(13) ^ *a;
    *a = a.rotate_left(32);
    *c = c.wrapping_add(*d);
    *d = d.rotate_left(16) ^ *c;
    *a = a.wrapping_add(*d);
    *d = d.rotate_left(21) ^ *a;
    *c = c.wrapping_add(*b);
    *b = b.rotate_left(17) ^ *c;
    *c = c.rotate_left(32);
}

/// Says whether a byte belongs to a word: a letter, a digit, anything outside ASCII.
pub(super) fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// A set of hashes.
#[derive(Debug, Default)]
struct Set {
    /// A power of two of places, at most half of them taken; 0 stands for none.
    places: Vec<u64>,
    count: usize,
}

impl Set {
    fn place(&self, hash: u64) -> Option<usize> {
        let mask = self.places.len().checked_sub(1)?;
        #[allow(clippy::cast_possible_truncation)]
        let start = hash as usize;
        (0..=mask)
            .map(|step| start.wrapping_add(step) & mask)
            .find(|place| self.places.get(*place).is_some_and(|found| *found == hash || *found == 0))
    }

    fn has(&self, hash: u64) -> bool {
        self.place(hash).and_then(|place| self.places.get(place)) == Some(&hash)
    }

    fn add(&mut self, hash: u64) {
        if self.has(hash) {
            return;
        }
        if self.count * 2 >= self.places.len() {
            let old = std::mem::take(&mut self.places);
            self.places = vec![0; (old.len() * 2).max(64)];
            self.count = 0;
            old.into_iter().filter(|hash| *hash != 0).for_each(|hash| self.add(hash));
        }
        if let Some(place) = self.place(hash).and_then(|place| self.places.get_mut(place)) {
            *place = hash;
            self.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::Hasher;

    fn renamed(text: &str) -> String {
        String::from_utf8(Names::new([1, 2]).renamed(text.as_bytes())).unwrap()
    }

    #[test]
    fn words_go_and_what_parts_them_stays() {
        let name = renamed("icon-home  w-1/2 ü");
        assert_eq!(name.len(), "1234567-1234567  1234567-1234567/1234567 1234567".len());
        assert!(name.starts_with(&renamed("icon-")));
        assert!(!name.contains("icon") && !name.contains('1'));
    }

    #[test]
    fn another_key_gives_other_words() {
        assert_ne!(Names::new([1, 2]).renamed(b"user"), Names::new([1, 3]).renamed(b"user"));
    }

    #[test]
    fn names_that_differ_in_case_alone_still_do() {
        let (small, large) = (renamed("navbar"), renamed("navBar"));
        assert_ne!(small, large);
        assert!(small.eq_ignore_ascii_case(&large));
    }

    #[test]
    fn a_hash_is_the_one_that_everybody_computes() {
        // The standard library's hasher is the same function, with a key of zeros.
        let names = Names::new([0, 0]);
        for text in ["", "a", "1234567", "12345678", "a longer text than that"] {
            let mut hasher = std::collections::hash_map::DefaultHasher::new();
            hasher.write(text.as_bytes());
            assert_eq!(names.hash(text.as_bytes()), hasher.finish(), "{text}");
        }
    }

    #[test]
    fn a_masked_name_stays_where_a_style_sheet_says_it() {
        let names = Names::new([1, 2]);
        assert!(!names.note_styled(b"card"));
        let masked = names.masked(b"card user-ann");
        assert!(masked.starts_with(b"card ") && !masked.ends_with(b"ann"));
        assert!(names.note_styled(b"user-ann"));
        assert_eq!(names.masked(b"user-ann"), b"user-ann");
    }

    #[test]
    fn a_set_has_what_was_added() {
        let mut set = Set::default();
        (1..1000).for_each(|hash| set.add(hash * 64));
        (1..1000).for_each(|hash| assert!(set.has(hash * 64) && !set.has(hash * 64 + 1)));
    }
}
