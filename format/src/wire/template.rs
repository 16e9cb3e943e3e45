//! Strings that differ from others only in their numbers: a template, and the numbers by difference.
//!
//! The encoder takes a string apart, the decoder puts it together, and both keep a
//! [`NumberTable`], which says what a number is likely to be near to.

use super::number::{read_unsigned, unzigzag, write_unsigned, zigzag};
use super::series;

/// Stands in a template for each number.
pub(super) const MARK: u8 = 1;
/// The longest string that is taken apart, if it has no more numbers than a slot.
const MAX_BYTES: usize = 512;
/// Numbers of a slot.
const MAX_NUMBERS: usize = 16;
/// What a number's digits are below, as a whole number: a script prints 17 of them.
const MAX_MAGNITUDE: u64 = 100_000_000_000_000_000;
/// How many digits may stand behind the point.
const MAX_SCALE: u8 = 31;
/// What both were before there were series.
const MAX_SHORT_MAGNITUDE: u64 = 1_000_000_000_000_000;
const MAX_SHORT_SCALE: u8 = 15;
/// What digits are below that were brought to another scale.
const MAX_SCALED: u64 = 1 << 61;
/// There are as many slots as this many bits can count.
const SLOT_BITS: u32 = 10;

/// A decimal number: its digits as a whole number, and how many of them stand behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) digits: i64,
    pub(super) scale: u8,
}

impl Decimal {
    /// Returns the number if it is one that a string may hold.
    pub(super) fn new(digits: i64, scale: u64) -> Option<Self> {
        let scale = u8::try_from(scale).ok().filter(|scale| *scale <= MAX_SCALE)?;
        (digits.unsigned_abs() < MAX_MAGNITUDE).then_some(Self { digits, scale })
    }

    /// Returns the digits that the number has with another scale; those beyond it are cut off. 0: it has too many.
    pub(super) fn digits_at(self, scale: u8) -> i64 {
        let mut digits = self.digits;
        for _ in self.scale..scale.min(MAX_SCALE) {
            digits = digits.saturating_mul(10);
        }
        for _ in scale..self.scale {
            digits /= 10;
        }
        if digits.unsigned_abs() < MAX_SCALED { digits } else { 0 }
    }

    /// Returns how far another number is from it, at its own scale.
    pub(super) fn distance(self, other: Self) -> u64 {
        self.digits.abs_diff(other.digits_at(self.scale))
    }

    /// Says whether readers take it that know no series.
    pub(super) fn is_short(self) -> bool {
        self.digits.unsigned_abs() < MAX_SHORT_MAGNITUDE && self.scale <= MAX_SHORT_SCALE
    }

    /// Writes the number by its difference from another.
    pub(super) fn write(self, from: Self, out: &mut Vec<u8>) {
        let has_scale = self.scale != from.scale;
        let distance = zigzag(self.digits - from.digits_at(self.scale));
        write_unsigned(out, distance << 1 | u64::from(has_scale));
        if has_scale {
            write_unsigned(out, u64::from(self.scale));
        }
    }

    /// Reads a number that was written by its difference from this one.
    pub(super) fn read(self, head: u64, rest: &mut &[u8]) -> Option<Self> {
        let scale = if head & 1 == 0 { u64::from(self.scale) } else { read_unsigned(rest)? };
        let base = self.digits_at(u8::try_from(scale).ok()?);
        base.checked_add(unzigzag(head >> 1)).and_then(|digits| Self::new(digits, scale))
    }

    pub(super) fn pack(self) -> i64 {
        self.digits << 5 | i64::from(self.scale)
    }

    pub(super) fn unpack(packed: i64) -> Self {
        Self { digits: packed >> 5, scale: (packed & 31) as u8 }
    }

    pub(super) fn print(self, out: &mut Vec<u8>) {
        if self.digits < 0 {
            out.push(b'-');
        }
        let start = out.len();
        let (mut left, mut count) = (self.digits.unsigned_abs(), 0);
        while left > 0 || count <= self.scale {
            if count > 0 && count == self.scale {
                out.push(b'.');
            }
            out.push(b'0' + (left % 10) as u8);
            left /= 10;
            count += 1;
        }
        out.get_mut(start..).unwrap_or_default().reverse();
    }
}

/// What a string was taken apart for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// It holds no numbers, or such as cannot be taken out, or is of no series.
    Whole,
    /// Its numbers fit into a slot.
    Slot,
    /// The next string of the series with this number.
    Series(usize),
}

/// Takes a string apart. Where it has more numbers than a slot, `series` is handed the template of as many as a slot
/// has, and says whether there is a series to go on with.
pub(super) fn parse(
    text: &[u8],
    template: &mut Vec<u8>,
    numbers: &mut Vec<Decimal>,
    series: impl FnOnce(&[u8]) -> Option<usize>,
) -> Parsed {
    template.clear();
    numbers.clear();
    let (mut series, mut found) = (Some(series), Parsed::Slot);
    if text.len() > series::MAX_BYTES {
        return Parsed::Whole;
    }
    let mut rest = text;
    while let [first, after @ ..] = rest {
        // A zero that stands before other digits is a letter of the template, so that all else can be printed again.
        let is_zero_before = *first == b'0' && after.first().is_some_and(u8::is_ascii_digit);
        let is_long = found == Parsed::Slot && template.len() >= MAX_BYTES;
        if *first == MARK || is_long {
            return Parsed::Whole;
        }
        if !first.is_ascii_digit() || is_zero_before {
            template.push(*first);
            rest = after;
            continue;
        }
        let (mut digits, mut scale, mut has_point) = (0_i64, 0, false);
        while let [byte, after @ ..] = rest {
            match byte {
                b'0'..=b'9' => {
                    digits = digits * 10 + i64::from(*byte - b'0');
                    scale += u8::from(has_point);
                    if digits.unsigned_abs() >= MAX_MAGNITUDE || scale > MAX_SCALE {
                        return Parsed::Whole;
                    }
                }
                b'.' if !has_point && after.first().is_some_and(u8::is_ascii_digit) => has_point = true,
                _ => break,
            }
            rest = after;
        }
        if digits != 0 && template.pop_if(|last| *last == b'-').is_some() {
            digits = -digits;
        }
        if numbers.len() >= MAX_NUMBERS
            && let Some(series) = series.take()
        {
            let Some(index) = series(template) else { return Parsed::Whole };
            found = Parsed::Series(index);
        }
        if numbers.len() >= series::MAX_NUMBERS {
            return Parsed::Whole;
        }
        template.push(MARK);
        numbers.push(Decimal { digits, scale });
    }
    if numbers.is_empty() || found == Parsed::Slot && text.len() > MAX_BYTES { Parsed::Whole } else { found }
}

/// Puts a string together. `next` is handed the number that stood at each place before, and returns the one that does now.
///
/// # Errors
///
/// That of `next`; `None` if there are too many numbers.
pub(super) fn print<E>(
    template: &[u8],
    slot: &mut Slot,
    mut next: impl FnMut(Decimal) -> Result<Decimal, E>,
) -> Result<Option<Vec<u8>>, E> {
    let mut out = Vec::with_capacity(template.len() + 16);
    let mut before = slot.0.iter_mut();
    for byte in template {
        if *byte == MARK {
            let Some(before) = before.next() else { return Ok(None) };
            let now = next(Decimal::unpack(*before))?;
            *before = now.pack();
            now.print(&mut out);
        } else {
            out.push(*byte);
        }
    }
    Ok(Some(out))
}

/// The numbers of the last string that was written there, packed.
#[derive(Clone, Debug)]
pub(super) struct Slot([i64; MAX_NUMBERS]);

impl Slot {
    /// Puts a string's numbers there. Calls `each` with the one that stood there before, and the one that does now.
    pub(super) fn replace(&mut self, numbers: &[Decimal], mut each: impl FnMut(Decimal, Decimal)) {
        for (before, now) in self.0.iter_mut().zip(numbers) {
            each(Decimal::unpack(*before), *now);
            *before = now.pack();
        }
    }
}

/// The last numbers of each node, name and template, as far as there is room.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberTable(Vec<Slot>);

impl NumberTable {
    /// Forgets all numbers, for a new segment.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the numbers that were last written for the same node, the same string before it and the same template.
    ///
    /// Others may share the slot: then the numbers are no near guess, and nothing else.
    pub(super) fn slot(&mut self, node: u32, string: u32, template: u32) -> Option<&mut Slot> {
        if self.0.is_empty() {
            self.0.resize(1 << SLOT_BITS, Slot([0; MAX_NUMBERS]));
        }
        let hash =
            node.wrapping_mul(0x9e37_79b1) ^ string.wrapping_mul(0x85eb_ca6b) ^ template.wrapping_mul(0xc2b2_ae35);
        self.0.get_mut((hash >> (u32::BITS - SLOT_BITS)) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a string apart and puts it together again; returns the template with `#` for each number.
    fn check(text: &str) -> Option<String> {
        let (mut template, mut numbers) = (Vec::new(), Vec::new());
        if parse(text.as_bytes(), &mut template, &mut numbers, |_| None) != Parsed::Slot {
            return None;
        }
        let mut table = NumberTable::default();
        let mut rest = numbers.into_iter();
        let again = print::<()>(&template, table.slot(1, 2, 3).unwrap(), |_| Ok(rest.next().unwrap()));
        assert_eq!(again, Ok(Some(text.as_bytes().to_vec())));
        Some(String::from_utf8(template).unwrap().replace(char::from(MARK), "#"))
    }

    #[test]
    fn a_string_is_the_same_again_however_its_numbers_are_written() {
        let expected = [
            ("translate(-3px, 0.50px)", "translate(#px, #px)"),
            ("-0.05", "#"),
            ("-0.00 -0", "-# -#"),
            ("007:05", "00#:0#"),
            (".5 1. 1.2.3", ".# #. #.#"),
            ("2024-11-30 1e-7", "### #e#"),
            ("0", "#"),
            ("99999999999999999 0.0000000000000000000000000000001", "# #"),
            ("M10-5 0.30000000000000004", "M## #"),
        ];
        for (text, template) in expected {
            assert_eq!(check(text).as_deref(), Some(template), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_put_together_again_is_not_taken_apart() {
        let many = "1 ".repeat(MAX_NUMBERS + 1);
        let long = "a".repeat(MAX_BYTES) + "1";
        let fine = format!("0.{}1", "0".repeat(31));
        for text in ["", "none", "123456789012345678", "0.123456789012345678", "1\u{1}", &fine, &many, &long] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_compared_at_the_scale_of_the_next_one() {
        let number = Decimal { digits: -1_299, scale: 2 };
        assert_eq!([0, 1, 2, 3].map(|scale| number.digits_at(scale)), [-12, -129, -1_299, -12_990]);
        assert_eq!(Decimal { digits: 999_999_999_999_999, scale: 0 }.digits_at(15), 0);
    }

    #[test]
    fn of_many_numbers_only_those_of_a_series_are_taken_out() {
        let path = "M1 2".to_owned() + &"L3 4".repeat(60);
        let (mut template, mut numbers, mut head) = (Vec::new(), Vec::new(), Vec::new());
        let mut take = |text: &str, series| {
            parse(text.as_bytes(), &mut template, &mut numbers, |of| {
                head = of.to_vec();
                series
            })
        };
        assert_eq!(take(&path, None), Parsed::Whole);
        assert_eq!(take(&path, Some(7)), Parsed::Series(7));
        assert_eq!(take(&"1 ".repeat(series::MAX_NUMBERS + 1), Some(7)), Parsed::Whole);
        assert_eq!(take(&("1 ".repeat(17) + &"a".repeat(series::MAX_BYTES)), Some(7)), Parsed::Whole);
        assert_eq!(head, b"\x01 ".repeat(MAX_NUMBERS));
    }
}
