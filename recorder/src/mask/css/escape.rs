//! Escapes of style sheets.

/// The length of an escape, with its backslash.
pub(super) fn escape_length(text: &[u8]) -> usize {
    let digits = text.iter().skip(1).take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    match digits {
        0 => 2,
        _ => 1 + digits + usize::from(text.get(digits + 1).is_some_and(u8::is_ascii_whitespace)),
    }
}

/// The number that hexadecimal digits write.
pub(in crate::mask) fn hexadecimal(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number << 4 | char::from(*digit).to_digit(16).unwrap_or_default())
}

/// A text of style without its escapes.
pub(super) fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'\\' {
            out.push(byte);
            rest = after;
            continue;
        }
        let length = escape_length(rest);
        let digits = rest.get(1..length).unwrap_or_default().trim_ascii();
        let code = digits.first().filter(|byte| byte.is_ascii_hexdigit()).map(|_| hexadecimal(digits));
        match code {
            Some(code) => {
                let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            None if digits.first() == Some(&b'\n') => {}
            None => out.extend_from_slice(rest.get(1..length.min(rest.len())).unwrap_or_default()),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}
