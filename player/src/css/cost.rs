//! What selectors of a recording may cost the browser that matches them: it counts nothing itself.

use super::token::{Kind, Token, unescape};

/// How deep pseudo-classes stand in one another that count siblings or look below: each level is work for each element
/// that the one around it looks at.
const MAX_LOOKING: usize = 4;
/// How many selectors the lists of nested rules may make together: each is tried with each of those around it.
pub(super) const MAX_COMBINED: usize = 1 << 12;
/// What stands for a pseudo-class that is too deep: nothing matches it, for no browser knows it.
pub(super) const TOO_DEEP: &str = "-domreel-too-deep(";
/// What stands for a selector that is too much.
pub(super) const NOTHING_MATCHES: &str = ":not(*)";

/// What stands in parentheses, as far as it matters.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Inside {
    /// Anything.
    Value,
    /// Strings in it are addresses: `url(`, `image-set(`.
    Addresses,
    /// `[...]`.
    Attribute,
    /// Selectors that are looked for from each element: `:has(`, `:nth-child(`.
    Looking,
}

/// Returns what stands in the parentheses of a function.
pub(super) fn inside(function: &Token<'_>) -> Inside {
    let name = unescape(function.text.strip_suffix('(').unwrap_or_default()).to_ascii_lowercase();
    match name.as_str() {
        "url" | "src" | "image-set" | "-webkit-image-set" | "image" => Inside::Addresses,
        "has" | "nth-child" | "nth-last-child" => Inside::Looking,
        _ => Inside::Value,
    }
}

/// Says whether what was opened last stands too deep in others of its kind.
pub(super) fn is_too_deep(parentheses: &[Inside]) -> bool {
    parentheses.last() == Some(&Inside::Looking)
        && parentheses.iter().filter(|inside| **inside == Inside::Looking).count() > MAX_LOOKING
}

/// Says whether a rule `@layer` ends here with names alone, and has no block.
pub(super) fn names_layers<'a>(mut rest: impl Iterator<Item = Token<'a>>) -> bool {
    let end = rest.find(|token| matches!(token.kind, Kind::Delim(b';' | b'{')));
    end.is_some_and(|token| token.kind == Kind::Delim(b';'))
}

#[cfg(test)]
mod tests {
    use crate::css::rewrite::{rewrite_selector, rewrite_sheet, tests::with};

    fn check(input: &str, expected: &str) {
        assert_eq!(with(|context| rewrite_sheet(input, context)), expected, "of {input}");
    }

    #[test]
    fn where_layers_are_named_that_of_the_player_comes_first() {
        check("@layer base, utilities;a{}", "@layer domreel, base, utilities;a{}");
        check("a{}@LAYER/**/b;", "a{}@layer domreel,/**/b;");
        check("a{}@layer one;@layer two{b{}}", "a{}@layer domreel, one;@layer two{b{}}");
        let first = "@supports (not (domreel:1)){@layer domreel;@layer base{a{}}}@layer{b{}}@layer domreel, c;";
        check("@layer base{a{}}@layer{b{}}@layer c;", first);
        let inner = "@supports (not (domreel:1)){@layer domreel;@layer base{@layer one,two;}}";
        check("@layer base{@layer one,two;}", inner);
        check("@media all{@layer base{}}", "@media all{@layer base{}}");
    }

    #[test]
    fn selectors_that_look_from_within_one_another_and_lists_that_multiply_are_bounded() {
        let nested = |depth: usize| format!("{}b{}", ":nth-child(2n of ".repeat(depth), ")".repeat(depth));
        check(&format!("{}{{}}", nested(4)), &format!("{}{{}}", nested(4)));
        let deep = nested(5).replacen(":nth-child(2n of b", ":-domreel-too-deep(2n of b", 1);
        check(&format!("{}{{}}", nested(5)), &format!("{deep}{{}}"));
        assert_eq!(rewrite_selector(&nested(5)), deep);
        let many = |depth: usize| format!("{}top:0{}", "&a,&b,&c,&d{".repeat(depth), "}".repeat(depth));
        check(&many(6), &many(6));
        check(&many(7), &format!("{}:not(*){{top:0{}", "&a,&b,&c,&d{".repeat(6), "}".repeat(7)));
        let long = format!("{}b{{top:0}}", "a,".repeat(9_999));
        check(&long, &long);
    }
}
