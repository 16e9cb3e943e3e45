//! The table of strings that a segment's chunks share, as the writer keeps it.

use crate::limits::{MAX_STRING_BYTES, MAX_STRINGS};

/// Finds the number of a string that was written before.
///
/// An open-addressing hash table over one buffer: the standard one would double
/// the size of what visitors download.
#[derive(Debug, Default)]
pub struct StringTable {
    bytes: Vec<u8>,
    /// Where each string ends in `bytes`.
    ends: Vec<u32>,
    /// Numbers of strings plus one, by hash; 0: free. The length is a power of two.
    slots: Vec<u32>,
}

impl StringTable {
    /// Forgets all strings, for a new segment.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.slots.clear();
    }

    /// Returns the number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the number of the string that was added last.
    pub(super) fn last(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or_default().saturating_sub(1)
    }

    /// Says whether there are no strings.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the number of a string, adding it if it is new.
    ///
    /// `Ok(n)`: it was there. `Err(true)`: it is new and has the next number.
    /// `Err(false)`: it is new and there is no room for it.
    pub fn intern(&mut self, text: &[u8]) -> Result<u32, bool> {
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash(text) as usize & mask;
        while let Some(&slot) = self.slots.get(at) {
            if slot == 0 {
                if self.ends.len() >= MAX_STRINGS || self.bytes.len() + text.len() > MAX_STRING_BYTES {
                    return Err(false);
                }
                self.bytes.extend_from_slice(text);
                #[allow(clippy::cast_possible_truncation)]
                {
                    self.ends.push(self.bytes.len() as u32);
                    if let Some(slot) = self.slots.get_mut(at) {
                        *slot = self.ends.len() as u32;
                    }
                }
                return Err(true);
            }
            if self.get(slot - 1) == text {
                return Ok(slot - 1);
            }
            at = (at + 1) & mask;
        }
        Err(false)
    }

    fn get(&self, index: u32) -> &[u8] {
        let index = index as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(256);
        let mut slots = vec![0; size];
        #[allow(clippy::cast_possible_truncation)]
        for index in 0..self.ends.len() as u32 {
            let mut at = hash(self.get(index)) as usize & (size - 1);
            while slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = index + 1;
            }
        }
        self.slots = slots;
    }
}

/// FNV-1a with a last mix: strings are short, and the table compares them anyway.
pub(super) fn hash(text: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in text {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_keeps_its_number_while_the_table_grows() {
        let mut table = StringTable::default();
        for n in 0..5_000_u32 {
            assert_eq!(table.intern(format!("string {n}").as_bytes()), Err(true));
        }
        for n in 0..5_000_u32 {
            assert_eq!(table.intern(format!("string {n}").as_bytes()), Ok(n));
        }
        table.clear();
        assert_eq!(table.intern(b"string 7"), Err(true));
    }
}
