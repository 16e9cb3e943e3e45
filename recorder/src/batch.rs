//! A batch of commands as the page's side packed it: numbers, and text beside them.

/// A batch: what is left of its numbers and its text.
pub(crate) struct Batch<'a> {
    pub(crate) numbers: &'a [i32],
    pub(crate) text: &'a [u8],
    is_ascii: bool,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(numbers: &'a [i32], text: &'a [u8]) -> Self {
        Self { numbers, text, is_ascii: text.is_ascii() }
    }

    #[inline(never)]
    pub(crate) fn int(&mut self) -> Option<i32> {
        let (number, rest) = self.numbers.split_first()?;
        self.numbers = rest;
        Some(*number)
    }

    pub(crate) fn unsigned(&mut self) -> Option<u32> {
        self.int().map(i32::cast_unsigned)
    }

    #[inline(never)]
    pub(crate) fn wide(&mut self) -> Option<u64> {
        let low = self.unsigned()?;
        Some(u64::from(low) | u64::from(self.unsigned()?) << 32)
    }

    /// Takes the next text, of so many UTF-16 code units. WTF-8 counts as UTF-8 here: a lone surrogate is one unit in three bytes.
    #[inline(never)]
    pub(crate) fn take(&mut self, units: i32) -> Option<&'a [u8]> {
        let units = usize::try_from(units).ok()?;
        let bytes = if self.is_ascii { units } else { self.bytes_of(units)? };
        let (text, rest) = self.text.split_at_checked(bytes)?;
        self.text = rest;
        Some(text)
    }

    /// Takes the length of a text, and the text later.
    pub(crate) fn string(&mut self) -> Option<&'a [u8]> {
        let units = self.int()?;
        self.take(units)
    }

    /// Takes a text that may be none: its length is -1 then.
    #[inline(never)]
    pub(crate) fn optional(&mut self, units: i32) -> Option<Option<&'a [u8]>> {
        if units < 0 { Some(None) } else { self.take(units).map(Some) }
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
