//! Addresses without what opens doors or names people: credentials, values of queries, secrets in paths and fragments.
//!
//! What an address becomes depends on its parts alone, so that one that is
//! written whole here and in part there stays the same address.

use super::css::hexadecimal;
use super::list::{List, begins, holds, is_one_of, lists};
use super::name::Names;
use super::readable::is_readable;
use super::words::is_public;
use super::{IS_SELECTIVE, identifiers};

/// How much of an address stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kept {
    /// All but credentials, script, and values that are or look like secrets.
    Most,
    /// The path but for what looks like a secret, and values of a few parameters.
    Path,
    /// Of the path those parts that name places as many sites have them.
    Places,
    /// Whether two addresses are the same.
    Identity,
}

/// Parameters whose values say how something is shown, not what or to whom.
const SHOWN: List =
    b" lang locale page sort order dir tab view w h width height v ver version format fm fit dpr display family \
    theme size ";
/// What names of parameters hold whose values open doors.
const OPENING: List =
    b" token key sig jwt sess code pass pwd auth secret otp cred ticket sid state nonce saml invit mail hash \
    user phone policy pin ";

/// Returns what of an address may be recorded.
pub(super) fn scrubbed(names: &Names, address: &[u8], kept: Kept) -> Vec<u8> {
    let url = address.trim_ascii();
    let scheme = scheme(url);
    let (head, rest) = url.split_at(scheme.len());
    let scheme: Vec<u8> =
        scheme.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
    let opaque: Option<bool> = match scheme.as_slice() {
        scheme if lists(b" javascript: vbscript: ", scheme) => Some(false),
        // The bytes of pictures, but not what may be text, or a page.
        b"data:" => {
            let is = |kind: &[u8]| rest.get(..kind.len()).is_some_and(|head| head.eq_ignore_ascii_case(kind));
            let is_font = is_font(url);
            let is_picture = kept <= Kept::Path
                && is(b"image/")
                && (kept == Kept::Most
                    || !is(b"image/svg")
                    || !identifiers::has_identifiers(rest.get(..4096).unwrap_or(rest)));
            Some(is_font || is_picture)
        }
        // Made by the browser, or by the recorder.
        b"blob:" => Some(rest.rsplit(|byte| *byte == b'/').next().is_some_and(is_made)),
        b"about:" => Some(lists(b" blank srcdoc ", rest)),
        scheme if lists(b" canvas: font: ", scheme) => Some(is_made(rest)),
        b"" => None,
        scheme if lists(b" http: https: ws: wss: ftp: file: ", scheme) => None,
        _ if rest.starts_with(b"//") => None,
        _ => Some(kept == Kept::Most),
    };
    match opaque {
        Some(true) => return url.to_vec(),
        Some(false) if scheme == b"data:" => return b"data:,".to_vec(),
        Some(false) => return scheme,
        None => {}
    }
    let mut out = head.to_vec();
    let mut rest = rest;
    if rest.starts_with(b"//") {
        let end = position(rest.get(2..).unwrap_or_default(), b"/?#\\").map_or(rest.len(), |end| end + 2);
        let (authority, path) = rest.split_at(end);
        let host = authority.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
        out.extend_from_slice(b"//");
        let host = host.strip_prefix(b"//").unwrap_or(host);
        each_part(host, b".:[]", &mut out, |label| {
            (kept > Kept::Most && is_secret_host(label)).then(|| names.digest(label))
        });
        rest = path;
    }
    let (path, rest) = rest.split_at(position(rest, b"?#").unwrap_or(rest.len()));
    path_parts(names, path, kept, &mut out);
    let (query, fragment) = rest.split_at(position(rest, b"#").unwrap_or(rest.len()));
    parameters(names, query, kept, &mut out);
    let inner = fragment.get(1..).unwrap_or_default();
    if inner.iter().any(|byte| is_one_of(*byte, b"=&")) {
        parameters(names, fragment, kept, &mut out);
    } else if inner.starts_with(b"/") || inner.starts_with(b"!") {
        // A path of an application that lives in the fragment.
        path_parts(names, fragment, kept, &mut out);
    } else {
        out.extend_from_slice(fragment.get(..1).unwrap_or_default());
        if kept >= Kept::Places {
            out.extend(names.renamed(inner));
        } else if kept > Kept::Most && looks_secret(inner) {
            out.extend(names.digest(inner));
        } else {
            out.extend_from_slice(inner);
        }
    }
    out
}

/// Says whether an address holds the bytes of a font.
pub(super) fn is_font(url: &[u8]) -> bool {
    begins(b" data:font/ data:application/font data:application/x-font ", url)
}

/// The addresses of `srcset`, each with what follows it.
pub(super) fn scrubbed_set(names: &Names, set: &[u8], kept: Kept) -> Vec<u8> {
    let mut out = Vec::with_capacity(set.len());
    let mut rest = set.trim_ascii_start();
    while !rest.is_empty() {
        let length = rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let (word, after) = rest.split_at(length);
        let commas = word.iter().rev().take_while(|byte| **byte == b',').count();
        out.extend(scrubbed(names, word.get(..length - commas).unwrap_or_default(), kept));
        let end = if commas > 0 { 0 } else { position(after, b",").unwrap_or(after.len()) };
        // Only numbers with a letter stand there.
        let descriptor = after.get(..end).unwrap_or_default().trim_ascii();
        if descriptor.len() <= 12 && descriptor.iter().all(|byte| byte.is_ascii_digit() || is_one_of(*byte, b".wxh ")) {
            out.push(b' ');
            out.extend_from_slice(descriptor);
        }
        rest = after.get(end..).unwrap_or_default();
        let skipped = rest.iter().take_while(|byte| **byte == b',' || byte.is_ascii_whitespace()).count();
        rest = rest.get(skipped..).unwrap_or_default();
        if !rest.is_empty() {
            out.extend_from_slice(b", ");
        }
    }
    out
}

/// Says whether an id is one that a machine makes: no word can be read in it.
fn is_made(id: &[u8]) -> bool {
    id.len() <= 36 && id.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

fn position(text: &[u8], any: &[u8]) -> Option<usize> {
    text.iter().position(|byte| is_one_of(*byte, any))
}

/// The scheme with its colon; nothing where there is none.
fn scheme(url: &[u8]) -> &[u8] {
    let is_of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || is_one_of(*byte, b"+-.\t\n\r");
    let length = url.iter().take_while(|byte| is_of_scheme(byte)).count();
    let has_one = url.first().is_some_and(u8::is_ascii_alphabetic) && url.get(length) == Some(&b':');
    url.get(..=length).filter(|_| has_one).unwrap_or_default()
}

/// Copies a text, with those of its parts replaced for which there is something else.
fn each_part(text: &[u8], between: &[u8], out: &mut Vec<u8>, mut replace: impl FnMut(&[u8]) -> Option<Vec<u8>>) {
    let mut rest = text;
    loop {
        let (part, after) = rest.split_at(position(rest, between).unwrap_or(rest.len()));
        match replace(part) {
            Some(other) => out.extend(other),
            None => out.extend_from_slice(part),
        }
        let Some((separator, after)) = after.split_first() else { break };
        out.push(*separator);
        rest = after;
    }
}

fn path_parts(names: &Names, path: &[u8], kept: Kept, out: &mut Vec<u8>) {
    each_part(path, b"/\\", out, |segment| {
        // Parameters stand in paths, too.
        let (place, own) = segment.split_at(position(segment, b";").unwrap_or(segment.len()));
        let mut other = Vec::new();
        place_parts(names, place, kept, &mut other);
        pairs(names, own, kept, &mut other);
        Some(other)
    });
}

fn place_parts(names: &Names, place: &[u8], kept: Kept, out: &mut Vec<u8>) {
    each_part(place, b"!#", out, |part| {
        let stays = match kept {
            _ if matches!(part, b"" | b"." | b"..") => true,
            Kept::Most => true,
            Kept::Path => !looks_secret(&decoded(part)),
            Kept::Places => is_place(part),
            Kept::Identity => false,
        };
        (!stays).then(|| digest_of(names, part))
    });
}

/// A digest of a part, and the kind of file that its name ends with.
fn digest_of(names: &Names, part: &[u8]) -> Vec<u8> {
    let part = decoded(part);
    let mut digest = names.digest(&part);
    if let Some(dot) = part.iter().rposition(|byte| *byte == b'.') {
        let kind = part.get(dot + 1..).unwrap_or_default();
        if (2..=5).contains(&kind.len()) && is_public(kind) {
            digest.push(b'.');
            digest.extend_from_slice(kind);
        }
    }
    digest
}

/// What places of sites are called, each with a space around it. Any other word could be somebody's name.
const PLACES: List = b" about account accounts activity add address admin all api app archive article articles auth \
    billing blog book booking browse calendar callback cart categories category chat checkout collections comments company \
    complete confirm confirmation contact contacts create customer customers dashboard delete delivery details docs \
    documents done download downloads edit error events explore faq favorites features feed files forum gallery group groups \
    guide help history home html htm inbox index info invoice invoices item items jobs list login logout main members \
    messages my new news notifications offers order orders overview page pages password payment payments php post posts \
    pricing privacy product products profile project projects public register report reports reset results returns review \
    reviews search services settings shop sign in up out signin signup start status step store subscription success summary \
    support tag tags task tasks team teams terms thanks ticket tickets topics upload user users verify video videos view \
    welcome wiki wishlist ";

/// Says whether a part of a path names a place of a site, in words that many sites have.
fn is_place(part: &[u8]) -> bool {
    let is_separator = |byte: &u8| is_one_of(*byte, b"-_.");
    part.first() == Some(&b'~') || part.split(is_separator).all(|word| word.len() < 2 || lists(PLACES, word))
}

/// Says whether a part of an address is nothing that somebody would type.
pub(super) fn looks_secret(part: &[u8]) -> bool {
    identifiers::has_identifiers(part) || has_unreadable(part)
}

/// Says whether a part is long, and not made of words.
fn has_unreadable(part: &[u8]) -> bool {
    part.len() >= 16 && !part.split(|byte| !byte.is_ascii_alphanumeric()).all(is_readable)
}

/// Says whether a part of a host was made for one visitor.
fn is_secret_host(label: &[u8]) -> bool {
    let digits = label.iter().filter(|byte| byte.is_ascii_digit()).count();
    if IS_SELECTIVE { looks_secret(label) } else { digits >= 6 || has_unreadable(label) }
}

fn parameters(names: &Names, query: &[u8], kept: Kept, out: &mut Vec<u8>) {
    if !IS_SELECTIVE || kept > Kept::Most {
        return pairs(names, query, kept, out);
    }
    // What separates pairs for some servers ends statements and questions in programs.
    each_part(query, b"&#", out, |part| {
        let program = part.strip_prefix(b"?").unwrap_or(part).strip_prefix(b"code=").map(decoded);
        if program.is_some_and(|value| is_program(&value)) {
            return None;
        }
        let mut other = Vec::new();
        pairs(names, part, kept, &mut other);
        Some(other)
    });
}

fn pairs(names: &Names, query: &[u8], kept: Kept, out: &mut Vec<u8>) {
    each_part(query, b"?&#;", out, |part| {
        let equals = position(part, b"=");
        let (key, value) = part.split_at(equals.map_or(part.len(), |equals| equals + 1));
        let name = decoded(key).to_ascii_lowercase();
        let name = name.strip_suffix(b"=").unwrap_or(&name);
        let value_is_plain = !looks_secret(&decoded(value));
        let stays = if equals.is_none() {
            kept == Kept::Most && !looks_secret(&decoded(key))
        } else if kept == Kept::Most {
            value_is_plain && !holds(OPENING, name)
        } else {
            let is_short = value.len() <= 16
                && value.iter().all(|byte| byte.is_ascii_alphanumeric() || is_one_of(*byte, b"-_.+,%"));
            lists(SHOWN, name) && is_short && value_is_plain && (kept <= Kept::Path || is_mild(value))
        };
        if stays || part.is_empty() {
            return None;
        }
        let mut other = Vec::new();
        match equals {
            Some(_) => {
                // A parameter's name is one of the site's words as well.
                if kept >= Kept::Places && !lists(SHOWN, name) && !is_place(name) {
                    other.extend(names.digest(name));
                    other.push(b'=');
                } else {
                    other.extend_from_slice(key);
                }
                other.extend(names.digest(&decoded(value)));
            }
            None => other.extend(names.digest(&decoded(key))),
        }
        Some(other)
    });
}

/// Says whether a value is the text of a program, as links to where one may try it out have: codes that open
/// doors have one line.
fn is_program(value: &[u8]) -> bool {
    is_one_of(b'\n', value) && !identifiers::has_identifiers(value)
}

/// Numbers, languages and words of the platform.
fn is_mild(value: &[u8]) -> bool {
    value.split(|byte| !byte.is_ascii_alphabetic()).all(|word| word.len() <= 2 || is_public(word)) && value.len() <= 8
}

/// A part without its percent signs: browsers write some addresses with, some without them.
fn decoded(part: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|hex| byte == b'%' && hex.iter().all(u8::is_ascii_hexdigit));
        match hex {
            Some(hex) => {
                out.extend(hexadecimal(hex).to_le_bytes().first());
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrub(url: &str, kept: Kept) -> String {
        String::from_utf8(scrubbed(&Names::new([1, 2]), url.as_bytes(), kept)).unwrap()
    }

    const ALL: [Kept; 4] = [Kept::Most, Kept::Path, Kept::Places, Kept::Identity];

    #[test]
    fn what_opens_doors_goes_everywhere() {
        for kept in ALL {
            for url in [
                "https://u:hunterword@host.test/a",
                "/p?token=hunterword",
                "/p?a=1&X-Amz-Signature=hunterword",
                "/p#access_token=hunterword&x=1",
                "/p;jsessionid=hunterword;v=1/q?a=b",
                "/p#/route;token=hunterword",
                "https://host.test/?code=hunterword#/done",
                "/p?session=%68unterword",
                "javascript:alert('hunterword')",
                " java\nscript:alert('hunterword')",
                "data:text/html,hunterword",
                "/p?q=eyJhbGciOiJIUzI1NiJ9.hunterword.abcdefghijk",
            ] {
                let out = scrub(url, kept);
                assert!(!out.contains("hunterword") && !out.contains("%68"), "{kept:?} {url}: {out}");
            }
        }
    }

    #[test]
    fn paths_and_harmless_values_stay_as_far_as_the_level_says() {
        assert_eq!(
            scrub("https://h.test:8080/a/b-c.html?lang=en&q=x#top", Kept::Most),
            "https://h.test:8080/a/b-c.html?lang=en&q=x#top"
        );
        assert!(scrub("/docs/start?lang=en&q=x#top", Kept::Path).starts_with("/docs/start?lang=en&q=~"));
        assert!(scrub("/invite/9f86d081884c7d659a2f", Kept::Path).starts_with("/invite/~"));
        assert!(scrub("/users/ann42/orders", Kept::Places).starts_with("/users/~"));
        assert!(scrub("/users/ann42/orders", Kept::Places).ends_with("/orders"));
        assert!(!scrub("/users/ann/order-history.html", Kept::Places).contains("ann"));
        assert!(scrub("/users/ann/order-history.html", Kept::Places).ends_with("/order-history.html"));
        assert_eq!(scrub("/a;v=1/b;c=d", Kept::Most), "/a;v=1/b;c=d");
        assert!(scrub("/a;v=1/b;user=ann", Kept::Path).starts_with("/a;v=1/b;user=~"));
        assert!(scrub("mailto:ann@example.org", Kept::Path) == "mailto:");
        assert!(scrub("data:image/png;base64,AAAA", Kept::Identity) == "data:,");
    }

    #[test]
    #[cfg(feature = "selective")]
    fn a_program_is_no_code_that_opens_a_door() {
        let program = "/?code=fn+main()+%7B%0A++let+v:+%5Bu8%3B+32%5D;%0A++//+What?%0A++assert_eq!(v.len(),+32);%0A%7D&edition=2024";
        assert_eq!(scrub(program, Kept::Most), program);
        for (url, kept) in [
            (program, Kept::Path),
            ("/?code=fn+main()", Kept::Most),
            ("/?code=line%0A4111111111111111", Kept::Most),
            ("/?secret_code=line%0Aline", Kept::Most),
        ] {
            assert!(scrub(url, kept).contains("code=~"), "{kept:?} {url}");
        }
    }

    #[test]
    fn an_identity_says_no_more_than_the_kind_of_file() {
        let out = scrub("https://cdn.test/users/ann.png?x=1", Kept::Identity);
        assert!(out.starts_with("https://cdn.test/~") && out.contains(".png?x=~"), "{out}");
        assert!(!out.contains("users") && !out.contains("ann"));
    }

    #[test]
    fn it_does_not_matter_how_an_address_is_written() {
        for kept in ALL {
            let [raw, whole] = ["/a b/ü.png?q=a b", "/a%20b/%C3%BC.png?q=a%20b"].map(|url| scrub(url, kept));
            assert!(raw == whole || kept <= Kept::Path, "{kept:?}: {raw} {whole}");
            let [base, part] = ["https://h.test/users/ann/page", "users/ann/page"].map(|url| scrub(url, kept));
            assert_eq!(base, format!("https://h.test/{part}"));
        }
    }

    #[test]
    fn scrubbing_twice_is_scrubbing_once() {
        for kept in ALL {
            for url in ["/p?token=abc&b", "https://u:p@h.test/x/9f86d081884c7d659a2f?a=b", "a.png", ""] {
                let once = scrub(url, kept);
                let identity = kept == Kept::Identity && url.contains('.');
                assert!(identity || scrub(&once, kept) == once, "{kept:?} {url}");
            }
        }
    }

    #[test]
    fn every_address_of_a_set_is_scrubbed() {
        let out = scrubbed_set(
            &Names::new([1, 2]),
            b" a.png?sig=hunter 1x,b.png 2x , data:image/png;base64,AA== 3x",
            Kept::Path,
        );
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains("hunter") && out.ends_with(", b.png 2x, data:image/png;base64,AA== 3x"), "{out}");
    }
}
