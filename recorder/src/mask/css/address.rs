//! Addresses in style: of pictures, fonts and other sheets, and names of namespaces.

use super::escape::unescaped;
use super::{Mode, Naming, Scanner, Strictness, filler, is_of_ident, url};

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
        let Strictness { hides_words, is_masked, kept, .. } = self.strictness;
        let shown = if mode == Mode::Namespaces {
            self.namespace(&address)
        } else if let Some(fragment) = address.strip_prefix(b"#") {
            if self.renames() { [b"#", self.names.renamed(fragment).as_slice()].concat() } else { address.clone() }
        } else if is_masked || hides_words && mode != Mode::Urls && !url::is_font(&address) {
            Vec::new()
        } else {
            url::scrubbed(self.names, &address, kept)
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

    /// What stands for the name of a namespace: the same as in documents.
    pub(super) fn namespace(&self, name: &[u8]) -> Vec<u8> {
        let says = self.renames() || self.strictness.naming() == Naming::Secrets && url::looks_secret(name);
        if says && !is_known_namespace(name) { self.names.digest(name) } else { name.to_vec() }
    }
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
