//! Puts the rules of an imported sheet where its import stands.

use super::media::rewrite_media;
use super::rewrite::{Context, MAX_IMPORT_DEPTH, Place, close, rewrite};
use super::token::{Kind, Token, string_value, unescape, url_value};
use crate::picture::carried_sheet;

/// Writes an imported sheet in place of its import: one rule for one, because scripts count rules. Its own rules are in
/// that rule, where scripts edit them; where conditions or a layer stand around them, it says how deep they are.
pub(super) fn import(prelude: &[Token<'_>], context: &mut Context<'_>, depth: u32, budget: &mut usize) -> String {
    const NOTHING: &str = "@media not all{}";
    let is_blank = |token: &&Token<'_>| matches!(token.kind, Kind::Space | Kind::Comment);
    let skipped = prelude.iter().take_while(is_blank).count();
    let mut rest = prelude.get(skipped..).unwrap_or_default();
    let Some((first, after)) = rest.split_first() else { return NOTHING.into() };
    rest = after;
    let raw = match first.kind {
        Kind::String => string_value(first.text),
        Kind::Url => url_value(first.text),
        Kind::Function => {
            let Some(string) = rest.iter().find(|token| token.kind == Kind::String) else { return NOTHING.into() };
            let end = rest.iter().position(|token| token.kind == Kind::Delim(b')')).unwrap_or(rest.len());
            rest = rest.get(end + 1..).unwrap_or_default();
            string_value(string.text)
        }
        _ => return NOTHING.into(),
    };
    if depth >= MAX_IMPORT_DEPTH {
        return NOTHING.into();
    }
    let carried = carried_sheet(&raw).map(|text| (text, "data:".into()));
    let found = carried.or_else(|| context.resources.style_sheet(&raw, context.base));
    let Some((text, base)) = found else { return NOTHING.into() };
    let Some(left) = budget.checked_sub(text.len()) else { return NOTHING.into() };
    *budget = left;
    let Context { environment, page, .. } = *context;
    let mut inner = Context { environment, base: &base, page, resources: &mut *context.resources };
    let mut text = rewrite(&text, Place::Rules, &mut inner, depth + 1, budget);
    // What the text leaves open ends with it, not with the sheet.
    close(&mut text);
    let (mut layer, mut supports, mut media) = (None, None, String::new());
    let mut rest = rest.iter().peekable();
    while let Some(token) = rest.next() {
        let name = unescape(token.text).to_ascii_lowercase();
        match (token.kind, name.as_str()) {
            (Kind::Ident, "layer") if layer.is_none() && media.trim().is_empty() => layer = Some(String::new()),
            (Kind::Function, "layer(") if layer.is_none() => layer = Some(until_close(&mut rest)),
            (Kind::Function, "supports(") if supports.is_none() => supports = Some(until_close(&mut rest)),
            _ => media.push_str(token.text),
        }
    }
    // A declaration may stand there without the parentheses that a condition needs.
    let supports = supports.map(|supports| format!("({supports})"));
    let mut levels = 1;
    let before = if layer.is_some() { "@layer domreel;" } else { "" };
    for (name, value) in [("layer", layer), ("supports", supports)] {
        let Some(value) = value else { continue };
        text = format!("@{name} {value}{{{text}}}");
        levels += 1;
    }
    let media = media.trim();
    let media = if media.is_empty() { "all".into() } else { rewrite_media(media, context.environment) };
    text = format!("@media {media}{{{text}}}");
    if levels == 1 { text } else { format!("@supports (not (domreel:{levels})){{{before}{text}}}") }
}

fn until_close<'a>(rest: &mut impl Iterator<Item = &'a Token<'a>>) -> String {
    let mut depth = 0_u32;
    let mut inside = String::new();
    for token in rest {
        match token.kind {
            Kind::Function | Kind::Delim(b'(') => depth += 1,
            Kind::Delim(b')') if depth == 0 => break,
            Kind::Delim(b')') => depth -= 1,
            _ => {}
        }
        inside.push_str(token.text);
    }
    inside
}
