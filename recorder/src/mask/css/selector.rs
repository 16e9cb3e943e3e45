//! Selectors: classes, ids, attributes and pseudo-classes, each as the thing that it finds is masked.

use super::escape::unescaped;
use super::{Mode, Naming, Scanner, is_of_ident};
use crate::mask::list::{List, is_one_of, lists};
use crate::mask::{IS_SELECTIVE, attribute, url};

/// Pseudo-classes and elements with names in their brackets.
const NAMING_PSEUDO: List =
    b" active-view-transition-type part state highlight view-transition-group view-transition-image-pair \
    view-transition-old view-transition-new dir ";
/// Pseudo-classes with selectors in their brackets.
const SELECTING_PSEUDO: List =
    b" is where not has matches -webkit-any -moz-any host host-context slotted cue nth-child nth-last-child ";

impl Scanner<'_> {
    /// A class or an id.
    pub(super) fn simple_selector(&mut self, sign: u8) {
        let (raw, name) = self.ident_at(self.rest);
        let bytes = self.take(raw);
        match self.strictness.naming() {
            Naming::Renamed | Naming::Masked => {
                self.out.push(sign);
                let renamed = self.made_up(&name);
                self.escaped(&renamed);
            }
            Naming::Secrets if url::looks_secret(&name) => {
                self.out.push(sign);
                let renamed = self.names.renamed(&name);
                self.escaped(&renamed);
            }
            _ => {
                // Masked elements bear the other name; those that come later will bear this one.
                let was_replaced = self.names.note_styled(&name);
                if was_replaced {
                    self.out.extend_from_slice(b":is(");
                }
                self.out.push(sign);
                self.out.extend_from_slice(bytes);
                if was_replaced {
                    self.out.extend_from_slice(&[b',', sign]);
                    let renamed = self.names.renamed(&name);
                    self.escaped(&renamed);
                    self.out.push(b')');
                }
            }
        }
    }

    /// A pseudo-class or pseudo-element with its name.
    pub(super) fn pseudo(&mut self, mode: Mode) {
        let colons = self.rest.iter().take_while(|byte| **byte == b':').count();
        self.copy(colons);
        let (raw, name) = self.ident_at(self.rest);
        let name = name.to_ascii_lowercase();
        // `:--state`, as it was once written.
        if name.starts_with(b"--") {
            return self.ident(Mode::Plain);
        }
        self.copy(raw);
        if IS_SELECTIVE && name == b"highlight" && !self.renames() {
            let (_, called) = self.ident_at(self.rest.get(1..).unwrap_or_default());
            self.names.note_styled(&called);
        }
        self.next = if lists(NAMING_PSEUDO, &name) {
            Mode::Names
        } else if name == b"lang" {
            Mode::Languages
        } else if lists(SELECTING_PSEUDO, &name) || self.first() != b'(' {
            mode
        } else {
            Mode::Plain
        };
    }

    /// A selector of an attribute, as the attribute itself is masked.
    pub(super) fn attribute_selector(&mut self) {
        let end = self.bracket_end();
        let inner = self.rest.get(1..end).unwrap_or_default();
        let equals = inner.iter().position(|byte| *byte == b'=');
        // `~=` and the like begin a byte before.
        let operator = equals.map_or(inner.len(), |at| {
            at - usize::from(
                at.checked_sub(1).and_then(|at| inner.get(at)).is_some_and(|byte| is_one_of(*byte, b"~|^$*")),
            )
        });
        let (name, rest) = inner.split_at(operator);
        let signs = equals.map_or(0, |at| at + 1 - operator);
        let (signs, value) = rest.split_at(signs);
        let value = value.trim_ascii();
        self.take(end + 1);
        self.out.push(b'[');
        let (_, bare) = self.ident_at(name.trim_ascii());
        let is_bare = !is_one_of(b'|', name);
        if is_bare && !bare.is_empty() {
            let shown = attribute::name_of(self.names, self.strictness.naming(), attribute::role(b"", &bare), &bare);
            self.escaped(&shown);
        } else {
            self.out.extend_from_slice(name);
        }
        if !signs.is_empty() {
            self.out.extend_from_slice(signs);
            // The value may be a string or an identifier; a letter may say how to compare.
            let mut scanner = Scanner { names: self.names, rest: value, out: Vec::new(), ..*self };
            let text = match value.first() {
                Some(quote @ (b'"' | b'\'')) => unescaped(scanner.quoted(*quote)),
                _ => {
                    let (raw, text) = scanner.ident_at(value);
                    let raw = if raw == 0 { value.iter().take_while(|b| is_of_ident(**b)).count() } else { raw };
                    scanner.take(raw);
                    if text.is_empty() { value.get(..raw).unwrap_or_default().to_vec() } else { text }
                }
            };
            let flag = scanner.rest.trim_ascii();
            let shown = attribute::selected(self.names, self.strictness, &bare, &text);
            if shown == text && flag.len() <= 1 {
                self.out.extend_from_slice(value);
            } else {
                self.quoted_out(&shown, b'"');
                if let [flag @ (b'i' | b'I' | b's' | b'S')] = flag {
                    self.out.extend_from_slice(&[b' ', *flag]);
                }
            }
        }
        self.out.push(b']');
    }

    /// Where the bracket closes that opens here.
    fn bracket_end(&self) -> usize {
        let mut quote = 0;
        let mut bytes = self.rest.iter().copied().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => {
                    bytes.next();
                }
                _ if quote != 0 => quote = if byte == quote { 0 } else { quote },
                b'"' | b'\'' => quote = byte,
                b']' => return at,
                _ => {}
            }
        }
        self.rest.len()
    }
}
