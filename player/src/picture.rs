//! What a picture of SVG costs the browser that draws it, known from its text.
//!
//! Nobody can ask such a picture how many shapes it has: it is drawn as a
//! document of its own, in one go. A few hundred bytes whose copies copy one
//! another ask for billions of them. So what refers to what is read from the
//! text before the stage gets it, and a picture is left out that is too much.
//! It is read as roughly as an attack allows: what is not understood is not
//! drawn, and what costs nothing is one.

use std::collections::HashMap;

/// What a picture may cost, in shapes.
const MAX_COST: u64 = 1 << 16;
/// What a primitive of a filter costs beside a shape, and one that only places or mixes.
const PRIMITIVE_COST: u64 = 512;
const PLACING_COST: u64 = 32;
/// What an animation costs, and an element of HTML.
const ANIMATION_COST: u64 = 16;
/// So deep pictures may stand in pictures.
const MAX_DEPTH: usize = 4;
/// So far around itself a primitive may look for one more of its cost.
const RADIUS_PER_COST: u64 = 25;
/// However far something reaches, it counts as so many at most.
const MAX_TIMES: u64 = 1_000_000;

/// Says whether an address carries a picture along that costs too much.
pub fn is_costly_address(raw: &str) -> bool {
    is_costly_at(raw, 0)
}

/// Says whether the bytes of a picture of SVG cost too much.
pub fn is_costly(bytes: &[u8]) -> bool {
    cost(bytes, 0) > MAX_COST
}

fn is_costly_at(raw: &str, depth: usize) -> bool {
    carried(raw).is_some_and(|bytes| cost(&bytes, depth) > MAX_COST)
}

/// Returns the style sheet that an address carries along.
pub fn carried_sheet(raw: &str) -> Option<String> {
    let raw = raw.trim_matches(|c: char| c <= ' ');
    let rest = raw.get(..13).filter(|head| head.eq_ignore_ascii_case("data:text/css")).and(raw.get(13..))?;
    let (kind, data) = rest.split_once(',').filter(|(kind, _)| kind.is_empty() || kind.starts_with(';'))?;
    let data = without_percent(data);
    let data = if kind.to_ascii_lowercase().ends_with("base64") { without_base64(&data) } else { data };
    Some(String::from_utf8_lossy(&data).into_owned())
}

/// Returns the picture of SVG that an address carries along.
fn carried(raw: &str) -> Option<Vec<u8>> {
    let raw: String = raw.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let raw = raw.trim_matches(|c: char| c <= ' ');
    let rest = raw.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).and(raw.get(5..))?;
    let (kind, data) = rest.split_once(',')?;
    let kind = kind.to_ascii_lowercase();
    if !kind.contains("svg") {
        return None;
    }
    let data = without_percent(data);
    Some(if kind.trim_end().ends_with("base64") { without_base64(&data) } else { data })
}

/// An element, as far as it matters.
#[derive(Default)]
struct Element {
    own: u64,
    parent: Option<usize>,
    refers: Vec<String>,
}

fn cost(bytes: &[u8], depth: usize) -> u64 {
    // Another encoding, or entities that hold more than words.
    if depth > MAX_DEPTH || bytes.contains(&0) {
        return u64::MAX;
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.as_ref();
    let has_entities = text.match_indices("<!ENTITY").any(|(at, _)| {
        let declared = text.get(at + 2..).unwrap_or_default().split('>').next().unwrap_or_default();
        declared.contains(['<', '&', '%'])
    });
    if has_entities {
        return u64::MAX;
    }
    let styled = styled(text);
    let is_html = text.contains("foreignObject");
    let looks_dear = is_html && ["column", "filter", "shadow", "gradient"].iter().any(|word| text.contains(word));
    let mut elements: Vec<Element> = vec![Element::default()];
    let mut named: HashMap<String, usize> = HashMap::new();
    let mut open = vec![0];
    let mut last_primitive = String::new();
    for tag in tags(text) {
        if tag.starts_with('/') {
            if open.len() > 1 {
                open.pop();
            }
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        let at = elements.len();
        let mut element = Element { own: own_cost(local), parent: open.last().copied(), refers: Vec::new() };
        if looks_dear {
            element.own = element.own.max(PRIMITIVE_COST);
        }
        let is_primitive = element.own >= PLACING_COST && local.starts_with("fe");
        let mut selectors = vec!["*".to_owned(), local.to_owned()];
        let mut has_input = false;
        for (name, value) in attributes(tag.get(name.len()..).unwrap_or_default()) {
            match name.rsplit(':').next().unwrap_or_default() {
                "id" => {
                    named.insert(format!("#{value}"), at);
                    selectors.push(format!("#{value}"));
                }
                "class" => selectors.extend(value.split_whitespace().map(|class| format!(".{class}"))),
                "href" | "src" => match value.trim().strip_prefix('#') {
                    Some(id) => element.refers.push(format!("#{id}")),
                    None => {
                        let inner = carried(&value).map_or(0, |bytes| cost(&bytes, depth + 1));
                        element.own = element.own.saturating_add(inner);
                    }
                },
                // A result that is asked for twice is made twice.
                "result" if is_primitive => {
                    named.insert(format!("={value}"), at);
                }
                "in" | "in2" if local.starts_with("fe") => {
                    has_input |= name == "in";
                    element.refers.push(format!("={value}"));
                }
                "radius" | "order" | "numOctaves" => {
                    let reach =
                        value.split(|c: char| c == ',' || c.is_whitespace()).map(reach).max().unwrap_or_default();
                    let times = 1 + (reach / RADIUS_PER_COST).min(MAX_TIMES);
                    element.own = element.own.saturating_mul(times);
                }
                _ => element.refers.extend(referred(&value)),
            }
        }
        if is_primitive {
            if !has_input && !last_primitive.is_empty() && local != "feMerge" {
                element.refers.push(last_primitive.clone());
            }
            last_primitive = format!("~{at}");
            named.insert(last_primitive.clone(), at);
        } else if local == "filter" {
            last_primitive.clear();
        }
        for selector in &selectors {
            element.refers.extend(styled.get(selector).into_iter().flatten().cloned());
        }
        elements.push(element);
        if !tag.ends_with('/') {
            open.push(at);
        }
    }
    total(&elements, &named)
}

/// Returns how far a number reaches, without its fraction.
///
/// With an exponent that makes it larger it is as far as can be: nobody writes
/// a radius so. The standard library's reader of numbers would be a tenth of
/// the module.
fn reach(number: &str) -> u64 {
    let number = number.strip_prefix('+').unwrap_or(number);
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "-"));
    if !exponent.starts_with('-') {
        return u64::MAX;
    }
    let whole = mantissa.split('.').next().unwrap_or_default();
    let is_whole = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    // What is too long to be read is far too much.
    if is_whole { whole.parse().unwrap_or(u64::MAX) } else { 0 }
}

/// Adds up what all elements cost with what they refer to, at most a little more than a picture may.
fn total(elements: &[Element], named: &HashMap<String, usize>) -> u64 {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); elements.len()];
    for (at, element) in elements.iter().enumerate() {
        let referred = element.refers.iter().filter_map(|name| named.get(name)).copied();
        if let Some(own) = below.get_mut(at) {
            own.extend(referred);
        }
        if let Some(list) = element.parent.and_then(|parent| below.get_mut(parent)) {
            list.push(at);
        }
    }
    // Depth first and without recursion: one that is in itself is not drawn.
    let mut costs: Vec<Option<u64>> = vec![None; elements.len()];
    let mut entered = vec![false; elements.len()];
    let mut stack = vec![0];
    while let Some(&at) = stack.last() {
        let known = |costs: &[Option<u64>], at: usize| costs.get(at).copied().flatten();
        if !core::mem::replace(entered.get_mut(at).unwrap_or(&mut true), true) {
            let next = below.get(at).into_iter().flatten();
            stack.extend(next.filter(|next| !entered.get(**next).copied().unwrap_or(true)));
            continue;
        }
        stack.pop();
        if known(&costs, at).is_none() {
            let own = elements.get(at).map_or(0, |element| element.own);
            let parts = below.get(at).into_iter().flatten().map(|part| known(&costs, *part).unwrap_or(0));
            let sum = parts.fold(own, u64::saturating_add).min(MAX_COST + 1);
            if let Some(place) = costs.get_mut(at) {
                *place = Some(sum);
            }
        }
    }
    costs.first().copied().flatten().unwrap_or(0)
}

fn own_cost(local: &str) -> u64 {
    match local {
        "feFlood"
        | "feOffset"
        | "feMerge"
        | "feMergeNode"
        | "feBlend"
        | "feColorMatrix"
        | "feComposite"
        | "feComponentTransfer"
        | "feTile"
        | "feImage"
        | "feDropShadow" => PLACING_COST,
        _ if local.starts_with("fe") && !local.starts_with("feFunc") => PRIMITIVE_COST,
        "animate" | "set" | "animateTransform" | "animateMotion" => ANIMATION_COST,
        _ => 1,
    }
}

/// The tags of a text, without their brackets; what stands in comments and quotes is none.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        loop {
            rest = rest.get(rest.find('<')? + 1..)?;
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.get(comment.find("-->")? + 3..)?;
            } else if let Some(data) = rest.strip_prefix("![CDATA[") {
                rest = data.get(data.find("]]>")? + 3..)?;
            } else if !rest.starts_with(['!', '?']) {
                break;
            }
        }
        let mut quote = None;
        let end = rest.find(|c| {
            match quote {
                Some(open) if open == c => quote = None,
                None if c == '"' || c == '\'' => quote = Some(c),
                _ => {}
            }
            quote.is_none() && c == '>'
        });
        let tag = rest.get(..end.unwrap_or(rest.len()));
        rest = rest.get(end.unwrap_or(rest.len())..).unwrap_or_default();
        tag
    })
}

/// The attributes of a tag, with their values as they are read.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = tag;
    core::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let inner = after.get(1..)?;
        let end = inner.find(quote)?;
        rest = inner.get(end + 1..).unwrap_or_default();
        Some((name.trim(), without_entities(inner.get(..end)?)))
    })
}

/// What a value refers to: `url(#id)`.
fn referred(value: &str) -> Vec<String> {
    let value = value.replace('\\', "");
    let parts = value.split("url(").skip(1).map(|part| part.trim_start_matches([' ', '"', '\'']));
    let ids = parts.filter_map(|part| part.strip_prefix('#')?.split(['"', '\'', ')', ' ']).next());
    ids.map(|id| format!("#{id}")).collect()
}

/// What the style of a picture has elements refer to, by what its selectors end with.
fn styled(text: &str) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    if !text.contains("<style") && !text.contains(":style") {
        return found;
    }
    for rule in text.split('}') {
        let Some((head, declarations)) = rule.rsplit_once('{') else { continue };
        let refers = referred(declarations);
        if refers.is_empty() {
            continue;
        }
        let prelude = head.rsplit(['{', ';', '>']).next().unwrap_or_default();
        for selector in prelude.split(',') {
            let last = selector.split_whitespace().last().unwrap_or("*");
            let is_simple = last.chars().skip(1).all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            let key = if is_simple { last.to_owned() } else { "*".to_owned() };
            found.entry(key).or_default().extend(refers.iter().cloned());
        }
    }
    found
}

fn without_entities(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some((name, after)) = rest.split_once(';').filter(|(name, _)| name.len() <= 10) else { continue };
        let code = name.strip_prefix('#').and_then(|code| match code.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
        out.push(code.and_then(char::from_u32).unwrap_or(' '));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn without_percent(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let Some((&byte, after)) = bytes.split_first() {
        let hex = after.get(..2).filter(|_| byte == b'%').and_then(|hex| core::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                bytes = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                bytes = after;
            }
        }
    }
    out
}

fn without_base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.extend((bits >> count).to_le_bytes().first());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>")
    }

    /// Groups that each copy the one before them `wide` times, by what `copy` says.
    fn chain(deep: usize, wide: usize, copy: impl Fn(usize) -> String) -> String {
        let links = (1..=deep).map(|at| format!("<g id='a{at}'>{}</g>", copy(at - 1).repeat(wide)));
        svg(&format!("<g id='a0'><rect/></g>{}", links.collect::<String>()))
    }

    #[test]
    fn what_copies_itself_again_and_again_is_costly_however_it_says_so() {
        let ways: [fn(usize) -> String; 6] = [
            |at| format!("<use href='#a{at}'/>"),
            |at| format!("<svg:use xlink:href = \"&#35;a{at}\"/>"),
            |at| format!("<rect mask='url(#a{at})'/>"),
            |at| format!("<rect style='clip-path: url( \"#a{at}\" )'/>"),
            |at| format!("<rect class='x c{at}'/>"),
            |at| format!("<use title='>' href='#a{at}'></use>"),
        ];
        let style: String = (0..9).map(|at| format!("g .c{at}, i{{fill:url(#a{at})}}")).collect();
        for way in ways {
            let many = chain(8, 10, way).replace("<g id='a0'", &format!("<style>{style}</style><g id='a0'"));
            assert!(is_costly(many.as_bytes()), "{many}");
            let few = chain(2, 10, way).replace("<g id='a0'", &format!("<style>{style}</style><g id='a0'"));
            assert!(!is_costly(few.as_bytes()), "{few}");
        }
    }

    #[test]
    fn filters_cost_by_their_number_their_reach_and_how_often_a_result_is_used() {
        let filter = |inside: &str| svg(&format!("<filter id='f'>{inside}</filter><rect filter='url(#f)'/>"));
        assert!(is_costly(filter(&"<feGaussianBlur/>".repeat(200)).as_bytes()));
        assert!(is_costly(filter("<feMorphology radius='99999'/>").as_bytes()));
        let doubled = |at| format!("<feBlend in='r{at}' in2='r{at}' result='r{}'/>", at + 1);
        let doubling: String = (0..26).map(doubled).collect();
        assert!(is_costly(filter(&format!("<feFlood result='r0'/>{doubling}")).as_bytes()));
        let shadow =
            "<feFlood/><feColorMatrix in='SourceAlpha'/><feOffset/><feGaussianBlur/><feBlend in='SourceGraphic'/>";
        assert!(!is_costly(filter(shadow).as_bytes()));
    }

    #[test]
    fn a_reach_is_never_less_than_it_is() {
        for (number, far) in [("0", 0), ("2.9", 2), ("+40", 40), (".5", 0), ("7e-3", 7), ("-3", 0), ("x", 0)] {
            assert_eq!(reach(number), far, "{number}");
        }
        for number in ["1e3", ".001E9", "1e+2", "99999999999999999999999"] {
            assert_eq!(reach(number), u64::MAX, "{number}");
        }
    }

    #[test]
    fn a_picture_in_a_picture_costs_as_often_as_it_is_copied() {
        let inner = chain(4, 10, |at| format!("<use href='#a{at}'/>"));
        let address =
            format!("data:image/svg+xml,{}", inner.replace('%', "%25").replace('#', "%23").replace('<', "%3C"));
        assert!(!is_costly_address(&address));
        let outer = chain(2, 10, |at| format!("<use href='#a{at}'/>"));
        let outer = outer.replace("<rect/>", &format!("<image href=\"{address}\"/>"));
        assert!(is_costly(outer.as_bytes()));
    }

    #[test]
    fn an_address_is_read_as_browsers_read_it() {
        let costly = chain(8, 10, |at| format!("<use href='#a{at}'/>")).replace('#', "%23");
        assert!(is_costly_address(&format!(" dA\nta:image/SVG+xml;charset=utf-8,{costly}")));
        assert!(!is_costly_address(&format!("data:image/png,{costly}")));
        assert_eq!(without_base64(b"PHN2\nZz4="), b"<svg>");
        assert!(is_costly("<!DOCTYPE svg [<!ENTITY a '&b;&b;'>]><svg>&a;</svg>".as_bytes()));
        assert!(is_costly(&[0xff, 0xfe, b'<', 0]));
    }

    #[test]
    fn what_is_drawn_every_day_is_not_costly() {
        let gradients: String = (0..90)
            .map(|at| format!("<linearGradient id='g{at}' href='#g{}'><stop/></linearGradient>", (at + 1) % 90))
            .collect();
        let paths: String = (0..5_000).map(|at| format!("<path fill='url(#g{})' d='M0 0h1'/>", at % 3)).collect();
        let icons = "<use href='#s'/>".repeat(1_000);
        assert!(!is_costly(svg(&format!("<symbol id='s'><path/></symbol>{gradients}{icons}")).as_bytes()));
        assert!(!is_costly(svg(&paths).as_bytes()));
        assert!(!is_costly(
            b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' [<!ENTITY ns 'http://x'>]><svg/>"
        ));
        for broken in ["", "<", "<svg", "<svg a='", "<svg a=b c", "</svg></svg>", "<!--", "<use href='#a' id='a'/>"] {
            assert!(!is_costly(broken.as_bytes()), "{broken}");
        }
    }
}
