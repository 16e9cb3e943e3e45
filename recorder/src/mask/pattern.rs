//! What identifies a person in running text: mail addresses, and numbers of cards and phones.

use super::filler::shaped;

/// So many digits in a row, spaces and dashes not counted, are taken for an identifier.
const MIN_DIGITS: usize = 7;

/// Replaces what looks like an identifier. `None`: there is nothing of the kind.
pub(super) fn without_identifiers(text: &[u8]) -> Option<Vec<u8>> {
    let mut out: Option<Vec<u8>> = None;
    for (start, end) in words(text).chain(numbers(text)) {
        let Some(word) = text.get(start..end) else { continue };
        let out = out.get_or_insert_with(|| text.to_vec());
        if let Some(place) = out.get_mut(start..end) {
            place.copy_from_slice(&shaped(word));
        }
    }
    out
}

/// The words that hold an `@` between other characters.
fn words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    text.split(|byte| byte.is_ascii_whitespace()).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        let sign = word.iter().position(|byte| *byte == b'@')?;
        (sign > 0 && sign + 1 < word.len() && word.iter().any(u8::is_ascii_alphanumeric))
            .then_some((start, start + word.len()))
    })
}

/// The runs of digits, with what separates their groups, that are long enough.
fn numbers(text: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let start = at + rest.iter().position(u8::is_ascii_digit)?;
            let mut end = start;
            let mut digits = 0;
            let mut separators = 0;
            let mut not_zero = false;
            for (index, byte) in text.iter().enumerate().skip(start) {
                match byte {
                    b'0'..=b'9' => {
                        digits += 1;
                        separators = 0;
                        not_zero |= *byte != b'0';
                        end = index + 1;
                    }
                    b' ' | b'-' | b'.' | b'(' | b')' | b'/' if separators < 2 => separators += 1,
                    _ => break,
                }
            }
            at = end;
            if digits >= MIN_DIGITS && not_zero {
                return Some((start, end));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        String::from_utf8(without_identifiers(text.as_bytes()).unwrap_or_else(|| text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn addresses_and_long_numbers_go_and_the_rest_stays() {
        assert_eq!(cleaned("Mail ann@example.org now"), "Mail xxx@xxxxxxx.xxx now");
        assert_eq!(cleaned("Card 4929 1234 5678 9012 saved"), "Card 0000 0000 0000 0000 saved");
        assert_eq!(cleaned("Order 123456, two items"), "Order 123456, two items");
        assert_eq!(cleaned("@media and a@ and @b"), "@media and a@ and @b");
    }
}
