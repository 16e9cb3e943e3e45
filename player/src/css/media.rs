//! Media features of the visitor, which a stage cannot have by itself.

use super::token::{Kind, Tokens, unescape};
use domreel_format::snapshot::{Environment, media};

/// What is true in every viewport, and what in none.
const ALWAYS: &str = "(min-width:0px)";
const NEVER: &str = "(max-width:-1px)";

/// Rewrites a media list so that it holds on the stage where it held for the visitor.
///
/// The colour scheme is not answered here: the stage's frame hands it down by
/// its own `color-scheme`, which reaches form controls and `light-dark()` too.
pub fn rewrite_media(text: &str, environment: &Environment) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        // A feature is an innermost pair of parentheses.
        let inner = from.get(1..).unwrap_or_default();
        let end = inner.find(['(', ')']);
        match end.map(|end| (end, inner.as_bytes().get(end))) {
            Some((end, Some(b')'))) => {
                let feature = inner.get(..end).unwrap_or_default();
                match answer(feature, environment) {
                    Some(holds) => out.push_str(if holds { ALWAYS } else { NEVER }),
                    None => out.extend(["(", feature, ")"]),
                }
                rest = inner.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('(');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Says whether a feature held for the visitor; `None` if the stage answers it by itself.
fn answer(feature: &str, environment: &Environment) -> Option<bool> {
    let mut words = Tokens::new(feature).filter(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
    let name = unescape(words.next()?.text).to_ascii_lowercase();
    let value = match words.next() {
        None => None,
        Some(colon) if colon.kind == Kind::Delim(b':') => Some(unescape(words.next()?.text).to_ascii_lowercase()),
        Some(_) => return None,
    };
    let has = |bit: u32| environment.media & bit != 0;
    let (now, none) = match name.as_str() {
        "prefers-reduced-motion" => {
            (if has(media::REDUCED_MOTION) { "reduce" } else { "no-preference" }, "no-preference")
        }
        "prefers-contrast" => (if has(media::MORE_CONTRAST) { "more" } else { "no-preference" }, "no-preference"),
        "prefers-reduced-transparency" => {
            (if has(media::REDUCED_TRANSPARENCY) { "reduce" } else { "no-preference" }, "no-preference")
        }
        "forced-colors" => (if has(media::FORCED_COLORS) { "active" } else { "none" }, "none"),
        "hover" | "any-hover" => (if has(media::NO_HOVER) { "none" } else { "hover" }, "none"),
        "pointer" | "any-pointer" => (if has(media::COARSE_POINTER) { "coarse" } else { "fine" }, "none"),
        "scripting" => ("enabled", "none"),
        _ => return None,
    };
    Some(match value {
        Some(value) => value == now,
        None => now != none,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_answered_as_they_were_for_the_visitor() {
        let touch = Environment { media: media::COARSE_POINTER | media::NO_HOVER, ..Environment::default() };
        let mouse = Environment::default();
        for (text, environment, expected) in [
            ("(hover:hover)", &mouse, ALWAYS),
            ("(hover: hover)", &touch, NEVER),
            ("(any-pointer:COARSE)", &touch, ALWAYS),
            ("(prefers-reduced-motion)", &mouse, NEVER),
            ("(scripting:none)", &mouse, NEVER),
            ("screen and (min-width:10px)", &mouse, "screen and (min-width:10px)"),
            ("(not (hover))", &mouse, "(not (min-width:0px))"),
            ("(width>=calc(1px + 2px))", &mouse, "(width>=calc(1px + 2px))"),
            ("(prefers-color-scheme:dark)", &mouse, "(prefers-color-scheme:dark)"),
        ] {
            assert_eq!(rewrite_media(text, environment), expected);
        }
    }
}
