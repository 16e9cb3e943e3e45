//! Addresses without what opens doors: credentials, and the values of queries.

/// Removes user name and password. `None`: there are none.
pub(super) fn without_credentials(url: &[u8]) -> Option<Vec<u8>> {
    let start = url.windows(3).position(|window| window == b"://")? + 3;
    let authority = url.get(start..)?;
    let end = authority.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(authority.len());
    let sign = authority.get(..end)?.iter().rposition(|byte| *byte == b'@')?;
    Some([url.get(..start)?, authority.get(sign + 1..)?].concat())
}

/// Removes credentials and `data:` content, and replaces every value of a query, and of a
/// fragment that looks like one, by a short hash: equal values stay equal, and tell nothing else.
pub(super) fn scrubbed(url: &[u8], salt: u32) -> Vec<u8> {
    if url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"data:")) {
        return b"data:,".to_vec();
    }
    let bare = without_credentials(url).unwrap_or_else(|| url.to_vec());
    let query = bare.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(bare.len());
    let (path, rest) = bare.split_at(query);
    let mut out = path.to_vec();
    let mut in_fragment = false;
    let mut part_start = 0;
    for index in 0..=rest.len() {
        let byte = rest.get(index).copied();
        if byte.is_none() || matches!(byte, Some(b'?' | b'&' | b'#' | b';')) {
            let part = rest.get(part_start..index).unwrap_or_default();
            match part.iter().position(|byte| *byte == b'=') {
                Some(equals) => {
                    out.extend_from_slice(part.get(..=equals).unwrap_or_default());
                    out.extend_from_slice(&hash(part.get(equals + 1..).unwrap_or_default(), salt));
                }
                None if in_fragment || part.len() <= 1 => out.extend_from_slice(part),
                None => out.extend_from_slice(&hash(part, salt)),
            }
            if let Some(byte) = byte {
                in_fragment |= byte == b'#';
                out.push(byte);
            }
            part_start = index + 1;
        }
    }
    out
}

/// Eight hexadecimal digits that depend on the recording's salt. A hash stays as it is.
fn hash(value: &[u8], salt: u32) -> Vec<u8> {
    if value.is_empty() || value.first() == Some(&b'~') {
        return value.to_vec();
    }
    let mut hash = salt ^ 0x9e37_79b9;
    for byte in value {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193).rotate_left(5);
    }
    let digit = |shift: u32| b"0123456789abcdef".get((hash >> shift & 15) as usize).copied().unwrap_or(b'0');
    std::iter::once(b'~').chain((0..8).map(|n| digit(n * 4))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_values_go_and_paths_and_names_stay() {
        let scrub = |url: &str| String::from_utf8(scrubbed(url.as_bytes(), 1)).unwrap();
        assert_eq!(scrub("https://u:p@host.test/a/b"), "https://host.test/a/b");
        assert!(scrub("/p?token=abc&x=1#access_token=zzz").starts_with("/p?token=~"));
        assert!(!scrub("/p?token=abc#access_token=zzz").contains("zzz"));
        assert_eq!(scrub("/p#section"), "/p#section");
        assert_eq!(scrub("data:text/html,secret"), "data:,");
        let once = scrub("/p?token=abc&b");
        assert_eq!(scrub(&once), once);
        assert_eq!(without_credentials(b"https://host/a@b"), None);
    }
}
