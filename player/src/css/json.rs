//! Rewrites values of style that stand as strings in JSON, as those of keyframes do.

use super::rewrite::{Context, rewrite_declarations};
use std::fmt::Write;

/// Rewrites every string that may hold an address; the rest of the text stays to the letter.
///
/// What is no JSON need not be told from what is: who reads it refuses it.
pub fn rewrite_strings(json: &str, context: &mut Context<'_>) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, after)) = rest.split_once('"') {
        let length = length_of(after);
        let (Some(inner), Some(behind)) = (after.get(..length), after.get(length + 1..)) else { break };
        out.push_str(before);
        rest = behind;
        let value = unescaped(inner);
        // Only a function or an escape can be an address.
        let rewritten = if value.contains(['(', '\\']) { rewrite_declarations(&value, context) } else { value.clone() };
        if rewritten == value {
            out.push('"');
            out.push_str(inner);
            out.push('"');
        } else {
            push_string(&mut out, &rewritten);
        }
    }
    // A string that does not end makes it no JSON.
    out.push_str(if rest.contains('"') { "" } else { rest });
    out
}

/// Returns how long the string is that begins here, in bytes.
fn length_of(text: &str) -> usize {
    let mut is_escaped = false;
    let is_end = |byte: u8| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    };
    text.bytes().position(is_end).unwrap_or(text.len())
}

fn unescaped(inner: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let sign = if c == '\\' { chars.next() } else { None };
        let one = match sign {
            None => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xfffd));
                continue;
            }
            Some(other) => other,
        };
        units.extend_from_slice(one.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}

fn push_string(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // Nothing fails to be written into a string.
            '\0'..='\x1f' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::css::rewrite::tests::with;

    fn check(input: &str, expected: &str) {
        assert_eq!(with(|context| rewrite_strings(input, context)), expected, "of {input}");
    }

    #[test]
    fn addresses_in_strings_become_bytes_of_the_recording_or_nothing() {
        check(r#"{"a":["url(\"a.png\")"]}"#, r#"{"a":["url(\"blob:a\")"]}"#);
        check(r#"{"a":"URL(a.png), url(b.png)"}"#, r#"{"a":"url(\"blob:a\"), url(\"about:invalid\")"}"#);
        check(r#"["\u0075rl(http://evil/)"]"#, r#"["url(\"about:invalid\")"]"#);
        check(r#"["u\\72l(http://evil/)"]"#, r#"["url(\"about:invalid\")"]"#);
        check(r#"["image-set('a.png' 1x)"]"#, r#"["image-set(\"blob:a\" 1x)"]"#);
    }

    #[test]
    fn what_needs_no_change_stays_to_the_letter() {
        for text in [
            r#"{"at":1.5,"animations":[{"transform":"scale(2)","x":"a \"b\" \u00e4 \\ é","c":"url(#d)"}]}"#,
            "",
            "1",
            r#""""#,
        ] {
            check(text, text);
        }
    }

    #[test]
    fn what_is_cut_short_is_no_json_afterwards() {
        check(r#"{"a":"b","c":"url(http://evil/)"#, r#"{"a":"b","c""#);
        check(r#"["\"#, "");
    }
}
