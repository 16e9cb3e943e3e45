//! Style sheets without what is not style: comments, words, secrets in addresses.
//!
//! A scanner, not a parser: it knows comments, strings, `url()`, brackets and
//! where a declaration begins, and copies everything else to the letter.

use super::{filler, url};

/// What of a style sheet is masked besides comments and secrets in addresses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Strictness {
    /// The words of `content`, and addresses that hold pictures.
    pub(super) words: bool,
    /// Custom properties and all addresses too.
    pub(super) all: bool,
    pub(super) salt: u32,
}

/// Masks the text of a sheet, a rule, or declarations.
pub(super) fn masked(text: &[u8], strictness: Strictness) -> Vec<u8> {
    Scanner { rest: text, out: Vec::with_capacity(text.len()), statement: 0, property: Kind::Other, strictness }.run()
}

/// What the declaration that is being scanned sets.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Content,
    Custom,
    /// Where fonts are.
    Source,
    Other,
}

struct Scanner<'a> {
    rest: &'a [u8],
    out: Vec<u8>,
    /// Where in `out` the statement began; past its end once the property is known.
    statement: usize,
    property: Kind,
    strictness: Strictness,
}

impl<'a> Scanner<'a> {
    fn run(mut self) -> Vec<u8> {
        while let Some(&byte) = self.rest.first() {
            match byte {
                b'/' if self.rest.starts_with(b"/*") => self.comment(),
                b'"' | b'\'' => self.string(byte),
                b'\\' => self.copy(2),
                b'[' => self.bracket(),
                b'u' | b'U' if self.is_url() => self.url(),
                b'{' | b'}' | b';' => {
                    self.copy(1);
                    (self.statement, self.property) = (self.out.len(), Kind::Other);
                }
                b':' if self.statement <= self.out.len() => self.colon(),
                _ => self.copy(1),
            }
        }
        self.out
    }

    fn copy(&mut self, count: usize) {
        let (head, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.out.extend_from_slice(head);
        self.rest = rest;
    }

    /// Takes bytes without copying them.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        head
    }

    fn comment(&mut self) {
        let end = self.rest.get(2..).unwrap_or_default().windows(2).position(|pair| pair == b"*/");
        self.take(end.map_or(usize::MAX, |end| end + 4));
        // What it parted stays parted.
        self.out.extend_from_slice(b"/**/");
    }

    /// Takes a string with its quotes; returns what stands between them.
    fn quoted(&mut self, quote: u8) -> &'a [u8] {
        let mut end = 1;
        while let Some(&byte) = self.rest.get(end) {
            match byte {
                b'\\' => end += 1,
                b'\n' => break,
                _ if byte == quote => break,
                _ => {}
            }
            end += 1;
        }
        let whole = self.take(end + 1);
        let inner = whole.get(1..end.min(whole.len())).unwrap_or_default();
        // A text that ends inside an escape would escape the quote that closes it.
        let slashes = inner.iter().rev().take_while(|byte| **byte == b'\\').count();
        inner.get(..inner.len() - slashes % 2).unwrap_or_default()
    }

    fn string(&mut self, quote: u8) {
        let inner = self.quoted(quote);
        self.out.push(quote);
        if self.property == Kind::Content && self.strictness.words {
            // Icons of fonts are not letters; they stay, and words go.
            self.out.extend_from_slice(&without_words(inner));
        } else {
            self.out.extend_from_slice(inner);
        }
        self.out.push(quote);
    }

    /// The first colon of a statement parts a property from its value, or a selector's parts.
    fn colon(&mut self) {
        let name = self.out.get(self.statement..).unwrap_or_default().trim_ascii();
        self.property = match name {
            name if name.eq_ignore_ascii_case(b"content") => Kind::Content,
            name if name.starts_with(b"--") => Kind::Custom,
            name if name.eq_ignore_ascii_case(b"src") => Kind::Source,
            _ => Kind::Other,
        };
        self.statement = usize::MAX;
        self.copy(1);
        if self.property == Kind::Custom && self.strictness.all {
            let end = self.rest.iter().position(|byte| matches!(byte, b';' | b'}')).unwrap_or(self.rest.len());
            self.take(end);
        }
    }

    /// A selector of an attribute that holds words or values is one of nothing.
    fn bracket(&mut self) {
        let end = self.rest.iter().position(|byte| *byte == b']').unwrap_or(self.rest.len());
        let inner = self.rest.get(1..end).unwrap_or_default();
        let equals = inner.iter().position(|byte| *byte == b'=');
        let name = inner.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-').next().unwrap_or_default();
        let holds_words = [b"value".as_slice(), b"title", b"alt", b"placeholder", b"content", b"href", b"src"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
            || name.starts_with(b"data-") && self.strictness.words;
        match equals {
            Some(equals) if holds_words => {
                self.out.push(b'[');
                self.out.extend_from_slice(inner.get(..=equals).unwrap_or_default());
                self.out.extend_from_slice(b"\"\"]");
                self.take(end + 1);
            }
            _ => self.copy(1),
        }
    }

    fn is_url(&self) -> bool {
        let is_inside_name = self.out.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
        !is_inside_name && self.rest.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"url("))
    }

    /// Says whether an address that comes next is that of a font or of a style sheet.
    fn is_no_picture(&self) -> bool {
        let statement = self.out.get(self.statement..).unwrap_or_default().trim_ascii_start();
        self.property == Kind::Source || statement.starts_with(b"@")
    }

    fn url(&mut self) {
        self.copy(4);
        let spaces = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.take(spaces);
        let address = match self.rest.first() {
            Some(&quote @ (b'"' | b'\'')) => self.quoted(quote),
            _ => {
                let end = self.rest.iter().position(|byte| *byte == b')').unwrap_or(self.rest.len());
                self.take(end).trim_ascii_end()
            }
        };
        let is_data = address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"data:"));
        let is_font = address.get(..16).is_some_and(|head| head.windows(4).any(|window| window == b"font"));
        let kept = if address.starts_with(b"#") {
            address.to_vec()
        } else if self.strictness.all || self.strictness.words && !is_font && !self.is_no_picture() {
            Vec::new()
        } else if is_data && (is_font || !self.strictness.words) {
            address.to_vec()
        } else {
            url::scrubbed(address, self.strictness.salt)
        };
        self.out.push(b'"');
        for byte in kept {
            if byte == b'"' {
                self.out.push(b'\\');
            }
            self.out.push(byte);
        }
        self.out.push(b'"');
    }
}

/// Masks letters and digits of a string; escapes and what is not ASCII stay, as icons are written so.
fn without_words(text: &[u8]) -> Vec<u8> {
    if text.first() == Some(&b'\\') && text.len() <= 7 || text.len() <= 4 && !text.is_ascii() {
        return text.to_vec();
    }
    filler::shaped(&text.iter().copied().filter(|byte| *byte != b'\\').collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn css(text: &str, words: bool, all: bool) -> String {
        String::from_utf8(masked(text.as_bytes(), Strictness { words, all, salt: 1 })).unwrap()
    }

    #[test]
    fn style_stays_to_the_letter() {
        for text in [
            "@media (min-width:10px){.a:hover>b[class~=x]{color:#fff;mask:url(\"#a\")}}",
            "@import url(\"/b.css\");@font-face{src:url(\"/c.woff2\"),local(\"d\")}",
            ".a{content:counter(x) \"\\201C\";grid-area:[full-start]}",
            "@font-face{font-family:\"My Font\";src:url(\"data:font/woff2;base64,AAAA\")}",
        ] {
            assert_eq!(css(text, true, false), text);
        }
    }

    #[test]
    fn words_and_secrets_go() {
        assert_eq!(css("/* secret */a{content:'Hello 42'}", true, false), "/**/a{content:'Xxxxx 00'}");
        assert_eq!(css("input[value=\"secret\"]{color:red}", false, false), "input[value=\"\"]{color:red}");
        assert!(!css(".u{background:url(/p.png?jwt=secret)}", false, false).contains("secret"));
        assert!(!css("--n:'secret';color:red", true, true).contains("secret"));
        assert!(css("--n:'secret';color:red", true, true).ends_with("color:red"));
    }

    #[test]
    fn pictures_go_with_the_words() {
        let text = ".a{background:url(\"/a.png\") no-repeat;cursor:url(b.cur),auto;color:red}";
        assert_eq!(css(text, true, false), ".a{background:url(\"\") no-repeat;cursor:url(\"\"),auto;color:red}");
        assert_eq!(css(text, false, false), text.replace("b.cur", "\"b.cur\""));
    }

    #[test]
    fn masking_twice_is_masking_once() {
        for text in ["a{content:'Hi'} /* x", "url(", "[value=", "'", "a{--x:url(b?c=d)}", "\\", "b:\"x\\"] {
            let once = css(text, true, false);
            assert_eq!(css(&once, true, false), once, "{text}");
        }
    }
}
