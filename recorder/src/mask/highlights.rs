//! Ranges that scripts have given names to: the names are made up, and where a range ends may tell of what is written there.

use super::{Cleared, IS_SELECTIVE, Mask, Tells};
use crate::traits::Traits;
use domreel_format::NodeId;

impl Mask {
    /// Clears named ranges, as `Property::Highlights` has them; `traits_of` says what holds for the nodes of their ends.
    pub(crate) fn highlights<'a>(
        &self,
        traits: Traits,
        lines: &'a [u8],
        traits_of: &dyn Fn(NodeId) -> Traits,
    ) -> Cleared<'a> {
        let mut out = Vec::with_capacity(lines.len());
        for line in lines.split(|byte| *byte == b'\n') {
            let mut node = NodeId(0);
            // A name that masked places alone have is masked as they are.
            let mut nodes =
                line.split(|byte| *byte == b' ').skip(3).step_by(2).map(|word| NodeId(number(word))).peekable();
            let is_masked = IS_SELECTIVE
                && nodes.peek().is_some()
                && nodes.all(|node| traits_of(node).has(Traits::MASKED.with(Traits::BLOCKED)));
            let own = if is_masked { traits.with(Traits::MASKED) } else { traits };
            for (at, word) in line.split(|byte| *byte == b' ').enumerate() {
                if !out.is_empty() {
                    out.push(if at == 0 { b'\n' } else { b' ' });
                }
                let number = number(word);
                let shown = match at {
                    0 => self.made_up(own, word),
                    1 | 2 => self.code(word),
                    _ if at % 2 == 1 => {
                        node = NodeId(number);
                        self.code(word)
                    }
                    _ if self.tells_place(traits_of(node), number) => self.code(word),
                    _ => Cleared::made(b"0".to_vec()),
                };
                out.extend_from_slice(shown.as_bytes());
            }
        }
        Cleared::made(out)
    }

    /// Says whether it may be told where in a node a range ends.
    fn tells_place(&self, own: Traits, offset: u32) -> bool {
        let tells = if own.has(Traits::TEXT) { Tells::Place } else { Tells::Nothing };
        let offset = f64::from(offset);
        self.number(own, tells, offset).is_some_and(|told| told.value().total_cmp(&offset).is_eq())
    }
}

/// Reads a number as scripts write it.
fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |number: u32, digit| number.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0'))))
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    #[cfg(feature = "selective")]
    use super::super::css::Part;
    use super::*;

    /// What is left where node 3 is text that a visitor writes, and all others text of the page.
    fn cleared(level: Level, lines: &str) -> String {
        let written = Traits::TEXT.with(Traits::VALUE);
        let traits_of = |node| if node == NodeId(3) { written } else { Traits::TEXT };
        let mask = Mask::new(level, [1, 2]);
        let cleared = mask.highlights(Traits::default(), lines.as_bytes(), &traits_of);
        String::from_utf8(cleared.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn names_are_renamed_and_what_is_written_tells_no_length() {
        let lines = "search 0 highlight 2 4 2 19\nfound-words 1 spelling-error 2 1 3 17 3 0 2 8";
        let masked = cleared(Level::All, lines);
        let (first, second) = masked.split_once('\n').unwrap();
        assert!(!masked.contains("search") && !masked.contains("found"), "{masked}");
        assert!(first.ends_with(" 0 highlight 2 4 2 19"), "{masked}");
        assert!(second.ends_with(" 1 spelling-error 2 1 3 0 3 0 2 8"), "{masked}");
        assert_eq!(cleared(Level::All, ""), "");
    }

    #[cfg(feature = "selective")]
    #[test]
    fn a_name_that_masked_places_alone_have_is_masked_unless_a_sheet_speaks_of_it() {
        let traits_of = |node: NodeId| if node.0 < 5 { Traits::TEXT.with(Traits::MASKED) } else { Traits::TEXT };
        let mask = Mask::new(Level::None, [1, 2]);
        let named = |lines: &str| {
            let cleared = mask.highlights(Traits::default(), lines.as_bytes(), &traits_of);
            String::from_utf8(cleared.as_bytes().to_vec()).unwrap()
        };
        assert!(!named("ann 0 highlight 3 0 4 1").contains("ann"));
        assert!(named("ann 0 highlight 3 0 4 1 5 0 5 1").contains("ann"));
        mask.css(Traits::default(), b"::highlight(ann) { color: red }", Part::Rules);
        assert!(named("ann 0 highlight 3 0 4 1").contains("ann"));
    }

    #[cfg(feature = "selective")]
    #[test]
    fn where_nothing_is_masked_ranges_stay_as_they_are() {
        let lines = "search 0 highlight 2 4 3 19";
        assert_eq!(cleared(Level::None, lines), lines);
    }
}
