//! Animations as JSON: keys are properties, strings are values of style.

use super::css::{self, Part, Strictness};
use super::list::{List, begins};
use super::name::Names;

/// Properties whose values hold names that the page made up, by how they begin.
const FREE: List = b" -- fontFamily listStyle view container grid animation counter willChange page colorScheme ";

/// Masks every string of a JSON text.
pub(super) fn masked(names: &Names, json: &[u8], strictness: Strictness) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    // What the value that comes next belongs to.
    let mut part = Part::Media;
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'"' {
            out.push(byte);
            rest = after;
            continue;
        }
        let mut end = 0;
        while let Some(&byte) = after.get(end).filter(|byte| **byte != b'"') {
            end += if byte == b'\\' { 2 } else { 1 };
        }
        let inner = after.get(..end).unwrap_or_default();
        rest = after.get(end + 1..).unwrap_or_default();
        let is_key = rest.first() == Some(&b':');
        let text = unescaped(inner);
        if is_key {
            let is_free = begins(FREE, &text) || text == b"font";
            part = match text.as_slice() {
                b"pseudo" => Part::Selector,
                // That of a rule of keyframes.
                b"name" => Part::Value,
                _ if is_free => Part::Value,
                _ => Part::Media,
            };
        }
        // Properties of the platform stay as they are.
        let shown = match is_key {
            true if !text.starts_with(b"--") => text,
            true => css::masked(names, &text, Part::Media, strictness),
            false => css::masked(names, &text, part, strictness),
        };
        out.push(b'"');
        for byte in shown {
            match byte {
                b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
                0..=0x1f => out.push(b' '),
                _ => out.push(byte),
            }
        }
        out.push(b'"');
    }
    out
}

/// A string without its escapes; characters that are written as numbers are left out.
fn unescaped(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let (&sign, after) = after.split_first().unwrap_or((&b' ', &[]));
        rest = after;
        match sign {
            b'"' | b'\\' | b'/' => out.push(sign),
            b'u' => rest = rest.get(4..).unwrap_or_default(),
            _ => out.push(b' '),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::mask::{Level, Mask, Part};
    use crate::traits::Traits;

    #[test]
    fn an_animation_has_the_name_of_its_keyframes() {
        let mask = Mask::new(Level::All, [7, 8]);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let json = mask.animations(Traits::default(), br#"[{"name":"ann-in","pseudo":"::after"}]"#);
        let json = text(json.as_bytes());
        let name = json.split('"').nth(3).unwrap();
        assert!(!name.contains("ann"));
        let rule = mask.css(Traits::default(), b"@keyframes ann-in{}", Part::Rules);
        assert_eq!(text(rule.as_bytes()), format!("@keyframes {name}{{}}"));
    }
}
