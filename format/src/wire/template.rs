//! Strings that differ from others only in their numbers: a template, and the numbers by difference.
//!
//! The encoder takes a string apart, the decoder puts it together, and both keep a
//! [`NumberTable`], which says what a number is likely to be near to.

/// Stands in a template for each number.
const MARK: u8 = 1;
/// The longest string that is taken apart.
const MAX_BYTES: usize = 512;
/// Numbers of a string, at most.
const MAX_NUMBERS: usize = 16;
/// Digits of a number, at most.
const MAX_DIGITS: usize = 15;
/// What a number's digits are below, as a whole number.
const MAX_MAGNITUDE: u64 = 1_000_000_000_000_000;
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
        let scale = u8::try_from(scale).ok().filter(|scale| usize::from(*scale) <= MAX_DIGITS)?;
        (digits.unsigned_abs() < MAX_MAGNITUDE).then_some(Self { digits, scale })
    }

    /// Returns the digits that the number has with another scale; those beyond it are cut off.
    pub(super) fn digits_at(self, scale: u8) -> i64 {
        let mut digits = self.digits;
        for _ in self.scale..scale {
            digits = digits.saturating_mul(10);
        }
        for _ in scale..self.scale {
            digits /= 10;
        }
        digits
    }

    fn pack(self) -> i64 {
        self.digits << 4 | i64::from(self.scale)
    }

    fn unpack(packed: i64) -> Self {
        Self { digits: packed >> 4, scale: (packed & 15) as u8 }
    }

    fn print(self, out: &mut Vec<u8>) {
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

/// Takes a string apart. `false`: it holds no numbers, or such as cannot be taken out.
pub(super) fn parse(text: &[u8], template: &mut Vec<u8>, numbers: &mut Vec<Decimal>) -> bool {
    template.clear();
    numbers.clear();
    if text.len() > MAX_BYTES {
        return false;
    }
    let mut rest = text;
    while let [first, after @ ..] = rest {
        // A zero that stands before other digits is a letter of the template, so that all else can be printed again.
        let is_zero_before = *first == b'0' && after.first().is_some_and(u8::is_ascii_digit);
        if *first == MARK {
            return false;
        }
        if !first.is_ascii_digit() || is_zero_before {
            template.push(*first);
            rest = after;
            continue;
        }
        let (mut digits, mut count, mut scale, mut has_point) = (0_i64, 0, 0, false);
        while let [byte, after @ ..] = rest {
            match byte {
                b'0'..=b'9' if count < MAX_DIGITS => {
                    digits = digits * 10 + i64::from(*byte - b'0');
                    count += 1;
                    scale += u8::from(has_point);
                }
                b'0'..=b'9' => return false,
                b'.' if !has_point && after.first().is_some_and(u8::is_ascii_digit) => has_point = true,
                _ => break,
            }
            rest = after;
        }
        if digits != 0 && template.pop_if(|last| *last == b'-').is_some() {
            digits = -digits;
        }
        if numbers.len() >= MAX_NUMBERS {
            return false;
        }
        template.push(MARK);
        numbers.push(Decimal { digits, scale });
    }
    !numbers.is_empty()
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
        if !parse(text.as_bytes(), &mut template, &mut numbers) {
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
            ("999999999999999 0.00000000000001", "# #"),
        ];
        for (text, template) in expected {
            assert_eq!(check(text).as_deref(), Some(template), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_put_together_again_is_not_taken_apart() {
        let many = "1 ".repeat(MAX_NUMBERS + 1);
        let long = "a".repeat(MAX_BYTES) + "1";
        for text in ["", "none", "1234567890123456", "0.1234567890123456", "1\u{1}", &many, &long] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_compared_at_the_scale_of_the_next_one() {
        let number = Decimal { digits: -1_299, scale: 2 };
        assert_eq!([0, 1, 2, 3].map(|scale| number.digits_at(scale)), [-12, -129, -1_299, -12_990]);
        assert_eq!(Decimal { digits: 999_999_999_999_999, scale: 0 }.digits_at(15), i64::MAX);
    }
}
