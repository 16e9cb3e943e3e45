//! Authored CSS, as the stage may have it.
//!
//! The text stays as the author wrote it, but for what a stage cannot give by
//! itself: pseudo-classes of a visitor's doing become attributes that the
//! player sets, media features are answered as they were for the visitor, and
//! addresses become bytes of the recording, or nothing.

mod cost;
mod import;
mod json;
mod media;
mod rewrite;
mod size;
mod token;

pub use json::rewrite_strings;
pub use media::{rewrite_media, settle_scheme};
pub use rewrite::{Context, fragment_within, rewrite_declarations, rewrite_rule, rewrite_selector, rewrite_sheet};
use token::{Kind, Tokens};

/// Says whether a text of style calls a function for a value, whatever it asks of what the browser supports.
pub(crate) fn calls(text: &[u8], function: &str) -> bool {
    let named = |(at, byte): (usize, &u8)| {
        let before = at.checked_sub(function.len()).and_then(|from| text.get(from..at));
        *byte == b'(' && before.is_some_and(|before| before.eq_ignore_ascii_case(function.as_bytes()))
    };
    if !text.iter().enumerate().any(named) {
        return false;
    }
    let text = String::from_utf8_lossy(text);
    let mut is_question = false;
    Tokens::new(&text).any(|token| {
        match token.kind {
            Kind::At => is_question = token.text.eq_ignore_ascii_case("@supports"),
            Kind::Delim(b'{' | b';') => is_question = false,
            _ => {}
        }
        let name = token.text.strip_suffix('(').unwrap_or_default();
        token.kind == Kind::Function && !is_question && name.eq_ignore_ascii_case(function)
    })
}

#[cfg(test)]
mod tests {
    use super::calls;

    #[test]
    fn a_function_is_called_in_values_alone() {
        for (text, expected) in [
            ("p{background:paint(dots)}", true),
            ("p{background:PAINT( dots )}", true),
            ("background:linear-gradient(red,blue),paint(x, 1px)", true),
            ("p{background:repaint(dots)}", false),
            ("p{--paint: x; content:'paint(dots)'}", false),
            ("/* paint(dots) */ p{background:url(paint(dots)}", false),
            ("@supports (background:paint(x)){p{color:red}}", false),
            ("@supports (background:paint(x)){p{background:paint(x)}}", true),
        ] {
            assert_eq!(calls(text.as_bytes(), "paint"), expected, "{text}");
        }
    }
}
