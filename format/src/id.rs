//! The identifiers that occur in a recording.

use core::fmt;

/// Names a node: unique in a recording, never reused, never 0 on a real node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct NodeId(pub u32);

/// Names a style sheet, apart from the node that owns it; never 0 on a real sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct SheetId(pub u32);

/// 128 random bits that name a recording, session, tab, page or device.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub [u8; 16]);

impl Uid {
    /// The id that stands for "not known".
    pub const NIL: Self = Self([0; 16]);

    /// Reads 32 hexadecimal digits, in either case; `None` for anything else.
    ///
    /// ```
    /// use domreel_format::Uid;
    ///
    /// let id = Uid::from_hex("000102030405060708090a0b0c0d0e0f").unwrap();
    /// assert_eq!(id.to_string(), "000102030405060708090a0b0c0d0e0f");
    /// assert_eq!(Uid::from_hex("../etc/passwd"), None);
    /// ```
    pub fn from_hex(text: &str) -> Option<Self> {
        Self::from_digits(text.as_bytes())
    }

    /// The same, of bytes.
    pub fn from_digits(digits: &[u8]) -> Option<Self> {
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok());
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Uid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Uid {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("an id is 32 hexadecimal digits"))
    }
}
