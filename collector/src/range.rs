//! Which bytes of a recording a request asks for (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` header asks for, of a resource of known length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Everything: there is no range, or one that this server may ignore.
    Whole,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that are not there.
    Outside,
}

/// Reads a `Range` header. More than one range, and what is no range of bytes, is ignored, as the RFC allows.
pub(crate) fn asked(header: Option<&str>, length: u64) -> Asked {
    header.and_then(|header| parse(header, length)).unwrap_or(Asked::Whole)
}

fn parse(header: &str, length: u64) -> Option<Asked> {
    let (unit, range) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    let number =
        |digits: &str| digits.bytes().all(|d| d.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten();
    if first.is_empty() {
        let suffix = number(last)?;
        return Some(match suffix.min(length) {
            0 => Asked::Outside,
            suffix => Asked::Part(length - suffix..length),
        });
    }
    let first = number(first)?;
    let end = if last.is_empty() { u64::MAX } else { number(last).filter(|last| *last >= first)?.saturating_add(1) };
    Some(if first >= length { Asked::Outside } else { Asked::Part(first..end.min(length)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_to_what_is_there() {
        for (header, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-5", Asked::Part(2..6)),
            ("bytes=2-", Asked::Part(2..10)),
            ("bytes=2-99", Asked::Part(2..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("BYTES = 9-9", Asked::Part(9..10)),
            ("bytes=0-18446744073709551615", Asked::Part(0..10)),
        ] {
            assert_eq!(asked(Some(header), 10), expected, "{header}");
        }
    }

    #[test]
    fn a_range_behind_the_end_is_outside() {
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(asked(Some(header), 10), Asked::Outside, "{header}");
        }
        assert_eq!(asked(Some("bytes=-5"), 0), Asked::Outside);
    }

    #[test]
    fn what_is_no_single_range_of_bytes_is_ignored() {
        for header in ["bytes=5-2", "bytes=1-2,4-5", "lines=1-2", "bytes=a-b", "bytes=+1-2", "bytes", "bytes=-"] {
            assert_eq!(asked(Some(header), 10), Asked::Whole, "{header}");
        }
        assert_eq!(asked(None, 10), Asked::Whole);
    }
}
