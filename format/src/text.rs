//! Text as the web platform has it: UTF-16 that may hold lone surrogates.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Text of a page, kept as WTF-8 and shared when cloned.
///
/// JavaScript strings are sequences of UTF-16 code units that need not be
/// well-formed. WTF-8 (<https://simonsapin.github.io/wtf-8/>) is UTF-8 that also
/// holds the surrogates which stand alone, so nothing a page can show is lost.
///
/// ```
/// use domreel_format::Text;
///
/// let text = Text::from_utf16(&[0x61, 0xd800]);
/// assert_eq!(text.as_str(), None);
/// assert_eq!(text.to_utf16(), [0x61, 0xd800]);
/// assert_eq!(Text::from("plain").as_str(), Some("plain"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<[u8]>);

impl Text {
    /// Takes bytes that came from a reader; anything that is not WTF-8 is
    /// replaced by U+FFFD, as a browser's decoder does.
    pub fn from_wtf8(bytes: &[u8]) -> Self {
        if core::str::from_utf8(bytes).is_ok() || is_wtf8(bytes) {
            return Self(Arc::from(bytes));
        }
        Self::from(String::from_utf8_lossy(bytes).as_ref())
    }

    /// Takes bytes that are known to be WTF-8.
    pub(crate) fn from_well_formed(bytes: Vec<u8>) -> Self {
        Self(Arc::from(bytes))
    }

    /// Takes a JavaScript string's code units.
    pub fn from_utf16(units: &[u16]) -> Self {
        let mut bytes = Vec::with_capacity(units.len());
        for unit in char::decode_utf16(units.iter().copied()) {
            match unit {
                Ok(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(lone) => {
                    let unit = lone.unpaired_surrogate();
                    // The surrogates are U+D800 to U+DFFF: three bytes, the first 0xED.
                    let [high, low] = unit.to_be_bytes();
                    bytes.extend_from_slice(&[0xed, 0x80 | (high & 0x0f) << 2 | low >> 6, 0x80 | low & 0x3f]);
                }
            }
        }
        Self(Arc::from(bytes))
    }

    /// Returns the WTF-8 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the text if it holds no lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(&self.0).ok()
    }

    /// Returns the text with every lone surrogate replaced by U+FFFD.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(String::from_utf16_lossy(&self.to_utf16())),
        }
    }

    /// Returns the UTF-16 code units.
    pub fn to_utf16(&self) -> Vec<u16> {
        wtf8_to_utf16(&self.0)
    }

    /// Says whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of bytes as WTF-8.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Replaces `remove` code units from `at` on by `insert`, as `CharacterData.replaceData` does.
    ///
    /// Both are clamped to the text, so that a damaged recording cannot reach outside it.
    pub fn splice(&self, at: usize, remove: usize, insert: &Text) -> Text {
        if let (Some(text), Some(_)) = (self.as_str(), insert.as_str())
            && let Some(start) = byte_offset(text, at)
            && let Some(length) = byte_offset(text.get(start..).unwrap_or_default(), remove)
        {
            let parts = [self.0.get(..start), Some(insert.as_bytes()), self.0.get(start + length..)];
            return Self(Arc::from(parts.map(Option::unwrap_or_default).concat()));
        }
        // A surrogate stands alone somewhere, or does so now.
        let units = self.to_utf16();
        let start = at.min(units.len());
        let end = start.saturating_add(remove).min(units.len());
        let mut spliced = Vec::with_capacity(units.len() + insert.len());
        spliced.extend_from_slice(units.get(..start).unwrap_or_default());
        spliced.extend(insert.to_utf16());
        spliced.extend_from_slice(units.get(end..).unwrap_or_default());
        Self::from_utf16(&spliced)
    }
}

/// Returns the byte at which a code unit begins, or the end. `None`: it is the second of a pair.
fn byte_offset(text: &str, units: usize) -> Option<usize> {
    if text.is_ascii() {
        return Some(units.min(text.len()));
    }
    let mut seen = 0;
    for (offset, c) in text.char_indices() {
        if seen >= units {
            return (seen == units).then_some(offset);
        }
        seen += c.len_utf16();
    }
    (seen <= units).then_some(text.len())
}

/// Reads WTF-8 as code units; bytes that are neither become U+FFFD.
fn wtf8_to_utf16(bytes: &[u8]) -> Vec<u16> {
    if let Ok(text) = core::str::from_utf8(bytes) {
        return text.encode_utf16().collect();
    }
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let valid = match core::str::from_utf8(rest) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let (good, bad) = rest.split_at(valid);
        units.extend(core::str::from_utf8(good).unwrap_or_default().encode_utf16());
        rest = match bad {
            [] => bad,
            [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, after @ ..] => {
                units.push(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                after
            }
            [_, after @ ..] => {
                units.push(0xfffd);
                after
            }
        };
    }
    units
}

/// Says whether `bytes` are WTF-8: UTF-8, or UTF-8 with surrogates that stand alone.
fn is_wtf8(bytes: &[u8]) -> bool {
    let units = wtf8_to_utf16(bytes);
    Text::from_utf16(&units).as_bytes() == bytes
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Arc::from(text.as_bytes()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Arc::from(text.into_bytes()))
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Arc::from([].as_slice()))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str_lossy(), f)
    }
}

/// A string where it can be one, else the list of code units.
#[cfg(feature = "serde")]
impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_str() {
            Some(text) => serializer.serialize_str(text),
            None => serializer.collect_seq(self.to_utf16()),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Form {
            Text(String),
            Units(Vec<u16>),
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Text(text) => Self::from(text),
            Form::Units(units) => Self::from_utf16(&units),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_surrogate_survives_the_round_trip() {
        for units in [vec![0xd83d], vec![0xde00, 0x20, 0xd83d], vec![0x61, 0xd83d, 0xde00, 0xdfff]] {
            assert_eq!(Text::from_wtf8(Text::from_utf16(&units).as_bytes()).to_utf16(), units);
        }
    }

    #[test]
    fn a_surrogate_pair_written_as_two_is_not_wtf8() {
        let text = Text::from_wtf8(&[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]);
        assert!(text.as_str().is_some_and(|text| text.contains('\u{fffd}')));
    }

    #[test]
    fn a_splice_beyond_the_end_is_clamped() {
        assert_eq!(Text::from("abc").splice(2, 99, &Text::from("X")), "abX");
        assert_eq!(Text::from("abc").splice(99, 1, &Text::from("X")), "abcX");
        assert_eq!(Text::from("a😀c").splice(1, 1, &Text::default()).to_utf16(), [0x61, 0xde00, 0x63]);
    }
}
