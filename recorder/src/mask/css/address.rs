//! Addresses in style: of pictures, fonts and other sheets, and names of namespaces.

use super::escape::{hexadecimal, unescaped};
use super::{Mode, Naming, Scanner, Strictness, filler, is_of_ident, is_one_of, url};

impl Scanner<'_> {
    /// An `@` between names: where none may be, what stands around it is nothing to browsers, and may write to somebody.
    pub(super) fn mail(&mut self) {
        let is_part = |byte: &u8| is_of_ident(*byte) || *byte == b'.';
        let name = self.out.iter().rev().take_while(|byte| is_part(byte)).count();
        let erased = filler::erased(&self.out.split_off(self.out.len() - name));
        self.out.extend(erased);
        self.copy(1);
        if name > 0 {
            let host = self.rest.iter().take_while(|byte| is_part(byte)).count();
            let host = self.take(host);
            self.out.extend(filler::erased(host));
        }
    }

    /// An address in brackets: of a font or of a style sheet, of a namespace, or else of a picture.
    pub(super) fn url(&mut self, mode: Mode) {
        let spaces = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let spaces = self.take(spaces);
        let quote = self.first();
        let is_quoted = matches!(quote, b'"' | b'\'');
        let inner = if is_quoted {
            self.quoted(quote)
        } else {
            let end = self.rest.iter().position(|byte| *byte == b')').unwrap_or(self.rest.len());
            self.take(end)
        };
        let address = unescaped(inner);
        let Strictness { hides_words, is_masked, .. } = self.strictness;
        let shown = if mode == Mode::Namespaces {
            self.namespace(&address)
        } else if let Some(fragment) = address.strip_prefix(b"#") {
            if self.renames() { [b"#", self.names.renamed(fragment).as_slice()].concat() } else { address.clone() }
        } else if is_masked || hides_words && mode != Mode::Urls && !url::is_font(&address) {
            Vec::new()
        } else {
            self.scrubbed(&address)
        };
        if shown == address {
            self.out.extend_from_slice(spaces);
            if is_quoted {
                self.copied(quote, inner);
            } else {
                self.out.extend_from_slice(inner);
            }
        } else {
            self.quoted_out(&shown, b'"');
        }
    }

    /// What an address may tell. One that carries a sheet along carries what is left of that.
    pub(super) fn scrubbed(&self, address: &[u8]) -> Vec<u8> {
        let Some(sheet) = carried(address).filter(|_| self.depth < MAX_DEPTH) else {
            return url::scrubbed(self.names, address, self.strictness.kept);
        };
        let depth = self.depth + 1;
        let mut inner =
            Scanner { rest: &sheet, out: Vec::new(), next: Mode::Plain, declares_names: false, depth, ..*self };
        inner.rules();
        let mut out = CARRIED.to_vec();
        out.push(b',');
        for byte in inner.out {
            if byte.is_ascii_graphic() && !is_one_of(byte, b"%#\"'\\()") {
                out.push(byte);
            } else {
                out.push(b'%');
                out.extend([byte >> 4, byte & 15].map(|digit| digit + if digit < 10 { b'0' } else { b'a' - 10 }));
            }
        }
        out
    }

    /// What stands for the name of a namespace: the same as in documents.
    pub(super) fn namespace(&self, name: &[u8]) -> Vec<u8> {
        let says = self.renames() || self.strictness.naming() == Naming::Secrets && url::looks_secret(name);
        if says && !is_known_namespace(name) { self.names.digest(name) } else { name.to_vec() }
    }
}

/// How an address begins that carries a sheet along.
const CARRIED: &[u8] = b"data:text/css";
/// So many sheets may be carried within one another.
const MAX_DEPTH: u8 = 4;

/// Returns the sheet that an address carries along.
fn carried(address: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = address.trim_ascii().split_at_checked(CARRIED.len())?;
    let comma = rest.iter().position(|byte| *byte == b',')?;
    let (kind, data) = rest.split_at(comma);
    if !head.eq_ignore_ascii_case(CARRIED) || kind.first().is_some_and(|byte| *byte != b';') {
        return None;
    }
    let mut text = Vec::with_capacity(data.len());
    let mut rest = data.get(1..).unwrap_or_default();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        text.push(digits.map_or(byte, |digits| hexadecimal(digits).to_le_bytes()[0]));
        rest = after.get(digits.map_or(0, <[u8]>::len)..).unwrap_or_default();
    }
    if !kind.to_ascii_lowercase().ends_with(b"base64") {
        return Some(text);
    }
    let (mut bits, mut count) = (0_u32, 0_u32);
    text.retain_mut(|byte| {
        let digit = match *byte {
            b'A'..=b'Z' => *byte - b'A',
            b'a'..=b'z' => *byte - b'a' + 26,
            b'0'..=b'9' => *byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return false,
        };
        bits = bits << 6 | u32::from(digit);
        count += 1;
        // Of four digits the first ends no byte.
        *byte = (bits >> ((4 - count % 4) % 4 * 2)).to_le_bytes()[0];
        count % 4 != 1
    });
    Some(text)
}

/// Says whether a namespace is one of the web's.
pub(in crate::mask) fn is_known_namespace(name: &[u8]) -> bool {
    name.starts_with(b"http://www.w3.org/") && name.len() <= 40
}

#[cfg(test)]
mod tests {
    use super::super::super::name::Names;
    use super::super::super::url::Kept;
    use super::super::{Part, masked};
    use super::*;

    fn cleared(text: &str) -> String {
        let strictness =
            Strictness { naming: Naming::Renamed, hides_words: true, is_masked: false, kept: Kept::Identity };
        String::from_utf8(masked(&Names::new([1, 2]), text.as_bytes(), Part::Rules, strictness)).unwrap()
    }

    #[test]
    fn sheets_that_addresses_carry_along_are_masked_as_others_are() {
        let named = |name: &[u8]| String::from_utf8(Names::new([1, 2]).renamed(name)).unwrap();
        let (kept, card) = ("@import url(data:text/css,p{color:red});", named(b"card"));
        assert_eq!(cleared(kept), kept);
        let masked = format!("@import \"data:text/css,.{card}{{top:0}}\";");
        for written in [".card{top:0}", "%2ecard%7btop:0}", ";charset=utf-8,.card{top:0}", ";base64,LmNhcmR7dG9wOjB9"] {
            let written = if written.starts_with(';') { written.to_owned() } else { format!(",{written}") };
            assert_eq!(cleared(&format!("@import \"DATA:text/css{written}\";")), masked, "{written}");
        }
        for text in ["a", "ab", "abc", "abcd"].map(|name| format!("i{{--{name}:0}}")) {
            let bytes = text.as_bytes();
            let digits = |at: usize| {
                let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
                (0..6).fold(0_u8, |digit, index| digit << 1 | bit(at * 6 + index))
            };
            let letters = (0..(bytes.len() * 8).div_ceil(6)).map(|at| match digits(at) {
                digit @ 0..26 => char::from(b'A' + digit),
                digit @ 26..52 => char::from(b'a' + digit - 26),
                digit @ 52..62 => char::from(b'0' + digit - 52),
                62 => '+',
                _ => '/',
            });
            let address = format!("data:text/css;base64,{}==", letters.collect::<String>());
            assert_eq!(carried(address.as_bytes()).unwrap(), bytes, "{text}");
        }
        let nested = "@import \"data:text/css,@import%20%22data:text/css,.card%257btop:0}%22%3b\";";
        assert!(!cleared(nested).contains(".card") && cleared(nested).contains(&card), "{}", cleared(nested));
        assert!(!cleared(&"@import/**/url(data:text/css,".repeat(10_000)).is_empty());
        assert_eq!(cleared("@import 'data:text/html,ann';"), "@import 'data:,';");
    }

    #[test]
    fn namespaces_are_called_as_in_documents() {
        let web = "@namespace url(http://www.w3.org/1999/xhtml);@namespace svg \"http://www.w3.org/2000/svg\";";
        assert_eq!(cleared(web), web);
        let digest = String::from_utf8(Names::new([1, 2]).digest(b"https://ann.test/ns")).unwrap();
        let out = cleared("@namespace url(https://ann.test/ns);@namespace url('https://ann.test/ns')");
        assert_eq!(out, format!("@namespace url(\"{digest}\");@namespace url(\"{digest}\")"));
        assert_eq!(cleared("@namespace 'https://ann.test/ns';"), format!("@namespace '{digest}';"));
    }

    #[cfg(feature = "selective")]
    #[test]
    fn namespaces_and_tags_call_and_write_to_nobody_at_sensitive() {
        let strictness = Strictness { naming: Naming::Secrets, hides_words: false, is_masked: false, kept: Kept::Path };
        let text = "@namespace a 'https://x.test/ann@b.test';@namespace b 'urn:x';a{font-feature-settings:'smcp','ann@b.test'}\
            @font-face{src:url(a.woff2)format('woff2-variations')}";
        let out = String::from_utf8(masked(&Names::new([1, 2]), text.as_bytes(), Part::Rules, strictness)).unwrap();
        assert!(!out.contains("ann"), "{out}");
        for kept in ["'urn:x'", "'smcp'", "'woff2-variations'"] {
            assert!(out.contains(kept), "{out}");
        }
    }

    #[cfg(feature = "selective")]
    #[test]
    fn names_that_are_none_write_to_nobody_at_sensitive() {
        let strictness = Strictness { naming: Naming::Secrets, hides_words: false, is_masked: false, kept: Kept::Path };
        let cleaned = |text: &str| {
            let out = masked(&Names::new([1, 2]), text.as_bytes(), Part::Rules, strictness);
            String::from_utf8(out).unwrap()
        };
        for text in [
            "#ann@b.test{top:0}",
            "i.x > .ann.lee@b.test, b{top:0}",
            "@keyframes ann@b.test{to{top:0}}",
            "@layer ann@b.test{i{top:0}}",
            "@counter-style ann@b.test{suffix:'x'}",
            "@media (ann@b.test){i{top:0}}",
            "@ann@b.test;",
            "@container style(--a: ann@b.test){i{top:0}}",
            "@custom-selector :--ann@b.test i;",
            "i{animation:ann@b.test 1s}",
            "i{ann@b.test:1px}",
            "i{&.ann@b.test{top:0}}",
            ".4929123456789012{top:0}",
            "#k4929123456789012 .x{top:0}",
        ] {
            let out = cleaned(text);
            let is_told = ["ann", "lee", "b.test", "9123"].iter().any(|word| out.contains(word));
            assert!(!is_told, "{out}");
        }
        for text in [
            ".\\@lg .a\\@b{top:0}",
            "@keyframes a{33.333333333333336%{top:0}}",
            "i{width:16.666666666666668%;z-index:2147483647}@media (width>1px){@layer a{i{top:0}}}",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn properties_and_rules_that_are_none_of_css_are_renamed_with_all_that_they_say() {
        for text in [
            "a{qxjane:red}",
            "a{user-qxjane:1px solid}",
            "a{qx:qxjane 'qxjane' qxjane(1)}",
            "a{color:red;qxjane}",
            "a{*qxjane:qxjane;_qxjane:1}",
            "a{:qxjane}",
            "@qxjane{a{top:0}}",
            "@qxjane qx('qxjane');",
            "a{top:1qxjane}",
            "a{-webkit-qxjane:0}",
        ] {
            assert!(!cleared(text).contains("qxjane"), "{}", cleared(text));
        }
    }

    #[test]
    fn properties_numbers_and_rules_of_css_stay() {
        for text in [
            "a{*zoom:1;_height:1%;-webkit-line-clamp:2;-moz-osx-font-smoothing:grayscale;overscroll-behavior-x:none}",
            "a{width:10cqmin;height:calc(100dvh - 1.5e3px);unicode-range:U+1F300-1F5FF,u+4??;rotate:.25turn}",
            "@font-face{unicode-range:U+0025-00FF;size-adjust:90%;ascent-override:12%}",
            "@page :left{margin:1in;@top-left{content:none}}@starting-style{a{opacity:0}}",
            "@media print and (min-resolution:2dppx){a{color:#123456}}@container (width>1px){a{transform:matrix3d(1)}}",
        ] {
            assert_eq!(cleared(text), text);
        }
    }
}
