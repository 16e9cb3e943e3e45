//! Rewrites style sheets, rules, selectors and declarations.
//!
//! One pass over the tokens. What opens a block is only known at its brace, so
//! what may have to change in a selector is noted on the way and changed there.

use super::cost::{Inside, MAX_COMBINED, NOTHING_MATCHES, TOO_DEEP, inside, is_too_deep, names_layers};
use super::import::import;
use super::media::{rewrite_media, settle_scheme};
use super::size::{forget_size, may_be_remembered};
use super::token::{Kind, Token, Tokens, string_value, unescape, url_value};
use crate::absent::name_for;
use crate::picture;
use crate::resource::Resources;
use domreel_format::Text;
use domreel_format::snapshot::Environment;

/// How deep a sheet may import another, and how many bytes all of them may be together.
pub(super) const MAX_IMPORT_DEPTH: u32 = 8;
const MAX_IMPORTED_BYTES: usize = 16 << 20;
/// What stands before a block of a layer that may be the page's first, in a rule that says how deep that block is.
const BEFORE_LAYER: &str = "@supports (not (domreel:1)){@layer domreel;";
/// How deep blocks and parentheses are followed; what is deeper is dropped.
const MAX_NESTING: usize = 512;

/// What rewriting depends on.
pub struct Context<'a> {
    /// What the visitor's surroundings were.
    pub environment: &'a Environment,
    /// The absolute address against which the text's addresses are resolved.
    pub base: &'a Text,
    /// The absolute address of the document that the text stands in: what refers into it stays there.
    pub page: &'a Text,
    /// The bytes of the recording.
    pub resources: &'a mut dyn Resources,
}

/// Rewrites the text of a whole sheet.
pub fn rewrite_sheet(text: &str, context: &mut Context<'_>) -> String {
    let mut budget = MAX_IMPORTED_BYTES;
    rewrite(text, Place::Rules, context, 0, &mut budget)
}

/// Rewrites the text of one rule.
pub fn rewrite_rule(text: &str, context: &mut Context<'_>) -> String {
    rewrite_sheet(text, context)
}

/// Rewrites declarations, as in a `style` attribute.
pub fn rewrite_declarations(text: &str, context: &mut Context<'_>) -> String {
    rewrite(text, Place::Declarations, context, MAX_IMPORT_DEPTH, &mut 0)
}

/// Rewrites a selector that stands alone.
pub fn rewrite_selector(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut notes = Vec::new();
    let mut compound = Compound::default();
    let mut parentheses = Vec::new();
    for token in Tokens::new(text) {
        if parentheses.last() == Some(&Inside::Attribute) {
            note_attribute(&token, &mut compound, out.len(), &mut notes);
        } else {
            note(&token, &mut compound, out.len(), &mut notes);
        }
        match token.kind {
            Kind::Function => parentheses.push(inside(&token)),
            Kind::Delim(b'(') => parentheses.push(Inside::Value),
            Kind::Delim(b'[') => parentheses.push(Inside::Attribute),
            Kind::Delim(b')' | b']') => {
                parentheses.pop();
            }
            _ => {}
        }
        out.push_str(if token.kind == Kind::Function && is_too_deep(&parentheses) { TOO_DEEP } else { token.text });
    }
    change(&mut out, &notes);
    out
}

/// What a text is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Rules,
    Declarations,
}

/// A place in the output that changes if what stands there is a selector.
struct Note {
    start: usize,
    end: usize,
    to: &'static str,
}

pub(super) fn rewrite(text: &str, place: Place, context: &mut Context<'_>, depth: u32, budget: &mut usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut tokens = Tokens::new(text).peekable();
    // Where the present item (rule or declaration) begins in the output, and what began it.
    let mut item = Item::default();
    let mut notes: Vec<Note> = Vec::new();
    let mut compound = Compound::default();
    let mut parentheses: Vec<Inside> = Vec::new();
    // How many selectors hold together in each open block.
    let mut combined: Vec<usize> = Vec::new();
    let mut has_layers = place != Place::Rules;
    // Whether the rule that is open stands in one more.
    let mut wraps = false;
    // Whether a rule with a block has come: an import behind it is none.
    let mut has_rules = false;
    while let Some(token) = tokens.next() {
        let braces = combined.len();
        if item.name.is_none() && !matches!(token.kind, Kind::Space | Kind::Comment) {
            item = Item { name: Some(token), start: out.len(), ..Item::default() };
            if token.kind == Kind::At && at_name(&token) == "layer" && braces == 0 && names_layers(tokens.clone()) {
                // The player's own layer comes before those of the page.
                out.push_str("@layer domreel,");
                has_layers = true;
                continue;
            }
            if token.kind == Kind::At && at_name(&token) == "layer" && braces == 0 && !has_layers {
                // So it does where the first is a block: as deep in the rule that stands for it as scripts look for it.
                out.push_str(BEFORE_LAYER);
                has_layers = true;
                wraps = true;
                item.start = out.len();
            }
            if token.kind == Kind::At && at_name(&token) == "import" && braces == 0 && place == Place::Rules {
                let mut prelude = Vec::new();
                for token in tokens.by_ref() {
                    if token.kind == Kind::Delim(b';') {
                        break;
                    }
                    prelude.push(token);
                }
                if !has_rules {
                    out.push_str(&import(&prelude, context, depth, budget));
                }
                item = Item::default();
                continue;
            }
        }
        if parentheses.last() == Some(&Inside::Attribute) {
            note_attribute(&token, &mut compound, out.len(), &mut notes);
        } else {
            note(&token, &mut compound, out.len(), &mut notes);
        }
        match token.kind {
            Kind::Url if !item.is_namespace() && !stays(&url_value(token.text)) => {
                push_address(&mut out, &url_value(token.text), context);
                continue;
            }
            Kind::String
                if parentheses.last() == Some(&Inside::Addresses)
                    && !item.is_namespace()
                    && !stays(&string_value(token.text)) =>
            {
                // In `url(` and `src(` a string is the address; in `image-set(` it stands for `url()`.
                match address(&string_value(token.text), context) {
                    Some(address) => push_string(&mut out, &address),
                    None => out.push_str("\"about:invalid\""),
                }
                continue;
            }
            Kind::Function => {
                parentheses.push(inside(&token));
                if is_too_deep(&parentheses) {
                    out.push_str(TOO_DEEP);
                    continue;
                }
            }
            // What it separates is one selector more, if a block follows.
            Kind::Delim(b',') if parentheses.is_empty() => item.commas += 1,
            Kind::Delim(b'(') => parentheses.push(Inside::Value),
            Kind::Delim(b'[') => parentheses.push(Inside::Attribute),
            Kind::Delim(b')' | b']') => {
                parentheses.pop();
            }
            Kind::Delim(b':') if parentheses.is_empty() && item.is_custom_property() => item.is_value = true,
            Kind::Delim(b'{') if item.is_value => {
                // The braces of a custom property's value are part of it.
                parentheses.push(Inside::Value);
            }
            Kind::Delim(b'}') if item.is_value && !parentheses.is_empty() => {
                parentheses.pop();
            }
            Kind::Delim(b'{') => {
                has_rules = true;
                let is_style = item.name.is_some_and(|name| name.kind != Kind::At);
                let around = combined.last().copied().unwrap_or(1);
                let count = around.saturating_mul(if is_style { item.commas + 1 } else { 1 });
                let first = if is_style && braces > 0 && count > MAX_COMBINED {
                    out.truncate(item.start);
                    out.push_str(NOTHING_MATCHES);
                    ""
                } else {
                    open_block(&mut out, &item, &notes, context.environment)
                };
                notes.clear();
                parentheses.clear();
                item = Item::default();
                combined.push(count);
                out.push('{');
                out.push_str(first);
                continue;
            }
            Kind::Delim(b'}') => {
                end_declaration(&mut out, &item, context.environment);
                notes.clear();
                parentheses.clear();
                item = Item::default();
                // A brace too many would close what the sheet was wrapped in.
                if combined.pop().is_none() {
                    continue;
                }
                if combined.is_empty() && core::mem::take(&mut wraps) {
                    out.push('}');
                }
            }
            Kind::Delim(b';') if parentheses.is_empty() => {
                end_declaration(&mut out, &item, context.environment);
                notes.clear();
                item = Item::default();
            }
            _ => {}
        }
        if parentheses.len() + braces > MAX_NESTING {
            break;
        }
        out.push_str(token.text);
    }
    end_declaration(&mut out, &item, context.environment);
    out
}

/// The rule or declaration that is being read.
#[derive(Clone, Copy, Default)]
struct Item<'a> {
    name: Option<Token<'a>>,
    start: usize,
    /// Whether the value of a custom property has begun.
    is_value: bool,
    /// How many commas stand in it outside of parentheses.
    commas: usize,
}

impl Item<'_> {
    fn is_custom_property(&self) -> bool {
        self.name.is_some_and(|name| name.kind == Kind::Ident && name.text.starts_with("--"))
    }

    /// The address in `@namespace` is a name, and nothing is loaded from it.
    fn is_namespace(&self) -> bool {
        self.name.is_some_and(|name| name.kind == Kind::At && at_name(&name) == "namespace")
    }
}

fn at_name(token: &Token<'_>) -> String {
    unescape(token.text.strip_prefix('@').unwrap_or_default()).to_ascii_lowercase()
}

/// Changes what stands before a block, now that it is known to be a prelude, and returns what the block begins with.
fn open_block(out: &mut String, item: &Item<'_>, notes: &[Note], environment: &Environment) -> &'static str {
    match item.name {
        Some(name) if name.kind == Kind::At => match at_name(&name).as_str() {
            "scope" => change(out, notes),
            "media" => {
                let prelude = out.split_off(item.start.min(out.len()));
                out.push_str(&rewrite_media(&prelude, environment));
            }
            _ => {}
        },
        _ => {
            change(out, notes);
            let is_selection = notes.iter().any(|note| note.to == SELECTION)
                && out.get(item.start..).is_some_and(|list| list.split(',').all(|one| one.contains(SELECTION)));
            return if is_selection { UNSELECTED } else { "" };
        }
    }
    ""
}

/// Changes the value of a declaration, now that all of it is there.
fn end_declaration(out: &mut String, item: &Item<'_>, environment: &Environment) {
    if item.name.is_some_and(|name| may_be_remembered(name.text))
        && let Some(fixed) = out.get(item.start..).map(forget_size)
    {
        out.truncate(item.start);
        out.push_str(&fixed);
    }
    let is_scheme = |name: Token<'_>| unescape(name.text).eq_ignore_ascii_case("color-scheme");
    if item.name.is_some_and(is_scheme)
        && let Some(settled) = out.get(item.start..).and_then(|text| settle_scheme(text, environment))
    {
        out.truncate(item.start);
        out.push_str(&settled);
    }
}

const SELECTION: &str = "::selection";
/// What a rule for a selection begins with: one that gives it a background alone leaves the letters as they are,
/// where those that the player gives the root would come down one by one.
const UNSELECTED: &str = "color:currentcolor;background-color:transparent;";

/// Where in a compound selector a token stands.
#[derive(Default)]
struct Compound {
    /// Colons right before it.
    colons: u32,
    /// Whether it follows a pseudo-element, behind which no attribute can be asked for.
    is_behind_element: bool,
    /// Whether the name of an attribute comes next.
    is_attribute: bool,
}

/// Notes the name of an attribute that is not on the stage.
fn note_attribute(token: &Token<'_>, place: &mut Compound, at: usize, notes: &mut Vec<Note>) {
    if matches!(token.kind, Kind::Space | Kind::Comment) || !core::mem::take(&mut place.is_attribute) {
        return;
    }
    if token.kind == Kind::Ident
        && let Some(to) = name_for(&unescape(token.text).to_ascii_lowercase())
    {
        notes.push(Note { start: at, end: at + token.text.len(), to });
    }
}

/// Notes a pseudo-class that the player sets.
fn note(token: &Token<'_>, place: &mut Compound, at: usize, notes: &mut Vec<Note>) {
    match token.kind {
        Kind::Delim(b':') => place.colons += 1,
        Kind::Ident => {
            let before = core::mem::take(&mut place.colons);
            if before == 1 && place.is_behind_element {
                return;
            }
            place.is_behind_element |= before == 2;
            let name = unescape(token.text).to_ascii_lowercase();
            let to = match (before, name.as_str()) {
                (1, "hover") => "[data-domreel-hover]",
                (1, "active") => "[data-domreel-active]",
                (1, "focus") => "[data-domreel-focus]",
                (1, "focus-visible") => "[data-domreel-focus-visible]",
                (1, "focus-within") => "[data-domreel-focus-within]",
                (1, "target") => "[data-domreel-target]",
                (1, "fullscreen" | "-webkit-full-screen") => "[data-domreel-fullscreen]",
                (1, "user-invalid") => "[data-domreel-user-invalid]",
                (1, "user-valid") => "[data-domreel-user-valid]",
                // What the analyst has visited is none of the recording's business, nor the other way round.
                (1, "visited") => "[data-domreel-visited]",
                (1, "link") => ":any-link",
                (2, "selection") => SELECTION,
                _ => return,
            };
            let start = at.saturating_sub(before as usize);
            notes.push(Note { start, end: at + token.text.len(), to });
        }
        Kind::Function => {
            let before = core::mem::take(&mut place.colons);
            // What is slotted is a selector of its own.
            place.is_behind_element = before == 2 && !token.text.eq_ignore_ascii_case("slotted(");
        }
        Kind::Space | Kind::Delim(b',' | b'>' | b'+' | b'~' | b'{' | b'}' | b';') => *place = Compound::default(),
        _ => {
            place.colons = 0;
            place.is_attribute = token.kind == Kind::Delim(b'[');
        }
    }
}

fn change(out: &mut String, notes: &[Note]) {
    for Note { start, end, to } in notes.iter().rev() {
        if out.is_char_boundary(*start) && out.is_char_boundary(*end) && start <= end {
            out.replace_range(start..end, to);
        }
    }
}

/// Closes every comment, string and block that a text leaves open.
pub(super) fn close(text: &mut String) {
    let mut open = Vec::new();
    let mut last = None;
    for token in Tokens::new(text) {
        match token.kind {
            Kind::Delim(b'{') => open.push('}'),
            Kind::Function | Kind::Delim(b'(') => open.push(')'),
            Kind::Delim(b'[') => open.push(']'),
            Kind::Delim(closing @ (b'}' | b')' | b']')) if open.last() == Some(&char::from(closing)) => {
                open.pop();
            }
            _ => {}
        }
        last = Some((token.kind, token.text.chars().next(), token.text.len(), token.text.ends_with("*/")));
    }
    match last {
        Some((Kind::Comment, _, length, is_closed)) if !is_closed || length < 4 => text.push_str("*/"),
        Some((Kind::String, Some(quote), length, _)) if length < 2 || !text.ends_with(quote) => text.push(quote),
        Some((Kind::Url, ..)) if !text.ends_with(')') => text.push(')'),
        _ => {}
    }
    text.extend(open.iter().rev());
}

/// Returns the address under which the stage finds what another one means here.
fn address(raw: &str, context: &mut Context<'_>) -> Option<String> {
    match fragment_within(raw, context.page) {
        Some(fragment) => Some(fragment.into()),
        None => context.resources.address(raw, context.base),
    }
}

/// Returns the fragment of an address that means a part of a page of that address, as scripts write it where a page
/// has a base: browsers compare the addresses of both without their fragments
/// (<https://svgwg.org/svg2-draft/linking.html#TermSameDocumentURL>).
pub fn fragment_within<'a>(raw: &'a str, page: &Text) -> Option<&'a str> {
    let raw = raw.trim();
    let (document, _) = raw.split_at(raw.find('#')?);
    let page = page.to_str_lossy();
    let is_same = !document.is_empty() && page.split('#').next() == Some(document);
    raw.get(document.len()..).filter(|_| is_same)
}

fn push_address(out: &mut String, raw: &str, context: &mut Context<'_>) {
    match address(raw, context) {
        Some(address) => {
            out.push_str("url(");
            push_string(out, &address);
            out.push(')');
        }
        None => out.push_str("url(\"about:invalid\")"),
    }
}

/// Says whether an address needs nothing but what is there: a fragment alone is
/// the document itself (filters, masks, gradients), and data carry their bytes along.
fn stays(raw: &str) -> bool {
    let is_data = raw.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    raw.starts_with('#') || is_data && !picture::is_costly_address(raw)
}

fn push_string(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\a "),
            '\r' => out.push_str("\\d "),
            '\x0c' => out.push_str("\\c "),
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Knows `a.png` and `a.css`, and nothing else.
    struct Few;

    impl Resources for Few {
        fn address(&mut self, raw: &str, _: &Text) -> Option<String> {
            (raw == "a.png").then(|| "blob:a".into())
        }

        fn style_sheet(&mut self, raw: &str, _: &Text) -> Option<(String, Text)> {
            (raw == "a.css").then(|| ("p:hover{background:url(a.png)} i{".into(), "http://x/a.css".into()))
        }
    }

    pub(crate) fn with<R>(run: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let environment = Environment::default();
        let base = Text::from("http://x/");
        let page = Text::from("http://x/page?a#b");
        run(&mut Context { environment: &environment, base: &base, page: &page, resources: &mut Few })
    }

    fn check(input: &str, expected: &str) {
        assert_eq!(with(|context| rewrite_sheet(input, context)), expected, "of {input}");
    }

    #[test]
    fn what_needs_no_change_stays_to_the_letter() {
        for text in [
            "a { color : red } /* :hover */ b::before{content:\":hover url(x)\"}",
            "a[href*=\":hover\"],a[x=':focus']{}",
            "@supports selector(a:hover){a{}}",
            "@namespace svg url(http://www.w3.org/2000/svg);",
            "a{--x:{b:hover};color:red}",
            "a{fill:url(#g);mask:url('#m')}",
            "@font-face{font-family:hover}",
            "a{transition:hover;b:hover;c:focus}",
            "@property --x{syntax:'<angle>'}",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn pseudo_classes_of_the_visitor_become_attributes() {
        check("a:hover{}", "a[data-domreel-hover]{}");
        check("a::-webkit-slider-thumb:active,b:hover{}", "a::-webkit-slider-thumb:active,b[data-domreel-hover]{}");
        check("x::part(y):hover c:hover{}", "x::part(y):hover c[data-domreel-hover]{}");
        check("::slotted(a:hover){}", "::slotted(a[data-domreel-hover]){}");
        check("a:h\\6fver,b:FOCUS-within>c{}", "a[data-domreel-hover],b[data-domreel-focus-within]>c{}");
        check("a:not(:hover):is(.b:active,c){}", "a:not([data-domreel-hover]):is(.b[data-domreel-active],c){}");
        check(":host(:hover) ::slotted(a:focus){}", ":host([data-domreel-hover]) ::slotted(a[data-domreel-focus]){}");
        check(
            ".c{color:red;&:hover{x:y;& b:target{}}}",
            ".c{color:red;&[data-domreel-hover]{x:y;& b[data-domreel-target]{}}}",
        );
        check("@media (hover:hover){a:hover{}}", "@media (min-width:0px){a[data-domreel-hover]{}}");
        check("@scope(.a:hover) to (.b){c{}}", "@scope(.a[data-domreel-hover]) to (.b){c{}}");
        check("a:link{}a:visited{}", "a:any-link{}a[data-domreel-visited]{}");
        check("p::selection{}", "p::selection{color:currentcolor;background-color:transparent;}");
        check("p,b::selection{}", "p,b::selection{}");
        check("a:hover::after{}", "a[data-domreel-hover]::after{}");
        check("[ TARGET=src]:hover{}", "[ data-domreel-was-target=src][data-domreel-hover]{}");
        check("a{b:[src] 1fr;&:not([src$='x'],[alt]){}}", "a{b:[src] 1fr;&:not([data-domreel-was-src$='x'],[alt]){}}");
        assert_eq!(rewrite_selector(".d, .a:hover"), ".d, .a[data-domreel-hover]");
        assert_eq!(rewrite_selector("[src] b"), "[data-domreel-was-src] b");
    }

    #[test]
    fn an_address_that_refers_into_the_page_stays_in_it() {
        check("a{fill:url(http://x/page?a#g)}", "a{fill:url(\"#g\")}");
        check("a{fill:url('http://x/page#g')}", "a{fill:url(\"about:invalid\")}");
        check("a{fill:url(http://x/page?a)}", "a{fill:url(\"about:invalid\")}");
    }

    #[test]
    fn of_two_colour_schemes_that_of_the_visitor_is_kept() {
        check(":root{color-scheme:light dark}", ":root{color-scheme:light }");
        check(":root{COLOR-SCHEME:only dark Light;color:red}", ":root{COLOR-SCHEME:only  Light;color:red}");
        check("a{color-scheme:dark}b{--color-scheme:light dark}", "a{color-scheme:dark}b{--color-scheme:light dark}");
        with(|context| assert_eq!(rewrite_declarations("color-scheme:dark light", context), "color-scheme: light"));
    }

    #[test]
    fn addresses_become_bytes_of_the_recording_or_nothing() {
        check("a{b:url(a.png)}", "a{b:url(\"blob:a\")}");
        check("a{b:URL( 'a.png' )}", "a{b:URL( \"blob:a\" )}");
        check("a{b:url(http://evil/)}", "a{b:url(\"about:invalid\")}");
        check("a{b:u\\72l(http://evil/)}", "a{b:url(\"about:invalid\")}");
        check("a{b:image-set(\"a.png\" 1x,'b.png' 2x)}", "a{b:image-set(\"blob:a\" 1x,\"about:invalid\" 2x)}");
        check("a{--x:{y:url(b)}}", "a{--x:{y:url(\"about:invalid\")}}");
        let declarations = |text| with(|context| rewrite_declarations(text, context));
        assert_eq!(declarations("background:url(a.png)"), "background:url(\"blob:a\")");
    }

    #[test]
    fn an_import_becomes_one_rule_with_what_was_imported() {
        let imported = "p[data-domreel-hover]{background:url(\"blob:a\")} i{}";
        check("@import 'a.css';b{}", &format!("@media all{{{imported}}}b{{}}"));
        check("@import url(a.css) print;", &format!("@media print{{{imported}}}"));
        check(
            "@import url('a.css') layer(x) supports(a:b) screen;",
            &format!(
                "@supports (not (domreel:3)){{@layer domreel;@media screen{{@supports (a:b){{@layer x{{{imported}}}}}}}}}"
            ),
        );
        let two = |before: &str, rule: &str| {
            format!("@supports (not (domreel:2)){{{before}@media all{{{rule}{{{imported}}}}}}}")
        };
        check("@import 'a.css' layer;", &two("@layer domreel;", "@layer "));
        check("@import 'a.css' supports(a:b);", &two("", "@supports (a:b)"));
        check("@import 'http://evil/';", "@media not all{}");
        for carried in ["data:text/css,p:hover%7Bb:url(c)}", "DATA:text/css;charset=x;base64,cDpob3ZlcntiOnVybChjKX0="]
        {
            let imported = "p[data-domreel-hover]{b:url(\"about:invalid\")}";
            check(&format!("@import '{carried}' print;"), &format!("@media print{{{imported}}}"));
        }
        check("@import 'data:text/cssx,p{}';", "@media not all{}");
        check("b{}@import 'a.css';i{}", "b{}i{}");
        check("@layer x;@import 'a.css';", &format!("@layer domreel, x;@media all{{{imported}}}"));
    }

    #[test]
    fn a_text_cannot_leave_its_place() {
        check("a{}}b:hover{}", "a{}b[data-domreel-hover]{}");
        for (open, closed) in
            [("a{b:(", "a{b:()}"), ("/*", "/**/"), ("a{b:'c", "a{b:'c'}"), ("a{b:url(c", "a{b:url(c)}"), ("a[", "a[]")]
        {
            let mut text = open.to_owned();
            close(&mut text);
            assert_eq!(text, closed);
        }
    }
}
