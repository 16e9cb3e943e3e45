//! Media features of the visitor, which a stage cannot have by itself.

use super::token::{Kind, Token, Tokens, unescape};
use domreel_format::snapshot::{Environment, media};
use std::borrow::Cow;

/// What is true in every viewport, and what in none.
const ALWAYS: &str = "(min-width:0px)";
const NEVER: &str = "(max-width:-1px)";
/// A medium that browsers know, and none is.
const NO_MEDIUM: &str = "tty";

/// Rewrites a media list so that it holds on the stage where it held for the visitor.
pub fn rewrite_media(text: &str, environment: &Environment) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let (before, from) = rest.split_at(open);
        push_words(&mut out, before, environment);
        // A feature is an innermost pair of parentheses.
        let inner = from.get(1..).unwrap_or_default();
        let end = inner.find(['(', ')']);
        match end.map(|end| (end, inner.as_bytes().get(end))) {
            Some((end, Some(b')'))) => {
                let feature = inner.get(..end).unwrap_or_default();
                match answer(feature, environment) {
                    Some(holds) => out.push_str(if holds { ALWAYS } else { NEVER }),
                    None => out.extend(["(", &of_window(feature, environment), ")"]),
                }
                rest = inner.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('(');
                rest = inner;
            }
        }
    }
    push_words(&mut out, rest, environment);
    out
}

/// Pushes what stands between features. Where the visitor's browser showed the page as for paper, that is what the stage's shows.
fn push_words(out: &mut String, words: &str, environment: &Environment) {
    if environment.media & media::PRINT == 0 {
        return out.push_str(words);
    }
    for token in Tokens::new(words) {
        out.push_str(match token.kind {
            Kind::Ident if token.text.eq_ignore_ascii_case("print") => "screen",
            Kind::Ident if token.text.eq_ignore_ascii_case("screen") => NO_MEDIUM,
            _ => token.text,
        });
    }
}

/// Asks the window for what was asked of the screen, which is not recorded: on what is touched the window fills it.
fn of_window<'a>(feature: &'a str, environment: &Environment) -> Cow<'a, str> {
    let lower = feature.to_ascii_lowercase();
    let asks = ["device-width", "device-height", "device-aspect-ratio"].iter().any(|name| lower.contains(name));
    if asks && environment.media & media::COARSE_POINTER != 0 {
        lower.replace("device-", "").into()
    } else {
        feature.into()
    }
}

/// Returns the value of `color-scheme` that comes to the visitor's scheme on any stage; `None` if it already does.
///
/// The stage's frame hands the scheme down by its own `color-scheme`, but the
/// media features that developer tools and tests emulate override it
/// (Chromium 156), and of two schemes a page may name the preferred one counts.
pub fn settle_scheme(value: &str, environment: &Environment) -> Option<String> {
    let named = |token: &Token<'_>, scheme: &str| {
        token.kind == Kind::Ident && unescape(token.text).eq_ignore_ascii_case(scheme)
    };
    let (preferred, other) = if environment.media & media::DARK != 0 { ("dark", "light") } else { ("light", "dark") };
    let names = |scheme| Tokens::new(value).any(|token| named(&token, scheme));
    (names(preferred) && names(other))
        .then(|| Tokens::new(value).filter(|token| !named(token, other)).map(|token| token.text).collect())
}

/// Says whether a feature held for the visitor; `None` if the stage answers it by itself.
fn answer(feature: &str, environment: &Environment) -> Option<bool> {
    if let Some(holds) = resolution(feature, environment) {
        return Some(holds);
    }
    let mut words = Tokens::new(feature).filter(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
    let name = unescape(words.next()?.text).to_ascii_lowercase();
    let value = match words.next() {
        None => None,
        Some(colon) if colon.kind == Kind::Delim(b':') => Some(unescape(words.next()?.text).to_ascii_lowercase()),
        Some(_) => return None,
    };
    let has = |bit: u32| environment.media & bit != 0;
    let can_hover = !has(media::NO_HOVER);
    let (is_coarse, has_pointer) = (has(media::COARSE_POINTER), !has(media::NO_POINTER));
    // The values that hold, and the one that is as good as none.
    let (values, none): (&[(&str, bool)], &str) = match name.as_str() {
        "prefers-color-scheme" => (&[("dark", has(media::DARK)), ("light", !has(media::DARK))], ""),
        "prefers-reduced-motion" => (&[("reduce", has(media::REDUCED_MOTION))], "no-preference"),
        "prefers-contrast" => (
            &[
                ("more", has(media::MORE_CONTRAST)),
                ("less", has(media::LESS_CONTRAST)),
                ("custom", has(media::CUSTOM_CONTRAST)),
            ],
            "no-preference",
        ),
        "prefers-reduced-transparency" => (&[("reduce", has(media::REDUCED_TRANSPARENCY))], "no-preference"),
        "forced-colors" => (&[("active", has(media::FORCED_COLORS))], "none"),
        // Where colours are not inverted, the browser may not know that it could ask.
        "inverted-colors" if has(media::INVERTED_COLORS) => (&[("inverted", true)], "none"),
        "hover" => (&[("hover", can_hover)], "none"),
        "any-hover" => (&[("hover", can_hover || has(media::HOVER_TOO))], "none"),
        "pointer" => (&[("coarse", is_coarse), ("fine", has_pointer && !is_coarse)], "none"),
        "any-pointer" => (
            &[
                ("coarse", is_coarse || has(media::COARSE_TOO)),
                ("fine", has_pointer && !is_coarse || has(media::FINE_TOO)),
            ],
            "none",
        ),
        "color-gamut" => {
            (&[("srgb", true), ("p3", has(media::P3) || has(media::REC2020)), ("rec2020", has(media::REC2020))], "")
        }
        "dynamic-range" => (&[("standard", true), ("high", has(media::HIGH_DYNAMIC_RANGE))], ""),
        "display-mode" => {
            let is_window = has(media::STANDALONE) || has(media::MINIMAL_UI) || has(media::FULLSCREEN);
            (
                &[
                    ("standalone", has(media::STANDALONE)),
                    ("minimal-ui", has(media::MINIMAL_UI)),
                    ("fullscreen", has(media::FULLSCREEN)),
                    ("browser", !is_window),
                ],
                "",
            )
        }
        "scripting" => (&[("enabled", true)], "none"),
        _ => return None,
    };
    let mut true_ones = values.iter().filter(|(_, holds)| *holds).map(|(value, _)| *value);
    Some(match value.as_deref() {
        None => true_ones.next().is_some(),
        Some(value) if value == none => true_ones.next().is_none(),
        Some(value) => true_ones.any(|one| one == value),
    })
}

/// Says whether the visitor's screen had so many pixels; `None` for any other feature.
fn resolution(feature: &str, environment: &Environment) -> Option<bool> {
    let text: String = feature.to_ascii_lowercase().split_ascii_whitespace().collect();
    let text = text.strip_prefix("-webkit-").unwrap_or(&text);
    let (bound, text) = match text.split_at_checked(4) {
        Some((bound @ ("min-" | "max-"), rest)) => (bound, rest),
        _ => ("", text),
    };
    // `min--moz-device-pixel-ratio` is an old way to write it.
    let text = text.strip_prefix("-moz-").unwrap_or(text);
    let rest = text.strip_prefix("resolution").or_else(|| text.strip_prefix("device-pixel-ratio"))?;
    let (sign, value) =
        ["<=", ">=", "<", ">", "=", ":"].iter().find_map(|sign| Some((*sign, rest.strip_prefix(sign)?)))?;
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: f64 = match value.get(digits.len()..)? {
        "dpi" => 1.0 / 96.0,
        "dpcm" => 2.54 / 96.0,
        "" | "x" | "dppx" => 1.0,
        _ => return None,
    };
    let wanted = decimal(digits)? * unit;
    let is = f64::from(environment.pixel_ratio_milli.max(1)) / 1000.0;
    // A ratio is recorded in thousandths.
    let (above, below) = (is >= wanted - 0.0006, is <= wanted + 0.0006);
    Some(match (bound, sign) {
        ("min-", _) | ("", ">=") => above,
        ("max-", _) | ("", "<=") => below,
        ("", ">") => !below,
        ("", "<") => !above,
        _ => above && below,
    })
}

/// Reads a plain decimal; `None` for anything else, exponents among it.
///
/// It is as exact as a ratio in thousandths needs. What the standard library
/// has for this is exact to the last bit, by tables that were a twentieth of
/// all that a player loads.
fn decimal(text: &str) -> Option<f64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (mut value, mut unit) = (0.0, 1.0);
    for digit in whole.bytes() {
        value = value * 10.0 + f64::from(digit_value(digit)?);
    }
    for digit in fraction.bytes() {
        unit /= 10.0;
        value += f64::from(digit_value(digit)?) * unit;
    }
    Some(value)
}

fn digit_value(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_answered_as_they_were_for_the_visitor() {
        let touch = Environment { media: media::COARSE_POINTER | media::NO_HOVER, ..Environment::default() };
        let dark = Environment { media: media::DARK, ..Environment::default() };
        let contrast = media::LESS_CONTRAST | media::COARSE_TOO | media::P3 | media::STANDALONE;
        let contrast = Environment { media: contrast, ..Environment::default() };
        let print = Environment { media: media::PRINT, ..Environment::default() };
        let mouse = Environment { pixel_ratio_milli: 2000, ..Environment::default() };
        for (text, environment, expected) in [
            ("(hover:hover)", &mouse, ALWAYS),
            ("(hover: hover)", &touch, NEVER),
            ("(max-device-width: 480px)", &touch, "(max-width: 480px)"),
            ("(max-device-width: 480px)", &mouse, "(max-device-width: 480px)"),
            ("(any-pointer:COARSE)", &touch, ALWAYS),
            ("(prefers-reduced-motion)", &mouse, NEVER),
            ("(prefers-reduced-motion:no-preference)", &mouse, ALWAYS),
            ("(prefers-contrast)", &contrast, ALWAYS),
            ("(prefers-contrast:less)", &contrast, ALWAYS),
            ("(prefers-contrast:no-preference)", &contrast, NEVER),
            ("(any-pointer:fine)", &touch, NEVER),
            ("(any-pointer:fine)", &contrast, ALWAYS),
            ("(any-pointer:coarse)", &contrast, ALWAYS),
            ("(any-pointer:none)", &contrast, NEVER),
            ("(any-hover:none)", &touch, ALWAYS),
            ("(color-gamut:p3)", &contrast, ALWAYS),
            ("(color-gamut:p3)", &mouse, NEVER),
            ("(color-gamut)", &mouse, ALWAYS),
            ("(dynamic-range:high)", &mouse, NEVER),
            ("(display-mode:browser)", &mouse, ALWAYS),
            ("(display-mode:browser)", &contrast, NEVER),
            ("(inverted-colors)", &mouse, "(inverted-colors)"),
            ("(scripting:none)", &mouse, NEVER),
            ("screen and (min-width:10px)", &mouse, "screen and (min-width:10px)"),
            ("print, not screen", &mouse, "print, not screen"),
            ("print, not Screen and (min-width:1px)", &print, "screen, not tty and (min-width:1px)"),
            ("only Print and (orientation:landscape), all", &print, "only screen and (orientation:landscape), all"),
            ("(min-resolution: 192dpi)", &mouse, ALWAYS),
            ("(resolution > 2dppx)", &mouse, NEVER),
            ("(resolution: 2x)", &mouse, ALWAYS),
            ("(-webkit-max-device-pixel-ratio:1.5)", &mouse, NEVER),
            ("(min--moz-device-pixel-ratio:1.5)", &mouse, ALWAYS),
            ("(max-resolution:.5dppx)", &mouse, NEVER),
            ("(resolution:+2.000x)", &mouse, ALWAYS),
            ("(resolution:02.x)", &mouse, ALWAYS),
            ("(min-resolution:75.59dpcm)", &mouse, ALWAYS),
            ("(min-resolution:75.69dpcm)", &mouse, NEVER),
            ("(resolution:.x)", &mouse, "(resolution:.x)"),
            ("(resolution:2.0.0x)", &mouse, "(resolution:2.0.0x)"),
            ("(min-resolution:calc(1x))", &mouse, "(min-resolution:calc(1x))"),
            ("(not (hover))", &mouse, "(not (min-width:0px))"),
            ("(width>=calc(1px + 2px))", &mouse, "(width>=calc(1px + 2px))"),
            ("(prefers-color-scheme:dark)", &mouse, NEVER),
            ("(prefers-color-scheme:LIGHT)", &mouse, ALWAYS),
            ("(prefers-color-scheme:dark)", &dark, ALWAYS),
            ("(prefers-color-scheme)", &dark, ALWAYS),
        ] {
            assert_eq!(rewrite_media(text, environment), expected);
        }
    }
}
