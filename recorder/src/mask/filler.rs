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
            // Two bytes: U+0080 to U+07FF. A no-break space stays one.
            0x80..=0xdf if rest.starts_with("\u{a0}".as_bytes()) => (2, "\u{a0}".as_bytes()),
            0x80..=0xdf => (2, "ø".as_bytes()),
            // Three bytes: most scripts of Asia are as wide as this.
            0xe0..=0xef if is_kept_space(rest) => (3, rest.get(..3).unwrap_or_default()),
            0xe0..=0xef => (3, "〓".as_bytes()),
            _ => (4, "\u{1f532}".as_bytes()),
        };
        out.extend_from_slice(filler);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Says whether a white space of three bytes stands here: U+2000 to U+200F, U+2028, U+2029, U+3000.
fn is_kept_space(text: &[u8]) -> bool {
    matches!(text, [0xe2, 0x80, 0x80..=0x8f | 0xa8 | 0xa9, ..] | [0xe3, 0x80, 0x80, ..])
}
