//! The buffer in which operations on the stage's DOM cross to JavaScript.
//!
//! One batch is a list of numbers and one text. An operation is its [`Op`] and
//! its operands; a text operand is its length in UTF-16 code units, and the
//! texts follow one another in the order of the operands. Names of elements and
//! attributes come once, as atoms, and are a number from then on.
//! `js/src/player/ops.ts` reads what is written here.

use domreel_format::Text;
use std::collections::HashMap;

/// Declares the operations with their numbers, which `ops.ts` repeats.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        /// What is to be done on the stage.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Op { $($(#[$doc])* $name = $number,)* }

        impl Op {
            /// Returns the operation with this number.
            pub fn from_number(number: u32) -> Option<Self> {
                match number { $($number => Some(Self::$name),)* _ => None }
            }
        }
    };
}

operations! {
    /// id, mode: the stage is emptied and becomes that document.
    Reset = 1;
    /// frame, id, mode: the frame shows that document, empty.
    Document = 2;
    /// frame: the frame shows nothing.
    NoDocument = 3;
    /// host, id, flags: the host gets a shadow root.
    Shadow = 4;
    /// document, id, namespace atom, name atom, flags, count, then count times (atom, text): an element is
    /// made in that document (0: that of the open element), below the open element if there is one, and is open now.
    Element = 5;
    /// count: as many open elements are closed.
    Close = 6;
    /// document, id, text.
    Text = 7;
    /// document, id, text.
    Cdata = 8;
    /// document, id.
    Comment = 9;
    /// document, id, target atom.
    Instruction = 10;
    /// document, id, name atom, public id text, system id text.
    Doctype = 11;
    /// id, flags: the open element gets a shadow root, which is open now.
    OpenShadow = 12;
    /// id, parent, next: the node goes below the parent, before the next one (0: at the end).
    Place = 13;
    /// id: the node goes from where it stands.
    Remove = 14;
    /// count, ids: the nodes are not spoken of again.
    Forget = 15;
    /// id, atom, text.
    SetAttribute = 16;
    /// id, namespace atom, atom, text.
    SetAttributeNs = 17;
    /// id, namespace atom (0: none), atom.
    RemoveAttribute = 18;
    /// id, text: the text of a text node.
    SetText = 19;
    /// id, property, number as two words.
    SetNumber = 20;
    /// id, property, text.
    SetString = 21;
    /// id, property: the property is what the attributes say.
    ResetProperty = 22;
    /// id, left and top as two words each: at the very end of a batch.
    Scroll = 23;
    /// id, kind: the element enters the top layer.
    EnterTop = 24;
    /// id, kind: the element leaves the top layer.
    LeaveTop = 25;
    /// id, text: the whole text of a `style` element.
    SheetText = 26;
    /// document, sheet, text: a sheet to be adopted is made, or made anew.
    Construct = 27;
    /// root, count, sheets: what the root adopts.
    Adopt = 28;
    /// sheet: the edits that follow are on this constructed sheet of this document (document, sheet).
    EditConstructed = 29;
    /// id: the edits that follow are on the sheet of this element.
    EditOwned = 30;
    /// path, index, text.
    RuleInsert = 31;
    /// path, index.
    RuleDelete = 32;
    /// path, text.
    RuleDeclare = 33;
    /// path, text.
    RuleSelect = 34;
    /// path, text.
    RuleMedia = 35;
    /// text: the media list of the sheet.
    SheetMedia = 36;
    /// flag.
    SheetDisabled = 37;
    /// anchor, offset, focus, offset; anchor 0: none.
    Selection = 38;
    /// count, then count times (id, id): the node of the first id is known by the second one from now on.
    Rename = 39;
}

/// How many atoms are found without looking them up.
const RECENT: usize = 32;

/// One batch of operations.
#[derive(Debug, Default)]
pub struct Buffer {
    words: Vec<u32>,
    text: Vec<u8>,
    /// Whether a text holds a surrogate that stands alone, which UTF-8 cannot carry.
    lone: bool,
    atoms: HashMap<Text, u32>,
    /// Atoms that were asked for lately, each where its length and last letter put it.
    recent: [Option<(Text, u32)>; RECENT],
    /// The number of the namespace that nearly all elements are of.
    html: u32,
    atom_lengths: Vec<u32>,
    atom_text: Vec<u8>,
}

impl Buffer {
    /// Begins a new batch. Atoms stay known.
    pub fn clear(&mut self) {
        self.words.clear();
        self.text.clear();
        self.lone = false;
        self.atom_lengths.clear();
        self.atom_text.clear();
    }

    /// Says whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Begins an operation.
    pub fn op(&mut self, op: Op) -> &mut Self {
        self.words.push(op as u32);
        self
    }

    /// Adds a number.
    pub fn word(&mut self, word: u32) -> &mut Self {
        self.words.push(word);
        self
    }

    /// Adds a number of any size, as two words.
    pub fn number(&mut self, number: f64) -> &mut Self {
        let bits = number.to_bits();
        #[allow(clippy::cast_possible_truncation)]
        self.words.extend([bits as u32, (bits >> 32) as u32]);
        self
    }

    /// Adds a text.
    pub fn text(&mut self, text: &Text) -> &mut Self {
        self.lone |= text.as_str().is_none();
        self.bytes(text.as_bytes())
    }

    /// Adds a text.
    pub fn str(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.words.push(utf16_length(bytes));
        self.text.extend_from_slice(bytes);
        self
    }

    /// Returns the number of a name. 0 is the empty name.
    pub fn atom(&mut self, name: &Text) -> u32 {
        if name.is_empty() {
            return 0;
        }
        let last = name.as_bytes().last().copied().map_or(0, usize::from);
        let place = (name.len() * 7 + last) % RECENT;
        if let Some(Some((known, atom))) = self.recent.get(place)
            && known == name
        {
            return *atom;
        }
        let known = self.atoms.get(name).copied();
        let atom = known.unwrap_or_else(|| u32::try_from(self.atoms.len() + 1).unwrap_or(u32::MAX));
        if let Some(recent) = self.recent.get_mut(place) {
            *recent = Some((name.clone(), atom));
        }
        if known.is_some() {
            return atom;
        }
        self.atoms.insert(name.clone(), atom);
        let name = name.to_str_lossy();
        self.atom_lengths.push(utf16_length(name.as_bytes()));
        self.atom_text.extend_from_slice(name.as_bytes());
        atom
    }

    /// Returns the number of the namespace of HTML.
    pub fn html_namespace(&mut self) -> u32 {
        if self.html == 0 {
            self.html = self.atom(&domreel_format::tree::HTML_NAMESPACE.into());
        }
        self.html
    }

    /// Returns where the next word goes.
    pub fn position(&self) -> usize {
        self.words.len()
    }

    /// Takes back the words from `position` on, which must hold no text.
    pub fn truncate(&mut self, position: usize) {
        self.words.truncate(position);
    }

    /// Returns the numbers of the batch.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// Returns the texts of the batch, as WTF-8.
    pub fn text_bytes(&self) -> &[u8] {
        &self.text
    }

    /// Returns the texts of the batch as code units if UTF-8 cannot carry them.
    pub fn units(&self) -> Option<Vec<u16>> {
        self.lone.then(|| utf16(&self.text))
    }

    /// Returns the lengths of the atoms that are new in this batch.
    pub fn atom_lengths(&self) -> &[u32] {
        &self.atom_lengths
    }

    /// Returns the texts of the atoms that are new in this batch.
    pub fn atom_text(&self) -> &str {
        core::str::from_utf8(&self.atom_text).unwrap_or_default()
    }
}

/// Returns the length of WTF-8 in UTF-16 code units.
fn utf16_length(bytes: &[u8]) -> u32 {
    let units: usize = bytes.iter().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(*byte >= 0xf0)).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// Reads texts that follow one another. A high surrogate at the end of one and
/// a low one at the beginning of the next are no pair, and need not be.
fn utf16(bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let valid = match core::str::from_utf8(rest) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let (good, bad) = rest.split_at(valid);
        units.extend(core::str::from_utf8(good).unwrap_or_default().encode_utf16());
        rest = match bad {
            [] => return units,
            [0xed, second, third, after @ ..] => {
                units.push(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                after
            }
            [_, after @ ..] => {
                units.push(0xfffd);
                after
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_text_is_that_in_code_units() {
        for units in [vec![0x61], vec![0xd83d, 0xde00], vec![0xd83d], vec![0xe4, 0x20ac, 0xdc00, 0x61]] {
            assert_eq!(utf16_length(Text::from_utf16(&units).as_bytes()) as usize, units.len());
        }
    }

    #[test]
    fn lone_surrogates_at_the_seam_of_two_texts_arrive_as_they_are() {
        let mut buffer = Buffer::default();
        buffer.text(&Text::from_utf16(&[0x61, 0xd83d])).text(&Text::from_utf16(&[0xde00, 0x62]));
        assert_eq!(buffer.words(), [2, 2]);
        assert_eq!(buffer.units(), Some(vec![0x61, 0xd83d, 0xde00, 0x62]));
    }

    #[test]
    fn an_atom_is_told_once() {
        let mut buffer = Buffer::default();
        let (div, class) = (buffer.atom(&"div".into()), buffer.atom(&"class".into()));
        assert_eq!((div, class, buffer.atom_text()), (1, 2, "divclass"));
        buffer.clear();
        assert_eq!((buffer.atom(&"class".into()), buffer.atom_text()), (2, ""));
    }
}
