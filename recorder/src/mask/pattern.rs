//! What identifies a person, or opens a door, in running text.
//!
//! Mail addresses; numbers of cards, accounts, phones and of people by the state
//! (here); keys and tokens (`token`). Each is known by its shape and, where it
//! has one, by its check digits, also where spaces, line breaks or hyphens part
//! it. Prose, prices, dates and times are none of these.

use super::filler::erased;
use super::fold::folded;
use super::token;

/// A part of a text, in bytes.
pub(super) type Span = (usize, usize);

/// So many digits in a row are taken for an identifier, whatever they are.
const MIN_DIGITS: usize = 9;

/// Replaces what looks like an identifier or a secret. `None`: there is nothing of the kind.
pub(super) fn without_identifiers(text: &[u8]) -> Option<Vec<u8>> {
    let mut spans = Vec::new();
    find(text, &mut spans);
    if spans.is_empty() {
        return None;
    }
    spans.sort_unstable();
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in spans {
        let start = start.max(at);
        if end > start {
            out.extend_from_slice(text.get(at..start).unwrap_or_default());
            out.extend(erased(text.get(start..end).unwrap_or_default()));
            at = end;
        }
    }
    out.extend_from_slice(text.get(at..).unwrap_or_default());
    Some(out)
}

/// Says whether there is anything that looks like an identifier or a secret.
pub(super) fn has_identifiers(text: &[u8]) -> bool {
    let mut spans = Vec::new();
    find(text, &mut spans);
    !spans.is_empty()
}

fn find(text: &[u8], spans: &mut Vec<Span>) {
    let Some((plain, places)) = folded(text) else { return find_plain(text, spans) };
    find_plain(&plain, spans);
    let place = |at: usize| places.get(at).copied().unwrap_or(text.len());
    spans.iter_mut().for_each(|(start, end)| (*start, *end) = (place(*start), place(*end)));
}

fn find_plain(text: &[u8], spans: &mut Vec<Span>) {
    // Most texts are words and can hold nothing of all this.
    let may_have = text.len() >= 6
        && (text.len() >= token::MIN_LENGTH || text.iter().any(|byte| byte.is_ascii_digit() || *byte == b'@'));
    if may_have {
        mails(text, spans);
        numbers(text, spans);
        codes(text, spans);
        token::find(text, spans);
    }
}

/// Mail addresses: letters around an `@`, spaces beside it too; also as addresses write it.
fn mails(text: &[u8], spans: &mut Vec<Span>) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"._%+-".contains(byte);
    for (at, sign) in text.iter().enumerate() {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let (is_escaped, after) = match (sign, after.strip_prefix(b"40")) {
            (b'@', _) => (false, after),
            (b'%', Some(after)) => (true, after),
            _ => continue,
        };
        let start = text.len() - after.len();
        let spaces = after.iter().take_while(|byte| **byte == b' ').count();
        let name_end = before.len() - before.iter().rev().take_while(|byte| **byte == b' ').count();
        let name = before.get(..name_end).unwrap_or_default().iter().rev().take_while(|byte| is_part(byte)).count();
        let host = after.get(spaces..).unwrap_or_default();
        let length = host.iter().take_while(|byte| is_part(byte)).count();
        let has_dot = host.get(1..length).unwrap_or_default().contains(&b'.');
        // Without spaces a host needs no dot: much is an address inside a house.
        let is_joined = spaces == 0 && name_end == at;
        // The rest of the host may stand in the next element.
        let is_cut = is_joined && length == after.len();
        let is_mail = if is_escaped {
            // A share of a hundred, and a number behind it.
            is_joined && has_dot && host.first().is_some_and(u8::is_ascii_alphabetic)
        } else {
            is_cut || length > 1 && (has_dot || is_joined)
        };
        if name > 0 && is_mail {
            spans.push((name_end - name, start + spaces + length));
        }
    }
}

/// A run of digits.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
    /// Whether a letter stands before it, or after it.
    is_inside_word: bool,
    /// What parts it from the one before; 0: they do not belong together.
    separator: u8,
}

impl Group {
    fn len(&self) -> usize {
        self.end - self.start
    }
}

/// Digits in groups, as cards, phones and the states of many countries write them.
fn numbers(text: &[u8], spans: &mut Vec<Span>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).unwrap_or_default().iter().position(u8::is_ascii_digit) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphabetic);
        let gap = groups.last().map_or(&[][..], |last| text.get(last.end..start).unwrap_or_default());
        let group = Group {
            start,
            end,
            is_inside_word: letter(start.checked_sub(1)) || letter(Some(end)),
            separator: separator(gap),
        };
        if group.separator == 0 {
            run(text, &groups, spans);
            groups.clear();
        }
        groups.push(group);
        at = end;
    }
    run(text, &groups, spans);
}

/// What parts two groups of one number: a space, a hyphen, a dot, brackets. 0: they are of two numbers.
fn separator(gap: &[u8]) -> u8 {
    let mut kind = 0;
    let mut rest = gap;
    while let Some((&first, after)) = rest.split_first() {
        // Spaces and hyphens of other kinds are of two or three bytes.
        let (byte, length) = match first {
            b' ' | b'\t' | b'\n' | b'\r' => (b' ', 1),
            b'-' | b'.' | b'(' | b')' | b'/' => (first, 1),
            0xc2 if after.first() == Some(&0xa0) => (b' ', 2),
            0xc2 if after.first() == Some(&0xad) => (b'-', 2),
            0xe2 if after.first() == Some(&0x80) => match after.get(1) {
                Some(0x80..=0x8d | 0xaf) => (b' ', 3),
                Some(0x90..=0x95) => (b'-', 3),
                _ => return 0,
            },
            _ => return 0,
        };
        // A space among others counts.
        if kind != b' ' {
            kind = byte;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    // A line may break anywhere, and is indented then; other gaps are short.
    let signs = gap.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    if signs > 3 { 0 } else { kind }
}

/// Finds numbers in groups that stand together.
fn run(text: &[u8], groups: &[Group], spans: &mut Vec<Span>) {
    for (index, first) in groups.iter().enumerate() {
        if first.len() >= MIN_DIGITS {
            spans.push((first.start, first.end));
        }
        let before = index.checked_sub(1).and_then(|before| groups.get(before));
        let sign = text.get(..first.start).unwrap_or_default().iter().rev().find(|byte| !b" (".contains(byte));
        let is_international = sign == Some(&b'+');
        let mut digits: Vec<u8> = Vec::new();
        let mut lengths: Vec<usize> = Vec::new();
        for (last, group) in groups.iter().enumerate().skip(index) {
            if digits.len() + group.len() > 32 {
                break;
            }
            digits.extend_from_slice(text.get(group.start..group.end).unwrap_or_default());
            lengths.push(group.len());
            let after = groups.get(last + 1);
            // What parts its own groups may not part it from others; spaces may.
            let inside = groups.get(index + 1..=last).unwrap_or_default();
            let parts = |by: u8| by != b' ' && inside.iter().any(|group| group.separator == by);
            let is_whole =
                before.is_none_or(|_| !parts(first.separator)) && after.is_none_or(|next| !parts(next.separator));
            let is_card = (13..=19).contains(&digits.len()) && passes_luhn(&digits);
            let is_other = is_whole
                && !first.is_inside_word
                && (is_written_as(&lengths, &digits) || is_phone(&lengths, &digits, is_international));
            if is_card || is_other {
                spans.push((first.start, group.end));
            }
        }
    }
}

/// Ways to group the digits of numbers that states give, and of cards and phones.
const WAYS: &[&[usize]] = &[
    // Social security in the United States; a phone there, with and without the country.
    &[3, 2, 4],
    &[3, 3, 4],
    &[1, 3, 3, 4],
    // Tax and insurance in Germany, France, Belgium, Brazil, Sweden; the tax number that is spoken in pairs.
    &[2, 3, 3, 3],
    &[2, 6, 1, 3],
    &[1, 2, 2, 2, 3, 3, 2],
    &[1, 2, 2, 2, 3, 3],
    &[2, 2, 2, 3, 2],
    &[3, 3, 3, 2],
    &[6, 4],
    // Cards with and without check digits, and twelve digits as India writes them.
    &[4, 4, 4],
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 4, 4, 4, 3],
];

fn is_written_as(lengths: &[usize], digits: &[u8]) -> bool {
    let is_years = digits.chunks(4).all(|year| year.starts_with(b"19") || year.starts_with(b"20"));
    WAYS.contains(&lengths) && !(lengths.iter().all(|length| *length == 4) && is_years)
}

fn is_phone(lengths: &[usize], digits: &[u8], is_international: bool) -> bool {
    if is_international {
        return (7..=15).contains(&digits.len());
    }
    // A day, a month and a year.
    let is_date = matches!(lengths, [1..=2, 1..=2, 4, ..]);
    digits.starts_with(b"0")
        && (9..=12).contains(&digits.len())
        && lengths.len() > 1
        && !is_date
        && lengths.iter().all(|length| *length >= 2)
}

fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(digit - b'0') << (index % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != b'0')
}

/// Numbers with letters: accounts, and those of people in the United Kingdom, Spain and Italy.
fn codes(text: &[u8], spans: &mut Vec<Span>) {
    let mut at = 0;
    while let Some(found) = text.get(at..).unwrap_or_default().iter().position(u8::is_ascii_alphanumeric) {
        let start = at + found;
        code(text, start, spans);
        // On to the next word.
        at = start
            + text.get(start..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    }
}

/// The most letters and digits that such a number has.
const MAX_CODE: usize = 34;

fn code(text: &[u8], start: usize, spans: &mut Vec<Span>) {
    // What follows, without what parts it, and where in the text each character ends.
    let mut code = [0_u8; MAX_CODE];
    let mut ends = [0_usize; MAX_CODE];
    let mut count = 0;
    for (at, byte) in text.iter().enumerate().skip(start) {
        match (byte, code.get_mut(count), ends.get_mut(count)) {
            (b' ' | b'-' | b'.' | b'\n' | b'\t' | 0xc2 | 0xa0, ..) => {}
            (byte, Some(slot), Some(end)) if byte.is_ascii_alphanumeric() => {
                (*slot, *end) = (byte.to_ascii_uppercase(), at + 1);
                count += 1;
            }
            _ => break,
        }
    }
    let code = code.get(..count).unwrap_or_default();
    let fits = |shape: &[u8]| {
        code.len() >= shape.len()
            && shape.iter().zip(code).all(|(shape, byte)| match shape {
                b'9' => byte.is_ascii_digit(),
                b'A' => byte.is_ascii_uppercase(),
                b'N' => b"XYZ".contains(byte),
                _ => byte.is_ascii_alphanumeric(),
            })
    };
    let mut take = |length: usize| {
        let end = length.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(start);
        // It ends where its word ends.
        if !text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            spans.push((start, end));
        }
    };
    if fits(b"AA99") {
        for length in 15..=code.len() {
            if code.get(..length).is_some_and(passes_iban) {
                take(length);
            }
        }
    }
    for shape in [b"AA999999A".as_slice(), b"AAAAAA99A99A999A", b"99999999A", b"N9999999A"] {
        let number =
            |digits: &[u8]| digits.iter().fold(0_usize, |sum, digit| sum * 10 + usize::from(digit.wrapping_sub(b'0')));
        let is_right = |number: usize, letter: Option<&u8>| b"TRWAGMYFPDXBNJZSQVHLCKE".get(number % 23) == letter;
        let passes = match shape {
            b"99999999A" => is_right(number(code.get(..8).unwrap_or_default()), code.get(8)),
            b"N9999999A" => {
                let first = usize::from(code.first().copied().unwrap_or(b'X').wrapping_sub(b'X'));
                is_right(first * 10_000_000 + number(code.get(1..8).unwrap_or_default()), code.get(8))
            }
            _ => true,
        };
        if fits(shape) && passes {
            take(shape.len());
        }
    }
}

fn passes_iban(code: &[u8]) -> bool {
    let (head, tail) = code.split_at(4.min(code.len()));
    let rest = tail.iter().chain(head).fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.wrapping_sub(b'A')) + 10) % 97,
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::suspicion;

    fn cleaned(text: &str) -> String {
        String::from_utf8(without_identifiers(text.as_bytes()).unwrap_or_else(|| text.as_bytes().to_vec())).unwrap()
    }

    /// A generator of numbers that look random, and are the same each time.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % end
        }

        fn text(&mut self, alphabet: &str, length: usize) -> String {
            let letters: Vec<char> = alphabet.chars().collect();
            (0..length).map(|_| letters[self.below(letters.len())]).collect()
        }
    }

    const DIGITS: &str = "0123456789";
    const HEX: &str = "0123456789abcdef";
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    fn with_luhn(digits: &str) -> String {
        (0..10).map(|check| format!("{digits}{check}")).find(|card| passes_luhn(card.as_bytes())).unwrap()
    }

    fn with_iban(country: &str, account: &str) -> String {
        (2..99).map(|check| format!("{country}{check:02}{account}")).find(|iban| passes_iban(iban.as_bytes())).unwrap()
    }

    fn secret(kind: usize, random: &mut Random) -> String {
        let mut digits = |length| random.text(DIGITS, length);
        match kind {
            0 => with_luhn(&format!("4{}", digits(14))),
            1 => with_luhn(&format!("37{}", digits(12))),
            2 => format!("+4479{}", digits(8)),
            3 => format!("(415) 555-{}", digits(4)),
            4 => format!("01 {} {} {} {}", digits(2), digits(2), digits(2), digits(2)),
            5 => format!("{}-{}-{}", digits(3), digits(2), digits(4)),
            6 => format!("QQ{}C", digits(6)),
            7 => with_iban("DE", &digits(18)),
            8 => with_iban("GB", &format!("NWBK{}", digits(14))),
            9 => format!("1 {} {} {} {} {} {}", digits(2), digits(2), digits(2), digits(3), digits(3), digits(2)),
            10 => format!("RSSMRA{}A{}H{}Z", digits(2), digits(2), digits(3)),
            11 => {
                let number: usize = digits(8).parse().unwrap();
                format!("{number:08}{}", char::from(b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]))
            }
            12 => format!("{}.{}@{}.test", random.text(LETTERS, 5), random.text(LETTERS, 4), random.text(LETTERS, 6)),
            13 => random.text(HEX, 32),
            14 => format!("{}7{}", random.text(BASE64, 14), random.text(BASE64, 13)),
            15 => format!("eyJ{}.eyJ{}.{}", random.text(BASE64, 20), random.text(BASE64, 20), random.text(BASE64, 20)),
            16 => format!("sk_live_{}", random.text(BASE64, 24)),
            _ => format!("xoxb-{}-{}", random.text(DIGITS, 11), random.text(BASE64, 24)),
        }
    }

    /// Parts a secret as forms and line breaks do; what has parts of its own keeps them.
    fn parted(secret: &str, random: &mut Random) -> String {
        let by = ["", "", " ", "-", "\n   ", "\u{a0}"][random.below(6)];
        if by.is_empty() || secret.contains([' ', '@', '-', '.', '+', '_']) {
            return secret.replace(' ', [" ", "\n", "\u{a0}"][random.below(3)]);
        }
        let letters: Vec<char> = secret.chars().collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(by)
    }

    #[test]
    fn no_generated_secret_comes_through() {
        let mut random = Random(7);
        let words = [
            "Your order",
            "for Ann",
            "is",
            "(see",
            "on 2024-05-17",
            "at 12:30",
            "12 items",
            "Käse",
            "の",
            "costs $19.99,",
        ];
        for round in 0..9_000 {
            let secret = secret(round % 18, &mut random);
            let shown = parted(&secret, &mut random);
            let before = words[random.below(words.len())];
            let after = words[random.below(words.len())];
            let (left, right) = [(" ", " "), (": ", "."), ("\n", "\n"), (" \"", "\", "), ("", "")][random.below(5)];
            let text = if left.is_empty() { shown.clone() } else { format!("{before}{left}{shown}{right}{after}") };
            assert!(suspicion::has_identifiers(shown.as_bytes()), "{shown:?}");
            let out = cleaned(&text);
            let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let (bare_secret, bare_out) = (bare(&secret), bare(&out));
            // Eight characters of it in a row would be a part that identifies.
            for window in bare_secret.as_bytes().windows(8) {
                let window = std::str::from_utf8(window).unwrap();
                let is_filler = window.bytes().all(|byte| byte == b'0' || byte == b'x');
                assert!(is_filler || !bare_out.contains(window), "{secret:?} in {text:?} left {out:?}");
            }
        }
    }

    #[test]
    fn what_is_judged_without_patterns_denies_all_that_they_find() {
        let mut random = Random(11);
        let mut found = 0;
        for _ in 0..60_000 {
            let alphabet = ["01 ", "0123456789+ -.", "AB09", "DE0123456789 ", "ab@. ", "_sk-AKIeyJx"][random.below(6)];
            let length = random.below(24);
            let text = random.text(alphabet, length);
            if has_identifiers(text.as_bytes()) {
                found += 1;
                assert!(suspicion::without_identifiers(text.as_bytes()).is_some(), "{text:?}");
            }
        }
        assert!(found > 10_000, "{found}");
    }

    #[test]
    fn prose_prices_dates_and_names_stay() {
        for text in [
            "The quick brown fox jumps over the lazy dog, 12 times.",
            "From 2024-01-15 to 2024-02-15, 9:00-17:30",
            "01.02.2024 10 Uhr",
            "15/03/2024 14:05",
            "Mon, 3 Jun 2024 09:15:00 GMT",
            "EUR 1.234.567,89 or $1,234,567.89 or 1 234 567,89 €",
            "19.99",
            "-12.5 %",
            "3 x 4 = 12",
            "Version 10.15.7 on 192.168.100.200",
            "Chapter 12, pages 100-120",
            "2019 2020 2021 2022",
            "Room 404, 5th floor, 10115 Berlin",
            "Mathematics 101 (Fall 2023)",
            "1 2 3 4 5 6 7 8 9 10",
            "Order 123456, two items",
            "@media and a@ and @b",
            "the @ sign",
            "Temperatur: 21.5 °C, 1013 hPa",
            "iPhone 15 Pro Max 256GB",
            "HTML5, CSS3, ES2015 and UTF-8",
            "A4 B5 C6",
            "ISO 8601",
            "4K UHD 3840 x 2160",
            "btn btn-primary col-md-6 mt-3",
            "css-1q39md6 jss123 sc-bdVaJa",
            "MuiButton-containedPrimary",
            "Donaudampfschifffahrtsgesellschaftskapitän",
            "internationalization and accessibility",
            "supercalifragilisticexpialidocious",
            "https://example.org/docs/getting-started?lang=en#install",
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor",
            "El niño comió 3 manzanas.",
            "Цена 1 200 руб.",
            "価格は1,200円です。",
            "Llanfairpwllgwyngyll",
            "B2B, i18n, a11y, H2O, mp3",
            "Q3 FY2024: +12.4% YoY",
            "10px 1.5em 0.25s",
            "#ff00aa",
            "rgba(0, 0, 0, 0.5)",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn identifiers_go_and_what_stands_around_them_stays() {
        assert_eq!(cleaned("Mail ann@example.org now"), "Mail xxx@xxxxxxx.xxx now");
        assert_eq!(cleaned("Card 4929 1234 5678 9012 saved"), "Card 0000 0000 0000 0000 saved");
        assert_eq!(cleaned("Call +44 20 7946 0018!"), "Call +00 00 0000 0000!");
        assert_eq!(cleaned("Mail ann.lee@"), "Mail xxx.xxx@");
        assert_eq!(cleaned("to DE89 3704 0044 0532 0130 00."), "to xxxx xxxx xxxx xxxx xxxx xx.");
        assert_eq!(cleaned("see x.test/?to=ann%40example.org"), "see x.test/?to=xxx%xxxxxxxxx.xxx");
        assert_eq!(cleaned("width 60%40px, 10%40%50%, 3%40.5"), "width 60%40px, 10%40%50%, 3%40.5");
    }

    #[test]
    fn identifiers_in_digits_and_signs_of_other_scripts_go() {
        for (text, expected) in [
            ("تلفن: ۰۹۱۲۳۴۵۶۷۸۹", "تلفن: 00000000000"),
            ("هاتف +٩٦٦ ٥٠ ١٢٣ ٤٥٦٧ الآن", "هاتف +000 00 000 0000 الآن"),
            ("कार्ड ४९२९ १२३४ ५६७८ ९०१२", "कार्ड 0000 0000 0000 0000"),
            ("電話 ０３－１２３４－５６７８。", "電話 00－0000－0000。"),
            ("ａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ", "000＠0000000．000"),
            ("โทร ๐๒ ๖๑๓ ๘๘๘๘", "โทร 00 000 0000"),
        ] {
            assert_eq!(cleaned(text), expected);
        }
        for text in [
            "قیمت ۱٬۲۰۰٬۰۰۰ تومان",
            "۱۴۰۳/۰۵/۱۲ ۰۹:۳۰",
            "合計１，２００円（税込）",
            "２０２４年５月１７日",
            "หน้า ๑๒ จาก ๓๐",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }
}
