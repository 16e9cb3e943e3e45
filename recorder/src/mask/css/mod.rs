//! Style sheets without what is not style: comments, words, names, secrets in addresses.
//!
//! A scanner, not a parser: it knows tokens, where a selector stands and where a
//! declaration, and copies everything else to the letter.

mod address;
mod escape;
mod selector;

use super::list::{List, begins, holds, is_one_of, lists};
use super::name::{Names, is_of_word};
use super::url::{self, Kept};
use super::words::is_of_style;
use super::{IS_SELECTIVE, attribute, filler, identifiers};
pub(super) use address::is_known_namespace;
pub(super) use escape::hexadecimal;
use escape::{escape_length, unescaped};

/// What becomes of names that the page made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mask) enum Naming {
    /// They are renamed.
    Renamed,
    /// They are renamed unless a sheet that is recorded as it is speaks of them.
    Masked,
    /// They stay, but for what looks like a secret.
    Secrets,
    /// They stay.
    Kept,
}

/// What of a style sheet is masked besides secrets in addresses.
#[derive(Clone, Copy, Debug)]
pub(in crate::mask) struct Strictness {
    pub(in crate::mask) naming: Naming,
    /// The words of strings.
    pub(in crate::mask) hides_words: bool,
    /// Custom properties and all addresses, and identifiers in strings.
    pub(in crate::mask) is_masked: bool,
    pub(in crate::mask) kept: Kept,
}

impl Strictness {
    /// What becomes of names. A module that masks everything renames them all.
    pub(in crate::mask) fn naming(self) -> Naming {
        if IS_SELECTIVE { self.naming } else { Naming::Renamed }
    }
}

/// What a text of style is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Rules, or declarations.
    Rules,
    /// A selector by itself.
    Selector,
    /// A list of media queries.
    Media,
    /// The value of a declaration.
    Value,
}

/// Masks a text of style.
pub(in crate::mask) fn masked(names: &Names, text: &[u8], part: Part, strictness: Strictness) -> Vec<u8> {
    let mut scanner = Scanner {
        names,
        rest: text,
        out: Vec::with_capacity(text.len()),
        strictness,
        next: Mode::Plain,
        declares_names: false,
        depth: 0,
    };
    match part {
        Part::Rules => scanner.rules(),
        Part::Selector => scanner.tokens(Mode::Selector, b""),
        Part::Media => scanner.tokens(Mode::Plain, b""),
        Part::Value => {
            scanner.tokens(Mode::Custom, b"");
            scanner.erase_identity(0);
        }
    }
    scanner.out
}

/// Says whether a text of style stays as it is, without a scan: all names do, and it has nothing else to mask.
pub(in crate::mask) fn stays(text: &[u8], part: Part, strictness: Strictness) -> bool {
    strictness.naming() == Naming::Kept
        && part == Part::Rules
        && !text.iter().any(|byte| is_one_of(*byte, b"\"'\\@[{/"))
        && !holds(b" url domain( -- ", text)
}

/// What identifiers and strings are where the scanner stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Selector,
    /// Identifiers and strings that the page made up stand between those of the platform.
    Names,
    /// The name of an attribute.
    Attribute,
    /// The value of a custom property: it may be anything.
    Custom,
    /// Strings are addresses.
    Urls,
    /// Strings are names of namespaces.
    Namespaces,
    /// Identifiers are languages.
    Languages,
    /// Short strings say what to do.
    Tags,
    /// Strings are words.
    Plain,
}

struct Scanner<'a> {
    names: &'a Names,
    rest: &'a [u8],
    out: Vec<u8>,
    strictness: Strictness,
    /// What the next identifier is, where the function it stands in says so.
    next: Mode,
    /// Whether declarations stand here for names that the page made up, as those of features of fonts do.
    declares_names: bool,
    /// How many addresses it stands in, each in another.
    depth: u8,
}

/// Properties and descriptors whose values hold names that the page made up, by how they begin.
const NAMING: List =
    b" animation counter- container grid- view- scroll-timeline list-style transition will-change page \
    string-set initial-value symbols system fallback speak-as types color-scheme font-variant-alternates ";
/// At-rules that name something.
const NAMING_RULES: List =
    b" keyframes -webkit-keyframes -moz-keyframes layer container counter-style page font-feature-values ";
/// Functions with names in their brackets.
const NAMING_FUNCTIONS: List =
    b" counter counters layer local annotation character-variant ornaments styleset stylistic swash ";
impl<'a> Scanner<'a> {
    fn first(&self) -> u8 {
        self.rest.first().copied().unwrap_or(0)
    }

    fn at(&self, index: usize) -> u8 {
        self.rest.get(index).copied().unwrap_or(0)
    }

    /// Takes bytes without copying them.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        head
    }

    fn copy(&mut self, count: usize) {
        let bytes = self.take(count);
        self.out.extend_from_slice(bytes);
    }

    fn renames(&self) -> bool {
        matches!(self.strictness.naming(), Naming::Renamed | Naming::Masked)
    }

    fn rules(&mut self) {
        while !self.rest.is_empty() {
            match self.first() {
                b'@' => self.at_rule(),
                b'/' if self.at(1) == b'*' => self.comment(),
                byte @ (b'{' | b'}' | b';' | b'<') => {
                    self.declares_names &= byte != b'}';
                    self.copy(1);
                }
                byte if byte.is_ascii_whitespace() => self.copy(1),
                _ if self.is_selector() => self.tokens(Mode::Selector, b"{"),
                _ => self.declaration(),
            }
        }
    }

    /// Says whether a block follows before the statement ends.
    fn is_selector(&self) -> bool {
        let (mut quote, mut depth) = (0_u8, 0_u32);
        let mut bytes = self.rest.iter().copied().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => {
                    bytes.next();
                }
                _ if quote != 0 => quote = if byte == quote || byte == b'\n' { 0 } else { quote },
                b'"' | b'\'' => quote = byte,
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth = depth.saturating_sub(1),
                // A custom property may hold a block.
                b':' if depth == 0 && self.rest.starts_with(b"--") => return false,
                b'{' if depth == 0 => return at > 0,
                b';' | b'}' if depth == 0 => return false,
                _ => {}
            }
        }
        false
    }

    fn at_rule(&mut self) {
        self.copy(1);
        let (raw, name) = self.ident_at(self.rest);
        let name = name.to_ascii_lowercase();
        let is_known = is_of_style(&name);
        if is_known || raw == 0 {
            self.copy(raw.max(usize::from(raw == 0 && self.first() != 0)));
        } else {
            self.ident(Mode::Custom);
        }
        let mode = match name.as_slice() {
            name if lists(b" import document -moz-document ", name) => Mode::Urls,
            name if lists(b" namespace ", name) => Mode::Namespaces,
            name if lists(b" scope custom-selector ", name) => Mode::Selector,
            name if lists(b" charset ", name) => Mode::Tags,
            name if lists(NAMING_RULES, name) => Mode::Names,
            _ => Mode::Plain,
        };
        self.declares_names = lists(NAMING_FUNCTIONS, &name) && name != b"layer";
        let before = self.out.len();
        self.tokens(mode, b"{;}");
        if !is_known && self.renames() {
            self.out.truncate(before);
        }
    }

    fn declaration(&mut self) {
        let (raw, name) = self.ident_at(self.rest);
        if raw == 0 {
            // A sign before a property hides it from some browsers.
            return self.copy(1);
        }
        let name = name.to_ascii_lowercase();
        let is_custom = name.starts_with(b"--");
        let is_known = is_of_style(name.strip_prefix(b"_").unwrap_or(&name)) && !self.declares_names;
        self.ident(if is_known { Mode::Plain } else { Mode::Names });
        // What no browser knows shows nothing, so that nothing is lost without its value.
        let is_lost = !is_known && !is_custom && !self.declares_names && self.renames();
        let before = self.out.len();
        let gap = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.copy(gap);
        if self.first() != b':' {
            self.tokens(Mode::Plain, b";}");
            self.out.truncate(if is_lost { before } else { self.out.len() });
            return;
        }
        self.copy(1);
        if is_lost || is_custom && self.strictness.is_masked {
            let before = self.out.len();
            self.tokens(Mode::Custom, b";}");
            self.out.truncate(before);
            return;
        }
        let mode = match name.as_slice() {
            _ if is_custom => Mode::Custom,
            name if lists(b" font font-family grid ", name) => Mode::Names,
            b"src" => Mode::Urls,
            name if begins(NAMING, name) => Mode::Names,
            name if name.starts_with(b"font-") => Mode::Tags,
            _ => Mode::Plain,
        };
        let before = self.out.len();
        self.tokens(mode, b";}");
        if is_custom {
            self.erase_identity(before);
        }
    }

    /// Replaces what calls or writes to somebody in what was written since, the value of a custom property: it has not
    /// to stand in a string.
    fn erase_identity(&mut self, since: usize) {
        let value = self.out.get(since..).unwrap_or_default();
        // A sum has a space there.
        let is_sign = |pair: &[u8]| matches!(pair, [b'@', _] | [b'+', b'0'..=b'9']);
        let may_call = self.strictness.naming() == Naming::Secrets && value.windows(2).any(is_sign);
        if let Some(erased) = may_call.then(|| identifiers::without_identifiers(value)).flatten() {
            self.out.truncate(since);
            self.out.extend(erased);
        }
    }

    /// Scans up to one of these signs outside of brackets, or to the end.
    fn tokens(&mut self, mode: Mode, until: &[u8]) {
        // What the brackets around here close with, and the mode outside of them.
        let mut open: Vec<(u8, Mode)> = Vec::new();
        let mut mode = mode;
        self.next = mode;
        while !self.rest.is_empty() {
            let byte = self.first();
            if open.is_empty() && is_one_of(byte, until) {
                return;
            }
            match byte {
                b'/' if self.at(1) == b'*' => self.comment(),
                b'"' | b'\'' => self.string(mode),
                b'[' if mode == Mode::Selector => self.attribute_selector(),
                b'(' | b'[' | b'{' => {
                    let close = if byte == b'(' { b')' } else { byte + 2 };
                    open.push((close, mode));
                    mode = std::mem::replace(&mut self.next, mode);
                    self.copy(1);
                    self.next = mode;
                }
                b')' | b']' | b'}' => {
                    if let Some(at) = open.iter().rposition(|(close, _)| *close == byte) {
                        mode = open.get(at).map_or(mode, |(_, outside)| *outside);
                        self.next = mode;
                        open.truncate(at);
                    }
                    self.copy(1);
                }
                b'.' if mode == Mode::Selector && self.begins_ident(1) => {
                    self.take(1);
                    self.simple_selector(b'.');
                }
                b'#' if mode == Mode::Selector && (is_of_ident(self.at(1)) || self.at(1) == b'\\') => {
                    self.take(1);
                    self.simple_selector(b'#');
                }
                b'#' => {
                    let length = self.rest.iter().skip(1).take_while(|byte| is_of_ident(**byte)).count();
                    // What is no colour may be a word.
                    let is_color = length <= 8 && self.rest.iter().skip(1).take(length).all(u8::is_ascii_hexdigit);
                    self.copy(if is_color || mode != Mode::Custom { length + 1 } else { 1 });
                }
                b':' if mode == Mode::Selector => self.pseudo(mode),
                b'0'..=b'9' => self.number(mode),
                b'@' if self.strictness.naming() == Naming::Secrets => self.mail(),
                b'\\' | b'-' if self.begins_ident(0) => mode = self.word(mode),
                _ if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 => mode = self.word(mode),
                _ => self.copy(1),
            }
        }
    }

    /// A number with its unit. Long numbers say more than how something looks.
    fn number(&mut self, mode: Mode) {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_long = match mode {
            // A selector has none, but for steps and for shares of the time of an animation.
            Mode::Selector => digits >= 9 && self.at(digits) != b'%',
            _ => digits >= 12 && mode == Mode::Custom && self.strictness.hides_words,
        };
        if is_long {
            self.take(digits);
            self.out.push(b'0');
        } else {
            self.copy(digits);
        }
        // Only units and exponents stand behind a number.
        let unit = self.rest.iter().take_while(|byte| is_of_ident(**byte)).count();
        let is_range = |rest: &[u8]| rest.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
        if unit <= 5 || !self.renames() || unit <= 12 && self.rest.get(..unit).is_some_and(is_range) {
            self.copy(unit);
        } else {
            self.take(unit);
        }
    }

    /// An identifier, and what it means for what follows. Returns the mode that holds on.
    fn word(&mut self, mode: Mode) -> Mode {
        let (raw, name) = self.ident_at(self.rest);
        if self.at(raw) != b'(' {
            self.ident(self.next);
            // A condition may ask for a custom property, and anything may be its value.
            let is_asked = name.starts_with(b"--") && self.rest.trim_ascii_start().first() == Some(&b':');
            let mode = if is_asked && mode == Mode::Plain { Mode::Custom } else { mode };
            self.next = mode;
            return mode;
        }
        let name = name.to_ascii_lowercase();
        if lists(b" url url-prefix domain ", &name) {
            self.copy(raw + 1);
            self.url(mode);
            return mode;
        }
        if name.starts_with(b"--") {
            // A function that the page made up takes whatever it was made for.
            self.ident(mode);
            self.next = Mode::Custom;
            return mode;
        }
        self.copy(raw);
        // What stands in its brackets.
        self.next = match name.as_slice() {
            name if lists(NAMING_FUNCTIONS, name) => Mode::Names,
            b"attr" => Mode::Attribute,
            name if lists(b" format tech ", name) => Mode::Tags,
            name if lists(b" image-set -webkit-image-set src ", name) => Mode::Urls,
            name if lists(b" selector ", name) => Mode::Selector,
            _ if mode == Mode::Urls => Mode::Plain,
            _ => mode,
        };
        mode
    }

    /// What stands for a name that the page made up.
    fn made_up(&self, name: &[u8]) -> Vec<u8> {
        if self.strictness.naming() == Naming::Masked { self.names.masked(name) } else { self.names.renamed(name) }
    }

    /// Writes an identifier.
    fn ident(&mut self, mode: Mode) {
        let (raw, name) = self.ident_at(self.rest);
        let bytes = self.take(raw);
        let custom = name.strip_prefix(b"--").filter(|custom| !custom.is_empty());
        if !self.renames() {
            // Masked elements may bear these names too.
            if custom.is_some() || mode == Mode::Selector && !attribute::is_of_platform(&name) {
                self.names.note_styled(custom.unwrap_or(&name));
            }
            self.out.extend_from_slice(bytes);
            return;
        }
        if let Some(custom) = custom {
            self.out.extend_from_slice(b"--");
            let renamed = self.made_up(custom);
            self.escaped(&renamed);
            return;
        }
        match mode {
            Mode::Attribute => {
                let shown =
                    attribute::name_of(self.names, self.strictness.naming(), attribute::role(b"", &name), &name);
                self.escaped(&shown);
            }
            Mode::Languages if !attribute::is_language(&name) => {
                let renamed = self.made_up(&name);
                self.escaped(&renamed);
            }
            // Elements that pages make up, and what stands for their namespaces.
            Mode::Selector | Mode::Urls | Mode::Namespaces if !attribute::is_of_platform(&name) && !is_step(&name) => {
                let renamed = self.made_up(&name);
                self.escaped(&renamed);
            }
            Mode::Names | Mode::Custom => {
                // A grid makes names with these ends for each of its areas.
                let end =
                    [b"-start".as_slice(), b"-end"].into_iter().find(|end| name.ends_with(end)).unwrap_or_default();
                let stem = name.get(..name.len() - end.len()).unwrap_or_default();
                let renamed = self.names.renamed_private(stem);
                self.escaped(&renamed);
                self.out.extend_from_slice(end);
            }
            _ => self.out.extend_from_slice(bytes),
        }
    }

    fn comment(&mut self) {
        let end = self.rest.get(2..).unwrap_or_default().windows(2).position(|pair| pair == b"*/");
        let length = end.map_or(self.rest.len(), |end| end + 4);
        self.take(length);
        // What it parted stays parted.
        self.out.extend_from_slice(b"/**/");
    }

    /// Takes a string with its quotes; returns what stands between them.
    fn quoted(&mut self, quote: u8) -> &'a [u8] {
        let mut end = 1;
        while let Some(&byte) = self.rest.get(end) {
            match byte {
                b'\\' => end += 1,
                b'\n' => break,
                _ if byte == quote => break,
                _ => {}
            }
            end += 1;
        }
        let whole = self.take(end + 1);
        let inner = whole.get(1..end.min(whole.len())).unwrap_or_default();
        if whole.last() == Some(&b'\n') {
            // It was never closed: browsers pass over what follows, and it may be words.
            let lost = self.rest.iter().take_while(|byte| !is_one_of(**byte, b";{}")).count();
            self.take(lost);
        }
        // A text that ends inside an escape would escape the quote that closes it.
        let slashes = inner.iter().rev().take_while(|byte| **byte == b'\\').count();
        inner.get(..inner.len() - slashes % 2).unwrap_or_default()
    }

    fn string(&mut self, mode: Mode) {
        let quote = self.first();
        let inner = self.quoted(quote);
        let Strictness { hides_words, is_masked, .. } = self.strictness;
        let naming = self.strictness.naming();
        let text = unescaped(inner);
        let shown = match mode {
            Mode::Namespaces => self.namespace(&text),
            Mode::Urls if is_masked => Vec::new(),
            Mode::Urls => self.scrubbed(&text),
            Mode::Tags if inner.len() <= 8 || !hides_words && naming != Naming::Secrets => {
                return self.copied(quote, inner);
            }
            // A font has the name that its sheet gives it, also where words are shown.
            Mode::Names if !hides_words && naming == Naming::Renamed => self.names.renamed_private(&text),
            // Icons of fonts are not letters; they stay, and words go.
            _ if !hides_words && naming != Naming::Kept => match identifiers::without_identifiers(&text) {
                Some(shown) => shown,
                None => return self.copied(quote, inner),
            },
            _ if !hides_words || is_icon(&text) => return self.copied(quote, inner),
            Mode::Names | Mode::Custom | Mode::Selector => self.names.renamed_private(&text),
            _ => filler::shaped(&text),
        };
        self.quoted_out(&shown, quote);
    }

    fn copied(&mut self, quote: u8, inner: &[u8]) {
        self.out.push(quote);
        self.out.extend_from_slice(inner);
        self.out.push(quote);
    }

    /// Writes a string with its quotes.
    fn quoted_out(&mut self, text: &[u8], quote: u8) {
        self.out.push(quote);
        for &byte in text {
            match byte {
                b'\n' => self.out.extend_from_slice(b"\\a "),
                b'"' | b'\'' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                _ => self.out.push(byte),
            }
        }
        self.out.push(quote);
    }

    /// Writes a name, with what cannot stand in one escaped.
    fn escaped(&mut self, name: &[u8]) {
        for &byte in name {
            if !is_of_ident(byte) {
                self.out.push(b'\\');
            }
            self.out.push(byte);
        }
    }

    fn begins_ident(&self, at: usize) -> bool {
        match self.at(at) {
            b'-' => {
                let next = self.at(at + 1);
                next == b'-' || next == b'\\' || next == b'_' || next >= 0x80 || next.is_ascii_alphabetic()
            }
            b'\\' => !matches!(self.at(at + 1), 0 | b'\n'),
            byte => byte == b'_' || byte >= 0x80 || byte.is_ascii_alphabetic(),
        }
    }

    /// Returns the length of the identifier at the beginning of a text, and what it says.
    #[allow(clippy::unused_self)]
    fn ident_at(&self, text: &[u8]) -> (usize, Vec<u8>) {
        let mut length = 0;
        while let Some(&byte) = text.get(length) {
            match byte {
                b'\\' if !matches!(text.get(length + 1), None | Some(b'\n')) => {
                    length += escape_length(text.get(length..).unwrap_or_default())
                }
                _ if is_of_ident(byte) => length += 1,
                _ => break,
            }
        }
        (length, unescaped(text.get(..length).unwrap_or_default()))
    }
}

/// Says whether an identifier is of a step, as in `:nth-child(-n+3)`.
fn is_step(name: &[u8]) -> bool {
    let rest = name.strip_prefix(b"-").unwrap_or(name);
    let rest = rest.strip_prefix(b"n").or(rest.strip_prefix(b"N"));
    rest.is_some_and(|rest| rest.iter().all(|byte| *byte == b'-' || byte.is_ascii_digit()))
}

fn is_of_ident(byte: u8) -> bool {
    is_of_word(byte) || byte == b'-' || byte == b'_'
}

/// Says whether a string is an icon of a font: private characters and signs, and few of them.
fn is_icon(text: &[u8]) -> bool {
    text.len() <= 8 && (filler::shaped(text) == text || !text.is_ascii() && text.len() <= 4)
}

#[cfg(test)]
#[cfg(feature = "selective")]
mod tests {
    use super::*;

    #[test]
    fn custom_properties_call_and_write_to_nobody_at_sensitive() {
        let strictness = Strictness { naming: Naming::Secrets, hides_words: false, is_masked: false, kept: Kept::Path };
        let shown = |text: &str, part| {
            String::from_utf8(masked(&Names::new([1, 2]), text.as_bytes(), part, strictness)).unwrap()
        };
        assert_eq!(shown("a{--a:ann@b.test;top:0}", Part::Rules), "a{--a:xxx@x.xxxx;top:0}");
        assert_eq!(shown("+44 7911 123456", Part::Value), "+00 0000 000000");
        let plain = "a{--a:calc(1px + 123456789012px);--b:9f86d081884c7d659a2f}";
        assert_eq!(shown(plain, Part::Rules), plain);
    }
}
