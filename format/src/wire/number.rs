//! Numbers as bytes: LEB128, and zigzag for those that have a sign.

/// Appends an unsigned number, seven bits a byte, lowest first.
pub fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        #[allow(clippy::cast_possible_truncation)]
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    #[allow(clippy::cast_possible_truncation)]
    out.push(value as u8);
}

/// Appends a signed number: its distance from zero doubled, less one if it is negative.
pub fn write_signed(out: &mut Vec<u8>, value: i64) {
    write_unsigned(out, zigzag(value));
}

/// Maps 0, -1, 1, -2 to 0, 1, 2, 3.
#[allow(clippy::cast_sign_loss)]
pub fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

/// Undoes [`zigzag`].
#[allow(clippy::cast_possible_wrap)]
pub fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Takes an unsigned number from the front of `bytes`. `None`: they end, or it has more than 64 bits.
pub fn read_unsigned(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if shift == 63 && byte > 1 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// The last whole number of each property; those with a number of 64 or more share the places.
#[derive(Clone, Debug)]
pub(super) struct Integers([i64; 64]);

impl Integers {
    /// Returns the place of the property with this number on the wire.
    pub(super) fn of(&mut self, property: u64) -> &mut i64 {
        let Self([first, rest @ ..]) = self;
        ((property & 63) as usize).checked_sub(1).and_then(|index| rest.get_mut(index)).unwrap_or(first)
    }
}

impl Default for Integers {
    fn default() -> Self {
        Self([0; 64])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_reads_back_as_it_was_written() {
        for value in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            write_unsigned(&mut bytes, value);
            assert_eq!(read_unsigned(&mut bytes.as_slice()), Some(value));
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(unzigzag(zigzag(value)), value);
        }
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_refused() {
        assert_eq!(read_unsigned(&mut [0xff; 10].as_slice()), None);
        assert_eq!(read_unsigned(&mut [0x80; 3].as_slice()), None);
    }
}
