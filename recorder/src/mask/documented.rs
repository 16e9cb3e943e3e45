//! Compares docs/privacy.md with what the mask does. `BLESS=1 cargo test -p domreel-recorder` writes its tables anew.

use super::*;
use attribute::{ROLES, Role};
use std::fmt::Write;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/privacy.md");

/// What is given to the mask, and what it is called.
#[derive(Clone, Copy)]
enum Given {
    Text,
    Value,
    Secret,
    Attribute(&'static str, &'static str),
    Style,
    PageUrl,
    Element,
    Animations,
}

const EXAMPLES: &[(&str, Given, &str)] = &[
    ("text of the page", Given::Text, "Ann Lee owes 42 €"),
    ("text that identifies", Given::Text, "ann@example.org, +44 7911 123456"),
    ("a key in a text", Given::Text, "use sk_live_9f86d081884c7d65"),
    ("what is filled in", Given::Value, "Ann Lee"),
    ("passwords, codes, cards, hidden fields", Given::Secret, "hunter2"),
    ("words in attributes", Given::Attribute("img", "alt"), "Ann Lee"),
    ("classes, ids and other names", Given::Attribute("i", "class"), "card user-ann"),
    ("data", Given::Attribute("i", "data-user"), "ann"),
    ("objects in data", Given::Attribute("i", "data-props"), "{\"user\":\"ann\"}"),
    ("states", Given::Attribute("i", "data-theme"), "dark"),
    ("attributes of the platform", Given::Attribute("td", "colspan"), "2"),
    ("names of custom elements", Given::Element, "ann-card"),
    ("links", Given::Attribute("a", "href"), "/users/ann?token=abc"),
    ("addresses of pictures", Given::Attribute("img", "src"), "/users/ann.png?sig=abc"),
    ("addresses of frames and style sheets", Given::Attribute("iframe", "src"), "/users/ann?sig=abc"),
    ("the address of the page", Given::PageUrl, "/users/ann?lang=en&token=abc"),
    ("handlers, nonces, content of frames", Given::Attribute("i", "onclick"), "load('ann')"),
    ("style sheets", Given::Style, ".user-ann::after { content: \"Ann\" } /* Ann */"),
    ("pictures in style", Given::Style, "i { background: url(/ann.png?sig=abc) }"),
    ("custom properties", Given::Style, "--user: \"Ann\"; width: 40%"),
    ("animations of scripts", Given::Animations, "{\"--user\":\"Ann\",\"left\":\"40%\"}"),
];

fn cell(mask: &Mask, traits: Traits, given: Given, example: &str) -> String {
    let example = example.as_bytes();
    let cleared = match given {
        Given::Text => Some(mask.text(traits, example)),
        Given::Value => Some(mask.value(traits, example)),
        Given::Secret => Some(mask.value(traits.with(Traits::SECRET), example)),
        Given::Attribute(element, name) => mask.attribute(traits, element.as_bytes(), name.as_bytes(), example),
        Given::Style => Some(mask.css(traits, example, Part::Rules)),
        Given::PageUrl => Some(mask.page_url(traits, example)),
        Given::Element => Some(mask.element_name(traits, example)),
        Given::Animations => Some(mask.animations(traits, example)),
    };
    match cleared {
        Some(cleared) if cleared.as_bytes().is_empty() => "nothing".to_owned(),
        Some(cleared) if cleared.as_bytes() == example => "as it is".to_owned(),
        Some(cleared) => format!("`{}`", String::from_utf8_lossy(cleared.as_bytes())),
        None => "nothing".to_owned(),
    }
}

fn levels() -> String {
    let mut table = String::from("| what | for example | `all` | `sensitive` | `none` | marked, at `none` |\n");
    table.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for (what, given, example) in EXAMPLES {
        write!(table, "| {what} | `{example}` |").unwrap();
        let plain = Traits::default();
        for (level, traits) in
            [(Level::All, plain), (Level::Sensitive, plain), (Level::None, plain), (Level::None, Traits::MASKED)]
        {
            write!(table, " {} |", cell(&Mask::new(level, [7, 8]), traits, *given, example)).unwrap();
        }
        table.push('\n');
    }
    table
}

fn attributes() -> String {
    let mut table = String::from("| attributes | are |\n| --- | --- |\n");
    for (role, names) in ROLES {
        let names: Vec<String> =
            String::from_utf8_lossy(names).split_whitespace().map(|name| format!("`{name}`")).collect();
        let what = match role {
            Role::Never => "never recorded",
            Role::Value => "values: what somebody filled in",
            Role::Words => "words",
            Role::Name => "names",
            Role::Link => "links",
            Role::Url | Role::Urls => "addresses of what is shown",
            Role::Style => "style",
            Role::Language => "languages",
            Role::Mark | Role::Structure | Role::Data => "data",
        };
        writeln!(table, "| {} | {what} |", names.join(", ")).unwrap();
    }
    table
}

#[test]
fn the_page_on_privacy_says_what_the_mask_does() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let mut expected = page.clone();
    for (name, table) in [("levels", levels()), ("attributes", attributes())] {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let start = expected.find(&open).unwrap() + open.len();
        let end = start + expected[start..].find(&close).unwrap();
        expected.replace_range(start..end, &format!("\n{table}\n"));
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(PAGE, &expected).unwrap();
    } else {
        assert!(page == expected, "docs/privacy.md is stale: BLESS=1 cargo test -p domreel-recorder writes it anew");
    }
}
