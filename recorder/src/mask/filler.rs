//! What stands in place of what was masked.

/// Stands for every masked form value, whatever its length.
pub(super) const VALUE: &[u8] = "•••••".as_bytes();

/// Replaces every letter and digit, and keeps the rest: spaces, line breaks, punctuation.
///
/// Words keep their lengths, so that lines break where they broke. A character
/// outside ASCII is replaced by one that is as long as WTF-8 and about as wide.
pub(super) fn shaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let (length, filler): (usize, &[u8]) = match byte {
            b'a'..=b'z' => (1, b"x"),
            b'A'..=b'Z' => (1, b"X"),
            b'0'..=b'9' => (1, b"0"),
            0x00..=0x7f => {
                out.push(byte);
                rest = after;
                continue;
            }
            // U+0080 to U+00BF, the signs for times and divided by, and U+2000 to U+2FFF are no letters.
            0xc2 => (2, rest.get(..2).unwrap_or_default()),
            0xc3 if matches!(rest.get(1), Some(0x97 | 0xb7)) => (2, rest.get(..2).unwrap_or_default()),
            0x80..=0xdf => (2, "ø".as_bytes()),
            0xe2 => (3, rest.get(..3).unwrap_or_default()),
            0xe3 if rest.starts_with("\u{3000}".as_bytes()) => (3, "\u{3000}".as_bytes()),
            // Most scripts of three bytes are as wide as this.
            0xe0..=0xef => (3, "〓".as_bytes()),
            _ => (4, "\u{1f532}".as_bytes()),
        };
        out.extend_from_slice(filler);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}
