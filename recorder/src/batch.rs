//! A batch of commands as the page's side packed it: numbers, and text beside them.

/// A batch: what is left of its numbers and its text.
///
/// Whoever reads beyond the end gets zeros and empty texts, and the batch is broken from there on: it is asked once, after
/// each command. To ask after each read is a thirtieth of the module.
pub(crate) struct Batch<'a> {
    numbers: &'a [i32],
    text: &'a [u8],
    is_ascii: bool,
    is_broken: bool,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(numbers: &'a [i32], text: &'a [u8]) -> Self {
        Self { numbers, text, is_ascii: text.is_ascii(), is_broken: false }
    }

    /// Says whether all numbers were read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Says whether something was read that was not there.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Takes numbers, as many as are asked for, or none.
    #[inline(never)]
    pub(crate) fn ints(&mut self, count: usize) -> &'a [i32] {
        let Some((numbers, rest)) = self.numbers.split_at_checked(count) else {
            (self.numbers, self.text, self.is_broken) = (&[], &[], true);
            return &[];
        };
        self.numbers = rest;
        numbers
    }

    #[inline(never)]
    pub(crate) fn int(&mut self) -> i32 {
        self.ints(1).first().copied().unwrap_or_default()
    }

    pub(crate) fn unsigned(&mut self) -> u32 {
        self.int().cast_unsigned()
    }

    /// Takes how many numbers, or groups of them, follow: never more than there are.
    pub(crate) fn count(&mut self) -> u32 {
        let count = self.unsigned();
        self.is_broken |= count as usize > self.numbers.len();
        if self.is_broken { 0 } else { count }
    }

    #[inline(never)]
    pub(crate) fn wide(&mut self) -> u64 {
        let low = self.unsigned();
        u64::from(low) | u64::from(self.unsigned()) << 32
    }

    /// Takes the next text, of so many UTF-16 code units. WTF-8 counts as UTF-8 here: a lone surrogate is one unit in three bytes.
    #[inline(never)]
    pub(crate) fn take(&mut self, units: i32) -> &'a [u8] {
        let bytes = match usize::try_from(units) {
            Ok(units) if self.is_ascii => Some(units),
            Ok(units) => self.bytes_of(units),
            Err(_) => None,
        };
        self.bytes(bytes.unwrap_or(usize::MAX))
    }

    /// Takes so many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> &'a [u8] {
        let Some((bytes, rest)) = self.text.split_at_checked(count) else {
            (self.numbers, self.text, self.is_broken) = (&[], &[], true);
            return &[];
        };
        self.text = rest;
        bytes
    }

    /// Takes the length of a text, and the text later.
    pub(crate) fn string(&mut self) -> &'a [u8] {
        let units = self.int();
        self.take(units)
    }

    /// Takes a text that may be none: its length is -1 then.
    pub(crate) fn optional(&mut self, units: i32) -> Option<&'a [u8]> {
        (units >= 0).then(|| self.take(units))
    }

    fn bytes_of(&self, units: usize) -> Option<usize> {
        let mut left = units;
        let mut bytes = 0;
        while left > 0 {
            let (length, width) = match self.text.get(bytes)? {
                0..=0x7f => (1, 1),
                0x80..=0xdf => (2, 1),
                0xe0..=0xef => (3, 1),
                _ => (4, 2),
            };
            bytes += length;
            left = left.checked_sub(width)?;
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command as c;
    use crate::recording::Recording;

    #[test]
    fn what_is_read_beyond_the_end_is_nothing_and_breaks_the_batch() {
        let mut batch = Batch::new(&[7, 2, 3], b"ab");
        assert_eq!((batch.int(), batch.string()), (7, b"ab".as_slice()));
        assert!(!batch.is_broken());
        assert_eq!(batch.string(), b"");
        assert!(batch.is_broken() && batch.is_at_end());
        assert_eq!((batch.wide(), batch.optional(-1), batch.optional(1)), (0, None, Some(b"".as_slice())));
    }

    #[test]
    fn no_more_is_counted_than_there_is() {
        let mut batch = Batch::new(&[2, 5, 6], b"");
        assert_eq!((batch.count(), batch.is_broken()), (2, false));
        let mut batch = Batch::new(&[-1, 5, 6], b"");
        assert_eq!((batch.count(), batch.is_broken()), (0, true));
    }

    #[test]
    fn a_batch_that_ends_within_a_command_is_answered_with_it() {
        let mut recording = Recording::default();
        recording.numbers[..3].copy_from_slice(&[c::AT, 1, 0]);
        assert_eq!((recording.run(3), recording.run(2)), (0, c::AT));
    }
}
