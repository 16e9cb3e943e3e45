//! Attributes that are not on the stage, or not with their value, as the style sheets of the page find them.
//!
//! What loads, navigates or submits has no place there, but a page says by it
//! what links and pictures look like: `a[target=_blank]::after`,
//! `img[src$=".svg"]`. Another attribute, which means nothing to the platform,
//! has the value instead, and selectors ask for that one.

use domreel_format::{Attribute, Text};

const PREFIX: &str = "data-domreel-was-";

/// The attributes that stand for those that are absent, sorted.
const NAMES: [&str; 22] = [
    "data-domreel-was-action",
    "data-domreel-was-allow",
    "data-domreel-was-archive",
    "data-domreel-was-autofocus",
    "data-domreel-was-autoplay",
    "data-domreel-was-background",
    "data-domreel-was-code",
    "data-domreel-was-crossorigin",
    "data-domreel-was-data",
    "data-domreel-was-download",
    "data-domreel-was-formaction",
    "data-domreel-was-formtarget",
    "data-domreel-was-icon",
    "data-domreel-was-loading",
    "data-domreel-was-manifest",
    "data-domreel-was-poster",
    "data-domreel-was-preload",
    "data-domreel-was-profile",
    "data-domreel-was-sizes",
    "data-domreel-was-src",
    "data-domreel-was-srcset",
    "data-domreel-was-target",
];

/// Of a longer value, such as a picture in its address, only so much is found.
const MAX_VALUE_BYTES: usize = 512;

/// Returns the name of the attribute that stands for the one of that name, in lower case.
pub fn name_for(name: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by(|known| known.strip_prefix(PREFIX).unwrap_or_default().cmp(name)).ok()?;
    NAMES.get(at).copied()
}

/// Returns the attribute that stands for a recorded one.
pub fn stands_for(attribute: &Attribute) -> Option<Attribute> {
    if attribute.namespace.is_some() {
        return None;
    }
    let name = name_for(attribute.name.as_str()?)?.into();
    let bytes = attribute.value.as_bytes();
    let mut end = bytes.len().min(MAX_VALUE_BYTES);
    while bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    let value = Text::from_wtf8(bytes.get(..end).unwrap_or_default());
    Some(Attribute { namespace: None, name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_absent_attribute_is_found_and_no_other() {
        assert!(NAMES.is_sorted());
        for name in NAMES {
            assert_eq!(name_for(name.strip_prefix(PREFIX).unwrap()), Some(name));
        }
        assert_eq!((name_for("href"), name_for("onclick"), name_for("nonce"), name_for("")), (None, None, None, None));
    }

    #[test]
    fn of_a_long_value_whole_characters_are_found() {
        let absent =
            |value: String| stands_for(&Attribute { namespace: None, name: "src".into(), value: value.into() });
        let (short, long) = ("é".repeat(256), format!("x{}", "é".repeat(300)));
        assert_eq!(absent(short.clone()).unwrap().value, Text::from(short));
        assert_eq!(absent(long).unwrap().value, Text::from(format!("x{}", "é".repeat(255))));
    }
}
