//! The tokens of CSS (css-syntax-3), as far as rewriting must tell them apart.
//!
//! A token is a range of the text; nothing is copied and nothing refused. What
//! the grammar calls an error is a token too, so that a text is always the sum
//! of its tokens.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// White space.
    Space,
    /// A comment.
    Comment,
    /// A name: `div`, `color`, `--x`.
    Ident,
    /// A name with its opening parenthesis: `calc(`. `url(` too where a string follows.
    Function,
    /// A name with its at sign: `@media`.
    At,
    /// A name or number with its hash: `#x`.
    Hash,
    /// A string with its quotes.
    String,
    /// An address without quotes, with all that is around it: `url( x.png )`.
    Url,
    /// A number with its unit.
    Number,
    /// Any other single character.
    Delim(u8),
}

/// A token: what it is, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
}

/// The tokens of a text.
#[derive(Clone)]
pub(crate) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.rest.as_bytes();
        let first = *bytes.first()?;
        let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
        let (kind, length) = match first {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => (Kind::Space, run(bytes, 0, is_space)),
            b'/' if at(1) == b'*' => {
                let end = self.rest.get(2..).and_then(|rest| rest.find("*/"));
                (Kind::Comment, end.map_or(bytes.len(), |end| end + 4))
            }
            b'"' | b'\'' => (Kind::String, string(bytes)),
            b'#' if is_name_part(bytes, 1) => (Kind::Hash, name(bytes, 1)),
            b'@' if starts_name(bytes, 1) => (Kind::At, name(bytes, 1)),
            b'0'..=b'9' => (Kind::Number, number(bytes)),
            b'.' | b'+' | b'-' if starts_number(bytes) => (Kind::Number, number(bytes)),
            _ if starts_name(bytes, 0) => {
                let end = name(bytes, 0);
                if at(end) == b'(' {
                    let is_url = self.rest.get(..end).is_some_and(|name| unescape(name).eq_ignore_ascii_case("url"));
                    match is_url.then(|| bare_url(bytes, end + 1)).flatten() {
                        Some(end) => (Kind::Url, end),
                        None => (Kind::Function, end + 1),
                    }
                } else {
                    (Kind::Ident, end)
                }
            }
            other if other < 0x80 => (Kind::Delim(other), 1),
            _ => (Kind::Delim(0), 1),
        };
        // Every length above ends before an ASCII byte or after a whole character; if not, the rest is one token.
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(Token { kind, text })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn run(bytes: &[u8], from: usize, accepts: impl Fn(u8) -> bool) -> usize {
    let tail = bytes.get(from..).unwrap_or_default();
    from + tail.iter().position(|byte| !accepts(*byte)).unwrap_or(tail.len())
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80
}

fn is_escape(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'\\') && !matches!(bytes.get(at + 1), None | Some(b'\n' | b'\r' | b'\x0c'))
}

fn is_name_part(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| is_name_byte(*byte)) || is_escape(bytes, at)
}

fn starts_name(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'-') => bytes.get(at + 1) == Some(&b'-') || starts_name_after_hyphen(bytes, at + 1),
        _ => starts_name_after_hyphen(bytes, at),
    }
}

fn starts_name_after_hyphen(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80)
        || is_escape(bytes, at)
}

/// Returns where the name that stands at `at` ends.
fn name(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = run(bytes, at, is_name_byte);
        if !is_escape(bytes, at) {
            return at;
        }
        at = escape(bytes, at);
    }
}

/// Returns where the escape that stands at `at` ends.
fn escape(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while end < at + 7 && bytes.get(end).is_some_and(u8::is_ascii_hexdigit) {
        end += 1;
    }
    if end == at + 1 {
        // A whole character, however many bytes it has.
        end += 1;
        while bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end += 1;
        }
        return end.min(bytes.len());
    }
    end + usize::from(bytes.get(end).is_some_and(|byte| is_space(*byte)))
}

fn string(bytes: &[u8]) -> usize {
    let quote = bytes.first().copied().unwrap_or(b'"');
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' | b'\r' | b'\x0c' => return at,
            byte if *byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn starts_number(bytes: &[u8]) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    match bytes.first() {
        Some(b'.') => digit(1),
        Some(b'+' | b'-') => digit(1) || bytes.get(1) == Some(&b'.') && digit(2),
        _ => digit(0),
    }
}

fn number(bytes: &[u8]) -> usize {
    let mut at = run(bytes, 1, |byte| byte.is_ascii_digit());
    if bytes.first() != Some(&b'.') && bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    {
        at = run(bytes, at + 1, |byte| byte.is_ascii_digit());
    } else if matches!(bytes.first(), Some(b'+' | b'-')) && bytes.get(1) == Some(&b'.') {
        at = run(bytes, 2, |byte| byte.is_ascii_digit());
    }
    if bytes.get(at) == Some(&b'%') {
        return at + 1;
    }
    if starts_name(bytes, at) { name(bytes, at) } else { at }
}

/// Returns where an address without quotes ends that begins at `at`; `None` if a string stands there.
fn bare_url(bytes: &[u8], at: usize) -> Option<usize> {
    let start = run(bytes, at, is_space);
    if matches!(bytes.get(start), Some(b'"' | b'\'')) {
        return None;
    }
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b')' => return Some(at + 1),
            _ => at += 1,
        }
    }
    Some(bytes.len())
}

/// Returns a name or a string's inside without its escapes.
pub(crate) fn unescape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let mut number = 0;
        let mut digits = 0;
        while digits < 6
            && let Some(digit) = rest.peek().and_then(|c| c.to_digit(16))
        {
            number = number << 4 | digit;
            digits += 1;
            rest.next();
        }
        if digits > 0 {
            plain.push(char::from_u32(number).filter(|c| *c != '\0').unwrap_or('\u{fffd}'));
            rest.next_if(|c| c.is_ascii() && is_space(*c as u8));
        } else if let Some(escaped) = rest.next()
            && escaped != '\n'
        {
            plain.push(escaped);
        }
    }
    plain.into()
}

/// Returns the inside of a string token, without escapes.
pub(crate) fn string_value(token: &str) -> std::borrow::Cow<'_, str> {
    let inside = token.get(1..).unwrap_or_default();
    let quote = token.get(..1).unwrap_or_default();
    unescape(inside.strip_suffix(quote).unwrap_or(inside))
}

/// Returns the address in a token of kind [`Kind::Url`].
pub(crate) fn url_value(token: &str) -> std::borrow::Cow<'_, str> {
    let inside = token.find('(').and_then(|at| token.get(at + 1..)).unwrap_or_default();
    let inside = inside.strip_suffix(')').unwrap_or(inside);
    unescape(inside.trim_matches(|c: char| c.is_ascii() && is_space(c as u8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        Tokens::new(text).map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn tokens_are_those_of_the_grammar() {
        use Kind::*;
        assert_eq!(
            kinds("a:hover{x:url( b )}"),
            [
                (Ident, "a"),
                (Delim(b':'), ":"),
                (Ident, "hover"),
                (Delim(b'{'), "{"),
                (Ident, "x"),
                (Delim(b':'), ":"),
                (Url, "url( b )"),
                (Delim(b'}'), "}"),
            ]
        );
        assert_eq!(kinds("url('a)')")[0], (Function, "url("));
        assert_eq!(kinds("-1.5e3px .5 +.5em")[0], (Number, "-1.5e3px"));
        assert_eq!(kinds("'a\\'b'c")[0], (String, "'a\\'b'"));
        assert_eq!(kinds("--x\\:y@m")[0], (Ident, "--x\\:y"));
        assert_eq!(kinds("/*:hover*/a")[0], (Comment, "/*:hover*/"));
    }

    #[test]
    fn a_text_is_the_sum_of_its_tokens() {
        for text in ["\\", "a\\", "\"\\", "url(\\", "é\\é", "/*", "@", "#", "u\\72l(x)", "'\n'", "\\\u{10ffff}x", "-\\"]
        {
            let sum: String = Tokens::new(text).map(|token| token.text).collect();
            assert_eq!(sum, text);
        }
    }

    #[test]
    fn an_escape_is_read_as_browsers_read_it() {
        assert_eq!(unescape("h\\6f ver"), "hover");
        assert_eq!(unescape("\\0 \\110000 x"), "\u{fffd}\u{fffd}x");
        assert_eq!(url_value("url( a\\)b )"), "a)b");
        assert_eq!(string_value("'a\\'b'"), "a'b");
    }
}
